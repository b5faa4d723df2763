"""Scores, bands, doubts, changes and due dates, as pure functions of what was answered."""

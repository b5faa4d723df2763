"""Reads of screening rounds: what is planned, who is meant, what was found, what remains."""

"""What an auditor would check on paper about a conference: pure functions."""

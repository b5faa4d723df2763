"""What people do with the health summary: write, correct, replace, end, withdraw, review, look."""

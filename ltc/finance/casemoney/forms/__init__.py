"""Forms of money, one subject a file."""

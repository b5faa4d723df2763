"""What people do with money, one subject a file."""

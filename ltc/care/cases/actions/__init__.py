"""What people do with cases and plans."""

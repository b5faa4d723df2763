"""What people do about approval: one function for each act."""

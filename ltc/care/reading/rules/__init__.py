"""What is unusual, and from when on: pure."""

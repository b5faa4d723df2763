"""In and out: files that other programs write or read."""

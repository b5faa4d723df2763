"""What people do with batches, and what the work behind does for them."""

"""What people do with departures."""

"""What is read of events: the events themselves, pauses of many elders, what is still open."""

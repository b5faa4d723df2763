"""Stories that cross rooms: each is one function whose order can be read, in one transaction."""

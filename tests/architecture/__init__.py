"""The house rules of the whole code base, checked by machine."""

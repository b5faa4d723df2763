"""Reads of the week: what is wanted, who is away, who stands in, who is on call."""

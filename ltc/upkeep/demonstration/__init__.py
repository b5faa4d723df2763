"""A made-up town that adds up to the figures of the source document."""

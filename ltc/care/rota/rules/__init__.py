"""Pure rules of the week: what is wanted, how it is spread, what may be moved, who is on call."""

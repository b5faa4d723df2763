"""Pure rules of approval."""

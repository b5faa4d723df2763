"""Writes of the week: moving visits, being away with a cover, the duty roster."""

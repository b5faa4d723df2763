"""Reads of the health summary: rows, the whole of one or many elders, a glance, the pick list."""

"""Reads of visits: reference files, saved visits, plans as a visit needs them, the day."""

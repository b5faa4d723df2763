"""Reads of conferences; who may not see, does not find."""

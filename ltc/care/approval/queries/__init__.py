"""Reads of approval."""

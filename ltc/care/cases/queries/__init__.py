"""Reads of cases and plans; what is personal is scoped by elders' ``visible_to``."""

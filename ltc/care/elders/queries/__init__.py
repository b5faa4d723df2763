"""Reads of the register: the people, their search, their teams and circumstances."""

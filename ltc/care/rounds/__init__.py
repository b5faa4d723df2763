"""Screening the whole register, community by community.

Words owned here: round, domain (one of nine), volunteer (อสม.) and their households, sheet of
twenty rows, what happened at each door, progress. Results are ordinary assessments with the
purpose of screening: they never move the dependency group.
"""

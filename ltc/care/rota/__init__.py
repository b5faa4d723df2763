"""Who goes where in a week, and who stands in.

Words owned here: assignment (caregiver, elder, day), load in minutes, absence of a
colleague, stand-in.
"""

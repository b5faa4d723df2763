"""Paper when the tablet is dead: sheets to fill in by hand, and their way back.

Words owned here: sheet (one printed form with a number and a code to photograph), bundle (what was
printed together), scan (a photo of a filled-in sheet), back-entry (typing a sheet in, with the day
it happened and the day it came).
"""

"""Conferences: a plan is decided by all who it is about, as equals, line by line.

A conference hears one or more cases; each case has parties (the elder, relatives, caregiver, care
manager, each profession). Each party has its own voice on each line of the plan; voices are only
ever added, and nobody's voice changes another's. How a line stands is computed from them
(``rules``), never stored. The words it owns: conference, hearing, party, voice, decision, minutes.
"""

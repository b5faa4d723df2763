"""Findings that cannot wait: what to do now, whom to call, who took it, how it ended.

Words owned here: finding, script (what to do and say), acknowledgement by a named
person, escalation.
"""

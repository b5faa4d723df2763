"""The case and its care plan: under which lawful ground, in which group, towards what, by whom.

One person has at most one open case. A case has versions of one plan: a draft that may be written
on, at most one that is active, and those before. Where a case stands in the national order of
states is computed from facts (``rules.states``), never stored. The words it owns: case, legal
ground, care plan, problem, goal, planned service.
"""

"""The approval of plans: who proposes, who sits on the committee, what a meeting decides.

Words owned here: provider, proposal (its cases with group and amount), member, round (one numbered
meeting), quorum, abstention, decision (with the amounts of two accounts), minor change, the five
national states, sighting (what the national program shows), copy sheet.
"""

"""Looking at a plan again: what came of each goal, and what happens with the plan now.

Words owned here: review (a day on which a plan in use was looked at, with what was decided), goal
review (how far one goal was reached, in words), year turn stays with the desks.
"""

"""The family's page: one elder, only what was agreed, by a signed link that ends.

Words owned here: family link (for whom, what it shows, until when), news (what a relative sent by
it: done, not done, worried, call me, a message), seen, answer.
"""

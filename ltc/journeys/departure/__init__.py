"""Somebody died or moved away: one act that stops everything planned and keeps everything done.

Who moved may come back: the move stays in history, and care begins anew when somebody opens it.

Words owned here: departure (a death or a move, taken back only as a whole and with a reason), what
remains (devices, money, the plan, a visit of condolence: ticked off by whom, when, how), return
(somebody who moved lives here again from a day on).
"""

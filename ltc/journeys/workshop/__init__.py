"""The plan workshop: one page to draft a plan beside all that is known, and two who draft at once.

It stands above cases because what visits found belongs beside the draft, and cases may not know of
visits. Words owned here: beside (what is known, next to what is written), mark (how a text or line
stood when somebody began to write), clash (a line that both changed).
"""

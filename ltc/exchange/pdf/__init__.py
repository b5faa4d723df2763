"""Papers of the programme: what stands on each, which was printed, which came back signed.

Words owned here: paper (a kind, by its code), subject (what a paper is about: a plan, a visit, a
conference, one case of it, its minutes, a proposal, a meeting, a month of pay), document (one
content of a paper about one subject; its id is in the printed code), signed sheet (a photo of a
document signed on paper), run (many papers as one file, made behind the page). ``mapping`` is
pure: facts in, blocks out; ``catalogue`` lists every paper; the doors of all papers about one kind
of thing are the same.

Who may open the page of a subject may print it; what else stands on a paper (diagnoses, medicines)
stands there only for those who may read that too.
"""

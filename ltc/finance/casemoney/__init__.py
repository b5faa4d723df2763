"""The money of a case: what came in, hop by hop, what was paid for, what is left.

Words owned here: entry (one sum of one case, never edited; a mistake gets a counter-entry),
document (one transfer, with the entries it is made of), purse, statement (a month's pay with four
signatures), regime (how somebody is paid), nappies (a benefit with money of its own).
"""

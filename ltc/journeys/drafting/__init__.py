"""What a draft of a plan might hold, why, and what speaks against it: a person decides each.

Words owned here: fact (a number known about an elder, with the words that say where from), drafting
rule (a row of seeds/reference/drafting_rules.toml), proposal (a rule that facts raised, for one
draft), answer (accepted, changed or declined with a reason; kept with the facts that stood then).
"""

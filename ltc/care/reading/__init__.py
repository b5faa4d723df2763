"""Reading what caregivers wrote: the unusual one by one, the rest in one act.

Words owned here: mark (what is unusual about a visit, in words), reading (a visit was read, by
whom, when, alone or with others).
"""

"""A caregiver's contact at home: what was done, measured and seen, when, and what comes next.

Words owned here: visit (done or could not), checklist of ten parts, vital sign, question (asked
once, then the answer is kept), receipt number, amendment, visit window, a caregiver's day.
"""

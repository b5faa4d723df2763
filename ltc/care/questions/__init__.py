"""Asking the nurse or the doctor about one elder, and what a doctor asks for in return.

Words owned here: thread, message, seen, answered, request (becomes a line of the next visit).
"""

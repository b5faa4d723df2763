"""Day one of a real town: people, past ADL and care teams brought in from tables, and taken back.

Words owned here: batch (one file on its way in), column (what a file may say), refusal (why a row
stays out), made (what a batch added, so that it can be taken back). Whatever it writes goes by the
rules of the room it belongs to; nothing here decides what a person or an assessment may be.

Who: ``town_import`` is held by care managers within their municipality, who may register each of
these people by hand; nobody gains a right by a file. Administrators see no care data and hold none.
The rights are looked at again when the work is done, not only when it was asked for.
"""

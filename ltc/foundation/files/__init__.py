"""Photos and voices that belong to a record: checked by decoding, made small, kept sealed.

Words owned here: stored file (its facts), content (its bytes, in a table of its own so that no list
ever loads them), image, voice. Which page may show a file is decided by the room it belongs to.
"""

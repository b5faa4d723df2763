"""The printing house: a paper is data made of blocks; one press makes PDF/A of any of them.

Words owned here: paper (title and blocks, plain data), block (facts, words, table, ticks, week,
signatures, pictures, note, code), stamp (the document's id and when it was issued). The blocks
have two faces that show the same: ``templates/print/parts.typ`` for PDF and
``templates/print/_blocks.html`` for a page that the browser prints. A room that wants a paper
writes a pure function to blocks.
"""

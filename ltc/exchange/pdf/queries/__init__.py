"""Reads of papers: the facts they are made of, the documents printed, the files being made."""

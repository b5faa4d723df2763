"""Reads of questions: threads and their lists; what cards and visits show of them."""

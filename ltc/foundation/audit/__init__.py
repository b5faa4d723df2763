"""Who did or read what, when. Changes are recorded inside the action; reads after the answer.

Stores plain ids and depends on nobody; its rows are never changed. The chain over ``seq`` that
proves it is sealed by a job, so that no request waits for the one before it.
"""

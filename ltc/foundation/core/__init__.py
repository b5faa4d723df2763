"""The smallest words everyone shares: database session, ids, time, actor, errors, due dates.

Core knows nothing of elders, money or web pages; it imports nothing of ours but settings.
"""

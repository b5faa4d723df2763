"""Measuring an elder's abilities and risks: instruments, answers, results and what they mean.

Owns the words Instrument, Item, Band, Result, Purpose, Doubt and SafetyAlert. Scores are always
computed, never typed; a screening points onwards, only a formal assessment moves the dependency
group; doubts ask the rater and never block.
"""

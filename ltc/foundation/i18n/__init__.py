"""How the town reads and writes: Buddhist-era dates, Thai digits, Thai order of names, numbers.

Everything inside is ISO and Unicode; only this package knows how it looks on a Thai screen.
"""

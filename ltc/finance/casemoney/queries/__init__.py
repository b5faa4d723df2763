"""Reads of money: balances, transfers, leftovers, statements, nappies."""

"""Somebody is away: who goes instead of them, for exactly how long, and what nobody can take.

Words owned here: need (an elder's visits on those days), offer (who could go, and why).
"""

"""Who may come in, and in which role: users, dated roles, sign-ins, the policy and its guard.

The policy file says which role may do what, on what, within which scope. Everything not written
there is refused.
"""

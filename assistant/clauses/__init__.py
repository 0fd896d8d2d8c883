"""Every clause of the contracts: the rule that computes it, the answer a member gets, or staff.

`register/` maps the clauses one by one, `answers/` holds what members are told, `questions/` how
members ask, `search` finds the clause that a message asks about.
"""

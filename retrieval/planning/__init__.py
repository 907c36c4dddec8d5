"""Planning: which courses close the most weighted gap in the least time.

`problem` says what is to be solved and what is better, `exact` solves it to the optimum, `near` comes close where it is
large, `best` chooses between them. Rules alone: no clock, no chance, no store.
"""

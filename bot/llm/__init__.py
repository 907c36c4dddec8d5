"""Language models: which one, what it may be told, what it may cost, and what of its words may be shown.

A model chooses a tool, words what tools returned, explains passages and proposes drafts. It computes nothing, writes
nothing and sees nobody's particulars; without one, or where it fails, turns go on as they do without.
"""

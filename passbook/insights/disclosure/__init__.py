"""What of a figure may be seen, by whom: one gate that every aggregate passes, and its rules.

`gate` is the only way to a figure; `place` says whose figures may be asked; `population` and `frame` which sets of
people are told; `cells` which figures about them, and how coarse; `windows` which periods. Knows no language.
"""

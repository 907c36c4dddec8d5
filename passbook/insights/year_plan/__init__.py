"""The plan of a year for a unit: which open gaps are closed by which courses, in which quarter, within a budget.

`terms` are what is wished of a plan, `needs` the gaps that people have, `menus` what courses can do for people of one
kind, `choose` spends the budget, `quarters` lays the courses over the year, `plan` puts it together. Rules alone: no
clock, no chance.
"""

"""Collective feedback on an institution: strong and weak for its mandate, what changed and why, what few people hold.

Computed from answers of the gate and on nothing else, so that it says no more than its asker may be told. `shape` is
what comes out, `feedback` puts it together.
"""

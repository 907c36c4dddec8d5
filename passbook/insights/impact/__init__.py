"""What a completed course does to later assessed results, against comparable officials who did not take it, and what
that costs. How and why: docs/decisions/what-a-course-does-is-bracketed.md. Refuses to tell of fewer than fifty people.
"""

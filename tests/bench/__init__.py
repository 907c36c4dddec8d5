"""The measurements of `make bench`: each prints a small table with its figures beside a yardstick of the same run.

Nothing here is a test, and nothing asserts a time: a figure says something only beside the yardstick that was measured
on the same machine in the same minutes. What the figures were at last stands in docs/measurements.md.
"""

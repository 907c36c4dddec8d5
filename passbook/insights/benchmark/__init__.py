"""A fair comparison of units of one kind: an index of declared components, and ranks with their uncertainty.

Works on figures as they were told to the asker and on nothing else, so that a rank says no more than the figures do.
`components` declares the index, `ranks` sets units beside each other, `moving` says what would move one most.
"""

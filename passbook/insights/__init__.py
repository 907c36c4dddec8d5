"""Insights: figures about people and units, computed from facts by one definition each, and shown through one gate.

`query` is what is asked, `facts` what is known, `metrics` and `dimensions` what the words mean, `engine` computes, and
`disclosure` decides what the asker may see of it. Knows no language and no conversation.
"""

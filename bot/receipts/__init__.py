"""Receipts of answers: the figures of an answer that was given, computed anew, and whether they still hold.

Refuses to write anything, and to judge words: a text may be a language model's, its figures are those of the blocks.
"""

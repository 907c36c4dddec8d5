"""Catalogues of courses that others offer: how their records are read, and which course is there already.

Pure. Whatever a catalogue says is text: it never becomes markup, a path, a query or an instruction. What it does not
say stays unknown.
"""

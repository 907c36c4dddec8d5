"""What a terminal can show, as data: text without end, and nothing to press, to look at or to take along."""

from __future__ import annotations

from bot.channel import Limits

LIMITS = Limits(
    # A screen scrolls; this much is never said at once.
    text=1_000_000,
    caption=0,
    # Nothing can be pressed: choices get numbers, options letters.
    buttons=0,
    label=0,
    data=0,
)

# So many rows of a table are shown; how many more there are is told.
ROWS = 40

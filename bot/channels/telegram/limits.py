"""What Telegram can show, as data. The figures are those of its Bot API, but for the length of a label, which it does
not name: that is what one row of a telephone shows unshortened."""

from __future__ import annotations

from bot.channel import Limits, Poll

# The service takes 100 buttons under a message; four are left to the thumbs, which stand in a row of their own.
LIMITS = Limits(
    text=4096,
    caption=1024,
    buttons=96,
    label=40,
    data=64,
    with_buttons=4096,
    poll=Poll(question=300, option=100, options=12, explanation=200),
    pictures=True,
    documents=True,
    document_bytes=50_000_000,
    measure="utf16",
    thumbs=True,
)

# A picture may have so many bytes; what is larger goes as a document.
PICTURE_BYTES = 10_000_000
# An explanation of a poll may have so many line breaks.
EXPLANATION_LINES = 2
# So many buttons may stand in one row; on a telephone three are readable.
ROW = 3
# So many signs are readable in a row.
ROW_SIGNS = 36

"""What Telegram can show, as data: the figures are those of the Bot API (`telegram.constants`)."""

from __future__ import annotations

from bot.channel import Limits, Poll

LIMITS = Limits(
    text=4096,
    caption=1024,
    # The service sets no number; more than that in a column nobody reads.
    buttons=12,
    # Nor a length: what is longer is cut off on a phone.
    label=48,
    data=64,
    poll=Poll(question=300, option=100, options=12, explanation=200),
    pictures=True,
    documents=True,
    document_bytes=50 * 1024 * 1024,
    measure="utf16",
    thumbs=True,
    # About a message a second in one chat; short bursts are let through.
    burst=20,
    pace=1.0,
)

# Labels up to this length share a line.
SHORT_LABEL, A_LINE = 18, 2
# What deep links may hold after `?start=`.
DEEP_LINK = 64

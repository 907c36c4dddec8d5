"""What WhatsApp (Cloud API) can show and how fast it may be spoken to, as data.

The figures are the service's own; nothing here decides what is left out where they are too small.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.channel import Limits


@dataclass(frozen=True)
class Pace:
    """How often one person may be written to: a message `every` so many seconds in the long run, `burst` at once.

    A bucket of `burst` tokens that gains one `every` seconds: whoever has none left waits for the next.
    """

    every: float
    burst: int


# The pair rate: about one message in 6 s to the same person. Up to 45 may go at once, borrowed from what comes after;
# beyond it the service answers 131056. The burst is kept far below that: another process may be spending it too.
PACE = Pace(every=6.0, burst=15)

LIMITS = Limits(
    text=4096,
    caption=1024,
    buttons=3,
    label=20,
    # A button's id may have 256 signs and a row's 200. One figure serves both, so it is the smaller one.
    data=200,
    rows=10,
    row=(24, 72),
    rows_button=20,
    with_buttons=1024,
    pictures=True,
    documents=True,
    document_bytes=100 * 1024 * 1024,
    # The service does not say how it counts; what fits in units of UTF-16 fits in code points too.
    measure="utf16",
    # A person rates by reacting with a thumb; three buttons are too few to spend two on that.
    thumbs=False,
    burst=PACE.burst,
    pace=PACE.every,
    window_hours=24,
)

PICTURE_BYTES = 5 * 1024 * 1024
PICTURES = frozenset({"image/jpeg", "image/png"})
# The text that fills the template of a nudge: the template's own words and this have 1,024 signs together.
TEMPLATE_TEXT = 900
# Our own name of a call, which comes back with what becomes of the message (`biz_opaque_callback_data`).
REF = 512

# What the service takes as a document as it is; text of any kind goes as plain text, its name tells what it is.
DOCUMENTS = frozenset({
    "application/pdf", "text/plain", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
})
AS_TEXT = frozenset({"text/csv", "text/html", "text/markdown", "application/json", "application/x-ndjson"})

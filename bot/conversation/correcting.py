"""Messages that say what the one before meant: "no, I meant noting", "nahi, mera matlab quiz tha". Pure.

What was meant is read as a message of its own: the name of something takes the place of what the wish before was about,
a wish takes the place of the wish.
"""

from __future__ import annotations

from bot.conversation.decision import LEAST, LIKELY, Decision, Routing
from bot.conversation.slots import merged, own_slots, taken
from bot.conversation.wishes import NEEDS_ONE, SUBJECTS, WISHES
from bot.tools import TOOLS
from bot.understanding.lexicon import lexicon
from bot.understanding.message import read_message
from retrieval.words import words

# Words by which a name is more than a name: "my level in noting", "courses on noting".
_WISHED = ("mine", "level_words", "work", "course_words")
# Wishes that, said alone, are about what the wish before was about.
_ABOUT = NEEDS_ONE | {"find_course", "show_standing"}


def meant(text: str) -> str:
    """What a message says was meant; empty where it says no such thing, or does so in the middle of a sentence."""
    message, small = read_message(text), lexicon().lists
    spans = small["corrects"].find(message.said)
    if not spans:
        return ""
    span, around = spans[0], small["corrects_around"]
    start, end = span.end, len(message.said)
    if not all(word in around for word in message.said[:span.start]):
        if not all(word in around for word in message.said[span.end:]):
            return ""
        start, end = 0, span.start
        while start < end and message.said[start] in small["no"]:
            start += 1
    ends = small["corrects_ends"]
    while start < end and message.said[start] in ends:
        start += 1
    while end > start and message.said[end - 1] in ends:
        end -= 1
    return _between(message.text, start, end)


def _between(text: str, start: int, end: int) -> str:
    """The words from one place to another as they were written, with the signs beside them."""
    parts, at = [], 0
    for part in text.split():
        inside = len(words(part))
        if start <= at and at + inside <= end and (inside or at > start):
            parts.append(part)
        at += inside
    return " ".join(parts).strip(" ,;:-–—")


def corrected(given: Routing) -> Decision | None:
    """The wish before, about something else; where another wish is meant, the steps after this find it."""
    own, frame = own_slots(given), given.frame
    if frame is None or not (given.reading.meant or given.lexicon.says("corrects", given.message.said)):
        return None
    tool = TOOLS.get(frame["tool"])
    if tool is None or not SUBJECTS & own.keys() or (given.reading.meant and _another_wish(given, frame["tool"])):
        return None
    usable = {key: value for key, value in own.items() if key.removesuffix("_unclear") in tool.takes}
    return Decision(frame["tool"], merged(frame["slots"], usable, given.memory), corrects=True) if usable else None


def _another_wish(given: Routing, tool: str) -> bool:
    """Whether what was meant says a wish of its own beside a name."""
    reading = given.reading
    if WISHES.get(reading.intent, ("",))[0] == tool:
        return False
    says = any(given.lexicon.says(key, given.message.said) for key in _WISHED)
    return reading.sure >= (LEAST if says else LIKELY) and (says or not reading.bare)


def lent(given: Routing, decision: Decision) -> None:
    """Marks a decision as a correction; a wish that names nothing is about what the wish before was about."""
    decision.corrects = True
    if decision.tool not in _ABOUT or SUBJECTS & decision.slots.keys() or given.frame is None:
        return
    before = given.frame["slots"]
    decision.slots.update({key: before[key] for key in ("competency", "course") if before.get(key)
                           and key in taken(decision.tool)})

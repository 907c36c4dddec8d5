"""Wishes to help others, to end that, to see who asked, and the answer to a request: by phrases and by the request's
code. Looking for help is an intent like any other. Pure."""

from __future__ import annotations

import re
from typing import Any

from bot.conversation.decision import Decision, Routing
from bot.conversation.slots import subject
from bot.conversation.wishes import SUBJECTS
from retrieval.words import words

NAME = "find_mentor"
# A "not" so many words before an offer belongs to it.
NEAR = 4
# A request is named as the words of its buttons name it: `#3fa09b1c`.
_CODE = re.compile(r"#([0-9a-f]{8})(?![0-9a-f])")


def request_answered(given: Routing) -> Decision | None:
    """A yes or no to a request, where the message is nothing else: an introduction cannot be undone, and "what if I say
    yes to …?" is no answer. Read before anything is guessed from the letters of a message, of which a code has any."""
    text = given.message.text.casefold()
    code = _CODE.search(text)
    if code is None or text.rstrip().endswith("?"):
        return None
    kept = [word for word in words(f"{text[:code.start()]} {text[code.end():]}")
            if word not in given.lexicon.lists["request_words"]]
    answer = next((key for key in ("yes", "no") if kept and given.lexicon.is_only(key, kept)), None)
    return Decision(NAME, {"request": code[1], "answer": answer}) if answer else None


def mentoring(given: Routing) -> Decision | None:
    """What the person wants as a mentor, or with a request of theirs."""
    says, said = given.lexicon.says, given.message.said
    if _CODE.search(given.message.text.casefold()):
        return Decision(NAME, {"mine": True})  # whatever else is said of a request shows what waits
    if says("cancels_mentor", said):
        return _wish(given, "cancel")
    if says("ends_mentoring", said) or (not says("why", said) and _before_offer(given, "not_any_more", NEAR)):
        return _wish(given, "withdraw")
    if says("mentors_list", said):
        return Decision(NAME, {"mine": True})
    if given.reading.slots.get("official"):
        return None  # nobody is offered by another
    return _wish(given, "offer") if says("offers_mentoring", said) and not _before_offer(given, "seeks_somebody") \
        else None


def _before_offer(given: Routing, key: str, most: int | None = None) -> bool:
    """Whether a phrase of a list stands (at `most` so many words) before what sounds like an offer, and so makes it
    something else: "who could be a mentor", "I do not want to be a mentor"."""
    said, lists = given.message.said, given.lexicon.lists
    offers = lists["offers_mentoring"].find(said)
    gaps = [offer.start - span.end for span in lists[key].find(said) for offer in offers]
    return any(gap >= 0 and (most is None or gap <= most) for gap in gaps)


def _wish(given: Routing, wish: str) -> Decision:
    slots: dict[str, Any] = {key: value for key, value in subject(given, NAME).items()
                             if key in ("competency", "competency_unclear")}
    if given.reading.unknown and not SUBJECTS & slots.keys():
        slots["unknown"] = given.reading.unknown
    return Decision(NAME, {**slots, wish: True})

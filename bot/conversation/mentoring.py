"""Wishes to help others, to end that, to see who asked, and the answer to a request: by phrases and by the request's
code. Looking for help is an intent like any other. Pure."""

from __future__ import annotations

import re
from typing import Any

from bot.conversation.decision import Decision, Routing

NAME = "find_mentor"
# A request is named as the words of its buttons name it: `#3fa09b1c`.
_CODE = re.compile(r"#([0-9a-f]{8})(?![0-9a-f])")


def mentoring(given: Routing) -> Decision | None:
    """What the person wants as a mentor."""
    says, said = given.lexicon.says, given.message.said
    code = _CODE.search(given.message.text.casefold())
    if code is not None:
        if says("yes", said) or says("no", said):
            return Decision(NAME, {"request": code[1], "answer": "no" if says("no", said) else "yes"})
        return Decision(NAME, {"mine": True})
    for key, wish in (("ends_mentoring", "withdraw"), ("mentors_list", "mine"), ("offers_mentoring", "offer")):
        if says(key, said):
            return Decision(NAME, {wish: True, **_competency(given)})
    return None


def _competency(given: Routing) -> dict[str, Any]:
    slots = given.reading.slots
    return {key: slots[key] for key in ("competency", "competency_unclear") if slots.get(key)}

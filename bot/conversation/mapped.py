"""Wishes for the map of the system: who sends work to whom, where it meets, two organisations beside each other, what
would be if some people finished a course. Pure; what of it may be told, the tool asks the gate.
"""

from __future__ import annotations

from typing import Any

from bot.conversation.decision import LIKELY, Decision, Routing
from bot.understanding.figures.asked import Asked, from_json

NAME = "show_map"
# A word list for each friction that is laid over the map.
FRICTIONS = (("map_meeting", "meeting"), ("map_hands", "hands"), ("map_circles", "circles"), ("map_supply", "supply"))


def mapped(given: Routing) -> Decision | None:
    """The wish for the map that a message asks for in words that mean nothing else."""
    says, said = given.lexicon.says, given.message.said
    asked = from_json(given.reading.figures) if given.reading.figures else Asked()
    read, places = given.reading.slots, list(asked.filters.get("organisation") or ())
    about: dict[str, Any] = {"organisation": places} if places else {}
    if says("map_if", said) and says("map_finish", said):
        return Decision(NAME, {"what": "what_if", **_people(given), **about, **_kept(read, "course")})
    for key, what in FRICTIONS:
        if says(key, said):
            return Decision(NAME, {"what": what, **about})
    if says("map_system", said):
        compares = len(places) > 1 or (places and says("map_beside", said))
        return Decision(NAME, {**({"what": "compare"} if compares else {}), **about,
                               **(_kept(read, "position") if not places else {})})
    found = _flow(given, read)
    if found is None and places and given.reading.intent == NAME and dict(given.reading.ranking)[NAME] >= LIKELY:
        return Decision(NAME, about)  # "organisation chart of Finance"
    return found


def _flow(given: Routing, read: dict[str, Any]) -> Decision | None:
    """Whom work of a position comes from and goes to."""
    says, said = given.lexicon.says, given.message.said
    coming, going = says("map_from", said), says("map_to", said)
    if not (coming or going):
        return None
    direction = {} if coming and going else {"direction": "in" if coming else "out"}
    return Decision(NAME, {**direction, **_kept(read, "position")})


def _kept(read: dict[str, Any], kind: str) -> dict[str, Any]:
    return {key: read[key] for key in (kind, f"{kind}_unclear", f"{kind}s") if read.get(key)}


def _people(given: Routing) -> dict[str, Any]:
    """How many people of which post: "if 40 section officers finish …"."""
    said = given.message.said
    number = next((int(each) for each in said if each.isdecimal()), None)
    if number is None:
        number = next((int(span.value) for span in given.lexicon.numbers.find(said)), None)
    return {**({"number": number} if number else {}), **_kept(given.reading.slots, "position")}

"""Figures that somebody wants to hear of when they change: to begin, to end, to list. Pure.

A message is one where it asks for that in words that mean nothing else; whose figures they are, the tool asks the gate.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from bot.conversation.decision import Decision, Routing
from bot.understanding.figures.asked import Asked, from_json
from retrieval.words import words

NAME = "set_reminder"
# All that a figure may be narrowed by, to be followed: it is one of a whole unit.
_PLACES = frozenset({"organisation"})
_TIMES = frozenset({"month", "quarter", "year"})
# So many words may stand before the verb: "please", "can you".
_BEFORE = 3


def following(given: Routing) -> Decision | None:
    """The wish to follow a figure, or to end it, or to see what is followed."""
    says, said = given.lexicon.says, given.message.said
    asked = from_json(deepcopy(given.reading.figures)) if given.reading.figures else Asked()
    _without_changes(given, asked)
    may = given.granted("ask_workforce") or asked.team
    if says("follow_lists", said):
        return Decision(NAME, {"follow": "list"})
    if says("follow_ends", said) and (asked.metrics or may):
        return Decision(NAME, {"follow": "end", **_figure(asked)})
    if not may or not _begins(given) or not (asked.metrics or _only_verb(given)):
        return None
    return Decision(NAME, {"follow": "begin", **_figure(asked),
                           **({"beyond": True} if _beyond(given, asked) else {})})


def _begins(given: Routing) -> bool:
    """Whether a verb of following opens the message (in Hindi: ends it), or a change is to be told."""
    said, lists = given.message.said, given.lexicon.lists
    spans = lists["follow_verbs"].find(said)
    if any(span.start <= _BEFORE or span.end == len(said) for span in spans):
        return True
    return lists["follow_tells"].inside(said) and lists["follow_changes"].inside(said)


def _without_changes(given: Routing, asked: Asked) -> None:
    """Takes out of a question the places that it names by a word of change alone: "when readiness changes" is not about
    the Ministry of Climate Change."""
    lists, said = given.lexicon.lists, set(given.message.said)
    changes = {word for phrase in lists["follow_changes"].phrases() for word in phrase.split()}
    for dimension in (asked.filters, asked.unclear):
        kept = []
        for identity in dimension.get("organisation", ()):
            place = given.framework.organisations[identity]
            named = {word for name in (place.id, place.name, place.name_hi, *place.aliases) if name
                     for word in words(name)}
            others = {word for word in named - changes if word not in lists["fillers"]}
            if not named & changes or others & said:
                kept.append(identity)
        if "organisation" in dimension:
            dimension["organisation"] = kept


def _only_verb(given: Routing) -> bool:
    return given.lexicon.is_only("follow_verbs", given.message.said)


def _figure(asked: Asked) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if asked.metrics:
        made["metric"] = asked.metrics[0]
    if asked.filters.get("organisation"):
        made["organisation"] = list(asked.filters["organisation"])
    elif asked.unclear.get("organisation"):
        made["organisation"] = list(asked.unclear["organisation"])
    if asked.team:
        made["team"] = True
    return made


def _beyond(given: Routing, asked: Asked) -> bool:
    """Whether a figure is narrower than that of a whole unit now. A competency counts where the message names it by
    itself ("keep an eye on" is not about record keeping), a trend does not: "when they rise"."""
    narrows = {key for key, ids in asked.filters.items() if ids} - _PLACES
    if not given.reading.slots.keys() & {"competency", "competency_unclear"}:
        narrows.discard("competency")
    return bool(narrows or asked.without or set(asked.group_by) - _TIMES or asked.level or asked.people)

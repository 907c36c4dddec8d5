"""The slots of a wish: what the message names, what "it" points to, and what stays of the wish before. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from bot.conversation.decision import Memory, Routing
from bot.conversation.wishes import DAYS, NEEDS_ONE, PASSING, PERSONAL, SUBJECTS
from bot.tools import TOOLS


def own_slots(given: Routing) -> dict[str, Any]:
    """What the message itself names, with a competency named in part where that is sure."""
    slots = {key: value for key, value in given.reading.slots.items() if key != "organisation"}
    if given.reading.part and given.reading.part_sure:
        add_part(slots, given.reading.part)
    return slots


def add_part(slots: dict[str, Any], part: list[str]) -> None:
    """Adds competencies named in part, where none is named in full."""
    if "competency" not in slots and "competency_unclear" not in slots:
        if len(part) == 1:
            slots["competency"] = list(part)
        else:
            slots["competency_unclear"] = list(part)


def subject(given: Routing, tool: str) -> dict[str, Any]:
    """The slots that a tool takes: what was named, what "it" points to, and a competency named in part."""
    takes = taken(tool)
    slots = own_slots(given)
    if "competency" in takes and not SUBJECTS & slots.keys():
        slots.update(one_shown(given))
    if given.reading.part and "competency" in takes and (given.reading.part_likely or tool in NEEDS_ONE):
        add_part(slots, given.reading.part)
    focus = given.memory.get("focus") or {}
    if given.reading.points and "competency" in takes and not SUBJECTS & slots.keys() and focus.get("competency"):
        slots["competency"] = [focus["competency"]]
    if tool in PERSONAL and "competency" in slots and "course" in slots and tool not in ("quiz", "show_passbook"):
        slots.pop("course")
    if tool == "quiz" and "course" in slots:
        slots.pop("competency", None)
        slots.pop("competency_unclear", None)
    if tool == "show_passbook":
        slots.pop("level", None)
    return {key: value for key, value in slots.items()
            if key in takes or (key.endswith("_unclear") and key.removesuffix("_unclear") in takes)}


def taken(tool: str) -> frozenset[str]:
    """The slots that a tool takes; of a day that there is not every one is told that takes a day."""
    takes = TOOLS[tool].takes if tool in TOOLS else frozenset()
    return takes | {"no_day"} if takes & DAYS else takes


def one_shown(given: Routing) -> dict[str, Any]:
    """The competency of the list shown last that a message points at: "the second one", "the widest"; else nothing."""
    shown = (given.memory.get("focus") or {}).get("competencies") or []
    said = given.message.said
    places = [span.value for span in given.lexicon.ordinals.find(said)]
    if not places and (given.frame or {}).get("tool") == "check_gaps" and given.lexicon.says("most", said):
        places = [1]
    if not places or "level" in given.reading.slots or abs(places[0]) > len(shown) or not places[0]:
        return {}
    return {"competency": [shown[int(places[0]) - (places[0] > 0)]]}


def for_search(given: Routing, slots: dict[str, Any]) -> dict[str, Any]:
    """Searching goes by the competency named, or by the topic's words."""
    if slots.get("course"):
        return {key: value for key, value in slots.items() if key not in ("competency", "competency_unclear")}
    if given.reading.topic and not slots.get("competency"):
        slots["topic"] = given.reading.topic
    return slots


def named(given: Routing) -> bool:
    """Whether the message names a competency."""
    return any(key in given.reading.slots for key in ("competency", "competency_unclear"))


def merged(before: dict[str, Any], new: dict[str, Any], memory: Memory) -> dict[str, Any]:
    """The slots of the wish before with what is new; a new subject drives out the old one."""
    kept = {key: value for key, value in before.items() if key not in PASSING}
    if SUBJECTS & new.keys():
        kept = {key: value for key, value in kept.items() if key not in SUBJECTS and key != "level"}
    if "official" in new:
        kept.pop("official", None)
    if "provider" in new:
        kept.pop("without_provider", None)
        kept.pop("course", None)
    if "minutes" in new and "each" not in new and kept.get("minutes"):
        kept.pop("each", None)  # another time in all: what "something shorter" asked of each course is over
    if new.get("changed") and "period" not in new:
        kept.pop("period", None)  # "since last time" is no part of a period asked about before
    if new.get("period_step"):
        kept["period"] = before_that(kept.get("period"))
        new = {key: value for key, value in new.items() if key != "period_step"}
    if "position" in new or "position_unclear" in new:
        kept = {key: value for key, value in kept.items() if not key.startswith("position")}
    if new.get("level_step"):
        focus = memory.get("focus") or {}
        kept["level_before"] = focus.get("level") or kept.get("level")
        kept.pop("level", None)
    return {**kept, **new}


def before_that(period: dict[str, Any] | None) -> dict[str, Any] | None:
    """The period of the same length right before another; the ids of years, quarters and months are kept up."""
    if not period:
        return None
    start, end = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
    months = (end.year - start.year) * 12 + end.month - start.month
    count = start.year * 12 + start.month - 1 - months
    earlier = date(count // 12, count % 12 + 1, start.day)
    match = re.fullmatch(r"(\d{4})-(\d\d)", period["id"])
    if match and months == 12:
        made = f"{earlier.year}-{(earlier.year + 1) % 100:02d}"
    elif match and months == 1:
        made = f"{earlier.year}-{earlier.month:02d}"
    else:
        made = f"{earlier.isoformat()}..{start.isoformat()}"
    return {"start": earlier.isoformat(), "end": start.isoformat(), "id": made}

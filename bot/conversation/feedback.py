"""What people say of courses that were shown: "I know this already", "not this provider", "drop the second". Pure."""

from __future__ import annotations

from typing import Any

from bot.conversation.decision import FAINT, LIKELY, Decision, Routing
from bot.conversation.slots import subject
from bot.conversation.wishes import PASSING

# A longer message says more than what is to be left out.
LONGEST = 12


def feedback(given: Routing) -> Decision | None:
    """The plan before without a course or without a provider."""
    frame, said = given.frame, given.message.said
    shown = [each for each in (given.memory.get("focus") or {}).get("courses") or ()
             if each in given.framework.courses]
    if frame is None or frame["tool"] != "recommend" or not shown or len(said) > LONGEST:
        return None
    slots = {key: value for key, value in frame["slots"].items() if key not in ("why", "known", "which")}
    says = given.lexicon.says
    if says("this_provider", said) and (says("without", said) or says("no", said) or "not" in said):
        return _without_provider(given, slots, shown)
    known = says("known", said)
    if not known and not (says("drops", said) and (_place(given) or says("it", said) or says("drops", said))):
        return None
    if not known and (given.reading.slots.get("provider") or given.reading.slots.get("language")):
        return None
    course = _meant(given, shown)
    if course is None:
        return Decision("recommend", {**slots, "which": "known" if known else "drop"})
    without = list(dict.fromkeys([*(slots.get("without_courses") or ()), course]))
    made: dict[str, Any] = {**slots, "without_courses": without}
    if known:
        made["known"] = course
    return Decision("recommend", made)


def impossible(given: Routing) -> Decision | None:
    """Wishes that no plan can meet, which the tool asks back: two languages alone, no time at all."""
    slots = given.reading.slots
    none = [key for key in ("minutes", "per_week", "each") if slots.get(key) == 0]
    if not none and "languages" not in slots and "with_and_without" not in slots:
        return None
    if any(intent.startswith("quiz") and p >= FAINT for intent, p in given.reading.ranking):
        return None
    if given.reading.sure >= LIKELY and given.reading.intent not in ("recommend", "find_course", "language",
                                                                     "out_of_scope"):
        return None  # no time for a quiz is the quiz's to say
    before = given.frame["slots"] if given.frame and given.frame["tool"] == "recommend" else {}
    kept = {key: value for key, value in before.items() if key not in PASSING}
    return Decision("recommend", {**kept, **subject(given, "recommend")})


def _place(given: Routing) -> int | None:
    """The place that is told, but for "pehle se" (already), which tells none."""
    places = [int(span.value) for span in given.lexicon.ordinals.find(given.message.said)
              if not _already(given, span.start)]
    return places[0] if places else None


def _already(given: Routing, at: int) -> bool:
    """Whether "first" is the "pehle" of "pehle se", "पहले से", "pehle hi"."""
    return at + 1 < len(given.message.said) and given.message.said[at + 1] in ("se", "hi", "से", "ही")


def _meant(given: Routing, shown: list[str]) -> str | None:
    """The course meant: named, by its place, or the only one."""
    if given.reading.slots.get("course") in shown:
        return str(given.reading.slots["course"])
    place = _place(given)
    if place is not None and 0 < abs(place) <= len(shown):
        return shown[place - 1 if place > 0 else place]
    for competency in given.reading.slots.get("competency") or ():
        teaching = [each for each in shown if given.framework.courses[each].level_in(competency) is not None]
        if len(teaching) == 1:
            return teaching[0]
    return shown[0] if len(shown) == 1 else None


def _without_provider(given: Routing, slots: dict[str, Any], shown: list[str]) -> Decision:
    """Nothing by the provider of the course meant; asked back where several provide."""
    place = _place(given)
    courses = [shown[place - 1]] if place is not None and 0 < place <= len(shown) else shown
    providers = list(dict.fromkeys(given.framework.courses[each].provider_id for each in courses
                                   if given.framework.courses[each].provider_id))
    if len(providers) != 1:
        return Decision("recommend", {**slots, "which": "provider"})
    before = list(slots.get("provider") or ()) if slots.get("without_provider") else []
    return Decision("recommend", {**slots, "provider": list(dict.fromkeys([*before, providers[0]])),
                                  "without_provider": True})

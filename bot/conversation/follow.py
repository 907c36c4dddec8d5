"""Messages that go on from the answer before: a why, another condition, another subject, something shorter. Pure."""

from __future__ import annotations

from typing import Any

from bot.conversation.decision import LIKELY, SURE, Decision, Routing
from bot.conversation.slots import merged, own_slots, subject, taken
from bot.conversation.wishes import COURSE_WISHES, SUBJECTS, WISHES
from bot.tools import TOOLS
from bot.understanding.reading import Reading


def why(given: Routing) -> Decision | None:
    """A why that goes on from the last answer."""
    is_why = given.lexicon.is_only("why", given.message.said)
    if not is_why and given.reading.intent not in ("why_level", "why_recommended"):
        return None
    if not is_why and given.lexicon.says("colleagues", given.message.said):
        return None  # "who else has level 4": whatever it asks, it is not about oneself
    if not is_why and (given.reading.sure < LIKELY or (given.reading.bare and given.reading.follows)):
        return None
    frame = given.frame or {}
    focus = given.memory.get("focus") or {}
    named = given.reading.slots.get("competency")
    about_courses = frame.get("tool") in ("recommend", "find_course") and not named
    if given.lexicon.ordinals.find(given.message.said) and focus.get("competencies"):
        about_courses = False
    if about_courses and (is_why or given.reading.intent == "why_recommended"):
        return Decision(frame["tool"], {**frame["slots"], "why": True})
    if given.reading.intent == "why_recommended" and not is_why and not focus.get("competencies"):
        return Decision("recommend", {"why": True})
    slots = {"why": True, **subject(given, "show_passbook")}
    if given.reading.slots.get("level"):
        slots["level"] = given.reading.slots["level"]
    spans = given.lexicon.ordinals.find(given.message.said)
    shown = focus.get("competencies") or []
    if spans and "competency" not in slots and 0 < spans[0].value <= len(shown):
        slots["competency"] = [shown[int(spans[0].value) - 1]]
    if "competency" not in slots and focus.get("competency"):
        slots["competency"] = [focus["competency"]]
    if focus.get("official") and "official" not in slots:
        slots["official"] = [focus["official"]]
    return Decision("show_passbook", slots)


def follow_up(given: Routing) -> Decision | None:
    """A message that changes or adds something to the wish before."""
    frame, reading = given.frame, given.reading
    if frame is None:
        return None
    if frame["tool"] not in TOOLS:
        return None
    takes, own = taken(frame["tool"]), own_slots(given)
    usable = {key: value for key, value in own.items() if key in takes}
    superlative = given.lexicon.says("most", given.message.said) and reading.short
    if superlative and frame["tool"] in ("check_gaps", "recommend") and reading.intent not in ("quiz", "find_course"):
        return Decision(frame["tool"], merged(frame["slots"], {}, given.memory))
    spoken = own.keys() == {"language"} and not (reading.follows or given.lexicon.says("only", given.message.said))
    if reading.bare and own and own.keys() <= COURSE_WISHES and not usable and not spoken:
        # "only free ones" after the gaps: the wish is about courses that close them
        subject = {key: value for key, value in frame["slots"].items() if key in ("competency", "type")}
        return Decision("recommend", {**subject, **own})
    same_tool = WISHES.get(reading.intent, ("",))[0] == frame["tool"]
    goes_on = _leans(reading, usable) or (reading.bare and (
        reading.alone or reading.follows or same_tool or reading.sure < LIKELY))
    if reading.bare and spoken:
        # "Hindi please" is a wish for the conversation, "only Hindi ones" one for the courses
        goes_on = False
    if own and own.keys() <= COURSE_WISHES and {frame["tool"], reading.intent} <= {"find_course", "recommend"} \
            and reading.short and own.keys() <= takes:
        return Decision(frame["tool"], merged(frame["slots"], own, given.memory))
    if reading.slots.get("shorter") and frame["tool"] in ("recommend", "find_course"):
        return _shorter(given, frame)
    if not goes_on or not usable:
        return None
    if reading.sure >= LIKELY and not (reading.bare or reading.points or same_tool):
        return None
    return Decision(frame["tool"], merged(frame["slots"], usable, given.memory))


def _leans(reading: Reading, usable: dict[str, Any]) -> bool:
    """Whether a message that says more than names leans on the one before: by its first words, by "the one in …", or
    because it is short and means little alone."""
    if reading.points and SUBJECTS & usable.keys():
        return reading.sure < SURE
    if reading.follows:
        return reading.sure < SURE
    return reading.short and reading.sure < LIKELY and reading.intent != "out_of_scope"


def _shorter(given: Routing, frame: dict[str, Any]) -> Decision:
    """Courses shorter than the shortest shown."""
    shown = [given.framework.courses[each] for each in (given.memory.get("focus") or {}).get("courses") or ()
             if each in given.framework.courses]
    longest = max((course.minutes for course in shown), default=61.0)
    return Decision(frame["tool"], merged(frame["slots"], {"each": max(longest - 1, 1)}, given.memory))

"""Decides what a message is about in its conversation: a wish for a tool, or one of a few fixed outcomes.

The order of the questions is the order of the functions in `STEPS`; the first that decides holds. Pure: it reads the
reading and the conversation's memory and returns a decision, as plain JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.conversation.choices import chosen, ordinal
from bot.conversation.wishes import COURSE_WISHES, NEEDS_ONE, NOT_YET, OF_OTHERS, PASSING, PERSONAL, SUBJECTS, WISHES
from bot.tools import TOOLS
from bot.tools.quiz import running
from bot.understanding.lexicon import Lexicon, lexicon
from bot.understanding.message import Message
from bot.understanding.quiz_answer import read_answer
from bot.understanding.read import Reading
from frac.framework import Framework
from passbook.quiz import Item

# How likely an intent must be: far ahead of all others; at all; more likely than a follow-up; beyond doubt.
FAINT, LEAST, LIKELY, SURE, ATTACK = 0.2, 0.30, 0.5, 0.75, 0.5
# A message of so many words is no answer to a question with options.
LONG = 7

Memory = dict[str, Any]


@dataclass
class Decision:
    """What to do: run `tool` with `slots`, or say the fixed outcome `say`; `guesses` are wishes to choose from."""

    tool: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    say: str | None = None
    guesses: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The decision as plain JSON."""
        return {"tool": self.tool, "slots": self.slots, "say": self.say, "guesses": self.guesses}


@dataclass
class Routing:
    """What a decision rests on. `item` is the quiz item that waits for an answer, `granted` what the person may ask."""

    message: Message
    reading: Reading
    memory: Memory
    framework: Framework
    item: Item | None
    granted: Callable[[str], bool]

    @property
    def lexicon(self) -> Lexicon:
        """The small words."""
        return lexicon()

    @property
    def frame(self) -> dict[str, Any] | None:
        """The wish answered last."""
        return self.memory.get("frame")


def route(given: Routing) -> Decision:
    """The decision for a message."""
    if not given.memory.get("quiz"):
        # where no quiz is, nothing can be continued, and stop means something else
        left = [each for each in given.reading.ranking if each[0] not in ("quiz_continue", "quiz_stop")]
        total = sum(p for _, p in left) / (sum(p for _, p in given.reading.ranking) or 1.0)
        given.reading.ranking = [(intent, p / total) for intent, p in left] if total else given.reading.ranking
    for step in STEPS:
        decision = step(given)
        if decision is not None:
            return decision
    return Decision(say="unclear")


# ---- the steps, in order


def empty(given: Routing) -> Decision | None:
    """Nothing to read."""
    return Decision(say="empty") if not given.message.said else None


def choice(given: Routing) -> Decision | None:
    """One of the offers shown last, or one of the courses."""
    offers = given.memory.get("offers") or []
    offer = chosen(given.message, offers, bool(given.memory.get("asked")))
    if offer is not None:
        return Decision(offer["tool"], dict(offer["slots"]))
    place = ordinal(given.message)
    courses = (given.memory.get("focus") or {}).get("courses") or []
    if place is not None and courses and not running(given.memory):
        if place > len(courses):
            return Decision(say="no_such_place", slots={"n": len(courses)})
        return Decision("find_course", {"course": courses[place if place < 0 else place - 1]})
    return None


def attack(given: Routing) -> Decision | None:
    """An attack on the assistant."""
    likely = dict(given.reading.ranking).get("attack", 0.0)
    return Decision(say="attack") if likely >= ATTACK and not given.reading.bare else None


def quiz(given: Routing) -> Decision | None:
    """In a quiz: stop, continue, an answer, or (where it is surely another wish) something else."""
    if not given.memory.get("quiz"):
        return None
    if given.lexicon.is_only("stop", given.message.said) and not given.memory["quiz"].get("paused"):
        return Decision("quiz", {"action": "stop"})
    if given.lexicon.is_only("go_on", given.message.said):
        return Decision("quiz", {"action": "next"})
    if not running(given.memory) or given.item is None:
        return None
    other = _is_other_wish(given)
    answer = read_answer(given.item, given.message.text)
    if answer is not None and not (given.item.kind == "short" and other):
        return Decision("quiz", {"action": "answer", "answer": given.message.text})
    if other:
        return None
    if given.reading.sure >= LIKELY and given.reading.intent in ("quiz_stop", "quiz_continue"):
        return None
    return Decision("quiz", {"action": "answer", "answer": given.message.text})


def _is_other_wish(given: Routing) -> bool:
    """Whether a message in a quiz is about something else: a likely wish, the name of something, or a long sentence."""
    reading, said = given.reading, given.message.said
    if reading.intent in ("yes", "no", "quiz_stop", "quiz_continue", "abuse"):
        return False
    if reading.intent in ("greet", "thanks", "bye", "capabilities"):
        return reading.sure >= LIKELY
    if reading.intent in ("content_question", "out_of_scope"):
        return reading.sure >= SURE and len(said) >= 4
    return (reading.sure >= LIKELY and len(said) > 1) or len(said) >= LONG or (reading.alone and _named(given))


def yes_or_no(given: Routing) -> Decision | None:
    """A yes, a no or a stop that answers nothing does nothing."""
    said = given.message.said
    if given.lexicon.is_only("stop", said) or given.lexicon.is_only("no", said):
        return Decision("small_talk", {"kind": "left"})
    if given.lexicon.is_only("yes", said) or given.lexicon.is_only("go_on", said):
        return Decision("small_talk", {"kind": "nothing_to_confirm"})
    if all(word.isdigit() or (len(word) == 1 and word.isascii()) for word in said):
        return Decision("small_talk", {"kind": "nothing_to_confirm"})
    return None


def why(given: Routing) -> Decision | None:
    """A why that goes on from the last answer."""
    is_why = given.lexicon.is_only("why", given.message.said)
    if not is_why and given.reading.intent not in ("why_level", "why_recommended"):
        return None
    if not is_why and (given.reading.sure < LIKELY or (given.reading.bare and given.reading.follows)):
        return None
    frame = given.frame or {}
    focus = given.memory.get("focus") or {}
    named = given.reading.slots.get("competency")
    about_courses = frame.get("tool") in ("recommend", "find_course") and not named
    if given.lexicon.ordinals.find(given.message.said) and focus.get("competencies"):
        about_courses = False
    if about_courses and (is_why or given.reading.intent == "why_recommended"):
        slots = frame["slots"] if frame["tool"] == "recommend" else {}
        return Decision("recommend", {**slots, "why": True})
    if given.reading.intent == "why_recommended" and not is_why and not focus.get("competencies"):
        return Decision("recommend", {"why": True})
    slots = {"why": True, **_subject(given, "show_passbook")}
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


def others(given: Routing) -> Decision | None:
    """Another official's data: the tools themselves ask whether it may be seen."""
    if "official" not in given.reading.slots:
        if given.reading.intent == "look_up_official" and given.reading.sure >= LIKELY:
            return Decision("look_up_official", {})
        return None
    intent = given.reading.intent
    tool = WISHES.get(intent, ("", {}))[0]
    if tool not in ("check_gaps", "show_passbook"):
        tool = "show_standing"
    if intent in ("out_of_scope", "content_question") and given.reading.sure >= SURE \
            and not given.reading.slots["official"]:
        return None
    slots = {**_subject(given, tool), "official": given.reading.slots["official"]}
    return Decision(tool, slots)


def follow_up(given: Routing) -> Decision | None:
    """A message that changes or adds something to the wish before."""
    frame, reading = given.frame, given.reading
    if frame is None:
        return None
    tool = TOOLS.get(frame["tool"])
    if tool is None:
        return None
    own = _own_slots(given)
    usable = {key: value for key, value in own.items() if key in tool.takes}
    superlative = given.lexicon.says("most", given.message.said) and reading.short
    if superlative and frame["tool"] in ("check_gaps", "recommend"):
        return Decision(frame["tool"], merged(frame["slots"], {}, given.memory))
    if reading.bare and own and own.keys() <= COURSE_WISHES and not usable:
        # "only free ones" after the gaps: the wish is about courses that close them
        subject = {key: value for key, value in frame["slots"].items() if key in ("competency", "type")}
        return Decision("recommend", {**subject, **own})
    same_tool = WISHES.get(reading.intent, ("",))[0] == frame["tool"]
    goes_on = _leans(reading, usable) or (reading.bare and (
        reading.alone or reading.follows or same_tool or reading.sure < LIKELY))
    if reading.bare and "language" in usable and not (
            reading.follows or given.lexicon.says("only", given.message.said) or len(usable) > 1):
        # "Hindi please" is a wish for the conversation, "only Hindi ones" one for the courses
        goes_on = False
    if own and own.keys() <= COURSE_WISHES and {frame["tool"], reading.intent} <= {"find_course", "recommend"} \
            and reading.short:
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


def merged(before: dict[str, Any], new: dict[str, Any], memory: Memory) -> dict[str, Any]:
    """The slots of the wish before with what is new; a new subject drives out the old one."""
    kept = {key: value for key, value in before.items() if key not in PASSING}
    if SUBJECTS & new.keys():
        kept = {key: value for key, value in kept.items() if key not in SUBJECTS and key != "level"}
    if "official" in new:
        kept.pop("official", None)
    if "provider" in new:
        kept.pop("without_provider", None)
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


def unreadable(given: Routing) -> Decision | None:
    """No word of it is known."""
    return Decision(say="unclear") if not given.reading.known else None


def foreign(given: Routing) -> Decision | None:
    """Wishes about units, and those that are not served yet; another topic."""
    reading = given.reading
    ranking = dict(reading.ranking)
    own_plan = given.lexicon.says("plan", given.message.said) and given.lexicon.says("mine", given.message.said)
    if own_plan and (reading.intent in (*OF_OTHERS, "help_desk", "show_passbook", "recommend", "out_of_scope")
                     or reading.sure < LIKELY):
        return Decision("recommend", {"plan": True})
    if reading.intent in OF_OTHERS and reading.sure >= LEAST:
        group = sum(ranking.get(intent, 0.0) for intent in OF_OTHERS)
        if group >= LIKELY:
            if not given.granted(reading.intent):
                return Decision(say="aggregate")
            return Decision(say="not_yet")
    if reading.intent in NOT_YET and reading.sure >= LIKELY:
        return Decision(say="not_yet")
    if reading.intent == "abuse" and reading.sure < LIKELY:
        return Decision(say="unclear")
    if reading.intent == "out_of_scope" and (reading.sure >= SURE or not (reading.part_sure or _named(given))):
        return Decision(say="out_of_scope" if reading.sure >= LEAST else "unclear")
    return None


def _named(given: Routing) -> bool:
    return any(key in given.reading.slots for key in ("competency", "competency_unclear"))


def subject_alone(given: Routing) -> Decision | None:
    """A message that is nothing but the name of something, with nothing before it to go on from."""
    reading = given.reading
    if not reading.bare or (reading.sure >= LIKELY and not reading.alone) or reading.intent == "language":
        return None
    slots = _own_slots(given)
    if "competency" in slots and reading.sure < 0.9:
        return Decision(say="about", slots=slots)
    for key, tool in (("competency_unclear", "explain_competency"), ("position", "show_role"),
                      ("position_unclear", "show_role"), ("course", "find_course")):
        if key in slots and reading.sure < 0.9:
            return Decision(tool, {key: slots[key]})
    return None


def clear(reading: Reading) -> bool:
    """Whether the likeliest intent is likely enough: by itself, or far ahead of the next."""
    second = reading.ranking[1][1] if len(reading.ranking) > 1 else 0.0
    return reading.sure >= LEAST or (reading.sure >= FAINT and reading.sure >= 2 * second)


def wish(given: Routing) -> Decision | None:
    """The likeliest wish, if it is likely enough; else what it might be, to choose from."""
    reading = given.reading
    intent = reading.intent
    topical = bool(reading.part_sure or _named(given))
    if topical and (reading.sure < LEAST or (intent in ("out_of_scope", "quiz_continue", "abuse", "human", "export")
                    and reading.sure < SURE)):
        intent = "explain_competency"
    elif not clear(reading):
        guesses = [each for each, _ in reading.ranking if each in WISHES][:3]
        return Decision(say="unclear", guesses=guesses)
    if intent == "content_question":
        return Decision(say="no_content", slots={"topic": reading.topic, "asked": given.message.text})
    if intent in ("yes", "no"):
        return Decision("small_talk", {"kind": "nothing_to_confirm" if intent == "yes" else "left"})
    if intent not in WISHES:
        return Decision(say="unclear", guesses=[each for each, _ in reading.ranking if each in WISHES][:3])
    tool, fixed = WISHES[intent]
    slots = {**_subject(given, tool), **fixed}
    if tool == "help_desk" and not fixed:
        slots["asked"] = given.message.text
    if tool == "find_course":
        slots = _for_search(given, slots)
    frame = given.frame
    if frame and frame["tool"] == tool and reading.follows:
        slots = merged(frame["slots"], slots, given.memory)
    return Decision(tool, slots)


STEPS: tuple[Callable[[Routing], Decision | None], ...] = (
    empty, choice, attack, quiz, yes_or_no, why, others, follow_up, unreadable, foreign, subject_alone, wish)


# ---- slots


def _own_slots(given: Routing) -> dict[str, Any]:
    """What the message itself names, with a competency named in part where that is sure."""
    slots = {key: value for key, value in given.reading.slots.items() if key != "organisation"}
    if given.reading.part and given.reading.part_sure:
        _add_part(slots, given.reading.part)
    return slots


def _add_part(slots: dict[str, Any], part: list[str]) -> None:
    if "competency" not in slots and "competency_unclear" not in slots:
        if len(part) == 1:
            slots["competency"] = list(part)
        else:
            slots["competency_unclear"] = list(part)


def _subject(given: Routing, tool: str) -> dict[str, Any]:
    """The slots that a tool takes: what was named, what "it" points to, and a competency named in part."""
    takes = TOOLS[tool].takes if tool in TOOLS else frozenset()
    slots = _own_slots(given)
    if given.reading.part and "competency" in takes and (given.reading.part_likely or tool in NEEDS_ONE):
        _add_part(slots, given.reading.part)
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


def _for_search(given: Routing, slots: dict[str, Any]) -> dict[str, Any]:
    """Searching goes by the competency named, or by the topic's words."""
    if slots.get("course"):
        return {key: value for key, value in slots.items() if key not in ("competency", "competency_unclear")}
    if given.reading.topic and not slots.get("competency"):
        slots["topic"] = given.reading.topic
    return slots

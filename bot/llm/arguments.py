"""What a model may fill in of a tool's slots, and how its words become slots: by the same reader that reads people.

The schema of a tool is made of what the tool takes. What writes something by its yes, and what only a conversation
knows, is never a model's to fill.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.decision import Decision
from bot.llm.grounding import Grounds
from bot.llm.masking import particulars
from bot.tools import TOOLS
from bot.tools.contract import Slots
from bot.understanding.reading import Reading
from frac.framework import Framework
from prompts.loader import for_models

NONE = "none_of_these"
# Tools about units, groups and the map hold more than a few values: their question is said in plain words, and read.
IN_WORDS = frozenset({"ask_workforce", "plan_year", "benchmark", "demand", "course_impact", "draft_frac", "show_map",
                      "look_up_official", "set_reminder", "find_mentor"})
# What a message itself is to a tool, whatever a model says of it.
SAID = {"answer_from_content": "asked", "help_desk": "asked", "record_claim": "note", "dispute": "note"}
LONGEST_WORDS, LONGEST_TOPIC, LONGEST_TIME = 200, 60, 100_000
# What does something at once, or is a yes to it: a person says it in words that are understood without a model.
AT_ONCE = frozenset({"confirmed", "token", "cancel", "withdraw", "answer"})


class WrongError(Exception):
    """An argument that cannot be used; the text says why, for the model to mend."""


@dataclass(frozen=True)
class World:
    """What arguments are read by: the framework, the reader of words, and what a restated question would become."""

    framework: Framework
    read: Callable[[str], Reading]
    again: Callable[[str], Decision]


@dataclass(frozen=True)
class Argument:
    """One slot: its JSON schema, and what a value becomes."""

    schema: Callable[[Framework], dict[str, Any]]
    value: Callable[[World, str, Any], Slots]


def _named(world: World, slot: str, said: Any) -> Slots:
    """Something by its name, as the reader knows it; several that may be meant are asked back by the tool."""
    text = _words(said)
    found = world.read(text).slots
    for key in (slot, f"{slot}_unclear"):
        if key in found:
            return {key: found[key]}
    raise WrongError(f"no {slot} is called '{text}'; leave it out, or write the name that the message has")


def _told(world: World, slot: str, said: Any) -> Slots:
    """A time in words."""
    found = world.read(_words(said)).slots
    if slot not in found:
        raise WrongError(f"'{_words(said)}' is no {slot}; write it in plain words or as a date")
    return {slot: found[slot]}


def _minutes(_world: World, slot: str, said: Any) -> Slots:
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said <= LONGEST_TIME:
        raise WrongError(f"{slot} is a number of minutes")
    return {slot: round(said)}


def _level(world: World, slot: str, said: Any) -> Slots:
    if isinstance(said, bool) or said not in {each.level for each in world.framework.levels}:
        raise WrongError("there is no such level")
    return {slot: said}


def _flag(_world: World, slot: str, said: Any) -> Slots:
    if not isinstance(said, bool):
        raise WrongError(f"{slot} is true or false")
    return {slot: True} if said else {}


def _text(_world: World, slot: str, said: Any) -> Slots:
    return {slot: _words(said)}


def _one_of(*values: str) -> Argument:
    def value(_world: World, slot: str, said: Any) -> Slots:
        if said not in values:
            raise WrongError(f"{slot} is one of {', '.join(values)}")
        return {slot: said}
    return Argument(lambda _framework: {"type": "string", "enum": list(values)}, value)


def _words(said: Any) -> str:
    if not isinstance(said, str) or not said.strip():
        raise WrongError("a name or some words are needed")
    if len(said) > LONGEST_WORDS:
        raise WrongError("that is too long for a name or a few words")
    return said.strip()


def _string(_framework: Framework) -> dict[str, Any]:
    return {"type": "string"}


def _number(_framework: Framework) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1}


def _levels(framework: Framework) -> dict[str, Any]:
    return {"type": "integer", "enum": sorted(each.level for each in framework.levels)}


def _yes(_framework: Framework) -> dict[str, Any]:
    return {"type": "boolean"}


ARGUMENTS: Mapping[str, Argument] = {
    **{slot: Argument(_string, _named) for slot in ("competency", "course", "position", "official", "provider")},
    **{slot: Argument(_string, _told) for slot in ("until", "day", "period")},
    **{slot: Argument(_number, _minutes) for slot in ("minutes", "each", "per_week")},
    **{slot: Argument(_yes, _flag) for slot in ("free", "plan", "why", "work", "compare", "human")},
    "level": Argument(_levels, _level), "topic": Argument(_string, _text),
    "type": _one_of("behavioural", "functional", "domain"), "document": _one_of("pdf", "csv", "json", "html")}
# Slots that mean something else in one tool.
OF_TOOL: Mapping[tuple[str, str], Argument] = {
    ("small_talk", "kind"): _one_of("greet", "thanks", "bye", "capabilities"),
    ("settings", "what"): _one_of("language", "consent", "export", "erase"),
    ("settings", "language"): _one_of("en", "hi"),
    ("find_course", "language"): Argument(_string, _told), ("recommend", "language"): Argument(_string, _told)}


def fillable(tool: str) -> dict[str, Argument]:
    """The slots of a tool that a model may fill."""
    found = {slot: OF_TOOL.get((tool, slot)) or ARGUMENTS.get(slot) for slot in sorted(TOOLS[tool].takes)}
    return {slot: argument for slot, argument in found.items() if argument is not None}


def schema(tool: str, framework: Framework) -> dict[str, Any]:
    """The tool as a model is told of it, in the form of OpenAI's tools."""
    about, of = for_models("tools"), for_models("arguments")
    if tool == NONE:
        properties = {"reason": {"type": "string", "enum": ["other_topic", "unclear", "misuse"],
                                 "description": of["reason"]}}
    elif tool in IN_WORDS:
        properties = {"question": {"type": "string", "description": of["question"]}}
    else:
        properties = {slot: {**argument.schema(framework), "description": of[slot]}
                      for slot, argument in fillable(tool).items()}
    return {"type": "function", "function": {
        "name": tool, "description": about[tool],
        "parameters": {"type": "object", "properties": properties, "additionalProperties": False,
                       "required": ["question"] if tool in IN_WORDS else ["reason"] if tool == NONE else []}}}


def decision(tool: str, given: Mapping[str, Any], said: str, world: World) -> Decision:
    """What a choice of a model comes to. Raises WrongError with all that is wrong."""
    if tool == NONE:
        return Decision(say="unclear" if given.get("reason") == "unclear" else "out_of_scope")
    if tool in IN_WORDS:
        return _in_words(tool, given, said, world)
    known, slots, wrong = fillable(tool), dict[str, Any](), list[str]()
    for slot, value in given.items():
        if value is None:
            continue
        if slot not in known:
            wrong.append(f"{tool} has no argument '{slot}'")
            continue
        try:
            _shown(slot, value, said)
            slots |= known[slot].value(world, slot, value)
        except WrongError as fault:
            wrong.append(str(fault))
    if wrong:
        raise WrongError("; ".join(wrong))
    if tool in SAID:
        slots[SAID[tool]] = said
    return Decision(tool, slots)


def _shown(slot: str, value: Any, said: str) -> None:
    """Words of a model that an answer may repeat hold no link, no markup and nobody's particulars that the message
    lacks; a topic, which stands alone, no figure and no name either."""
    if not isinstance(value, str):
        return
    faults = Grounds.of([{"text": said}]).faults(value)
    wrong = [each.said for each in faults if slot == "topic" or each.kind in ("link", "place")]
    if wrong or particulars(value) - particulars(said):
        raise WrongError(f"{slot} says what the message does not: {', '.join(wrong)[:100] or 'particulars'}; use plain "
                         "words in small letters")
    if slot == "topic" and len(value) > LONGEST_TOPIC:
        raise WrongError("a topic is a few words")


def _in_words(tool: str, given: Mapping[str, Any], said: str, world: World) -> Decision:
    if set(given) - {"question"}:
        raise WrongError(f"{tool} takes 'question' alone")
    question = _words(given.get("question"))
    _shown("question", question, said)
    made = world.again(question)
    if made.tool != tool:
        raise WrongError(f"that question is not understood as one for {tool}; say it in plainer English, or choose "
                         "another tool")
    if AT_ONCE & made.slots.keys() or made.slots.get("follow") == "end":
        raise WrongError("a yes, taking back and cancelling are the person's alone to say; choose another tool")
    return made

"""Activities of a drafted post by a model, besides what was drafted without one: a few, held against rules, each a line
that authors decide on.

A model that is silent, slow or wrong adds nothing. Refuses what says more than title and description do, and any
competency that the framework does not know. Such lines have no probability, so that no certainty counts them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage, ToolMessage

from bot.llm.calls import Heard, Models, SilentError
from bot.llm.grounding import Grounds
from bot.llm.masking import Mask
from frac.drafting.review import Line
from frac.framework import Framework
from prompts.loader import prompt, table
from retrieval.words import fold, tokens, words

TOOL, REPAIRS, MOST = "propose_activities", 2, 3
# Of an activity in words; from this share of telling words on two activities are one. So many competencies are named.
FEWEST_WORDS, MOST_WORDS, SAME, NAMED = 3, 30, 0.7, 150


@dataclass(frozen=True)
class _Told:
    """What a proposal is held against."""

    framework: Framework
    roles: Mapping[str, str]
    activities: tuple[str, ...]
    verbs: frozenset[str]
    grounds: Grounds


@dataclass(frozen=True)
class _Said:
    """One proposal, as it was written; missing parts are empty."""

    role: str
    activity: str
    competency: str
    level: Any


def more_lines(models: Models, person: str, framework: Framework, title: str, description: str,
               lines: Sequence[Line], names: Sequence[str] = ()) -> list[Line]:
    """Up to MOST activities as open lines under the draft's roles, some with a competency. `names` are hidden. Waits no
    longer than a turn does, and never raises for what a model does."""
    roles = {str(line.body["title"]): line.line for line in lines if line.kind == "role"}
    if not roles:
        return []
    mask, told, until = Mask(tuple(names)), prompt("activities"), models.until()
    held = _held(framework, title, description, lines, roles)
    messages: list[BaseMessage] = [
        SystemMessage(content=told.filled(
            most=MOST, levels=", ".join(str(each.level) for each in framework.levels),
            competencies="; ".join(_competencies(framework, lines)),
            activities="\n".join(f"- {each}" for each in held.activities) or "- (none)")),
        HumanMessage(content=mask.hide(json.dumps(
            {"title": title, "description": description, "roles": list(roles)}, ensure_ascii=False)))]
    good, model = list[_Said](), ""
    for _ in range(REPAIRS + 1):
        try:
            heard = models.ask(person, messages, mask, until, tools=[_schema(framework, list(roles))])
        except SilentError:
            break
        written, wrong = _written(heard), list[str]()
        for each in written or ():
            have = (*held.activities, *(one.activity for one in good))
            found = [key for check in CHECKS for key in check(each, held, have)]
            if found:
                texts = table("page", "en")["line_problem"]
                wrong.append(f"\"{each.activity[:80]}\": " + " ".join(str(texts[key]) for key in found))
            elif len(good) < MOST:
                good.append(each)
                model = heard.model
        if written is not None and not wrong:
            break
        messages += _back(heard, mask.hide(" ".join(wrong) or f"call {TOOL} once, with a list 'activities'"))
    return _lines(good, held, lines, {"prompt": told.id, "model": model})


def _held(framework: Framework, title: str, description: str, lines: Sequence[Line], roles: Mapping[str, str]) -> _Told:
    own = [str(line.body["description"]) for line in lines if line.kind == "activity"]
    every = Counter(tokens(words(each)[0])[0] for each in (
        *own, *description.splitlines(), *(act.description for position in framework.positions.values()
                                           for role in position.roles for act in role.activities))
        if words(each)[:1] and tokens(words(each)[0]))
    return _Told(framework, roles, tuple(own), frozenset(every),
                 Grounds.of([{"text": f"{title}.\n{description}"}]))


def _competencies(framework: Framework, lines: Sequence[Line]) -> list[str]:
    """The names that a model may choose from: those of the draft first."""
    drafted = [str(line.body["competency_id"]) for line in lines if line.body.get("competency_id")]
    order = dict.fromkeys([*drafted, *framework.competencies])
    return [framework.competencies[each].name for each in order if each in framework.competencies][:NAMED]


# ---- rules


def _has_role(said: _Said, held: _Told, _have: Sequence[str]) -> Iterator[str]:
    if said.role not in held.roles:
        yield "role"


def _begins_with_a_verb(said: _Said, held: _Told, _have: Sequence[str]) -> Iterator[str]:
    """The first word begins an activity that is there."""
    first = tokens((words(said.activity) or [""])[0])[:1]
    if not first or first[0] not in held.verbs:
        yield "verb"


def _of_a_length(said: _Said, _: _Told, _have: Sequence[str]) -> Iterator[str]:
    if not FEWEST_WORDS <= len(words(said.activity)) <= MOST_WORDS:
        yield "length"


def _is_told(said: _Said, held: _Told, _have: Sequence[str]) -> Iterator[str]:
    """No figure, date, name or link that title and description do not have. The capital of the first word is none."""
    if held.grounds.faults(said.activity[:1].lower() + said.activity[1:]):
        yield "strange"


def _is_new(said: _Said, _: _Told, have: Sequence[str]) -> Iterator[str]:
    own = set(tokens(said.activity))
    for each in have:
        other = set(tokens(each))
        if own and other and len(own & other) >= SAME * min(len(own), len(other)):
            yield "copy"
            return


def _is_known(said: _Said, held: _Told, _have: Sequence[str]) -> Iterator[str]:
    if said.competency and _known(held.framework, said.competency) is None:
        yield "competency"
    elif said.competency and (isinstance(said.level, bool) or said.level not in {
            each.level for each in held.framework.levels}):
        yield "level"


CHECKS: tuple[Callable[[_Said, _Told, Sequence[str]], Iterator[str]], ...] = (
    _has_role, _begins_with_a_verb, _of_a_length, _is_told, _is_new, _is_known)


def _known(framework: Framework, name: str) -> str | None:
    """The id of a competency by its name or another of its names."""
    said = fold(name)
    return next((each.id for each in framework.competencies.values()
                 if said in map(fold, (each.name, each.name_hi or "", *each.aliases))), None)


# ---- to and from a model


def _schema(framework: Framework, roles: list[str]) -> dict[str, Any]:
    text = {"type": "string"}
    return {"type": "function", "function": {
        "name": TOOL, "description": "Proposes activities for review.",
        "parameters": {"type": "object", "additionalProperties": False, "required": ["activities"], "properties": {
            "activities": {"type": "array", "items": {
                "type": "object", "additionalProperties": False, "required": ["role", "activity"], "properties": {
                    "role": {"type": "string", "enum": roles}, "activity": text, "competency": text,
                    "level": {"type": "integer", "enum": sorted(each.level for each in framework.levels)}}}}}}}}


def _written(heard: Heard) -> list[_Said] | None:
    """The proposals of the one call of the tool; None where that is no call of it."""
    if len(heard.wishes) != 1 or heard.wishes[0].tool != TOOL or heard.wishes[0].fault:
        return None
    given = heard.wishes[0].arguments.get("activities")
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        return None
    def text(each: Mapping[str, Any], key: str) -> str:
        return " ".join(each[key].split()) if isinstance(each.get(key), str) else ""
    return [_Said(text(each, "role"), text(each, "activity"), text(each, "competency"), each.get("level"))
            for each in given[:2 * MOST]]


def _back(heard: Heard, told: str) -> list[BaseMessage]:
    calls = heard.message.tool_calls
    said = f"That does not work: {told} Send these again, mended, or none."
    if not calls or heard.message.invalid_tool_calls:
        return [HumanMessage(content=said)]
    return [heard.message, *(ToolMessage(content=said, tool_call_id=str(each["id"])) for each in calls)]


def _lines(good: Sequence[_Said], held: _Told, lines: Sequence[Line], evidence: Mapping[str, str]) -> list[Line]:
    """The proposals as lines that wait; a competency that the draft has already is not proposed again."""
    made, asked = list[Line](), {line.body.get("competency_id") for line in lines if line.kind == "competency"}
    for number, each in enumerate(good, 1):
        body: dict[str, Any] = {"description": each.activity}
        made.append(Line(f"m{number}", "activity", body, held.roles[each.role], body, evidence=dict(evidence)))
        which = _known(held.framework, each.competency) if each.competency else None
        if which is not None and which not in asked:
            asked.add(which)
            body = {"competency_id": which, "level": each.level}
            made.append(Line(f"m{number}c", "competency", body, proposed=body,
                             evidence={**evidence, "sentence": each.activity}))
    return made

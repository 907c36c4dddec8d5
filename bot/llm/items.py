"""Quiz items from a section of a course by a model: asked through one tool, read strictly, held against the rules of
`passbook/item_checks.py`.

What breaks a rule goes back with what is wrong, at most twice; what breaks one then is left out and counted. Refuses to
put anything in the bank: what comes from here waits for authors.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from bot.llm.calls import Heard, Models, SilentError, Why
from bot.llm.masking import Mask
from bot.people.item_lines import said_of
from passbook.item_checks import FEWEST, MOST, Basis, Problem, Proposed, gist, problems, quoted
from prompts.loader import prompt

TOOL, REPAIRS = "propose_items", 2
# What of an item that is there already is told to a model, and of how many.
TOLD_SIGNS, TOLD_ITEMS = 160, 12
_TEXTS = ("competency", "question", "right", "explanation", "sentence")
_FIELDS = {*_TEXTS, "wrong"}


@dataclass(frozen=True)
class Passage:
    """A section to make items of: its id, the course's title, its heading and its text."""

    section: str
    course: str
    heading: str
    text: str


@dataclass(frozen=True)
class Item:
    """An item that broke no rule: what it is about (by id), and which prompt and model it came from."""

    competency: str
    proposed: Proposed
    prompt: str
    model: str


@dataclass(frozen=True)
class LeftOut:
    """An item that still broke rules after it was sent back."""

    stem: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of asking: items, those that were left out, and why no model answered (any more), if that is so."""

    items: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]
    silent: Why | None = None


class _UnreadError(Exception):
    """An answer that is no call of the tool; the text says why."""


def propose(models: Models, person: str, passage: Passage, competencies: Mapping[str, str], count: int,
            known: Sequence[str], mask: Mask, until: float) -> Outcome:
    """Up to `count` items of a section. `competencies`: names to ids, of which an item is about one; `known`: the gist
    of the items that are there (`passbook.item_checks.gist`); `until`: an instant of the monotonic clock."""
    told = prompt("items")
    messages: list[BaseMessage] = [
        SystemMessage(content=told.filled(
            count=count, fewest=FEWEST - 1, most=MOST - 1, competencies="; ".join(competencies),
            asked=mask.hide("\n".join(f"- {each[:TOLD_SIGNS]}" for each in known[-TOLD_ITEMS:])) or "- (none)")),
        HumanMessage(content=mask.hide(json.dumps(
            {"course": passage.course, "heading": passage.heading, "text": passage.text}, ensure_ascii=False)))]
    good, failed, dropped = list[Item](), list[LeftOut](), list[LeftOut]()
    for attempt in range(REPAIRS + 1):
        try:
            heard = models.ask(person, messages, mask, until, tools=[_schema(list(competencies))])
        except SilentError as fault:
            return Outcome(tuple(good), (*dropped, *failed), fault.why)
        try:
            written = _written(heard)[:len(failed) or count]
        except _UnreadError as fault:
            if attempt == REPAIRS:
                return Outcome(tuple(good), (*dropped, *failed), "garbled")
            messages += heard.sent_back(str(fault))
            continue
        dropped += failed[len(written):]  # what is not sent again is given up
        failed = []
        for each in written:
            found = _held(each, passage, competencies, [*known, *(_gist(one) for one in good)], mask)
            if isinstance(found, LeftOut):
                failed.append(found)
            else:
                good.append(replace(found, prompt=told.id, model=heard.model))
        if not failed:
            break
        messages += heard.sent_back(mask.hide(_wrong(failed)))
    return Outcome(tuple(good), (*dropped, *failed))


def _gist(item: Item) -> str:
    return gist(item.proposed.stem, item.proposed.key)


def _schema(competencies: list[str]) -> dict[str, Any]:
    """The one tool, in the form of OpenAI's tools; what its fields mean stands in the prompt."""
    text = {"type": "string"}
    return {"type": "function", "function": {
        "name": TOOL, "description": "Proposes quiz items for review.",
        "parameters": {"type": "object", "additionalProperties": False, "required": ["items"], "properties": {
            "items": {"type": "array", "items": {
                "type": "object", "additionalProperties": False, "required": sorted(_FIELDS), "properties": {
                    **dict.fromkeys(_TEXTS, text), "wrong": {"type": "array", "items": text},
                    "competency": {"type": "string", "enum": competencies}}}}}}}}


def _written(heard: Heard) -> list[Any]:
    """The items of the one call of the tool. Raises _UnreadError."""
    if len(heard.wishes) != 1 or heard.wishes[0].tool != TOOL:
        raise _UnreadError(f"call {TOOL} once and write no text")
    wish = heard.wishes[0]
    if wish.fault:
        raise _UnreadError(wish.fault)
    items = wish.arguments.get("items")
    if not isinstance(items, list) or set(wish.arguments) != {"items"}:
        raise _UnreadError(f"{TOOL} takes 'items' alone, a list")
    return items


def _held(written: Any, passage: Passage, competencies: Mapping[str, str], known: Sequence[str], mask: Mask
          ) -> Item | LeftOut:
    """An item by the rules. Where a part of it is missing or strange, no other rule is asked."""
    if not _is_whole(written):
        stem = written.get("question") if isinstance(written, dict) else None
        return LeftOut(stem if isinstance(stem, str) else "", (
            Problem("form", {"fields": ", ".join(sorted(_FIELDS))}),))
    plain = {key: " ".join(written[key].split()) for key in _TEXTS}
    proposed = _proposed(plain, [" ".join(each.split()) for each in written["wrong"]], passage)
    found = problems(proposed, Basis(passage.text, tuple(known)))
    if plain["competency"] not in competencies:
        found.append(Problem("about", {"names": "; ".join(competencies)}))
    whole = "\n".join((proposed.stem, *proposed.options, proposed.explanation))
    if mask.strange(whole) and not any(each.rule == "strange" for each in found):
        found.append(Problem("strange", {"text": mask.strange(whole)[0]}))
    if found:
        return LeftOut(proposed.stem, tuple(found))
    return Item(competencies[plain["competency"]], proposed, "", "")


def _is_whole(written: Any) -> bool:
    return (isinstance(written, dict) and set(written) == _FIELDS
            and all(isinstance(written[key], str) for key in _TEXTS)
            and isinstance(written["wrong"], list) and all(isinstance(each, str) for each in written["wrong"]))


def _proposed(plain: Mapping[str, str], wrong: Sequence[str], passage: Passage) -> Proposed:
    """The item with its key at a place that its question gives by a digest: models put the right one first."""
    options = list(wrong)
    place = hashlib.sha256(plain["question"].encode()).digest()[0] % (len(options) + 1)
    options.insert(place, plain["right"])
    sentence = quoted(plain["sentence"], passage.text) or plain["sentence"]
    return Proposed(plain["question"], tuple(options), place, plain["explanation"], sentence)


def _wrong(failed: Sequence[LeftOut]) -> str:
    """What is said back of items that break rules."""
    lines = [f"{number}. \"{each.stem[:TOLD_SIGNS]}\": " + " ".join(said_of(one, "en") for one in each.problems)
             for number, each in enumerate(failed, 1)]
    return "\n".join([f"The other items are kept. These break rules; send them again by {TOOL}, mended and in this "
                      "order. Leave out what cannot be mended.", *lines])

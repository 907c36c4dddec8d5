"""The terminal as a channel: a line comes in, a reply goes out, by the contract that all channels keep."""

from __future__ import annotations

import asyncio
import inspect
import json
from pathlib import Path
from typing import Any

import pytest

from bot.channel import Call, Channel, Event
from bot.channels.terminal.channel import Terminal
from bot.degrade import degrade
from bot.documents.contract import Document
from bot.words import Words
from tests.frameworks import framework

CASES = [json.loads(line) for line in (Path(__file__).parents[2] / "bot" / "channels" / "terminal" / "cases.jsonl")
         .read_text(encoding="utf-8").splitlines()]


async def nothing(address: str) -> Document:
    raise AssertionError(f"nothing is to be fetched: {address}")


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_labelled_cases(case: dict[str, Any]) -> None:
    assert [event.as_json() for event in Terminal(print).parse(case["payload"])] == case["expected"]


@pytest.mark.parametrize("payload", [
    {}, {"line": "x"}, {"id": "1", "account": "a", "at": "2026-11-23T18:00:00+05:30", "line": None},
    {"id": 1, "account": "a", "at": "2026-11-23T18:00:00+05:30", "line": "x"},
    {"id": "1", "account": "a", "at": "yesterday", "line": "x"},
])
def test_what_is_no_line_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"no line|isoformat"):
        Terminal(print).parse(payload)


def test_it_has_all_that_a_channel_has() -> None:
    for name, asked in inspect.getmembers(Channel, lambda each: inspect.isfunction(each) or isinstance(each, property)):
        if not name.startswith("_"):
            given = getattr(Terminal, name)
            assert type(given) is type(asked), name
            if inspect.isfunction(asked):
                assert list(inspect.signature(given).parameters) == list(inspect.signature(asked).parameters), name


def test_what_a_reply_says_is_written() -> None:
    written: list[str] = []
    terminal = Terminal(written.append)
    reply = {"text": "Two gaps are open.", "language": "en", "outcome": "answered", "blocks": [
        {"type": "choices", "items": [{"id": "a", "label": "Show them", "say": "my gaps"}]}]}
    parts = degrade(reply, terminal.limits, "0" * 32, Words("en", framework()))
    calls = terminal.render("SY001", parts)
    # a call survives a queue
    kept = [Call(**json.loads(json.dumps(call.as_json()))) for call in calls]
    sent = [asyncio.run(terminal.send(call, nothing)) for call in kept]
    assert written == ["Two gaps are open.\n\n1. Show them\n\nAnswer with a number."] and len(sent) == 1
    assert terminal.render("SY001", []) == []


def test_what_is_said_unasked_is_written_too() -> None:
    written: list[str] = []
    terminal = Terminal(written.append)
    call = terminal.nudge("SY001", "reminder", "en", [], "Your quiz is \x1b[31mdue.")
    first, second = (asyncio.run(terminal.send(call, nothing)) for _ in range(2))
    assert written == ["Your quiz is [31mdue."] * 2 and first.id != second.id
    event = Event.from_json(CASES[0]["expected"][0])
    assert asyncio.run(terminal.typing(event)) is None and asyncio.run(terminal.trouble()) is None
    assert terminal.link("code", "en") == "code"

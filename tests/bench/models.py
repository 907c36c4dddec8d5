"""What a language model costs a turn, beside a bare call of the same model on the same server; and what of it is seen
when.

The server is the stand-in of the tests on this machine: it answers at once, or a word every few hundredths of a second.
All figures are of Saathi and the protocol, none of a real model.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from langchain_core.messages import HumanMessage

from bot.llm.models import open_model
from bot.settings import ModelName, ModelSettings, Settings
from bot.turn import Incoming
from bot.wiring import Saathi, build
from tests.bench.table import Cell, show, times
from tests.bench.timing import at, median
from tests.standins.models import (
    Calls,
    Drops,
    Empties,
    Faults,
    Floods,
    Garbles,
    Hangs,
    ModelService,
    Refuses,
    Says,
)

TURNS, ASKS = 40, "What are my gaps?"
ODD = "the ledger of my competence please, condensed into what remains to be conquered"
PAUSE = 0.03
PATIENCE = 2.0
Json = dict[str, Any]


def run(home: Path) -> None:
    """Times turns with and without a model, and counts right answers under every fault."""
    logging.getLogger("saathi.models").setLevel(logging.ERROR)
    with ModelService() as service:
        settings = Settings(home=home)
        bare = build(settings)
        try:
            people = [card.id for card in bare.people("", 50)]
            person = next(each for each in people if bare.answer(_said(each, ASKS)).outcome == "answered")
            _times(settings, service, bare, person)
            _faults(settings, service, bare, person)
        finally:
            bare.close()


def _said(person: str, say: str) -> Incoming:
    return Incoming(uuid.uuid4().hex, person, say, uuid.uuid4().hex)


def _under(settings: Settings, service: ModelService, *may: str, count: int = 1) -> Saathi:
    models = tuple(ModelName(f"openai:stand-in-{number}", service.address, service.key) for number in range(count))
    return build(replace(settings, model=ModelSettings(models, PATIENCE, None, may=frozenset(may))))


def given(body: Json) -> str:
    """What a request gives to be worded."""
    return str(body["messages"][1]["content"]).split("ANSWER:\n", 1)[1].split("\n\nDETAILS:", 1)[0]


# ---- times


def _times(settings: Settings, service: ModelService, bare: Saathi, person: str) -> None:
    name = ModelName("openai:stand-in-0", service.address, service.key)
    model = open_model(name, PATIENCE)

    def call() -> None:
        for _ in model.stream([HumanMessage(content="Say it.")]):
            pass

    rows: list[list[Cell]] = []

    def row(what: str, values: list[float], least: float | None = None) -> float:
        middle = median(values)
        rows.append([what, len(values), middle, at(0.95, values),
                     "" if least is None else f"{middle - least:.0f}", "" if least is None else times(middle, least)])
        return middle

    plain = row("a turn without a model", _timed(lambda: bare.answer(_said(person, ASKS))))
    text = bare.answer(_said(person, ASKS)).text
    for what, pause in (("at once", 0.0), ("a word each 30 ms", PAUSE)):
        service.script = [Says(text, pause=pause)]
        least = row(f"a bare call that says the answer, {what}", _timed(call)) + plain
        service.script = partial(_worded, pause=pause)
        with_words = _under(settings, service, "word")
        try:
            row(f"a worded turn, {what}", _timed(partial(_asked, with_words, person)), least)
            row(f"  its first shown sentence, {what}", [_first(with_words, person) for _ in range(TURNS)])
        finally:
            with_words.close()
    service.script = [Calls("check_gaps", {})]
    unread = row("a turn without a model that is not understood", _timed(lambda: bare.answer(_said(person, ODD))))
    least = row("a bare call that chooses a tool", _timed(call)) + unread
    understands = _under(settings, service, "understand")
    try:
        understands.answer(_said(person, ODD))
        row("a turn that a model understood", _timed(lambda: understands.answer(_said(person, ODD))), least)
    finally:
        understands.close()
    show("models: milliseconds, server and Saathi on this machine",
         ("what", "n", "p50", "p95", "more than both", "to both"), rows, [
             "“both”: the bare call and the turn without a model, one after the other.",
             "A worded turn is begun twice: once for what is to be worded, once with the words."])


def _worded(body: Json, pause: float) -> Says:
    return Says(given(body), pause=pause)


def _asked(saathi: Saathi, person: str) -> None:
    saathi.answer(_said(person, ASKS))


def _first(saathi: Saathi, person: str) -> float:
    """Milliseconds until the first sentence may be shown."""
    heard: list[float] = []
    begun = time.perf_counter()
    saathi.answer(_said(person, ASKS), lambda _piece: heard.append(time.perf_counter()))
    return (heard[0] - begun) * 1000


def _timed(work: Callable[[], object]) -> list[float]:
    work()
    taken = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


# ---- faults


STEPS: dict[str, Any] = {
    "an error 500": Faults(500, "broke"), "too many requests (429)": Faults(429, "slow down", retry_after=30),
    "a bad request (400)": Faults(400, "no"), "a wrong key (401)": Faults(401, "no"),
    "the connection drops": Drops("You hold", after=1), "no JSON": Garbles("{{{"), "a refusal": Refuses("I will not."),
    "nothing at all": Empties(), "silence": Hangs(30), "text without end": Floods(100_000),
    "a tool that there is not": Calls("no_such_tool", {}), "arguments that are no JSON": Calls("check_gaps", "{"),
    "wrong arguments": Calls("show_standing", {"competency": 7}),
    "an invented figure": Says("You have 4242 gaps."), "an invented name": Says("Shri Bhupendra Kachwaha will help."),
    "a link": Says("See https://evil.example now."), "off the topic": Says("Bananas taste wonderful with elephants.")}


def _faults(settings: Settings, service: ModelService, bare: Saathi, person: str) -> None:
    rows: list[list[Cell]] = []
    right = count = 0
    for what, step in STEPS.items():
        service.script = [step]
        saathi = _under(settings, service, "understand", "word")
        try:
            held = []
            for say in (ASKS, ODD):
                told, fixed = saathi.answer(_said(person, say)), bare.answer(_said(person, say))
                held.append((told.outcome, told.tool, told.text, told.blocks, told.entries) == (
                    fixed.outcome, fixed.tool, fixed.text, fixed.blocks, fixed.entries))
        finally:
            saathi.close()
        right, count = right + sum(held), count + len(held)
        rows.append([what, *(int(each) for each in held)])
    show("models: whether the answer under a fault is that without a model (1: yes)",
         ("fault", "an answer to word", "a message to understand"), rows, [f"Right: {right} of {count}."])

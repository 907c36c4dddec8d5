"""Answers in the words of a model: what tools told and nothing else, sentence by sentence, and else the fixed words."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.llm.calls import Models
from bot.turn import Incoming
from bot.wiring import Saathi
from tests.standins.models import Calls, Drops, Faults, Floods, Hangs, ModelService, Refuses, Says
from tests.turns.talk import Talk

PERSON = "N1"
GAPS = "What are my gaps?"
ODD = "the ledger of my competence please, condensed into what remains to be conquered"
Make = Callable[..., Saathi]


def given(body: dict[str, Any]) -> str:
    """What a model was given to word."""
    found = re.search(r"ANSWER:\n(.*?)(?:\n\nDETAILS:|\Z)", str(body["messages"][1]["content"]), re.DOTALL)
    assert found is not None
    return found[1]


def repeated(body: dict[str, Any], **how: Any) -> Says:
    """The words of a model that says what it was given, after a few words of its own."""
    return Says(f"Here is what you asked for. {given(body)}", **how)


def bare(saathi: Saathi, said: str, name: str, person: str = PERSON) -> dict[str, Any]:
    return Talk(saathi, person, f"bare-{name}").say(said)


def told(saathi: Saathi, said: str, name: str, person: str = PERSON) -> dict[str, Any]:
    return Talk(saathi, person, f"worded-{name}").say(said)


def receipt(saathi: Saathi, reply: dict[str, Any], person: str = PERSON) -> dict[str, Any]:
    with saathi.database.connection() as conn:
        row = conn.execute("SELECT receipt FROM turns WHERE official_id = %s AND reply ->> 'text' = %s",
                           (person, reply["text"])).fetchone()
    assert row is not None
    found: dict[str, Any] = row[0]
    return found


def test_an_answer_is_worded_and_its_figures_stay(saathi: Saathi, service: ModelService, with_model: Make) -> None:
    service.script = repeated
    modelled = with_model(may={"word"})
    reply, fixed = told(modelled, GAPS, "plain"), bare(saathi, GAPS, "plain")
    assert reply["text"] == f"Here is what you asked for. {fixed['text']}"
    assert (reply["blocks"], reply["sources"], reply["arguments"]) == (
        fixed["blocks"], fixed["sources"], fixed["arguments"])
    kept = receipt(modelled, reply)
    assert kept["served"][0]["tool"] == "check_gaps" and kept["models"] == [
        {"use": "word", "prompt": "word@1", "model": "openai:stand-in-0", "result": "kept"}]


@pytest.mark.parametrize("said", [
    "You have 42 open gaps.", "You hold level 9 in Noting and Drafting.", "Ask Shri Ramprasad about it.",
    "This must be closed by 3 March 2031.", "Take the course Advanced Basket Weaving.",
    "See https://evil.example/pay for more.", "Write to help@evil.example.", "[PERSON_7] can help.",
    "Bananas taste wonderful beside purple elephants dancing."])
def test_what_was_not_told_is_never_said(saathi: Saathi, service: ModelService, with_model: Make, said: str) -> None:
    service.script = lambda body: Says(f"{said} {given(body)}")
    reply = told(with_model(may={"word"}), GAPS, "invented")
    assert reply["text"] == bare(saathi, GAPS, "invented")["text"]
    # once more it was asked, with what is wrong
    assert len(service.asked) == 2


def test_a_figure_of_something_else_is_never_said(saathi: Saathi, service: ModelService, with_model: Make) -> None:
    """Figures that were told, of others."""
    fixed = bare(saathi, GAPS, "swapped")
    items = next(block["items"] for block in fixed["blocks"] if block["type"] == "competencies")
    one, other = next((one, other) for one in items for other in items if one["held"] != other["held"]
                      and other["held"] not in (one["required"], one["gap"], 0))
    service.script = lambda body: Says(f"In {one['label']} you hold level {other['held']}. {given(body)}")
    assert told(with_model(may={"word"}), GAPS, "swapped")["text"] == fixed["text"]


def test_a_figure_that_leads_is_not_left_out(saathi: Saathi, service: ModelService, with_model: Make) -> None:
    service.script = [Says("You have some open gaps in your competencies.")]
    assert told(with_model(may={"word"}), GAPS, "short")["text"] == bare(saathi, GAPS, "short")["text"]


@pytest.mark.parametrize("step", [Faults(500, "broke"), Drops("You have", after=1), Refuses("no"), Hangs(30),
                                  Floods(100_000)], ids=lambda step: type(step).__name__)
def test_whatever_goes_wrong_the_fixed_words_stand(saathi: Saathi, service: ModelService, with_model: Make, step: Any
                                                   ) -> None:
    service.script = [step]
    reply = told(with_model(may={"word"}, patience=1.5), GAPS, "fault")
    assert reply["text"] == bare(saathi, GAPS, "fault")["text"] and reply["outcome"] == "answered"


def test_what_is_said_to_the_letter_is_not_worded(service: ModelService, with_model: Make) -> None:
    service.script = [Says("Whatever.")]
    saathi = with_model(may={"word"})
    for said in ("quiz me on noting", "my level in noting is 3, please record it", "export everything about me",
                 "hello", "what is the weather"):
        told(saathi, said, "letter")
    assert service.asked == []


def test_sentences_are_heard_as_they_come(service: ModelService, with_model: Make) -> None:
    service.script = lambda body: repeated(body, pause=0.01)
    pieces: list[str] = []
    saathi = with_model(may={"word"})
    reply = saathi.answer(Incoming("heard", PERSON, GAPS, "heard"), pieces.append)
    assert len(pieces) > 1 and "".join(pieces).rstrip() == reply.text and pieces[0].startswith("Here is")


def test_nothing_unchecked_is_heard(saathi: Saathi, service: ModelService, with_model: Make) -> None:
    service.script = lambda body: Says(f"{given(body)}\nYou have 42 open gaps.", pause=0.005)
    pieces: list[str] = []
    reply = with_model(may={"word"}).answer(Incoming("unheard", PERSON, GAPS, "unheard"), pieces.append)
    assert "42" not in "".join(pieces) and pieces and reply.text == bare(saathi, GAPS, "unheard")["text"]


def test_names_of_others_are_hidden_and_come_back(saathi: Saathi, service: ModelService, with_model: Make) -> None:
    service.script = repeated
    team = "tell me about the official T1"
    fixed, reply = bare(saathi, team, "others", "H1"), told(with_model(may={"word"}), team, "others", "H1")
    with saathi.database.connection() as conn:
        names = [row[0] for row in conn.execute("SELECT name FROM officials")]
    shown = [name for name in names if name in str(fixed)]
    # theirs, and that of the superior
    assert len(shown) > 1 and service.asked
    assert not [name for name in shown if name in str(service.asked)]
    assert reply["text"].endswith(fixed["text"])


def test_figures_by_the_category_of_people_are_not_worded(service: ModelService, with_model: Make) -> None:
    service.script = repeated
    reply = told(with_model(may={"word"}), "How many officials are there by group?", "group", "H1")
    assert reply["tool"] == "ask_workforce" and service.asked == []


def test_what_models_took_stands_in_the_metrics(service: ModelService, with_model: Make) -> None:
    service.script = repeated
    saathi = with_model(may={"word"}, day_tokens=1_000_000)
    told(saathi, GAPS, "metrics")
    page = saathi.metrics().decode()
    for line in ('saathi_model_tokens_total{model="openai:stand-in-0",way="read"}',
                 'saathi_model_uses_total{result="kept",use="word"} 1.0', 'saathi_model_rupees_total',
                 'saathi_model_seconds_count{model="openai:stand-in-0",until="first"} 1.0',
                 'saathi_model_bound{what="tokens"} 1e+06', 'saathi_model_taken_today{what="tokens"}'):
        assert line in page, line


def test_all_that_a_turn_asks_of_models_shares_one_time(service: ModelService, with_model: Make,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is slow at reading leaves no second patience for wording."""
    begun: list[float] = []

    def until(models: Models) -> float:
        begun.append(time.monotonic() + models.settings.patience)
        return begun[-1]
    monkeypatch.setattr(Models, "until", until)
    service.script = lambda body: Calls("check_gaps", {}) if body.get("tools") else repeated(body)
    reply = told(with_model(may={"word", "understand"}), ODD, "shared")
    assert reply["tool"] == "check_gaps" and reply["text"].startswith("Here is what")
    assert len(begun) == 1 and [each.get("tools") is None for each in service.asked] == [False, True]


@pytest.mark.parametrize(("broken", "said", "tool"), [("names_in", GAPS, "check_gaps"), ("wording", GAPS, "check_gaps"),
                                                      ("choose", ODD, None)])
def test_a_fault_of_ours_is_as_good_as_a_silent_model(service: ModelService, with_model: Make, broken: str, said: str,
                                                      tool: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any) -> None:
        raise KeyError("a mistake")
    monkeypatch.setattr(f"bot.llm.assistant.{broken}", breaks)
    reply = told(with_model(may={"word", "understand"}), said, f"ours-{broken}")
    assert (reply["tool"], reply["outcome"]) == (tool, "answered" if tool else "clarify")
    assert service.asked == []

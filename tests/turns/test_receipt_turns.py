"""Receipts: the figures of an answer that was given are computed anew, and what changed since is named."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.people.access import Person
from bot.receipts import command
from bot.receipts.figures import figures
from bot.receipts.recomputing import NOT_AGAIN, Checked, check
from bot.store import held, turns
from bot.tools import TOOLS
from bot.turn import Incoming
from bot.wiring import Saathi
from passbook.entries import Entry
from passbook.ledger import append
from tests.standins.models import ModelService, Says
from tests.turns.shell import Shell
from tests.turns.talk import Talk
from tests.turns.test_conversation_turns import ONE_OF_EACH
from tests.turns.test_quiz_turns import right, take
from tests.turns.test_wording_turns import given, repeated

Start = Callable[..., Talk]
_numbers = itertools.count(1)


def checked(saathi: Saathi, reply: dict[str, Any]) -> Checked:
    """The check of the receipt of a reply; the whole of it is told in words, too."""
    with saathi.database.connection() as conn:
        made = check(saathi, turns.found(conn, reply["id"])[0])
    assert all(command.lines(made))
    return made


def learn(saathi: Saathi, who: str, competency: str = "CB1", level: int = 2) -> None:
    """A verified level, before the day of the tenant."""
    entry = Entry(f"receipt-{next(_numbers)}", who, "verified", datetime(2026, 3, 30, tzinfo=UTC),
                  competency_id=competency, level=level)
    with saathi.database.connection() as conn, conn.transaction():
        append(conn, entry, datetime.now(UTC))


def stored(saathi: Saathi) -> tuple[Any, ...]:
    """What a check must not change."""
    with saathi.database.connection() as conn:
        return tuple(conn.execute(f"SELECT count(*) FROM {name}".encode()).fetchone() for name in (
            "turns", "entries", "figures_asked", "checkpoints", "reminders", "drafts", "feedback"))


# ---- right after the answer


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_right_after_an_answer_all_its_figures_hold(saathi: Saathi, talk: Start, tool: str) -> None:
    person, say = ONE_OF_EACH[tool]
    reply = talk(person).say(say)
    before = stored(saathi)
    made = checked(saathi, reply)
    assert made.holds and not made.fault, command.lines(made)
    assert bool(made.again) == (tool not in NOT_AGAIN)
    assert bool(made.left) == (tool in NOT_AGAIN)
    assert stored(saathi) == before


@pytest.mark.parametrize(("who", "say"), [
    ("H1", "show gap rate by department as a chart"), ("H1", "readiness by position as a file"),
    ("H1", "how many officials completed a course, by month"), ("H1", "who could act as Section Officer"),
    ("N1", "plan my learning in 5 hours"), ("N1", "compare my post with Director"), ("N1", "show my statement"),
    ("N1", "मेरे गैप क्या हैं"), ("N1", "what are my gaps and find the course Working in Teams"),
    ("N1", "what are my gaps and quiz me on teamwork"), ("H1", "which officials are overdue"),
    ("N1", "tell me my levels on 31 February"), ("N1", "what is the weather"), ("N1", "asdf qwer")])
def test_so_it_is_whatever_was_asked(saathi: Saathi, talk: Start, who: str, say: str) -> None:
    made = checked(saathi, talk(who).say(say))
    assert made.holds, command.lines(made)


def test_what_follows_on_an_answer_holds_too(saathi: Saathi, talk: Start) -> None:
    person = talk("N1")
    for say in ("what does the post of Director require", "and compared with mine?", "what should I learn next",
                "shorter ones", "why the first one?"):
        made = checked(saathi, person.say(say))
        assert made.holds, command.lines(made)


def test_every_tool_that_is_not_asked_again_is_one() -> None:
    assert NOT_AGAIN.keys() < TOOLS.keys()


# ---- what changed is named


def test_a_level_that_changed_is_named_with_what_it_was_and_what_it_is(saathi: Saathi, talk: Start) -> None:
    someone = talk()
    standing, gaps, passbook = map(someone.say, ("Where do I stand?", "What are my gaps?", "show my passbook"))
    learn(saathi, someone.person)
    made = checked(saathi, standing)
    assert not made.holds and len(made.again) == 1
    told = {(each.place, each.name): (each.was, each.now) for each in made.again[0].differs}
    assert told["competencies: Teamwork", "held"] == (0, 2)
    assert told["competencies: Teamwork", "gap"] == (2, 0)
    assert not any("Noting" in place for place, _ in told)
    assert "competencies: Teamwork: held was 0, is 2" in "\n".join(command.lines(made))
    assert ("competencies: Teamwork", None) in [(each.place, each.now) for each in
                                                checked(saathi, gaps).again[0].differs]
    rows = checked(saathi, passbook).again[0].differs
    assert [each for each in rows if each.was is None and each.now == "there"]


def test_figures_of_a_unit_that_changed_are_named(saathi: Saathi, talk: Start) -> None:
    someone = talk()
    reply = talk("H1").say("open gaps by competency")
    learn(saathi, someone.person, "CD1", 1)
    differs = checked(saathi, reply).again[0].differs
    assert [(each.name, each.was - each.now) for each in differs if each.place.startswith("table: Lighthouse")] == [
        ("Open gaps", 1)]


def test_a_plan_of_a_gap_that_was_closed_is_told(saathi: Saathi, talk: Start) -> None:
    someone = talk()
    reply = someone.say("What should I learn next?")
    learn(saathi, someone.person)
    differs = checked(saathi, reply).again[0].differs
    assert any(each.place.startswith("courses: ") and each.now is None for each in differs)


def test_at_another_instant_both_are_told(served: Shell) -> None:
    asked = served.run("ask", "--as", "N1", "--json", "--now", "2025-08-01", "Where do I stand?").json()
    done = served.run("receipt", asked["id"], "--now", "2026-03-31")
    assert done.code == 1 and "At its instant (2025-08-01" in done.out and "Today (2026-03-31" in done.out
    found = served.run("receipt", asked["id"], "--now", "2026-03-31", "--json").json()
    assert [bool(each["differs"]) for each in found["again"]] == [False, True] and not found["holds"]
    assert served.run("receipt", asked["id"], "--now", "2025-08-01").code == 0


# ---- models


def test_words_of_a_model_are_no_figures_and_its_part_is_told(saathi: Saathi, service: ModelService,
                                                              with_model: Callable[..., Saathi]) -> None:
    service.script = repeated
    reply = Talk(with_model(may={"word"}), "N1", "receipt-worded").say("What are my gaps?")
    made = checked(saathi, reply)
    assert made.holds and made.figures and reply["text"].startswith("Here is")
    assert "Model: wording the answer by the prompt word@1, openai:stand-in-0: kept." in command.lines(made)


def test_what_a_model_invented_is_told_as_not_kept(saathi: Saathi, service: ModelService,
                                                   with_model: Callable[..., Saathi]) -> None:
    service.script = lambda body: Says(f"You have 42 open gaps. {given(body)}")
    made = checked(saathi, Talk(with_model(may={"word"}), "N1", "receipt-invented").say("What are my gaps?"))
    line = next(each for each in command.lines(made) if each.startswith("Model: "))
    assert made.holds and "not kept, it said what the tool had not told" in line and "42" not in line


# ---- what cannot be computed anew


def test_a_turn_that_wrote_is_held_against_the_ledger(saathi: Saathi, talk: Start) -> None:
    someone = talk()
    last = take(someone, someone.say("quiz me on noting and drafting"), right)[-1]
    assert last["entries"]
    made = checked(saathi, last)
    assert made.holds and not made.again and "stands in the passbook" in made.entries[0]
    assert "chain of that passbook holds" in made.entries[1]
    with saathi.database.connection() as conn:
        kept = turns.found(conn, last["id"])[0]
    kept.reply["entries"] = ["never-written"]
    assert not check(saathi, kept).holds


def test_who_has_the_right_no_more_is_told(saathi: Saathi, talk: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = talk("H1").say("how many officials are there by position")
    theirs = talk("H1").say("What are the gaps of Nadia Bose?")
    whoever = saathi.whoever
    monkeypatch.setattr(saathi, "whoever", lambda conn, who: Person(whoever(conn, who).official, ()))
    for each in (reply, theirs):
        made = checked(saathi, each)
        assert not made.holds and made.again[0].not_done == "H1 may not see this any more"


def test_who_is_gone_and_what_is_older_than_receipts_is_told(saathi: Saathi, talk: Start) -> None:
    reply = talk("N1").say("What are my gaps?")
    with saathi.database.connection() as conn:
        kept = turns.found(conn, reply["id"])[0]
        for identity, who, receipt in (("gone-1", "LEFT1", kept.receipt), ("old-1", "N1", {})):
            turns.keep(conn, identity, who, "web", kept.at - timedelta(days=1), "What are my gaps?", {},
                       {**reply, "id": identity}, receipt)
        gone, old = (check(saathi, turns.found(conn, each)[0]) for each in ("gone-1", "old-1"))
        conn.execute("DELETE FROM turns WHERE id IN ('gone-1', 'old-1')")
    assert not gone.holds and "LEFT1" in gone.fault[0]
    assert not old.holds and "before receipts" in old.fault[0]


def test_what_the_framework_has_no_more_is_told(saathi: Saathi, talk: Start) -> None:
    reply = talk("N1").say("what is my level in teamwork")
    with saathi.database.connection() as conn:
        kept = turns.found(conn, reply["id"])[0]
    kept.receipt["served"][0]["slots"]["competency"] = ["GONE"]
    kept.receipt["stamp"] = [0, "another"]
    made = check(saathi, kept)
    assert made.again[0].not_done and "The framework was version 0" in "\n".join(command.lines(made))


# ---- the command


def test_the_command_lists_finds_and_refuses(served: Shell, saathi: Saathi) -> None:
    asked = served.run("ask", "--as", "N1", "--json", "What are my gaps?").json()
    listed = served.run("receipt", "--as", "N1")
    own = listed.out.split()[0]
    assert listed.code == 0 and "check_gaps  answered" in listed.out.splitlines()[0]
    for name in (own, asked["id"]):
        done = served.run("receipt", name)
        assert done.code == 0 and "All figures hold." in done.out, done
    assert served.run("receipt", own, "--as", "N1", "--json").json()["id"] == own
    assert "What are my gaps" not in served.run("receipt", own).out
    for words in (("nothing",), (own, "--as", "D1"), ("--as", "NOBODY")):
        done = served.run("receipt", *words)
        assert done.code == 1 and "There is no" in done.err, done


def test_answers_of_one_name_are_told_apart(served: Shell, saathi: Saathi) -> None:
    for _ in range(2):
        saathi.answer(Incoming("twin", "N1", "What are my gaps?", "receipt-twin"))
    done = served.run("receipt", "twin")
    assert done.code == 1 and done.err.startswith("2 answers were given under 'twin'")


def test_of_who_is_erased_nothing_is_left(saathi: Saathi, talk: Start, served: Shell) -> None:
    someone = talk()
    reply = someone.say("What are my gaps?")
    assert served.run("receipt", reply["id"]).code == 0
    with saathi.database.connection() as conn, conn.transaction():
        held.erase_whole(conn, someone.person)
    assert served.run("receipt", reply["id"]).code == 1


def test_what_is_made_anew_each_time_is_no_figure(saathi: Saathi, talk: Start) -> None:
    one, other = (talk("H1").say("show gap rate by department as a chart and as a file") for _ in range(2))
    assert one["blocks"] != other["blocks"] and figures(one) == figures(other)

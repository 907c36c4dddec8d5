"""A quiz in whatever order people do things: one entry at most, no question twice, its place kept, its memory plain.

The tool works at a real desk over a real database and the real ledger; only the messages are left out.
"""

from __future__ import annotations

import itertools
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from psycopg.types.json import Jsonb

from bot.people.access import Person
from bot.tools import quiz
from bot.tools.contract import Desk
from bot.turn import Reply
from bot.words import Words
from passbook.items import Item
from passbook.ledger import entries_of, verify
from passbook.officials import Official
from passbook.quiz import MOST
from tests.frameworks import competency, framework, position
from tests.turns.talk import leaves, numbers

NOW = datetime(2026, 3, 31, 18, tzinfo=UTC)
WORLD = framework(competency("C1", "Noting"), competency("C2", "Finance"), competency("C3", "Silence"),
                  position("P1", "Clerk", requires={"C1": 3, "C2": 1}))
CASE = "A lamp went out.\n\n"
BANK = [
    *[Item(f"Q{number}", "C1", 1 + number % 4, None, "single", (CASE if number in (2, 5) else "") + f"Who is {number}",
           None, ("one", "two", "three"), (number % 3,), "So it is.", None) for number in range(8)],
    Item("QM", "C1", 2, None, "multiple", "Which", None, ("one", "two", "three"), (0, 2), "So.", "Manual"),
    Item("QO", "C1", 3, None, "order", "Order", None, ("one", "two", "three"), (1, 2, 0), "So.", None),
    Item("QS", "C1", 2, None, "short", "When", None, (), ("green ink",), "So.", None),
    *[Item(f"F{number}", "C2", 1, None, "single", f"What of {number}", "क्या", ("yes", "no"), (0,), "So.", None)
      for number in range(4)]]
BY_ID = {item.id: item for item in BANK}
_people = itertools.count(1)


def fill(conn: psycopg.Connection[Any]) -> None:
    """Puts the bank into the database."""
    for item in BANK:
        conn.execute("INSERT INTO questions (id, competency_id, level, kind, stem, stem_hi, options, answer, "
                     "explanation, source) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                     (item.id, item.competency_id, item.level, item.kind, item.stem, item.stem_hi,
                      Jsonb(list(item.options)), Jsonb(list(item.answer)), item.explanation, item.source))


def typed(item: Item, right: bool) -> str:
    """What a person types who knows the answer, or does not."""
    if item.kind == "short":
        return str(item.answer[0]) if right else "purple"
    places = list(item.answer) if right else (list(reversed(item.answer)) if item.kind == "order" else
                                              [next(at for at in range(len(item.options)) if at not in item.answer)])
    return ", ".join("abc"[place] for place in places)


class Quizzes(RuleBasedStateMachine):
    """One person in one conversation, and what must hold of it."""

    address = ""

    def __init__(self) -> None:
        super().__init__()
        self.conn = psycopg.connect(self.address, autocommit=True)
        self.who = f"U{next(_people)}"
        self.memory: dict[str, Any] = {}
        self.ids = (f"{self.who}-{number}" for number in itertools.count(1))
        self.now = NOW
        self.waiting: str | None = None
        self.asked: list[str] = []
        self.written: list[str] = []
        self.seen: set[str] = set()
        self.revising = False
        self.how: dict[str, Any] = {}

    @initialize()
    def open_the_bank(self) -> None:
        fill(self.conn)

    def act(self, **slots: Any) -> Reply:
        """One turn of the tool, with the memory as a checkpoint would give it back."""
        self.memory = json.loads(json.dumps(self.memory))
        official = Official(self.who, "Asha Rao", "P1", "O1", None, None, None, None, None)
        desk = Desk(Person(official, ()), WORLD, self.conn, lambda: None,  # type: ignore[arg-type]
                    Words("en", WORLD), self.now, self.now, self.memory, lambda: next(self.ids),
                    facts=lambda: None, reveal=lambda _: {})  # type: ignore[arg-type,return-value]
        with self.conn.transaction():
            reply = quiz.run(desk, slots)
        assert reply.tool == "quiz" and reply.outcome in ("answered", "clarify", "zero", "not_recorded")
        assert len(reply.entries) <= 1
        self.written += reply.entries
        assert len(set(self.written)) == len(self.written)
        told = numbers(re.sub(r"\bQ?F?\d+ ?-", "", reply.text))
        there = set().union(*(numbers(str(leaf)) for leaf in leaves([reply.blocks, reply.sources])), set())
        assert told <= there, reply.text
        questions = [block for block in reply.blocks if block["type"] == "question"]
        assert len(questions) <= 1
        self.shown = questions[0]["id"] if questions else None
        self.seen |= {block["item"] for block in reply.blocks if block["type"] == "feedback"}
        return reply

    def nothing_again(self) -> None:
        """No question whose answer was shown comes again while there are fresh ones, but to revise."""
        if self.shown in self.seen and not self.revising:
            about = BY_ID[self.shown].competency_id
            left_out = (self.memory.get("quiz") or {}).get("skipped", [])
            assert {item.id for item in BANK if item.competency_id == about} <= self.seen | {*left_out}

    @rule(topic=st.sampled_from(["C1", "C2"]), level=st.none() | st.integers(1, 9),
          minutes=st.none() | st.sampled_from([1, 2, 3.5, 8, 600]))
    def start(self, topic: str, level: int | None, minutes: float | None) -> None:
        self.how = {"competency": [topic], **({"level": level} if level else {}),
                    **({"minutes": minutes} if minutes else {})}
        reply = self.act(**self.how)
        assert reply.outcome == "answered" and not reply.entries and self.shown
        assert BY_ID[self.shown].competency_id == topic
        self.waiting, self.asked, self.revising = self.shown, [self.shown], False
        self.most = int(minutes or MOST)
        self.nothing_again()

    @precondition(lambda self: self.waiting and len(self.asked) == 1 and not self.revising)
    @rule()
    def start_the_same_again(self) -> None:
        quiz_id = self.memory["quiz"]["id"]
        self.act(**self.how)
        assert (self.shown, self.memory["quiz"]["id"]) == (self.waiting, quiz_id)

    @rule(minutes=st.sampled_from([0, 0.5]), revise=st.booleans())
    def start_without_time(self, minutes: float, revise: bool) -> None:
        kept = json.dumps(self.memory.get("quiz"))
        reply = self.act(competency=["C1"], minutes=minutes, revise=revise)
        assert (reply.outcome, reply.entries, self.shown) == ("zero", [], None)
        assert json.dumps(self.memory.get("quiz")) == kept

    @rule()
    def start_on_nothing(self) -> None:
        reply = self.act(competency=["C3"])
        assert reply.outcome == "not_recorded" and not reply.entries and reply.offers

    @rule()
    def revise(self) -> None:
        reply = self.act(revise=True)
        assert not reply.entries
        if reply.outcome == "answered":
            assert self.shown
            self.waiting, self.asked, self.revising, self.most = self.shown, [self.shown], True, MOST
        else:
            assert reply.outcome == "zero" and self.shown is None

    def on(self, reply: Reply) -> None:
        """What follows an answer or a skip: a question not asked before, or the end."""
        if self.shown is None:
            self.waiting, self.asked = None, []
            assert self.memory.get("quiz") is None
        else:
            assert self.shown not in self.asked and not reply.entries
            self.nothing_again()
            self.waiting = self.shown
            self.asked.append(self.shown)
            assert len(self.memory["quiz"]["asked"]) < self.most

    @precondition(lambda self: self.waiting)
    @rule(right=st.booleans())
    def answer(self, right: bool) -> None:
        assert self.waiting
        item = BY_ID[self.waiting]
        reply = self.act(action="answer", answer=typed(item, right))
        feedback = next(block for block in reply.blocks if block["type"] == "feedback")
        assert (feedback["item"], feedback["correct"]) == (item.id, right)
        self.on(reply)

    @precondition(lambda self: self.waiting)
    @rule(luck=st.lists(st.booleans(), min_size=20, max_size=20))
    def answer_to_the_end(self, luck: list[bool]) -> None:
        before = len(self.written)
        for right in luck:
            if self.waiting:
                self.answer(right)
        assert self.waiting is None and len(self.written) - before <= 1

    @precondition(lambda self: self.waiting)
    @rule()
    def not_known(self) -> None:
        reply = self.act(action="unknown")
        assert not next(block for block in reply.blocks if block["type"] == "feedback")["correct"]
        self.on(reply)

    @precondition(lambda self: self.waiting)
    @rule()
    def skip(self) -> None:
        reply = self.act(action="skip")
        assert not any(block["type"] == "feedback" for block in reply.blocks)
        self.on(reply)

    @precondition(lambda self: self.waiting)
    @rule(action=st.sampled_from(["hint", "next"]))
    def hint_or_again(self, action: str) -> None:
        reply = self.act(action=action)
        assert (reply.outcome, self.shown, reply.entries) == ("answered", self.waiting, [])
        assert BY_ID[self.shown or ""].explanation not in reply.text

    @precondition(lambda self: self.waiting)
    @rule()
    def why(self) -> None:
        before = self.memory["quiz"]["asked"]
        reply = self.act(action="why")
        assert (reply.outcome, self.shown, reply.entries) == ("answered", self.waiting, [])
        told = [block["item"] for block in reply.blocks if block["type"] == "feedback"]
        assert told == [answer["item"] for answer in before[-1:]]
        assert self.memory["quiz"]["asked"] == before

    @precondition(lambda self: self.waiting)
    @rule(nonsense=st.sampled_from(["", "zzz", "9", "a b c d e f", "x" * 2000, "!!!", "🙂"]))
    def nonsense(self, nonsense: str) -> None:
        if BY_ID[self.waiting or ""].kind == "short" and nonsense in ("zzz", "9", "a b c d e f"):
            return
        reply = self.act(action="answer", answer=nonsense)
        assert (reply.outcome, self.shown, reply.entries) == ("clarify", self.waiting, [])

    @precondition(lambda self: self.waiting)
    @rule()
    def stop(self) -> None:
        reply = self.act(action="stop")
        assert (reply.outcome, self.shown, reply.entries) == ("answered", None, [])
        assert not quiz.running(self.memory)
        assert self.act(action="next").outcome == "answered" and self.shown == self.waiting

    @precondition(lambda self: not self.waiting)
    @rule(action=st.sampled_from(["answer", "next", "stop", "hint", "skip", "unknown"]))
    def nothing_runs(self, action: str) -> None:
        reply = self.act(action=action, answer="a")
        assert (reply.outcome, reply.entries, self.shown) == ("clarify", [], None)

    @rule(days=st.integers(0, 200))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def the_passbook_is_what_was_told(self) -> None:
        entries = entries_of(self.conn, self.who)
        assert sorted(entry.id for entry in entries) == sorted(self.written)
        for entry in entries:
            assert entry.kind == "assessed" and entry.level and entry.score is not None and entry.evidence
            items = [answer["item"] for answer in entry.evidence["items"]]
            assert 3 <= len(items) == len(set(items)) and not set(items) & set(entry.evidence["skipped"])
            assert {BY_ID[each].competency_id for each in items} == {entry.competency_id}
        assert verify(self.conn, self.who).breaks == ()

    @invariant()
    def the_memory_is_plain_and_holds_no_key(self) -> None:
        assert json.loads(json.dumps(self.memory)) == self.memory
        assert "So it is." not in json.dumps(self.memory)

    def teardown(self) -> None:
        self.conn.close()


def test_quizzes_hold_together_in_whatever_order(database: str) -> None:
    class Here(Quizzes):
        address = database

    run_state_machine_as_test(Here, settings=settings(  # type: ignore[no-untyped-call]
        max_examples=25, stateful_step_count=30, deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]))

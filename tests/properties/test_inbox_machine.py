"""Inbox and outbox under every order of deliveries, answers, kills, replays: nothing is lost, nothing answered twice.

A kill is a transaction that does not commit; a worker takes whichever update it is told, as a queue may hand them out
again and again.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.channel import Call, Event
from bot.store import inbox, outbox

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
UPDATES, ACCOUNTS = 12, 3
_runs = itertools.count(1)


class Killed(Exception):
    """The process ends here."""


class Doors(RuleBasedStateMachine):
    """Delivers, answers, dies, gives up, replays."""

    address = ""

    def __init__(self) -> None:
        super().__init__()
        self.channel = f"machine{next(_runs)}"
        self.conn: psycopg.Connection[Any] = psycopg.connect(self.address, autocommit=True)
        self.numbers: dict[int, int] = {}
        self.answered: set[int] = set()
        self.given_up: set[int] = set()
        self.dropped: set[int] = set()

    def teardown(self) -> None:
        """Lets go of the connection."""
        self.conn.close()

    def event(self, which: int) -> Event:
        """An update: always the same for the same number."""
        return Event(f"u{which}", "said", f"a{which % ACCOUNTS}", f"c{which % ACCOUNTS}", AT + timedelta(seconds=which),
                     f"message {which}", about=f"m{which}")

    @rule(which=st.integers(1, UPDATES), times=st.integers(1, 3), killed=st.booleans())
    def deliver(self, which: int, times: int, killed: bool) -> None:
        """A service delivers an update, perhaps again, perhaps to a server that dies before it commits."""
        for _ in range(times):
            try:
                with self.conn.transaction():
                    number = inbox.take_in_turn(self.conn, self.channel, self.event(which))
                    assert (number is None) == (which in self.numbers)
                    if killed:
                        raise Killed
            except Killed:
                continue
            if number is not None:
                self.numbers[which] = number

    @rule(which=st.integers(1, UPDATES), parts=st.integers(1, 3), dies=st.sampled_from(["", "claimed", "said", "done"]))
    def answer(self, which: int, parts: int, dies: str) -> None:
        """A worker answers an update, or dies at a step of it."""
        number = self.numbers.get(which)
        if number is None:
            return
        try:
            with self.conn.transaction():
                waiting = inbox.claim(self.conn, number)
                assert (waiting is None) == (which in self.answered | self.given_up | self.dropped)
                if waiting is None:
                    return
                assert waiting.event == self.event(which)
                self._die(dies, "claimed")
                outbox.add(self.conn, self.channel, waiting.event.chat,
                           [Call("say", {"n": place}) for place in range(parts)], origin=f"{self.channel} {which}",
                           now=AT, turn=waiting.turn)
                self._die(dies, "said")
                inbox.done(self.conn, number, AT)
                self._die(dies, "done")
        except Killed:
            return
        self.answered.add(which)

    @rule(which=st.integers(1, UPDATES))
    def give_up(self, which: int) -> None:
        """An update fails for the last time."""
        if which in self.numbers and which not in self.answered | self.dropped:
            inbox.tried(self.conn, self.numbers[which], "SomeError")
            inbox.given_up(self.conn, self.numbers[which], "SomeError", AT)
            self.given_up.add(which)

    @rule(which=st.integers(1, UPDATES))
    def replay(self, which: int) -> None:
        """Somebody makes a dead letter wait again."""
        if which in self.numbers:
            found = inbox.revive(self.conn, self.numbers[which])
            assert bool(found) == (which in self.given_up)
            self.given_up.discard(which)

    @rule(which=st.integers(1, UPDATES))
    def drop(self, which: int) -> None:
        """Somebody lets go of a dead letter."""
        if which in self.numbers:
            assert inbox.drop(self.conn, self.numbers[which], AT) == (which in self.given_up)
            if which in self.given_up:
                self.given_up.discard(which)
                self.dropped.add(which)

    def _die(self, dies: str, step: str) -> None:
        if dies == step:
            raise Killed

    @invariant()
    def nothing_is_lost_and_nothing_twice(self) -> None:
        """Every update is there once, in the state that it must be in, and was answered once."""
        rows = {row[0]: row[1:] for row in self.conn.execute(
            "SELECT id, done_at IS NOT NULL, failed_at IS NOT NULL, event IS NULL FROM inbox WHERE channel = %s",
            (self.channel,))}
        assert rows.keys() == set(self.numbers.values())
        for which, number in self.numbers.items():
            done = which in self.answered | self.dropped
            assert rows[number] == (done, which in self.given_up, done)
        said = dict(self.conn.execute("SELECT origin, count(*) FROM outbox WHERE channel = %s GROUP BY origin",
                                      (self.channel,)).fetchall())
        assert said.keys() == {f"{self.channel} {which}" for which in self.answered}
        turns = self.conn.execute("SELECT count(turn), count(DISTINCT turn) FROM inbox WHERE channel = %s",
                                  (self.channel,)).fetchone()
        assert turns is not None and turns[0] == turns[1]


def test_inbox_and_outbox_hold_in_whatever_order(database: str) -> None:
    Doors.address = database
    run_state_machine_as_test(Doors, settings=settings(max_examples=40, stateful_step_count=30, deadline=None,
                                                       suppress_health_check=list(HealthCheck)))

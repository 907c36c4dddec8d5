"""The turn as a graph of named steps, with the conversation's memory in PostgreSQL checkpoints.

One saver serves all turns and works on the connection of the turn that runs, so that what a turn writes to the passbook
and what the conversation remembers become true together or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import psycopg
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from psycopg.rows import dict_row

from bot.conversation import steps
from bot.conversation.state import State
from bot.conversation.steps import Context
from bot.store import held
from bot.tracing import span

# A conversation keeps its latest checkpoint; older ones are removed every so many turns.
PRUNE_EVERY = 10

_connection: ContextVar[psycopg.Connection[Any]] = ContextVar("connection_of_the_turn")


@dataclass
class Done:
    """A turn that is over: its reply as JSON, how the message was read, which conversation is to be pruned now, whether
    all that is remembered was erased, whether it had been answered before, how long each step took (seconds), and which
    wishes were served (tool, slots)."""

    reply: dict[str, Any]
    reading: dict[str, Any] = field(default_factory=dict)
    prune: str | None = None
    forgets: bool = False
    again: bool = False
    # the turn of which this one said what was meant
    corrected: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    served: list[dict[str, Any]] = field(default_factory=list)


def _timed(name: str, step: Callable[[State, Runtime[Context]], State]) -> Callable[[State, Runtime[Context]], State]:
    """The step, which notes how long it took and stands in the trace."""
    def timed(state: State, runtime: Runtime[Context]) -> State:
        started = time.perf_counter()
        with span(name):
            made = step(state, runtime)
        seconds = runtime.context.seconds
        seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - started
        return made
    return timed


class TurnSaver(PostgresSaver):
    """A saver on the connection of the running turn; only plain data is ever read back from a checkpoint."""

    def __init__(self, conn: psycopg.Connection[Any]) -> None:
        super().__init__(conn, serde=JsonPlusSerializer(allowed_msgpack_modules=None))

    @contextmanager
    def _cursor(self, *, pipeline: bool = False) -> Iterator[psycopg.Cursor[Any]]:  # noqa: ARG002
        with _connection.get().cursor(binary=True, row_factory=dict_row) as cursor:
            yield cursor


class Conversations:
    """The compiled graph. `setup` is a connection for making the tables of the checkpoints, once."""

    def __init__(self, setup: psycopg.Connection[Any]) -> None:
        PostgresSaver(setup).setup()
        self._saver = TurnSaver(setup)
        builder: Any = StateGraph(State, context_schema=Context)
        builder.add_node("screen", steps.screen)
        for name, step in (("understand", steps.understand), ("route", steps.route_step), ("act", steps.act),
                           ("route_rest", steps.route_rest), ("word", steps.word)):
            builder.add_node(name, _timed(name, step))
        builder.add_edge(START, "screen")
        builder.add_edge("screen", "understand")
        builder.add_edge("understand", "route")
        builder.add_edge("route", "act")
        builder.add_conditional_edges("act", steps.more, {True: "route_rest", False: "word"})
        builder.add_edge("route_rest", "act")
        builder.add_edge("word", END)
        self._graph: Any = builder.compile(checkpointer=self._saver)

    def turn(self, thread: str, turn: str, say: str, wished: str | None, context: Context) -> Done:
        """Runs one turn of a conversation on the context's connection. One that erased what is remembered leaves
        nothing behind."""
        token = _connection.set(context.conn)
        try:
            config = {"configurable": {"thread_id": thread}}
            final = self._graph.invoke({"turn": turn, "say": say, "wished": wished}, config, context=context,
                                       durability="exit")
        finally:
            _connection.reset(token)
        forgets = bool(final["memory"].get("forget"))
        if forgets:
            held.forget(context.conn, context.person.id)
        prune = not forgets and int(final["memory"].get("turns") or 0) % PRUNE_EVERY == 0
        return Done(final["reply"], final["reading"], thread if prune else None, forgets=forgets,
                    corrected=final.get("corrected"), seconds=context.seconds, served=final.get("served") or [])

    def prune(self, thread: str, conn: psycopg.Connection[Any]) -> None:
        """Removes all but the latest checkpoint of a conversation; outside of any transaction."""
        PostgresSaver(conn).prune([thread])

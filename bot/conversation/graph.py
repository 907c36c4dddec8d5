"""The turn as a graph of named steps, with the conversation's memory in PostgreSQL checkpoints.

One saver serves all turns and works on the connection of the turn that runs, so that what a turn writes to the passbook
and what the conversation remembers become true together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.graph import END, START, StateGraph
from psycopg.rows import dict_row

from bot.conversation import steps
from bot.conversation.state import State
from bot.conversation.steps import Context
from bot.store import held

# A conversation keeps its latest checkpoint; older ones are removed every so many turns.
PRUNE_EVERY = 10

_connection: ContextVar[psycopg.Connection[Any]] = ContextVar("connection_of_the_turn")


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
        builder.add_node("understand", steps.understand)
        builder.add_node("route", steps.route_step)
        builder.add_node("act", steps.act)
        builder.add_edge(START, "screen")
        builder.add_conditional_edges("screen", steps.answered_before, {True: END, False: "understand"})
        builder.add_edge("understand", "route")
        builder.add_edge("route", "act")
        builder.add_node("route_rest", steps.route_rest)
        builder.add_conditional_edges("act", steps.more, {True: "route_rest", False: END})
        builder.add_edge("route_rest", "act")
        self._graph: Any = builder.compile(checkpointer=self._saver)

    def turn(self, thread: str, turn: str, say: str, wished: str | None, context: Context
             ) -> tuple[dict[str, Any], bool]:
        """Runs one turn of a conversation on the context's connection; returns the reply as JSON, and whether the
        conversation's older checkpoints should be pruned now. A turn that repeats the one before gets its reply; one
        that erased what is remembered leaves nothing behind."""
        token = _connection.set(context.conn)
        try:
            config = {"configurable": {"thread_id": thread}}
            final = self._graph.invoke({"turn": turn, "say": say, "wished": wished}, config, context=context,
                                       durability="exit")
        finally:
            _connection.reset(token)
        reply: dict[str, Any] = final["reply"]
        if final["memory"].get("forget"):
            held.forget(context.conn, context.person.id)
            return reply, False
        return reply, int(final["memory"].get("turns") or 0) % PRUNE_EVERY == 0

    def prune(self, thread: str, conn: psycopg.Connection[Any]) -> None:
        """Removes all but the latest checkpoint of a conversation; outside of any transaction."""
        PostgresSaver(conn).prune([thread])

"""The queue: jobs in the database, written in the same transactions as what they are about.

A `turn` answers one update of the inbox, a `send` empties one chat's outbox, a `tick` does what is due each minute.
Jobs with the same lock run one after the other in the order in which they were written, whichever worker takes them.
"""

from __future__ import annotations

from typing import Any

import psycopg

TURNS, SENDS, TICKS = "turns", "sends", "ticks"


class Queue:
    """Writes jobs, and is what workers run (`app`, whose tasks `bot/delivery/worker.py` declares)."""

    def __init__(self, address: str) -> None:
        import procrastinate

        self.app = procrastinate.App(connector=procrastinate.PsycopgConnector(
            conninfo=address, min_size=1, max_size=6))
        # for threads: the one above belongs to an event loop once it is open
        self._plain = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=address))

    async def turn(self, conn: psycopg.AsyncConnection[Any], number: int, channel: str, account: str,
                   pressed: bool = False) -> None:
        """A job that answers an update, within the transaction of `conn`. `pressed`: a button waits visibly for it."""
        await self.app.configure_task("turn", lock=_lock(channel, account), queue=TURNS, connection=conn).defer_async(
            number=number, pressed=pressed)

    def turn_again(self, conn: psycopg.Connection[Any], number: int, channel: str, account: str) -> None:
        """The same, from a thread."""
        self._plain.configure_task("turn", lock=_lock(channel, account), queue=TURNS, connection=conn).defer(
            number=number)

    def send(self, conn: psycopg.Connection[Any], channel: str, chat: str) -> None:
        """A job that sends what waits for a chat, within the transaction of `conn`."""
        self._plain.configure_task("send", lock=f"send {channel} {chat}", queue=SENDS, connection=conn).defer(
            channel=channel, chat=chat)


def _lock(channel: str, account: str) -> str:
    """What the turns of one account have in common: one runs at a time, in order."""
    return f"turn {channel} {account}"

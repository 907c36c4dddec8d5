"""A house with doors: Saathi over a tenant, its web server and a worker, each in a thread with its own event loop.

The server and the worker share nothing but the database, as they do when they are processes.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import uvicorn

from bot.delivery.assembly import Delivery
from bot.http.app import create_app
from bot.settings import Settings
from bot.wiring import Saathi, build, delivery

PATIENCE = 30.0


def until(holds: Callable[[], Any], what: str = "it", patience: float = PATIENCE) -> Any:
    """Waits until something holds, and returns it."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited in vain for {what}")


class Working:
    """A worker in a thread."""

    def __init__(self, saathi: Saathi) -> None:
        self.rooms: Delivery = delivery(saathi)
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._work(),), daemon=True)

    async def _work(self) -> None:
        async with self.rooms.pool:
            await self.rooms.worker.run(self._stop, self._ready.set)
        for channel in self.rooms.channels.values():
            await channel.close()

    def __enter__(self) -> Working:
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


class House:
    """Saathi with its server. `settings` are those of the doors."""

    def __init__(self, base: Settings, **doors: Any) -> None:
        self.saathi = build(replace(base, **doors))
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.app = create_app(self.saathi, delivery(self.saathi).intake)
        self._server = uvicorn.Server(uvicorn.Config(self.app, log_level="critical", timeout_graceful_shutdown=2))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    @property
    def address(self) -> str:
        """Where the server listens."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def working(self) -> Working:
        """A worker beside it."""
        return Working(self.saathi)

    def __enter__(self) -> House:
        self._thread.start()
        until(lambda: self._server.started, "the server")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        self._socket.close()
        self.saathi.close()

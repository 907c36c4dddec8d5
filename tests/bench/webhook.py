"""How soon a webhook is answered at a steady rate, beside a bare FastAPI route that inserts one row.

Updates come at their times whether or not the ones before were answered; the time of an answer counts from when its
update was due. Once without a worker, once with one that answers what came in.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.bench.street import Street, free_port, ready, street
from tests.bench.table import show, times
from tests.bench.timing import at

RATE, SECONDS = 100, 20
WARM, CONNECTIONS = 40, 16
BARE = """
import uvicorn, psycopg_pool
from fastapi import FastAPI, Request
from contextlib import asynccontextmanager
pool = psycopg_pool.AsyncConnectionPool({address!r}, open=False, kwargs={{"autocommit": True}})
@asynccontextmanager
async def life(app):
    await pool.open()
    async with pool.connection() as conn:
        await conn.execute("CREATE TABLE IF NOT EXISTS bench_rows (id bigint GENERATED ALWAYS AS IDENTITY, body jsonb)")
    yield
    await pool.close()
app = FastAPI(lifespan=life)
@app.get("/readyz")
async def readyz():
    return {{}}
@app.post("/row")
async def row(request: Request):
    body = await request.body()
    async with pool.connection() as conn:
        await conn.execute("INSERT INTO bench_rows (body) VALUES (%s)", (body.decode(),))
    return {{}}
uvicorn.run(app, host="127.0.0.1", port={port}, log_level="warning")
"""


def run(home: Path) -> None:
    """The measurement."""
    with street(home, 200) as made:
        bare = _bare(made)
        plain = _webhook(made)
        worker = made.worker()
        busy = _webhook(made)
        made.kill(worker)
    rows = [(name, *(at(share, found) for share in (0.5, 0.95, 0.99)), max(found), times(at(0.99, found),
                                                                                        at(0.99, bare)))
            for name, found in (("a bare route that inserts one row", bare), ("the webhook", plain),
                                ("the webhook, a worker beside it", busy))]
    show(f"Acknowledging {RATE} updates a second for {SECONDS} s (ms)", ("", "p50", "p95", "p99", "max", "p99 beside"),
         rows, ["Each update: verified, parsed, the inbox row and the job in one transaction."])


def _bare(made: Street) -> list[float]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", BARE.format(address=made.address, port=port)])
    ready(f"http://127.0.0.1:{port}/readyz")
    try:
        return asyncio.run(_steadily(f"http://127.0.0.1:{port}/row", _updates(made), {}))
    finally:
        process.terminate()
        process.wait()


def _webhook(made: Street) -> list[float]:
    return asyncio.run(_steadily(made.server(), _updates(made), {
        "X-Telegram-Bot-Api-Secret-Token": made.service.secret}))


def _updates(made: Street) -> list[dict[str, Any]]:
    return [made.people[number % len(made.people)].says("what are my gaps") for number in range(RATE * SECONDS)]


async def _steadily(address: str, updates: list[dict[str, Any]], headers: dict[str, str]) -> list[float]:
    """Sends at the rate; how long each took, in milliseconds, from when it was due. By hand, over a few connections
    that stay open, as a service's own senders do: a library's client would take more of the processors than the
    server."""
    where = urlsplit(address)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    found: list[float] = []

    async def sender() -> None:
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        while True:
            due, body = await waiting.get()
            writer.write(f"POST {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\n{lines}"
                         f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                           if line.startswith(b"content-length")), 0)
            await reader.readexactly(length)
            if b" 200 " not in head.split(b"\r\n")[0]:
                raise RuntimeError(head.decode())
            found.append((time.perf_counter() - due) * 1000)
            waiting.task_done()

    senders = [asyncio.create_task(sender()) for _ in range(CONNECTIONS)]
    for update in updates[:WARM]:  # connections are made before it counts
        waiting.put_nowait((time.perf_counter(), json.dumps(update).encode()))
    await _all(waiting, senders)
    found.clear()
    start = time.perf_counter() + 0.2
    for number, update in enumerate(updates[WARM:]):
        due, body = start + number / RATE, json.dumps(update).encode()
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        waiting.put_nowait((due, body))
    await _all(waiting, senders)
    for each in senders:
        each.cancel()
    return found


async def _all(waiting: asyncio.Queue[tuple[float, bytes]], senders: list[asyncio.Task[None]]) -> None:
    """Waits until all is answered. Raises what a sender raised."""
    done = asyncio.ensure_future(waiting.join())
    await asyncio.wait({done, *senders}, return_when=asyncio.FIRST_COMPLETED)
    for each in senders:
        if each.done():
            each.result()
    await done

"""The commands of those who run Saathi: workers, the queue and its dead letters, what is set up. Each returns its exit
code."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from bot import tracing
from bot.commands import complain, say
from bot.logs import to_standard_error
from bot.settings import Settings
from bot.store import inbox, outbox
from bot.store.levels import queue_levels
from bot.wiring import Saathi, build, clock, delivery


def worker(settings: Settings, concurrency: int, metrics_port: int | None) -> int:
    """Works until it is told to stop, then finishes what it began."""
    to_standard_error()
    end_traces = tracing.start(settings.traces, "saathi-worker")
    saathi = build(settings)
    try:
        if not saathi.channels:
            complain("No channel is set up, so only reminders are looked after. See docs/runbook.md.")
        if metrics_port is not None:
            from prometheus_client import start_http_server

            start_http_server(metrics_port, registry=saathi.watch.registry)
        with saathi.database.connection() as conn:
            saathi.tenancy(conn)
        rooms = delivery(saathi, turns_at_once=concurrency)

        async def work(stop: asyncio.Event) -> None:
            async with rooms.pool:
                await rooms.worker.run(stop)
            for channel in rooms.channels.values():
                await channel.close()

        return _until_stopped(work)
    finally:
        saathi.close()
        if end_traces is not None:
            end_traces()


def _until_stopped(work: Callable[[asyncio.Event], Awaitable[None]]) -> int:
    """Runs until a signal asks for the end; a second one ends at once."""
    async def both() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, stop.set)
        await work(stop)

    asyncio.run(both())
    return 0


def queue(settings: Settings, as_json: bool) -> int:
    """Tells how much waits, and the dead letters."""
    saathi = build(settings)
    try:
        with saathi.database.connection() as conn:
            levels = queue_levels(conn, clock())
            letters = [("in", each) for each in inbox.dead(conn)] + [("out", each) for each in outbox.dead(conn)]
    finally:
        saathi.close()
    told = {"levels": [{"name": name, **dict(labels), "value": value} for (name, labels), value in
                       sorted(levels.items())],
            "dead": [{"id": f"{way}-{each.id}", "channel": each.channel, "since": each.failed_at.isoformat(),
                      "attempts": each.attempts, "fault": each.fault} for way, each in letters]}
    if as_json:
        say(json.dumps(told, indent=1))
        return 0
    for level in told["levels"]:
        labels = ", ".join(str(level[key]) for key in level if key not in ("name", "value"))
        say(f"{level['name']}{f' ({labels})' if labels else ''}: {level['value']:g}")
    for letter in told["dead"]:
        say(f"{letter['id']}  {letter['channel']}  since {letter['since']}  {letter['attempts']} attempts  "
            f"{letter['fault']}")
    if not letters:
        say("No dead letters.")
    return 0


def replay(settings: Settings, which: str | None) -> int:
    """Makes one dead letter wait again, or all."""
    named = _number(which) if which else (None, None)
    if named is None:
        return _unknown(which)
    way, number = named
    saathi = build(settings)
    try:
        rooms = delivery(saathi)
        with saathi.database.connection() as conn, conn.transaction():
            revived = inbox.revive(conn, number) if way != "out" else []
            for identity, channel, account in revived:
                rooms.queue.turn_again(conn, identity, channel, account)
            chats = outbox.revive(conn, number) if way != "in" else []
            for channel, chat in chats:
                rooms.queue.send(conn, channel, chat)
    finally:
        saathi.close()
    if which and not revived and not chats:
        return _unknown(which)
    say(f"{len(revived)} updates will be answered again; messages of {len(chats)} chats will be sent again.")
    return 0


def drop(settings: Settings, which: str) -> int:
    """Lets go of a dead letter."""
    named = _number(which)
    if named is None:
        return _unknown(which)
    way, number = named
    saathi = build(settings)
    try:
        with saathi.database.connection() as conn:
            gone = inbox.drop(conn, number, clock()) if way == "in" else outbox.drop(conn, number)
    finally:
        saathi.close()
    if not gone:
        return _unknown(which)
    say(f"{which} is dropped.")
    return 0


def _number(which: str) -> tuple[str, int] | None:
    way, _, number = which.partition("-")
    return (way, int(number)) if way in ("in", "out") and number.isdecimal() else None


def _unknown(which: str | None) -> int:
    complain(f"There is no dead letter '{which}'. `saathi queue` lists them.")
    return 1


# ---- the doors


def doors(settings: Settings) -> int:
    """Tells which channels are set up, and whether their services accept us. 1 where one does not."""
    saathi = build(settings)
    try:
        if not saathi.channels:
            say("No channel is set up. docs/runbook.md tells how.")
            return 0

        async def ask() -> list[tuple[str, str | None]]:
            found = [(name, await channel.trouble()) for name, channel in saathi.channels.items()]
            for channel in saathi.channels.values():
                await channel.close()
            return found

        answers = asyncio.run(ask())
    finally:
        saathi.close()
    for name, trouble in answers:
        say(f"{name}: {trouble or 'accepted by its service'}")
    return 1 if any(trouble for _, trouble in answers) else 0


def set_webhook(settings: Settings) -> int:
    """Tells Telegram where this server is."""
    from bot.channels.telegram.commands import set_up

    if settings.telegram is None or settings.telegram.secret is None or settings.public_url is None:
        complain("Set SAATHI_TELEGRAM_TOKEN, SAATHI_TELEGRAM_SECRET and SAATHI_PUBLIC_URL first.")
        return 1
    trouble = asyncio.run(set_up(settings.telegram, f"{settings.public_url}/webhooks/telegram"))
    if trouble:
        complain(f"Telegram: {trouble}")
        return 3
    say(f"Telegram delivers to {settings.public_url}/webhooks/telegram.")
    return 0


def poll(settings: Settings) -> int:
    """Fetches Telegram's updates and answers them, until it is told to stop."""
    if settings.telegram is None:
        complain("Set SAATHI_TELEGRAM_TOKEN first.")
        return 1
    from bot.channels.telegram.polling import poll as fetch

    to_standard_error()
    token = settings.telegram
    saathi: Saathi = build(settings)
    try:
        with saathi.database.connection() as conn:
            saathi.tenancy(conn)
        rooms = delivery(saathi)

        async def take(payload: dict[str, Any]) -> None:
            await rooms.intake.take("telegram", payload)

        async def work(stop: asyncio.Event) -> None:
            async with rooms.pool:
                working = asyncio.create_task(rooms.worker.run(stop))
                say("Fetching messages from Telegram  (Ctrl+C stops it)")
                await fetch(token, take, stop)
                await working
            for channel in rooms.channels.values():
                await channel.close()

        return _until_stopped(work)
    finally:
        saathi.close()

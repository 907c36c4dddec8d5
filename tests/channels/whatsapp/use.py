"""Using the WhatsApp channel in tests: against its stand-in, or by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from bot.channel import Button, Call, Event, Part, SendError, Sent
from bot.channels.whatsapp.channel import WhatsApp
from bot.documents.contract import Document
from bot.settings import WhatsAppSettings
from tests.standins.whatsapp import WhatsAppService

OFF = WhatsAppSettings("token", "106540352242922", "+91 98100 00000", template="saathi_note", api="http://127.0.0.1:9")
PNG = Document("chart.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)
PDF = Document("statement.pdf", "application/pdf", b"%PDF-1.7 \r\n--not-the-end--\r\n")


async def nothing(address: str) -> Document:
    raise AssertionError(f"nothing is to be fetched: {address}")


def fetching(document: Document) -> Callable[[str], Any]:
    async def fetch(address: str) -> Document:
        assert address.startswith("/api/")
        return document
    return fetch


def used(settings: WhatsAppSettings, use: Callable[[WhatsApp], Any], patience: float = 20.0) -> Any:
    """What a coroutine makes with a channel of these settings."""
    async def run() -> Any:
        channel = WhatsApp(settings, patience)
        try:
            return await use(channel)
        finally:
            await channel.close()
    return asyncio.run(run())


def said(service: WhatsAppService, calls: Sequence[Call], document: Document | None = None,
         **of: Any) -> list[Sent]:
    """Makes calls, one after the other."""
    fetch = fetching(document) if document else nothing

    async def use(channel: WhatsApp) -> list[Sent]:
        return [await channel.send(call, fetch) for call in calls]
    return list(used(service.settings(**of), use))


def refused(service: WhatsAppService, call: Call, document: Document | None = None, patience: float = 20.0,
            **of: Any) -> SendError:
    """The error of a call that fails."""
    fetch = fetching(document) if document else nothing
    with pytest.raises(SendError) as told:
        used(service.settings(**of), lambda channel: channel.send(call, fetch), patience)
    return told.value


def rendered(chat: str, *parts: Part) -> list[Call]:
    return WhatsApp(OFF).render(chat, parts)


def text(chat: str, words: str = "You have two gaps.") -> Call:
    return rendered(chat, Part("text", words))[0]


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, f"c:1:{at}", f"detail of {label}") for at, label in enumerate(labels, 1))


def heard(service: WhatsAppService) -> list[Event]:
    """The events of all that the service has to tell."""
    channel = WhatsApp(service.settings())
    return [event for raw in service.batches() for event in channel.parse(json.loads(raw))]

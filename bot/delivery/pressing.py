"""What a pressed button means in words: the offer, the option or the thumb of the turn under which it stood.

A button of an old message still means what it said; an option of a question that is over is not an answer any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from bot.channel import Event
from bot.pressed import Press, read
from bot.store import outbox, turns

Conn = psycopg.Connection[Any]

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Meant:
    """What an event means: words to be answered (`say`), a thumb for a turn, or the key of what is told instead."""

    say: str | None = None
    thumb: str | None = None
    turn: str | None = None
    told: str | None = None


def meaning(conn: Conn, channel: str, official_id: str, event: Event) -> Meant:
    """What a press or a thumb of an official means."""
    if event.kind == "rated":
        found = outbox.turn_of(conn, channel, event.about or "")
        if found is None or found[1] != official_id:
            return Meant(told="door.too_old")
        return Meant(thumb="up" if event.text == "up" else "down", turn=found[0])
    press = _poll(conn, channel, event.text) if event.text.startswith("poll:") else read(event.text)
    if press is None:
        # a list or a template of somebody else's making: its text is all there is
        return Meant(say=event.text) if not event.text.startswith("poll:") else Meant(told="door.too_old")
    reply = turns.reply_of(conn, press.turn, official_id)
    if reply is None:
        return Meant(told="door.too_old")
    if press.kind == "thumb":
        return Meant(thumb="up" if press.value == "+" else "down", turn=press.turn)
    if press.kind == "option":
        return _option(conn, official_id, press, reply)
    items = [item for block in reply["blocks"] if block["type"] == "choices" for item in block["items"]]
    place = int(press.value)
    return Meant(say=items[place - 1]["say"]) if 0 < place <= len(items) else Meant(told="door.too_old")


def _option(conn: Conn, official_id: str, press: Press, reply: dict[str, Any]) -> Meant:
    """An option of a question, if that question is still the one that waits."""
    asked = _question(reply)
    latest = _question(turns.latest_with(conn, official_id, "question") or {"blocks": []})
    place = int(press.value)
    if asked is None or latest is None or asked["id"] != latest["id"] or not 0 < place <= len(asked["options"]):
        return Meant(told="door.question_over")
    return Meant(say=LETTERS[place - 1])


def _question(reply: dict[str, Any]) -> dict[str, Any] | None:
    return next((block for block in reply["blocks"] if block["type"] == "question"), None)


def _poll(conn: Conn, channel: str, text: str) -> Press | None:
    """The option of a native poll, as `poll:ID:N` tells it."""
    _, _, rest = text.partition(":")
    identity, _, place = rest.rpartition(":")
    found = outbox.turn_of(conn, channel, identity)
    if found is None or not place.isdecimal():
        return None
    return Press("option", found[0], str(int(place) + 1))

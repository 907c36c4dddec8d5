"""Linking a chat account to an official: a one-time code, issued where the person is signed in, used where they chat.

A name or a number that somebody typed never links anything.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from bot.channel import Channel
from bot.store import links

Conn = psycopg.Connection[Any]

BYTES = 16


@dataclass(frozen=True)
class Invitation:
    """How an account is linked: the code (shown once, stored as its hash), the address that opens the chat with it, the
    same as the rows of a QR code (text of 0 and 1), and until when it works."""

    channel: str
    code: str
    address: str
    qr: list[str]
    expires_at: datetime

    def as_json(self) -> dict[str, Any]:
        """The invitation as a JSON object."""
        return {"channel": self.channel, "code": self.code, "address": self.address, "qr": self.qr,
                "expires_at": self.expires_at.isoformat()}


def invite(conn: Conn, channels: Mapping[str, Channel], official_id: str, channel: str, language: str, now: datetime
           ) -> Invitation:
    """A new code for an official. Raises KeyError for a channel that is not set up."""
    code = secrets.token_urlsafe(BYTES)
    address = channels[channel].link(code, language)
    expires = links.new_code(conn, official_id, channel, code, now)
    return Invitation(channel, code, address, drawn(address), expires)


def drawn(address: str) -> list[str]:
    """An address as a QR code: rows of 0 and 1, with the quiet zone around it."""
    import segno

    return ["".join("1" if dark else "0" for dark in row)
            for row in segno.make(address, error="m", micro=False).matrix_iter(border=4)]

"""Who is at the door: an account that nobody knows, one that brings a code, one whose person has not agreed yet.

An account becomes an official's by a one-time code alone, never by a name or number that somebody typed; and nothing is
answered there before the person has agreed to the notice of what is kept. Decides and words; what it writes are links
and consents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from bot.channel import Event
from bot.people.consent import NOTICE, REMINDERS, TALK
from bot.store import consents, links
from bot.store.links import Link
from bot.turn import Reply
from bot.understanding.lexicon import Lexicon
from bot.understanding.message import read_message
from bot.words import Words, lines
from frac.framework import Framework
from prompts.loader import LANGUAGES, spoken, table

Conn = psycopg.Connection[Any]

# 128 bits and more in the alphabet of web addresses, as `bot/people/linking.py` makes them.
_CODE = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{22,64}(?![A-Za-z0-9_-])")
_LONGEST = 300
FIRST_STEPS = ("gaps", "recommend", "role")


@dataclass(frozen=True)
class Visit:
    """An event at the door of a channel, what it says in words (nothing, where it says none), and the link of its
    account, if there is one."""

    conn: Conn
    framework: Framework
    lexicon: Lexicon
    channel: str
    event: Event
    told: str
    link: Link | None
    now: datetime


def code_in(text: str) -> str | None:
    """What may be a code in a message; None where nothing looks like one."""
    found = _CODE.findall(text) if len(text) <= _LONGEST else []
    return found[0] if len(found) == 1 and any(sign.isdigit() or sign in "_-" or sign.isupper() for sign in found[0]) \
        else None


def met(visit: Visit) -> tuple[Reply | None, Link | None]:
    """What is said at the door, and the link in force then; no reply where the account may come in."""
    link, told = visit.link, visit.told
    code = code_in(told)
    if code is not None:
        official = links.redeem(visit.conn, code, visit.channel, visit.now)
        if official is not None:
            return _welcome(visit, official)
        if link is None or told.startswith("/start"):
            return _say(visit, link, "door.code_over"), link
    if link is None:
        return _say(visit, None, "door.unknown"), None
    if link.agreed_at is None:
        return _notice_answered(visit, link)
    return None, link


def _welcome(visit: Visit, official: str) -> tuple[Reply, Link]:
    """A code was right: the account is linked, and told what is kept."""
    agreed = visit.link is not None and visit.link.official_id == official and visit.link.agreed_at is not None
    if agreed:
        return _say(visit, visit.link, "door.linked_already"), visit.link  # type: ignore[return-value]
    link = links.link(visit.conn, official, visit.channel, visit.event, visit.now)
    return _notice(visit, link, "door.linked"), link


def _notice(visit: Visit, link: Link, opening: str) -> Reply:
    words = _words(visit, link)
    items = table("replies", words.language)["consent"]["items"]
    reply = Reply("clarify", lines([words(opening), "", words("consent.title"),
                                    *(f"• {text}" for text in items.values()), "", words("consent.rights"),
                                    words("consent.ask")]), "settings", {"what": "consent"}, words.language)
    reply.blocks = [{"type": "choices", "items": [
        {"id": "yes", "label": words("consent.yes"), "say": words("say.yes")},
        {"id": "no", "label": words("consent.no"), "say": words("say.no")}]}]
    return reply


def _notice_answered(visit: Visit, link: Link) -> tuple[Reply, Link | None]:
    said = read_message(visit.told).said
    if visit.lexicon.is_only("yes", said):
        links.agree(visit.conn, link.id, visit.now)
        words = _words(visit, link)
        for purpose in (TALK, REMINDERS):
            consents.give(visit.conn, link.official_id, purpose, visit.channel, NOTICE, words.language, visit.now)
        return _first_steps(visit, link), link
    if visit.lexicon.is_only("no", said) or visit.lexicon.is_only("stop", said):
        links.unlink(visit.conn, link.official_id, link.id, visit.now)
        return _say(visit, link, "door.not_agreed"), None
    return _notice(visit, link, "door.first_agree"), link


def _first_steps(visit: Visit, link: Link) -> Reply:
    words = _words(visit, link)
    reply = Reply("answered", lines([words("door.agreed"), words("door.try")]), "settings", {"what": "consent"},
                  words.language)
    reply.blocks = [{"type": "choices", "items": [
        {"id": key, "label": words(f"offer.{key}"), "say": words(f"say.{key}")} for key in FIRST_STEPS]}]
    return reply


def _say(visit: Visit, link: Link | None, key: str) -> Reply:
    words = _words(visit, link)
    return Reply("clarify" if key != "door.linked_already" else "answered", words(key), None, {}, words.language)


def _words(visit: Visit, link: Link | None) -> Words:
    """In the language that the account's program speaks, else the tenant's first."""
    told = (link.language if link else None) or visit.event.language
    first = visit.framework.tenant.languages
    known = told and told.split("-")[0].lower() in LANGUAGES
    return Words(spoken(told) if known else (first[0] if first else LANGUAGES[0]), visit.framework)

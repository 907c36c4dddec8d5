"""Answers one update of the inbox: who is at the door, what was meant, the turn, and what is to be said.

All of it is one transaction: the passbook entries of the turn, the conversation's memory, the replies in the outbox,
the job that sends them and the mark that the update is done become true together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

import psycopg

from bot.channel import Channel, Event
from bot.conversation.aside import Aside, LeftError
from bot.degrade import Answer, degrade
from bot.delivery import doorstep, pressing
from bot.delivery.pressing import Meant
from bot.delivery.queue import Queue
from bot.people import consent, pace
from bot.settings import Settings
from bot.store import consents, feedback, inbox, links, outbox, turns
from bot.store.database import Database
from bot.store.inbox import Waiting
from bot.store.links import Link
from bot.tenant import Tenancy
from bot.turn import Heard, Incoming, Reply
from bot.understanding.lexicon import lexicon
from bot.understanding.message import read_message
from bot.words import Words, lines
from passbook import questions
from prompts.loader import spoken

Conn = psycopg.Connection[Any]

class Turner(Protocol):
    """What answers a message; `Saathi` does."""

    @property
    def settings(self) -> Settings:
        """The settings of this process."""

    @property
    def database(self) -> Database:
        """The database."""

    def tenancy(self, conn: Conn) -> Tenancy:
        """The tenant as it is stored now. Raises NoTenant."""

    def turn_on(self, conn: Conn, incoming: Incoming, aside: Aside | None = None) -> Reply:
        """The reply to one message, within the transaction of the connection. Raises what went wrong, and LeftError
        where a model is to be asked first."""

    def consult(self, left: LeftError, heard: Heard | None = None) -> Aside:
        """What models make of a turn that was left. Raises what went wrong."""


class TooFast(Exception):
    """A person writes faster than is answered; in `after` seconds it goes on."""

    def __init__(self, after: float) -> None:
        super().__init__(f"in {after:.0f} s")
        self.after = after


@dataclass(frozen=True)
class Said:
    """What is to be said: a reply, in the name of which turn, to which official; with `once`, not again under that
    name. `rated`: whether it gets thumbs, where the channel has them."""

    reply: Reply
    turn: str | None
    official_id: str | None
    once: str | None = None
    rated: bool = True


class Answering:
    """Answers updates for one process. Thread-safe."""

    def __init__(self, saathi: Turner, channels: Mapping[str, Channel], queue: Queue,
                 clock: Callable[[], datetime]) -> None:
        self._saathi, self._channels, self._queue, self._clock = saathi, channels, queue, clock

    def answer(self, number: int, heard: Heard | None = None) -> None:
        """Answers an update, if it still waits; a model is waited for outside of the transaction. `heard` is told what
        may be shown already. Raises what went wrong, and TooFast; nothing is written then."""
        aside = None
        while True:
            try:
                return self._answer(number, aside)
            except LeftError as left:
                aside = self._saathi.consult(left, heard)

    def _answer(self, number: int, aside: Aside | None) -> None:
        with self._saathi.database.connection() as conn, conn.transaction():
            waiting = inbox.claim(conn, number)
            if waiting is None:
                return
            channel = self._channels[waiting.channel]
            if waiting.unread is not None:
                self._read_at_last(conn, channel, waiting.unread)
                inbox.done(conn, number, self._clock())
                return
            said = self._said(conn, waiting, aside)
            if said is not None:
                self._say(conn, channel, waiting.event.chat, said, said.once or f"inbox {number}")
            inbox.done(conn, number, self._clock())

    def what(self, number: int) -> tuple[Channel, Event] | None:
        """The channel and event of an update that waits, for the sign that it is being answered."""
        with self._saathi.database.connection() as conn:
            waiting = inbox.look(conn, number)
        return (self._channels[waiting.channel], waiting.event) if waiting and waiting.unread is None else None

    def give_up(self, number: int, fault: str) -> None:
        """Makes an update a dead letter, and tells its sender that it was not answered."""
        with self._saathi.database.connection() as conn, conn.transaction():
            waiting = inbox.claim(conn, number)
            if waiting is None:
                return
            inbox.given_up(conn, number, fault, self._clock())
            if waiting.unread is not None:
                return
            if waiting.event.kind in ("said", "edited", "pressed"):
                words = self._words(conn, None, waiting.event)
                reply = Reply("error", words("door.not_answered"), language=words.language)
                self._say(conn, self._channels[waiting.channel], waiting.event.chat, Said(reply, None, None),
                          f"inbox {number} given up")

    def slow_down(self, number: int, after: float) -> None:
        """Tells somebody who writes too fast that the rest follows; once a minute."""
        with self._saathi.database.connection() as conn, conn.transaction():
            waiting = inbox.claim(conn, number)
            if waiting is None:
                return
            words = self._words(conn, None, waiting.event)
            reply = Reply("refused", words("door.too_fast", seconds=round(after),
                                           most=self._saathi.settings.per_minute), language=words.language)
            origin = f"slow {waiting.channel} {waiting.event.account} {self._clock():%Y-%m-%dT%H:%M}"
            self._say(conn, self._channels[waiting.channel], waiting.event.chat, Said(reply, None, None), origin)

    def _read_at_last(self, conn: Conn, channel: Channel, payload: dict[str, Any]) -> None:
        """Takes in what could not be read when it came. Raises ValueError where it still cannot."""
        for event in channel.parse(payload):
            number = inbox.take_in_turn(conn, channel.name, event)
            if number is not None:
                self._queue.turn_again(conn, number, channel.name, event.account)

    # ---- what is said to what came

    def _said(self, conn: Conn, waiting: Waiting, aside: Aside | None = None) -> Said | None:
        event, name = waiting.event, waiting.channel
        if event.kind in ("blocked", "back"):
            links.reach(conn, name, event.account, event.kind == "back")
            return None
        if event.kind == "flood":
            words = self._words(conn, None, event)
            return Said(Reply("refused", words("door.flood", most=inbox.MOST_WAITING), language=words.language), None,
                        None, f"flood {name} {event.account} {self._clock():%Y-%m-%dT%H:%M}")
        if event.kind == "group":
            words = self._words(conn, None, event)
            return Said(Reply("refused", words("door.group"), language=words.language), None, None,
                        f"group {name} {event.chat} {self._clock():%Y-%m}")
        framework = self._saathi.tenancy(conn).framework
        link = links.of_account(conn, name, event)
        meant = Meant(say=event.text if event.kind in ("said", "edited") else None)
        if link is not None and event.kind in ("pressed", "rated"):
            meant = pressing.meaning(conn, name, link.official_id, event)
        reply, link = doorstep.met(doorstep.Visit(conn, framework, lexicon(), name, event, meant.say or "", link,
                                                  self._clock()))
        if reply is not None:
            official = link.official_id if link else None
            return Said(self._kept(conn, waiting, official, reply), waiting.turn if official else None, official,
                        rated=False)
        assert link is not None
        links.heard(conn, link.id, event)
        outbox.revive_window(conn, name, event.chat)
        return self._inside(conn, waiting, link, meant, aside)

    def _inside(self, conn: Conn, waiting: Waiting, link: Link, meant: Meant, aside: Aside | None) -> Said | None:
        """What is said to somebody who may come in."""
        if waiting.event.kind == "unsupported":
            return self._fixed(conn, waiting, link, "door.text_only")
        if meant.told is not None:
            return self._fixed(conn, waiting, link, meant.told)
        if meant.thumb is not None and meant.turn is not None:
            return self._rated(conn, waiting, link, meant.turn, meant.thumb)
        say = meant.say or ""
        self._patience(conn, link.official_id)
        incoming = Incoming(waiting.turn, link.official_id, say, channel=waiting.channel, once=True)
        reply = self._saathi.turn_on(conn, incoming, aside)
        self._opted(conn, waiting, link, say, reply)
        return Said(reply, waiting.turn, link.official_id)

    def _rated(self, conn: Conn, waiting: Waiting, link: Link, turn: str, thumb: str) -> Said | None:
        """A thumb under an answer: kept; one that is down asks why."""
        if not feedback.rate(conn, link.official_id, turn, thumb, None, waiting.channel, self._clock()):
            return None
        return self._fixed(conn, waiting, link, "door.thanks" if thumb == "up" else "door.what_was_wrong")

    def _opted(self, conn: Conn, waiting: Waiting, link: Link, say: str, reply: Reply) -> None:
        """STOP and START mean what they mean in the conversation, and besides whether anything may be said unasked."""
        wish = consent.wish(lexicon(), read_message(say).said)
        if wish is None:
            return
        words = Words(reply.language, self._saathi.tenancy(conn).framework)
        if wish == "out":
            for purpose in (consent.REMINDERS, consent.NUDGES):
                consents.withdraw(conn, link.official_id, purpose, waiting.channel, self._clock())
            reply.text = lines([reply.text, "", words("door.opted_out")])
        else:
            consents.give(conn, link.official_id, consent.REMINDERS, waiting.channel, consent.NOTICE,
                          words.language, self._clock())
            reply.text = lines([reply.text, "", words("door.opted_in")])

    def _patience(self, conn: Conn, official_id: str) -> None:
        """Raises TooFast where a person had all turns of a minute."""
        seconds = pace.wait(conn, official_id, self._saathi.settings.per_minute, self._clock())
        if seconds:
            raise TooFast(seconds)

    # ---- how it is said

    def _fixed(self, conn: Conn, waiting: Waiting, link: Link, key: str) -> Said:
        words = self._words(conn, link, waiting.event)
        return Said(Reply("clarify", words(key), language=words.language), None, link.official_id)

    def _kept(self, conn: Conn, waiting: Waiting, official_id: str | None, reply: Reply) -> Reply:
        """What the door said to an official, kept as a turn so that its buttons can be pressed."""
        reply.id = waiting.turn
        if official_id is not None:
            turns.keep(conn, waiting.turn, official_id, waiting.channel, self._clock(), "", {}, reply.as_json())
        return reply

    def _say(self, conn: Conn, channel: Channel, chat: str, said: Said, origin: str) -> None:
        """Writes a reply into the outbox, as the channel can show it, and the job that sends it."""
        words = Words(said.reply.language, self._saathi.tenancy(conn).framework)
        parts = degrade(said.reply.as_json(), channel.limits, said.turn or "0" * 32, words,
                        _answer(conn, said.reply))
        if said.turn is None or not said.rated:
            parts = [replace(part, thumbs=()) for part in parts]
        outbox.add(conn, channel.name, chat, channel.render(chat, parts), origin=origin, now=self._clock(),
                   official_id=said.official_id, turn=said.turn)
        self._queue.send(conn, channel.name, chat)

    def _words(self, conn: Conn, link: Link | None, event: Event) -> Words:
        framework = self._saathi.tenancy(conn).framework
        first = framework.tenant.languages
        told = (link.language if link else None) or event.language or (first[0] if first else None)
        return Words(spoken(told), framework)


def _answer(conn: Conn, reply: Reply) -> Answer | None:
    """The key of the question in a reply, for channels that judge a quiz poll themselves."""
    asked = next((block for block in reply.blocks if block["type"] == "question"), None)
    item = questions.item(conn, asked["id"]) if asked else None
    if item is None or item.kind != "single" or not item.answer:
        return None
    return Answer(int(item.answer[0]), item.explanation)

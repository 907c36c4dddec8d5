"""Saathi as faces and doors see it: the turn, and what stands beside it. Greetings, files, people, sessions, accounts.

Each method is plain and may block; whoever serves an event loop calls it in a worker thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot import indexing
from bot.conversation.two import MOST_OFFERS
from bot.delivery.unasked import told
from bot.documents import statements
from bot.documents.contract import Document
from bot.documents.figures import NothingKeptError
from bot.http.companion import Card
from bot.insights import followed
from bot.insights.asked import Insights
from bot.insights.sections import has_page
from bot.map.asked import SystemMap
from bot.people import consent, linking, pace, portal
from bot.people.access import Person
from bot.people.draft_list import DraftList
from bot.people.review_list import ReviewList
from bot.people.sign_in import SignIn
from bot.settings import Settings
from bot.store import consents, conversations, feedback, notes, rights, turns
from bot.store import figures as figures_asked
from bot.store import held as held_about
from bot.store import links as linked
from bot.store.database import Database, DatabaseDown
from bot.store.levels import model_levels, queue_levels
from bot.tools import small_talk
from bot.tools.contract import Conn
from bot.tools.figures import filed
from bot.turn import Incoming, Offer, Reply
from bot.turning import Turning, sound
from bot.words import Words
from frac.framework import Framework
from passbook import officials
from passbook.periods import Period, from_id


class Saathi(Turning):
    """The assistant of one process. Thread-safe."""

    def __init__(self, settings: Settings, database: Database, progress: indexing.Progress,
                 clock: Callable[[], datetime]) -> None:
        super().__init__(settings, database, progress, clock)
        self.reviews = ReviewList(self, clock)
        self.drafts = DraftList(self, clock)
        self.insights = Insights(self, clock)
        self.map = SystemMap(self, clock)
        self.signing = SignIn(settings.sign_in, database.connection, clock) if settings.sign_in else None

    def greet(self, official_id: str, language: str | None) -> Reply:
        """The first words of a conversation, after what waited to be said. Writes nothing but that this was said."""
        try:
            with self.database.connection() as conn:
                held = self.tenancy(conn)
                person = self.whoever(conn, sound(official_id))
                first = held.framework.tenant.languages
                words = Words(language or person.official.language or (first[0] if first else "en"), held.framework)
                context = self.context(conn, held, person, self.clock())
                reply = small_talk.run(context.desk(words, {}), {"kind": "greet"})
                if followed.any_due(conn, person.id, self.clock()):
                    self.insights.look(person.id)
                self._with_notes(conn, person, words, reply)
        except Exception as fault:
            return self.told(fault, Incoming("greeting", official_id, "", language=language))
        reply.id, reply.language = "greeting", words.language
        reply.blocks.append({"type": "choices", "items": [
            {"id": offer.id, "label": offer.label, "say": offer.say} for offer in reply.offers]})
        return reply

    def _with_notes(self, conn: Conn, person: Person, words: Words, reply: Reply) -> None:
        """Puts what waits to be said to a person before the greeting. A nudge is shown only to who agreed to them."""
        now = self.clock()
        agreed = {each.purpose for each in consents.standing(conn, person.id)}
        with conn.transaction():
            found = [each for each in notes.of(conn, person.id, now) if not each.nudge or consent.NUDGES in agreed]
            for each in found:
                notes.said(conn, each.id, "web", now)
        for each in reversed(found):
            said = told(each, words)
            reply.text = f"{said.text}\n\n{reply.text}"
            reply.sources += said.sources
            choices = [item for block in said.blocks for item in block["items"]]
            reply.offers = [*(Offer(item["id"], item["label"], item["say"], "small_talk") for item in choices),
                            *reply.offers][:MOST_OFFERS]

    def statement(self, official_id: str, form: str, of: str | None = None, period: Period | str | None = None,
                  language: str | None = None) -> Document:
        """The statement of a passbook as a file, made for an official: their own or, with `of`, that of somebody whom
        they may see. `period` may be an id. Raises UnknownPerson, NotYoursError, PeriodError, NoTenant, DatabaseDown.
        """
        with self.database.connection() as conn:
            framework = self.tenancy(conn).framework
            person = self.whoever(conn, official_id)
            if isinstance(period, str):
                named = from_id(period, framework.tenant.year_starts)
                if named is None:
                    raise statements.PeriodError(period)
                period = named
            first = framework.tenant.languages
            spoken_in = language or person.official.language or (first[0] if first else "en")
            asked = statements.Asked(form, of, period, spoken_in)
            with rights.turn(conn, person.id):
                told = statements.prepare(conn, framework, person, asked, self.now(framework), self.clock())
        self.watch.file("statement")
        return statements.write(told, form)

    def figures(self, official_id: str, identity: str, form: str) -> Document:
        """The file of an answer in figures that this official was given, asked anew with their rights of now. Raises
        UnknownPerson, NothingKeptError, NothingToDrawError, NoTenant, DatabaseDown."""
        recorded_at = self.clock()
        with self.database.connection() as conn:
            held = self.tenancy(conn)
            person = self.whoever(conn, sound(official_id))
            with rights.turn(conn, person.id):
                found = figures_asked.kept(conn, sound(identity), person.id, recorded_at)
                if found is None:
                    raise NothingKeptError(identity)
                asked, language = found
                context = self.context(conn, held, person, recorded_at)
                told = filed.ask_again(context.desk(Words(language, held.framework), {}), asked, form)
        self.watch.file("figures")
        return told()

    def person(self, official_id: str) -> Card | None:
        """The card of an official; None where there is nobody with this id."""
        with self.database.connection() as conn:
            official = officials.by_id(conn, sound(official_id))
            if official is None:
                return None
            framework = self.tenancy(conn).framework
            person = Person(official, tuple(officials.grants_of(conn, official.id)))
            return replace(self._card(framework, official), insights=has_page(conn, framework, person))

    def people(self, text: str, limit: int) -> list[Card]:
        """People by name or id; a varied handful for no text."""
        with self.database.connection() as conn:
            framework = self.tenancy(conn).framework
            found = officials.search(conn, text, limit) if text else officials.varied(conn, limit)
            return [self._card(framework, official) for official in found]

    def _card(self, framework: Framework, official: officials.Official) -> Card:
        position = framework.positions.get(official.position_id)
        organisation = framework.organisations.get(official.organisation_id)
        return Card(official.id, official.name, position.title if position else "",
                    organisation.name if organisation else "", official.language or "")

    def export(self, official_id: str) -> dict[str, Any]:
        """Everything held about an official, as plain JSON."""
        with self.database.connection() as conn:
            return held_about.everything(conn, official_id)

    def rate(self, official_id: str, turn: str, thumb: str, reason: str | None, channel: str) -> bool:
        """Keeps a thumb on an answer that an official was given; False where there is no such answer of theirs."""
        with self.database.connection() as conn, rights.turn(conn, official_id):
            return feedback.rate(conn, official_id, sound(turn), thumb, sound(reason) if reason else None, channel,
                                 self.clock())

    def open_session(self, official_id: str) -> str:
        """A new session's token."""
        with self.database.connection() as conn:
            return conversations.open_session(conn, official_id, self.clock())

    def session(self, token: str) -> str | None:
        """Whose session a token is."""
        with self.database.connection() as conn:
            return conversations.session(conn, token, self.clock())

    def close_session(self, token: str) -> None:
        """Ends a session."""
        with self.database.connection() as conn:
            conversations.close_session(conn, token)

    def portal_session(self, token: str, origin: str, before: str | None) -> str:
        """The session of whom a portal vouches for. Raises PortalTokenError."""
        with self.database.connection() as conn, conn.transaction():
            return portal.open_session(conn, self.settings.widget, token, origin, before, self.clock())

    def wait(self, official_id: str, turn: str) -> float:
        """How many seconds a person has to wait until this message is answered; 0 where it is answered now, or was."""
        with self.database.connection() as conn:
            seconds = pace.wait(conn, official_id, self.settings.per_minute, self.clock())
            return 0.0 if seconds and turns.reply_of(conn, turn, official_id) is not None else seconds

    def links(self, official_id: str) -> dict[str, Any]:
        """The channels that are set up, and the accounts of an official."""
        with self.database.connection() as conn:
            found = linked.of_official(conn, official_id)
        return {"channels": sorted(self.channels), "links": [
            {"id": each.id, "channel": each.channel, "since": each.linked_at.isoformat(),
             "agreed": each.agreed_at is not None} for each in found]}

    def invite(self, official_id: str, channel: str, language: str) -> linking.Invitation:
        """A one-time code that links an account. Raises KeyError for a channel that is not set up."""
        with self.database.connection() as conn:
            return linking.invite(conn, self.channels, official_id, channel, language, self.clock())

    def unlink(self, official_id: str, link_id: str) -> bool:
        """Ends a link of an official; whether there was one."""
        with self.database.connection() as conn:
            return bool(linked.unlink(conn, official_id, link_id, self.clock()))

    def health(self) -> dict[str, object]:
        """Whether messages can be answered now, and what is amiss."""
        try:
            with self.database.connection() as conn:
                held = self.tenancy(conn)
        except Exception as fault:
            return {"ready": False, "database": type(fault).__name__, "index": "unknown", "tenant": ""}
        return {"ready": True, "database": "ok", "index": "ok", "tenant": held.framework.tenant.name}

    def metrics(self) -> bytes:
        """What is counted, in Prometheus' text format: of this process, of those that share with it, of the queue."""
        try:
            with self.database.connection() as conn:
                levels = {**queue_levels(conn, self.clock()), **feedback.trend(conn)}
                if self.settings.model is not None:
                    levels |= model_levels(conn, self.clock().date(), self.settings.model.bounds)
        except DatabaseDown:
            levels = {}
        return self.watch.exposition(levels)

    def warm(self) -> None:
        """Loads all that a first turn would load; where there are authors, what their first draft needs is learnt
        beside it, and nobody waits for that."""
        with self.database.connection() as conn:
            held = self.tenancy(conn)
            held.search().warm()
            if officials.anybody_has(conn, "author"):
                threading.Thread(target=held.drafter, name="learning", daemon=True).start()

    def close(self) -> None:
        """Lets go of the database."""
        self.database.close()

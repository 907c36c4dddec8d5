"""Wires everything: the one place where services are made, and where the clock and new ids come from.

`build(settings)` gives a `Saathi`, which every face (terminal, batch, web, tests) calls the same way.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

from psycopg.pq import TransactionStatus

from bot import indexing
from bot.channels import channels
from bot.conversation.graph import Conversations, Done
from bot.conversation.steps import Context
from bot.delivery.assembly import Delivery, assemble
from bot.documents import statements
from bot.documents.contract import Document
from bot.documents.figures import NothingKeptError
from bot.failures import UnknownPerson, failure
from bot.http.companion import Card
from bot.people import linking, portal
from bot.people.access import Person
from bot.people.review_list import ReviewList
from bot.settings import Settings
from bot.store import conversations, feedback, learned, rights, turns
from bot.store import figures as figures_asked
from bot.store import held as held_about
from bot.store import links as linked
from bot.store.database import Database, DatabaseDown, open_database
from bot.store.levels import queue_levels
from bot.tenant import NoIndex, Tenancy, learned_anew, tenancy
from bot.tools import small_talk
from bot.tools.contract import Conn
from bot.tools.figures import filed
from bot.turn import Incoming, Reply
from bot.understanding.figures.vocabulary import Values
from bot.watching import Watch
from bot.words import Words
from frac.framework import Framework
from frac.store import framework as framework_store
from passbook import officials
from passbook.insights.facts.reader import Facts, Keeper, reveal
from passbook.periods import Period, from_id
from prompts.loader import spoken, table

log = logging.getLogger("saathi")


def clock() -> datetime:
    """The real time, at which things are written down."""
    return datetime.now(UTC)


def sound(text: str) -> str:
    """Text that every store takes: without lone surrogates and zero bytes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def silent(_what: str, _done: int, _total: int | None) -> None:
    """Shows no progress."""


class Saathi:
    """The assistant of one process. Thread-safe."""

    def __init__(self, settings: Settings, database: Database, progress: indexing.Progress) -> None:
        self.settings, self.database = settings, database
        self._progress = progress
        self._loading = threading.Lock()
        self._tenancy: Tenancy | None = None
        self.watch = Watch()
        self.channels = channels(settings)
        self.reviews = ReviewList(self, clock)
        self._facts = Keeper(settings.home / "facts")
        self._encoder = indexing.load_encoder(settings, progress)
        with database.connection() as conn:
            self._conversations = Conversations(conn)

    # ---- the tenant and the clock

    def tenancy(self, conn: Conn) -> Tenancy:
        """The tenant as it is stored now; loaded anew where an import changed it, and read with other names where a
        reviewer changed its synonyms. Raises NoTenant."""
        stored, taught = framework_store.stamp(conn), learned.stamp(conn)
        held = self._tenancy
        in_the_making = held is not None and held.framework.stamp != stored and self._in_the_making(conn, stored)
        if held is not None and (in_the_making or (held.framework.stamp, held.learned) == (stored, taught)):
            return held
        with self._loading:
            held = self._tenancy
            if held is None or held.framework.stamp != stored:
                framework, classifier = indexing.prepare(conn, self.settings, self._encoder, self._progress)
                self._tenancy = tenancy(framework, Values(*officials.values(conn)), self._encoder, classifier,
                                        self.settings.index, learned.synonyms(conn), taught)
            elif held.learned != taught:
                self._tenancy = learned_anew(held, Values(*officials.values(conn)), learned.synonyms(conn), taught)
            assert self._tenancy is not None
            return self._tenancy

    def _in_the_making(self, conn: Conn, stored: tuple[int, str]) -> bool:
        """Whether somebody makes the index of a new version now, an import mostly. A turn then goes on with the version
        held: it must not wait for minutes, nor begin to train in a server before the import comes to it."""
        return not indexing.is_current(self.settings, stored, self._encoder) and indexing.somebody_at_work(conn)

    def now(self, framework: Framework) -> datetime:
        """The instant that answers are about: the clock that was set, else the end of the tenant's `as_of`."""
        zone = ZoneInfo(framework.tenant.timezone)
        given = self.settings.now
        if given is None:
            return datetime.combine(framework.tenant.as_of, clock_time(23, 59, 59), zone)
        if given.tzinfo is None and (given.hour, given.minute, given.second) == (0, 0, 0):
            given += timedelta(hours=23, minutes=59, seconds=59)  # a day alone means that whole day
        return given.replace(tzinfo=zone) if given.tzinfo is None else given.astimezone(zone)

    # ---- a turn

    def answer(self, incoming: Incoming) -> Reply:
        """The reply to one message. Never raises."""
        started = time.perf_counter()
        try:
            with self.database.connection() as conn:
                return self.turn_on(conn, incoming)
        except Exception as fault:
            reply = self._told(fault, incoming)
        reply.id = sound(incoming.id)
        reply.took_ms = (time.perf_counter() - started) * 1000
        self.watch.turn(incoming.channel, reply, {})
        return reply

    def turn_on(self, conn: Conn, incoming: Incoming) -> Reply:
        """The reply to one message, on a connection; within its transaction where there is one, so that what else is
        written there becomes true together with the turn. Raises what went wrong."""
        started = time.perf_counter()
        incoming = Incoming(sound(incoming.id), sound(incoming.official_id), sound(incoming.say),
                            sound(incoming.conversation or "") or None, sound(incoming.language or "") or None,
                            sound(incoming.channel), incoming.once)
        alone = conn.info.transaction_status == TransactionStatus.IDLE
        turn = incoming.id if incoming.once else uuid.uuid4().hex
        held = self.tenancy(conn)
        person = self.whoever(conn, incoming.official_id)
        with rights.turn(conn, person.id):
            done = self._turn(conn, held, person, turn, incoming)
        if done.prune is not None and alone:
            self._prune(done.prune, conn)
        reply = Reply(**done.reply)
        reply.id = incoming.id
        reply.took_ms = (time.perf_counter() - started) * 1000
        if not done.again:
            self.watch.turn(incoming.channel, reply, done.seconds)
        return reply

    def _turn(self, conn: Conn, held: Tenancy, person: Person, turn: str, incoming: Incoming) -> Done:
        """One turn, within its rights."""
        recorded_at = clock()
        key = conversations.running(conn, person.id, incoming.conversation, recorded_at)
        thread = f"{person.id}\n{key}"
        # A person's turns in one conversation follow each other, whichever process they reach.
        conn.execute("SELECT pg_advisory_xact_lock(hashtextextended('turn ' || %s, 0))", (thread,))
        before = turns.reply_of(conn, turn, person.id) if incoming.once else None
        if before is not None:
            return Done(before, again=True)
        context = Context(person, held, conn, self.now(held.framework), recorded_at, lambda: uuid.uuid4().hex,
                          lambda: self._facts_of(conn, held.framework), lambda each: self._revealed(conn, each))
        done = self._conversations.turn(thread, turn, incoming.say, incoming.language, context)
        if not done.forgets:
            done.reply["id"] = incoming.id
            turns.keep(conn, turn, person.id, incoming.channel, recorded_at, incoming.say, done.reading, done.reply)
            if done.corrected:
                feedback.correct(conn, person.id, done.corrected, turn, incoming.channel, recorded_at)
        return done

    def _facts_of(self, conn: Conn, framework: Framework) -> Facts:
        """The facts, up to what is stored; every turn shares them, so they are made with the owner's rights."""
        with rights.owner(conn):
            return self._facts.current(conn, framework.stamp, framework.tenant)

    def _revealed(self, conn: Conn, pseudonyms: Sequence[str]) -> dict[str, str]:
        """The officials behind pseudonyms: the key of these is the owner's alone."""
        with rights.owner(conn):
            return reveal(conn, pseudonyms)

    def _prune(self, thread: str, conn: Conn) -> None:
        """Removes what a conversation needs no more. The turn is done: a fault here is for the log alone."""
        try:
            self._conversations.prune(thread, conn)
        except Exception as fault:
            log.warning("A conversation could not be pruned: %s", type(fault).__name__)

    def whoever(self, conn: Conn, official_id: str) -> Person:
        """An official with what was granted to them. Raises UnknownPerson."""
        official = officials.by_id(conn, official_id)
        if official is None:
            raise UnknownPerson(official_id)
        return Person(official, tuple(officials.grants_of(conn, official_id)))

    def _told(self, fault: Exception, incoming: Incoming) -> Reply:
        told = failure(fault)
        if isinstance(fault, NoIndex):
            self._tenancy = None  # the next turn makes what is missing
        if told.log:
            log.error("A turn failed: %s", type(fault).__name__, exc_info=self.settings.debug)
        language = spoken(incoming.language)
        values = {"id": sound(incoming.official_id[:60])} if isinstance(fault, UnknownPerson) else {}
        section, key = told.key.split(".")
        return Reply("error", str(table("replies", language)[section][key]).format(**values), language=language)

    # ---- what the web needs besides

    def greet(self, official_id: str, language: str | None) -> Reply:
        """The first words of a conversation. Writes nothing."""
        try:
            with self.database.connection() as conn:
                held = self.tenancy(conn)
                person = self.whoever(conn, sound(official_id))
                first = held.framework.tenant.languages
                words = Words(language or person.official.language or (first[0] if first else "en"), held.framework)
                context = Context(person, held, conn, self.now(held.framework), clock(),
                                  lambda: uuid.uuid4().hex, lambda: self._facts_of(conn, held.framework),
                                  lambda each: self._revealed(conn, each))
                reply = small_talk.run(context.desk(words, {}), {"kind": "greet"})
        except Exception as fault:
            return self._told(fault, Incoming("greeting", official_id, "", language=language))
        reply.id, reply.language = "greeting", words.language
        reply.blocks.append({"type": "choices", "items": [
            {"id": offer.id, "label": offer.label, "say": offer.say} for offer in reply.offers]})
        return reply

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
                told = statements.prepare(conn, framework, person, asked, self.now(framework), clock())
        self.watch.file("statement")
        return statements.write(told, form)

    def figures(self, official_id: str, identity: str, form: str) -> Document:
        """The file of an answer in figures that this official was given, asked anew with their rights of now. Raises
        UnknownPerson, NothingKeptError, NothingToDrawError, NoTenant, DatabaseDown."""
        recorded_at = clock()
        with self.database.connection() as conn:
            held = self.tenancy(conn)
            person = self.whoever(conn, sound(official_id))
            with rights.turn(conn, person.id):
                found = figures_asked.kept(conn, sound(identity), person.id, recorded_at)
                if found is None:
                    raise NothingKeptError(identity)
                asked, language = found
                context = Context(person, held, conn, self.now(held.framework), recorded_at, lambda: uuid.uuid4().hex,
                                  lambda: self._facts_of(conn, held.framework),
                                  lambda each: self._revealed(conn, each))
                told = filed.ask_again(context.desk(Words(language, held.framework), {}), asked, form)
        self.watch.file("figures")
        return told()

    def person(self, official_id: str) -> Card | None:
        """The card of an official; None where there is nobody with this id."""
        with self.database.connection() as conn:
            official = officials.by_id(conn, sound(official_id))
            return self._card(self.tenancy(conn).framework, official) if official else None

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
                                 clock())

    def open_session(self, official_id: str) -> str:
        """A new session's token."""
        with self.database.connection() as conn:
            return conversations.open_session(conn, official_id, clock())

    def session(self, token: str) -> str | None:
        """Whose session a token is."""
        with self.database.connection() as conn:
            return conversations.session(conn, token, clock())

    def close_session(self, token: str) -> None:
        """Ends a session."""
        with self.database.connection() as conn:
            conversations.close_session(conn, token)

    def portal_session(self, token: str, origin: str, before: str | None) -> str:
        """The session of whom a portal vouches for. Raises PortalTokenError."""
        with self.database.connection() as conn, conn.transaction():
            return portal.open_session(conn, self.settings.widget, token, origin, before, clock())

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
            return linking.invite(conn, self.channels, official_id, channel, language, clock())

    def unlink(self, official_id: str, link_id: str) -> bool:
        """Ends a link of an official; whether there was one."""
        with self.database.connection() as conn:
            return bool(linked.unlink(conn, official_id, link_id, clock()))

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
                levels = {**queue_levels(conn, clock()), **feedback.trend(conn)}
        except DatabaseDown:
            levels = {}
        return self.watch.exposition(levels)

    def warm(self) -> None:
        """Loads all that a first turn would load."""
        with self.database.connection() as conn:
            self.tenancy(conn).search().warm()

    def close(self) -> None:
        """Lets go of the database."""
        self.database.close()


def build(settings: Settings, progress: indexing.Progress = silent,
          database: type[Database] = Database) -> Saathi:
    """Saathi with these settings. Raises DatabaseDown or EncoderUnavailable."""
    return Saathi(settings, open_database(settings.database_url, settings.home, database), progress)


def delivery(saathi: Saathi, *, turns_at_once: int = 2) -> Delivery:
    """What hears and answers by the channels that are set up."""
    return assemble(saathi, clock, turns_at_once=turns_at_once)

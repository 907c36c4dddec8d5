"""What a message becomes: the person behind it, the tenant as it is now, the turn, and words for what went wrong.

Knows no door: faces and channels hand over an `Incoming` and get a `Reply`.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from psycopg.pq import TransactionStatus

from bot import indexing
from bot.channels import channels
from bot.conversation.aside import Aside, LeftError
from bot.conversation.graph import Conversations, Done
from bot.conversation.steps import Context
from bot.failures import UnknownPerson, failure
from bot.people.access import Person
from bot.settings import Settings
from bot.store import conversations, feedback, learned, rights, turns
from bot.store.database import Database
from bot.tenant import NoIndex, Tenancy, learned_anew, tenancy
from bot.tools.contract import Conn
from bot.turn import Heard, Incoming, Reply
from bot.understanding.figures.vocabulary import Values
from bot.watching import Watch
from frac.framework import Framework
from frac.store import framework as framework_store
from passbook import officials
from passbook.insights.demand import keeping
from passbook.insights.demand import store as demand_store
from passbook.insights.demand.release import Release
from passbook.insights.facts.reader import Facts, Keeper, reveal
from prompts.loader import spoken, table

if TYPE_CHECKING:
    from bot.llm.assistant import Assistant

log = logging.getLogger("saathi")
# So many seconds a new version is waited for: to begin with it, and for its being written.
RENEWAL = 60.0


def sound(text: str) -> str:
    """Text that every store takes: without lone surrogates and zero bytes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


class Turning:
    """What a message becomes: the tenant as it is stored, the person, the turn. Thread-safe. `clock` tells the instant
    at which things are written down."""

    def __init__(self, settings: Settings, database: Database, progress: indexing.Progress,
                 clock: Callable[[], datetime]) -> None:
        self.settings, self.database, self.clock = settings, database, clock
        self._progress = progress
        self._loading = threading.Lock()
        self._tenancy: Tenancy | None = None
        self.watch = Watch()
        # makes the ids of what is written; an evaluation sets another, so that its runs can be compared
        self.new_id: Callable[[], str] = lambda: uuid.uuid4().hex
        self.channels = channels(settings)
        self._facts = Keeper(settings.home / "facts")
        self._encoder = indexing.load_encoder(settings, progress)
        self.models = self._models()
        with database.connection() as conn:
            self._conversations = Conversations(conn)

    def _models(self) -> Assistant | None:
        """The language models, where any is set up; their libraries are loaded for nobody else. Raises BadSetting."""
        if self.settings.model is None:
            return None
        from bot.llm.assistant import Assistant

        return Assistant(self.settings.model, self.database, self.clock, self.watch)

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

    @contextmanager
    def renewing(self) -> Iterator[None]:
        """Within it a new version of the framework is written. What answering needs of it is made in the background:
        turns go on with the version before until it is there."""
        ready, written = threading.Event(), threading.Event()
        threading.Thread(target=self._renew, args=(ready, written), name="renewing", daemon=True).start()
        ready.wait(RENEWAL)
        try:
            yield
        finally:
            written.set()

    def _renew(self, ready: threading.Event, written: threading.Event) -> None:
        """Makes the index of what is being written; being at work before it is written, no turn begins to make it."""
        try:
            with self.database.connection() as conn, indexing.at_work(conn):
                ready.set()
                written.wait(RENEWAL)
                before = self._tenancy
                made = self.tenancy(conn)
            if before is not None and before.drafts_already:
                made.drafter()  # what was approved is learnt from
        except Exception as fault:
            log.error("A new version of the framework could not be made ready: %s", type(fault).__name__,
                      exc_info=self.settings.debug)
        finally:
            ready.set()

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

    def answer(self, incoming: Incoming, heard: Heard | None = None) -> Reply:
        """The reply to one message. `heard` is told the sentences of a model that are shown already; what the reply
        says in the end counts. Never raises."""
        started = time.perf_counter()
        try:
            with self.database.connection() as conn:
                aside = None
                while True:
                    try:
                        return self.turn_on(conn, incoming, aside)
                    except LeftError as left:
                        aside = self._consulted(conn, left, heard)
        except Exception as fault:
            reply = self.told(fault, incoming)
        reply.id = sound(incoming.id)
        reply.took_ms = (time.perf_counter() - started) * 1000
        self.watch.turn(incoming.channel, reply, {})
        return reply

    def turn_on(self, conn: Conn, incoming: Incoming, aside: Aside | None = None) -> Reply:
        """The reply to one message, on a connection; within its transaction where there is one, so that what else is
        written there becomes true together with the turn. Raises what went wrong, and LeftError where a model is to be
        asked: whoever holds a transaction leaves it then, and comes again with what `consult` gives as `aside`."""
        aside = aside or self._aside()
        started = aside.began if aside else time.perf_counter()
        incoming = Incoming(sound(incoming.id), sound(incoming.official_id), sound(incoming.say),
                            sound(incoming.conversation or "") or None, sound(incoming.language or "") or None,
                            sound(incoming.channel), incoming.once)
        alone = conn.info.transaction_status == TransactionStatus.IDLE
        turn = incoming.id if incoming.once else uuid.uuid4().hex
        held = self.tenancy(conn)
        person = self.whoever(conn, incoming.official_id)
        try:
            with rights.turn(conn, person.id):
                done = self._turn(conn, held, person, turn, incoming, aside)
        except LeftError as left:
            assert aside is not None
            left.official_id, left.aside = person.id, aside
            raise
        if done.prune is not None and alone:
            self._prune(done.prune, conn)
        reply = Reply(**done.reply)
        reply.id = incoming.id
        reply.took_ms = (time.perf_counter() - started) * 1000
        if not done.again:
            self.watch.turn(incoming.channel, reply, done.seconds)
        return reply

    def _aside(self) -> Aside | None:
        """What models may be asked for in a turn that begins; None without models."""
        if self.settings.model is None:
            return None
        return Aside(self.settings.model.may, began=time.perf_counter())

    def consult(self, left: LeftError, heard: Heard | None = None) -> Aside:
        """What models make of a turn that was left; the turn begins anew with it. `heard` is told what may be shown
        already. Raises what went wrong."""
        with self.database.connection() as conn:
            return self._consulted(conn, left, heard)

    def _consulted(self, conn: Conn, left: LeftError, heard: Heard | None) -> Aside:
        assert self.models is not None
        person = self.whoever(conn, left.official_id)
        return self.models.consult(left, self.context(conn, self.tenancy(conn), person, self.clock()), heard)

    def _turn(self, conn: Conn, held: Tenancy, person: Person, turn: str, incoming: Incoming,
              aside: Aside | None = None) -> Done:
        """One turn, within its rights."""
        recorded_at = self.clock()
        key = conversations.running(conn, person.id, incoming.conversation, recorded_at)
        thread = f"{person.id}\n{key}"
        # A person's turns in one conversation follow each other, whichever process they reach.
        conn.execute("SELECT pg_advisory_xact_lock(hashtextextended('turn ' || %s, 0))", (thread,))
        before = turns.reply_of(conn, turn, person.id) if incoming.once else None
        if before is not None:
            return Done(before, again=True)
        context = self.context(conn, held, person, recorded_at)
        context.aside = aside
        done = self._conversations.turn(thread, turn, incoming.say, incoming.language, context)
        if not done.forgets:
            done.reply["id"] = incoming.id
            receipt = {"now": context.now.isoformat(), "stamp": list(held.framework.stamp), "served": done.served,
                       "models": aside.records if aside else []}
            turns.keep(conn, turn, person.id, incoming.channel, recorded_at, incoming.say, done.reading, done.reply,
                       receipt)
            if done.corrected:
                feedback.correct(conn, person.id, done.corrected, turn, incoming.channel, recorded_at)
        return done

    def context(self, conn: Conn, held: Tenancy, person: Person, recorded_at: datetime) -> Context:
        """The services of a turn of a person."""
        return Context(person, held, conn, self.now(held.framework), recorded_at, self.new_id,
                       lambda: self.facts_of(conn, held.framework), lambda each: self.revealed(conn, each),
                       lambda: self.demand(conn, held.framework, recorded_at), dict(self.settings.weights))

    def facts_of(self, conn: Conn, framework: Framework) -> Facts:
        """The facts, up to what is stored; every turn shares them, so they are made with the owner's rights."""
        with rights.owner(conn):
            return self._facts.current(conn, framework.stamp, framework.tenant)

    def demand(self, conn: Conn, framework: Framework, recorded_at: datetime) -> list[Release]:
        """The releases of demand. One that is due is made on a connection of its own: noise that was drawn is kept, and
        paid for, whatever becomes of the turn that asked. A rehearsal, which keeps nothing, draws none."""
        now, known = self.now(framework), demand_store.releases(conn)
        if not keeping.due(known, now, framework.tenant.year_starts):
            return keeping.told(known, now)
        with self.database.connection() as own:
            if own is conn:
                return keeping.told(known, now)
            return keeping.bring_up(own, lambda: self._facts.current(own, framework.stamp, framework.tenant), now,
                                    recorded_at, framework.tenant.year_starts)

    def revealed(self, conn: Conn, pseudonyms: Sequence[str]) -> dict[str, str]:
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

    def told(self, fault: Exception, incoming: Incoming) -> Reply:
        """What went wrong, in the words of a reply; what nobody expected goes to the log, too."""
        told = failure(fault)
        if isinstance(fault, NoIndex):
            self._tenancy = None  # the next turn makes what is missing
        if told.log:
            log.error("A turn failed: %s", type(fault).__name__, exc_info=self.settings.debug)
        language = spoken(incoming.language)
        values = {"id": sound(incoming.official_id[:60])} if isinstance(fault, UnknownPerson) else {}
        section, key = told.key.split(".")
        return Reply("error", str(table("replies", language)[section][key]).format(**values), language=language)

"""The page's questions, each answered like a turn: for one person, with the rights of that person and no more."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

import psycopg

from bot.conversation.steps import Context
from bot.failures import UnknownPerson
from bot.insights import followed
from bot.insights.figures import figure_of, value_of
from bot.insights.home import CARDS, NoPlaceError, below, home, opened, section, title
from bot.insights.places import TEAM, about, told_of
from bot.people.access import Person
from bot.store import rights
from bot.store.database import Database
from bot.tenant import Tenancy
from bot.tools.contract import Desk
from bot.tools.figures.told import Told
from bot.words import Words
from passbook.insights.metrics import METRICS
from passbook.insights.query import Value
from prompts.loader import spoken

log = logging.getLogger("saathi")
Json = dict[str, Any]
Conn = psycopg.Connection[Any]
# So many follows are looked at in one go.
AT_ONCE = 20


class TooManyError(Exception):
    """A person follows as many figures as are looked at for one."""


class Around(Protocol):
    """What the page needs of the process."""

    @property
    def database(self) -> Database:
        """The database."""

    def tenancy(self, conn: Conn) -> Tenancy:
        """The tenant as it is stored."""

    def whoever(self, conn: Conn, official_id: str) -> Person:
        """An official with what was granted to them."""

    def context(self, conn: Conn, held: Tenancy, person: Person, recorded_at: datetime) -> Context:
        """The services of a turn."""


class Insights:
    """Answers the page. Every method raises NotOverseerError or NoPlaceError for what is not the person's to see."""

    def __init__(self, around: Around, clock: Callable[[], datetime]) -> None:
        self._around, self._clock = around, clock

    def home(self, who: str, place: str | None, language: str) -> Json:
        """The page for a place."""
        with self._desk(who, language) as desk:
            return home(desk, place)

    def below(self, who: str, place: str, language: str) -> Json:
        """The units right below a place, or the people of the team, as tables."""
        with self._desk(who, language) as desk:
            return {"tables": below(desk, place)}

    def opened(self, who: str, metric: str, place: str, language: str, part: int | None = None) -> Json:
        """One figure in full, as replies: those of one part, or all; and how many parts there are."""
        with self._desk(who, language) as desk:
            replies, parts = opened(desk, metric, place, part)
            return {"replies": [_told(reply, desk) for reply in replies], "parts": parts}

    def section(self, who: str, tool: str, place: str | None, language: str) -> Json:
        """What a tool tells of a place, as a reply."""
        with self._desk(who, language) as desk:
            return {"replies": [_told(section(desk, tool, place), desk)]}

    def follow(self, who: str, metric: str, place: str, follows: bool) -> None:
        """Begins or ends to follow a figure of a place, or (with an empty one) of the person's team. To end it needs no
        right. Raises TooManyError."""
        with self._desk(who, "en") as desk:
            if not follows:
                followed.unfollow(desk.conn, desk.person.id, metric, place)
                return
            if metric not in told_of(CARDS, place) or (place != TEAM and place not in desk.framework.organisations):
                raise NoPlaceError(place)
            answer = figure_of(desk, metric, place) if any(about(desk, place).values()) else None
            if answer is None or answer.silence == "not_permitted":
                raise NoPlaceError(place)  # whoever may not see the place follows nothing there
            if len(followed.followed(desk.conn, desk.person.id)) >= followed.MOST:
                raise TooManyError
            followed.follow(desk.conn, desk.person.id, metric, place, value_of(answer), self._clock())

    def look(self, who: str | None = None) -> int:
        """Looks at what is followed (by one person) and was not looked at today; returns how many notes were left. One
        that fails is told to the log and tried again the day after: it holds up nothing else."""
        left = 0
        with self._around.database.connection() as conn:
            with conn.transaction():
                found = followed.taken(conn, self._clock(), AT_ONCE, who)
            for official_id, metric, place, before in found:
                try:
                    left += self._look(conn, official_id, metric, place, before)
                except psycopg.OperationalError:
                    raise
                except Exception as fault:
                    log.warning("A followed figure could not be looked at: %s", type(fault).__name__)
        return left

    def _look(self, conn: Conn, official_id: str, metric: str, place: str, before: float | None) -> bool:
        """Looks at one followed figure, with the rights of whom follows it. Whoever may not see it any more, or has
        left, follows it no longer."""
        held, now = self._around.tenancy(conn), self._clock()
        try:
            person = self._around.whoever(conn, official_id)
        except UnknownPerson:
            person = None
        if person is None or metric not in METRICS or (place != TEAM and place not in held.framework.organisations):
            followed.unfollow(conn, official_id, metric, place)
            return False
        words = Words(spoken(person.official.language), held.framework)
        with rights.turn(conn, person.id):
            desk = self._around.context(conn, held, person, now).desk(words, {})
            answer = figure_of(desk, metric, place) if any(about(desk, place).values()) else None
            if answer is None or answer.silence == "not_permitted":
                followed.unfollow(conn, official_id, metric, place)
                return False
            value = value_of(answer)
            changed = followed.looked(conn, official_id, metric, place, value, now)
            return changed and followed.leave(conn, official_id, metric, place,
                                              _note(Told(desk), metric, place, before, value), now)

    @contextmanager
    def _desk(self, who: str, language: str) -> Iterator[Desk]:
        """The desk of a person for one answer."""
        with self._around.database.connection() as conn:
            held = self._around.tenancy(conn)
            person = self._around.whoever(conn, who)
            with rights.turn(conn, person.id):
                context = self._around.context(conn, held, person, self._clock())
                yield context.desk(Words(spoken(language), held.framework), {})


def _told(reply: Any, desk: Desk) -> Json:
    """A reply as JSON, with what may be asked next as choices."""
    made: Json = reply.as_json()
    made["language"] = desk.words.language
    if reply.offers:
        made["blocks"].append({"type": "choices", "items": [
            {"id": offer.id, "label": offer.label, "say": offer.say} for offer in reply.offers]})
    return made


def _note(said: Told, metric: str, place: str, before: float | None, now: Value) -> Json:
    """What is said of a followed figure that changed, with what may be asked next and how to end it."""
    unit, words = METRICS[metric].unit, said.desk.words
    names = {"name": said.metric(metric), "place": title(said, place)}
    return {**names, "before": said.figure(before, unit), "now": said.figure(now, unit), "choices": [
        {"id": "why", "label": words("say.followed_why"), "say": words("say.followed_ask", **names)},
        {"id": "end", "label": words("following.offers.end"), "say": words("following.says.end", **names)}]}

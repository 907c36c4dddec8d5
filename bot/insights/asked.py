"""The page's questions, each answered like a turn: for one person, with the rights of that person and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

import psycopg

from bot.conversation.steps import Context
from bot.insights import followed
from bot.insights.home import CARDS, NoPlaceError, home, opened, section, value_of
from bot.people.access import Person
from bot.store import rights
from bot.store.database import Database
from bot.tenant import Tenancy
from bot.tools.contract import Desk
from bot.tools.figures.told import Told
from bot.words import Words
from passbook.insights.metrics import METRICS
from prompts.loader import spoken

Json = dict[str, Any]
Conn = psycopg.Connection[Any]
# So many follows are looked at in one go.
AT_ONCE = 20


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

    def opened(self, who: str, metric: str, place: str, language: str) -> Json:
        """One figure in full, as replies."""
        with self._desk(who, language) as desk:
            return {"replies": [_told(reply, desk) for reply in opened(desk, metric, place)]}

    def section(self, who: str, tool: str, place: str | None, language: str) -> Json:
        """What a tool tells of a place, as a reply."""
        with self._desk(who, language) as desk:
            return {"replies": [_told(section(desk, tool, place), desk)]}

    def follow(self, who: str, metric: str, place: str, follows: bool) -> None:
        """Begins or ends to follow a figure of a place."""
        with self._desk(who, "en") as desk:
            if metric not in CARDS or place not in desk.framework.organisations:
                raise NoPlaceError(place)
            home(desk, place)  # whoever may not see the place follows nothing there
            if follows:
                followed.follow(desk.conn, desk.person.id, metric, place, value_of(desk, metric, place), self._clock())
            else:
                followed.unfollow(desk.conn, desk.person.id, metric, place)

    def look(self, who: str | None = None) -> int:
        """Looks at what is followed (by one person) and was not looked at today; returns how many notes were left."""
        left = 0
        with self._around.database.connection() as conn:
            with conn.transaction():
                found = followed.due(conn, self._clock(), AT_ONCE, who)
            for official_id, metric, place, before in found:
                left += self._look(conn, official_id, metric, place, before)
        return left

    def _look(self, conn: Conn, official_id: str, metric: str, place: str, before: float | None) -> bool:
        """Looks at one followed figure, with the rights of whom follows it."""
        held = self._around.tenancy(conn)
        if metric not in METRICS or place not in held.framework.organisations:
            with conn.transaction():
                followed.unfollow(conn, official_id, metric, place)
            return False
        person, now = self._around.whoever(conn, official_id), self._clock()
        words = Words(spoken(person.official.language), held.framework)
        with rights.turn(conn, person.id):
            desk = self._around.context(conn, held, person, now).desk(words, {})
            value = value_of(desk, metric, place)
            changed = followed.looked(conn, official_id, metric, place, value, now)
            told = Told(desk)
            unit = METRICS[metric].unit
            body = {"name": told.metric(metric), "place": told.label("organisation", place),
                    "before": told.figure(before, unit), "now": told.figure(value, unit), "choices": [
                        {"id": "why", "label": words("say.followed_why"), "say": words(
                            "say.followed_ask", name=told.metric(metric), place=told.label("organisation", place))}]}
            return changed and followed.leave(conn, official_id, metric, place, body, now)

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

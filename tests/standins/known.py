"""The fake Saathi with sessions, sign-ins and officials in a real database, for tests of signing in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.people.sign_in import SignIn
from bot.settings import SignInSettings
from bot.store import conversations
from bot.store.database import Database
from tests.browser.fake import PEOPLE, Fake

EMAILS = {"SY001": "Aparna.Sharma@posts.example.gov.in", "SY002": " ramesh@revenue.example.gov.in ", "SY003": None}


class Known(Fake):
    """A Saathi that knows the fake's people, in `database`. `later` moves its clock on."""

    def __init__(self, database: Database, sign_in: SignInSettings, **more: Any) -> None:
        super().__init__(pick_person=False, sign_in=sign_in, **more)
        self.database, self.later = database, timedelta(0)
        self.signing = SignIn(sign_in, database.connection, self.clock)
        for card in PEOPLE:
            self.know(card.id, EMAILS[card.id])

    def clock(self) -> datetime:
        return datetime.now(UTC) + self.later

    def know(self, official_id: str, email: str | None) -> None:
        """Makes one more official known."""
        with self.database.connection() as conn:
            conn.execute("INSERT INTO officials (id, name, name_key, position_id, organisation_id, email) "
                         "VALUES (%s, 'N', 'n', 'P', 'O', %s)", (official_id, email))

    def rows(self, query: str) -> Sequence[tuple[Any, ...]]:
        """The rows of a query."""
        with self.database.connection() as conn:
            return conn.execute(query.encode()).fetchall()

    def open_session(self, official_id: str) -> str:
        with self.database.connection() as conn:
            return conversations.open_session(conn, official_id, self.clock())

    def session(self, token: str) -> str | None:
        with self.database.connection() as conn:
            return conversations.session(conn, token, self.clock())

    def close_session(self, token: str) -> None:
        with self.database.connection() as conn:
            conversations.close_session(conn, token)

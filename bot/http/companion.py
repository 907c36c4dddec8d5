"""What the web needs of Saathi, and nothing more: the contract that `bot/wiring.py` fulfils and tests fake.

Every method here is plain and may block; the routes call it in worker threads.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Protocol

from bot.documents.contract import Document
from bot.settings import Settings
from bot.turn import Incoming, Reply

# How long a session lasts, in seconds; the cookie and the database agree on it.
SESSION_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Card:
    """What the page shows of a person."""

    id: str
    name: str
    position: str
    organisation: str
    language: str

    def as_json(self) -> dict[str, str]:
        """The card as a JSON object."""
        return asdict(self)


class Companion(Protocol):
    """Saathi as the web sees it."""

    @property
    def settings(self) -> Settings:
        """The settings of this process."""

    def answer(self, incoming: Incoming) -> Reply:
        """The reply to one message. Thread-safe; never raises; the same id is answered once."""

    def greet(self, official_id: str, language: str | None) -> Reply:
        """The first words, with suggested choices. Writes nothing."""

    def statement(self, official_id: str, form: str, of: str | None, period: str | None, language: str | None
                  ) -> Document:
        """The statement of a passbook as a file, made for an official: their own, or that of `of` whom they may see.
        Raises NotYoursError and PeriodError (`bot/documents/statements.py`)."""

    def figures(self, official_id: str, identity: str, form: str) -> Document:
        """The file of an answer in figures that an official was given, asked anew: `csv`, `xlsx`, `svg` or `png`.
        Raises NothingKeptError and NothingToDrawError (`bot/documents/figures.py`)."""

    def person(self, official_id: str) -> Card | None:
        """The card of an official, or None where there is nobody with this id."""

    def people(self, text: str, limit: int) -> list[Card]:
        """People by name or id; a varied handful where the text is empty."""

    def export(self, official_id: str) -> dict[str, Any]:
        """Everything held about an official, as plain JSON."""

    def open_session(self, official_id: str) -> str:
        """A new session's token, which lasts `SESSION_SECONDS`."""

    def session(self, token: str) -> str | None:
        """Whose session a token is; None where it is unknown or has expired."""

    def close_session(self, token: str) -> None:
        """Ends a session; an unknown token is no error."""

    def health(self) -> dict[str, object]:
        """`ready` (bool), `database` and `index` ("ok" or a reason), `tenant` (its name)."""

    def tally(self) -> dict[str, float]:
        """Counters for `/metrics`, by name; none of them tells of a person."""

"""What models may take of a person and of all on a day, kept in the database, so that all processes count together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.llm.calls import Budget, SilentError
from bot.settings import ModelName, ModelSettings
from bot.store import model_use
from bot.store.database import Database

# Prices are for so many tokens.
MILLION = 1_000_000


class KeptBudget(Budget):
    """The bounds of the settings, held against what is stored for today (UTC). A call under way is not yet counted: two
    at once may together go beyond a bound by one call."""

    def __init__(self, settings: ModelSettings, database: Database, clock: Callable[[], datetime],
                 took: Callable[[str, int, int, float], None] = lambda _model, _read, _written, _rupees: None) -> None:
        self._settings, self._database, self._clock, self._took = settings, database, clock, took

    def left(self, person: str, tokens: int) -> None:
        """Raises SilentError where a call of so many tokens would go beyond a bound."""
        bounds = self._settings
        with self._database.connection() as conn:
            taken = model_use.taken(conn, self._clock().date(), person)
        dearest = max(max(each.price) for each in bounds.models) / MILLION
        if ((bounds.person_tokens is not None and taken.person + tokens > bounds.person_tokens)
                or (bounds.day_tokens is not None and taken.everybody + tokens > bounds.day_tokens)
                or (bounds.day_cost is not None and taken.rupees + tokens * dearest > bounds.day_cost)):
            raise SilentError("over_budget")

    def note(self, person: str, of: ModelName, read: int, written: int) -> None:
        """Adds a call."""
        rupees = (read * of.price[0] + written * of.price[1]) / MILLION
        self._took(of.name, read, written, rupees)
        with self._database.connection() as conn:
            model_use.note(conn, self._clock().date(), person, of.name, read, written, rupees)

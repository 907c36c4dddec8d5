"""The page's way to the gate: what it told is kept while the facts are current, so that a page is there at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.insights.places import about
from bot.people.access import scope
from passbook.insights.disclosure.gate import ask
from passbook.insights.query import Answer, Query, Value
from passbook.periods import Period, quarter_of, year_of

if TYPE_CHECKING:  # tools ask this room in turn
    from bot.tools.contract import Desk

# So many answers are kept.
ANSWERS = 512


def told(desk: Desk, query: Query) -> Answer:
    """What the gate tells the person at the desk; kept for whoever may see the same."""
    facts = desk.facts()
    mine = scope(desk.conn, desk.framework, desk.person, facts.pseudonym)
    kept: dict[str, Answer] = facts.kept.setdefault("home", {})
    key = repr((query, mine, desk.now, desk.framework.stamp))
    if key not in kept:
        if len(kept) >= ANSWERS:
            kept.pop(next(iter(kept)), None)
        kept[key] = ask(facts, query, mine, desk.now, desk.framework.tenant.small_cell)
    return kept[key]


def figure_of(desk: Desk, metric: str, place: str) -> Answer:
    """What is told of one figure of a place now; of what was closed, in the running quarter."""
    period = (running_quarter(desk),) if metric == "gaps_closed" else ()
    return told(desk, Query((metric,), filters=about(desk, place), periods=period))


def value_of(answer: Answer) -> Value:
    """The figure of an answer of one; None where nothing at all is told."""
    return answer.table.rows[0][-1] if answer.table is not None and answer.table.rows else None


def running_quarter(desk: Desk) -> Period:
    """The running quarter of the financial year."""
    year = year_of(desk.today, desk.framework.tenant.year_starts)
    return next(each for number in (4, 3, 2, 1) if (each := quarter_of(year, number)).start <= desk.today)

"""Asks the gate for a comparison, and keeps what it told while the facts are current: a table, what would move a unit,
and its file rest on the same answers.
"""

from __future__ import annotations

from bot.people.access import scope
from bot.tools.contract import Desk
from passbook.insights.disclosure.gate import ask
from passbook.insights.institution.told import Ask
from passbook.insights.query import Answer, Query

# So many answers are kept.
KEPT = 256


def asking(desk: Desk) -> Ask:
    """What the gate tells the asker of a question."""
    facts = desk.facts()
    mine = scope(desk.conn, desk.framework, desk.person, facts.pseudonym)
    kept: dict[str, Answer] = facts.kept.setdefault("benchmark", {})

    def told(query: Query) -> Answer:
        key = repr((query, mine, desk.now, desk.framework.stamp))
        if key not in kept:
            if len(kept) >= KEPT:
                kept.pop(next(iter(kept)))
            kept[key] = ask(facts, query, mine, desk.now, desk.framework.tenant.small_cell)
        return kept[key]

    return told

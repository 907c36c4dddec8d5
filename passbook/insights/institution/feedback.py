"""Puts the feedback on an institution together, for one asker at one instant. Asks the gate for every figure."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from frac.framework import Framework
from passbook.insights.disclosure.gate import ask as ask_gate
from passbook.insights.facts.reader import Facts
from passbook.insights.institution.changed import changed
from passbook.insights.institution.few import few
from passbook.insights.institution.mandate import mandate
from passbook.insights.institution.shape import Figure, Institution, Progress
from passbook.insights.institution.told import Ask, number, rows, shares
from passbook.insights.query import Answer, Query, Scope, Suppressed
from passbook.periods import Period, before_of

# The figures of the whole institution; the first two also at the end of the quarter before.
FIGURES = ("readiness", "open_gaps", "pairs", "headcount", "plan_completion", "overdue")
THEN = FIGURES[:2]
# So many plans are told.
PLANS = 5


def feedback(facts: Facts, framework: Framework, scope: Scope, organisation: str, now: datetime,
             quarter: Period) -> Institution:
    """Feedback on an institution as its asker may be told. `quarter`: the running one; what changed is told since the
    end of the one before. Raises KeyError for an organisation that there is not."""
    place = framework.organisations[organisation]
    known: dict[str, Answer] = {}

    def ask(query: Query) -> Answer:
        key = repr(query)
        if key not in known:
            known[key] = ask_gate(facts, query, scope, now, framework.tenant.small_cell)
        return known[key]

    here = {"organisation": (place.id,)}
    first = ask(Query(FIGURES, filters=here))
    whole = dict(zip(FIGURES, rows(first).whole(), strict=False))
    silence = first.silence if first.table is None or first.silence == "not_permitted" else None
    if silence is None and whole.get("headcount") == 0:
        silence = "zero"
    elif silence is None and whole.get("pairs") == 0:
        silence = "not_recorded"
    elif silence is None and isinstance(whole.get("headcount"), Suppressed):
        silence = "suppressed"
    if silence is not None or not whole:
        return Institution(place.id, now.isoformat(), first.controlled, silence or "suppressed")
    before = before_of(quarter, framework.tenant.year_starts)
    then = dict(zip(THEN, rows(ask(Query(THEN, filters=here, periods=(before,)))).whole(), strict=False))
    by_competency = shares(ask, place.id, "competency")
    exact = not first.controlled
    kinds = Counter(framework.organisations[each].kind for each in framework.children.get(place.id, ()))
    kind = kinds.most_common(1)[0][0] if kinds else None
    return Institution(
        place.id, now.isoformat(), first.controlled, None,
        tuple(Figure(each, whole.get(each), then.get(each)) for each in FIGURES if each != "pairs"),
        mandate(ask, framework, place.id, by_competency, exact),
        changed(ask, place.id, by_competency, (number(whole.get("readiness")), number(whole.get("pairs"))),
                number(then.get("readiness")), quarter, before, kind, framework.children.get(place.id, ())),
        few(ask, framework, place.id, by_competency, exact), _plans(ask, place.id))


def _plans(ask: Ask, place: str) -> tuple[Progress, ...]:
    """The plans of which something is told, those with most overdue first."""
    found = rows(ask(Query(("due", "plan_completion", "overdue"), ("plan",), {"organisation": (place,)}))).rows
    made = [Progress(key[0], *row) for key, row in found.items() if number(row[0])]
    made.sort(key=lambda each: (-(number(each.overdue) or 0.0), each.plan))
    return tuple(made[:PLANS])

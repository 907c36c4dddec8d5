"""What is known of courses, as it may be told: the effect of one, prices beside peers, completions and ratings through
the gate. Every figure of people rests on enough of them, and moves in releases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.people.access import scope as scope_of
from bot.tools.contract import Desk
from frac.framework import Course
from passbook.insights.disclosure.cells import coarse
from passbook.insights.disclosure.gate import ask
from passbook.insights.facts.reader import Facts
from passbook.insights.impact import prices
from passbook.insights.impact.estimate import LEAST, Effect, Impact, Why, impact
from passbook.insights.impact.released import released, releases
from passbook.insights.impact.sample import sample
from passbook.insights.query import Query, Value
from passbook.periods import Period

# Fewer peers than this with a figure have no median that is told.
FEWEST = 3


@dataclass(frozen=True)
class Price:
    """What a course costs: rupees (0: free, None: not recorded), for an hour, for a closed gap (None: not told), gaps
    closed for each hundred completions; beside each the median of its peers, and how many peers there are."""

    rupees: float | None
    per_hour: float | None
    per_gap: float | None
    per_hundred: int | None
    peers: int
    peers_per_hour: float | None
    peers_per_gap: float | None
    peers_per_hundred: float | None


def least(desk: Desk) -> int:
    """On how many people an effect rests at least."""
    return max(LEAST, desk.framework.tenant.small_cell)


def effect(desk: Desk, course: Course) -> Impact | Why | None:
    """What a course does; why it is not told; None where it teaches no competency that could be assessed."""
    competencies = list(dict.fromkeys(tag.competency_id for tag in course.tags))
    if not competencies:
        return None
    facts = released(desk.facts(), course.id, competencies, desk.framework.tenant.small_cell)
    return impact(sample(facts, course.id, competencies, desk.now), facts.pass_mark, least(desk))


def rounded(found: Effect, times: float, digits: int) -> Effect:
    """An effect as it is told."""
    return Effect(*(round(times * each, digits) for each in (found.value, found.low, found.high, found.naive)))


def counted(count: int) -> int:
    """A count of people as it is told: to the nearest 5."""
    return coarse(count)


def peers(desk: Desk, course: Course) -> list[Course]:
    """The live courses that are tagged with one of the same competencies, without itself."""
    mine = {tag.competency_id for tag in course.tags}
    return [each for each in desk.framework.courses.values() if each.live and each.id != course.id
            and mine & {tag.competency_id for tag in each.tags}]


def price(desk: Desk, course: Course) -> Price:
    """What a course costs, beside its peers. What single peers close is not told, only their median."""
    beside = peers(desk, course)
    closed = _closed(desk, [course, *beside])
    own = closed.get(course.id)
    hours = [value for each in beside if (value := prices.per_hour(each.price_inr, each.minutes)) is not None]
    gaps = [found.per_gap for each in beside if (found := closed.get(each.id)) and found.per_gap is not None]
    shares = [float(found.per_hundred) for each in beside if (found := closed.get(each.id))]
    return Price(course.price_inr, prices.per_hour(course.price_inr, course.minutes), own.per_gap if own else None,
                 own.per_hundred if own else None, len(beside), _median(hours, 1), _median(gaps, FEWEST),
                 _median(shares, FEWEST))


def _closed(desk: Desk, courses: Sequence[Course]) -> dict[str, prices.Closed]:
    """What each course closes, as of its last release."""
    at: dict[int, tuple[Facts, list[str]]] = {}
    taught = {each.id: [tag.competency_id for tag in each.tags] for each in courses}
    for course, facts in releases(desk.facts(), taught, desk.framework.tenant.small_cell).items():
        at.setdefault(id(facts), (facts, []))[1].append(course)
    return {course: found for facts, these in at.values()
            for course, found in prices.closed(facts, these, desk.now, least(desk)).items()}


def _median(values: Sequence[float], fewest: int) -> float | None:
    from statistics import median

    return round(median(values), 1) if len(values) >= fewest else None


def own_figures(desk: Desk, courses: Sequence[str], period: Period | None) -> dict[str, dict[str, Value]]:
    """Completions and average rating of courses, as the gate tells them to the asker."""
    facts = desk.facts()
    scope = scope_of(desk.conn, desk.framework, desk.person, facts.pseudonym)
    metrics = ("completions", "average_rating")
    found: dict[str, dict[str, Value]] = {}
    answer = ask(facts, Query(metrics, ("course",), periods=(period,) if period else ()), scope, desk.now,
                 desk.framework.tenant.small_cell)
    for row in answer.table.rows if answer.table else ():
        if str(row[0]) in courses:
            found[str(row[0])] = dict(zip(metrics, row[1:], strict=True))
    return found

"""What people acquired since a day: the levels held at the end of a period and not at its start, and what was lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.tools.contract import Desk, Slots, figure
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.insights.team import moves
from passbook.officials import Official, below, by_ids
from passbook.periods import as_json, year_of

NAME = "look_up_official"
SHOWN = 5


@dataclass(frozen=True)
class _Span:
    """A stretch of days, `last` included, and the instants just before it and at its end."""

    id: str
    start: date
    last: date
    opens: datetime
    closes: datetime


Row = tuple[Official, str, int, int]


def acquired(desk: Desk, who: Official, slots: Slots) -> Reply:
    """What one person holds at the end of a period (this financial year where none is told) above what they held at its
    start; what they hold no more is told too."""
    span = _span(desk, slots)
    own = who.id == desk.person.id
    if span is None:
        return _to_come(desk)
    standing = desk.standing(who.id)
    before, after = standing.all_held(span.opens), standing.all_held(span.closes)
    rows = [(who, each, before.get(each, 0), after.get(each, 0)) for each in {*before, *after}
            if before.get(each, 0) != after.get(each, 0)]
    reply = _reply(desk, slots, span, rows, "own" if own else "person", who.name)
    reply.arguments["official"] = who.id
    if not own:
        reply.focus["official"] = who.id
    if own and rows:
        reply.offers = [Offer(f"why:{each}", desk.words("offer.why_on", name=desk.name(each)),
                              desk.words("say.why_level", name=desk.name(each)), "show_passbook",
                              {"competency": [each], "why": True})
                        for each in [row[1] for row in _ordered(desk, rows)[:2]
                                     if row[1] in desk.framework.competencies]]
    return reply


def team_acquired(desk: Desk, slots: Slots) -> Reply | None:
    """The same of all who report to the asker, directly or over others; None where nobody does."""
    team = below(desk.conn, desk.person.id)
    if not team:
        return None
    span = _span(desk, slots)
    if span is None:
        return _to_come(desk)
    facts = desk.facts()
    found = moves(facts, [facts.pseudonym(each) for each in team], span.opens, span.closes)
    known = desk.reveal(sorted({each.person for each in found}))
    officials = {each.id: each for each in by_ids(desk.conn, list(known.values()))}
    rows = [(officials[known[each.person]], each.competency, each.before, each.after) for each in found]
    reply = _reply(desk, slots, span, rows, "team", "")
    reply.arguments["team"] = True
    reply.sources.append(figure("team", len(team)))
    return reply


def _span(desk: Desk, slots: Slots) -> _Span | None:
    """The period asked for, up to today; None where it has yet to begin."""
    tenant = desk.framework.tenant
    period = slots.get("period") or as_json(year_of(desk.today, tenant.year_starts))
    start = date.fromisoformat(period["start"])
    last = min(date.fromisoformat(period["end"]) - timedelta(days=1), desk.today)
    if start > desk.today:
        return None
    zone, instant = ZoneInfo(tenant.timezone), timedelta(microseconds=1)
    return _Span(period["id"], start, last, datetime.combine(start, time(), zone) - instant,
                 min(datetime.combine(last + timedelta(days=1), time(), zone) - instant, desk.now))


def _to_come(desk: Desk) -> Reply:
    return Reply("not_recorded", desk.words("acquired.to_come"), NAME, {"acquired": True})


def _ordered(desk: Desk, rows: Sequence[Row]) -> list[Row]:
    """By person, what was gained first, the largest steps first."""
    def name(identity: str) -> str:
        return desk.name(identity) if identity in desk.framework.competencies else identity
    return sorted(rows, key=lambda row: (row[0].name, row[0].id, row[3] < row[2], row[2] - row[3], name(row[1])))


def _kept(desk: Desk, slots: Slots, rows: Sequence[Row]) -> list[Row]:
    """The rows about what was named: competencies, or a type of them."""
    known = desk.framework.competencies
    named, kind = slots.get("competency"), slots.get("type")
    return [row for row in rows if (not named or row[1] in named)
            and (not kind or (row[1] in known and known[row[1]].type == kind))]


def _reply(desk: Desk, slots: Slots, span: _Span, found: Sequence[Row], whose: str, name: str) -> Reply:
    """The changes as a table, the first of them as lines."""
    rows = _ordered(desk, _kept(desk, slots, found))
    gained = [row for row in rows if row[3] > row[2]]
    lost = [row for row in rows if row[3] < row[2]]
    days = {"start": desk.words.day(span.start), "end": desk.words.day(span.last)}
    reply = Reply("answered", "", NAME, {"acquired": True, "period": span.id})
    for key in ("competency", "type"):
        if slots.get(key):
            reply.arguments[key] = slots[key]
    people = len({row[0].id for row in gained})
    reply.sources = [
        {"kind": "period", "id": span.id, "start": span.start.isoformat(), "end": span.last.isoformat()},
        figure("from", days["start"]), figure("to", days["end"]), figure("gained", len(gained)),
        figure("lost", len(lost)), figure("people", people)]
    if not rows:
        reply.outcome, reply.text = "zero", desk.words(f"acquired.none_{whose}", name=name, **days)
        return reply

    def said(some: Sequence[Row]) -> list[str | None]:
        made: list[str | None] = [desk.words(
            "acquired.line_of" if whose == "team" else "acquired.line", name=row[0].name, competency=_name(desk, row),
            start=row[2], end=row[3]) for row in some[:SHOWN]]
        rest = len(some) - SHOWN
        if rest > 0:
            made.append(desk.words("acquired.more", n=rest))
            reply.sources.append(figure("further", rest))
        return made

    if gained:
        head = desk.words.count(f"acquired.head_{whose}", people if whose == "team" else len(gained), name=name,
                                levels=len(gained), **days)
    else:
        head = desk.words(f"acquired.none_{whose}", name=name, **days)
    reply.text = lines([head, *said(gained), desk.words.count("acquired.lost", len(lost)) if lost else None,
                        *said(lost)])
    first = 0 if whose == "team" else 1  # of one person, no column says who
    keys = ("name", "competency", "level_from", "level_to")[first:]
    cells: list[list[Any]] = [[{"id": row[0].id, "label": row[0].name}, {"id": row[1], "label": _name(desk, row)},
                               row[2], row[3]][first:] for row in [*gained, *lost]]
    reply.blocks.append({"type": "table", "rows": cells,
                         "columns": [{"id": key, "label": desk.words(f"columns.{key}")} for key in keys]})
    return reply


def _name(desk: Desk, row: Row) -> str:
    return desk.name(row[1]) if row[1] in desk.framework.competencies else row[1]

"""`demand`: unmet need as providers may see it, with differential privacy, its error and its budget shown; the supply
beside it is public and exact.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.tools.contract import Desk, Slots, Tool, ask_which, figure
from bot.tools.demanding.privacy import named, private
from bot.tools.demanding.rows import BESIDE, Told, beside, by_of, told_of
from bot.tools.demanding.supply import beside_row, possible_beside, yours
from bot.tools.demanding.tables import need, over_time
from bot.tools.figures.told import Told as Figures
from bot.tools.figures.told import grounded
from bot.tools.filing import files
from bot.tools.strange import asked_back
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.insights.demand.answer import Row, change_error, least
from passbook.insights.demand.release import Release

NAME = "demand"
LINES = 5


def run(desk: Desk, slots: Slots) -> Reply:
    """The need and the supply, or why it is not told."""
    if (unknown := asked_back(desk, slots, NAME)) is not None:
        return unknown
    if slots.get("competency_unclear"):
        return ask_which(desk, slots["competency_unclear"], NAME, slots)
    if len(beside(slots)) > 1:
        return _one_at_a_time(desk, slots)
    releases = desk.releases()
    reply = Reply("answered", "", NAME, _arguments(slots), focus={"competency": next(iter(slots.get("competency") or
                                                                                          ()), None)})
    if not releases:
        reply.outcome, reply.text = "not_recorded", desk.words("demand.no_release")
        return reply
    if slots.get("budget") or slots.get("why"):
        return private(desk, slots, reply, releases, NAME)
    told = told_of(desk, slots, releases)
    if told is None:
        reply.outcome, reply.text = "not_recorded", _not_kept(desk, by_of(slots))
        return reply
    reply.understood = asked_for(desk, slots)
    reply.sources = [{"kind": "metric", "id": "officials_with_gap"},
                     {"kind": "release", "id": told.release.quarter, "as_of": told.release.as_of.isoformat()},
                     figure("day", _day(desk, told)), figure("least", least(desk.framework.tenant.small_cell)),
                     figure("understood", reply.understood)]
    return _tell(desk, slots, reply, told, releases) if told.rows else _nothing(desk, slots, reply, told)


def _tell(desk: Desk, slots: Slots, reply: Reply, told: Told, releases: Sequence[Release]) -> Reply:
    words = desk.words
    reply.blocks = [need(desk, told, slots)]
    alone = len(told.rows) == 1 and told.rows[0].competency in (slots.get("competency") or ())
    parts = _one(desk, slots, reply, told) if alone else _several(desk, slots, reply, told)
    if alone and slots.get("trend"):
        reply.blocks.append(over_time(desk, told, told.rows[0], releases))
    if told.silent:
        parts.append(words.count("demand.silent", told.silent, k=least(desk.framework.tenant.small_cell)))
        reply.sources.append(figure("silent", told.silent))
    parts.append(words("demand.context", context=reply.understood, day=_day(desk, told)))
    reply.text = lines(parts)
    if slots.get("document"):
        reply.blocks += files(desk, NAME, slots)
    reply.offers = _offers(desk, slots, told)
    return grounded(reply)


def _one(desk: Desk, slots: Slots, reply: Reply, told: Told) -> list[str]:
    """One need: how many, what serves it, how it moved."""
    row, words = told.rows[0], desk.words
    courses = beside_row(desk, row, told.by, slots)
    reply.sources += [figure("officials", row.count), figure("error", row.error), figure("asked", row.asked),
                      figure("courses", len(courses))]
    head = words("demand.head", name=told.label(desk, row), n=row.count, error=row.error, asked=row.asked)
    return [head, _served(desk, slots, reply, told, row), _may_serve(desk, slots, reply, told, row),
            _changed(desk, reply, told, row, bool(slots.get("trend")))]


def _served(desk: Desk, slots: Slots, reply: Reply, told: Told, row: Row) -> str:
    """The live courses for a need, and how many of them are the asker's."""
    words, figures = desk.words, Figures(desk)
    courses = beside_row(desk, row, told.by, slots)
    level = row.beside if told.by == "level" else slots.get("level")
    language = row.beside if told.by == "language" else slots.get("language")
    key = "level" if level else "language" if language else "any"
    values = {"level": figures.label("level", str(level)) if level else "",
              "language": figures.label("language", language) if language else ""}
    if not courses:
        return words(f"demand.supply.{key}_none", **values)
    said = words.count(f"demand.supply.{key}", len(courses), **values)
    mine = yours(desk, courses)
    if mine is None:
        return said
    reply.sources.append(figure("yours", mine))
    return f"{said} {words('demand.supply.yours', n=mine) if mine else words('demand.supply.none_yours')}"


def _may_serve(desk: Desk, slots: Slots, reply: Reply, told: Told, row: Row) -> str:
    """How many courses may come to serve a need; nothing where none may."""
    count = possible_beside(told.possible, row, told.by, slots)
    if not count:
        return ""
    reply.sources.append(figure("possible", count))
    return desk.words.count("demand.supply.possible", count)


def _changed(desk: Desk, reply: Reply, told: Told, row: Row, asked: bool) -> str:
    """What changed since the release before, and whether it is more than noise; nothing where there is none to compare
    with and nobody asked."""
    if told.before is None or row.change is None:
        return desk.words("demand.no_before") if asked else ""
    width, quarter = change_error(told.release, told.before, told.by), named(told.before.quarter)
    reply.sources += [figure("change", row.change), figure("change_error", width), figure("before", quarter)]
    return desk.words("demand.changed" if abs(row.change) > width else "demand.steady", change=f"{row.change:+d}",
                      error=width, quarter=quarter)


def _several(desk: Desk, slots: Slots, reply: Reply, told: Told) -> list[str]:
    """Several needs: the first of them, and the error that all have."""
    words, error = desk.words, told.rows[0].error
    trend = bool(slots.get("trend"))
    if trend and told.before is not None:
        width, quarter = change_error(told.release, told.before, told.by), named(told.before.quarter)
        moved = sum(abs(row.change or 0) > width for row in told.rows)
        head = words.count("demand.moved", moved, whole=told.found, quarter=quarter, error=width)
        reply.sources += [figure("moved", moved), figure("change_error", width), figure("before", quarter)]
    else:
        key = "demand.unserved" if slots.get("supply") else "demand.rows"
        head = words.count(key, told.found, error=error)
    reply.sources += [figure("rows", told.found), figure("error", error),
                      *(figure(f"place:{number}", number) for number in range(1, LINES + 1))]
    made = [head]
    for number, row in enumerate(told.rows[:LINES], 1):
        moved_by = trend and row.change is not None
        made.append(words("demand.line_trend" if moved_by else "demand.line", n=number, name=told.label(desk, row),
                          count=row.count, change=f"{row.change or 0:+d}"))
        if moved_by:
            reply.sources.append(figure(f"change:{number}", row.change))
    return made + ([words("demand.no_before")] if trend and told.before is None else [])


def _nothing(desk: Desk, slots: Slots, reply: Reply, told: Told) -> Reply:
    """Nothing to tell: too few people, or nobody who is asked for it, or nothing recorded by that."""
    words, day = desk.words, _day(desk, told)
    named_ = set(slots.get("competency") or ())
    asked = {competency for competency, _ in told.whole}
    if told.silent:
        reply.outcome, reply.text = "suppressed", words("demand.few", k=least(desk.framework.tenant.small_cell))
    elif not told.cells:
        reply.outcome, reply.text = "not_recorded", _not_kept(desk, told.by)
    elif named_ and not named_ & asked:
        required = any(named_ & position.required.keys() for position in desk.framework.positions.values())
        reply.outcome, reply.text = "zero", words("demand.nobody_serves" if required else "demand.nobody", day=day)
    elif slots.get("supply"):
        reply.outcome, reply.text = "zero", words("demand.all_served")
    else:
        reply.outcome, reply.text = "zero", words("demand.no_such", day=day)
    reply.offers = [Offer("all", words("demand.offers.all"), words("demand.says.all"), NAME, {})]
    return reply


def _one_at_a_time(desk: Desk, slots: Slots) -> Reply:
    """Two attributes at once would be cells that are too small: one of them."""
    offers = [Offer(each, desk.words(f"demand.offers.by_{each}"), desk.words(f"demand.says.by_{each}"), NAME,
                    {**{key: value for key, value in slots.items() if key not in (*BESIDE, "by")}, "by": [each],
                     **({each: slots[each]} if slots.get(each) else {})}) for each in beside(slots)]
    return Reply("clarify", desk.words("demand.one_at_a_time"), NAME, _arguments(slots), offers=offers)


def asked_for(desk: Desk, slots: Slots) -> str:
    """What was understood, part by part."""
    figures, words, by = Figures(desk), desk.words, by_of(slots)
    parts = [words("demand.name"), words.listed((desk.name(each) for each in slots.get("competency") or ()), 4)]
    parts += [figures.label(key, str(slots[key])) for key in ("type", "theme", "level", "language") if slots.get(key)]
    parts.append(words.listed(slots.get("state") or (), 4))
    if by != "competency" and not slots.get(by):
        parts.append(figures("understood.by", names=words(f"demand.columns.{by}").lower()))
    if slots.get("supply"):
        parts.append(words("demand.offers.supply"))
    return " · ".join(part for part in parts if part)


def _not_kept(desk: Desk, by: str) -> str:
    return desk.words("demand.not_kept", name=desk.words(f"demand.columns.{by}"))


def _day(desk: Desk, told: Told) -> str:
    return desk.words.day(told.release.as_of.astimezone(desk.now.tzinfo))


def _arguments(slots: Slots) -> Slots:
    return {key: value for key, value in slots.items() if value not in (None, [], {}, False) and key != "document"}


def _offers(desk: Desk, slots: Slots, told: Told) -> list[Offer]:
    kept = {key: value for key, value in slots.items() if key not in ("by", "trend", "supply", "document", *BESIDE)}
    found = [Offer(f"by_{each}", desk.words(f"demand.offers.by_{each}"), desk.words(f"demand.says.by_{each}"), NAME,
                   {**kept, "by": [each]}) for each in BESIDE if each != told.by]
    if not slots.get("supply") and not slots.get("competency"):
        found.append(Offer("supply", desk.words("demand.offers.supply"), desk.words("demand.says.supply"), NAME,
                           {**kept, "supply": True}))
    if not slots.get("trend"):
        found.append(Offer("trend", desk.words("demand.offers.trend"), desk.words("demand.says.trend"), NAME,
                           {**slots, "trend": True}))
    found.append(Offer("budget", desk.words("demand.offers.budget"), desk.words("demand.says.budget"), NAME,
                       {**slots, "budget": True}))
    if not slots.get("document"):
        found.append(Offer("file", desk.words("demand.offers.file"), desk.words("demand.says.file"), NAME,
                           {**slots, "document": "pdf"}))
    return found


TOOL = Tool(NAME, run, frozenset({"competency", "competency_unclear", "type", "theme", "level", "language", "state",
                                  "by", "trend", "supply", "budget", "sort", "limit", "why", "document", "strange"}))

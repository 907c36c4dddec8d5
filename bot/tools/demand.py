"""`demand`: unmet need as providers may see it, with differential privacy, its error and its budget shown; the supply
beside it is public and exact.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.tools.contract import Desk, Slots, Tool, ask_which, figure
from bot.tools.demanding.rows import Told, asked_for, supply_of, table, told_of
from bot.tools.figures.told import grounded
from bot.tools.filing import files
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.insights.demand import budget
from passbook.insights.demand.answer import change_error, least
from passbook.insights.demand.release import Release
from passbook.periods import year_of

NAME = "demand"
LINES = 5
# By what a question may be taken apart, beside the competency.
BESIDE = ("level", "state", "language")


def run(desk: Desk, slots: Slots) -> Reply:
    """The need and the supply, or why it is not told."""
    if slots.get("competency_unclear"):
        return ask_which(desk, slots["competency_unclear"], NAME, slots)
    if len(_beside(slots)) > 1:
        return _one_at_a_time(desk, slots)
    releases = desk.releases()
    reply = Reply("answered", "", NAME, _arguments(slots), focus={"competency": next(iter(slots.get("competency") or
                                                                                          ()), None)})
    if not releases:
        reply.outcome, reply.text = "not_recorded", desk.words("demand.no_release")
        return reply
    latest = releases[0]
    day = desk.words.day(latest.as_of.astimezone(desk.now.tzinfo))
    reply.sources = [{"kind": "metric", "id": "officials_with_gap"},
                     {"kind": "release", "id": latest.quarter, "as_of": latest.as_of.isoformat()},
                     figure("day", day), figure("least", least(desk.framework.tenant.small_cell))]
    if slots.get("budget") or slots.get("why"):
        return _privacy(desk, slots, reply, releases, day)
    told = told_of(desk, slots, releases)
    reply.understood = asked_for(desk, slots)
    reply.sources.append(figure("understood", reply.understood))
    return _tell(desk, slots, reply, told, releases, day)


def _tell(desk: Desk, slots: Slots, reply: Reply, told: Told, releases: Sequence[Release], day: str) -> Reply:
    words, k = desk.words, least(desk.framework.tenant.small_cell)
    if not told.rows:
        return _nothing(desk, slots, reply, told, k)
    whole = bool(slots.get("document"))
    reply.blocks = [table(desk, told, slots, whole)]
    first = told.rows[0]
    alone = len(told.rows) == 1 and first.competency in (slots.get("competency") or ())
    if alone:
        courses = supply_of(desk, first.competency, _level(slots, first.beside, told.by), slots.get("language"))
        head = words("demand.head_one", name=desk.name(first.competency), n=first.count, error=first.error,
                     asked=first.asked)
        supply = words.count("demand.supply", courses) if courses else words("demand.supply_none")
        reply.sources += [figure("officials", first.count), figure("error", first.error), figure("asked", first.asked),
                          figure("courses", courses)]
        parts = [head, supply]
    else:
        parts = [words("demand.head", n=len(told.rows)), *(
            words("demand.line", n=number, name=told.label(desk, row), count=row.count, error=row.error)
            for number, row in enumerate(told.rows[:LINES], 1))]
        reply.sources += [figure("rows", len(told.rows)), *(figure(f"place:{n}", n) for n in range(1, LINES + 1))]
    if told.before is not None and (slots.get("trend") or alone):
        parts.append(_changed(desk, reply, told, releases))
    elif slots.get("trend"):
        parts.append(words("demand.no_before"))
    if told.silent:
        parts.append(words.count("demand.silent", told.silent, k=k))
        reply.sources.append(figure("silent", told.silent))
    parts.append(words("demand.context", context=reply.understood, day=day))
    reply.text = lines(parts)
    if whole:
        reply.blocks += files(desk, NAME, slots)
    reply.offers = _offers(desk, slots, told)
    return grounded(reply)


def _changed(desk: Desk, reply: Reply, told: Told, releases: Sequence[Release]) -> str:
    """What changed since the release before, and whether it is more than noise."""
    before = told.before
    row = next((each for each in told.rows if each.change is not None), None)
    if before is None or row is None or row.change is None:
        return desk.words("demand.no_before")
    width = change_error(releases[0], before, told.by)
    quarter = before.quarter.replace("-Q", " Q")
    key = "demand.changed" if abs(row.change) > width else "demand.steady"
    reply.sources += [figure("change", row.change), figure("change_error", width), figure("before", quarter)]
    return desk.words(key, name=told.label(desk, row), change=f"{row.change:+d}", error=width, quarter=quarter)


def _nothing(desk: Desk, slots: Slots, reply: Reply, told: Told, k: int) -> Reply:
    """Nothing to tell: too few people, or a competency that nobody is asked for."""
    asked = {competency for competency, _ in told.whole}
    if told.silent:
        reply.outcome, reply.text = "suppressed", desk.words("demand.few", k=k)
    elif not told.cells:
        reply.outcome, reply.text = "not_recorded", desk.words("demand.not_kept", name=desk.words(
            f"demand.columns.{told.by}"))
    elif not asked & set(slots.get("competency") or asked):
        reply.outcome, reply.text = "zero", desk.words("demand.nobody")
    elif slots.get("supply"):
        reply.outcome, reply.text = "zero", desk.words("demand.all_served")
    else:
        reply.outcome, reply.text = "zero", desk.words("demand.no_such")
    reply.offers = [Offer("all", desk.words("demand.offers.all"), desk.words("demand.says.all"), NAME, {})]
    return reply


def _privacy(desk: Desk, slots: Slots, reply: Reply, releases: Sequence[Release], day: str) -> Reply:
    """How it is made private, how exact it is, and how much of the year's budget is spent."""
    year = year_of(desk.today, desk.framework.tenant.year_starts)
    used = sum(each.rho for each in releases if each.charged_to == year.id)
    left = budget.left([used])
    one, whole = budget.epsilon(releases[0].rho), budget.epsilon(budget.YEAR)
    errors = {name: budget.error(width) for name, width in releases[0].scales.items()}
    values = {"day": day, "error": errors["competency"], "beside": max(errors.values()),
              "used": f"{used:.2f}", "left": f"{left:.2f}", "year": f"{budget.YEAR:.2f}", "epsilon": f"{one:.1f}",
              "whole": f"{whole:.1f}", "k": least(desk.framework.tenant.small_cell)}
    reply.text = lines([desk.words("demand.private", **values), desk.words("demand.exact", **values),
                        desk.words("demand.spent", **values)])
    reply.sources += [figure(name, value) for name, value in values.items()]
    reply.sources.append(figure("delta", "1e-9"))
    reply.sources.append(figure("share", "95 of 100"))
    reply.blocks = [{"type": "table", "title": desk.words("demand.tables.budget"), "columns": [
        {"id": each, "label": desk.words(f"demand.columns.{each}")} for each in ("quarter", "cost", "epsilon")],
        "rows": [[each.quarter.replace("-Q", " Q"), round(each.rho, 2), round(budget.epsilon(each.rho), 1)]
                 for each in releases]}]
    reply.offers = [Offer("all", desk.words("demand.offers.all"), desk.words("demand.says.all"), NAME,
                          {key: value for key, value in slots.items() if key not in ("budget", "why")})]
    return reply


def _one_at_a_time(desk: Desk, slots: Slots) -> Reply:
    """Two attributes at once would be cells that are too small: one of them."""
    offers = [Offer(each, desk.words(f"demand.offers.by_{each}"), desk.words(f"demand.says.by_{each}"), NAME,
                    {**{key: value for key, value in slots.items() if key not in (*BESIDE, "by")}, "by": [each],
                     **({each: slots[each]} if slots.get(each) else {})}) for each in _beside(slots)]
    return Reply("clarify", desk.words("demand.one_at_a_time"), NAME, _arguments(slots), offers=offers)


def _beside(slots: Slots) -> list[str]:
    return [each for each in BESIDE if slots.get(each) or each in (slots.get("by") or ())]


def _level(slots: Slots, value: str, by: str) -> int | None:
    return int(value) if by == "level" and value else slots.get("level")


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


TOOL = Tool(NAME, run, frozenset({"competency", "type", "theme", "level", "language", "state", "by", "trend", "supply",
                                  "budget", "sort", "limit", "why", "document"}))

"""`course_impact`: what a course does to later results, against comparable officials, and what that costs.

A provider sees their own courses; whoever sees the whole tenant sees all. Says what it rests on, and why where it
cannot say anything.
"""

from __future__ import annotations

from typing import Any

from bot.tools.contract import Desk, Slots, Tool, ask_which, figure
from bot.tools.figures.query import period as read_period
from bot.tools.figures.told import grounded
from bot.tools.filing import files
from bot.tools.impact.known import Price, counted, effect, least, own_figures, price, rounded
from bot.tools.strange import asked_back
from bot.turn import Block, Offer, Reply
from bot.words import lines
from frac.framework import Course
from passbook.insights.impact.estimate import Impact
from passbook.insights.query import Suppressed
from passbook.periods import Period

NAME = "course_impact"
# So many courses are looked at in one answer: each takes about a second.
MOST, LINES = 8, 4


def run(desk: Desk, slots: Slots) -> Reply:
    """One course, or a table of several."""
    if (unknown := asked_back(desk, slots, NAME)) is not None:
        return unknown
    if slots.get("why"):
        return _why(desk, slots)
    if slots.get("course_unclear"):
        return ask_which(desk, slots["course_unclear"], NAME, slots, "course")
    if slots.get("course") in desk.framework.courses:
        return _one(desk, slots, desk.framework.courses[slots["course"]])
    return _several(desk, slots)


def may_see(desk: Desk, course: Course) -> bool:
    """Whether the asker may see what a course does: all of them who see the whole tenant, or whose course it is."""
    roots = {each.id for each in desk.framework.organisations.values() if each.parent_id is None}
    return any(grant.capability == "analyst" or (grant.capability == "hr" and grant.organisation_id in roots)
               or (grant.capability == "provider" and course.provider_id is not None
                   and grant.provider_id == course.provider_id) for grant in desk.person.grants)


# ---- one course


def _one(desk: Desk, slots: Slots, course: Course) -> Reply:
    words, name = desk.words, desk.words.course(course)
    reply = Reply("answered", "", NAME, {"course": course.id}, focus={"course": course.id})
    if not may_see(desk, course):
        reply.outcome, reply.text = "not_permitted", words("course_impact.not_yours", name=name)
        return reply
    period = _period(slots)
    reply.understood = words("course_impact.understood", name=name)
    reply.sources = [{"kind": "course", "id": course.id}, {"kind": "snapshot", "id": desk.now.isoformat()},
                     figure("understood", reply.understood)]
    if slots.get("price") or slots.get("compare"):
        return _priced(desk, slots, reply, course, period)
    found = effect(desk, course)
    if not isinstance(found, Impact):
        reply.outcome = "not_recorded" if found is None or found == "few_before" else "suppressed"
        reply.text = lines([words(f"course_impact.cannot_{found or 'no_tags'}", name=name, least=least(desk)),
                            words("course_impact.instead")])
        reply.sources.append(figure("least", least(desk)))
        reply.offers = _offers(desk, slots, course, False)
        return reply
    return _told(desk, slots, reply, course, found)


def _told(desk: Desk, slots: Slots, reply: Reply, course: Course, found: Impact) -> Reply:
    words = desk.words
    score, passing = rounded(found.score, 1.0, 1), rounded(found.passing, 100.0, 0)
    key = "none" if score.low <= 0 <= score.high else "up" if score.low > 0 else "down"
    head = words(f"course_impact.{key}", name=words.course(course), value=_signed(score.value), low=_signed(score.low),
                 high=_signed(score.high))
    naive = words("course_impact.naive", naive=_signed(score.naive))
    passes = words("course_impact.passing", value=_signed(passing.value), low=_signed(passing.low),
                   high=_signed(passing.high))
    rests = words("course_impact.rests", results=counted(found.results), others=counted(found.others),
                  takers=counted(found.takers))
    many = found.unlike >= desk.framework.tenant.small_cell
    unlike = words("course_impact.unlike", n=counted(found.unlike)) if many else None
    reply.text = lines([head, naive, passes, rests, unlike])
    reply.blocks = [_effects(desk, [(course, found)])]
    reply.sources += [figure(name, said) for name, said in (
        ("effect", head), ("naive", naive), ("passing", passes), ("rests", rests), ("unlike", unlike)) if said]
    if slots.get("document"):
        reply.blocks += files(desk, NAME, slots)
    reply.offers = _offers(desk, slots, course, True)
    return grounded(reply)


def _signed(value: float) -> str:
    said = f"{value:+.1f}".rstrip("0").rstrip(".")
    return "0" if said in ("+0", "-0") else said


def _effects(desk: Desk, found: list[tuple[Course, Impact]]) -> Block:
    """A row for each course: effect, interval, the plain difference, effect on passing, and how many it rests on."""
    words = desk.words
    columns = ["course", "effect", "low", "high", "naive", "passing", "results", "others"]
    rows: list[list[Any]] = []
    for course, each in found:
        score, passing = rounded(each.score, 1.0, 1), rounded(each.passing, 100.0, 0)
        rows.append([{"id": course.id, "label": words.course(course)}, score.value, score.low, score.high, score.naive,
                     passing.value, counted(each.results), counted(each.others)])
    return _block(desk, "effects", columns, rows)


def _block(desk: Desk, title: str, columns: list[str], rows: list[list[Any]]) -> Block:
    return {"type": "table", "title": desk.words(f"course_impact.tables.{title}"), "columns": [
        {"id": each, "label": desk.words(f"course_impact.columns.{each}")} for each in columns], "rows": rows}


# ---- prices


def _priced(desk: Desk, slots: Slots, reply: Reply, course: Course, period: Period | None) -> Reply:
    words, told = desk.words, price(desk, course)
    name = words.course(course)
    if told.rupees is None:
        head = words("course_impact.no_price", name=name)
    elif not told.rupees:
        head = words("course_impact.free", name=name)
    else:
        head = words("course_impact.price", name=name, rupees=words.number(told.rupees))
    parts = [head]
    if told.per_hour:
        parts.append(words("course_impact.per_hour", rupees=words.number(told.per_hour), n=told.peers,
                           peers=_or_none(desk, told.peers_per_hour, "course_impact.rupees")))
    if told.per_hundred is None:
        parts.append(words("course_impact.few_gaps", least=least(desk)))
    else:
        parts.append(words("course_impact.per_hundred", n=told.per_hundred, peers=_or_none(desk,
                                                                                           told.peers_per_hundred)))
        if told.per_gap:
            parts.append(words("course_impact.per_gap", rupees=words.number(told.per_gap), peers=_or_none(
                desk, told.peers_per_gap, "course_impact.rupees")))
    if not told.peers:
        parts.append(words("course_impact.no_peers"))
    if period:
        parts.append(words("course_impact.no_period"))
    reply.text = lines(parts)
    reply.sources += [figure(f"said:{number}", part) for number, part in enumerate(parts, 1)]
    reply.blocks = [_block(desk, "prices", ["course", "rupees", "per_hour", "peers_per_hour", "per_hundred",
                                            "peers_per_hundred", "per_gap", "peers_per_gap", "peers"],
                           [_price_row(desk, course, told)])]
    if slots.get("document"):
        reply.blocks += files(desk, NAME, slots)
    reply.offers = _offers(desk, {key: value for key, value in slots.items() if key not in ("price", "compare")},
                           course, False)
    return grounded(reply)


def _price_row(desk: Desk, course: Course, told: Price) -> list[Any]:
    return [{"id": course.id, "label": desk.words.course(course)}, told.rupees, told.per_hour, told.peers_per_hour,
            told.per_hundred, told.peers_per_hundred, told.per_gap, told.peers_per_gap, told.peers]


def _or_none(desk: Desk, value: float | None, key: str = "") -> str:
    if value is None:
        return desk.words("course_impact.not_told")
    return desk.words(key, n=desk.words.number(value)) if key else desk.words.number(value)


# ---- several courses


def _several(desk: Desk, slots: Slots) -> Reply:
    """The asker's own courses, those of a competency or a provider, or those that most completed."""
    words = desk.words
    reply = Reply("answered", "", NAME, {key: slots[key] for key in ("provider", "competency") if slots.get(key)})
    wanted = [each for each in desk.framework.courses.values() if may_see(desk, each) and _of(each, slots)]
    if not wanted:
        reply.outcome = "zero" if desk.person.has("provider", "analyst", "hr") else "not_permitted"
        reply.text = words("course_impact.no_courses" if reply.outcome == "zero" else "course_impact.not_permitted")
        return reply
    period = _period(slots)
    figures = own_figures(desk, [each.id for each in wanted], period)
    order = sorted(wanted, key=lambda each: (-_completions(figures.get(each.id, {})), each.id))
    looked = order[:int(slots.get("limit") or MOST)][:MOST]
    effects = {each.id: effect(desk, each) for each in looked}
    rows: list[list[Any]] = []
    for each in looked:
        found, own, cost = effects[each.id], figures.get(each.id, {}), price(desk, each)
        score = rounded(found.score, 1.0, 1) if isinstance(found, Impact) else None
        rows.append([{"id": each.id, "label": words.course(each)}, *(_cell(own.get(key)) for key in (
            "completions", "average_rating")), *((score.value, score.low, score.high, score.naive) if score else
                                                 (None,) * 4), cost.per_hour, cost.per_gap])
    rows.sort(key=lambda row: (row[3] is None, -(row[3] or 0), str(row[0]["id"])))
    reply.blocks = [_block(desk, "courses", ["course", "completions", "rating", "effect", "low", "high", "naive",
                                             "per_hour", "per_gap"], rows)]
    known = [row for row in rows if row[3] is not None]
    said = [words("course_impact.line", n=number, name=row[0]["label"], value=_signed(row[3]), low=_signed(row[4]),
                  high=_signed(row[5])) for number, row in enumerate(known[:LINES], 1)]
    head = words("course_impact.several", n=len(looked), of=len(wanted), known=len(known), least=least(desk))
    reply.text = lines([head, *said])
    reply.understood = words("course_impact.understood_several")
    reply.sources = [{"kind": "metric", "id": "completions"}, {"kind": "snapshot", "id": desk.now.isoformat()},
                     figure("head", head), *(figure(f"line:{n}", text) for n, text in enumerate(said, 1))]
    if slots.get("document"):
        reply.blocks += files(desk, NAME, slots)
    reply.offers = [Offer(str(row[0]["id"]), str(row[0]["label"]), words("course_impact.says.one",
                                                                      name=row[0]["label"]), NAME,
                          {"course": row[0]["id"]}) for row in rows[:3]]
    reply.offers.append(Offer("why", words("course_impact.offers.why"), words("course_impact.says.why"), NAME,
                              {**slots, "why": True}))
    if not slots.get("document"):
        reply.offers.append(Offer("file", words("course_impact.offers.file"), words("course_impact.says.file"), NAME,
                                  {**slots, "document": "pdf"}))
    return grounded(reply)


def _of(course: Course, slots: Slots) -> bool:
    """Whether a course is among those asked for."""
    if slots.get("provider") and course.provider_id != slots["provider"]:
        return False
    return not slots.get("competency") or bool({tag.competency_id for tag in course.tags} & set(slots["competency"]))


def _completions(told: dict[str, Any]) -> float:
    value = told.get("completions")
    return float(value) if isinstance(value, (int, float)) else 0.0


def _cell(value: Any) -> Any:
    return {"suppressed": True} if isinstance(value, Suppressed) else value


def _period(slots: Slots) -> Period | None:
    return read_period(slots["period"]) if slots.get("period") else None


# ---- how


def _why(desk: Desk, slots: Slots) -> Reply:
    """How an effect is estimated and what is assumed."""
    text = lines([desk.words("course_impact.how"), desk.words("course_impact.how_two"),
                  desk.words("course_impact.how_assumed"), desk.words("course_impact.how_least", least=least(desk))])
    return Reply("answered", text, NAME, {key: slots[key] for key in ("course",) if slots.get(key)},
                 sources=[figure("method", text)], offers=[Offer(
                     "back", desk.words("course_impact.offers.back"), desk.words("course_impact.says.back"), NAME,
                     {key: value for key, value in slots.items() if key != "why"})])


def _offers(desk: Desk, slots: Slots, course: Course, effect_told: bool) -> list[Offer]:
    words, kept = desk.words, {"course": course.id, **({"period": slots["period"]} if slots.get("period") else {})}
    found = []
    if not slots.get("price"):
        found.append(Offer("price", words("course_impact.offers.price"), words("course_impact.says.price"), NAME,
                           {**kept, "price": True}))
    if not effect_told:
        found.append(Offer("effect", words("course_impact.offers.effect"), words(
            "course_impact.says.one", name=words.course(course)), NAME, kept))
    found.append(Offer("why", words("course_impact.offers.why"), words("course_impact.says.why"), NAME,
                       {**kept, "why": True}))
    found.append(Offer("all", words("course_impact.offers.all"), words("course_impact.says.all"), NAME, {}))
    if not slots.get("document"):
        found.append(Offer("file", words("course_impact.offers.file"), words("course_impact.says.file"), NAME,
                           {**slots, **kept, "document": "pdf"}))
    return found


TOOL = Tool(NAME, run, frozenset({"course", "provider", "competency", "price", "compare", "period", "sort", "limit",
                                  "why", "document", "strange"}))



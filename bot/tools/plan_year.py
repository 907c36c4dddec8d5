"""`plan_year`: the capacity building plan of a unit's year, within a budget, and changed by talking.

Says what it would close and what it cannot, and why. Assigns nothing to anybody: a plan is adopted by whoever may.
"""

from __future__ import annotations

from bot.tools.contract import Desk, Slots, Tool, figure
from bot.tools.figures.told import Told, grounded
from bot.tools.filing import files
from bot.tools.strange import asked_back
from bot.tools.year_plan.tables import TABLES, lines_table, quarters_table
from bot.tools.year_plan.whose import Needs, needs_of
from bot.tools.year_plan.wished import arguments, past, quarters_of, terms_of
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.insights.year_plan import needs as needed
from passbook.insights.year_plan.plan import coming, make
from passbook.insights.year_plan.terms import Terms, YearPlan
from passbook.periods import from_id, year_of

NAME = "plan_year"
# So many courses are told in the text, and rows shown in the chat.
TOLD = 3


def run(desk: Desk, slots: Slots) -> Reply:
    """The plan, or what is missing for one."""
    if (unknown := asked_back(desk, slots, NAME)) is not None:
        return unknown
    today, year_starts = desk.today, desk.framework.tenant.year_starts
    quarters = quarters_of(slots, today, year_starts)
    if not quarters:
        return _over(desk, slots)
    if gone := past(slots, quarters):
        return _gone(desk, slots, gone)
    courses = needed.catalogue(desk.framework)
    needs = needs_of(desk, slots, courses)
    reply = Reply("answered", "", NAME, arguments(slots, needs.places, quarters), focus={"plan_year": True})
    reply.understood = understood(desk, slots, needs)
    if needs.silence:
        return _silent(desk, reply, needs)
    terms = terms_of(slots)
    made = make(needs.people, courses, needed.kinds_of(desk.framework), terms, quarters)
    reply.sources = [{"kind": "metric", "id": "open_gaps"}, {"kind": "snapshot", "id": desk.now.isoformat()},
                     *({"kind": "period", "id": each.id, "start": each.start.isoformat(), "end": each.end.isoformat()}
                       for each in quarters), figure("understood", reply.understood)]
    if not made.open:
        reply.outcome, reply.text = "zero", desk.words("plan_year.none", place=_places(desk, needs))
        return reply
    if slots.get("why"):
        return _why(desk, slots, reply, made, needs)
    return _tell(desk, slots, reply, made, needs, terms)


def _tell(desk: Desk, slots: Slots, reply: Reply, made: YearPlan, needs: Needs, terms: Terms) -> Reply:
    """The plan as a reply: what it closes and costs first, then the courses that close most, then what stays open."""
    words = desk.words
    whole, closed = sum(made.open.values()), sum(made.closed.values())
    by = slots.get("by")
    wide = bool(slots.get("document"))
    made_tables = [quarters_table, lines_table, *(TABLES[each] for each in ("competency", "left"))] if wide else (
        [TABLES[by]] if by in TABLES else [quarters_table, lines_table])
    reply.blocks = [block for table in made_tables if (block := table(desk, made, wide or bool(by))) is not None]
    head = words("plan_year.head" if closed else "plan_year.head_nothing", place=_places(desk, needs),
                 closed=grouped(closed), open=grouped(whole), seats=grouped(made.seats),
                 hours=grouped(round(made.hours)), rupees=grouped(round(made.rupees)))
    reply.sources += [figure("closed", closed), figure("open", whole), figure("seats", made.seats),
                      figure("hours", round(made.hours)), figure("rupees", round(made.rupees)),
                      figure("said", head)]
    first = sorted(made.lines, key=lambda line: (-sum(line.closes.values()), line.course))[:TOLD]
    told = [words("plan_year.line", n=number, course=words.course(desk.framework.courses[line.course]),
                  quarter=line.quarter[-2:], seats=grouped(line.seats), closes=grouped(sum(line.closes.values())))
            for number, line in enumerate(first, 1)] if not by else []
    reply.sources += [figure(f"line:{number}", text) for number, text in enumerate(told, 1)]
    rest = whole - closed
    reasons: dict[str, int] = {}
    for left in made.left:
        reasons[left.why] = reasons.get(left.why, 0) + left.gaps
    stays = words("plan_year.left", n=grouped(rest), reasons=words.listed(
        words(f"plan_year.because.{why}", n=grouped(n)) for why, n in sorted(reasons.items(), key=lambda each: -each[1])
        )) if rest else words("plan_year.all")
    reply.sources.append(figure("left", stays))
    reply.text = lines([head, *told, stays, *_notes(desk, reply, made, needs, terms), words(
        "plan_year.context", context=reply.understood)])
    if wide:
        reply.blocks += files(desk, NAME, slots)
    reply.offers = _offers(desk, slots, made, terms)
    return grounded(reply)


def _notes(desk: Desk, reply: Reply, made: YearPlan, needs: Needs, terms: Terms) -> list[str]:
    """What limits what was said: a budget of nothing, prices that are not recorded, figures that were rounded."""
    notes = []
    if terms.budget == 0:
        notes.append(desk.words("plan_year.free_only"))
    if made.unpriced:
        notes.append(desk.words.count("plan_year.unpriced", len(made.unpriced)))
        reply.sources.append(figure("unpriced", len(made.unpriced)))
    if needs.controlled:
        k = desk.framework.tenant.small_cell
        notes.append(desk.words("plan_year.rounded", k=k))
        reply.sources.append(figure("small_cell", k))
    if needs.silent:
        notes.append(desk.words.count("plan_year.silent", len(needs.silent)))
        reply.sources.append(figure("silent", len(needs.silent)))
    return notes


def _why(desk: Desk, slots: Slots, reply: Reply, made: YearPlan, needs: Needs) -> Reply:
    """How the plan is made and how far it can be from the best."""
    off = 100.0 * (1.0 - made.worth / made.most) if made.most > 0 else 0.0
    share = "0" if off < 0.005 else f"{off:.2f}"
    reply.text = lines([desk.words("plan_year.how"), desk.words("plan_year.how_good", share=share),
                        desk.words("plan_year.how_told") if needs.controlled else None])
    reply.sources += [figure("worth", round(made.worth, 2)), figure("most", round(made.most, 2)),
                      figure("share", share)]
    reply.offers = _offers(desk, {key: value for key, value in slots.items() if key != "why"}, made, terms_of(slots))
    return reply


def _offers(desk: Desk, slots: Slots, made: YearPlan, terms: Terms) -> list[Offer]:
    """What one may want next: the rest, other views, half the budget, how it is made, and files."""
    words = desk.words
    kept = {key: value for key, value in slots.items() if key not in ("by", "why", "document")}

    def offer(identity: str, **more: object) -> Offer:
        return Offer(identity, words(f"plan_year.offers.{identity}"), words(f"plan_year.says.{identity}"), NAME,
                     {**kept, **more})

    found = []
    if made.left and slots.get("by") != "left":
        found.append(offer("left", by="left"))
    found += [offer(each, by=each) for each in ("competency", "position") if slots.get("by") != each
              and (each != "position" or any(cell != (None, None) for line in made.lines for cell in line.counts))]
    if terms.budget is None and made.rupees > 1:
        half = round(made.rupees / 2)
        found.append(Offer("half", words("plan_year.offers.half", rupees=grouped(half)),
                           words("plan_year.says.half", rupees=grouped(half)), NAME, {**kept, "budget": half}))
    if not slots.get("why"):
        found.append(offer("why", why=True))
    if not slots.get("document"):
        found.append(offer("file", document="pdf"))
    return found


# ---- what cannot be


def _silent(desk: Desk, reply: Reply, needs: Needs) -> Reply:
    words, place = desk.words, _places(desk, needs)
    outcomes = {"nobody": "zero", "no_requirements": "not_recorded"}
    reply.outcome = outcomes.get(needs.silence or "", needs.silence)  # type: ignore[assignment]
    k = desk.framework.tenant.small_cell
    reply.text = words(f"plan_year.silent_{needs.silence}", place=place, k=k)
    reply.sources = [figure("small_cell", k)]
    if needs.silence == "not_permitted":
        reply.understood = None
        reply.offers = [Offer(each, Told(desk)("offers.above", place=label), words("plan_year.says.place", place=label),
                              NAME, {"organisation": [each]})
                        for each in dict.fromkeys(grant.organisation_id for grant in desk.person.grants
                                                  if grant.capability in ("hr", "leader") and grant.organisation_id)
                        if each in desk.framework.organisations
                        and (label := words.organisation(desk.framework.organisations[each]))]
    return reply


def _over(desk: Desk, slots: Slots) -> Reply:
    """A year that is over, or none that can be planned."""
    now = year_of(desk.today, desk.framework.tenant.year_starts)
    following = year_of(now.end, desk.framework.tenant.year_starts)
    kept = {key: value for key, value in slots.items() if key != "year"}
    offers = [Offer(each.id, desk.words("plan_year.offers.year", year=each.id),
                    desk.words("plan_year.says.year", year=each.id), NAME, {**kept, "year": each.id})
              for each in (now, following)]
    return Reply("clarify", desk.words("plan_year.over", year=str(slots.get("year")), now=now.id), NAME,
                 {"year": slots.get("year")}, offers=offers,
                 sources=[figure("year", slots.get("year")), figure("now", now.id)])


def _gone(desk: Desk, slots: Slots, gone: dict[str, int]) -> Reply:
    """Something was moved to a quarter that is over: to which of those that are left?"""
    framework, year_starts = desk.framework, desk.framework.tenant.year_starts
    what, number = next(iter(gone.items()))
    quarters = quarters_of(slots, desk.today, year_starts)
    name = desk.words.competency(framework.competencies[what]) if what in framework.competencies else (
        desk.words.course(framework.courses[what]) if what in framework.courses else what)
    kept = {**slots, "fixed": {key: at for key, at in (slots.get("fixed") or {}).items() if key != what}}
    offers = [Offer(each.id, each.id.replace("-Q", " Q"), desk.words("plan_year.says.move", name=name, n=each.id[-1]),
                    NAME, {**kept, "fixed": {**kept["fixed"], what: int(each.id[-1])}}) for each in quarters]
    now = from_id(slots["year"], year_starts) if slots.get("year") else year_of(desk.today, year_starts)
    following = year_of((now or year_of(desk.today, year_starts)).end, year_starts)
    if coming(desk.today, year_starts, following):
        offers.append(Offer("next", desk.words("plan_year.offers.year", year=following.id),
                            desk.words("plan_year.says.year", year=following.id), NAME,
                            {**slots, "year": following.id}))
    said = desk.words("plan_year.gone", n=number, name=name,
                      left=desk.words.listed(each.id.replace("-Q", " Q") for each in quarters))
    return Reply("clarify", said, NAME, arguments(slots, (), quarters), offers=offers,
                 sources=[figure("quarter", said)])


# ---- words


def _places(desk: Desk, needs: Needs) -> str:
    return desk.words.listed(desk.words.organisation(desk.framework.organisations[each]) for each in needs.places)


def understood(desk: Desk, slots: Slots, needs: Needs) -> str:
    """What the plan is of, part by part."""
    told, words = Told(desk), desk.words
    quarters = quarters_of(slots, desk.today, desk.framework.tenant.year_starts)
    parts = [words("plan_year.name"), _places(desk, needs)]
    parts += [words.listed((told.label(key, each) for each in slots[key]), 3)
              for key in ("position", "group", "state") if slots.get(key)]
    parts.append(words("plan_year.when", first=quarters[0].id.replace("-Q", " Q"), last=quarters[-1].id[-2:])
                 if len(quarters) > 1 else quarters[0].id.replace("-Q", " Q"))
    if slots.get("budget") is not None:
        parts.append(words("plan_year.at_most", rupees=grouped(round(slots["budget"]))))
    if slots.get("hours"):
        parts.append(words("plan_year.hours_each", hours=words.number(slots["hours"])))
    for key in ("only", "skip"):
        names = [told.label(dimension, each) for dimension, ids in (slots.get(key) or {}).items() for each in ids]
        if names:
            parts.append(words(f"plan_year.{key}", names=words.listed(names, 4)))
    if slots.get("language"):
        parts.append(told.label("language", slots["language"]))
    for what, number in (slots.get("fixed") or {}).items():
        dimension = "competency" if what in desk.framework.competencies else "course"
        parts.append(words("plan_year.fixed", name=told.label(dimension, what), n=number))
    return " · ".join(part for part in parts if part)


def grouped(value: float) -> str:
    """A whole number with commas as in India: 16,10,447."""
    digits = str(abs(int(value)))
    head, tail = digits[:-3], digits[-3:]
    while head:
        head, tail = head[:-2], f"{head[-2:]},{tail}"
    return f"-{tail}" if value < 0 else tail


TOOL = Tool(NAME, run, frozenset({"organisation", "position", "group", "state", "year", "budget", "hours", "skip",
                                  "only", "language", "fixed", "by", "why", "document", "strange"}))

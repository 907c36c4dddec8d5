"""One person for those entitled: how they stand, what they acquired since a day, how far their plan is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.tools.assigned import duties
from bot.tools.contract import Desk, Slots, competencies_block, figure
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.officials import Official, by_id
from passbook.periods import between, year_of

NAME = "look_up_official"
SHOWN = 5


def profile(desk: Desk, who: Official) -> Reply:
    """The person's post, place and reporting officer, what of the post is met, the widest gaps, and their plan."""
    position = desk.framework.positions.get(who.position_id)
    place = desk.framework.organisations.get(who.organisation_id)
    above = by_id(desk.conn, who.reports_to) if who.reports_to else None
    pairs = desk.pairs(who)
    met, gaps = sum(not pair.open for pair in pairs), [pair for pair in pairs if pair.open]
    reply = Reply("answered", "", NAME, {"official": who.id}, focus={"official": who.id})
    title = desk.words.position(position) if position else "–"
    texts = [desk.words("profile.head", name=who.name, title=title,
                        place=desk.words.organisation(place) if place else "–")]
    if above is not None:
        texts.append(desk.words("profile.above", name=above.name))
    if pairs:
        texts.append(desk.words("standing.other", name=who.name, met=met, required=len(pairs), title=title))
        reply.sources += [figure("met", met), figure("required", len(pairs))]
        reply.blocks.append(competencies_block(desk, [(pair.competency_id, pair.required, pair.held)
                                                      for pair in pairs]))
    if gaps:
        texts.append(desk.words("profile.gaps", names=desk.words.listed((desk.name(pair.competency_id)
                                                                         for pair in gaps), 3)))
        reply.sources.append(figure("further_gaps", max(len(gaps) - 3, 0)))
    found = duties(desk, who)
    if found.all:
        texts.append(desk.words("profile.plan", name=who.name, done=found.done, n=len(found.all),
                                late=len(found.late)))
        reply.sources += [figure("assigned", len(found.all)), figure("done", found.done),
                          figure("overdue", len(found.late))]
    reply.text = lines(texts)
    reply.sources.append({"kind": "official", "id": who.id})
    reply.offers = _next(desk, who)
    return reply


def _next(desk: Desk, who: Official) -> list[Offer]:
    slots = {"official": [who.id]}
    return [Offer("gaps", desk.words("profile.offer_gaps"), desk.words("profile.say_gaps", name=who.name),
                  "check_gaps", slots),
            Offer("acquired", desk.words("profile.offer_acquired"), desk.words("profile.say_acquired", name=who.name),
                  NAME, {**slots, "acquired": True}),
            Offer("plan", desk.words("profile.offer_plan"), desk.words("profile.say_plan", name=who.name), NAME,
                  {**slots, "plan": True})]


def acquired(desk: Desk, people: Sequence[Official], slots: Slots) -> Reply:
    """The levels that people hold at the end of a period (this financial year where none is told) and did not hold at
    its start; what they held and hold no more is told too."""
    tenant = desk.framework.tenant
    period = slots.get("period")
    start = date.fromisoformat(period["start"]) if period else year_of(desk.today, tenant.year_starts).start
    last = min(date.fromisoformat(period["end"]) - timedelta(days=1), desk.today) if period else desk.today
    zone = ZoneInfo(tenant.timezone)
    opens = datetime.combine(start, time(), zone) - timedelta(microseconds=1)
    closes = min(datetime.combine(last + timedelta(days=1), time(), zone) - timedelta(microseconds=1), desk.now)
    rows: list[list[Any]] = []
    lost = 0
    for who in people:
        before, after = (desk.standing(who.id).all_held(at) for at in (opens, closes))
        for identity in sorted({*before, *after}, key=desk.name):
            one, other = before.get(identity, 0), after.get(identity, 0)
            if one != other:
                lost += other < one
                rows.append([{"id": who.id, "label": who.name}, {"id": identity, "label": desk.name(identity)}, one,
                             other])
    one_person = people[0] if len(people) == 1 and not slots.get("team") else None
    own = one_person is not None and one_person.id == desk.person.id
    name = "" if one_person is None else one_person.name
    days = {"start": desk.words.day(start), "end": desk.words.day(last)}
    reply = Reply("answered", "", NAME, {"acquired": True, "period": between(start, last + timedelta(days=1)).id,
                                         **({"official": one_person.id} if one_person else {})},
                  focus={"official": one_person.id} if one_person and not own else {})
    reply.sources = [figure("from", days["start"]), figure("to", days["end"]), figure("lost", lost)]
    gained = len(rows) - lost
    reply.sources.append(figure("gained", gained))
    who_key = "own" if own else "person" if one_person else "team"
    if not rows:
        reply.outcome, reply.text = "zero", desk.words(f"acquired.none_{who_key}", name=name, **days)
        return reply
    shown = rows[:SHOWN]
    reply.text = lines([
        desk.words(f"acquired.head_{who_key}", name=name, n=gained, people=len({row[0]["id"] for row in rows}), **days),
        *(desk.words("acquired.line" if one_person else "acquired.line_of", name=row[0]["label"],
                     competency=row[1]["label"], start=row[2], end=row[3]) for row in shown),
        desk.words("acquired.more", n=len(rows) - len(shown)) if len(rows) > len(shown) else None,
        desk.words("acquired.lost", n=lost) if lost else None])
    reply.sources += [figure("further", max(len(rows) - len(shown), 0)),
                      figure("people", len({row[0]["id"] for row in rows}))]
    keys = ("competency", "level_from", "level_to") if one_person else ("name", "competency", "level_from", "level_to")
    columns = [{"id": key, "label": desk.words(f"columns.{key}")} for key in keys]
    reply.blocks.append({"type": "table", "columns": columns, "rows": [row[-len(keys):] for row in rows]})
    return reply


def plan_status(desk: Desk, who: Official) -> Reply:
    """How far a person's plan is: what is done, what is overdue and since when, what is to come."""
    found = duties(desk, who)
    reply = Reply("answered", "", NAME, {"official": who.id, "plan": True}, focus={"official": who.id})
    if not found.all:
        reply.outcome, reply.text = "zero", desk.words("profile.no_plan", name=who.name)
        return reply
    reply.sources = [{"kind": "plan", "id": duty.plan_id, "due_on": duty.due_on.isoformat()} for duty in found.all]
    reply.sources += [figure("assigned", len(found.all)), figure("done", found.done),
                      figure("overdue", len(found.late))]
    reply.text = desk.words("profile.plan", name=who.name, done=found.done, n=len(found.all), late=len(found.late))
    rows = []
    for duty in found.all:
        course = desk.framework.courses.get(duty.course_id)
        state = "done" if duty.course_id in found.completed else "overdue" if duty.due_on < desk.today else "open"
        rows.append([{"id": duty.course_id, "label": desk.words.course(course) if course else duty.course_id},
                     {"id": duty.plan_id, "label": duty.plan}, duty.due_on.isoformat(),
                     desk.words(f"profile.state_{state}")])
    reply.blocks.append({"type": "table", "rows": rows, "columns": [
        {"id": key, "label": desk.words(f"columns.{key}")} for key in ("course", "plan", "due", "state")]})
    return reply

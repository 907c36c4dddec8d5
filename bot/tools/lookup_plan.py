"""How far the plans of people are, for those who oversee them: one person's courses, and who of a team is late."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from bot.tools.assigned import Duties, duties
from bot.tools.contract import Desk, figure
from bot.tools.whose import refuse
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.insights.team import Late, late
from passbook.officials import Official, below, by_ids

NAME = "look_up_official"
# So many stand in the text; all stand in the table.
SHOWN = 5


def plan_status(desk: Desk, who: Official) -> Reply:
    """How far a person's plan is: what is done, what is overdue and since when, what is to come."""
    found = duties(desk, who)
    reply = Reply("answered", "", NAME, {"official": who.id, "plan": True}, focus={"official": who.id})
    if not found.all:
        reply.outcome, reply.text = "zero", desk.words("profile.no_plan", name=who.name)
        return reply
    reply.sources = [{"kind": "plan", "id": duty.plan_id, "due_on": duty.due_on.isoformat()} for duty in found.all]
    reply.sources += figures(found)
    rows: list[list[Any]] = []
    texts: list[str] = []
    for duty in found.all:
        course = desk.framework.courses.get(duty.course_id)
        title = desk.words.course(course) if course else duty.course_id
        state = "done" if duty.course_id in found.completed else "overdue" if duty.due_on < desk.today else "open"
        rows.append([{"id": duty.course_id, "label": title}, {"id": duty.plan_id, "label": duty.plan},
                     duty.due_on.isoformat(), desk.words(f"profile.state_{state}")])
        if state != "done" and len(texts) < SHOWN:
            texts.append(desk.words("plan.line", title=title, why=desk.words(
                "plan.was_due" if state == "overdue" else "plan.due", plan=duty.plan, day=desk.words.day(duty.due_on))))
    still_open = len(found.all) - found.done
    reply.text = lines([
        told(desk, who, found), *texts,
        desk.words("profile.more_plan", n=still_open - len(texts)) if still_open > len(texts) else None])
    reply.sources.append(figure("further", still_open - len(texts)))
    reply.blocks.append({"type": "table", "rows": rows, "columns": [
        {"id": key, "label": desk.words(f"columns.{key}")} for key in ("course", "plan", "due", "state")]})
    return reply


def told(desk: Desk, who: Official, found: Duties) -> str:
    """A person's plan in one sentence, with the day since when something is overdue."""
    text = desk.words("profile.plan", name=who.name, done=found.done, n=len(found.all), late=len(found.late))
    if not found.late:
        return text
    return text + " " + desk.words("profile.late_since", day=desk.words.day(min(duty.due_on for duty in found.late)))


def figures(found: Duties) -> list[dict[str, Any]]:
    """The figures that such a sentence tells, as sources."""
    since = [{"kind": "plan", "id": duty.plan_id, "due_on": duty.due_on.isoformat()} for duty in found.late]
    return [figure("assigned", len(found.all)), figure("done", found.done), figure("overdue", len(found.late)), *since]


def team_late(desk: Desk) -> Reply:
    """Who of those who report to the asker, directly or over others, is overdue: with what and since when."""
    team = below(desk.conn, desk.person.id)
    if not team:
        return refuse(desk, NAME)
    facts = desk.facts()
    found = late(facts, [facts.pseudonym(each) for each in team], desk.now)
    reply = Reply("answered", "", NAME, {"team": True, "late": True},
                  sources=[figure("officials", len(team)), figure("assignments", len(found))])
    if not found:
        reply.outcome, reply.text = "zero", desk.words.count("late.none", len(team))
        return reply
    known = desk.reveal(sorted({each.person for each in found}))
    officials = {each.id: each for each in by_ids(desk.conn, list(known.values()))}
    theirs: dict[str, list[Late]] = defaultdict(list)
    for each in found:
        theirs[known[each.person]].append(each)
    # the longest overdue first, then the most, then by name
    ordered = sorted(theirs, key=lambda each: (theirs[each][0].due_on, -len(theirs[each]), officials[each].name, each))
    rows: list[list[Any]] = []
    texts: list[str] = []
    for identity in ordered:
        who, duties_late = officials[identity], theirs[identity]
        courses = [desk.words.course(course) if (course := desk.framework.courses.get(each.course)) else each.course
                   for each in duties_late]
        rows.append([{"id": who.id, "label": who.name}, *_where(desk, who), len(duties_late),
                     duties_late[0].due_on.isoformat(), desk.words.listed(courses)])
        if len(texts) < SHOWN:
            texts.append(desk.words("late.line", name=who.name, courses=desk.words.listed(courses, 3),
                                    day=desk.words.day(duties_late[0].due_on)))
            reply.sources += [{"kind": "plan", "id": duties_late[0].plan, "due_on": duties_late[0].due_on.isoformat()},
                              figure("since", desk.words.day(duties_late[0].due_on)),
                              figure("further_courses", max(len(courses) - 3, 0))]
    more = len(rows) - len(texts)
    reply.sources += [figure("late", len(rows)), figure("further", more)]
    reply.text = lines([desk.words.count("late.head", len(rows), team=len(team)), *texts,
                        desk.words("late.more", n=more) if more else None])
    reply.blocks.append({"type": "table", "rows": rows, "columns": [
        {"id": key, "label": desk.words(f"columns.{key}")} for key in (
            "name", "position", "organisation", "overdue", "since", "courses")]})
    reply.focus = {"official": ordered[0]} if len(ordered) == 1 else {}
    reply.offers = [Offer(each, desk.words("late.offer", name=officials[each].name),
                          desk.words("profile.say_plan", name=officials[each].name), NAME,
                          {"official": [each], "plan": True}) for each in ordered[:3]]
    return reply


def _where(desk: Desk, who: Official) -> list[Any]:
    """A person's post and organisation as cells."""
    position = desk.framework.positions.get(who.position_id)
    place = desk.framework.organisations.get(who.organisation_id)
    return [{"id": position.id, "label": desk.words.position(position)} if position else None,
            {"id": place.id, "label": desk.words.organisation(place)} if place else None]

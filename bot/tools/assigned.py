"""The courses that plans ask of the person: what is done, what is overdue and what is still to come."""

from __future__ import annotations

from dataclasses import dataclass

from bot.tools.contract import Desk, figure
from bot.tools.course_cards import card
from bot.turn import Offer, Reply
from bot.words import lines
from frac.gaps import effects
from passbook.officials import Duty, Official, duties_of
from passbook.standing import void


@dataclass(frozen=True)
class Duties:
    """What plans ask of a person: all of it, the courses completed, and what is late."""

    all: list[Duty]
    completed: frozenset[str]
    late: list[Duty]

    @property
    def done(self) -> int:
        """How many are completed."""
        return sum(duty.course_id in self.completed for duty in self.all)


def duties(desk: Desk, who: Official) -> Duties:
    """The duties of a person whom the asker may see. A completed course is done, whatever its score."""
    found = duties_of(desk.conn, who, list(desk.framework.ancestors(who.organisation_id)))
    # a plan that asks a course in two rows asks it once, by the earlier day; they come the earliest first
    once: dict[tuple[str, str], Duty] = {}
    for duty in found:
        once.setdefault((duty.plan_id, duty.course_id), duty)
    found = list(once.values())
    entries = desk.entries(who.id)
    taken_back = void(entries)
    done = frozenset(entry.course_id for entry in entries
                     if entry.kind == "completed" and entry.course_id and entry.id not in taken_back)
    return Duties(found, done, [duty for duty in found if duty.course_id not in done and duty.due_on < desk.today])


def assigned(desk: Desk) -> Reply:
    """The person's plan: open courses as cards, overdue ones first; a completed one is done, whatever its score."""
    found = duties(desk, desk.me)
    asked, late = found.all, found.late
    reply = Reply("answered", "", "recommend", {"plan": sorted({duty.plan_id for duty in asked})})
    reply.sources = [{"kind": "plan", "id": duty.plan_id, "due_on": duty.due_on.isoformat()} for duty in asked]
    if not asked:
        reply.outcome, reply.text = "zero", desk.words("plan.none")
        return reply
    still_open = [duty for duty in asked if duty.course_id not in found.completed]
    reply.sources += [figure("assigned", len(asked)), figure("done", len(asked) - len(still_open)),
                      figure("overdue", len(late)), figure("open", len(still_open))]
    reply.text = lines([
        desk.words("plan.head", done=len(asked) - len(still_open), n=len(asked)),
        desk.words.count("plan.overdue", len(late)) if late else None,
        *(_line(desk, duty) for duty in still_open)])
    courses = [course for duty in still_open if (course := desk.framework.courses.get(duty.course_id))]
    if courses:
        pairs, passed = desk.pairs(), desk.standing().passed.keys()
        reply.blocks.append({"type": "courses", "items": [
            card(desk, course, effects(course, pairs, passed), _why(desk, duty))
            for duty, course in zip(still_open, courses, strict=False)]})
        reply.sources += [figure(f"duration:{course.id}", desk.words.duration(course.minutes)) for course in courses]
        reply.focus["courses"] = [course.id for course in courses]
    reply.offers = [Offer("recommend", desk.words("offer.recommend"), desk.words("say.recommend"), "recommend")]
    return reply


def _why(desk: Desk, duty: Duty) -> str:
    key = "plan.was_due" if duty.due_on < desk.today else "plan.due"
    return desk.words(key, plan=duty.plan, day=desk.words.day(duty.due_on))


def _line(desk: Desk, duty: Duty) -> str:
    course = desk.framework.courses.get(duty.course_id)
    return desk.words("plan.line", title=desk.words.course(course) if course else duty.course_id,
                      why=_why(desk, duty))

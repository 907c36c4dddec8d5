"""`look_up_official`: people for those entitled to see them. Who reports to one and how each stands, to whom somebody
reports, a person by name, what was acquired since a day, how far a plan is, who is late, and who could act in a post.
"""

from __future__ import annotations

from bot.tools.assigned import duties
from bot.tools.contract import Desk, Slots, Tool, figure
from bot.tools.lookup_acquired import acquired, team_acquired
from bot.tools.lookup_candidates import could_act
from bot.tools.lookup_person import profile
from bot.tools.lookup_plan import plan_status, team_late
from bot.tools.whose import refuse, whose
from bot.turn import Offer, Reply
from passbook.officials import Official, by_id, reports_of

NAME = "look_up_official"


def run(desk: Desk, slots: Slots) -> Reply:
    """The direct reports with what each meets of the post's requirements, or what is asked of a person. Whoever may not
    see that person is refused."""
    if slots.get("act_as"):
        return could_act(desk, slots)
    if slots.get("late"):
        return team_late(desk)
    if slots.get("acquired") and slots.get("team"):
        return team_acquired(desk, slots) or refuse(desk, NAME)
    if slots.get("above") or slots.get("acquired") or "official" in slots:
        who = whose(desk, slots, NAME)
        if isinstance(who, Reply):
            return who
        if slots.get("above"):
            return _above(desk, who)
        if slots.get("acquired"):
            return acquired(desk, who, slots)
        return plan_status(desk, who) if slots.get("plan") else profile(desk, who)
    return _team(desk)


def _team(desk: Desk) -> Reply:
    """The direct reports: what each meets of the post's requirements, and what of their plan is done and overdue."""
    team = reports_of(desk.conn, desk.person.id)
    if not team:
        return refuse(desk, NAME)
    columns = [{"id": key, "label": desk.words(f"columns.{key}")} for key in (
        "name", "position", "met", "required", "open", "assigned", "done", "overdue")]
    rows, late = [], 0
    for official in team:
        position = desk.framework.positions.get(official.position_id)
        pairs = desk.pairs(official)
        met = sum(not pair.open for pair in pairs)
        plan = duties(desk, official)
        late += bool(plan.late)
        rows.append([{"id": official.id, "label": official.name}, desk.words.position(position) if position else "",
                     met, len(pairs), len(pairs) - met, len(plan.all), plan.done, len(plan.late)])
    reply = Reply("answered", desk.words.count("team.head", len(team)), NAME,
                  {"officials": len(team)}, sources=[figure("officials", len(team)), figure("late", late)])
    if late:
        reply.text += "\n" + desk.words.count("team.late", late)
        reply.offers = [Offer("late", desk.words("team.offer_late"), desk.words("team.say_late"), NAME,
                              {"team": True, "late": True})]
    reply.offers.append(Offer("acquired", desk.words("team.offer_acquired"), desk.words("team.say_acquired"), NAME,
                              {"team": True, "acquired": True}))
    reply.blocks.append({"type": "table", "columns": columns, "rows": rows})
    return reply


def _above(desk: Desk, who: Official) -> Reply:
    """The reporting officer by name and post, and nothing else of them."""
    above = by_id(desk.conn, who.reports_to) if who.reports_to else None
    own = who.id == desk.person.id
    if above is None:
        return Reply("not_recorded", desk.words("team.no_officer" if own else "team.no_officer_of", who=who.name),
                     NAME)
    position = desk.framework.positions.get(above.position_id)
    title = desk.words.position(position) if position else "–"
    text = (desk.words("team.officer", name=above.name, title=title) if own else
            desk.words("team.officer_of", who=who.name, name=above.name, title=title))
    columns = [{"id": key, "label": desk.words(f"columns.{key}")} for key in ("name", "position")]
    return Reply("answered", text, NAME, sources=[{"kind": "official", "id": above.id}],
                 blocks=[{"type": "table", "columns": columns,
                          "rows": [[{"id": above.id, "label": above.name}, title]]}])


TOOL = Tool(NAME, run, frozenset({
    "official", "above", "within", "act_as", "acquired", "plan", "late", "team", "mine", "period", "position", "limit",
    "instead_of", "competency", "type"}))

"""`look_up_official`: people for those entitled to see them. Who reports to one and how each stands, to whom somebody
reports, a person by name, what was acquired since a day, how far a plan is, and who could act in a post.
"""

from __future__ import annotations

from bot.tools.contract import Desk, Slots, Tool, figure
from bot.tools.lookup_candidates import could_act
from bot.tools.lookup_person import acquired, plan_status, profile
from bot.tools.whose import refuse, whose
from bot.turn import Reply
from passbook.officials import Official, by_id, reports_of


def run(desk: Desk, slots: Slots) -> Reply:
    """The direct reports with what each meets of the post's requirements, or what is asked of a person. Whoever may not
    see that person is refused."""
    if slots.get("above"):
        who = whose(desk, slots, "look_up_official")
        return who if isinstance(who, Reply) else _above(desk, who)
    if slots.get("act_as"):
        return could_act(desk, slots)
    if "official" in slots or (slots.get("acquired") and not slots.get("team")):
        who = whose(desk, slots, "look_up_official")
        if isinstance(who, Reply):
            return who
        if slots.get("acquired"):
            return acquired(desk, [who], slots)
        return plan_status(desk, who) if slots.get("plan") else profile(desk, who)
    team = reports_of(desk.conn, desk.person.id)
    if not team:
        return refuse(desk, "look_up_official")
    if slots.get("acquired"):
        return acquired(desk, team, slots)
    columns = [{"id": key, "label": desk.words(f"columns.{key}")} for key in ("name", "position", "met", "required",
                                                                              "open")]
    rows = []
    for official in team:
        position = desk.framework.positions.get(official.position_id)
        pairs = desk.pairs(official)
        met = sum(not pair.open for pair in pairs)
        rows.append([{"id": official.id, "label": official.name}, desk.words.position(position) if position else "",
                     met, len(pairs), len(pairs) - met])
    reply = Reply("answered", desk.words.count("team.head", len(team)), "look_up_official",
                  {"officials": len(team)}, sources=[figure("officials", len(team))])
    reply.blocks.append({"type": "table", "columns": columns, "rows": rows})
    return reply


def _above(desk: Desk, who: Official) -> Reply:
    """The reporting officer by name and post, and nothing else of them."""
    above = by_id(desk.conn, who.reports_to) if who.reports_to else None
    own = who.id == desk.person.id
    if above is None:
        return Reply("not_recorded", desk.words("team.no_officer" if own else "team.no_officer_of", who=who.name),
                     "look_up_official")
    position = desk.framework.positions.get(above.position_id)
    title = desk.words.position(position) if position else "–"
    text = (desk.words("team.officer", name=above.name, title=title) if own else
            desk.words("team.officer_of", who=who.name, name=above.name, title=title))
    columns = [{"id": key, "label": desk.words(f"columns.{key}")} for key in ("name", "position")]
    return Reply("answered", text, "look_up_official", sources=[{"kind": "official", "id": above.id}],
                 blocks=[{"type": "table", "columns": columns,
                          "rows": [[{"id": above.id, "label": above.name}, title]]}])


TOOL = Tool("look_up_official", run, frozenset({
    "official", "above", "within", "act_as", "acquired", "plan", "team", "period", "position", "limit"}))

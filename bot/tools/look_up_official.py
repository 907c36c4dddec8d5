"""`look_up_official`: the people who report to the person, and how each stands."""

from __future__ import annotations

from bot.tools.contract import Desk, Slots, Tool, figure
from bot.tools.whose import refuse
from bot.turn import Reply
from passbook.officials import reports_of


def run(desk: Desk, slots: Slots) -> Reply:
    """The direct reports with what each meets of the post's requirements. Whoever has none is told so, and whoever
    asks for somebody else is refused."""
    if "official" in slots:
        return refuse(desk, "look_up_official")
    team = reports_of(desk.conn, desk.person.id)
    if not team:
        return refuse(desk, "look_up_official")
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


TOOL = Tool("look_up_official", run, frozenset({"official"}))

"""`show_role`: what a position requires, at which level, and the work that asks for it."""

from __future__ import annotations

from bot.tools.compare_positions import compare
from bot.tools.contract import Desk, Slots, Tool, ask_which, competencies_block, figure, of_type
from bot.turn import Block, Offer, Reply
from bot.words import lines
from frac.framework import Position


def run(desk: Desk, slots: Slots) -> Reply:
    """The requirements of the person's own position, or of another that was named, and what the person holds; with
    `compare`, what is different between two."""
    if slots.get("compare"):
        return compare(desk, slots)
    if slots.get("position_unclear"):
        return ask_which(desk, slots["position_unclear"], "show_role", slots, "position")
    if slots.get("competency_unclear"):
        return ask_which(desk, slots["competency_unclear"], "show_role", slots)
    own = not slots.get("position") or slots["position"] == desk.me.position_id
    position = desk.framework.positions[slots.get("position") or desk.me.position_id]
    title = desk.words.position(position)
    reply = Reply("answered", "", "show_role", {"position": position.id},
                  sources=[{"kind": "position", "id": position.id}], focus={"position": position.id})
    required = position.required
    if not required:
        reply.outcome, reply.text = "not_recorded", desk.words("role.none", title=title)
        return reply
    wanted = slots.get("competency") or of_type(desk.framework, required, slots.get("type"))
    asked = [each for each in wanted if each in required]
    if not asked:
        return _not_asked(desk, reply, title, wanted, slots)
    order = sorted(asked, key=lambda each: (-required[each] * position.weights[each], desk.name(each)))
    reply.blocks.append(competencies_block(desk, ((each, required[each], desk.held(each)) for each in order)))
    if slots.get("work") and position.roles:
        reply.blocks.append(_work(desk, position))
    if slots.get("competency"):
        reply.arguments["competency"] = list(asked)
        reply.text = lines([desk.words("role.one", title=title, competency=desk.name(each),
                                       level=desk.words.level(required[each])) + _why(desk, position, each)
                            for each in asked])
        reply.focus["competency"] = asked[0]
    else:
        names = [desk.words("role.item", competency=desk.name(each), level=required[each]) for each in order]
        key = "role.own" if own else "role.other"
        roles = desk.words("role.roles", title=title, roles=desk.words.listed(role.title for role in position.roles)
                           ) if slots.get("work") and position.roles else None
        reply.text = lines([roles, desk.words.count(key, len(order), title=title),
                            desk.words("role.names", names=desk.words.listed(names, 6))])
        reply.sources.append(figure("required", len(order)))
        reply.sources.append(figure("further", max(len(order) - 6, 0)))
    reply.offers = _next(desk, own, position, bool(slots.get("work")))
    return reply


def _not_asked(desk: Desk, reply: Reply, title: str, wanted: list[str], slots: Slots) -> Reply:
    """The position asks nothing of what was asked about."""
    reply.outcome = "zero"
    if slots.get("competency"):
        reply.arguments["competency"] = list(wanted)
        names = desk.words.listed(desk.name(each) for each in wanted)
        reply.text = desk.words("role.not_asked", title=title, names=names)
    else:
        reply.text = desk.words("role.none_of_type", title=title, type=desk.words(f"types.{slots['type']}"))
    return reply


def _why(desk: Desk, position: Position, competency_id: str) -> str:
    """The activity or role that asks the competency, where the framework says so."""
    highest = position.required[competency_id]
    for line in position.requirements:
        if line.competency_id != competency_id or line.level != highest:
            continue
        for role in position.roles:
            for activity in role.activities:
                if activity.id == line.activity_id:
                    return " " + desk.words("role.because", work=activity.description)
            if role.id == line.role_id and line.activity_id is None:
                return " " + desk.words("role.because", work=role.title)
    return ""


def _work(desk: Desk, position: Position) -> Block:
    """The roles of a position with their activities, and whom the work comes from and goes to."""
    def other(reference: str | None) -> str:
        known = desk.framework.positions.get(reference or "")
        return desk.words.position(known) if known else (reference or "")

    columns = [{"id": key, "label": desk.words(f"columns.{key}")} for key in ("role", "activity", "from", "to")]
    rows = [[{"id": role.id, "label": role.title}, {"id": activity.id, "label": activity.description},
             other(activity.receives_from), other(activity.submits_to)]
            for role in position.roles for activity in role.activities]
    return {"type": "table", "columns": columns, "rows": rows}


def _next(desk: Desk, own: bool, position: Position, work_shown: bool) -> list[Offer]:
    offers = []
    if own:
        offers.append(Offer("gaps", desk.words("offer.gaps"), desk.words("say.gaps"), "check_gaps"))
        offers.append(Offer("recommend", desk.words("offer.recommend"), desk.words("say.recommend"), "recommend"))
    else:
        name = desk.words.position(position)
        offers.append(Offer("compare", desk.words("offer.compare"), desk.words("say.compare_position", name=name),
                            "show_role", {"position": position.id, "compare": True}))
    if position.roles and not work_shown:
        offers.append(Offer("work", desk.words("offer.work"), desk.words("say.work"), "show_role",
                            {"position": position.id, "work": True}))
    return offers


TOOL = Tool("show_role", run, frozenset({"position", "positions", "compare", "competency", "type", "work"}))

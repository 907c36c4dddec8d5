"""Two positions side by side: what the second asks that the first does not, and what of it the person holds.

A part of `show_role`: for whoever is posted elsewhere on Monday, or thinks of the next post. Says nothing of whether
somebody will be transferred or promoted: nobody told it.
"""

from __future__ import annotations

from collections import Counter

from bot.tools.contract import Desk, Slots, ask_which, competencies_block, figure
from bot.tools.course_cards import card, moves
from bot.turn import Block, Offer, Reply
from bot.words import lines
from frac.compare import ORDER, Difference, differences
from frac.framework import Position
from frac.gaps import Pair
from passbook.officials import by_id
from retrieval.recommend import Wishes, plan

TOLD, STEPS = 5, 3


def compare(desk: Desk, slots: Slots) -> Reply:
    """The difference between the person's position and the one named, or between the two that were named."""
    if slots.get("position_unclear"):
        return ask_which(desk, slots["position_unclear"], "show_role", slots, "position")
    named = list(slots.get("positions") or ([slots["position"]] if slots.get("position") else []))
    seen = (desk.memory.get("focus") or {}).get("position")
    if not named and seen in desk.framework.positions:
        named = [seen]  # "and compared with mine?", after another post
    if not named:
        return _which(desk)
    before_id, after_id = named[:2] if len(named) > 1 else (desk.me.position_id, named[0])
    if before_id == after_id:
        return _which(desk)
    before, after = desk.framework.positions.get(before_id), desk.framework.positions[after_id]
    reply = Reply("answered", "", "show_role", {"position": after.id, "compared_with": before_id},
                  sources=[{"kind": "position", "id": each} for each in (after.id, before_id)],
                  focus={"position": after.id})
    empty = next((each for each in (after, before) if each is not None and not each.required), None)
    if empty is not None:
        reply.outcome, reply.text = "not_recorded", desk.words("role.none", title=desk.words.position(empty))
        return reply
    found = differences(before.required if before else {}, after.required)
    return _tell(desk, reply, before, after, found)


def _which(desk: Desk) -> Reply:
    """Asks for the other position; that of the person's senior is the likeliest."""
    above = by_id(desk.conn, desk.me.reports_to) if desk.me.reports_to else None
    senior = desk.framework.positions.get(above.position_id) if above else None
    offers = [Offer(senior.id, desk.words.position(senior),
                    desk.words("say.compare_position", name=desk.words.position(senior)), "show_role",
                    {"compare": True, "position": senior.id})] if senior and senior.id != desk.me.position_id else []
    return Reply("clarify", desk.words("compare.which"), "show_role", offers=offers)


def _tell(desk: Desk, reply: Reply, before: Position | None, after: Position, found: list[Difference]) -> Reply:
    """The figures, what is more to learn, what is open, and the first steps."""
    counts = Counter(each.move for each in found)
    pairs = {pair.competency_id: pair for pair in desk.pairs(position_id=after.id)}
    still_open = [pair for pair in pairs.values() if pair.open]
    title = desk.words.position(after)
    moved = [desk.words.count(f"compare.{move}", counts[move]) for move in ORDER if counts[move]]
    more = sorted((each for each in found if each.move in ("new", "higher")),
                  key=lambda each: not pairs[each.competency_id].open)
    told = [_line(desk, each, pairs[each.competency_id]) for each in more[:TOLD]]
    reply.text = lines([
        desk.words("compare.head", before=desk.words.position(before) if before else desk.me.position_id, after=title,
                   moves=desk.words.listed(moved)),
        *told, desk.words("gaps.more", n=len(more) - TOLD) if len(more) > TOLD else None,
        desk.words.count("compare.open", len(still_open), met=len(pairs) - len(still_open), of=len(pairs), title=title)
        if still_open else desk.words("compare.all_met", of=len(pairs), title=title)])
    reply.sources += [figure(move, counts[move]) for move in ORDER if counts[move]]
    reply.sources += [figure("further", max(len(more) - TOLD, 0)), figure("met", len(pairs) - len(still_open)),
                      figure("required", len(pairs)), figure("open", len(still_open))]
    order = [each.competency_id for each in found if each.after is not None]
    reply.blocks += [competencies_block(desk, ((each, pairs[each].required, pairs[each].held) for each in order)),
                     _table(desk, before, after, found)]
    reply.focus["competencies"] = [pair.competency_id for pair in still_open]
    _first_steps(desk, reply, still_open)
    name = desk.words.position(after)
    if still_open:
        reply.offers.append(Offer("recommend", desk.words("offer.recommend_for", name=name),
                                  desk.words("say.recommend_position", name=name), "recommend",
                                  {"position": after.id}))
    reply.offers += [Offer("role", desk.words("offer.role_of", name=name), desk.words("say.show_role_position",
                                                                                      name=name),
                           "show_role", {"position": after.id}),
                     Offer("gaps", desk.words("offer.gaps"), desk.words("say.gaps"), "check_gaps")]
    return reply


def _line(desk: Desk, difference: Difference, pair: Pair) -> str:
    return desk.words(f"compare.line_{difference.move}", competency=desk.name(difference.competency_id),
                      before=difference.before, after=difference.after, held=pair.held)


def _table(desk: Desk, before: Position | None, after: Position, found: list[Difference]) -> Block:
    """Every competency of either position, with the level each asks, what becomes of it, and the level held."""
    columns = [{"id": "competency", "label": desk.words("columns.competency")},
               {"id": "before", "label": desk.words.position(before) if before else desk.me.position_id},
               {"id": "after", "label": desk.words.position(after)},
               {"id": "difference", "label": desk.words("columns.difference")},
               {"id": "held", "label": desk.words("columns.held")}, {"id": "gap", "label": desk.words("columns.gap")}]
    rows = [[{"id": each.competency_id, "label": desk.name(each.competency_id)}, each.before, each.after,
             desk.words(f"differences.{each.move}"), desk.held(each.competency_id),
             max(each.after - desk.held(each.competency_id), 0) if each.after is not None else None]
            for each in found]
    return {"type": "table", "columns": columns, "rows": rows}


def _first_steps(desk: Desk, reply: Reply, still_open: list[Pair]) -> None:
    """The courses that move the most of what is open, as cards, and the first of them in words."""
    made = plan(desk.framework, still_open, set(desk.standing().passed), Wishes(), STEPS) if still_open else None
    if made is None or not made.steps:
        return
    items = []
    for step in made.steps:
        why = moves(desk, step.effects)
        if step.needed_for:
            needed = desk.words("recommend.first", title=desk.words.course(desk.framework.courses[step.needed_for]))
            why = f"{needed}; {why}" if why else needed
        items.append(card(desk, step.course, step.effects, why))
    reply.blocks.append({"type": "courses", "items": items})
    reply.text = lines([reply.text, desk.words("compare.first", title=items[0]["title"], time=items[0]["duration"],
                                               why=items[0]["why"])])
    reply.focus["courses"] = [item["id"] for item in items]

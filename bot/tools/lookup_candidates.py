"""Who could act in a post: the best matches among the people whom the asker sees, and what each lacks."""

from __future__ import annotations

from bot.people.access import scope
from bot.tools.contract import Desk, Slots, ask_which, figure
from bot.tools.whose import refuse, whose
from bot.turn import Offer, Reply
from bot.words import lines
from frac.framework import Position
from passbook.insights.candidates import candidates
from passbook.officials import Official, by_id

NAME = "look_up_official"
SHOWN, MOST, LINES = 5, 20, 5


def could_act(desk: Desk, slots: Slots) -> Reply:
    """The people who meet the most of what a post requires; of a named person's post, where that is asked."""
    if slots.get("position_unclear"):
        return ask_which(desk, slots["position_unclear"], NAME, slots, kind="position")
    leaving: Official | None = None
    if "official" in slots and not slots.get("position"):
        found = whose(desk, slots, NAME)
        if isinstance(found, Reply):
            return found
        leaving = found
    position = desk.framework.positions.get(leaving.position_id if leaving else slots.get("position") or "")
    if position is None:
        return Reply("clarify", desk.words("acting.which_post"), NAME)
    if not position.required:
        return Reply("not_recorded", desk.words("acting.no_requirements", title=desk.words.position(position)), NAME,
                     {"position": position.id})
    if "official" in slots and slots.get("position"):
        found = whose(desk, slots, NAME)
        return found if isinstance(found, Reply) else _one(desk, found, position)
    facts = desk.facts()
    seen = scope(desk.conn, desk.framework, desk.person, facts.pseudonym)
    if not seen.exact and len(seen.team) < 2:
        return refuse(desk, NAME)
    limit = max(1, min(int(slots.get("limit") or SHOWN), MOST))
    best, count = candidates(facts, seen, position.required, position.id, slots.get("within"), desk.now, limit)
    return _told(desk, slots, position, [(each.person, each.met, each.short) for each in best], count, leaving)


def _told(desk: Desk, slots: Slots, position: Position, best: list[tuple[str, int, int]], count: int,
          leaving: Official | None) -> Reply:
    title, required = desk.words.position(position), len(position.required)
    arguments = {"act_as": position.id, **({"within": slots["within"]} if slots.get("within") else {})}
    reply = Reply("answered", "", NAME, arguments, focus={"position": position.id})
    known = desk.reveal([person for person, _, _ in best])
    found = [(official, met, short) for person, met, short in best
             if (official := by_id(desk.conn, known.get(person, ""))) and not (leaving and official.id == leaving.id)]
    reply.sources = [figure("required", required), figure("looked_at", count), {"kind": "position", "id": position.id}]
    if not found:
        reply.outcome, reply.text = "zero", desk.words("acting.nobody", title=title)
        return reply
    rows, texts = [], []
    for number, (official, met, short) in enumerate(found, 1):
        missing = [pair for pair in desk.pairs(official, position.id) if pair.open]
        share = round(100.0 * met / required, 1)
        share = int(share) if share.is_integer() else share
        lacks = desk.words.listed((f"{desk.name(pair.competency_id)} ({pair.held} → {pair.required})"
                                   for pair in missing), 3)
        now = desk.framework.positions.get(official.position_id)
        place = desk.framework.organisations.get(official.organisation_id)
        rows.append([{"id": official.id, "label": official.name},
                     {"id": now.id, "label": desk.words.position(now)} if now else None,
                     {"id": place.id, "label": desk.words.organisation(place)} if place else None,
                     share, met, required, short, lacks])
        if number <= LINES:
            reply.sources.append(figure(f"place:{number}", number))
            texts.append(desk.words("acting.line" if missing else "acting.line_all", n=number, name=official.name,
                                    title=desk.words.position(now) if now else "–", share=f"{share}", met=met,
                                    required=required, lacks=lacks))
    columns = [{"id": key, "label": desk.words(f"columns.{key}")} for key in (
        "name", "position", "organisation", "readiness", "met", "required", "levels_short", "missing")]
    columns[3]["unit"] = "%"
    reply.blocks.append({"type": "table", "columns": columns, "rows": rows})
    reply.text = lines([desk.words("acting.head", title=title, n=count), *texts, desk.words("acting.how")])
    reply.offers = [Offer(official.id, desk.words("acting.offer", name=official.name),
                          desk.words("acting.say_offer", name=official.name), NAME,
                          {"act_as": True, "position": position.id, "official": [official.id]})
                    for official, _, _ in found[:3]]
    return reply


def _one(desk: Desk, who: Official, position: Position) -> Reply:
    """How one person stands to what a post requires."""
    pairs = desk.pairs(who, position.id)
    met = sum(not pair.open for pair in pairs)
    items = [{"id": pair.competency_id, "label": desk.name(pair.competency_id), "required": pair.required,
              "held": pair.held, "gap": max(pair.required - pair.held, 0),
              "type": desk.framework.competencies[pair.competency_id].type} for pair in pairs]
    text = desk.words("acting.one", name=who.name, met=met, required=len(pairs), title=desk.words.position(position))
    return Reply("answered", text, NAME, {"act_as": position.id, "official": who.id},
                 blocks=[{"type": "competencies", "items": items}],
                 sources=[figure("met", met), figure("required", len(pairs)), {"kind": "official", "id": who.id}],
                 focus={"official": who.id, "position": position.id})

"""One person for those entitled: post, place and superior, how they stand, the widest gaps, and how their plan is."""

from __future__ import annotations

from bot.tools.assigned import duties
from bot.tools.contract import Desk, competencies_block, figure
from bot.tools.lookup_plan import figures, told
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.officials import Official, by_id

NAME = "look_up_official"
SHOWN = 3


def profile(desk: Desk, who: Official) -> Reply:
    """The person's post, place and reporting officer, what of the post is met, the widest gaps, and their plan."""
    position = desk.framework.positions.get(who.position_id)
    place = desk.framework.organisations.get(who.organisation_id)
    above = by_id(desk.conn, who.reports_to) if who.reports_to else None
    pairs = desk.pairs(who)
    gaps = [pair for pair in pairs if pair.open]
    reply = Reply("answered", "", NAME, {"official": who.id}, focus={"official": who.id})
    title = desk.words.position(position) if position else "–"
    texts = [desk.words("profile.head", name=who.name, title=title,
                        place=desk.words.organisation(place) if place else "–")]
    if above is not None:
        texts.append(desk.words("profile.above", name=above.name))
    if pairs:
        met = len(pairs) - len(gaps)
        texts.append(desk.words("standing.other", name=who.name, met=met, required=len(pairs), title=title))
        reply.sources += [figure("met", met), figure("required", len(pairs)), figure("open", len(gaps))]
        reply.blocks.append(competencies_block(desk, [(pair.competency_id, pair.required, pair.held)
                                                      for pair in pairs]))
    else:
        texts.append(desk.words("role.none", title=title))
    if gaps:
        texts.append(desk.words("profile.gaps", names=desk.words.listed((desk.words(
            "acting.missing", competency=desk.name(pair.competency_id), held=pair.held, required=pair.required)
            for pair in gaps), SHOWN)))
        reply.sources.append(figure("further_gaps", max(len(gaps) - SHOWN, 0)))
    found = duties(desk, who)
    if found.all:
        texts.append(told(desk, who, found))
        reply.sources += figures(found)
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

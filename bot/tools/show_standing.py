"""`show_standing`: the levels a person holds, beside what the post requires."""

from __future__ import annotations

from bot.tools.contract import Desk, Slots, Tool, ask_which, competencies_block, figure, of_type
from bot.tools.whose import whose
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.officials import Official


def run(desk: Desk, slots: Slots) -> Reply:
    """The levels held in the competencies named, or in all that are required or held."""
    if slots.get("competency_unclear"):
        return ask_which(desk, slots["competency_unclear"], "show_standing", slots)
    who = whose(desk, slots, "show_standing")
    if isinstance(who, Reply):
        return who
    position = desk.framework.positions.get(who.position_id)
    required = position.required if position else {}
    held = desk.standing(who.id).all_held(desk.now)
    reply = Reply("answered", "", "show_standing", focus={})
    if who.id != desk.person.id:
        reply.arguments["official"] = who.id
        reply.focus["official"] = who.id
    if slots.get("competency"):
        return _named(desk, reply, who, list(slots["competency"]), required)

    asked = of_type(desk.framework, required, slots.get("type"))
    others = of_type(desk.framework, sorted(set(held) - set(required), key=desk.name), slots.get("type"))
    met = [each for each in asked if held.get(each, 0) >= required[each]]
    items = sorted(asked, key=lambda each: (-held.get(each, 0), desk.name(each)))
    if not items and not others:
        key = "standing.nothing" if who.id == desk.person.id else "standing.nothing_other"
        reply.outcome, reply.text = "zero", desk.words(key, name=who.name)
        return reply
    reply.blocks.append(competencies_block(desk, [(each, required[each], held.get(each, 0)) for each in items]
                                           + [(each, None, held[each]) for each in others]))
    reply.sources += [figure("met", len(met)), figure("required", len(asked)), figure("held_besides", len(others))]
    own = who.id == desk.person.id
    texts = []
    if asked:
        texts.append(desk.words("standing.own" if own else "standing.other", met=len(met), required=len(asked),
                                name=who.name, title=desk.words.position(position) if position else ""))
    if others:
        texts.append(desk.words.count("standing.besides" if own else "standing.besides_other", len(others),
                                      name=who.name))
    pending = desk.standing(who.id).pending
    if pending and own:
        claims = desk.words.listed((desk.words("standing.claim", competency=desk.name(claim.competency_id),
                                               level=claim.level) for claim in pending), 3)
        texts.append(desk.words("standing.pending", claims=claims))
        reply.sources += [{"kind": "entry", "id": claim.entry.id, "level": claim.level} for claim in pending]
        reply.sources.append(figure("further_claims", max(len(pending) - 3, 0)))
    reply.text = lines(texts)
    if own:
        reply.offers = [Offer("gaps", desk.words("offer.gaps"), desk.words("say.gaps"), "check_gaps"),
                        Offer("passbook", desk.words("offer.passbook"), desk.words("say.passbook"), "show_passbook")]
    return reply


def _named(desk: Desk, reply: Reply, who: Official, wanted: list[str], required: dict[str, int]) -> Reply:
    """The level in what was named, and how it stands to the requirement."""
    own = who.id == desk.person.id
    texts = []
    for each in wanted:
        level = desk.held(each, who.id)
        key = "hold" if level else "hold_none"
        text = desk.words(f"standing.{key}" if own else f"standing.{key}_other", competency=desk.name(each),
                          level=desk.words.level(level), name=who.name)
        if each not in required:
            text += " " + desk.words("standing.not_required")
        elif level >= required[each]:
            text += " " + desk.words("standing.meets", required=required[each])
        else:
            text += " " + desk.words("standing.short", required=required[each])
        texts.append(text)
    reply.text = lines(texts)
    reply.arguments["competency"] = wanted
    reply.blocks.append(competencies_block(desk, [(each, required.get(each), desk.held(each, who.id))
                                                  for each in wanted]))
    reply.focus["competency"] = wanted[0]
    reply.sources += [{"kind": "competency", "id": each} for each in wanted]
    if own:
        first = desk.name(wanted[0])
        reply.offers = [
            Offer("why", desk.words("offer.why_level"), desk.words("say.why_level", name=first), "show_passbook",
                  {"competency": [wanted[0]], "why": True}),
            Offer("quiz", desk.words("offer.quiz"), desk.words("say.quiz_competency", name=first), "quiz",
                  {"competency": [wanted[0]]})]
        if any(required.get(each, 0) > desk.held(each) for each in wanted):
            reply.offers.insert(0, Offer("courses", desk.words("offer.courses_for"),
                                         desk.words("say.recommend_competency", name=first), "recommend",
                                         {"competency": [wanted[0]]}))
    return reply


TOOL = Tool("show_standing", run, frozenset({"competency", "type", "official"}))

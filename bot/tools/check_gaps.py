"""`check_gaps`: what the post (or another that is named) requires and the person does not (yet) hold."""

from __future__ import annotations

from bot.tools.contract import Desk, Slots, Tool, ask_which, competencies_block, figure, of_type
from bot.tools.whose import whose
from bot.turn import Offer, Reply
from bot.words import lines
from frac.gaps import Pair
from passbook.officials import Official


def run(desk: Desk, slots: Slots) -> Reply:
    """The open gaps, widest first; or how far one named competency is from what is required."""
    if slots.get("competency_unclear"):
        return ask_which(desk, slots["competency_unclear"], "check_gaps", slots)
    if slots.get("position_unclear"):
        return ask_which(desk, slots["position_unclear"], "check_gaps", slots, "position")
    who = whose(desk, slots, "check_gaps")
    if isinstance(who, Reply):
        return who
    own = who.id == desk.person.id
    position_id = slots.get("position") or who.position_id
    other = position_id != who.position_id
    position = desk.framework.positions.get(position_id)
    title = desk.words.position(position) if position else ""
    reply = Reply("answered", "", "check_gaps", sources=[{"kind": "position", "id": position_id}])
    if other:
        reply.arguments["position"] = position_id
        reply.focus["position"] = position_id
    if not own:
        reply.arguments["official"] = who.id
        reply.focus["official"] = who.id
    everything = desk.pairs(who, position_id)
    if not everything:
        reply.outcome, reply.text = "not_recorded", desk.words("role.none", title=title)
        return reply
    if slots.get("competency"):
        return _named(desk, reply, list(slots["competency"]), everything, title, who)

    kept = set(of_type(desk.framework, (pair.competency_id for pair in everything), slots.get("type")))
    asked = [pair for pair in everything if pair.competency_id in kept]
    still_open = [pair for pair in asked if pair.open]
    if slots.get("type"):
        reply.arguments["type"] = slots["type"]
    reply.sources += [figure("required", len(asked)), figure("met", len(asked) - len(still_open)),
                      figure("open", len(still_open))]
    reply.blocks.append(competencies_block(desk, ((pair.competency_id, pair.required, pair.held)
                                                  for pair in still_open)))
    if not still_open:
        reply.outcome = "zero"
        reply.text = desk.words("gaps.none" if own else "gaps.none_other", n=len(asked), title=title, name=who.name)
        return reply
    names = [_line(desk, pair) for pair in still_open[:5]]
    key = "gaps.head_other" if not own else "gaps.head_post" if other else "gaps.head"
    head = desk.words(key, met=len(asked) - len(still_open), n=len(asked),
                      title=title, name=who.name)
    reply.text = lines([head + " " + desk.words.count("gaps.open", len(still_open)), *names])
    if len(still_open) > len(names):
        reply.text += "\n" + desk.words("gaps.more", n=len(still_open) - len(names))
        reply.sources.append(figure("further", len(still_open) - len(names)))
    if own:
        first = still_open[0].competency_id
        reply.focus["competency"] = first if len(still_open) == 1 else None
        reply.focus["competencies"] = [pair.competency_id for pair in still_open]
        reply.offers = [
            Offer("recommend", desk.words("offer.recommend"), desk.words("say.recommend_position", name=title) if other
                  else desk.words("say.recommend"), "recommend", {"position": position_id} if other else {}),
            Offer("quiz", desk.words("offer.quiz_on", name=desk.name(first)),
                  desk.words("say.quiz_competency", name=desk.name(first)), "quiz", {"competency": [first]}),
            Offer("why", desk.words("offer.why_on", name=desk.name(first)),
                  desk.words("say.why_level", name=desk.name(first)), "show_passbook",
                  {"competency": [first], "why": True})]
    return reply


def _line(desk: Desk, pair: Pair) -> str:
    return desk.words("gaps.line" if pair.held else "gaps.line_none", competency=desk.name(pair.competency_id),
                      required=pair.required, held=pair.held)


def _named(desk: Desk, reply: Reply, wanted: list[str], everything: list[Pair], title: str, who: Official) -> Reply:
    """How far what was named is from what is required."""
    by_id = {pair.competency_id: pair for pair in everything}
    other = "" if who.id == desk.person.id else "_other"
    texts = []
    for each in wanted:
        pair = by_id.get(each)
        if pair is None:
            level = desk.words.level(desk.held(each, who.id))
            texts.append(desk.words(f"gaps.not_required{other}", competency=desk.name(each), title=title, level=level,
                                    name=who.name))
        else:
            key = f"gaps.one_open{other}" if pair.open else f"gaps.one_met{other}"
            texts.append(desk.words(key, competency=desk.name(each), required=pair.required, held=pair.held,
                                    gap=pair.gap, title=title, name=who.name))
    reply.text = lines(texts)
    reply.arguments["competency"] = wanted
    reply.blocks.append(competencies_block(desk, [
        (each, by_id[each].required if each in by_id else None, desk.held(each, who.id)) for each in wanted]))
    is_open = any(each in by_id and by_id[each].open for each in wanted)
    reply.outcome = "answered" if is_open else "zero"
    reply.focus["competency"] = wanted[0]
    name = desk.name(wanted[0])
    if is_open and not other:
        reply.offers = [
            Offer("courses", desk.words("offer.courses_for"), desk.words("say.recommend_competency", name=name),
                  "recommend", {"competency": [wanted[0]]}),
            Offer("why", desk.words("offer.why_level"), desk.words("say.why_level", name=name), "show_passbook",
                  {"competency": [wanted[0]], "why": True})]
    return reply


TOOL = Tool("check_gaps", run, frozenset({"competency", "type", "position", "official"}))

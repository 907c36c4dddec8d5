"""`explain_competency`: what a competency means and what a person at each level does, in the tenant's own words."""

from __future__ import annotations

from bot.tools.contract import Desk, Slots, Tool, ask_which
from bot.turn import Offer, Reply
from bot.words import lines, plain


def run(desk: Desk, slots: Slots) -> Reply:
    """A competency's description and levels, or one level of it. `level_step` moves from the level spoken of last."""
    if slots.get("competency_unclear"):
        return ask_which(desk, slots["competency_unclear"], "explain_competency", slots)
    if not slots.get("competency"):
        return Reply("clarify", desk.words("ask.competency"), "explain_competency",
                     offers=_own(desk))
    competency = desk.framework.competencies[slots["competency"][0]]
    name = desk.words.competency(competency)
    reply = Reply("answered", "", "explain_competency", {"competency": competency.id},
                  sources=[{"kind": "competency", "id": competency.id}], focus={"competency": competency.id})
    level = slots.get("level")
    if slots.get("level_step"):
        before = slots.get("level_before") or max(desk.held(competency.id), 0)
        level = before + slots["level_step"]
    top = max((step.level for step in desk.framework.levels), default=5)
    if level is not None:
        level = min(max(level, 1), top)
        reply.arguments["level"] = level
        reply.focus["level"] = level
        told = competency.descriptors.get(level)
        if told is None:
            reply.outcome = "not_recorded"
            reply.text = desk.words("explain.no_level", competency=name, level=desk.words.level(level))
            reply.sources.append({"kind": "level", "id": str(level), "value": level})
            return reply
        reply.text = desk.words("explain.level", competency=name, level=desk.words.level(level), told=plain(told, 600))
    else:
        about = plain(competency.description or "", 600) or desk.words("explain.no_description")
        reply.text = lines([desk.words("explain.head", competency=name, type=desk.words(f"types.{competency.type}"),
                                       about=about), _where(desk, competency.id, reply)])
    if competency.descriptors:
        reply.blocks.append({
            "type": "table",
            "columns": [{"id": "level", "label": desk.words("columns.level")},
                        {"id": "descriptor", "label": desk.words("columns.descriptor")}],
            "rows": [[{"id": str(step), "label": desk.words.level(step)}, plain(told, 600)]
                     for step, told in sorted(competency.descriptors.items()) if level is None or step == level]})
    reply.sources.append({"kind": "level", "id": str(level or 0), "value": level or 0})
    reply.offers = [
        Offer("standing", desk.words("offer.my_level"), desk.words("say.standing_competency", name=name),
              "show_standing", {"competency": [competency.id]}),
        Offer("find", desk.words("offer.find_on", name=name), desk.words("say.find_on", name=name), "find_course",
              {"competency": [competency.id]}),
        Offer("quiz", desk.words("offer.quiz"), desk.words("say.quiz_competency", name=name), "quiz",
              {"competency": [competency.id]})]
    return reply


def _where(desk: Desk, competency_id: str, reply: Reply) -> str:
    """Where the person stands in it, in one sentence."""
    position = desk.framework.positions.get(desk.me.position_id)
    required = position.required.get(competency_id) if position else None
    held = desk.held(competency_id)
    reply.sources += [{"kind": "figure", "id": "held", "value": held},
                      {"kind": "figure", "id": "required", "value": required or 0}]
    if required is None:
        return desk.words("explain.not_required")
    return desk.words("explain.required", required=required, held=held)


def _own(desk: Desk) -> list[Offer]:
    """The competencies of the person's post, to choose one from."""
    return [Offer(pair.competency_id, desk.name(pair.competency_id),
                  desk.words("say.explain_competency_competency", name=desk.name(pair.competency_id)),
                  "explain_competency", {"competency": [pair.competency_id]}) for pair in desk.pairs()[:6]]


TOOL = Tool("explain_competency", run, frozenset({"competency", "level", "level_step", "level_before"}))

"""`record_claim`: the official's own word that they hold a level. Asks before it writes; pending until verified."""

from __future__ import annotations

from bot.tools.contract import Desk, Slots, Tool, ask_which, ask_yes, figure
from bot.turn import Offer, Reply
from bot.words import lines, plain
from passbook.entries import Entry
from passbook.officials import by_id

NOTE = 300


def run(desk: Desk, slots: Slots) -> Reply:
    """Asks for what is missing, then for a yes; with `confirmed` writes one `claimed` entry."""
    if slots.get("competency_unclear"):
        return ask_which(desk, slots["competency_unclear"], "record_claim", slots)
    if not slots.get("competency"):
        return _which(desk, slots)
    competency = slots["competency"][0]
    scale = [step.level for step in desk.framework.levels]
    level = slots.get("level")
    reply = Reply("clarify", "", "record_claim", {"competency": competency},
                  sources=[{"kind": "competency", "id": competency}], focus={"competency": competency})
    if level is None or level not in scale:
        return _which_level(desk, reply, competency, level, scale, slots)
    reply.arguments["level"] = level
    reply.focus["level"] = level
    reply.sources.append(figure("level", level))
    if slots.get("confirmed") and slots.get("token"):
        return _write(desk, reply, competency, level, slots)
    return _ask(desk, reply, competency, level, slots)


def _which(desk: Desk, slots: Slots) -> Reply:
    """Asks for the competency: those of the post whose level is not met, then the others."""
    offers = [Offer(pair.competency_id, desk.name(pair.competency_id),
                    desk.words("say.claim", name=desk.name(pair.competency_id)), "record_claim",
                    {**_kept(slots), "competency": [pair.competency_id]}) for pair in desk.pairs()[:6]]
    return Reply("clarify", desk.words("claim.which"), "record_claim", offers=offers)


def _kept(slots: Slots) -> Slots:
    return {key: slots[key] for key in ("level", "note") if slots.get(key) is not None}


def _which_level(desk: Desk, reply: Reply, competency: str, level: int | None, scale: list[int], slots: Slots
                 ) -> Reply:
    name = desk.name(competency)
    if level is None:
        reply.text = desk.words("claim.which_level", name=name)
    else:
        reply.text = desk.words("claim.off_scale", level=level, top=max(scale, default=0))
        reply.sources += [figure("level", level), figure("top", max(scale, default=0))]
    reply.offers = [Offer(f"level-{step}", desk.words.level(step), desk.words("say.claim_level", name=name, level=step),
                          "record_claim", {**slots, "level": step}) for step in scale]
    return reply


def _ask(desk: Desk, reply: Reply, competency: str, level: int, slots: Slots) -> Reply:
    name, held = desk.name(competency), desk.held(competency)
    pending = [claim for claim in desk.standing().pending if claim.competency_id == competency
               and claim.level == level]
    above = by_id(desk.conn, desk.me.reports_to) if desk.me.reports_to else None
    note = plain(slots.get("note") or "", NOTE)
    reply.text = lines([
        desk.words("claim.ask", name=name, level=desk.words.level(level)),
        desk.words("claim.held", held=held) if held >= level else None,
        desk.words("claim.pending_already") if pending else None,
        desk.words("claim.verified_by", officer=above.name) if above else desk.words("claim.verified_by_somebody"),
        desk.words("claim.shall_i")])
    reply.sources += [figure("held", held), *({"kind": "entry", "id": claim.entry.id} for claim in pending)]
    return ask_yes(desk, reply, "record_claim", {"competency": [competency], "level": level, "note": note,
                                                 "token": desk.new_id()})


def _write(desk: Desk, reply: Reply, competency: str, level: int, slots: Slots) -> Reply:
    entry = Entry(id=f"claim-{slots['token']}", official_id=desk.person.id, kind="claimed", at=desk.now,
                  competency_id=competency, level=level, note=slots.get("note") or None, source="record_claim")
    reply.entries = desk.write(entry)
    name = desk.name(competency)
    reply.outcome = "answered"
    reply.text = desk.words("claim.written", name=name, level=desk.words.level(level))
    reply.sources.append({"kind": "entry", "id": entry.id})
    reply.offers = [
        Offer("quiz", desk.words("offer.quiz_on", name=name), desk.words("say.quiz_competency", name=name), "quiz",
              {"competency": [competency]}),
        Offer("passbook", desk.words("offer.passbook"), desk.words("say.passbook"), "show_passbook")]
    return reply


TOOL = Tool("record_claim", run, frozenset({"competency", "level", "note", "confirmed", "token"}))

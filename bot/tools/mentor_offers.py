"""Offering help and ending that, for `find_mentor`: only with what one holds a level of, and only after a yes."""

from __future__ import annotations

from bot.people import mentoring
from bot.store import mentors, rights
from bot.tools.contract import Desk, Slots, ask_yes, figure
from bot.turn import Offer, Reply
from bot.words import lines

NAME = "find_mentor"
SHOWN = 6


def offer(desk: Desk, slots: Slots) -> Reply:
    """Asks, then notes that the person offers help with competencies of which they hold a level."""
    named: list[str] = slots.get("competency") or []
    if not named:
        return _which(desk)
    reply = Reply("zero", "", NAME, {"competency": named[0] if len(named) == 1 else named, "offer": True},
                  sources=[{"kind": "competency", "id": each} for each in named], focus={"competency": named[0]})
    with rights.owner(desk.conn):
        offered = set(mentors.offers(desk.conn, desk.person.id))
    new = [each for each in named if each not in offered and desk.held(each)]
    told = [desk.words("mentor.offers_already", name=desk.name(each)) for each in named if each in offered]
    told += [desk.words("mentor.offer_no_level", name=desk.name(each)) for each in named
             if each not in offered and not desk.held(each)]
    if not new:
        reply.outcome = "answered" if offered & set(named) else "zero"
        reply.text = lines(told)
        reply.offers = [] if offered & set(named) else _held(desk)[:3]
        return reply
    reply.sources += [figure(f"level {each}", desk.held(each)) for each in new]
    if not slots.get("confirmed"):
        reply.text = lines([*told, *(desk.words("mentor.offer_ask_yes", name=desk.name(each), level=desk.words.level(
            desk.held(each))) for each in new), desk.words("mentor.offer_what"), desk.words("settings.consent_ask")])
        return ask_yes(desk, reply, NAME, {"competency": new, "offer": True})
    with rights.owner(desk.conn):
        for each in new:
            mentors.offer(desk.conn, desk.person.id, each, desk.recorded_at)
    reply.outcome = "answered"
    reply.text = desk.words("mentor.offered", name=desk.words.listed(desk.name(each) for each in new))
    return reply


def _which(desk: Desk) -> Reply:
    """Asks with what, those of the highest level first; who holds no level at all is told so."""
    offers = _held(desk)
    if not offers:
        return Reply("zero", desk.words("mentor.offer_no_levels"), NAME, {"offer": True})
    return Reply("clarify", desk.words("mentor.offer_which"), NAME, {"offer": True}, offers=offers)


def _held(desk: Desk) -> list[Offer]:
    held = {each: level for each, level in desk.standing().all_held(desk.now).items()
            if each in desk.framework.competencies}
    return [Offer(each, desk.name(each), desk.words("mentor.say_offer", name=desk.name(each)), NAME,
                  {"offer": True, "competency": [each]})
            for each in sorted(held, key=lambda each: (-held[each], each))[:SHOWN]]


def withdraw(desk: Desk, slots: Slots) -> Reply:
    """Ends offers at once: to take back needs no yes. What waited for the person goes to the next."""
    named: list[str | None] = slots.get("competency") or [None]
    ended: list[str] = []
    with rights.owner(desk.conn):
        for competency in named:
            ended += mentors.withdraw(desk.conn, desk.person.id, competency)
        for made in mentors.to_answer(desk.conn, desk.person.id):
            if made.competency_id in ended:
                mentoring.decline(desk.conn, desk.framework, made, "declined", desk.new_id()[:mentoring.CODE],
                                  desk.recorded_at, desk.now)
        left = mentors.offers(desk.conn, desk.person.id)
    reply = Reply("answered" if ended else "zero", "", NAME, {"withdraw": True})
    if named != [None]:
        reply.arguments["competency"] = named
    names = desk.words.listed(desk.name(each) for each in ended if each in desk.framework.competencies)
    kept = [desk.name(each) for each in left if each in desk.framework.competencies]
    reply.text = lines([
        desk.words("mentor.ended", names=names) if ended else desk.words("mentor.not_offered") if left
        else desk.words("mentor.no_offers"),
        desk.words("mentor.helps_with", names=desk.words.listed(kept)) if kept else None])
    return reply

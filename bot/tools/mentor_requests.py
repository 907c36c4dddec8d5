"""Requests for help and introductions, for `find_mentor`: what waits on either side, the mentor's answer, taking back.

Names stand here only with an introduction that both agreed to.
"""

from __future__ import annotations

from typing import Any

from bot.people import mentoring
from bot.store import mentors, rights
from bot.store.mentors import Introduction
from bot.tools.contract import Desk, Slots, ask_which, figure
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.officials import by_id

NAME = "find_mentor"
Sources = list[dict[str, Any]]


def mine(desk: Desk) -> Reply:
    """What the person helps with, the requests that wait for their answer, what they asked themselves, and to whom they
    were introduced."""
    with rights.owner(desk.conn):
        offered = mentors.offers(desk.conn, desk.person.id)
        waiting = [each for each in mentors.to_answer(desk.conn, desk.person.id) if _known(desk, each)]
        asked = [each for each in mentors.asked(desk.conn, desk.person.id) if _known(desk, each)]
    met, sources = introduced(desk, None)
    names = desk.words.listed(desk.name(each) for each in offered if each in desk.framework.competencies)
    reply = Reply("answered" if offered or waiting or asked or met else "zero", "", NAME, {"mine": True})
    reply.text = lines([
        desk.words("mentor.helps_with", names=names) if names else desk.words("mentor.no_offers"),
        desk.words.count("mentor.requests", len(waiting)) if waiting else None,
        *(_line(desk, each) for each in waiting), desk.words("mentor.request_what") if waiting else None,
        desk.words.count("mentor.asked_own", len(asked)) if asked else None, *(_line(desk, each) for each in asked),
        *met])
    reply.sources = [figure("requests", len(waiting)), figure("asked", len(asked)), *sources,
                     *(figure("day", desk.words.day(each.asked_at)) for each in (*waiting, *asked))]
    # of several with one competency the oldest is answered first: nothing tells them apart but their day
    for each in {one.competency_id: one for one in reversed(waiting)}.values():
        reply.offers += [Offer(f"{key}-{each.id}", desk.words(f"mentor.{key}_to", name=desk.name(each.competency_id)),
                               desk.words(f"mentor.say_{key}", code=each.id), NAME,
                               {"request": each.id, "answer": key}) for key in ("yes", "no")]
    reply.offers += [Offer(f"cancel-{each.id}", desk.words("mentor.offer_cancel_of", name=desk.name(
        each.competency_id)), desk.words("mentor.say_cancel", name=desk.name(each.competency_id)), NAME,
        {"cancel": True, "competency": [each.competency_id]}) for each in asked]
    return reply


def _known(desk: Desk, made: Introduction) -> bool:
    return made.competency_id in desk.framework.competencies


def _line(desk: Desk, made: Introduction) -> str:
    return desk.words("mentor.request_line", name=desk.name(made.competency_id), day=desk.words.day(made.asked_at))


def introduced(desk: Desk, competency: str | None) -> tuple[list[str], Sources]:
    """To whom the person was introduced (for a competency; None: any), as lines with their sources."""
    told: list[str] = []
    sources: Sources = []
    with rights.owner(desk.conn):
        for made in mentors.met(desk.conn, desk.person.id, competency):
            other = by_id(desk.conn, made.mentor if made.asker == desk.person.id else made.asker)
            if other is None or not _known(desk, made):
                continue
            who = mentoring.told(desk.framework, other, desk.words)
            reach = mentoring.reach(desk.conn, other, desk.words)
            key = "mentor.met_mentor" if made.asker == desk.person.id else "mentor.met_asker"
            told.append(desk.words(key, name=desk.name(made.competency_id), who=who, reach=reach))
            sources += _person(other.id, who, reach)
    return told, sources


def _person(identity: str, who: str, reach: str) -> Sources:
    return [{"kind": "person", "id": identity, "label": who}, {"kind": "text", "id": "reach", "text": reach}]


def answer(desk: Desk, slots: Slots) -> Reply:
    """The mentor's yes introduces the two to each other; their no is told to nobody."""
    reply = Reply("zero", desk.words("mentor.no_request"), NAME, {"request": slots["request"]})
    with rights.owner(desk.conn):
        made = mentors.found(desk.conn, slots["request"], desk.person.id)
        if made is None or made.state != "asked" or not _known(desk, made):
            return reply
        if slots.get("answer") != "yes":
            _pass_on(desk, made)
            reply.outcome, reply.text = "answered", desk.words("mentor.declined")
            return reply
        done = mentoring.accept(desk.conn, desk.framework, made, desk.now, desk.recorded_at)
        if done == "below":
            _pass_on(desk, made)
            reply.text = desk.words("mentor.below", name=desk.name(made.competency_id))
        asker = by_id(desk.conn, made.asker)
        if done != "met" or asker is None:
            return reply
        who = mentoring.told(desk.framework, asker, desk.words)
        reach = mentoring.reach(desk.conn, asker, desk.words)
    reply.outcome = "answered"
    reply.text = lines([desk.words("mentor.accepted", who=who), reach])
    reply.sources = _person(asker.id, who, reach)
    return reply


def _pass_on(desk: Desk, made: Introduction) -> None:
    mentoring.decline(desk.conn, desk.framework, made, "declined", desk.new_id()[:mentoring.CODE], desk.recorded_at,
                      desk.now)


def cancel(desk: Desk, slots: Slots) -> Reply:
    """Takes back one's own request at once; where none waits, ends an introduction and tells the other side."""
    named: list[str] = slots.get("competency") or []
    with rights.owner(desk.conn):
        asked = mentors.asked(desk.conn, desk.person.id)
        met = mentors.met(desk.conn, desk.person.id)
    asked, met = ([each for each in some if not named or each.competency_id in named] for some in (asked, met))
    found = asked or met
    about = [each for each in dict.fromkeys(made.competency_id for made in found)
             if each in desk.framework.competencies]
    if not named and len(about) > 1:
        return ask_which(desk, about, NAME, {"cancel": True})
    reply = Reply("zero", desk.words("mentor.nothing_asked"), NAME, {"cancel": True})
    if not found:
        return reply
    names = desk.words.listed(desk.name(each) for each in about)
    with rights.owner(desk.conn):
        for made in found:
            if made.state == "asked":
                mentoring.cancel(desk.conn, made, desk.recorded_at)
            else:
                mentoring.end(desk.conn, desk.framework, made, desk.person.id, desk.recorded_at)
    reply.outcome = "answered"
    reply.text = desk.words("mentor.cancelled" if asked else "mentor.over", names=names)
    return reply

"""`find_mentor`: help from somebody who offered it, brokered: neither learns of the other before both said yes.

What an asker is told before that are counts. Levels of others are theirs, so it never says who holds one.
"""

from __future__ import annotations

from bot.people import mentoring
from bot.people.mentoring import Candidate
from bot.store import mentors, rights
from bot.tools.contract import Desk, Slots, Tool, ask_which, ask_yes, figure
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.officials import by_id

# From so many on it is told whether somebody near is among them: of fewer that would say who.
NEAR_FROM = 3
CODE = 8


def run(desk: Desk, slots: Slots) -> Reply:
    """Searches (the default); asks for one (`ask`); offers, ends or lists help (`offer`, `withdraw`, `mine`); answers a
    request (`request`, `answer`)."""
    if slots.get("request"):
        return _answer(desk, slots)
    if slots.get("mine"):
        return _mine(desk)
    if slots.get("withdraw"):
        return _withdraw(desk, slots)
    if slots.get("competency_unclear"):
        return ask_which(desk, slots["competency_unclear"], "find_mentor", slots)
    if slots.get("offer"):
        return _offer(desk, slots)
    return _search(desk, slots)


# ---- looking for help


def _search(desk: Desk, slots: Slots) -> Reply:
    """How many could be asked, and asking one of them."""
    if not slots.get("competency"):
        return Reply("not_recorded", lines([desk.words("mentor.none"), _officer(desk)]), "find_mentor")
    competency = slots["competency"][0]
    name = desk.name(competency)
    reply = Reply("answered", "", "find_mentor", {"competency": competency},
                  sources=[{"kind": "competency", "id": competency}], focus={"competency": competency})
    with rights.owner(desk.conn):
        open_ = mentors.waiting(desk.conn, desk.person.id, competency)
        offered = mentors.offering(desk.conn, competency, desk.person.id, desk.recorded_at)
        found = _candidates(desk, competency)
    if open_ is not None:
        reply.text = desk.words("mentor.waits", name=name, day=desk.words.day(open_.asked_at))
        reply.sources.append(figure("day", desk.words.day(open_.asked_at)))
        return reply
    if not found:
        reply.outcome = "zero" if offered else "not_recorded"
        reply.text = lines([desk.words("mentor.none_holds" if offered else "mentor.none_in", name=name),
                            _officer(desk)])
        reply.offers = _instead(desk, competency, name)
        return reply
    if slots.get("confirmed"):
        return _ask(desk, reply, competency, name, found[0])
    reply.sources.append(figure("mentors", len(found)))
    reply.text = lines([desk.words.count("mentor.found", len(found), name=name), _near(desk, found)])
    if slots.get("ask"):
        reply.text = lines([desk.words("mentor.ask_told", name=name), desk.words("mentor.ask_shall_i")])
        return ask_yes(desk, reply, "find_mentor", {"competency": [competency], "ask": True})
    reply.offers = [Offer("ask", desk.words("mentor.offer_ask"), desk.words("mentor.say_ask", name=name), "find_mentor",
                          {"competency": [competency], "ask": True}), *_instead(desk, competency, name)]
    return reply


def _ask(desk: Desk, reply: Reply, competency: str, name: str, first: Candidate) -> Reply:
    with rights.owner(desk.conn):
        mentoring.ask(desk.conn, desk.framework, desk.me, competency, first.official_id, desk.new_id()[:CODE],
                      desk.recorded_at)
    reply.text = desk.words("mentor.asked", name=name, days=mentors.PATIENCE.days)
    reply.sources.append(figure("days", mentors.PATIENCE.days))
    return reply


def _candidates(desk: Desk, competency: str) -> list[Candidate]:
    position = desk.framework.positions.get(desk.me.position_id)
    level = mentoring.needed(desk.held(competency), position.required.get(competency) if position else None,
                             mentoring.highest(desk.framework))
    return mentoring.candidates(desk.conn, desk.framework, desk.me, competency, level, desk.recorded_at, desk.now)


def _near(desk: Desk, found: list[Candidate]) -> str | None:
    if len(found) < NEAR_FROM:
        return None
    near = any(each.distance <= 2 for each in found)
    return desk.words("mentor.some_near" if near else "mentor.all_far")


def _officer(desk: Desk) -> str | None:
    above = by_id(desk.conn, desk.me.reports_to) if desk.me.reports_to else None
    return desk.words("mentor.officer", officer=above.name) if above else None


def _instead(desk: Desk, competency: str, name: str) -> list[Offer]:
    return [Offer("find", desk.words("offer.find_on", name=name), desk.words("say.find_on", name=name), "find_course",
                  {"competency": [competency]}),
            Offer("human", desk.words("offer.human"), desk.words("say.human"), "help_desk", {"human": True})]


# ---- offering help


def _offer(desk: Desk, slots: Slots) -> Reply:
    """Asks, then notes that the person offers help with a competency of which they hold a level."""
    if not slots.get("competency"):
        return Reply("clarify", desk.words("mentor.offer_which"), "find_mentor", {"offer": True})
    competency = slots["competency"][0]
    name, held = desk.name(competency), desk.held(competency)
    reply = Reply("zero", desk.words("mentor.offer_no_level", name=name), "find_mentor",
                  {"competency": competency, "offer": True}, sources=[{"kind": "competency", "id": competency}],
                  focus={"competency": competency})
    if not held:
        return reply
    if not slots.get("confirmed"):
        reply.text = lines([desk.words("mentor.offer_ask_yes", name=name, level=desk.words.level(held)),
                            desk.words("mentor.offer_what"), desk.words("settings.consent_ask")])
        reply.sources.append(figure("level", held))
        return ask_yes(desk, reply, "find_mentor", {"competency": [competency], "offer": True})
    with rights.owner(desk.conn):
        mentors.offer(desk.conn, desk.person.id, competency, desk.recorded_at)
    reply.outcome, reply.text = "answered", desk.words("mentor.offered", name=name)
    return reply


def _withdraw(desk: Desk, slots: Slots) -> Reply:
    """Ends an offer at once: to take back needs no yes."""
    competency = (slots.get("competency") or [None])[0]
    with rights.owner(desk.conn):
        ended = mentors.withdraw(desk.conn, desk.person.id, competency)
    reply = Reply("answered" if ended else "zero", "", "find_mentor", {"withdraw": True})
    names = desk.words.listed(desk.name(each) for each in ended if each in desk.framework.competencies)
    reply.text = desk.words("mentor.ended", names=names) if ended else desk.words("mentor.no_offers")
    return reply


def _mine(desk: Desk) -> Reply:
    """What the person helps with, and the requests that wait for their answer."""
    with rights.owner(desk.conn):
        offered = mentors.offers(desk.conn, desk.person.id)
        waiting = mentors.to_answer(desk.conn, desk.person.id)
    reply = Reply("answered" if offered or waiting else "zero", "", "find_mentor", {"mine": True})
    names = desk.words.listed(desk.name(each) for each in offered if each in desk.framework.competencies)
    reply.text = lines([
        desk.words("mentor.helps_with", names=names) if offered else desk.words("mentor.no_offers"),
        desk.words.count("mentor.requests", len(waiting)) if waiting else None,
        *(desk.words("mentor.request_line", name=desk.name(each.competency_id), day=desk.words.day(each.asked_at))
          for each in waiting if each.competency_id in desk.framework.competencies)])
    reply.sources = [figure("requests", len(waiting)),
                     *(figure("day", desk.words.day(each.asked_at)) for each in waiting)]
    for each in waiting[:2]:
        reply.offers += [Offer(f"{key}-{each.id}", desk.words(f"mentor.{key}"), desk.words(f"mentor.say_{key}",
                                                                                           code=each.id),
                               "find_mentor", {"request": each.id, "answer": key}) for key in ("yes", "no")]
    return reply


# ---- answering a request


def _answer(desk: Desk, slots: Slots) -> Reply:
    """The mentor's yes introduces the two to each other; their no is told to nobody."""
    reply = Reply("zero", desk.words("mentor.no_request"), "find_mentor", {"request": slots["request"]})
    with rights.owner(desk.conn):
        made = mentors.found(desk.conn, slots["request"], desk.person.id)
        if made is None or made.state != "asked":
            return reply
        asker = by_id(desk.conn, made.asker)
        if slots.get("answer") != "yes":
            mentoring.decline(desk.conn, desk.framework, made, "declined", desk.new_id()[:CODE], desk.recorded_at,
                              desk.now)
            reply.outcome, reply.text = "answered", desk.words("mentor.declined")
            return reply
        if asker is None:
            return reply
        mentoring.accept(desk.conn, desk.framework, made, desk.recorded_at)
        who = mentoring.told(desk.framework, asker, desk.words)
        reach = mentoring.reach(desk.conn, asker, desk.words)
    reply.outcome = "answered"
    reply.text = lines([desk.words("mentor.accepted", who=who), reach])
    reply.sources = [{"kind": "person", "id": asker.id, "label": who}, {"kind": "text", "id": "reach", "text": reach}]
    return reply


TOOL = Tool("find_mentor", run, frozenset({"competency", "ask", "offer", "withdraw", "mine", "request", "answer",
                                           "confirmed"}))

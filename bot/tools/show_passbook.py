"""`show_passbook`: a person's entries as a statement, for a period or of a kind; and why a level is what it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bot.people.access import may_read_passbook
from bot.tools.contract import Desk, Slots, Tool, ask_which, figure
from bot.tools.passbook_rows import AT_MOST, USUAL, local, table, when_of
from bot.tools.passbook_statement import changed, document
from bot.tools.passbook_why import why
from bot.tools.whose import whose
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.officials import Official
from passbook.standing import void


def run(desk: Desk, slots: Slots) -> Reply:
    """The statement, newest first; with `why`, the entries behind the level in one competency."""
    if slots.get("competency_unclear") and slots.get("why"):
        return ask_which(desk, slots["competency_unclear"], "show_passbook", slots)
    if slots.get("competency_unclear"):
        # a statement of several is no harm: all that may be meant are in it
        slots = {**slots, "competency": slots["competency_unclear"]}
    who = whose(desk, slots, "show_passbook")
    if isinstance(who, Reply):
        return who
    if slots.get("why"):
        return why(desk, who, slots)
    if not may_read_passbook(desk.framework, desk.person, who):
        return _not_to_read(desk, who)
    reply = _changed(desk, who, slots) if slots.get("changed") else _statement(desk, who, slots)
    return _with_document(desk, who, slots, reply)


def _not_to_read(desk: Desk, who: Official) -> Reply:
    """Whoever may see a person's levels and not the entries behind them: what may be seen is offered."""
    slots, name = {"official": [who.id]}, who.name
    return Reply("not_permitted", desk.words("access.passbook", name=name), "show_passbook", offers=[
        Offer("standing", desk.words("offer.standing_of", name=name), desk.words("say.standing_of", name=name),
              "show_standing", slots),
        Offer("gaps", desk.words("offer.gaps_of", name=name), desk.words("say.gaps_of", name=name), "check_gaps",
              slots)])


def _other(desk: Desk, who: Official) -> dict[str, Any]:
    """Another official as a reply's arguments and focus name them; nothing for oneself."""
    return {} if who.id == desk.person.id else {"official": who.id}


def _changed(desk: Desk, who: Official, slots: Slots) -> Reply:
    """What changed, with the new entries below it."""
    reply, new = changed(desk, who, slots)
    shown = sorted((entry for entry in new if entry.kind in USUAL), key=lambda entry: (entry.at, entry.id),
                   reverse=True)[:AT_MOST]
    if shown:
        reply.blocks.append(table(desk, who, shown))
    return reply


def _with_document(desk: Desk, who: Official, slots: Slots, reply: Reply) -> Reply:
    """The reply with the statement as a file where that is asked for, else with an offer of it."""
    if who.id != desk.person.id:
        reply.arguments["official"] = who.id
        reply.focus["official"] = who.id
    if slots.get("document"):
        reply.blocks.insert(0, document(desk, who, slots))
        own = who.id == desk.person.id
        reply.text = lines([desk.words("statement.ready" if own else "statement.ready_other", name=who.name),
                            reply.text])
        reply.arguments["document"] = slots["document"]
    else:
        reply.offers.insert(0, Offer("document", desk.words("offer.document"), desk.words("say.document"),
                                     "show_passbook", {**slots, "document": "pdf"}))
    return reply


# ---- the statement


def _statement(desk: Desk, who: Official, slots: Slots) -> Reply:
    reply = Reply("answered", "", "show_passbook", _other(desk, who), focus=_other(desk, who))
    entries = desk.entries(who.id)
    kinds = tuple(slots.get("kinds") or USUAL)
    shown = [entry for entry in entries if entry.kind in kinds]
    period = slots.get("period")
    if period:
        start, end = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        shown = [entry for entry in shown if start <= local(desk, entry) < end]
        reply.arguments["period"] = period["id"]
        reply.sources.append({"kind": "period", "id": period["id"], "start": period["start"], "end": period["end"],
                              "last": min(end - timedelta(days=1), desk.today).isoformat()})
    if slots.get("competency"):
        wanted = set(slots["competency"])
        tagged = {course.id for each in wanted for course in desk.framework.courses_by_competency.get(each, ())}
        shown = [entry for entry in shown if entry.competency_id in wanted or entry.course_id in tagged]
        reply.arguments["competency"] = sorted(wanted)
        reply.focus["competency"] = slots["competency"][0]
    if slots.get("course"):
        shown = [entry for entry in shown if entry.course_id == slots["course"]]
        reply.arguments["course"] = slots["course"]
    if slots.get("kinds"):
        reply.arguments["kinds"] = list(kinds)
    when = when_of(desk, period)
    if not shown:
        reply.outcome = "zero"
        reply.text = desk.words("passbook.nothing", when=when)
        if any(slots.get(key) for key in ("period", "kinds", "course", "competency")):
            reply.offers = [Offer("all", desk.words("offer.whole_passbook"), desk.words("say.passbook"),
                                  "show_passbook")]
        return reply
    shown.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
    counted = [entry for entry in shown if entry.id not in void(entries)]
    reply.blocks.append(table(desk, who, shown[:AT_MOST]))
    done = sum(entry.kind == "completed" for entry in counted)
    passed = sum(entry.kind == "completed" and entry.score is not None
                 and entry.score >= desk.framework.tenant.pass_mark for entry in counted)
    minutes = sum(entry.minutes or 0 for entry in counted)
    reply.text = lines([
        desk.words.count("passbook.head", len(shown), when=when, name=who.name),
        desk.words.count("passbook.completed", done, passed=passed) if done else None,
        desk.words("passbook.time", time=desk.words.duration(minutes)) if minutes >= 1 else None,
        desk.words("passbook.cut", shown=AT_MOST) if len(shown) > AT_MOST else None])
    reply.sources += [figure("entries", len(shown)), figure("completed", done), figure("passed", passed),
                      figure("time", desk.words.duration(minutes)), figure("shown", AT_MOST)]
    reply.offers = [Offer("standing", desk.words("offer.standing"), desk.words("say.standing"), "show_standing")]
    return reply


TOOL = Tool("show_passbook", run, frozenset({
    "competency", "course", "period", "period_step", "kinds", "official", "why", "level", "document", "changed"}))

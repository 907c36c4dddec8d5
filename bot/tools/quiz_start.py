"""How a quiz starts: on a competency or a course, on what is about to be forgotten, or with a choice of topics."""

from __future__ import annotations

from datetime import datetime

from bot.tools.contract import Desk, Slots, ask_which, figure
from bot.tools.quiz_session import Session, begin, memory, running_session
from bot.tools.quiz_told import ask
from bot.turn import Offer, Reply
from passbook import questions
from passbook.quiz import A_QUESTION, ENOUGH, MOST, USUAL, fitting
from passbook.recall import Trace


def start(desk: Desk, slots: Slots) -> Reply:
    """A quiz on the `competency` or the `course`, at the `level` if one is asked for; else topics to choose from."""
    for kind in ("competency", "course"):
        if slots.get(f"{kind}_unclear"):
            return ask_which(desk, slots[f"{kind}_unclear"], "quiz", slots, kind)
    reply = Reply("answered", "", "quiz")
    if slots.get("course"):
        reply.arguments["course"] = slots["course"]
        items = questions.of_course(desk.conn, slots["course"])
        title = desk.words.course(desk.framework.courses[slots["course"]])
    elif slots.get("competency"):
        reply.arguments["competency"] = slots["competency"][0]
        items = questions.of_competency(desk.conn, slots["competency"][0])
        title = desk.name(slots["competency"][0])
    else:
        return _which(desk)
    if not items:
        reply.outcome, reply.offers = "not_recorded", _topics(desk)
        reply.text = desk.words("quiz.no_items" if reply.offers else "quiz.no_items_alone", name=title)
        return reply
    if slots.get("level"):
        reply.arguments["level"] = slots["level"]
    session = _just_begun(desk, slots) or begin(desk, items, slots.get("course"), slots.get("level"), [], _most(slots))
    if slots.get("minutes"):
        reply.arguments["minutes"] = slots["minutes"]
    key = ("quiz.start" if session.tells else
           "quiz.start_short" if len(session.items) >= ENOUGH else "quiz.start_practice")
    reply.text = desk.words.count(key, session.about, name=title, enough=ENOUGH)
    return _first(desk, reply, session)


def no_time(desk: Desk, slots: Slots) -> Reply | None:
    """What is said where not one question fits into the `minutes` that somebody has; None where some does."""
    if slots.get("minutes") is None or fitting(slots["minutes"]) > 0:
        return None
    usual = int(USUAL * A_QUESTION)
    reply = Reply("zero", desk.words("quiz.no_time", usual=usual), "quiz", {"minutes": slots["minutes"]},
                  sources=[figure("minutes", usual)])
    reply.offers = [Offer("quiz", desk.words("offer.quiz_me"), desk.words("say.quiz"), "quiz",
                          {key: slots[key] for key in ("competency", "course", "level") if slots.get(key)})]
    return reply


def _most(slots: Slots) -> int:
    return fitting(slots["minutes"]) if slots.get("minutes") else MOST


def _just_begun(desk: Desk, slots: Slots) -> Session | None:
    """The quiz that runs, where the same wish began it and nothing was answered yet: said twice it is one quiz."""
    session = running_session(desk)
    if session is None or session.memory["asked"] or session.memory["skipped"] or session.memory["first"]:
        return None
    about = session.memory["course"] or [session.competency]
    same = about == (slots.get("course") or slots.get("competency", [])[:1])
    level = session.memory.get("level") == slots.get("level")
    return session if same and level and session.setting.most == _most(slots) else None


def _first(desk: Desk, reply: Reply, session: Session) -> Reply:
    """Adds the first question to a reply."""
    reply.focus["competency"] = session.competency
    reply.sources = [{"kind": "competency", "id": session.competency}, figure("questions", session.about),
                     figure("enough", ENOUGH)]
    item = session.current or session.following()
    return ask(desk, reply, session, item) if item else reply


def _which(desk: Desk) -> Reply:
    offers = _topics(desk)
    if not offers:
        return Reply("not_recorded", desk.words("quiz.no_bank"), "quiz")
    if _due(desk, questions.counts(desk.conn)):
        offers.append(_offer_revise(desk))
    return Reply("clarify", desk.words("quiz.which"), "quiz", offers=offers)


def _topics(desk: Desk) -> list[Offer]:
    """Competencies that have items: open gaps first, then the rest of the post's, then others."""
    counts = questions.counts(desk.conn)
    mine = [pair.competency_id for pair in desk.pairs()]
    order = [each for each in [*mine, *sorted(counts)] if counts.get(each) and each in desk.framework.competencies]
    return [_offer_quiz(desk, each, desk.name(each)) for each in list(dict.fromkeys(order))[:5]]


def _offer_quiz(desk: Desk, competency: str, label: str) -> Offer:
    return Offer(competency, label, desk.words("say.quiz_competency", name=desk.name(competency)), "quiz",
                 {"competency": [competency]})


# ---- revising


def revise(desk: Desk, slots: Slots) -> Reply:
    """A quiz on the competency whose due traces are weakest, with the items that are due first."""
    for kind in ("competency", "course"):
        if slots.get(f"{kind}_unclear"):
            return ask_which(desk, slots[f"{kind}_unclear"], "quiz", slots, kind)
    counts = questions.counts(desk.conn)
    named: str | None = (slots.get("competency") or [None])[0]
    if slots.get("course"):
        bank = questions.of_course(desk.conn, slots["course"])
        named = bank[0].competency_id if bank else None
        if named is None:
            return start(desk, {"course": slots["course"]})
    if named is not None and not counts.get(named):
        return start(desk, {"competency": [named]})
    due = [trace for trace in _due(desk, counts) if named in (None, trace.competency_id)]
    if not due:
        return _not_due(desk, counts, named)
    competency = due[0].competency_id
    items = questions.of_competency(desk.conn, competency)
    first = [trace.item_id for trace in due if trace.competency_id == competency
             and trace.item_id in {item.id for item in items}]
    session = begin(desk, items, None, slots.get("level") or max(desk.held(competency), 1),
                    [each for each in first if each], _most(slots))
    name = desk.name(competency)
    reply = Reply("answered", desk.words.count("quiz.revise_items", len(first), name=name) if first
                  else desk.words("quiz.revise_competency", name=name), "quiz",
                  {"competency": competency, "revise": True})
    reply = _first(desk, reply, session)
    reply.sources.append(figure("due", len(first)))
    return reply


def _due(desk: Desk, counts: dict[str, int]) -> list[Trace]:
    """What is due for revision and can be asked about, least known first; last where the bank has too few questions
    for a result, after which it would not be due any more."""
    due = [trace for trace in memory(desk) if trace.due <= desk.now and counts.get(trace.competency_id)
           and trace.competency_id in desk.framework.competencies]
    return sorted(due, key=lambda trace: counts[trace.competency_id] < ENOUGH)


def _not_due(desk: Desk, counts: dict[str, int], named: str | None) -> Reply:
    """Nothing is due: when the next is, or that nothing was learnt yet."""
    waiting = [trace for trace in memory(desk) if counts.get(trace.competency_id)
               and trace.competency_id in desk.framework.competencies and named in (None, trace.competency_id)]
    reply = Reply("zero", "", "quiz", {"revise": True})
    if named is not None:
        reply.arguments["competency"] = reply.focus["competency"] = named
    reply.offers = ([_offer_quiz(desk, named, desk.words("offer.quiz_on", name=desk.name(named)))] if named
                    else [Offer("quiz", desk.words("offer.quiz_me"), desk.words("say.quiz"), "quiz")])
    if not waiting:
        reply.text = (desk.words("quiz.revise_nothing_on", name=desk.name(named)) if named
                      else desk.words("quiz.revise_nothing"))
        return reply
    following = min(waiting, key=lambda trace: (trace.due, trace.competency_id))
    day: datetime = following.due.astimezone(desk.now.tzinfo)
    reply.text = desk.words("quiz.revise_not_due" if named else "quiz.revise_none",
                            name=desk.name(following.competency_id), day=desk.words.day(day))
    reply.sources = [{"kind": "competency", "id": following.competency_id},
                     figure("next_due", day.date().isoformat())]
    return reply


def _offer_revise(desk: Desk) -> Offer:
    return Offer("revise", desk.words("offer.revise"), desk.words("say.revise"), "quiz", {"revise": True})

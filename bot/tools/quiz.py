"""`quiz`: questions from the bank, one at a time and chosen by the answers, with feedback, hints and what is certain by
then; a result that can be told is one `assessed` entry with its evidence.

What is asked and answered lies in the conversation's memory, so that a quiz can be left and taken up again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.tools.contract import Desk, Slots, Tool, figure
from bot.tools.quiz_session import Session, leave, running_session
from bot.tools.quiz_start import no_time, revise, start
from bot.tools.quiz_told import ask, hinted, leading, result_told, too_little
from bot.turn import Block, Offer, Reply
from bot.understanding.quiz_answer import read_answer
from bot.words import lines
from passbook import questions
from passbook.entries import Entry
from passbook.items import Item, is_right
from passbook.quiz import evidence, result


def run(desk: Desk, slots: Slots) -> Reply:
    """Starts a quiz (with `revise`: on what is about to be forgotten), or goes on with the one that runs: `action` is
    start, answer, unknown, skip, hint, why, next or stop."""
    action = slots.get("action", "start")
    if action == "start":
        return no_time(desk, slots) or (revise(desk, slots) if slots.get("revise") else start(desk, slots))
    session = running_session(desk)
    if session is None:
        desk.memory.pop("quiz", None)
        return _none_runs(desk)
    return ACTIONS[action](desk, session, slots)


def running(memory: dict[str, Any]) -> bool:
    """Whether the conversation is waiting for an answer to an item."""
    quiz = memory.get("quiz")
    return bool(quiz and quiz.get("current") and not quiz.get("paused"))


# ---- going on


def _answer(desk: Desk, session: Session, slots: Slots) -> Reply:
    item = session.current
    if item is None:
        return _gone(desk, session)
    given = read_answer(item, slots.get("answer", ""))
    if given is None:
        key = "quiz.no_answer" if item.kind == "short" else "quiz.no_option"
        return ask(desk, Reply("clarify", desk.words(key), "quiz"), session, item)
    return _judged(desk, session, item, given, is_right(item, given))


def _unknown(desk: Desk, session: Session, _slots: Slots) -> Reply:
    """The person does not know: wrong, said gently, with the explanation."""
    item = session.current
    return _judged(desk, session, item, None, False) if item else _gone(desk, session)


def _judged(desk: Desk, session: Session, item: Item, given: list[int] | str | None, correct: bool) -> Reply:
    quiz = session.memory
    hint = bool(quiz["hint"])
    quiz["asked"].append({"item": item.id, "answer": given, "correct": correct, **({"hint": True} if hint else {})})
    quiz["current"], quiz["hint"] = None, False
    reply = Reply("answered", "", "quiz", {"item": item.id}, sources=[{"kind": "question", "id": item.id}],
                  focus={"competency": session.competency})
    reply.blocks.append(_feedback(item, correct, hint))
    if item.source:
        reply.sources.append({"kind": "reference", "id": item.source})
    if correct:
        told = desk.words("quiz.right_hinted" if hint else "quiz.right")
    else:
        told = desk.words("quiz.unknown" if given is None else "quiz.wrong", key=item.key_text())
    reply.text = lines([told, item.explanation])
    following = session.following()
    return ask(desk, reply, session, following) if following else _finish(desk, reply, session)


def _skip(desk: Desk, session: Session, _slots: Slots) -> Reply:
    item = session.current
    if item is None:
        return _gone(desk, session)
    session.memory["skipped"].append(item.id)
    session.memory["current"], session.memory["hint"] = None, False
    reply = Reply("answered", desk.words("quiz.skipped"), "quiz", {"item": item.id},
                  sources=[{"kind": "question", "id": item.id}], focus={"competency": session.competency})
    following = session.following()
    return ask(desk, reply, session, following) if following else _finish(desk, reply, session)


def _hint(desk: Desk, session: Session, _slots: Slots) -> Reply:
    item = session.current
    if item is None:
        return _gone(desk, session)
    found = hinted(desk, item)
    reply = Reply("answered", "", "quiz", {"item": item.id}, sources=[{"kind": "question", "id": item.id}])
    if found is None:
        reply.text = desk.words("quiz.hint_none")
        return ask(desk, reply, session, item)
    session.memory["hint"] = True
    if desk.teaches:
        reply.job = leading(desk, item, found[0])
    reply.text = lines([found[0], desk.words("quiz.hint_counts")])
    reply.sources += found[1]
    return ask(desk, reply, session, item)


def _why(desk: Desk, session: Session, _slots: Slots) -> Reply:
    """Says again why the answer before is the right one; what waits is not told."""
    item = session.current
    if item is None:
        return _gone(desk, session)
    reply = Reply("answered", desk.words("quiz.why_none"), "quiz", {"item": item.id},
                  sources=[{"kind": "question", "id": item.id}])
    if session.answers:
        told, before = session.memory["asked"][-1], session.answers[-1].item
        reply.arguments, reply.sources = {"item": before.id}, [{"kind": "question", "id": before.id}]
        reply.text = lines([desk.words("quiz.why", key=before.key_text()), before.explanation])
        reply.blocks.append(_feedback(before, bool(told["correct"]), bool(told.get("hint"))))
        if before.source:
            reply.sources.append({"kind": "reference", "id": before.source})
    return ask(desk, reply, session, item)


def _feedback(item: Item, correct: bool, hint: bool) -> Block:
    return {"type": "feedback", "item": item.id, "correct": correct, "explanation": item.explanation,
            "key": item.key_text(), "hinted": hint}


def _go_on(desk: Desk, session: Session, _slots: Slots) -> Reply:
    item = session.current or session.following()
    if item is None:
        return _gone(desk, session)
    reply = Reply("answered", desk.words("quiz.resumed", name=_title(desk, session)), "quiz",
                  {"competency": session.competency})
    return ask(desk, reply, session, item)


def _stop(desk: Desk, session: Session, _slots: Slots) -> Reply:
    """Leaves the quiz where it is; nothing is recorded, and it can be taken up again."""
    session.memory["paused"] = True
    asked, of = len(session.memory["asked"]), session.about
    reply = Reply("answered", desk.words("quiz.stopped", name=_title(desk, session), asked=asked, of=of), "quiz",
                  {"competency": session.competency}, sources=[figure("answered", asked), figure("questions", of)])
    reply.offers = [Offer("continue", desk.words("offer.continue"), desk.words("say.continue"), "quiz",
                          {"action": "next"})]
    return reply


def _title(desk: Desk, session: Session) -> str:
    """What the quiz is about, in the reply's language."""
    course = desk.framework.courses.get(session.memory.get("course") or "")
    return desk.words.course(course) if course else desk.name(session.competency)


def _gone(desk: Desk, session: Session) -> Reply:
    """The item that waited is no longer in the bank: the next one, or what the others tell."""
    reply = Reply("answered", desk.words("quiz.gone"), "quiz", focus={"competency": session.competency})
    following = session.following()
    return ask(desk, reply, session, following) if following else _finish(desk, reply, session)


def _none_runs(desk: Desk) -> Reply:
    offers = [Offer("quiz", desk.words("offer.quiz_me"), desk.words("say.quiz"), "quiz")]
    return Reply("clarify", desk.words("quiz.none_runs"), "quiz", offers=offers)


# ---- the result


def _finish(desk: Desk, reply: Reply, session: Session) -> Reply:
    """Tells the result; where the answers tell enough, it becomes one entry."""
    answers, competency = session.answers, session.competency
    found = result(session.setting, answers)
    leave(desk)
    reply.offers = [Offer("again", desk.words("offer.quiz_other"), desk.words("say.quiz"), "quiz"),
                    Offer("passbook", desk.words("offer.passbook"), desk.words("say.passbook"), "show_passbook")]
    if found is None:
        return too_little(desk, reply, session)
    before = desk.held(competency)
    entry = Entry(id=f"quiz-{session.memory['id']}", official_id=desk.person.id, kind="assessed", at=desk.now,
                  competency_id=competency, level=found.level, score=found.score, source="quiz",
                  evidence={"quiz": session.memory["id"], "items": session.memory["asked"],
                            "skipped": session.memory["skipped"], **evidence(session.setting, answers, found)})
    reply.entries = desk.write(entry)
    questions.keep_difficulties(desk.conn, session.taught())
    reply = result_told(desk, reply, found, competency, before, desk.held(competency))
    reply.sources.append({"kind": "entry", "id": entry.id})
    reply.offers.insert(0, Offer("gaps", desk.words("offer.gaps"), desk.words("say.gaps"), "check_gaps"))
    return reply


ACTIONS: dict[str, Callable[[Desk, Session, Slots], Reply]] = {
    "answer": _answer, "unknown": _unknown, "skip": _skip, "hint": _hint, "why": _why, "next": _go_on,
    "stop": _stop}

TOOL = Tool("quiz", run, frozenset({"competency", "course", "level", "action", "answer", "revise", "minutes"}))

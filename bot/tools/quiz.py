"""`quiz`: questions from the bank, one at a time, with feedback; the result is one `assessed` entry with its evidence.

What is asked and answered lies in the conversation's memory, so that a quiz can be left and taken up again.
"""

from __future__ import annotations

from typing import Any

from bot.tools.contract import Desk, Slots, Tool, ask_which, figure
from bot.turn import Block, Offer, Reply
from bot.understanding.quiz_answer import read_answer
from bot.words import lines
from passbook import questions
from passbook.entries import Entry
from passbook.quiz import ENOUGH, Item, answered_before, is_right, main_competency, pick, result


def run(desk: Desk, slots: Slots) -> Reply:
    """Starts a quiz, or goes on with the one that runs: `action` is start, answer, next or stop."""
    action = slots.get("action", "start")
    if action == "start" or not desk.memory.get("quiz"):
        return _start(desk, slots) if action == "start" else _none_runs(desk)
    if action == "answer":
        return _answer(desk, slots)
    return _go_on(desk) if action == "next" else _stop(desk)


def running(memory: dict[str, Any]) -> bool:
    """Whether the conversation is waiting for an answer to an item."""
    quiz = memory.get("quiz")
    return bool(quiz and quiz.get("current") and not quiz.get("paused"))


# ---- starting


def _start(desk: Desk, slots: Slots) -> Reply:
    for kind in ("competency", "course"):
        if slots.get(f"{kind}_unclear"):
            return ask_which(desk, slots[f"{kind}_unclear"], "quiz", slots, kind)
    counts = questions.counts(desk.conn)
    reply = Reply("answered", "", "quiz")
    if slots.get("course"):
        course = desk.framework.courses[slots["course"]]
        items = questions.of_course(desk.conn, course.id)
        title = desk.words.course(course)
        reply.arguments["course"] = course.id
        if items:
            of_main = main_competency(items)
            items = [item for item in items if item.competency_id == of_main]
    elif slots.get("competency"):
        competency = slots["competency"][0]
        items = questions.of_competency(desk.conn, competency)
        title = desk.name(competency)
        reply.arguments["competency"] = competency
    else:
        return _which(desk, counts)
    if not items:
        reply.outcome, reply.text = "not_recorded", desk.words("quiz.no_items", name=title)
        reply.offers = _topics(desk, counts)
        return reply
    competency = main_competency(items)
    target = slots.get("level") or _target(desk, competency)
    if slots.get("level"):
        reply.arguments["level"] = slots["level"]
    seed = desk.new_id()
    chosen = pick(items, target, answered_before(desk.entries()), seed)
    desk.memory["quiz"] = {"id": seed, "competency": competency, "course": slots.get("course"),
                           "items": [item.id for item in chosen], "asked": [], "current": chosen[0].id,
                           "paused": False}
    key = "quiz.start" if len(chosen) >= ENOUGH else "quiz.start_practice"
    reply.focus["competency"] = competency
    reply.sources = [{"kind": "competency", "id": competency}, figure("questions", len(chosen)),
                     figure("enough", ENOUGH)]
    reply.text = desk.words.count(key, len(chosen), name=title, enough=ENOUGH)
    return _ask(desk, reply, chosen[0])


def _title(desk: Desk, quiz: dict[str, Any]) -> str:
    """What the quiz is about, in the reply's language."""
    course = desk.framework.courses.get(quiz.get("course") or "")
    return desk.words.course(course) if course else desk.name(quiz["competency"])


def _target(desk: Desk, competency_id: str) -> int:
    """The level to ask at: what the post requires where that is open, else the one above what is held."""
    for pair in desk.pairs():
        if pair.competency_id == competency_id and pair.open:
            return pair.required
    return desk.held(competency_id) + 1


def _which(desk: Desk, counts: dict[str, int]) -> Reply:
    offers = _topics(desk, counts)
    if not offers:
        return Reply("not_recorded", desk.words("quiz.no_bank"), "quiz")
    return Reply("clarify", desk.words("quiz.which"), "quiz", offers=offers)


def _topics(desk: Desk, counts: dict[str, int]) -> list[Offer]:
    """Competencies that have items: open gaps first, then the rest of the post's, then others."""
    mine = [pair.competency_id for pair in desk.pairs()]
    order = [each for each in [*mine, *sorted(counts)] if counts.get(each) and each in desk.framework.competencies]
    return [Offer(each, desk.name(each), desk.words("say.quiz_competency", name=desk.name(each)), "quiz",
                  {"competency": [each]}) for each in list(dict.fromkeys(order))[:5]]


# ---- going on


def _ask(desk: Desk, reply: Reply, item: Item) -> Reply:
    """Adds an item to a reply."""
    quiz = desk.memory["quiz"]
    quiz["current"], quiz["paused"] = item.id, False
    number = len(quiz["asked"]) + 1
    stem = item.stem_hi if desk.words.language == "hi" and item.stem_hi else item.stem
    block: Block = {"type": "question", "id": item.id, "stem": stem, "options": list(item.options), "kind": item.kind,
                    "number": number, "of": len(quiz["items"])}
    how = desk.words(f"quiz.how_{item.kind}")
    reply.text = lines([reply.text, desk.words("quiz.question", number=number, of=len(quiz["items"]), stem=stem), how])
    reply.blocks.append(block)
    return reply


def _answer(desk: Desk, slots: Slots) -> Reply:
    quiz = desk.memory["quiz"]
    item = questions.item(desk.conn, quiz["current"])
    if item is None:
        desk.memory.pop("quiz")
        return Reply("error", desk.words("quiz.gone"), "quiz")
    given = read_answer(item, slots.get("answer", ""))
    if given is None:
        return _ask(desk, Reply("clarify", desk.words("quiz.no_option"), "quiz"), item)
    correct = is_right(item, given)
    quiz["asked"].append({"item": item.id, "answer": given, "correct": correct})
    reply = Reply("answered", "", "quiz", {"item": item.id}, sources=[{"kind": "question", "id": item.id}],
                  focus={"competency": quiz["competency"]})
    reply.blocks.append({"type": "feedback", "item": item.id, "correct": correct, "explanation": item.explanation,
                         "key": item.key_text()})
    if item.source:
        reply.sources.append({"kind": "reference", "id": item.source})
    reply.text = lines([desk.words("quiz.right") if correct else desk.words("quiz.wrong", key=item.key_text()),
                        item.explanation])
    following = _next_item(desk)
    return _ask(desk, reply, following) if following else _finish(desk, reply)


def _next_item(desk: Desk) -> Item | None:
    quiz = desk.memory["quiz"]
    done = {answer["item"] for answer in quiz["asked"]}
    for item_id in quiz["items"]:
        if item_id not in done:
            found = questions.item(desk.conn, item_id)
            if found is not None:
                return found
    return None


def _go_on(desk: Desk) -> Reply:
    quiz = desk.memory["quiz"]
    item = _next_item(desk)
    if item is None:
        return _none_runs(desk)
    reply = Reply("answered", desk.words("quiz.resumed", name=_title(desk, quiz)), "quiz",
                  {"competency": quiz["competency"]})
    return _ask(desk, reply, item)


def _stop(desk: Desk) -> Reply:
    """Leaves the quiz where it is; nothing is recorded, and it can be taken up again."""
    quiz = desk.memory["quiz"]
    quiz["paused"] = True
    asked, of = len(quiz["asked"]), len(quiz["items"])
    reply = Reply("answered", desk.words("quiz.stopped", name=_title(desk, quiz), asked=asked, of=of), "quiz",
                  {"competency": quiz["competency"]}, sources=[figure("answered", asked), figure("questions", of)])
    reply.offers = [Offer("continue", desk.words("offer.continue"), desk.words("say.continue"), "quiz",
                          {"action": "next"})]
    return reply


def _none_runs(desk: Desk) -> Reply:
    offers = [Offer("quiz", desk.words("offer.quiz_me"), desk.words("say.quiz"), "quiz")]
    return Reply("clarify", desk.words("quiz.none_runs"), "quiz", offers=offers)


# ---- the result


def _finish(desk: Desk, reply: Reply) -> Reply:
    """Tells the result; where enough was asked, it becomes one entry."""
    quiz = desk.memory.pop("quiz")
    asked = [(item, answer["correct"]) for answer in quiz["asked"]
             if (item := questions.item(desk.conn, answer["item"])) is not None]
    found = result(asked)
    name = desk.name(quiz["competency"])
    reply.offers = [Offer("again", desk.words("offer.quiz_other"), desk.words("say.quiz"), "quiz"),
                    Offer("passbook", desk.words("offer.passbook"), desk.words("say.passbook"), "show_passbook")]
    if found is None:
        right = sum(correct for _, correct in asked)
        reply.text = lines([reply.text, desk.words("quiz.too_few", right=right, asked=len(asked), enough=ENOUGH)])
        reply.sources += [figure("right", right), figure("asked", len(asked)), figure("enough", ENOUGH)]
        return reply
    before = desk.held(quiz["competency"])
    mark = desk.framework.tenant.pass_mark
    entry = Entry(id=f"quiz-{quiz['id']}", official_id=desk.person.id, kind="assessed", at=desk.now,
                  competency_id=quiz["competency"], level=found.level, score=found.score, source="quiz",
                  evidence={"quiz": quiz["id"], "items": quiz["asked"], "pass_mark": mark})
    reply.entries = desk.write(entry)
    after = desk.held(quiz["competency"])
    passed = found.score >= mark
    key = "quiz.passed_up" if after > before else "quiz.passed" if passed else "quiz.failed"
    reply.text = lines([reply.text, desk.words(key, right=found.right, asked=found.asked, name=name, before=before,
                                               score=desk.words.number(found.score), mark=desk.words.number(mark),
                                               level=desk.words.level(found.level), held=after)])
    reply.sources += [{"kind": "entry", "id": entry.id}, figure("right", found.right), figure("asked", found.asked),
                      figure("score", found.score), figure("pass_mark", mark), figure("level", found.level),
                      figure("held_before", before), figure("held", after)]
    reply.offers.insert(0, Offer("gaps", desk.words("offer.gaps"), desk.words("say.gaps"), "check_gaps"))
    return reply


TOOL = Tool("quiz", run, frozenset({"competency", "course", "level", "action", "answer"}))

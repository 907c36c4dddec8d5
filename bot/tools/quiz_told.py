"""How a quiz is told: a question with what is certain by now, a hint, the result. Judges nothing, writes no entry."""

from __future__ import annotations

from typing import Any

from bot.tools.contract import Desk, figure
from bot.tools.quiz_session import Session
from bot.turn import Block, Job, Reply
from bot.words import lines, plain
from frac.store import framework as framework_store
from passbook.hints import Hint, hint
from passbook.items import Item, parted
from passbook.quiz import ENOUGH, Certainty, Result, certainty
from retrieval.words import words

# More of a section is not shown to a model.
LONGEST_PASSAGE = 3000
# From so many answers on, certainty is put into words at all.
SPEAKS = 2
# How sure (0-1) one must be to be called so in words; below the last nothing is told.
WORDS = ((0.9, "quite"), (0.75, "fairly"), (0.6, "rather"))


def sure_word(desk: Desk, sure: float) -> str | None:
    """`fairly sure` and the like; None where it is too little to be said."""
    return next((desk.words(f"quiz.sure_{name}") for least, name in WORDS if sure >= least), None)


def so_far(desk: Desk, session: Session) -> tuple[str, dict[str, Any] | None]:
    """What is certain by now, in words and as figures (`level`, whether `held`, `sure` in percent)."""
    found = certainty(session.setting, session.answers)
    if found is None or not session.tells or len(session.answers) < SPEAKS:
        return "", None
    said = sure_word(desk, found.sure)
    if said is None:
        return desk.words("quiz.certain_open"), None
    level = desk.words.level(found.level)
    words = (desk.words("quiz.certain_yes", sure=said, level=level) if found.held
             else desk.words("quiz.certain_no", sure=said, level=level))
    return words, _figures(found)


def _figures(found: Certainty) -> dict[str, Any]:
    return {"level": found.level, "held": found.held, "sure": round(100 * found.sure)}


# ---- questions


def ask(desk: Desk, reply: Reply, session: Session, item: Item) -> Reply:
    """Adds an item to a reply, with what is certain by now; it is the one that waits for an answer then."""
    quiz = session.memory
    if quiz["current"] != item.id:
        quiz["current"], quiz["hint"] = item.id, False
    quiz["paused"] = False
    stem = item.stem_hi if desk.words.language == "hi" and item.stem_hi else item.stem
    block: Block = {"type": "question", "id": item.id, "stem": stem, "options": list(item.options), "kind": item.kind,
                    "number": session.number, "of": session.about}
    words, figures = so_far(desk, session)
    if figures:
        block["certainty"] = figures
    asked = (desk.words("quiz.question_sure", number=session.number, of=session.about, certainty=words,
                        stem=_shown(desk, session, item, stem)) if words
             else desk.words("quiz.question", number=session.number, of=session.about,
                             stem=_shown(desk, session, item, stem)))
    reply.text = lines([reply.text, asked, desk.words(f"quiz.how_{item.kind}")])
    reply.blocks.append(block)
    return reply


def _shown(desk: Desk, session: Session, item: Item, stem: str) -> str:
    """The stem as the text says it: a case that the answer before was about is not told again."""
    before = session.answers[-1].item if session.answers else None
    if item.case is None or before is None or before.case != item.case:
        return stem
    return desk.words("quiz.same_case", stem=parted(stem)[1])


# ---- hints


def hinted(desk: Desk, item: Item) -> tuple[str, list[dict[str, Any]]] | None:
    """The hint to an item in words, with its sources; None where there is none."""
    sections: list[str] = []
    if item.course_id:
        sections = [text for *_, text in framework_store.sections(desk.conn, [item.course_id])]
    found = hint(item, sections)
    if found is None:
        return None
    sources = [figure(name, value) for name, value in found.values.items() if isinstance(value, int)]
    return _hint_words(desk, found), sources


def leading(desk: Desk, item: Item, fixed: str) -> Job:
    """What a model may make of a hint: a question that leads on, by the section that says most of what the item is
    about. It is told the options, and not which of them is right."""
    sections = ([text for *_, text in framework_store.sections(desk.conn, [item.course_id])] if item.course_id else [])
    about = set(words(f"{item.stem} {item.explanation}"))
    passage = max(sections, key=lambda text: len(about & set(words(text))), default="")
    answers = tuple(map(str, item.answer)) if item.kind == "short" else item.options
    return Job("hint", fixed, passage[:LONGEST_PASSAGE], item.stem, item.options, answers)


def _hint_words(desk: Desk, found: Hint) -> str:
    values = dict(found.values)
    if "place" in values:
        values["letter"] = chr(97 + values.pop("place"))
    if found.kind == "many":
        return desk.words.count("quiz.hint_many", values["right"], of=values["of"])
    if found.kind == "letter":
        return desk.words.count("quiz.hint_letter", values["words"], letter=values["letter"],
                                letters=values["letters"])
    if found.kind == "sentence":
        return desk.words("quiz.hint_sentence", text=plain(values["text"]))
    if found.kind == "figure":
        return desk.words("quiz.hint_figure", digits=values["digits"])
    return desk.words("quiz.hint_not" if found.kind == "not" else "quiz.hint_first", letter=values["letter"],
                      option=values["option"])


# ---- results


def too_little(desk: Desk, reply: Reply, session: Session) -> Reply:
    """Adds to a reply that the answers tell nothing, and why."""
    answers = session.answers
    right, asked = sum(given.right for given in answers), len(answers)
    seen = sum(given.item.id in session.setting.recalled for given in answers)
    reply.sources += [figure("right", right), figure("asked", asked), figure("enough", ENOUGH)]
    if asked < ENOUGH:
        told = desk.words("quiz.too_few", right=right, asked=asked, enough=ENOUGH)
        reply.text = lines([reply.text, told])
        return reply
    reply.text = lines([reply.text, desk.words("quiz.untold", right=right, asked=asked),
                        desk.words.count("quiz.seen", seen) if seen else None])
    reply.sources.append(figure("seen_before", seen))
    return reply


def result_told(desk: Desk, reply: Reply, found: Result, competency: str, before: int, after: int) -> Reply:
    """Adds a recorded result to a reply; `before` and `after` are the levels held."""
    mark = desk.framework.tenant.pass_mark
    key = "quiz.passed_up" if after > before else "quiz.passed" if found.passed else "quiz.failed"
    reply.text = lines([reply.text, desk.words(
        key, right=found.right, asked=found.asked, sure=sure_word(desk, found.sure), name=desk.name(competency),
        level=desk.words.level(found.level), score=desk.words.number(found.score), mark=desk.words.number(mark),
        before=before, held=after)])
    reply.sources += [figure("right", found.right), figure("asked", found.asked), figure("score", found.score),
                      figure("pass_mark", mark), figure("level", found.level), figure("sure", round(100 * found.sure)),
                      figure("held_before", before), figure("held", after)]
    return reply

"""A quiz that runs, as the conversation remembers it and as the rules want it: its items, answers and setting.

What is remembered is plain JSON: which items were asked and what was answered, never an answer key. The rest is read
anew in each turn, so that a quiz can be left for days and taken up again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.tools.contract import Desk
from passbook import questions
from passbook.items import Item
from passbook.quiz import (
    ENOUGH,
    MOST,
    Given,
    Setting,
    about,
    difficulties,
    enough,
    estimate,
    left_by,
    main_competency,
    next_item,
)
from passbook.recall import Trace, remembered, traces

# So many items are remembered that were asked in quizzes which left no entry.
PRACTISED = 200


@dataclass(frozen=True)
class Session:
    """A running quiz. `memory` is its part of the conversation's memory, to be changed."""

    memory: dict[str, Any]
    items: list[Item]
    setting: Setting

    @property
    def competency(self) -> str:
        """What the quiz is about."""
        return str(self.memory["competency"])

    @property
    def answers(self) -> list[Given]:
        """The answers so far; those to items that are gone from the bank are left out."""
        by_id = {item.id: item for item in self.items}
        return [Given(by_id[told["item"]], bool(told["correct"]), bool(told.get("hint")))
                for told in self.memory["asked"] if told["item"] in by_id]

    @property
    def current(self) -> Item | None:
        """The item that waits for an answer."""
        return next((item for item in self.items if item.id == self.memory.get("current")), None)

    @property
    def number(self) -> int:
        """The number of the question that is asked now."""
        return len(self.memory["asked"]) + 1

    @property
    def about(self) -> int:
        """Of how many questions the quiz will probably be."""
        done = {told["item"] for told in self.memory["asked"]} | set(self.memory["skipped"])
        left = sum(item.id not in done for item in self.items)
        return about(len(self.memory["asked"]), left, self.setting.most)

    @property
    def tells(self) -> bool:
        """Whether enough questions can be asked for a result."""
        return min(len(self.items), self.setting.most) >= ENOUGH

    def following(self) -> Item | None:
        """The item to ask after the answers so far; None where enough was asked, or none is left."""
        answers = self.answers
        if enough(self.setting, answers):
            return None
        return next_item(self.items, [given.item for given in answers], set(self.memory["skipped"]), self.setting,
                         estimate(self.setting, answers), str(self.memory["id"]), set(self.memory["first"]))

    def taught(self) -> dict[str, list[float]]:
        """What the answers taught of how hard the items are."""
        return difficulties(self.setting, self.answers)


def begin(desk: Desk, items: list[Item], course: str | None, level: int | None, first: list[str],
          most: int = MOST) -> Session:
    """A new quiz on the competency of most of these items, of `most` questions at the most; `first` are ids of items to
    ask before others."""
    competency = main_competency(items)
    kept = [item for item in items if item.competency_id == competency]
    target = min(level or aim(desk, competency), max(item.at for item in kept))
    leave(desk)
    desk.memory["quiz"] = {
        "id": desk.new_id(), "competency": competency, "course": course, "target": max(target, 1), "level": level,
        "start": left_by(desk.entries(), competency, desk.now), "first": first, "most": most, "asked": [],
        "skipped": [], "current": None, "hint": False, "paused": False}
    return _session(desk, desk.memory["quiz"], kept)


def leave(desk: Desk) -> dict[str, Any] | None:
    """Ends the quiz that runs, and remembers which items it showed the answers of; what was remembered of it."""
    quiz: dict[str, Any] | None = desk.memory.pop("quiz", None)
    if quiz:
        seen = [*desk.memory.get("practised", ()), *(told["item"] for told in quiz["asked"])]
        desk.memory["practised"] = list(dict.fromkeys(seen))[-PRACTISED:]
    return quiz


def running_session(desk: Desk) -> Session | None:
    """The quiz that the conversation remembers; None where there is none."""
    quiz = desk.memory.get("quiz")
    if not quiz or "target" not in quiz or quiz["competency"] not in desk.framework.competencies:
        return None
    items = (questions.of_course(desk.conn, quiz["course"]) if quiz.get("course")
             else questions.of_competency(desk.conn, quiz["competency"]))
    return _session(desk, quiz, [item for item in items if item.competency_id == quiz["competency"]])


def _session(desk: Desk, quiz: dict[str, Any], items: list[Item]) -> Session:
    recalled = {**remembered(memory(desk)), **dict.fromkeys(desk.memory.get("practised", ()), 1.0)}
    setting = Setting(desk.framework.tenant.pass_mark, int(quiz["target"]), quiz.get("start"),
                      questions.difficulties(desk.conn, [item.id for item in items]),
                      {item.id: recalled[item.id] for item in items if item.id in recalled},
                      int(quiz.get("most", MOST)))
    return Session(quiz, items, setting)


def memory(desk: Desk) -> list[Trace]:
    """What the person's entries left to remember, least known first."""
    def teaches(course_id: str) -> list[str]:
        course = desk.framework.courses.get(course_id)
        return [tag.competency_id for tag in course.tags] if course else []

    return traces(desk.entries(), teaches, desk.framework.tenant.pass_mark, desk.now)


def aim(desk: Desk, competency_id: str) -> int:
    """The level to ask about: what the post requires where that is open, else the one above what is held."""
    for pair in desk.pairs():
        if pair.competency_id == competency_id and pair.open:
            return pair.required
    return desk.held(competency_id) + 1

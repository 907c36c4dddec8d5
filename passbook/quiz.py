"""The rules of a quiz: which item comes next, what is believed by now, when it is enough, what a result says. Pure.

The result is one for the highest level that the answers support: by them it is clearly rather held than not, and of the
answers that speak for or against the level at least the pass mark's share speaks for it. Where no level is supported,
it is a failed result for the lowest level asked that the answers speak against as clearly; where neither can be told,
there is no result. Why, and what it costs, stands in docs/decisions/0028.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from passbook.entries import Entry
from passbook.items import Item
from passbook.mastery.belief import Belief, sigmoid
from passbook.mastery.levels import QUIZ, USUAL_CHANCE, beginning, holds, of_item, without_knowing
from passbook.mastery.model import Answer, History, learn, waited
from passbook.standing import void

# Answers below which nothing is told, with which people usually reckon, and above which nobody is asked on.
ENOUGH, USUAL, MOST = 3, 6, 9
# Minutes that a question takes, read and answered.
A_QUESTION = 1.0
# How sure one must be to stop asking, and to record a result.
SURE, TELLING = 0.85, 0.7
# Kinds of items in the order in which they come among equals.
KINDS = ("single", "multiple", "short", "order")
# What a right answer counts that was given after a hint.
AFTER_HINT = 0.5


@dataclass(frozen=True)
class Given:
    """An answer in a quiz: to which item, whether right, whether after a hint."""

    item: Item
    right: bool
    hinted: bool = False

    @property
    def weight(self) -> float:
        """How much it counts: a right answer after a hint half, any other whole."""
        return AFTER_HINT if self.hinted and self.right else 1.0


@dataclass(frozen=True)
class Setting:
    """What a quiz is judged by: the tenant's pass mark, the level asked about, what was believed at the start (by an
    earlier quiz; None where there was none), how hard items are (where answers taught it), how surely the key of an
    item seen before is remembered (0-1), and after how many answers it ends at the latest."""

    pass_mark: float
    target: int
    start: Belief | None = None
    difficulties: Mapping[str, Belief] = field(default_factory=dict)
    recalled: Mapping[str, float] = field(default_factory=dict)
    most: int = MOST

    def difficulty(self, item: Item) -> Belief:
        """How hard an item is believed to be."""
        return of_item(item.at, self.difficulties.get(item.id))

    def floor(self, item: Item, guess: float) -> float:
        """The chance (0-1) of a right answer to the item without knowing the matter."""
        return without_knowing(guess, self.recalled.get(item.id, 0.0))


def aged(before: Belief, days: float) -> Belief | None:
    """What a quiz so many days ago left, for the start of the next; None where it tells nothing any more."""
    now = waited({"in": before}, days, QUIZ)["in"]
    return now if now[1] < QUIZ.competency[1] else None


def estimate(setting: Setting, answers: Sequence[Given], level: int | None = None) -> Belief:
    """What is believed of the ability after the answers. Where no earlier quiz tells more, the level asked about (or
    `level`, which is to be judged) may as well be held as not before the first answer."""
    return _folded(setting, answers, level)[0]


def difficulties(setting: Setting, answers: Sequence[Given]) -> dict[str, Belief]:
    """What is believed after the answers of how hard their items are, by id; an item seen before teaches nothing."""
    return {key: belief for key, belief in _folded(setting, answers, None)[1].items() if key not in setting.recalled}


def _folded(setting: Setting, answers: Sequence[Given], level: int | None) -> tuple[Belief, dict[str, Belief]]:
    name = "in quiz"
    personal = {name: setting.start or beginning(level or setting.target, setting.target, setting.pass_mark)}
    items: dict[str, Belief] = {}
    for given in answers:
        answer = Answer(given.item.id, "quiz", setting.floor(given.item, given.item.chance), given.weight)
        key = f"item {given.item.id}"
        change = learn(answer, given.right, personal, {key: setting.difficulty(given.item)}, History(), QUIZ)
        personal |= change.personal
        items[given.item.id] = of_item(given.item.at, change.shared[key])
    return personal[name], items


def sure_of(setting: Setting, answers: Sequence[Given], level: int) -> float:
    """How sure (0-1) the answers make it that the level, or a higher one, is held."""
    return holds(estimate(setting, answers, level), level, setting.pass_mark)


# ---- the next item


def next_item(items: Sequence[Item], asked: Sequence[Item], skipped: Set[str], setting: Setting, ability: Belief,
              seed: str, first: Set[str] = frozenset()) -> Item | None:
    """The item to ask now: one of `first` or not seen before, while there is any; among those one of the case that was
    begun, else one of `first`, else the one that tells most about an ability there. Of equal ones those that are
    answered with a letter come first, and then chance decides, which depends on `seed` alone."""
    done = {item.id for item in asked} | skipped
    left = [item for item in items if item.id not in done]
    if not left:
        return None
    case = asked[-1].case if asked else None
    return min(left, key=lambda item: (
        item.id in setting.recalled and item.id not in first, case is None or item.case != case, item.id not in first,
        -round(information(item, setting, ability), 6), KINDS.index(item.kind),
        hashlib.sha256(f"{seed}:{item.id}".encode()).hexdigest()))


def information(item: Item, setting: Setting, ability: Belief) -> float:
    """How much an answer to the item tells about an ability there: Fisher's information of the logistic model with
    guessing (Lord, "Applications of Item Response Theory", 1980), in 1 / logits squared. What guessing gives is taken
    as equal for all kinds: what a typed answer tells more, it costs people more."""
    chance = sigmoid(ability[0] - setting.difficulty(item)[0])
    floor = setting.floor(item, USUAL_CHANCE)
    return chance * chance * (1.0 - chance) * (1.0 - floor) / (floor + (1.0 - floor) * chance)


def main_competency(items: Sequence[Item]) -> str:
    """The competency that most of the items are about."""
    return min(Counter(item.competency_id for item in items).items(), key=lambda each: (-each[1], each[0]))[0]


def about(answered: int, left: int, most: int = MOST) -> int:
    """Of how many questions a quiz will probably be, that so many were answered in and so many are left for: of the
    usual number, and where those did not tell enough, of the most."""
    likely = USUAL if answered < USUAL else MOST
    return max(answered + (left > 0), min(likely, most, answered + left))


def fitting(minutes: float) -> int:
    """How many questions fit into so many minutes: one a minute, and never more than anybody is asked."""
    return min(int(minutes / A_QUESTION), MOST)


# ---- what is known by now


def enough(setting: Setting, answers: Sequence[Given]) -> bool:
    """Whether one can stop asking: every level up to the target is either surely held or surely not, or it is too
    long."""
    if len(answers) >= setting.most:
        return True
    return len(answers) >= ENOUGH and all(
        abs(sure_of(setting, answers, level) - 0.5) >= SURE - 0.5 for level in range(1, setting.target + 1))


@dataclass(frozen=True)
class Certainty:
    """How sure (0-1, at least 0.5) it is that the level is held, or (`held` false) that it is not."""

    level: int
    held: bool
    sure: float


def certainty(setting: Setting, answers: Sequence[Given]) -> Certainty | None:
    """What can be said by now: the highest level that is rather held than not, and was asked or lies below what was
    asked; else that the lowest level asked about is rather not held. None before the first answer."""
    if not answers:
        return None
    top = max(given.item.at for given in answers)
    for level in range(top, 0, -1):
        sure = sure_of(setting, answers, level)
        if sure >= 0.5:
            return Certainty(level, True, sure)
    lowest = min(given.item.at for given in answers)
    return Certainty(lowest, False, 1.0 - sure_of(setting, answers, lowest))


# ---- the result


def score(answers: Sequence[Given], level: int) -> float:
    """The share (0-100) that speaks for a level, of the answers that speak for or against it: right answers to items of
    the level or above speak for it, wrong ones to items of the level or below against it. 0 where none does."""
    good = sum(given.weight for given in answers if given.right and given.item.at >= level)
    bad = sum(given.weight for given in answers if not given.right and given.item.at <= level)
    return round(100.0 * good / (good + bad), 1) if good else 0.0


@dataclass(frozen=True)
class Result:
    """What a finished quiz says: the `level` it is told for, its `score` 0-100, whether the level was `passed`, and how
    sure (0-1) that is; `right` of `asked` questions in all."""

    level: int
    score: float
    passed: bool
    sure: float
    right: int
    asked: int


def result(setting: Setting, answers: Sequence[Given]) -> Result | None:
    """The result of the answers; None where they are too few or too contrary to tell. `passed` is the same as a score
    of the pass mark or more."""
    if len(answers) < ENOUGH:
        return None
    right = sum(given.right for given in answers)
    for level in range(max(given.item.at for given in answers), 0, -1):
        sure, share = sure_of(setting, answers, level), score(answers, level)
        if sure >= TELLING and share >= setting.pass_mark and share > 0:
            return Result(level, share, True, sure, right, len(answers))
    for level in sorted({given.item.at for given in answers}):
        sure, share = 1.0 - sure_of(setting, answers, level), score(answers, level)
        if sure >= TELLING and share < setting.pass_mark:
            return Result(level, share, False, sure, right, len(answers))
    return None


# ---- what the passbook says about it


def left_by(entries: Iterable[Entry], competency_id: str, at: datetime) -> Belief | None:
    """What the last recorded quiz of a competency left of the ability, for a quiz at an instant; None where there was
    none, it was taken back, or it tells nothing any more."""
    kept = list(entries)
    gone = void(kept)
    latest: tuple[datetime, str] | None = None
    found: Belief | None = None
    for entry in kept:
        told = (entry.evidence or {}).get("estimate") if entry.competency_id == competency_id else None
        if (isinstance(told, dict) and {"mean", "variance"} <= told.keys() and entry.id not in gone and entry.at <= at
                and (latest is None or (entry.at, entry.id) > latest)):
            latest = entry.at, entry.id
            found = aged([float(told["mean"]), float(told["variance"])], (at - entry.at).total_seconds() / 86400)
    return found


def evidence(setting: Setting, answers: Sequence[Given], found: Result) -> dict[str, object]:
    """What a result rests on beside the answers, as plain JSON: what it was judged by, and the estimate."""
    mean, variance = estimate(setting, answers)
    seen = sorted(given.item.id for given in answers if given.item.id in setting.recalled)
    return {"pass_mark": setting.pass_mark, "target": setting.target, "sure": _rounded(found.sure),
            "start": None if setting.start is None else [_rounded(part) for part in setting.start],
            "estimate": {"mean": _rounded(mean), "variance": _rounded(variance)}, "seen_before": seen}


def _rounded(value: float) -> float:
    """Four places, and no minus zero: the stored JSON must read back as the very same figure, for the chain's sake."""
    return round(value, 4) + 0.0

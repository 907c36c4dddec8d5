"""How often a quiz credits a level that is not held, and how often it sees one that is: made-up people, known levels.

People answer by a logistic law with guessing, once as the quiz supposes it and once with questions that part people
more or less sharply. Beside it the plain rule: five questions near the target, the share right, the level that at least
half of them have.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from passbook.items import Item
from passbook.mastery.belief import sigmoid
from passbook.mastery.levels import STEP, place, threshold
from passbook.quiz import Given, Setting, enough, estimate, next_item, result
from tests.bench.table import show

MARK = 60.0
PEOPLE = 600
TARGET = 2
# How far the questions of one level lie apart (a standard deviation, in logits).
SPREAD = 0.4


def bank(levels: Sequence[int]) -> list[Item]:
    """Single-choice items of four options at these levels."""
    return [Item(f"Q{number}", "C", level, None, "single", "?", None, ("a", "b", "c", "d"), (0,), ".", None)
            for number, level in enumerate(levels)]


BANKS = {"3 of level 2": bank((2, 2, 2)), "6 of levels 1 to 3": bank((1, 2, 2, 2, 3, 3)),
         "40 of levels 1 to 4": bank([1 + number % 4 for number in range(40)])}


class Person:
    """Somebody who holds `level` and answers with a slope of `sharp`."""

    def __init__(self, level: int, sharp: float, seed: int) -> None:
        self.ability = threshold(max(level, 1), MARK) + (STEP / 2 if level else -STEP / 2)
        self.sharp, self.chance = sharp, random.Random(seed)

    def answer(self, item: Item) -> bool:
        """Whether they are right."""
        hard = place(item.at) + self.chance.gauss(0, SPREAD)
        return self.chance.random() < item.chance + (1 - item.chance) * sigmoid(self.sharp * (self.ability - hard))


def adaptive(items: list[Item], person: Person, seed: int) -> tuple[int, int]:
    """The level that the quiz credits (0: none) and how many questions it took."""
    setting, answers = Setting(MARK, TARGET), list[Given]()
    while not enough(setting, answers):
        asked = [given.item for given in answers]
        item = next_item(items, asked, set(), setting, estimate(setting, answers), str(seed))
        if item is None:
            break
        answers.append(Given(item, person.answer(item)))
    found = result(setting, answers)
    return (found.level if found and found.passed else 0), len(answers)


def plain(items: list[Item], person: Person, seed: int) -> tuple[int, int]:
    """The same by the plain rule."""
    order = random.Random(seed)
    asked = sorted(items, key=lambda item: (abs(item.at - TARGET), order.random()))[:5]
    right = [person.answer(item) for item in asked]
    levels = sorted((item.at for item in asked), reverse=True)
    passed = 100 * sum(right) / len(right) >= MARK
    return (levels[(len(levels) + 1) // 2 - 1] if passed else 0), len(asked)


def run(_home: Path | None = None) -> None:
    """Prints the shares of people credited with too much, and of those who hold the target seen to hold it."""
    rows: list[list[str | float | int | None]] = []
    for name, items in BANKS.items():
        for sharp in (1.0, 0.6, 1.7):
            for label, judge in (("as Saathi judges", adaptive), ("yardstick: plain", plain)):
                credited: dict[int, Counter[int]] = {}
                count = 0
                for level in range(5):
                    found = [judge(items, Person(level, sharp, 7 * each + level), each) for each in range(PEOPLE)]
                    credited[level] = Counter(given for given, _ in found)
                    count += sum(took for _, took in found)
                rows.append([f"{name}, slope {sharp}: {label}",
                             *(100 * sum(share for given, share in credited[level].items() if given > level) / PEOPLE
                               for level in (0, 1)),
                             *(100 * sum(share for given, share in credited[level].items() if given >= TARGET) / PEOPLE
                               for level in (2, 3, 4)), count / (5 * PEOPLE)])
    show(f"Judging made-up people in a quiz that asks about level {TARGET} (pass mark {MARK:.0f})",
         ["bank", "too much: 0", "too much: 1", "seen: 2", "seen: 3", "seen: 4", "questions"], rows,
         ["\"too much: 1\": of those who hold level 1, the percentage credited with a higher one;",
          f"\"seen: 3\": of those who hold level 3, the percentage credited with level {TARGET} or more"])

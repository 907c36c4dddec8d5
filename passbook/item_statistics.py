"""How quiz items did, by all stored answers, and which of them an author should look at. Pure.

Counts each person's first answer to an item that no hint helped: later ones know the key. Says nothing of an item with
too few answers, and nothing of time, which is not measured.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from passbook.items import Item

# Answers below which nothing is said of an item; a share of right answers that is too low or too high to tell anybody
# from anybody; how far right answers must go with right answers to other items (a correlation).
FEW = 20
TOO_HARD, TOO_EASY = 0.2, 0.95
LEAST_DISCRIMINATION = 0.1

Reason = str


@dataclass(frozen=True)
class Statistics:
    """What is known of an item: how many `answers`, the `share` (0-1) right, `discrimination` (the correlation, -1 to
    1, of being right with the share right of the other items of the same quiz; None where it cannot be told), how often
    each option was `chosen`, and the `reasons` why an author should look at it."""

    item_id: str
    answers: int
    share: float | None
    discrimination: float | None
    chosen: tuple[int, ...]
    reasons: tuple[Reason, ...]

    @property
    def few(self) -> bool:
        """Whether the answers are too few to say anything."""
        return self.answers < FEW

    def as_json(self) -> dict[str, Any]:
        """The figures as plain JSON; none but the count where the answers are too few."""
        told: dict[str, Any] = {"id": self.item_id, "answers": self.answers, "too_few": self.few}
        if not self.few:
            told |= {"share_right": self.share, "discrimination": self.discrimination, "chosen": list(self.chosen),
                     "reasons": list(self.reasons)}
        return told


@dataclass
class _Tally:
    right: list[float] = field(default_factory=list)
    rest: list[float | None] = field(default_factory=list)
    chosen: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def statistics(items: Sequence[Item], quizzes: Iterable[tuple[str, Sequence[Mapping[str, Any]]]]) -> list[Statistics]:
    """The statistics of items, in their order. `quizzes`: for each quiz who took it, and its answers, oldest first."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    seen: set[tuple[str, str]] = set()
    for person, answers in quizzes:
        for answer in answers:
            key = str(answer.get("item"))
            if (person, key) in seen or "correct" not in answer:
                continue
            seen.add((person, key))
            if answer.get("hint"):
                continue
            others = [float(bool(other["correct"])) for other in answers
                      if other is not answer and "correct" in other]
            tally = tallies[key]
            tally.right.append(float(bool(answer["correct"])))
            tally.rest.append(sum(others) / len(others) if others else None)
            given = answer.get("answer")
            for place in given if isinstance(given, list) else ():
                tally.chosen[int(place)] += 1
    return [_of(item, tallies[item.id]) for item in items]


def _of(item: Item, tally: _Tally) -> Statistics:
    count = len(tally.right)
    share = round(sum(tally.right) / count, 3) if count else None
    pairs = [(right, rest) for right, rest in zip(tally.right, tally.rest, strict=True) if rest is not None]
    found = correlation(pairs) if len(pairs) >= FEW else None
    chosen = tuple(tally.chosen[place] for place in range(len(item.options)))
    plain = Statistics(item.id, count, share, None if found is None else round(found, 3), chosen, ())
    return plain if plain.few else replace(plain, reasons=tuple(_reasons(item, plain)))


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's correlation; None where one side does not vary."""
    count = len(pairs)
    if not count:
        return None
    mean_x, mean_y = sum(x for x, _ in pairs) / count, sum(y for _, y in pairs) / count
    across = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    spread = math.sqrt(sum((x - mean_x) ** 2 for x, _ in pairs) * sum((y - mean_y) ** 2 for _, y in pairs))
    return across / spread if spread > 1e-12 else None


def _reasons(item: Item, found: Statistics) -> Iterable[Reason]:
    """Why an author should look at an item: the names of what is wrong."""
    share = found.share or 0.0
    if share < TOO_HARD:
        yield "too_hard"
    if share > TOO_EASY:
        yield "too_easy"
    if found.discrimination is not None and found.discrimination < 0:
        yield "better_people_fail"
    elif found.discrimination is not None and found.discrimination < LEAST_DISCRIMINATION:
        yield "tells_little"
    if item.kind == "single":
        right = found.chosen[item.answer[0]]
        if any(count > right for place, count in enumerate(found.chosen) if place not in item.answer):
            yield "wrong_option_preferred"
    if item.kind in ("single", "multiple") and share <= TOO_EASY:
        unchosen = [place for place, count in enumerate(found.chosen) if not count and place not in item.answer]
        if unchosen:
            yield "option_never_chosen"

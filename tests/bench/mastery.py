"""Whether the on-line model foretells answers as well as what is usual, on ASSISTments 2009 (one fold, real pupils).

All are taught on the pupils of training and validation and asked about every answer of the pupils held out, in order;
what a pupil answered before is known then. In these data one answer may stand in several rows, one for each skill: such
immediate repeats are foretold by looking at the row above, so every figure is given without them, too.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from passbook.mastery.model import SCHOOL, Answer, History, Priors, learn
from tests.bench.table import show

ROOT = Path(__file__).parents[2]
# One row: item, skill, whether right.
Row = tuple[int, int, int]
Pupils = list[list[Row]]
Figures = np.ndarray[Any, np.dtype[np.float64]]
# How fast older answers fade in the yardstick's recency, by skill and in all.
FADES = (0.8, 0.9)


def folder() -> Path | None:
    """Where the data are; None where they are not on this machine."""
    places = (above / "shared" / "data" / "assist2009" for above in ROOT.parents)
    return next((place for place in places if place.is_dir()), None)


def pupils(place: Path, part: str) -> Pupils:
    """The answers of each pupil of a part (`train`, `valid`, `test`)."""
    lines = (place / f"assist2009_pid_{part}1.csv").read_text(encoding="utf-8").split("\n")
    found = []
    for at in range(0, len(lines) - 3, 4):
        columns = [[int(cell) for cell in line.split(",") if cell.strip()] for line in lines[at + 1:at + 4]]
        found.append(list(zip(*columns, strict=True)))
    return [rows for rows in found if rows]


def run(_home: Path | None = None) -> None:
    """Prints the area under the curve of each model, with and without immediate repeats."""
    place = folder()
    if place is None:
        print("\nmastery: skipped, the ASSISTments 2009 answers are not on this machine")
        return
    from sklearn.metrics import roc_auc_score

    taught, held_out = pupils(place, "train") + pupils(place, "valid"), pupils(place, "test")
    parts = ((taught, held_out), (without_repeats(taught), without_repeats(held_out)))
    rows: list[list[str | float | int | None]] = []
    for name, model in MODELS:
        started = time.perf_counter()
        whole, short = (model(*part) for part in parts)
        took = time.perf_counter() - started
        repeats = fresh(held_out)
        rows.append([name, f"{roc_auc_score(truth(held_out), whole):.4f}",
                     f"{roc_auc_score(truth(held_out)[repeats], whole[repeats]):.4f}",
                     f"{roc_auc_score(truth(parts[1][1]), short):.4f}", took])
    show("Foretelling answers (area under the curve)", ["model", "all", "not counted", "left out", "seconds"], rows,
         [f"{sum(map(len, taught)):,} answers taught, {len(truth(held_out)):,} foretold, "
          f"{len(truth(parts[1][1])):,} of them no immediate repeats of an item",
          "all: every row; not counted: repeats are taught and known, and the figure leaves them out; left out: they",
          "are taken out of what is taught and foretold before anything else",
          "Best-LR: item, skill, log(1 + right) and log(1 + wrong) in the skill and in all; recency: the last answer",
          "in all, to the skill and to the item, and shares right that fade; refitted logistic regression",
          "on-line: one pass, each answer moves it; \"ability, item\" is the part that a quiz judges by; \"items",
          "fixed\": nothing but the pupil's own beliefs moves while foretelling"])


def truth(part: Pupils) -> Figures:
    """Whether each answer was right (0 or 1)."""
    return np.array([right for rows in part for _, _, right in rows])


def fresh(part: Pupils) -> Any:
    """Whether each answer is no immediate repeat of an item."""
    return np.array([at == 0 or rows[at - 1][0] != rows[at][0] for rows in part for at in range(len(rows))])


def without_repeats(part: Pupils) -> Pupils:
    """The answers without immediate repeats of an item."""
    return [[row for at, row in enumerate(rows) if at == 0 or rows[at - 1][0] != row[0]] for rows in part]


# ---- yardsticks without a fit


def item_mean(taught: Pupils, held_out: Pupils) -> Figures:
    """The share right of the item, drawn towards the share of all where answers are few."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for rows in taught:
        for item, _, right in rows:
            counts[item][right] += 1
    whole = [sum(each[at] for each in counts.values()) for at in (0, 1)]
    mean = whole[1] / sum(whole)
    return np.array([(counts[item][1] + 2 * mean) / (sum(counts[item]) + 2) if item in counts else mean
                     for rows in held_out for item, _, _ in rows])


def elo(taught: Pupils, held_out: Pupils) -> Figures:
    """Elo with a step that shrinks with the number of answers (Pelanek, "Applications of the Elo rating system in
    adaptive educational systems", 2016)."""
    difficulty: dict[int, float] = defaultdict(float)
    seen: dict[int, int] = defaultdict(int)
    foretold = []
    for test, part in ((False, taught), (True, held_out)):
        for rows in part:
            ability = 0.0
            for number, (item, _, right) in enumerate(rows):
                chance = 1 / (1 + math.exp(difficulty[item] - ability))
                if test:
                    foretold.append(chance)
                ability += (right - chance) / (1 + 0.05 * number)
                difficulty[item] -= (right - chance) / (1 + 0.05 * seen[item])
                seen[item] += 1
    return np.array(foretold)


# ---- yardsticks by logistic regression


class Past:
    """What a pupil answered so far, as the features need it."""

    def __init__(self) -> None:
        self.skill: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        self.all = [0, 0]
        self.last_item: dict[int, int] = {}
        self.last_skill: dict[int, int] = {}
        self.last: int | None = None
        self.fading: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self.fading_all = [0.0, 0.0]

    def add(self, row: Row) -> None:
        """Takes an answer in."""
        item, skill, right = row
        self.skill[skill][right] += 1
        self.all[right] += 1
        self.last_item[item] = self.last_skill[skill] = self.last = right
        for sums, fade in ((self.fading[skill], FADES[0]), (self.fading_all, FADES[1])):
            sums[0], sums[1] = fade * sums[0] + right, fade * sums[1] + 1


Features = Callable[[Row, Past], dict[tuple[str, int], float]]


def pfa(row: Row, past: Past) -> dict[tuple[str, int], float]:
    """Performance factors: each skill with slopes of its own for successes and failures."""
    wrong, right = past.skill[row[1]]
    return {("skill", row[1]): 1.0, ("right", row[1]): math.log1p(right), ("wrong", row[1]): math.log1p(wrong)}


def best_lr(row: Row, past: Past) -> dict[tuple[str, int], float]:
    """Best-LR (Gervet et al., 2020)."""
    counts = (*past.skill[row[1]], *past.all)
    return {("item", row[0]): 1.0, ("skill", row[1]): 1.0,
            **{("count", at): math.log1p(value) for at, value in enumerate(counts)}}


def recent(row: Row, past: Past) -> dict[tuple[str, int], float]:
    """Best-LR with how the last answers went."""
    found = best_lr(row, past)
    for at, last in enumerate((past.last, past.last_skill.get(row[1]), past.last_item.get(row[0]))):
        if last is not None:
            found["last", 2 * at + last] = 1.0
    for at, (good, count) in enumerate((past.fading[row[1]], past.fading_all)):
        found["fading", at] = (good + 1) / (count + 2)
    return found


def fitted(taught: Pupils, held_out: Pupils, features: Features) -> Figures:
    """What a logistic regression on the features foretells."""
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    places: dict[tuple[str, int], int] = {}

    def matrix(part: Pupils, grow: bool) -> tuple[Any, list[int]]:
        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        truth = []
        for rows in part:
            past = Past()
            for row in rows:
                for key, value in features(row, past).items():
                    if grow:
                        places.setdefault(key, len(places))
                    if key in places and value:
                        columns.append(places[key])
                        values.append(value)
                ends.append(len(columns))
                truth.append(row[2])
                past.add(row)
        return (values, columns, ends), truth

    made = [matrix(taught, True), matrix(held_out, False)]
    first, second = (sparse.csr_matrix(cells, shape=(len(truth), len(places))) for cells, truth in made)
    model = LogisticRegression(C=1.0, solver="newton-cg", max_iter=200).fit(first, made[0][1])
    foretold: Figures = model.predict_proba(second)[:, 1]
    return foretold


# ---- ours


def online(taught: Pupils, held_out: Pupils, priors: Priors, fixed: bool = False) -> Figures:
    """What the on-line model foretells; with `fixed`, nothing but the pupil's own beliefs moves while foretelling."""
    shared: dict[str, list[float]] = {}
    foretold = []
    for test, part in ((False, taught), (True, held_out)):
        for rows in part:
            personal: dict[str, list[float]] = {}
            history = History()
            for item, skill, right in rows:
                answer = Answer(str(item), str(skill))
                change = learn(answer, bool(right), personal, shared, history, priors)
                if test:
                    foretold.append(change.expected)
                personal.update(change.personal)
                if not (test and fixed):
                    shared.update(change.shared)
                history.add(answer, bool(right))
    return np.array(foretold)


MODELS: list[tuple[str, Callable[[Pupils, Pupils], Figures]]] = [
    ("item mean", item_mean), ("Elo", elo),
    ("PFA", lambda taught, held_out: fitted(taught, held_out, pfa)),
    ("Best-LR", lambda taught, held_out: fitted(taught, held_out, best_lr)),
    ("Best-LR + recency", lambda taught, held_out: fitted(taught, held_out, recent)),
    ("on-line: ability, item", lambda taught, held_out: online(taught, held_out, replace(SCHOOL, weights={}))),
    ("on-line, items fixed", lambda taught, held_out: online(taught, held_out, SCHOOL, fixed=True)),
    ("on-line", lambda taught, held_out: online(taught, held_out, SCHOOL))]

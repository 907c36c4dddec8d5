"""Who can answer what: the numbers behind an answer, what each answer teaches about them, and what time does.

ability (overall, and in the competency) + practice + the item met before - how hard item and competency are. Every
number is a belief; each answer moves them at once, without a refit. The state is plain JSON in two parts, of one person
and of everybody; pure: what changes is returned, time and priors come in as arguments.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from passbook.mastery.belief import Belief, Term, drifted, expected, learned

Beliefs = Mapping[str, Belief]


@dataclass(frozen=True)
class Priors:
    """What is believed before the first answer, as (mean, variance) in logits; (0, 0) switches a number off.

    `by_answer`: the variance that a person's abilities gain with each answer, as people learn; `by_day` with each day.
    `weights`: by name, what signals of the person's history weigh (see `signals`).
    """

    overall: tuple[float, float]
    competency: tuple[float, float]
    item: tuple[float, float]
    group: tuple[float, float]
    weights: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    by_answer: tuple[float, float] = (0.0, 0.0)
    by_day: float = 0.0


@dataclass(frozen=True)
class Answer:
    """An answer to an item of a competency. `guess`: the chance (0-1) that one who knows nothing gives the right one;
    `weight` (0-1): how much the answer counts."""

    item: str
    competency: str
    guess: float = 0.0
    weight: float = 1.0


@dataclass
class History:
    """What a person answered so far: right and wrong by competency and in all, the last answer to each item, and the
    item answered last."""

    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    total: tuple[int, int] = (0, 0)
    items: dict[str, bool] = field(default_factory=dict)
    last: str | None = None

    def add(self, answer: Answer, right: bool) -> None:
        """Takes an answer in."""
        good, bad = self.counts.get(answer.competency, (0, 0))
        self.counts[answer.competency] = (good + right, bad + (not right))
        self.total = (self.total[0] + right, self.total[1] + (not right))
        self.items[answer.item], self.last = right, answer.item


# What is believed of the answers of pupils at school (a benchmark), before the first of them: nothing but the scale.
SCHOOL = Priors(
    overall=(0.0, 1.0), competency=(0.0, 0.4), item=(0.0, 1.5), group=(0.0, 1.0), by_answer=(0.002, 0.02),
    weights=dict.fromkeys(("always", "practice_right", "practice_wrong", "all_right", "all_wrong", "again_right",
                           "again_wrong", "same_right", "same_wrong"), (0.0, 0.05)))


def signals(answer: Answer, history: History) -> list[tuple[str, float]]:
    """Names and values of what the history says about an answer: practice, as in Best-LR (Gervet et al., "When is Deep
    Learning the Best Approach to Knowledge Tracing?", 2020), and the same item just now or earlier."""
    good, bad = history.counts.get(answer.competency, (0, 0))
    found = [("always", 1.0), ("practice_right", math.log1p(good)), ("practice_wrong", math.log1p(bad)),
             ("all_right", 0.3 * math.log1p(history.total[0])), ("all_wrong", 0.3 * math.log1p(history.total[1]))]
    if answer.item in history.items:
        when = "same" if answer.item == history.last else "again"
        found.append((f"{when}_{'right' if history.items[answer.item] else 'wrong'}", 1.0))
    return found


@dataclass(frozen=True)
class Change:
    """What an answer changed: beliefs of the person and of everybody, by name, and the chance that was expected."""

    expected: float
    personal: dict[str, Belief]
    shared: dict[str, Belief]


def terms(answer: Answer, personal: Beliefs, shared: Beliefs, history: History, priors: Priors
          ) -> list[tuple[str, bool, Term]]:
    """The numbers behind an answer: (name, whether the person's own, belief with its factor)."""
    def number(name: str, own: bool, prior: tuple[float, float], factor: float, drift: float = 0.0
               ) -> tuple[str, bool, Term]:
        belief = (personal if own else shared).get(name)
        if belief is None:
            belief = list(prior)
        elif drift:
            belief = [belief[0], belief[1] + drift]
        return name, own, (belief, factor)

    made = [number("overall", True, priors.overall, 1.0, priors.by_answer[0]),
            number(f"in {answer.competency}", True, priors.competency, 1.0, priors.by_answer[1]),
            number(f"item {answer.item}", False, priors.item, -1.0),
            number(f"group {answer.competency}", False, priors.group, -1.0)]
    made += [number(f"weight {name}", False, priors.weights[name], value)
             for name, value in signals(answer, history) if value and name in priors.weights]
    return [each for each in made if each[2][0] != [0.0, 0.0]]


def chance(answer: Answer, personal: Beliefs, shared: Beliefs, history: History, priors: Priors) -> float:
    """The chance (0-1) that the person gives the right answer."""
    return expected([term for *_, term in terms(answer, personal, shared, history, priors)], answer.guess)


def learn(answer: Answer, right: bool, personal: Beliefs, shared: Beliefs, history: History, priors: Priors) -> Change:
    """What an answer teaches. The caller merges the changes and adds the answer to the history."""
    used = terms(answer, personal, shared, history, priors)
    beliefs = [term for *_, term in used]
    change = Change(expected(beliefs, answer.guess), {}, {})
    for (name, own, _), belief in zip(used, learned(beliefs, right, answer.guess, answer.weight), strict=True):
        (change.personal if own else change.shared)[name] = belief
    return change


def waited(personal: Beliefs, days: float, priors: Priors) -> dict[str, Belief]:
    """The person's beliefs after so many days: doubt grows, up to what it was before the first answer."""
    return {name: drifted(belief, priors.by_day * max(days, 0.0),
                          (priors.overall if name == "overall" else priors.competency)[1])
            for name, belief in personal.items()}

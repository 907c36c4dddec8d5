"""From ability to levels: where the levels lie on the scale, and how sure it is that somebody holds one. Pure.

A person holds a level whose ability gives, on questions of that level, a score of the pass mark or more.
"""

from __future__ import annotations

import math

from passbook.mastery.belief import Belief, above
from passbook.mastery.model import Priors

# How much harder (in logits) a question of a level is than one of the level below.
STEP = 1.2
# What guessing gives on the usual question, one of four options.
USUAL_CHANCE = 0.25
# How uncertain (a variance) an ability is before anything is known, and by how much it becomes so again each day:
# after a year, what was known of it no longer tells.
WIDE = 2.0
PER_DAY = WIDE / 365.0
# How far from its level's place an item may lie (a variance), and how sure one ever gets of that.
ITEM_DOUBT, LEAST_DOUBT = 0.25, 0.02
# How surely somebody who remembers the key of an item gives it.
KEY_KNOWN = 0.9

# What is believed in a quiz before its first answer: ability and items alone. Nothing of other competencies counts, and
# a quiz is too short to learn what practice weighs.
QUIZ = Priors(overall=(0.0, 0.0), competency=(0.0, WIDE), item=(0.0, ITEM_DOUBT), group=(0.0, 0.0), by_day=PER_DAY)


def place(level: int) -> float:
    """Where the questions of a level lie on the scale, in logits."""
    return STEP * (level - 1)


def threshold(level: int, pass_mark: float) -> float:
    """The ability from which a level is held: the one that gives `pass_mark` (0-100) on usual questions of it."""
    known = (pass_mark / 100.0 - USUAL_CHANCE) / (1.0 - USUAL_CHANCE)
    known = min(max(known, 0.05), 0.95)
    return place(level) + math.log(known / (1.0 - known))


def holds(ability: Belief, level: int, pass_mark: float) -> float:
    """How sure (0-1) it is that the level, or a higher one, is held."""
    return above(ability, threshold(level, pass_mark))


def beginning(level: int, target: int, pass_mark: float) -> Belief:
    """What is believed before the first answer, where a quiz asks about the target level and `level` is to be judged.

    The target may as well be reached as not. For a lower level the belief starts half a step above it: a level below
    the one asked about is likelier held than not, yet never so likely that answers need not say it.
    """
    return [min(threshold(target, pass_mark), threshold(level, pass_mark) + STEP / 2), WIDE]


def without_knowing(guess: float, recalled: float) -> float:
    """The chance (0-1) of a right answer without knowing the matter: by guessing, or since the key, shown before, is
    remembered (`recalled`, 0-1)."""
    return 1.0 - (1.0 - guess) * (1.0 - KEY_KNOWN * recalled)


def of_item(level: int, belief: Belief | None) -> Belief:
    """How hard an item is believed to be: as its level says, moved by what answers taught, at most one level away."""
    middle = place(level)
    if belief is None:
        return [middle, ITEM_DOUBT]
    return [min(max(belief[0], middle - STEP), middle + STEP), min(max(belief[1], LEAST_DOUBT), ITEM_DOUBT)]

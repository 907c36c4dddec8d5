"""Who of those who offered help is asked first, and how near they are told to be. Rules alone: no store, no names.

Refuses to tell a place that so few people share that the word alone would say who is meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from frac.framework import Framework

# A place is told only where so many officials share it.
CROWD = 20

Place = Literal["near", "organisation", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who offered help and holds enough: `up`, how many steps up from the asker's organisation stands one that
    both belong to (0: the same, None: there is none), `distance`, the steps there and down again; their language, how
    many requests wait for them, the level that they hold."""

    official_id: str
    up: int | None
    distance: int
    language: str | None
    waiting: int
    level: int


@dataclass(frozen=True, slots=True)
class Around:
    """How many officials are where, as seen by one. `near`: so many steps up stands the smallest organisation with a
    crowd (None: none has one); `further`: those of the whole organisation outside of it; `elsewhere`: all others."""

    near: int | None
    further: int
    elsewhere: int


def highest(framework: Framework) -> int:
    """The highest level that the tenant knows."""
    return max((level.level for level in framework.levels), default=5)


def needed(held: int, required: int | None, top: int, wished: int | None = None) -> int:
    """The level that a helper must hold: above the asker's, and what the post asks or was wished where that is more; at
    most the highest there is, unless the asker holds that."""
    return max(held + 1, min(wished or required or 0, top))


def way(framework: Framework, one: str, other: str) -> tuple[int | None, int]:
    """Steps up from one organisation to the first that it shares with another (None: there is none), and the steps
    there and down again."""
    up, across = list(framework.ancestors(one)), list(framework.ancestors(other))
    for steps, place_ in enumerate(up):
        if place_ in across:
            return steps, steps + across.index(place_)
    return None, len(up) + len(across)


def ranked(candidates: Iterable[Candidate], language: str | None) -> list[Candidate]:
    """The order in which they are asked: who shares the language first, then who is near and has few requests waiting
    (each counts as a step), then who holds the least that is enough (the highest would be asked by everybody)."""
    return sorted(candidates, key=lambda each: (language is not None and each.language != language,
                                                each.distance + each.waiting, each.level, each.official_id))


def place(up: int | None, around: Around) -> Place | None:
    """How the place of somebody is told; None where any word would tell too much.

    Places without a crowd are told as one with the next: nobody can tell then which of the two it is.
    """
    if around.near is None:
        return None
    is_near = up is not None and up <= around.near
    if 0 < around.elsewhere < CROWD:
        if around.further + around.elsewhere < CROWD:
            return None
        return "near" if is_near else "elsewhere"
    if up is None:
        return "elsewhere"
    return "near" if is_near and around.further >= CROWD else "organisation"


def nearest(candidates: Iterable[Candidate], around: Around) -> Place | None:
    """How the place of the nearest is told."""
    ups = [each.up for each in candidates]
    if not ups:
        return None
    return place(min((up for up in ups if up is not None), default=None), around)

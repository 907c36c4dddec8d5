"""Who of those who offered to help is asked first, and how near they are told to be. Rules alone.

Nothing here knows who anybody is: a candidate is an offer's id with what ranking needs. Refuses to tell a place that
so few people share that it would say who is meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

# A mentor has so many open requests at most, a person so many of their own; one request goes to so many mentors.
MOST_OPEN, MOST_REQUESTS, MOST_ASKED = 3, 3, 5
# A request that a mentor does not answer for so long goes to the next.
PATIENCE = timedelta(days=7)
# A place is told only where so many officials share it.
CROWD = 20

Place = Literal["near", "organisation", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer to help: `above` levels over the least that is of use; `language` of the mentor; `up`, how many steps up
    the tree of organisations from the asker's one stands that both belong to (0: the same; None: there is none);
    `busy`, how many requests wait for the mentor."""

    offer: str
    above: int
    language: str | None
    up: int | None
    busy: int


@dataclass(frozen=True, slots=True)
class Around:
    """How many officials are where, as seen by one: `near`, so many steps up stands the smallest organisation with a
    crowd (None: there is none); `further`, those of the whole organisation outside of it; `elsewhere`, all others."""

    near: int | None
    further: int
    elsewhere: int


def least(held: int, wished: int | None = None) -> int:
    """The level that a mentor must hold for somebody who holds `held`: one more, or the one that was wished where that
    is higher."""
    return max(held + 1, wished or 0)


def ranked(candidates: Iterable[Candidate], language: str | None, reach: int = 0) -> list[Candidate]:
    """Those who may be asked now, best first: who shares the language, then who is `reach` levels above the least (what
    the post requires), then who is near and has few requests (each counts as a step), then who is no further above
    than needed, since the highest would else be asked by all."""
    free = (each for each in candidates if each.busy < MOST_OPEN)
    return sorted(free, key=lambda each: (
        language is not None and each.language != language, each.above < reach, each.up is None,
        (each.up or 0) + each.busy, abs(each.above - reach), each.offer))


def nearest(candidates: Iterable[Candidate]) -> int | None:
    """The fewest steps up to a common organisation; None where none of them shares one."""
    return min((each.up for each in candidates if each.up is not None), default=None)


def place(up: int | None, around: Around) -> Place | None:
    """How the place of somebody `up` steps away is told; None where any word would tell too much.

    Places that are no crowd are told as one with the next: nobody can tell then which of the two it is.
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

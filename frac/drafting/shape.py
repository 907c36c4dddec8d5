"""What a draft is made of. Nothing in it counts for anybody: a draft is a proposal until people approve it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Likely:
    """A competency for a post: the probability that the post asks for it, and the level expected (1 up)."""

    competency: str
    probability: float
    level: float


@dataclass(frozen=True, slots=True)
class Near:
    """A position that is known, and how like it is to the post (the cosine of their meanings, -1 to 1)."""

    position: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Line:
    """A competency of a draft. `positions`: the near positions that require it; `activities`: known ones for which it
    is required there; `sentence`: the sentence of the input that is likest to it, where one is like it at all."""

    competency: str
    type: str
    level: int
    probability: float
    positions: tuple[str, ...]
    activities: tuple[str, ...]
    sentence: str | None


@dataclass(frozen=True, slots=True)
class Work:
    """An activity of a draft, by its words, and whence it is: the id of a known activity, or None where it is a
    sentence of the input."""

    description: str
    activity: str | None
    position: str | None


@dataclass(frozen=True, slots=True)
class Duty:
    """A role of a draft with its activities; `position` is the known one that it is taken from (None: the input's)."""

    title: str
    position: str | None
    activities: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Reuse:
    """A known position that may be used again instead of a new one: how like its title is (1: the same words) and in
    how many organisations posts of that title stand (0: in none that is told)."""

    position: str
    likeness: float
    organisations: int


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft of a post. `certain`: whether there was enough to draft from; where there was not it has no lines.
    `same`: known positions of the same title; `unmet`: sentences of the input that no competency speaks for; `reuse`:
    known positions of the same or nearly the same title, best first."""

    title: str
    roles: tuple[Duty, ...]
    lines: tuple[Line, ...]
    near: tuple[Near, ...]
    same: tuple[str, ...]
    certain: bool
    unmet: tuple[str, ...] = ()
    reuse: tuple[Reuse, ...] = ()

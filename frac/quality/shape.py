"""What a check of a framework finds, and what it may know beside the framework. Plain values, no words for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from frac.framework import Framework

# A `problem` is wrong or cannot be met as it stands; a `look` may be meant, and somebody should look.
Severity = Literal["problem", "look"]
Thing = tuple[str, str]
Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found. `things`: what it is about, as (kind, id) pairs, the first one foremost; `facts`:
    plain values from which words are made."""

    check: str
    severity: Severity
    things: tuple[Thing, ...]
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """What is known beside the framework. `levels`: competency id to the highest level that anybody holds, where a
    competency that nobody holds may be missing; None where it is not known who holds what. `alike`: pairs of
    competency ids, the smaller first, to the cosine of their meanings; what is not in it is not known."""

    levels: Mapping[str, int] | None = None
    alike: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """A check, and its function. It gives its findings in an order that is always the same, the gravest first."""

    id: str
    find: Callable[[Framework, Held], Iterator[Finding]]

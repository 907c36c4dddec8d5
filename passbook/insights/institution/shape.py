"""What the feedback on an institution is made of: plain values that become JSON as they stand. Decides and computes
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass
from typing import Any

from passbook.insights.query import Silence, Suppressed, Value


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric of the whole institution now, and at the end of the quarter before (None: not asked)."""

    metric: str
    value: Value
    before: Value = None


@dataclass(frozen=True, slots=True)
class Skill:
    """A competency of the mandate. `required`: officials whose posts ask it; `share`: its part of the mandate in
    percent; `readiness` in percent; `pull`: by how many points it moves the readiness for the mandate; `peers`: the
    median readiness of the peers in it, None where none is told."""

    competency: str
    required: float
    share: float
    readiness: float
    pull: float
    peers: float | None = None


@dataclass(frozen=True, slots=True)
class Mandate:
    """What posts require, weighed by how many require it and with which weight. `readiness`: the weighed share that is
    met, None where nothing is told; `silent`: competencies of which nothing is told."""

    readiness: float | None
    strong: tuple[Skill, ...]
    weak: tuple[Skill, ...]
    told: int
    silent: int


@dataclass(frozen=True, slots=True)
class Driver:
    """A part of the institution that moved its readiness: its own readiness then and now, and by how many points of the
    whole's it did."""

    id: str
    before: float | None
    now: float | None
    contribution: float


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed since the end of a quarter, in points of readiness, and which parts made it. `closed`: gaps closed
    since then; `units`: of which kind of organisation the parts are (None: it has none); `rest`: what the competencies
    do not explain."""

    since: str
    difference: float | None
    closed: Value
    competencies: tuple[Driver, ...]
    rest: float
    kind: str | None
    units: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class Thin:
    """A competency on which work rests and that few hold. Exact: `level`, how many of the institution hold it at that
    level or above (`holders`), and who, by pseudonym. Under disclosure control: the share of those required who hold
    it. `positions` require it, `activities` are the pieces of work for which they do."""

    competency: str
    level: int | None
    required: float
    holders: int | None
    share: float | None
    people: tuple[str, ...]
    positions: tuple[str, ...]
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Few:
    """What rests on few people: `held` by one or two (or by few of those required, under disclosure control), `nobody`:
    required at a level that nobody holds. `more`: further ones of both that are not listed; `silent`: competencies of
    which it may not be told."""

    held: tuple[Thin, ...]
    nobody: tuple[Thin, ...]
    more: int
    silent: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How a plan stands in the institution: assignments, how many percent are completed, and how many are overdue."""

    plan: str
    due: Value
    completion: Value
    overdue: Value


@dataclass(frozen=True)
class Institution:
    """Feedback on one institution at an instant. `silence`: why there is none; the parts are empty then."""

    organisation: str
    as_of: str
    controlled: bool
    silence: Silence | None
    figures: tuple[Figure, ...] = ()
    mandate: Mandate | None = None
    changed: Changed | None = None
    few: Few | None = None
    plans: tuple[Progress, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON; a suppressed figure is `{"suppressed": true}`. Pseudonyms of people are left out."""
        made: dict[str, Any] = _plain(self)
        return made


def _plain(value: Any) -> Any:
    if isinstance(value, Suppressed):
        return {"suppressed": True}
    if isinstance(value, float):
        return round(value, 2)
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in type(value).__dataclass_fields__ if name != "people"}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value

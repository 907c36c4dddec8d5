"""What is wished of a plan, what is to be closed and by what: plain values that the whole room shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from passbook.periods import Period


@dataclass(frozen=True, slots=True)
class Course:
    """A live course as a plan sees it: the level it brings in each competency, its length, its price in rupees (0 is
    free, None not recorded), its languages and the courses that it presupposes."""

    id: str
    levels: Mapping[str, int]
    minutes: float
    rupees: float | None
    languages: tuple[str, ...] = ()
    provider: str | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Goal:
    """An open gap: a competency at the level required, and how much closing it counts."""

    competency: str
    level: int
    weight: float = 1.0


@dataclass(frozen=True)
class People:
    """People with the same goals: how many of them are in which (position, group), and which courses that bear on
    their goals they have passed."""

    goals: tuple[Goal, ...]
    counts: Mapping[tuple[str | None, str | None], int]
    passed: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """How many people there are."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Terms:
    """What is wished. `budget`: rupees in all (None: no limit); `hours`: of learning for each person in the year;
    `skip` and `only`: dimension (`type`, `competency`, `course`, `provider`) to ids; `language`: of every course;
    `fixed`: the number (1 to 4) of the quarter to which a competency or a course is moved."""

    budget: float | None = None
    hours: float | None = None
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str | None = None
    fixed: Mapping[str, int] = field(default_factory=dict)

    def wants_goal(self, competency: str, kind: str | None) -> bool:
        """Whether a competency of a type is to be planned for."""
        named = {"competency": competency, "type": kind}
        return (not any(named[key] in self.skip.get(key, ()) for key in named)
                and all(named[key] in self.only[key] for key in named if self.only.get(key)))

    def why_not(self, course: Course) -> str | None:
        """Why a course is not to be used: `skipped`, `language`, `no_price` (it has none recorded, and there is a
        budget to keep); None where it may be."""
        named = {"course": course.id, "provider": course.provider}
        if any(named[key] in self.skip.get(key, ()) for key in named) or any(
                named[key] not in self.only[key] for key in named if self.only.get(key)):
            return "skipped"
        if self.language and self.language not in course.languages:
            return "language"
        return "no_price" if self.budget is not None and course.rupees is None else None


@dataclass(frozen=True)
class Line:
    """One line of a plan: a course in a quarter, for so many people (`seats`) in such positions and groups, and how
    many gaps in which competencies it closes. Hours are those of all seats, `rupees` too (None: no price recorded)."""

    quarter: str
    course: str
    seats: int
    counts: Mapping[tuple[str | None, str | None], int]
    closes: Mapping[str, int]
    hours: float
    rupees: float | None


@dataclass(frozen=True)
class Left:
    """Gaps that the plan leaves open, and why: `skipped` (as wished), `no_course` (none reaches the level),
    `language`, `no_price`, `hours`, `budget`."""

    competency: str
    level: int
    gaps: int
    why: str


@dataclass(frozen=True)
class YearPlan:
    """The plan: its quarters, lines, what is left and why. `open`: gaps before, by competency; `most`: the weight that
    no plan within the budget can exceed, beside the plan's own `worth`."""

    quarters: tuple[Period, ...]
    lines: tuple[Line, ...]
    left: tuple[Left, ...]
    open: Mapping[str, int]
    officials: int
    worth: float
    most: float
    unpriced: tuple[str, ...] = ()

    @property
    def rupees(self) -> float:
        """What it costs, as far as prices are recorded."""
        return sum(line.rupees or 0.0 for line in self.lines)

    @property
    def hours(self) -> float:
        """Hours of learning of everybody together."""
        return sum(line.hours for line in self.lines)

    @property
    def seats(self) -> int:
        """Seats in courses."""
        return sum(line.seats for line in self.lines)

    @property
    def closed(self) -> dict[str, int]:
        """Gaps closed, by competency."""
        found: dict[str, int] = {}
        for line in self.lines:
            for competency, count in line.closes.items():
                found[competency] = found.get(competency, 0) + count
        return found

"""What was read in a question for figures: plain JSON, as a conversation remembers it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Asked:
    """A question as it was understood.

    `metrics`: ids, the first leads. `group_by`: dimensions, a kind of places as `kind:department`, `?unit` for a kind
    that the tenant does not have. `groups_counted`: how many groups keep the bounds is asked for, beside which.
    `filters` and `without`: dimension to ids. `unclear`: dimension to ids of which one is meant. `periods`: JSON of
    periods. `having`: [metric, comparison, value]. `sort`: `asc` or `desc`; `superlative` where one row is asked for,
    `judged` where the order is by what is good. `rated`: the figure before is wanted as a rate; `compares`: the period
    is to stand beside the one before. `nth`: the row of a ranking that is asked for alone.
    `people`: `who` or `who not`. `counted`: those people are to be counted, not named. `also`: further
    questions for people, as JSON, of whom they must be too. `negated`: of those whom the
    figure does not count, or the rest of a rate. `change`: beside the period before; `moved`: `up` or `down`, those
    alone that moved so; `by_change`: ordered by how much they moved. `part`: the filters that make the part of a share.
    `shares`: each row's share of all is asked for. `team`: about the asker's reports. `peers`: against the others of
    the kind. `everywhere`: the whole tenant is named. `form`: `chart`, `file` or `why` beside the figures.
    `ask`: the part for which another is wanted, without saying which (`metric`, `place`, `period`, `by`).
    `unrecorded`: a topic that no tenant's files hold. `strange`: words that nothing explains. `sure`: how much of a
    question for figures the message is, 0 to 1; `ours`: about the asker's own place; `term`: its figure is named by a
    term of several words. `plain`: it names its figure in words that mean nothing else ("gap
    rate", "average rating").
    """

    metrics: list[str] = field(default_factory=list)
    group_by: list[str] = field(default_factory=list)
    filters: dict[str, list[str]] = field(default_factory=dict)
    without: dict[str, list[str]] = field(default_factory=dict)
    unclear: dict[str, list[str]] = field(default_factory=dict)
    level: int | None = None
    exact_level: bool = False
    periods: list[dict[str, Any]] = field(default_factory=list)
    all_time: bool = False
    having: list[list[Any]] = field(default_factory=list)
    sort: str | None = None
    judged: bool = False
    limit: int | None = None
    superlative: bool = False
    people: str | None = None
    part: list[str] = field(default_factory=list)
    rated: bool = False
    compares: bool = False
    nth: int | None = None
    counted: bool = False
    also: list[dict[str, Any]] = field(default_factory=list)
    shares: bool = False
    negated: bool = False
    change: bool = False
    moved: str | None = None
    by_change: bool = False
    groups_counted: bool = False
    team: bool = False
    peers: bool = False
    everywhere: bool = False
    forms: list[str] = field(default_factory=list)
    ask: str | None = None
    unrecorded: str | None = None
    strange: list[str] = field(default_factory=list)
    sure: float = 0.0
    plain: bool = False
    ours: bool = False
    term: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether it names nothing to be measured or listed, and so goes on from the question before."""
        return not self.metrics and self.people is None

    def as_json(self) -> dict[str, Any]:
        """The question as plain JSON, without what is empty."""
        return {key: value for key, value in asdict(self).items() if value not in (None, [], {}, False)}


def from_json(stored: dict[str, Any]) -> Asked:
    """A question from its JSON."""
    return Asked(**stored)

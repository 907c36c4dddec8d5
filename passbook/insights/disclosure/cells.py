"""Which figures about a set of people are told, and how coarse: counts to the nearest 5, rates to a whole percent.

A count of fewer than `small_cell` people is silent, and so is a rate or an average over fewer; nobody counted among
enough people is a zero, and is told.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Literal

from passbook.insights.query import SUPPRESSED, Value

# Whom a metric is about: everybody of a group, those whose position asks for something, or nobody at all.
REQUIRED = frozenset({"required_officials", "officials_with_gap", "gap_rate", "open_gaps", "average_gap", "readiness",
                      "gaps_closed", "unserved_gaps", "pairs"})
NOBODY = frozenset({"supply"})
# Figures of a state at an instant; all others are about events in a period.
OF_A_STATE = REQUIRED - {"gaps_closed"} | NOBODY | {"headcount", "holders", "holders_rate", "plan_completion",
                                                    "overdue", "overdue_rate", "due", "done", "claims_pending",
                                                    "gaps_per_official"}
# Sums of acts, of which one person may do nearly all.
SUMS = frozenset({"learning_hours", "hours_per_official", "enrolments", "enrolments_per_official", "enrolled_pairs",
                  "completions", "completions_per_official", "assessments", "ratings"})
# Shares of everybody in a group.
OF_EVERYBODY = frozenset({"active_rate", "completers_rate", "holders_rate", "overdue_rate"})
STEP = 5
# Averages are told to so many decimals.
_DECIMALS = {"%": 0, "points": 0, "stars": 1, "levels": 1, "hours": 1}

# Among up to so many people a whole percent is as good as a count: a rate is silent there where the count of those whom
# it counts, or of the others, would be; and where there are no others, which says the same of everybody. Of people who
# share an attribute the count alone is told: sets that lie across each other, known exactly, are solved like sums.
EXACT = 100

# Figures of acts or pairs, by the metric that says of how many. Of up to EXACT of them, of several a person, they are
# silent: everybody knows what a post requires, so that what all competencies make together and what each makes by
# itself give the last one away.
OF_ACTS = {"readiness": "pairs", "open_gaps": "pairs", "unserved_gaps": "pairs",
           "gaps_per_official": "pairs", "plan_completion": "due", "done": "due", "overdue": "due"}

Kind = Literal["count", "rate", "mean", "per_head", "free"]


def kind_of(metric: str, unit: str | None) -> Kind:
    """How a metric is controlled. What is neither a rate nor an average is a count."""
    if metric in NOBODY:
        return "free"
    if metric.endswith("_per_official"):
        return "per_head"
    if unit == "%":
        return "rate"
    return "mean" if metric.startswith("average_") else "count"


def weight_of(kind: Kind, counted: int, base: int | None) -> int:
    """How many people a figure rests on: those whom it counts, or by whom it divides."""
    return counted if kind in ("count", "per_head") or base is None else base


def told(kind: Kind, unit: str | None, value: float | None, counted: int, base: int | None, small_cell: int,
         across: bool = False, of_few: bool = False) -> Value:
    """The figure as it is told, where its set is. `across`: whether an attribute and not a place alone describes it;
    `of_few`: whether it is made of few acts or pairs of which everybody knows."""
    if kind == "free" or value is None:
        return value
    if (of_few and counted) or (base is not None and 0 < base < small_cell):
        return SUPPRESSED
    if 0 < weight_of(kind, counted, base) < small_cell:
        return SUPPRESSED
    if kind == "rate" and base and base <= EXACT and of_people(value, counted, base) and (
            across or 0 < counted < small_cell or (counted and base - counted < small_cell)):
        return SUPPRESSED
    if kind == "count":
        return coarse(value)
    decimals = _DECIMALS.get(unit or "", 1)
    return float(round(value)) if decimals == 0 else round(float(value), decimals)


def of_people(value: float, counted: int, base: int) -> bool:
    """Whether a rate is a share of people, and not of their acts or pairs."""
    return abs(value - 100.0 * counted / base) < 1e-6


def coarse(value: float) -> int:
    """A count to the nearest 5; never 0 where something was counted."""
    if value <= 0:
        return 0
    return max(STEP, STEP * int((value + STEP / 2) // STEP))


def hidden(parts: Mapping[Hashable, tuple[int, bool]], small_cell: int, same_people: bool = False) -> set[Hashable]:
    """Of the parts of one whole those that are silent: each with how many people it rests on and whether it is told by
    itself. Where the silent ones together rest on few people, the next smallest join them. `same_people`: the parts are
    taken to be about the same people, as months are."""
    silent = {part for part, (weight, open_) in parts.items() if not open_ or 0 < weight < small_cell}
    rest = sorted((weight, str(part), part) for part, (weight, _) in parts.items() if weight and part not in silent)

    def together() -> int:
        return (max if same_people else sum)((0, *(parts[part][0] for part in silent)))

    while 0 < together() < small_cell and rest:
        silent.add(rest.pop(0)[2])
    return silent

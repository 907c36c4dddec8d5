"""From cues to metrics: what a question measures, by what it is about and in which form it asks.

One table of rules, the first that fits holds. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass


@dataclass(frozen=True)
class Cues:
    """What a question says of its measure: `concepts` and `forms` by key; `people` whether people are what is counted
    or listed; `noun` whether the acts are named as things ("completions") and not done by somebody ("completed")."""

    concepts: Set[str]
    forms: Set[str]
    people: bool = False
    noun: bool = False
    listed: bool = False

    def has(self, *concepts: str) -> bool:
        """Whether all of these concepts are spoken of."""
        return set(concepts) <= set(self.concepts)

    def asks(self, *forms: str) -> bool:
        """Whether any of these forms is used."""
        return bool(set(forms) & set(self.forms))


Rule = tuple[Callable[[Cues], bool], tuple[str, ...]]

# The figures of a unit at a glance.
OVERVIEW = ("headcount", "readiness", "open_gaps", "completions", "active_rate", "overdue")

# What is spoken of and how → metrics, the first leads.
RULES: tuple[Rule, ...] = (
    (lambda c: c.has("overview"), OVERVIEW),
    (lambda c: c.has("unserved") and (c.has("gap") or c.has("require")), ("unserved_gaps",)),
    (lambda c: c.has("results"), ("assessments",)),
    (lambda c: c.has("pairs"), ("pairs",)),
    (lambda c: c.has("enrolled_pairs"), ("enrolled_pairs",)),
    (lambda c: c.has("unserved"), ("supply",)),
    (lambda c: c.has("overdue") and c.asks("rate") and c.people, ("overdue_rate",)),
    (lambda c: c.has("overdue"), ("overdue",)),
    (lambda c: c.has("assigned", "completion") and c.asks("rate"), ("plan_completion",)),
    (lambda c: c.has("assigned", "completion") and c.asks("count") and not c.listed, ("done", "due")),
    (lambda c: c.has("plan"), ("plan_completion",)),
    (lambda c: c.has("closed"), ("gaps_closed",)),
    (lambda c: c.has("rating") and c.asks("count") and not c.asks("average"), ("ratings",)),
    (lambda c: c.has("rating"), ("average_rating",)),
    (lambda c: c.has("hours") and c.asks("per_head", "average"), ("hours_per_official",)),
    (lambda c: c.has("hours"), ("learning_hours",)),
    (lambda c: c.has("active") and c.asks("rate"), ("active_rate",)),
    (lambda c: c.has("active"), ("active_learners",)),
    (lambda c: c.has("ready"), ("readiness",)),
    (lambda c: c.has("gap") and c.asks("per_head"), ("gaps_per_official",)),
    (lambda c: c.has("gap") and c.asks("size", "average"), ("average_gap",)),
    (lambda c: c.has("gap") and c.asks("rate"), ("gap_rate",)),
    (lambda c: c.has("gap") and (c.listed or (c.people and c.asks("count"))), ("officials_with_gap",)),
    (lambda c: c.has("gap") and c.asks("count", "gaps"), ("open_gaps",)),
    (lambda c: c.has("gap"), ("gap_rate",)),
    (lambda c: c.has("pass") and not c.has("score") and not (c.people and c.listed), ("pass_rate",)),
    (lambda c: c.has("score"), ("average_score",)),
    (lambda c: c.has("completion") and c.asks("rate") and c.people and not c.noun, ("completers_rate",)),
    (lambda c: c.has("completion") and c.asks("rate"), ("completion_rate",)),
    (lambda c: c.has("completion") and c.asks("per_head"), ("completions_per_official",)),
    (lambda c: c.has("completion") and (c.listed or c.people) and not c.noun, ("completers",)),
    (lambda c: c.has("completion"), ("completions",)),
    (lambda c: c.has("pass"), ("pass_rate",)),
    (lambda c: c.has("enrolment") and c.asks("per_head"), ("enrolments_per_official",)),
    (lambda c: c.has("enrolment") and c.people and not c.noun, ("enrolled_officials",)),
    (lambda c: c.has("enrolment"), ("enrolments",)),
    (lambda c: c.has("claims"), ("claims_pending",)),
    (lambda c: c.has("supply"), ("supply",)),
    (lambda c: c.has("hold") and c.asks("rate") and not c.listed, ("holders_rate",)),
    (lambda c: c.has("hold"), ("holders",)),
    (lambda c: c.has("require"), ("required_officials",)),
    (lambda c: c.has("assigned"), ("due",)),
    (lambda c: c.has("headcount"), ("headcount",)),
    (lambda c: c.people and (c.asks("count", "rate") or c.listed), ("headcount",)),
)

# A high figure of these is bad: "best" is the lowest.
LOW_IS_GOOD = frozenset({"gap_rate", "open_gaps", "officials_with_gap", "average_gap", "overdue", "unserved_gaps",
                         "claims_pending", "gaps_per_official"})
# Shares and averages.
RATES = frozenset({"gap_rate", "completion_rate", "active_rate", "pass_rate", "readiness", "plan_completion",
                   "average_gap", "average_score", "average_rating", "hours_per_official", "gaps_per_official",
                   "completions_per_official", "enrolments_per_official", "completers_rate", "holders_rate",
                   "overdue_rate"})
# Figures of people, of whom the others can be told too.
NEGATED = frozenset({"completers", "enrolled_officials", "active_learners", "holders", "officials_with_gap",
                     "gap_rate", "active_rate", "completers_rate", "holders_rate", "completion_rate", "pass_rate",
                     "overdue_rate"})
# Taken at an instant, not counted over a period.
STATES = frozenset({"headcount", "holders", "required_officials", "officials_with_gap", "gap_rate", "open_gaps",
                    "average_gap", "gaps_per_official", "readiness", "supply", "unserved_gaps", "plan_completion",
                    "overdue", "due", "done", "claims_pending", "holders_rate", "overdue_rate"})
# Counts of acts and things, of which a share can be told.
COUNTS = frozenset({"headcount", "completions", "enrolments", "learning_hours", "open_gaps", "officials_with_gap",
                    "overdue", "active_learners", "completers", "holders", "required_officials", "gaps_closed", "due"})


def metrics_of(cues: Cues) -> list[str]:
    """The metrics that the cues speak of; none where they speak of none."""
    return next((list(metrics) for fits, metrics in RULES if fits(cues)), [])


# Concepts that a question speaks of on purpose, and those beside which another says nothing more.
_STRONG = frozenset({"enrolment", "completion", "hours", "score", "rating", "ready", "overdue", "gap", "closed",
                     "claims", "supply", "active", "pass", "hold"})
_WITHIN: dict[str, frozenset[str]] = {
    "overdue": frozenset({"completion"}), "plan": frozenset({"completion", "overdue"}), "closed": frozenset({"gap"}),
    "assigned": frozenset({"completion"}), "unserved": frozenset({"gap", "supply", "completion"}),
    "hours": frozenset({"completion"}), "claims": frozenset({"completion"})}


def unmeasured(cues: Cues) -> frozenset[str]:
    """The concepts that a question speaks of and its metrics do not measure."""
    metrics = metrics_of(cues)
    left = set()
    for concept in cues.concepts & _STRONG:
        rest = Cues(cues.concepts - {concept}, cues.forms, cues.people, cues.noun, cues.listed)
        within = any(concept in _WITHIN.get(other, ()) for other in cues.concepts)
        if rest.concepts and metrics_of(rest) == metrics and not within:
            left.add(concept)
    if metrics == ["completion_rate"]:
        left.discard("enrolment")
    if cues.listed:
        left.discard("pass")
    return frozenset(left)

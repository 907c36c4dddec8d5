"""A message that goes on from a question for figures: "and Finance?", "only group B", "as a trend", "who are they?".

Says whether a message goes on, and what the question is then. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from bot.understanding.figures.asked import Asked
from bot.understanding.figures.concepts import LOW_IS_GOOD
from bot.understanding.lexicon import lexicon
from passbook.insights.metrics import METRICS

# Up to so many words a message without a metric of its own is taken to go on.
SHORT = 12
TIMES = frozenset({"month", "quarter", "year"})


def goes_on(new: Asked, said: Sequence[str]) -> bool:
    """Whether a message that follows an answer in figures changes that question instead of asking another."""
    follows = bool(said) and lexicon().lists["follow"].at(said, 0) is not None
    if new.unrecorded or (new.strange and not new.filters and not new.group_by):
        return False
    says = bool(new.filters or new.without or new.unclear or new.group_by or new.periods or new.having or new.sort
                or new.limit or new.level or new.forms or new.everywhere or new.all_time or new.change or new.peers
                or new.ask or new.rated)
    if not new.metrics:
        return len(said) <= SHORT and (says or new.people is not None)
    whole = bool(new.filters or new.team or new.everywhere)
    if "those" in new.forms and not whole:
        return len(said) <= SHORT  # "how many of them have completed a course"
    return (follows and len(said) <= SHORT) or (not whole and not new.group_by and len(said) <= 4)


def going_on(before: Asked, new: Asked) -> Asked:
    """The question before with what the new message says."""
    made = deepcopy(before)
    made.ask = new.ask
    made.forms, made.strange, made.unclear = list(new.forms), list(new.strange), dict(new.unclear)
    if "why" in before.forms and new.group_by and not (new.metrics or set(new.group_by) & TIMES):
        made.forms = list(dict.fromkeys(["why", *new.forms]))  # "why, by post": still why
    made.superlative = new.superlative
    if new.metrics:
        made.metrics, made.having, made.part = list(new.metrics), [], []
        made.people, made.counted, made.negated = new.people, new.counted, new.negated
        made.change, made.moved, made.by_change = False, None, False
    elif new.people:
        _people(made, new)
    _filters(made, new)
    if new.periods:
        beside = new.compares and len(before.periods) == 1 and len(new.periods) == 1
        made.periods = [*(before.periods if beside else []), *new.periods]
        made.all_time = False
    if new.rated:
        made.metrics = [METRICS[each].as_rate or each for each in made.metrics]
        made.people, made.counted = None, False
        made.negated = before.people == "who not" or before.negated
    if new.all_time:
        made.periods, made.all_time = [], True
    if new.everywhere:
        made.everywhere = True
        made.filters.pop("organisation", None)
    _grouped(made, new)
    if new.judged and new.sort and made.metrics and made.metrics[0] in LOW_IS_GOOD and not new.metrics:
        new.sort = "asc" if new.sort == "desc" else "desc"  # read before it was known of what
    made.judged = new.judged or made.judged
    for key in ("level", "limit", "sort"):
        value = getattr(new, key)
        if value is not None:
            setattr(made, key, value)
    if new.level is not None:
        made.exact_level = new.exact_level
    if new.having and made.metrics:
        made.having = [[made.metrics[0], *bound[1:]] if bound[0] is None else bound for bound in new.having]
    if new.change:
        made.change, made.moved, made.by_change = True, new.moved, new.by_change
    made.peers = made.peers or new.peers
    if new.filters.get("organisation") and not new.peers:
        made.peers = False
    made.sure = 1.0
    return made


def _people(made: Asked, new: Asked) -> None:
    """The people behind the figure: the metric's counterpart that counts people, without grouping and ranking."""
    made.people = new.people
    made.group_by, made.having, made.part = [], [], []
    made.sort = made.limit = None
    made.change = made.peers = False
    counts = {"gap_rate": "officials_with_gap", "open_gaps": "officials_with_gap", "average_gap": "officials_with_gap",
              "readiness": "officials_with_gap", "completions": "completers", "completion_rate": "completers",
              "active_rate": "active_learners", "plan_completion": "overdue", "learning_hours": "active_learners",
              "hours_per_official": "active_learners", "gaps_closed": "gaps_closed"}
    made.metrics = [counts.get(each, each) for each in made.metrics[:1]]


def _filters(made: Asked, new: Asked) -> None:
    """New values drive out those of the same dimension; a value of what was grouped by takes its place. Where several
    were compared, "and X" is one more."""
    for dimension, ids in new.filters.items():
        label = "organisation:named" if dimension == "organisation" else dimension
        compared = made.filters.get(dimension, [])
        if len(compared) > 1 and len(ids) == 1 and label in made.group_by and "only" not in new.forms:
            made.filters[dimension] = [*compared, *(each for each in ids if each not in compared)]
            continue
        made.filters[dimension] = list(ids)
        made.without.pop(dimension, None)
        if dimension == "organisation":
            made.everywhere = made.team = False
            made.group_by = [each for each in made.group_by if not _place(each) or len(ids) > 1
                             or "only" in new.forms]
        else:
            made.group_by = [each for each in made.group_by if each != dimension or len(ids) > 1]
        if not made.group_by:
            made.sort = made.limit = None
            made.having = []
    for dimension, ids in new.without.items():
        made.without.setdefault(dimension, []).extend(ids)


def _place(dimension: str) -> bool:
    return dimension.startswith(("kind:", "?", "organisation"))


def _grouped(made: Asked, new: Asked) -> None:
    """A new way to group drives out the old one, but for what is compared; a trend of what is grouped shows both."""
    if not new.group_by:
        return
    compared = [each for each in made.group_by if each == "organisation:named" or (
        len(made.filters.get(each, ())) > 1)]
    made.group_by = list(dict.fromkeys([*compared, *new.group_by]))
    made.people = None
    made.part = []
    if set(new.group_by) & TIMES:
        made.sort = made.limit = None
        made.having = []
        made.change = False

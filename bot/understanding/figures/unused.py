"""Cues that had no effect on a question: a word that asks for something which the query does not do is asked back,
for an answer without it would be wrong in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.understanding.figures.concepts import RATES
from bot.understanding.figures.sheet import TIME_DIMENSIONS

if TYPE_CHECKING:
    from bot.understanding.figures.asked import Asked
    from bot.understanding.figures.parts import Parts
    from bot.understanding.lexicon import Span

_YES_OR_NO = frozenset("is are was were does do did has have kya क्या".split())
_OF_LEVELS = frozenset({"holders", "holders_rate", "supply"})


def unused(question: Parts) -> list[str]:
    """The words of a question that asked for something and changed nothing, as they were said."""
    made = question.made
    if not (made.metrics or made.people):
        return []  # it goes on from another question, or is none
    found: list[Span | None] = [_except(question), _compare(question), _rank(question)]
    words = [" ".join(question.said[span.start:span.end]) for span in found if span is not None]
    return [*words, *_forms(question), *_level(question), *_bounds(question)]


def _except(question: Parts) -> Span | None:
    """"excluding …" that left nothing out."""
    made = question.made
    if made.without or made.people or any(bound[1:] == ["=", 0.0] for bound in made.having):
        return None
    spans = [span for span in question.words.lists["except"].find(question.said)
             if question.said[span.start] != "without" and not question._in_concept(span)
             and question.named.isdisjoint(range(span.start, span.end))]
    return spans[0] if spans else None


def _compare(question: Parts) -> Span | None:
    """"compare …" with one side."""
    made = question.made
    several = len(made.periods) > 1 or len(made.metrics) > 1 or made.group_by or made.peers or made.change or made.part
    if several or made.unclear or made.people:
        return None
    spans = [span for span in question._spans(question.words.grouping["compare"])
             if not question._in_concept(span) and not any(
                 change.start <= span.start < change.end for change in question._spans(question.words.lists["change"]))]
    return spans[0] if spans else None


def _rank(question: Parts) -> Span | None:
    """"highest …" with nothing to rank."""
    made = question.made
    if made.group_by or made.people or made.part or not made.sort:
        return None
    changes = question._spans(question.words.lists["change"])
    spans = [span for span in question.ranks if span.value in ("top", "bottom", "worst", "best")
             and not any(bound.start <= span.start < bound.end for bound in question.bounds)
             and not any(change.start <= span.start < change.end for change in changes)
             and not question._in_concept(span)]
    return spans[0] if spans else None


def _forms(question: Parts) -> list[str]:
    """"per head", "percentage", "average" of a figure that is none of these."""
    made = question.made
    left = []
    for found in question.forms:
        if made.metrics and _WITHOUT.get(found.key, _never)(made):
            left.append(" ".join(question.said[found.start:found.end]))
    return left


def _never(_made: Asked) -> bool:
    return False


def _no_head(made: Asked) -> bool:
    return not any(each.endswith("_per_official") or each == "average_gap" for each in made.metrics)


def _no_rate(made: Asked) -> bool:
    bounds = {str(bound[0]) for bound in made.having}
    return not (made.part or made.shares or made.people or RATES & {*made.metrics, *bounds})


def _no_average(made: Asked) -> bool:
    return not any(each in RATES or each.startswith("average_") for each in made.metrics)


# What a form asks for, by whether a question lacks it.
_WITHOUT = {"per_head": _no_head, "rate": _no_rate, "average": _no_average}


def _level(question: Parts) -> list[str]:
    """"at level 3" beside a figure that knows no level."""
    made = question.made
    if made.level is None or made.people or _OF_LEVELS & {*made.metrics, *(str(bound[0]) for bound in made.having)}:
        return []
    return [f"{made.level}"]


def _bounds(question: Parts) -> list[str]:
    """"below 40 %" with no rows to keep it."""
    made = question.made
    if question.said[:1] and question.said[0] in _YES_OR_NO:
        return []  # "is the gap rate above 40 %": the figure tells
    if made.having or not question.bounds or made.people or TIME_DIMENSIONS & set(made.group_by):
        return []
    return [" ".join(question.said[bound.start:bound.end]) for bound in question.bounds
            if bound.value or bound.comparison != "="]

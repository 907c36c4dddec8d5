"""What of a passbook is about to be forgotten, and when: spaced repetition (FSRS) of a person's own evidence. Pure.

Each quiz answer reviews its item, each passed course and each result without answers reviews its competency. An entry
that was taken back reviews nothing. Nothing is stored: the schedule is computed from the entries at the time given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fsrs import Card, Rating, Scheduler

from passbook.entries import Entry
from passbook.standing import void

# A course's competencies, by the course's id.
Teaches = Callable[[str], Iterable[str]]

# Days alone count here, and the same entries always give the same day.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@dataclass(frozen=True)
class Trace:
    """What is left of something learnt: which competency and (for a quiz answer) item, the day from which it should be
    revised, and how surely it is still known (0-1)."""

    competency_id: str
    item_id: str | None
    due: datetime
    known: float


def traces(entries: Sequence[Entry], teaches: Teaches, pass_mark: float, at: datetime) -> list[Trace]:
    """The traces of one person's entries at an instant, least known first. A competency whose items were answered is
    told by its items, any other by its courses and results."""
    cards: dict[tuple[str, str | None], Card] = {}
    for entry, key, rating in _reviews(entries, teaches, pass_mark):
        if entry.at <= at:
            moment = entry.at.astimezone(UTC)
            card = cards.get(key) or Card(card_id=len(cards) + 1, due=moment)
            cards[key] = _SCHEDULER.review_card(card, rating, moment)[0]
    by_items = {competency for competency, item in cards if item is not None}
    found = [Trace(competency, item, card.due, _SCHEDULER.get_card_retrievability(card, at.astimezone(UTC)))
             for (competency, item), card in cards.items() if item is not None or competency not in by_items]
    return sorted(found, key=lambda trace: (trace.known, trace.due, trace.competency_id, trace.item_id or ""))


def remembered(found: Iterable[Trace]) -> dict[str, float]:
    """Of the items answered before: how surely their keys, shown then, are remembered (0-1)."""
    return {trace.item_id: trace.known for trace in found if trace.item_id is not None}


def answered(entry: Entry) -> list[Mapping[str, object]]:
    """The answers in the evidence of a quiz's entry: each names its `item` and whether it was `correct`."""
    items = (entry.evidence or {}).get("items")
    return [each for each in items if isinstance(each, Mapping) and "item" in each] if isinstance(items, list) else []


def _reviews(entries: Sequence[Entry], teaches: Teaches, pass_mark: float
             ) -> Iterable[tuple[Entry, tuple[str, str | None], Rating]]:
    """What was reviewed when, and how well: a right answer is `good`, after a hint `hard`, a wrong one `again`; a
    passed course, which takes hours, is `easy`."""
    gone = void(entries)
    for entry in sorted(entries, key=lambda each: (each.at, each.id)):
        passed = entry.score is not None and entry.score >= pass_mark
        if entry.id in gone:
            continue
        if entry.kind == "completed" and entry.course_id and passed:
            yield from ((entry, (competency, None), Rating.Easy) for competency in teaches(entry.course_id))
        elif entry.kind == "assessed" and entry.competency_id:
            for answer in answered(entry):
                rating = Rating.Again if not answer.get("correct") else (
                    Rating.Hard if answer.get("hint") else Rating.Good)
                yield entry, (entry.competency_id, str(answer["item"])), rating
            if not answered(entry):
                yield entry, (entry.competency_id, None), Rating.Good if passed else Rating.Again

"""Sunbird telemetry: ASSESS events, one for each answer to an item, rolled up into one score for each attempt.

An attempt is what one person did in one assessment (and course) under one AttemptId; of several answers to an item the
last counts, as on Sunbird. Its score is marks got of marks to be got, so it is written only where all items of the
assessment are known to be in it. Refuses to guess what an assessment measures, and scores of half an attempt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversion.contract import Loader
from bot.conversion.draft import Draft, Measure
from bot.conversion.instants import a_number, of_epoch
from bot.conversion.measures import measure_of
from bot.conversion.names import made_id, name, said, source_id
from bot.conversion.nested import opened, value_of
from bot.conversion.sources import Place, Source

ENVELOPES = ("events", "result", "data", "response", "hits", "_source", "event")
HALF = ("the attempt lacks items that others have in this assessment, so its score is not known; give max_score in the "
        "mapping to count them as 0")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to an item: when (milliseconds), marks got, marks to be got."""

    place: Place
    at: float
    item: str
    score: float
    most: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """What answers belong together."""

    person: str
    content: str
    course: str
    attempt: str


def _events(source: Source) -> Iterator[tuple[Place, dict[str, Any]]]:
    for place, value in source.records:
        envelopes = () if isinstance(value, dict) and "eid" in value else ENVELOPES
        yield from ((place, each) for each in opened(value, envelopes))


def recognises(source: Source) -> bool:
    """Whether the first object is a telemetry event."""
    first = next((each for _, each in _events(source)), {})
    return "eid" in first and "edata" in first


def people(sources: Sequence[Source], draft: Draft) -> None:
    """An `assessed` event for each whole attempt of an official in the bundle."""
    attempts: dict[Attempt, list[Answer]] = defaultdict(list)
    seen: dict[str, Any] = {}
    for source in sources:
        for place, event in _events(source):
            if said(event.get("eid")) != "ASSESS":
                draft.report.leave(place, "events of this kind are no answers", said(event.get("eid")))
            elif (mid := source_id(event.get("mid"))) is not None and mid in seen:
                draft.report.leave(place, "the event stands twice (same mid)" if seen[mid] == _content(event) else
                                   "another event has the same mid; the first is kept")
            elif found := _answer(event, place, draft):
                attempts[found[0]].append(found[1])
                if mid is not None:
                    seen[mid] = _content(event)
    items: dict[str, set[str]] = defaultdict(set)
    for attempt, answers in attempts.items():
        items[attempt.content].update(answer.item for answer in answers)
    for attempt in sorted(attempts, key=lambda each: (each.person, each.content, each.course, each.attempt)):
        _rolled(attempt, attempts[attempt], items[attempt.content], draft)


def _content(event: dict[str, Any]) -> tuple[str, ...]:
    return tuple(repr(event.get(part)) for part in ("ets", "actor", "object", "edata"))


def _answer(event: dict[str, Any], place: Place, draft: Draft) -> tuple[Attempt, Answer] | None:
    """The attempt and answer that an event tells of; None, with the reason noted, where it does not."""
    actor, thing, told, context = (_object(event.get(part)) for part in ("actor", "object", "edata", "context"))
    item = _object(told.get("item"))
    if said(actor.get("type")) not in ("", "User"):
        draft.report.leave(place, "the answer was given by no user")
        return None
    about: dict[str, str] = {}
    related = value_of(context.get("cdata"))
    for each in related if isinstance(related, list) else []:
        if isinstance(each, dict) and (value := source_id(each.get("id"))):
            about.setdefault(name(each.get("type")).casefold(), value)
    person, content, question = (source_id(part.get("id")) for part in (actor, thing, item))
    at, score, most = a_number(event.get("ets")), a_number(told.get("score")), a_number(item.get("maxscore"))
    if not (person and content and question) or "attemptid" not in about or at is None or of_epoch(at) is None:
        draft.report.leave(place, "the event lacks its person, assessment, item, AttemptId or time")
    elif most is None or most <= 0 or score is None or not 0 <= score <= most:
        draft.report.leave(place, "the score is none, or not from 0 to the item's maxscore")
    else:
        return (Attempt(person, content, about.get("course", ""), about["attemptid"]),
                Answer(place, at, question, score, most))
    return None


def _object(value: Any) -> dict[str, Any]:
    value = value_of(value)
    return value if isinstance(value, dict) else {}


def _rolled(attempt: Attempt, answers: list[Answer], items: set[str], draft: Draft) -> None:
    """Writes the score of an attempt, or notes why it has none."""
    answers.sort(key=lambda each: (each.at, each.item))
    last = {answer.item: answer for answer in answers}
    place, report = answers[0].place, draft.report
    if len(last) < len(answers):
        report.note(place, "an item was answered more than once; the last answer counts",
                    count=len(answers) - len(last))
    if not draft.has("officials", attempt.person):
        report.leave(place, "attempts of people who are not in officials.csv (convert the people first, or with this)")
        return
    measure = measure_of(draft, [attempt.content], attempt.course)
    if not isinstance(measure, Measure):
        report.leave(place, measure, attempt.content)
        return
    got = sum(answer.score for answer in last.values())
    most = measure.marks or sum(answer.most for answer in last.values())
    if measure.marks is None and last.keys() != items:
        report.leave(place, HALF, attempt.content)
    elif got > most:
        report.leave(place, "more marks were got than the mapping's max_score", attempt.content)
    else:
        at = of_epoch(answers[-1].at)
        row = {"id": "assess-" + made_id(attempt.content, attempt.person, attempt.course, attempt.attempt, str(at)),
               "official_id": attempt.person, "kind": "assessed", "at": at, "competency_id": measure.competency_id,
               "level": measure.level, "score": round(100 * got / most, 2)}
        if attempt.course and draft.has("courses", attempt.course):
            row["course_id"] = attempt.course
        draft.put_event(place, row)


LOADER = Loader("assess", "JSON Lines of Sunbird telemetry: objects with eid (ASSESS), actor, object, context and "
                "edata.", recognises, people=people)

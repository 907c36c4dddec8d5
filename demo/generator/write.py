"""Writes the generated files of the bundle, line by line: no number of officials fills the memory with events.

The compressed file carries neither a name nor a time, so that the same lives give the same bytes.
"""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from demo.generator.grants import Grant
from demo.generator.people import Official
from demo.generator.standing import Event

Cells = Iterable[object]

OFFICIAL_COLUMNS = (
    "id", "name", "position_id", "organisation_id", "reports_to", "group", "state", "language",
    "joined_on", "email", "phone",
)  # fmt: skip
EVENT_COLUMNS = (
    "id", "official_id", "kind", "at", "course_id", "competency_id", "level", "score", "minutes", "refers_to", "note",
)  # fmt: skip


def write_officials(path: Path, people: Iterable[Official]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        _rows(file, OFFICIAL_COLUMNS, (
            (
                p.id, p.name, p.position, p.organisation, p.reports_to, p.group, p.state, p.language,
                p.joined_on, p.email, p.phone,
            )
            for p in people
        ))  # fmt: skip


def write_grants(path: Path, grants: Iterable[Grant]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        _rows(file, Grant._fields, grants)


def write_events(path: Path, lives: Iterable[tuple[Official, list[Event]]]) -> None:
    with _compressed(path) as file:
        _rows(file, EVENT_COLUMNS, (row for person, life in lives for row in _told(person, life)))


def _told(person: Official, life: list[Event]) -> Iterator[Cells]:
    ids = {id(event): f"{person.id}-{number:02d}" for number, event in enumerate(life, start=1)}
    for event in life:
        yield (
            ids[id(event)], person.id, event.kind, event.at.isoformat(timespec="seconds"), event.course,
            event.competency, event.level or "", "" if event.score is None else event.score, event.minutes or "",
            ids[id(event.refers_to)] if event.refers_to else "", event.note,
        )  # fmt: skip


def _rows(file: TextIO, columns: Cells, rows: Iterable[Cells]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


@contextmanager
def _compressed(path: Path) -> Iterator[TextIO]:
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=raw, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        yield text

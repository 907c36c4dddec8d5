"""What an entry of the passbook is, and how entries of one person are chained.

An entry never changes; a mistake is mended by another entry. Each entry carries a hash over its own content and the
hash of the person's entry before it, so that a change, a removal or an insertion shows. Refuses nothing itself: the
database refuses (see `store/migrations/002_ledger.sql`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# The `previous` of a person's first entry.
START = bytes(32)

KINDS = ("enrolled", "progressed", "completed", "rated", "assessed", "claimed", "verified", "lapsed", "corrected",
         "disputed", "dismissed")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a person's passbook. `at` is when it happened, `recorded_at` when Saathi wrote it down (both aware).

    `score` is 0-100 (1-5 for `rated`), `minutes` the time spent, `refers_to` the id of another entry, `source` who
    wrote it (`import`, or a tool), `evidence` plain JSON.
    """

    id: str
    official_id: str
    kind: str
    at: datetime
    course_id: str | None = None
    competency_id: str | None = None
    level: int | None = None
    score: float | None = None
    minutes: float | None = None
    refers_to: str | None = None
    note: str | None = None
    source: str = "import"
    evidence: dict[str, Any] | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chained:
    """An entry with its place in the person's chain (from 1) and its hash (32 bytes)."""

    number: int
    hash: bytes
    entry: Entry


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")


def content(entry: Entry, sealed: bytes | None = None) -> bytes:
    """The entry as bytes, always the same for the same content: what the hash is taken over. Of what is `sealed` it
    takes the seal, so that the chain can be proved by whoever cannot read it."""
    fields = [entry.id, entry.official_id, entry.kind, _instant(entry.at), entry.course_id, entry.competency_id,
              entry.level, None if entry.score is None else float(entry.score),
              None if entry.minutes is None else float(entry.minutes), entry.refers_to, entry.note, entry.source,
              entry.evidence, _instant(entry.recorded_at)]
    if sealed is not None:
        fields.append(hashlib.sha256(sealed).hexdigest())
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(previous: bytes, entry: Entry, sealed: bytes | None = None) -> bytes:
    """The hash of an entry (32 bytes, SHA-256), as it is stored, that follows the entry whose hash is `previous`."""
    return hashlib.sha256(previous + content(entry, sealed)).digest()

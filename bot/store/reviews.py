"""Disputes that wait for a ruling, and their rulings. Plain statements; no clock of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

Conn = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Review:
    """A dispute that waits: `dispute_id` is the entry that disputes `entry_id`."""

    dispute_id: str
    official_id: str
    entry_id: str
    opened_at: datetime


def open_review(conn: Conn, review: Review) -> None:
    """Puts a dispute before the reviewers."""
    conn.execute("INSERT INTO reviews (dispute_id, official_id, entry_id, opened_at) VALUES (%s, %s, %s, %s) "
                 "ON CONFLICT (dispute_id) DO NOTHING",
                 (review.dispute_id, review.official_id, review.entry_id, review.opened_at))


def waiting(conn: Conn) -> list[Review]:
    """All disputes without a ruling, oldest first."""
    return [Review(*row) for row in conn.execute(
        "SELECT dispute_id, official_id, entry_id, opened_at FROM reviews WHERE ruling_id IS NULL "
        "ORDER BY opened_at, dispute_id")]


def one(conn: Conn, dispute_id: str) -> Review | None:
    """A dispute that waits, by its id."""
    return next((review for review in waiting(conn) if review.dispute_id == dispute_id), None)


def rule(conn: Conn, dispute_id: str, ruling_id: str, ruled_by: str, upheld: bool, now: datetime) -> bool:
    """Notes a ruling; False where one is there already."""
    done = conn.execute(
        "UPDATE reviews SET ruling_id = %s, ruled_by = %s, upheld = %s, ruled_at = %s WHERE dispute_id = %s "
        "AND ruling_id IS NULL", (ruling_id, ruled_by, upheld, now, dispute_id))
    return done.rowcount == 1

"""How full the queue, the inbox and the outbox are, and what language models took today, for those who run Saathi.
Counts alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import psycopg

Conn = psycopg.Connection[Any]
Levels = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def queue_levels(conn: Conn, now: datetime) -> Levels:
    """Levels by name and labels, as `bot/watching.py` describes them."""
    found: Levels = {}
    for state in ("todo", "doing"):
        for task in ("turn", "send", "tick"):
            found["saathi_queue_depth", (("state", state), ("task", task))] = 0.0
    for state, task, count in conn.execute("SELECT status::text, task_name, count(*) FROM procrastinate_jobs "
                                           "WHERE status IN ('todo', 'doing') GROUP BY 1, 2"):
        found["saathi_queue_depth", (("state", state), ("task", task))] = float(count)
    row = conn.execute("SELECT extract(epoch FROM %s - min(received_at)) FROM inbox WHERE done_at IS NULL "
                       "AND failed_at IS NULL", (now,)).fetchone()
    found["saathi_inbox_oldest_seconds", ()] = max(float(row[0] or 0), 0.0) if row else 0.0
    for table in ("inbox", "outbox"):
        row = conn.execute(f"SELECT count(*) FROM {table} WHERE failed_at IS NOT NULL".encode()).fetchone()  # noqa: S608
        found[f"saathi_{table}_dead", ()] = float(row[0]) if row else 0.0
    for channel, count in conn.execute("SELECT channel, count(*) FROM outbox WHERE sent_at IS NULL "
                                       "AND failed_at IS NULL GROUP BY 1"):
        found["saathi_outbox_waiting", (("channel", channel),)] = float(count)
    for channel, count in conn.execute("SELECT channel, count(*) FROM links WHERE unlinked_at IS NULL GROUP BY 1"):
        found["saathi_links", (("channel", channel),)] = float(count)
    return found


def model_levels(conn: Conn, day: date, bounds: Mapping[str, float]) -> Levels:
    """What language models took on a day of what they may take, and the bounds that are set."""
    row = conn.execute("SELECT coalesce(sum(read + written), 0), coalesce(sum(rupees), 0) FROM model_use "
                       "WHERE day = %s", (day,)).fetchone()
    tokens, rupees = row or (0, 0.0)
    found: Levels = {("saathi_model_taken_today", (("what", "tokens"),)): float(tokens),
                     ("saathi_model_taken_today", (("what", "rupees"),)): float(rupees)}
    return found | {("saathi_model_bound", (("what", what),)): float(bound) for what, bound in bounds.items()}

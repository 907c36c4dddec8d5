"""What a question for figures costs a person: asked in words, understood, judged by the gate, told in a reply, beside
the bare SQL by hand over the same facts in the same run. Both must tell the same figures before a time is told.

A question is asked as somebody with `hr` over the whole tenant, each in a conversation of its own.
"""

from __future__ import annotations

import tempfile
import uuid
from datetime import datetime, time
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.turn import Incoming
from bot.wiring import build
from frac.store import framework as framework_store
from passbook.insights.facts.extract import read_manifest
from passbook.insights.facts.reader import Keeper
from tests.bench.insights_sql import by_hand, connection, root_kind
from tests.bench.table import show, times
from tests.bench.timing import at, median, milliseconds

ROUNDS = 9
# The questions of `insights_sql`, as a person asks them.
SAID = {
    "officials": "How many officials are there?", "officials by post": "number of officials by post",
    "readiness": "What is our readiness?", "gap rate by competency": "gap rate by competency",
    "open gaps by root": "open gaps by {root}", "holders by competency": "how many hold each competency, by competency",
    "completions by month": "month-wise completions this year",
    "active rate by group": "active rate by group this year",
    "hours by post": "learning hours by post this year",
    "average score by competency": "average score by competency this year",
    "completion rate": "completion rate this year", "overdue by post": "overdue assignments by post"}


def run(home: Path) -> None:
    """Asks every question of the demo in words, and by SQL."""
    saathi = build(Settings(home=home))
    granted = f"bench-{uuid.uuid4().hex}"
    try:
        with saathi.database.connection() as conn, tempfile.TemporaryDirectory(prefix="saathi-bench-") as room:
            world = framework_store.load(conn)
            facts = Keeper(Path(room) / "facts").current(conn, world.stamp, world.tenant)
            facts.close()
            (asker,) = conn.execute("SELECT id FROM officials ORDER BY id LIMIT 1").fetchone() or ("",)
            roots = [each.id for each in world.organisations.values() if each.parent_id is None]
            number = conn.execute("SELECT coalesce(max(number), 0) FROM grants").fetchone()
            for at_, root in enumerate(roots, 1):
                conn.execute("INSERT INTO grants (number, official_id, capability, organisation_id) "
                             "VALUES (%s, %s, 'hr', %s)", ((number or (0,))[0] + at_, asker, root))
            conn.commit()
            try:
                _measured(saathi, str(asker), Path(room) / "facts", world.tenant, granted)
            finally:
                conn.execute("DELETE FROM grants WHERE number > %s", ((number or (0,))[0],))
                conn.commit()
    finally:
        saathi.close()


def _measured(saathi: Any, asker: str, folder: Path, tenant: Any, prefix: str) -> None:
    manifest = read_manifest(folder)
    if manifest is None:
        raise RuntimeError("there are no facts")
    kind = root_kind(folder, manifest)
    now = datetime.combine(tenant.as_of, time.max)
    con = connection(folder, manifest, kind, now)
    texts = by_hand(kind, tenant.as_of, tenant.year_starts)

    def ask(say: str) -> Any:
        return saathi.answer(Incoming(uuid.uuid4().hex, asker, say, f"{prefix}-{uuid.uuid4().hex}"))

    rows: list[list[str | float | int | None]] = []
    whole: dict[str, list[float]] = {"words": [], "SQL": []}
    for name, said in SAID.items():
        say = said.format(root=kind)
        told, bare = _told(ask(say), say), {
            tuple(str(key) for key in row[:-1]): float(row[-1]) for row in con.execute(texts[name]).fetchall()
            if row[-1] and None not in row[:-1]}
        if told.keys() != bare.keys() or any(abs(told[key] - bare[key]) > 0.06 for key in told):
            raise RuntimeError(f"the reply and SQL differ: {say}")
        spent = [ask(say).took_ms for _ in range(ROUNDS)]
        plain = milliseconds([lambda text=texts[name]: con.execute(text).fetchall()] * ROUNDS)
        whole["words"] += spent
        whole["SQL"] += plain
        rows.append([say, median(spent), at(0.95, spent), median(plain), at(0.95, plain),
                     times(median(spent), median(plain))])
    rows.append(["all of them", median(whole["words"]), at(0.95, whole["words"]), median(whole["SQL"]),
                 at(0.95, whole["SQL"]), times(median(whole["words"]), median(whole["SQL"]))])
    show("question: milliseconds from the words to the reply", (
        "question", "p50", "p95", "SQL p50", "SQL p95", "to SQL"), rows,
        [f"{ROUNDS} rounds each, after one that warms up; the transaction of the turn included."])


def _told(reply: Any, say: str) -> dict[tuple[str, ...], float]:
    """The figures of a reply's table that are not nothing, by the ids of their row."""
    tables = [block for block in reply.blocks if block["type"] == "table"]
    if reply.outcome != "answered" or not tables:
        raise RuntimeError(f"no figures for: {say} ({reply.outcome})")
    return {tuple(str(cell["id"]) for cell in row[:-1]): float(row[-1]) for row in tables[-1]["rows"] if row[-1]}

"""How entries of a passbook are shown in a conversation: the rows of a table, their days and what they are about.

Refuses to say who may see them: that is asked by whoever shows them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.tools.contract import Desk
from bot.tools.passbook_statement import reasons
from bot.turn import Block
from bot.words import plain
from passbook.entries import Entry
from passbook.officials import Official
from passbook.standing import void

AT_MOST = 200
# Kinds that a statement shows where nothing is said: steps within a course are left out.
USUAL = ("enrolled", "completed", "assessed", "claimed", "verified", "lapsed", "corrected", "disputed")


def local(desk: Desk, entry: Entry) -> date:
    """The day of an entry in the tenant's time zone."""
    return entry.at.astimezone(desk.now.tzinfo).date()


def when_of(desk: Desk, period: dict[str, Any] | None) -> str:
    """A period as a sentence has it: in all, in a year or month, on a day, from a day to another."""
    if not period:
        return desk.words("passbook.ever")
    if ".." not in period["id"]:
        return desk.words("passbook.in_period", period=period["id"])
    last = date.fromordinal(date.fromisoformat(period["end"]).toordinal() - 1)
    if period["start"] == last.isoformat():
        return desk.words("passbook.on_day", day=desk.words.day(last))
    return desk.words("passbook.between", start=desk.words.day(date.fromisoformat(period["start"])),
                      end=desk.words.day(min(last, desk.today)))


def what(desk: Desk, entry: Entry) -> Any:
    """What an entry is about, as a cell: a course, a competency, or another entry."""
    course = desk.framework.courses.get(entry.course_id or "")
    if course:
        return {"id": course.id, "label": desk.words.course(course)}
    if entry.competency_id in desk.framework.competencies:
        return {"id": entry.competency_id, "label": desk.name(str(entry.competency_id))}
    return entry.refers_to or ""


def table(desk: Desk, who: Official, entries: list[Entry]) -> Block:
    """The entries, each with its reason: which rule makes it count, or not."""
    taken_back, why = void(desk.entries(who.id)), reasons(desk, who)
    columns = [{"id": key, "label": desk.words(f"columns.{key}")}
               for key in ("date", "kind", "what", "level", "score", "note", "why", "entry")]
    rows = []
    for entry in entries:
        kind = desk.words(f"kinds.{entry.kind}")
        if entry.id in taken_back:
            kind = desk.words("kinds.taken_back", kind=kind)
        rows.append([local(desk, entry).isoformat(), kind, what(desk, entry), entry.level, entry.score,
                     plain(entry.note or "", 160), why.get(entry.id, ""), {"id": entry.id, "label": entry.id}])
    return {"type": "table", "columns": columns, "rows": rows}

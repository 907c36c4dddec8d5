"""The commands about persons' records: what is held about one (`saathi export`), and what waits for the word of
somebody entitled (`saathi review`). Each returns its exit code."""

from __future__ import annotations

import json
from pathlib import Path

from bot.commands import complain, say
from bot.reviewing import NothingWaits, Waiting, decide, waiting
from bot.settings import Settings
from bot.wiring import Saathi, build, clock


def export(settings: Settings, who: str, out: Path) -> int:
    """Writes all that is held about a person to a JSON file."""
    saathi = build(settings)
    try:
        if saathi.person(who) is None:
            return _nobody(who)
        held = saathi.export(who)
    finally:
        saathi.close()
    try:
        out.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as fault:
        complain(f"{out}: {fault.strerror}. Name a file that can be written.")
        return 1
    say(f"{len(held['entries'])} entries and {len(held['reminders'])} reminders are in {out}.")
    return 0


def review(settings: Settings, who: str, which: str | None, granted: bool | None, note: str) -> int:
    """Lists what waits for a person's word, or gives it."""
    saathi = build(settings)
    try:
        if saathi.person(who) is None:
            return _nobody(who)
        with saathi.database.connection() as conn:
            framework = saathi.tenancy(conn).framework
            person = saathi.whoever(conn, who)
            if which is None or granted is None:
                found = waiting(conn, framework, person)
                for each in found:
                    say(_line(saathi, each))
                say(f"{len(found)} waiting." if found else "Nothing waits for your word.")
                return 0
            try:
                with conn.transaction():
                    entry = decide(conn, framework, person, which, granted, note, saathi.now(framework), clock())
            except NothingWaits:
                complain(f"Nothing waits for your word under '{which}'. `saathi review --as {who}` lists what does.")
                return 1
            except ValueError as fault:
                complain(f"{which}: {fault}.")
                return 1
        say(f"Written to the passbook of {entry.official_id}: {entry.kind} ({entry.id}).")
        return 0
    finally:
        saathi.close()


def _nobody(who: str) -> int:
    complain(f"There is no official with the id '{who}' in this tenant.")
    return 1


def _line(saathi: Saathi, each: Waiting) -> str:
    with saathi.database.connection() as conn:
        framework = saathi.tenancy(conn).framework
    competency = framework.competencies.get(each.entry.competency_id or "")
    course = framework.courses.get(each.entry.course_id or "")
    about = competency.name if competency else course.title if course else each.entry.id
    level = f", level {each.entry.level}" if each.entry.level is not None else ""
    return f"{each.id}  {each.kind} of {each.official.name} ({each.official.id}): {about}{level}, " \
           f"{each.entry.at.date().isoformat()}"

"""The commands about persons' records: what is held about one (`saathi export`), and what waits for the word of
somebody entitled (`saathi review`). Each returns its exit code."""

from __future__ import annotations

import json
from pathlib import Path

from bot.commands import complain, say
from bot.people.review_list import exported
from bot.reviewing import NothingWaits, Waiting, decide, waiting
from bot.settings import Settings
from bot.statement import written
from bot.store import held
from bot.wiring import Saathi, build, clock
from passbook import ledger


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


def feedback(settings: Settings, out: Path, form: str, what: str) -> int:
    """Writes the cases of feedback, or the golden conversations made of them, to a file."""
    saathi = build(settings)
    try:
        with saathi.database.connection() as conn:
            made = exported(conn, form, what)
    finally:
        saathi.close()
    return written(made, out)


def erase(settings: Settings, who: str, yes: bool) -> int:
    """Erases what is personal of an official, after a yes: it cannot be taken back."""
    saathi = build(settings)
    try:
        with saathi.database.connection() as conn:
            known = conn.execute("SELECT EXISTS (SELECT FROM officials WHERE id = %s) OR EXISTS (SELECT FROM entries "
                                 "WHERE official_id = %s)", (who, who)).fetchone()
            if not known or not known[0]:
                return _nobody(who)
            if not yes and not _asked(who):
                say("Nothing was erased.")
                return 1
            with conn.transaction():
                unreadable = held.erase_whole(conn, who)
            verdict = ledger.verify(conn, who)
    finally:
        saathi.close()
    say(f"Erased: conversations, accounts, reminders and consents of {who}; the words and answers in {unreadable} "
        f"entries cannot be read any more. The passbook's {verdict.entries} entries stay, and the chain "
        + ("holds." if not verdict.breaks else "is BROKEN: run saathi verify."))
    say("Backups made before this still hold it: let them expire, or erase again after restoring one.")
    return 0 if not verdict.breaks else 1


def _asked(who: str) -> bool:
    try:
        return input(f"Erase what is personal of {who}? This cannot be taken back. Type the id again: ").strip() == who
    except (EOFError, KeyboardInterrupt):
        return False


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

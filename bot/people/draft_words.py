"""A draft as the authors' page shows it: names beside ids, what a line rests on, who did what."""

from __future__ import annotations

from typing import Any

import psycopg

from bot.store import drafts
from bot.store.drafts import Kept
from frac.drafting.review import Line
from frac.framework import Framework, named
from passbook import officials

Conn = psycopg.Connection[Any]
Json = dict[str, Any]


def told_in_short(conn: Conn, framework: Framework, kept: Kept, lines: int, waiting: int, language: str) -> Json:
    """A draft as a line of the list."""
    return {"id": kept.id, "kind": kept.kind, "title": kept.title, "place": _place(framework, kept, language),
            "officials": kept.officials, "certainty": round(kept.certainty, 4), "state": kept.state,
            "version": kept.version, "lines": lines, "waiting": waiting, "made_at": kept.made_at.isoformat(),
            "made_by": _names(conn, {kept.made_by}).get(kept.made_by or "", "")}


def told(conn: Conn, framework: Framework, kept: Kept, lines: list[Line], language: str) -> Json:
    """A draft in full, but for what its reader may do."""
    history, versions = drafts.history(conn, kept.id), drafts.versions(conn, kept.id)
    people = _names(conn, {kept.made_by, kept.state_by, *(line.by for line in lines), *(each["by"] for each in history),
                           *(by for _, _, by in versions)})
    def name(who: str | None) -> str:
        return people.get(who or "", "")
    bodies = {line.line: line.body for line in lines}
    return {
        "id": kept.id, "kind": kept.kind, "title": kept.title, "subject": _subject(framework, kept, language),
        "place": _place(framework, kept, language), "description": kept.description, "state": kept.state,
        "version": kept.version, "officials": kept.officials, "certainty": round(kept.certainty, 4),
        "made_by": name(kept.made_by), "made_at": kept.made_at.isoformat(), "state_by": name(kept.state_by),
        "state_at": kept.state_at.isoformat() if kept.state_at else None,
        "near": [{"id": which, "title": _title(framework, which, language), "likeness": likeness}
                 for which, likeness in kept.beside.get("near", []) if which in framework.positions],
        "same": [{"id": which, "title": _title(framework, which, language), "places": places}
                 for which, places in kept.beside.get("reuse", []) if which in framework.positions],
        "unmet": kept.beside.get("unmet", []),
        "lines": [_line(framework, line, name(line.by), language) for line in lines],
        "versions": [{"version": number, "at": at.isoformat(), "by": name(by)} for number, at, by in versions],
        "history": [{**{key: each[key] for key in ("at", "did", "version", "line", "reason")}, "by": name(each["by"]),
                     "label": label(framework, each["after"] or bodies.get(each["line"]) or {}, language),
                     **{side: label(framework, each[side], language) if each["did"] == "changed" and each[side] else
                        None for side in ("before", "after")}} for each in history]}


def label(framework: Framework, body: Json, language: str) -> str:
    """What a line says, in one line."""
    if "title" in body:
        return str(body["title"])
    if "stem" in body:
        return f"{body['stem']} → {body['options'][body['answer']]}"
    if "competency_id" in body or "name" in body:
        level = body.get("level")
        told_ = [_competency(framework, body, language),
                 f"{level} {framework.level_name(level, language)}" if level else "–"]
        return " · ".join(told_)
    return str(body.get("description") or "")


def _line(framework: Framework, line: Line, by: str, language: str) -> Json:
    rests, known = line.evidence, framework.positions
    activities = {act.id: act.description for which in rests.get("positions") or () if which in known
                  for role in known[which].roles for act in role.activities}
    return {
        "line": line.line, "kind": line.kind, "under": line.under, "body": _body(framework, line.body, language),
        "proposed": _body(framework, line.proposed, language) if line.proposed else None,
        "probability": round(line.probability, 4) if line.probability is not None else None,
        "evidence": {
            "positions": [{"id": each, "title": _title(framework, each, language)}
                          for each in rests.get("positions") or () if each in known],
            "activities": [{"id": each, "description": activities[each]} for each in rests.get("activities") or ()
                           if each in activities],
            "sentence": rests.get("sentence"), "in_force": line.is_held,
            "section": _section(framework, rests, language), "model": rests.get("model"),
            "prompt": rests.get("prompt")},
        "verdict": line.verdict, "reason": line.reason, "by": by}


def _body(framework: Framework, body: Json, language: str) -> Json:
    """A body with the name and the type of its competency."""
    if "competency_id" not in body:
        return body
    known = framework.competencies.get(body["competency_id"])
    return {**body, "name": _competency(framework, body, language), "type": known.type if known else ""}


def _competency(framework: Framework, body: Json, language: str) -> str:
    known = framework.competencies.get(body.get("competency_id", ""))
    return named(language, known.name, known.name_hi) if known else str(body.get("name") or body.get("competency_id"))


def _subject(framework: Framework, kept: Kept, language: str) -> Json | None:
    if kept.kind in ("course", "items"):
        course = framework.courses.get(kept.subject_id or "")
        return {"id": course.id, "label": named(language, course.title, course.title_hi)} if course else None
    if kept.subject_id not in framework.positions:
        return None
    return {"id": kept.subject_id, "label": _title(framework, kept.subject_id, language)}


def _section(framework: Framework, rests: Json, language: str) -> Json | None:
    """The section of a course that a line was made from."""
    course, _, number = str(rests.get("section") or "").rpartition("#")
    known = framework.courses.get(course)
    return {"id": rests["section"], "course": named(language, known.title, known.title_hi),
            "number": number} if known else None


def _title(framework: Framework, which: str, language: str) -> str:
    position = framework.positions[which]
    return named(language, position.title, position.title_hi)


def _place(framework: Framework, kept: Kept, language: str) -> str:
    place = framework.organisations.get(kept.place_id or "")
    return named(language, place.name, place.name_hi) if place else ""


def _names(conn: Conn, ids: set[str | None]) -> dict[str, str]:
    """The names of people by their ids."""
    return {each.id: each.name for each in officials.by_ids(conn, [each for each in ids if each])}

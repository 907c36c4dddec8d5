"""iGOT's content search as JSON: courses with what they are tagged with in `competencies_v3`, `_v5` and `_v6`.

v3 names competencies of FRAC, with a level where the author chose one. v5 and v6 name themes and sub-themes and carry
no level: it stays unknown (null). Of v5 and v6 the newer that says anything is taken. Durations are seconds. Refuses
prices, ranks, pass marks and links: the search says none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.conversion.contract import Loader
from bot.conversion.draft import Draft
from bot.conversion.instants import a_number, day, minutes_of_seconds
from bot.conversion.languages import tag_of
from bot.conversion.names import key, level_of, name, prose, source_id
from bot.conversion.nested import listed, opened, value_of
from bot.conversion.sources import Place, Source

ENVELOPES = ("result", "content", "data", "response", "hits", "_source", "course")
COURSES = frozenset(("course", "program", "programme", "blended program", "curated program", "moderated course",
                     "moderated program", "standalone assessment", "invite-only program", "external course",
                     "curatedcollections", "curated collections", "comprehensive assessment program"))
STATUSES = {"live": "live", "retired": "retired", "draft": "draft", "review": "draft", "reviewed": "draft"}
TAGS = ("competencies_v3", "competencies_v5", "competencies_v6")


def _found(source: Source) -> Iterator[tuple[Place, dict[str, Any]]]:
    for place, value in source.records:
        yield from ((place, each) for each in opened(value, ENVELOPES))


def recognises(source: Source) -> bool:
    """Whether the first object is content: an identifier beside a category or tags."""
    first = next((each for _, each in _found(source)), {})
    return "identifier" in first and not {"primaryCategory", "contentType", "duration", *TAGS}.isdisjoint(first)


def framework(sources: Sequence[Source], draft: Draft) -> None:
    """Courses, their providers, and the competencies that they name."""
    for source in sources:
        for place, content in _found(source):
            _course(content, place, draft)


def _course(content: dict[str, Any], place: Place, draft: Draft) -> None:
    identity, title = source_id(content.get("identifier")), name(content.get("name"))
    if identity is None or not title:
        draft.report.leave(place, "the content has no identifier or no name", title)
        return
    category = name(content.get("primaryCategory") or content.get("contentType"))
    if category and key(category) not in COURSES:
        draft.report.leave(place, "content of this category is no course", category)
        return
    status = name(content.get("status"))
    if status and key(status) not in STATUSES:
        draft.report.leave(place, "what this status means for learners is not known", status)
        return
    minutes, rating = minutes_of_seconds(content.get("duration")), a_number(content.get("avgRating"))
    if minutes is None and name(content.get("duration")):
        draft.report.note(place, "the duration is no number of seconds; minutes left empty", title)
    row = {"id": identity, "title": title, "description": prose(content.get("description")), "minutes": minutes,
           "rating": rating if rating is not None and 0 < rating <= 5 else None,
           "languages": _languages(content.get("language"), place, draft), "provider_id": _provider(content, draft),
           "status": STATUSES.get(key(status), ""),
           "updated_on": day(content.get("lastUpdatedOn")) or day(content.get("lastPublishedOn")),
           "competencies": _tags(content, title, place, draft)}
    if not row["competencies"]:
        draft.report.note(place, "the course is tagged with no competency", title)
    draft.put("courses", row)


def _languages(value: Any, place: Place, draft: Draft) -> list[str]:
    value = value_of(value)
    found = []
    for each in value if isinstance(value, list) else [value]:
        if tag := tag_of(each):
            found.append(tag)
        elif name(each):
            draft.report.note(place, "a language whose tag is not known was left out", name(each))
    return list(dict.fromkeys(found))


def _provider(content: dict[str, Any], draft: Draft) -> str:
    """The provider by its name. Of several organisations none is told to be the one."""
    organisations = value_of(content.get("organisation"))
    only = organisations[0] if isinstance(organisations, list) and len(organisations) == 1 else organisations
    title = name(content.get("source")) or name(only)
    return draft.provider(title) if title else ""


def _tags(content: dict[str, Any], title: str, place: Place, draft: Draft) -> list[dict[str, Any]]:
    tags: dict[str, dict[str, Any]] = {}
    newest = next((version for version in ("competencies_v6", "competencies_v5") if listed(content.get(version))), None)
    for version in ("competencies_v3", newest):
        if version is None:
            continue
        value = value_of(content.get(version))
        if isinstance(value, str) and name(value):
            draft.report.leave(place, f"{version} is a text and no JSON", title)
        for each in listed(value):
            tag = _of_frac(each, draft) if version == "competencies_v3" else _of_themes(each, draft)
            if tag is None:
                draft.report.leave(place, f"a tag in {version} names no competency", title)
            elif tag["id"] not in tags or tags[tag["id"]]["level"] is None:
                tags[tag["id"]] = tag
                draft.report.note(place, f"tags taken from {version}" + (
                    ", their levels unknown" if tag["level"] is None else ", with their levels"))
    return list(tags.values())


def _of_frac(tag: Any, draft: Draft) -> dict[str, Any] | None:
    if not isinstance(tag, dict):
        return None
    found = draft.competency(tag.get("competencyType"), tag.get("competencyArea"), tag.get("name"),
                             source_id(tag.get("id")), tag.get("description"))
    return {"id": found, "level": level_of(tag.get("selectedLevelLevel"))} if found else None


def _of_themes(tag: Any, draft: Draft) -> dict[str, Any] | None:
    """A tag of v5 (`competencyArea`) or v6 (`competencyAreaName`); its level is not known."""
    if not isinstance(tag, dict):
        return None
    area, theme, title = (name(tag.get(f"competency{part}Name")) or name(tag.get(f"competency{part}"))
                          for part in ("Area", "Theme", "SubTheme"))
    number = source_id(tag.get("competencySubThemeId"))
    identity = f"kcm-{number}" if number else source_id(tag.get("competencySubThemeIdentifier"))
    found = draft.competency(area, theme, title, identity, tag.get("competencySubThemeDescription"))
    return {"id": found, "level": None} if found else None


LOADER = Loader("igot-content", "JSON of iGOT's content search: objects with identifier, name, primaryCategory and "
                "competencies_v3, _v5 or _v6, alone, in a list or in result.content.", recognises, framework)

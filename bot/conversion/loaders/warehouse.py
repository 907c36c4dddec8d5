"""The tables of iGOT's warehouse as CSV: organisations, people, courses, tags, enrolments, assessments, plans.

Columns may be missing or unknown ones come with them. Of a person only what the bundle has a column for is carried:
never gender or category, and no right follows from a role in the portal. Days are written `dd/MM/yyyy` or ISO there.
Refuses facts without a day, and scores of assessments whose competency nobody told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot.conversion.contract import Loader
from bot.conversion.draft import Draft, Measure
from bot.conversion.instants import a_number, day, instant, minutes_of_clock
from bot.conversion.languages import tag_of
from bot.conversion.measures import measure_of
from bot.conversion.names import heading, key, kind_of, name, said, source_id
from bot.conversion.sources import Place, Sheet, Source, find_header
from bot.conversion.workbook import Unusable

# Without which columns a table is not that table. The first that fits is taken, so the narrow ones stand first.
NEEDED: dict[str, tuple[str, ...]] = {
    "kcm_dictionary": ("competency_sub_theme_id", "competency_sub_theme"),
    "kcm_content_mapping": ("course_id", "competency_sub_theme_id"),
    "cb_plan": ("cb_plan_id", "org_id", "content_id"),
    "assessment_detail": ("user_id", "assessment_id", "score_achieved"),
    "bp_enrolments": ("user_id", "content_id", "component_id"),
    "events_enrolment": ("user_id", "event_id"),
    "events": ("event_id", "event_name"),
    "user_enrolments": ("user_id", "content_id", "enrolled_on"),
    "content": ("content_id", "content_name"),
    "org_hierarchy": ("mdo_id", "mdo_name"),
    "user_detail": ("user_id", "mdo_id", "full_name"),
}
# A bundle has no file for these.
NOT_TAKEN = {"bp_enrolments": "sessions of blended programmes", "events": "live events",
             "events_enrolment": "visits to live events"}
COLUMNS = tuple("""
    user_id mdo_id full_name designation email phone_number groups status marked_as_not_my_user mdo_name
    is_content_provider ministry department organization batch_id content_id content_progress_percentage
    last_accessed_on user_rating enrolled_on user_consumption_status first_completed_on content_provider_id
    content_provider_name content_name content_type content_duration content_rating last_published_on content_status
    language assessment_id score_achieved completion_date cb_plan_id org_id plan_name allotment_type allotment_to due_by
    course_id competency_area competency_theme competency_sub_theme_id competency_sub_theme
    competency_sub_theme_description component_id event_id event_name""".split())
KNOWN = {heading(column): column for column in COLUMNS}
Row = dict[str, str]
Rows = Iterator[tuple[Place, Row]]
NO_PERSON = "facts about people who are not in officials.csv (convert the people first, or with this)"
NO_COURSE = "facts about courses that are not in courses.jsonl (convert these first, or with this)"
STATUSES = {"live": "live", "retired": "retired", "draft": "draft", "review": "draft"}


def _table_of(sheet: Sheet) -> str | None:
    return next((table for table, needed in NEEDED.items() if find_header(sheet, KNOWN, set(needed))), None)


def recognises(source: Source) -> bool:
    """Whether the header is that of one of the warehouse's tables."""
    return any(_table_of(sheet) for sheet in source.sheets)


def _of(sources: Sequence[Source], table: str) -> Rows:
    """The rows of every part of a table."""
    for source in sources:
        for sheet in source.sheets:
            if _table_of(sheet) != table:
                continue
            columns = find_header(sheet, KNOWN, set(NEEDED[table])) or {}
            begun, width = False, 0
            for place, cells in sheet.rows():
                if not begun:
                    begun = bool(columns) and all(heading(cells[at]) == heading(column) if at < len(cells) else False
                                                  for column, at in columns.items())
                    width = len(cells)
                elif any(cells):
                    if len(cells) != width:
                        raise Unusable(place.file, place.number, f"has {len(cells)} cells where the header has {width}",
                                       "Put cells with commas or line ends in quotes; export the table again.")
                    yield place, {column: said(cells[at]) for column, at in columns.items()}


def framework(sources: Sequence[Source], draft: Draft) -> None:
    """Organisations, providers, the dictionary of competencies, courses with their tags."""
    _organisations(_of(sources, "org_hierarchy"), draft)
    themes = _dictionary(_of(sources, "kcm_dictionary"), draft)
    _courses(_of(sources, "content"), draft)
    for place, row in _of(sources, "kcm_content_mapping"):
        number, course_id = source_id(row["competency_sub_theme_id"]), source_id(row["course_id"])
        found = themes.get(str(number)) or (f"kcm-{number}" if draft.has("competencies", f"kcm-{number}") else None)
        if found is None:
            draft.report.leave(place, "the mapping names a sub-theme that is in no kcm_dictionary")
        elif course_id is None or not draft.has("courses", course_id):
            draft.report.leave(place, "the mapping names a course that is not in courses.jsonl")
        else:
            draft.put("courses", {"id": course_id, "competencies": [{"id": found, "level": None}]})
    for table, what in NOT_TAKEN.items():
        for place, _ in _of(sources, table):
            draft.report.leave(place, f"a bundle has no file for {what}")


def people(sources: Sequence[Source], draft: Draft) -> None:
    """Officials, what happened to them, and what plans ask of them."""
    _officials(_of(sources, "user_detail"), draft)
    for place, row in _of(sources, "user_enrolments"):
        _enrolment(row, place, draft)
    for place, row in _of(sources, "assessment_detail"):
        _assessment(row, place, draft)
    for place, row in _of(sources, "cb_plan"):
        _plan(row, place, draft)


def _organisations(rows: Rows, draft: Draft) -> None:
    told = []
    for place, row in rows:
        identity, title = source_id(row["mdo_id"]), name(row["mdo_name"])
        if identity is None or not title:
            draft.report.leave(place, "the organisation has no id or no name", title)
            continue
        ministry, department = name(row.get("ministry")), name(row.get("department"))
        kind = next((kind for kind, word in (("ministry", ministry), ("department", department))
                     if word and key(word) == key(title)), "organisation")
        draft.put("organisations", {"id": identity, "name": title, "kind": kind})
        told.append((identity, kind, ministry, department))
        if key(row.get("is_content_provider", "")) in ("true", "yes", "y", "1"):
            draft.provider(title, identity)
    for identity, kind, ministry, department in told:
        above = department if kind == "organisation" and department else ministry if kind != "ministry" else ""
        if above:
            parent = draft.organisation(above, "department" if above == department else "ministry")
            if parent != identity:
                draft.put("organisations", {"id": identity, "parent_id": parent})
            if above == department and ministry and key(ministry) != key(department):
                top = draft.organisation(ministry, "ministry")
                draft.put("organisations", {"id": parent}, fill={"parent_id": top if top != parent else ""})


def _dictionary(rows: Rows, draft: Draft) -> dict[str, str]:
    """Number of a sub-theme to the id of its competency."""
    found: dict[str, str] = {}
    for place, row in rows:
        number = source_id(row["competency_sub_theme_id"])
        identity = number and draft.competency(kind_of(row.get("competency_area")), row.get("competency_theme"),
                                               row["competency_sub_theme"], f"kcm-{number}",
                                               row.get("competency_sub_theme_description"))
        if number and identity:
            found[number] = identity
        else:
            draft.report.leave(place, "the sub-theme has no number or no name", name(row["competency_sub_theme"]))
    return found


def _courses(rows: Rows, draft: Draft) -> None:
    for place, row in rows:
        identity, title = source_id(row["content_id"]), name(row["content_name"])
        status = key(row.get("content_status", ""))
        if identity is None or not title:
            draft.report.leave(place, "the content has no id or no name", title)
            continue
        if status and status not in STATUSES:
            draft.report.leave(place, "what this status means for learners is not known", status)
            continue
        minutes, rating = minutes_of_clock(row.get("content_duration")), a_number(row.get("content_rating"))
        if minutes is None and row.get("content_duration"):
            draft.report.note(place, "the duration is not hours:minutes:seconds; minutes left empty", title)
        provider = name(row.get("content_provider_name"))
        draft.put("courses", {
            "id": identity, "title": title, "minutes": minutes, "status": STATUSES.get(status, ""),
            "rating": rating if rating is not None and 0 < rating <= 5 else None,
            "provider_id": draft.provider(provider, source_id(row.get("content_provider_id"))) if provider else "",
            "languages": [tag for word in re.split(r"[,|;\[\]\"]+", row.get("language", "")) if (tag := tag_of(word))],
            "updated_on": day(row.get("last_published_on"), day_first=True)})


def _officials(rows: Rows, draft: Draft) -> None:
    for place, row in rows:
        identity, title = source_id(row["user_id"]), name(row["full_name"])
        if identity is None or not title:
            draft.report.leave(place, "the person has no id or no name")
        elif key(row.get("marked_as_not_my_user", "")) in ("true", "yes", "1"):
            draft.report.leave(place, "the person is marked as not of this organisation")
        elif row.get("status") in ("0", "0.0"):
            draft.report.leave(place, "the person is no longer active (status 0)")
        else:
            organisation_id, post = source_id(row["mdo_id"]) or "", name(row.get("designation"))
            position_id = (draft.find_position(post, organisation_id) or draft.position(post)) if post else ""
            draft.put("officials", {
                "id": identity, "name": title, "position_id": position_id, "organisation_id": organisation_id,
                "group": name(row.get("groups")), "email": _contact(row.get("email")),
                "phone": _contact(row.get("phone_number"))})


def _contact(value: str | None) -> str:
    """An address or number, which may begin with a plus and nothing else that a spreadsheet computes."""
    text = " ".join(said(value).split())
    return text if re.fullmatch(r"\+?[0-9][0-9 ()\-]{3,30}|[^\s=+@\-'|][^\s|]{0,80}@[^\s|@]{1,120}", text) else ""


def _known(row: Row, place: Place, draft: Draft) -> tuple[str, str] | None:
    """The ids of official and course, if the bundle has both; the reason is noted otherwise."""
    person, course = source_id(row["user_id"]), source_id(row.get("content_id"))
    if person is None or not draft.has("officials", person):
        draft.report.leave(place, NO_PERSON)
    elif course is None or not draft.has("courses", course):
        draft.report.leave(place, NO_COURSE)
    else:
        return person, course
    return None


def _enrolment(row: Row, place: Place, draft: Draft) -> None:
    known = _known(row, place, draft)
    if known is None:
        return
    person, course = known
    batch = source_id(row.get("batch_id")) or "none"
    status = re.sub(r"[\s_-]", "", key(row.get("user_consumption_status", "")))
    facts: list[tuple[str, str | None, str]] = [("enrolled", row["enrolled_on"], "")]
    if status == "completed":
        facts.append(("completed", row.get("first_completed_on"), ""))
    elif status == "inprogress" and row.get("last_accessed_on"):
        # A snapshot: the next export tells of another day, which is another event.
        facts.append(("progressed", row["last_accessed_on"], f"-{instant(row['last_accessed_on'], day_first=True)}"))
    for kind, written, more in facts:
        at = instant(written, day_first=True)
        if at is None:
            draft.report.leave(place, f"an event of kind {kind} has no day that can be read")
        else:
            draft.put_event(place, {"id": f"{kind}-{person}-{batch}-{course}{more}", "official_id": person,
                                    "kind": kind, "at": at, "course_id": course})
    if a_number(row.get("user_rating")):
        draft.report.leave(place, "a rating has no day in this table, and an event needs one")


def _assessment(row: Row, place: Place, draft: Draft) -> None:
    """`score_achieved` is in percent; `overall_score` beside it is the number of questions, and is not used."""
    person, assessment, course = (source_id(row.get(word)) for word in ("user_id", "assessment_id", "content_id"))
    at, score = instant(row.get("completion_date"), day_first=True), a_number(row["score_achieved"])
    if person is None or not draft.has("officials", person):
        draft.report.leave(place, NO_PERSON)
    elif assessment is None or at is None or score is None or not 0 <= score <= 100:
        draft.report.leave(place, "the assessment has no id, no day that can be read, or no score from 0 to 100")
    elif not isinstance(measure := measure_of(draft, [assessment], course or ""), Measure):
        draft.report.leave(place, measure, assessment)
    else:
        draft.put_event(place, {
            "id": f"assessed-{person}-{assessment}-{at}", "official_id": person, "kind": "assessed", "at": at,
            "competency_id": measure.competency_id, "level": measure.level, "score": score,
            "course_id": course if course and draft.has("courses", course) else ""})


def _plan(row: Row, place: Place, draft: Draft) -> None:
    identity, organisation_id, course = (source_id(row[word]) for word in NEEDED["cb_plan"])
    title, due = name(row.get("plan_name")), day(row.get("due_by"), day_first=True)
    if row.get("status") and key(row["status"]) != "live":
        draft.report.leave(place, "the plan is not live")
    elif not (identity and organisation_id and course and title and due):
        draft.report.leave(place, "the plan lacks an id, organisation, course, name or a day that can be read", title)
    elif not draft.has("courses", course):
        draft.report.leave(place, "the plan names a course that is not in courses.jsonl", title)
    else:
        targets = _targets(row, organisation_id, draft)
        if not targets:
            draft.report.leave(place, "whom the plan is for names no post or person of the bundle", title)
        for target in targets:
            draft.put("plans", {"id": identity, "name": title, "organisation_id": organisation_id, "course_id": course,
                                "assigned_to": target, "due_on": due})


def _targets(row: Row, organisation_id: str, draft: Draft) -> list[str]:
    """Whom a plan is for. A list of several counts only if every one of them is known."""
    kind = re.sub(r"[\s_-]", "", key(row.get("allotment_type", "")))
    if kind in ("alluser", "allusers"):
        return ["all"]
    find: Callable[[str], str | None]
    if kind == "designation":
        prefix, find = "position:", lambda word: draft.find_position(name(word), organisation_id)
    elif kind == "customuser":
        prefix, find = "official:", lambda word: word.strip() if draft.has("officials", word.strip()) else None
    else:
        return []
    whole = row.get("allotment_to", "")
    found = [find(whole)] if find(whole) else [find(part) for part in whole.split(",") if part.strip()]
    return [prefix + each for each in found if each] if all(found) else []


LOADER = Loader("warehouse", "CSV tables of iGOT's warehouse with their own headers: user_detail (user_id, mdo_id, "
                "full_name, …), org_hierarchy, content, user_enrolments, assessment_detail, cb_plan, kcm_dictionary, "
                "kcm_content_mapping.", recognises, framework, people)

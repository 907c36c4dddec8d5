"""The definitions of the contract as SQL over the rows of a bundle, for any question: what figures must agree with.

Written apart from the engine: no fact, no metric and no expression of it is used here. A question is told by its
conditions in SQL over `who`, `craft` and `course`, and by the columns to group by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from passbook.periods import Period

INSTANT = timedelta(microseconds=1)
ACTIVE = "kind IN ('enrolled', 'progressed', 'completed', 'assessed')"
SCORED = "kind IN ('completed', 'assessed') AND score IS NOT NULL"
PEOPLE = "count(DISTINCT official)"
UNSERVED = ("open AND NOT EXISTS (SELECT 1 FROM tags t JOIN course c ON c.course = t.course WHERE c.status = 'live' "
            "AND t.competency = r.competency AND t.level >= r.required)")


@dataclass(frozen=True)
class ByHand:
    """A metric: the rows it is taken from, its value, who contributes, and whom a rate is about (None: a count).
    `head`: by what the value is multiplied before it is divided by the people of the group."""

    rows: str
    value: str
    counted: str | None
    base: str | None = None
    head: float | None = None


def _of(condition: str) -> str:
    return f"{PEOPLE} FILTER ({condition})"


METRICS_BY_HAND: dict[str, ByHand] = {
    "headcount": ByHand("people", PEOPLE, PEOPLE),
    "holders": ByHand("holds", PEOPLE, PEOPLE),
    "holders_rate": ByHand("holds", PEOPLE, PEOPLE, head=100),
    "gaps_per_official": ByHand("pairs", "count(*) FILTER (open)", _of("open"), head=1),
    "required_officials": ByHand("pairs", PEOPLE, PEOPLE),
    "officials_with_gap": ByHand("pairs", _of("open"), _of("open")),
    "gap_rate": ByHand("pairs", f"100.0 * {_of('open')} / {PEOPLE}", _of("open"), PEOPLE),
    "open_gaps": ByHand("pairs", "count(*) FILTER (open)", _of("open")),
    "average_gap": ByHand("pairs", "avg(required - held) FILTER (open)", _of("open"), _of("open")),
    "readiness": ByHand("pairs", "100.0 * avg((NOT open)::INT)", _of("NOT open"), PEOPLE),
    "pairs": ByHand("pairs", "count(*)", PEOPLE),
    "unserved_gaps": ByHand("pairs", f"count(*) FILTER ({UNSERVED})", _of(UNSERVED)),
    "gaps_closed": ByHand("closed", "count(*)", PEOPLE),
    "claims_pending": ByHand("claims", "count(*)", PEOPLE),
    "enrolments": ByHand("events", "count(*) FILTER (kind = 'enrolled')", _of("kind = 'enrolled'")),
    "enrolled_officials": ByHand("events", _of("kind = 'enrolled'"), _of("kind = 'enrolled'")),
    "completions": ByHand("events", "count(*) FILTER (kind = 'completed')", _of("kind = 'completed'")),
    "completers": ByHand("events", _of("kind = 'completed'"), _of("kind = 'completed'")),
    "completers_rate": ByHand("events", _of("kind = 'completed'"), _of("kind = 'completed'"), head=100),
    "enrolments_per_official": ByHand("events", "count(*) FILTER (kind = 'enrolled')", _of("kind = 'enrolled'"),
                                      head=1),
    "completions_per_official": ByHand("events", "count(*) FILTER (kind = 'completed')", _of("kind = 'completed'"),
                                       head=1),
    "completion_rate": ByHand("enrolled", "100.0 * avg(done::INT)", _of("done"), PEOPLE),
    "enrolled_pairs": ByHand("enrolled", "count(*)", PEOPLE),
    "learning_hours": ByHand("events", "coalesce(sum(minutes), 0) / 60", _of("minutes > 0")),
    "hours_per_official": ByHand("events", "coalesce(sum(minutes), 0) / 60", _of("minutes > 0"), head=1),
    "active_learners": ByHand("events", _of(ACTIVE), _of(ACTIVE)),
    "active_rate": ByHand("events", _of(ACTIVE), _of(ACTIVE), head=100),
    "average_score": ByHand("events", f"avg(score) FILTER ({SCORED})", _of(SCORED), _of(SCORED)),
    "pass_rate": ByHand("events", f"100.0 * avg((score >= 60)::INT) FILTER ({SCORED})", _of(SCORED), _of(SCORED)),
    "average_rating": ByHand("events", "avg(score) FILTER (kind = 'rated')", _of("kind = 'rated'"),
                             _of("kind = 'rated'")),
    "ratings": ByHand("events", "count(*) FILTER (kind = 'rated')", _of("kind = 'rated'")),
    "assessments": ByHand("events", f"count(*) FILTER ({SCORED})", _of(SCORED)),
    "plan_completion": ByHand("assigned", "100.0 * avg(done::INT)", _of("done"), PEOPLE),
    "overdue": ByHand("assigned", "count(*) FILTER (late AND NOT done)", _of("late AND NOT done")),
    "overdue_rate": ByHand("assigned", _of("late AND NOT done"), _of("late AND NOT done"), head=100),
    "due": ByHand("assigned", "count(*)", PEOPLE),
    "done": ByHand("assigned", "count(*) FILTER (done)", _of("done")),
    "supply": ByHand("supply", "count(DISTINCT course)", None),
}


def load(folder: Path) -> Any:
    """A connection with the files of a bundle as tables, and the definitions over them."""
    import duckdb

    con = duckdb.connect()
    for name in ("officials", "organisations", "requirements", "plans", "events", "competencies"):
        con.execute(f"CREATE TABLE {name} AS SELECT * FROM "
                    f"read_csv('{folder / f'{name}.csv'}', all_varchar=true, header=true)")
    con.execute(f"CREATE TABLE courses AS SELECT * FROM read_json('{folder / 'courses.jsonl'}')")
    con.execute("""
        CREATE TABLE above AS WITH RECURSIVE up AS (
            SELECT id, id AS over, kind, parent_id, 0 AS steps FROM organisations UNION ALL
            SELECT up.id, o.id, o.kind, o.parent_id, steps + 1 FROM up JOIN organisations o ON o.id = up.parent_id)
            SELECT id, over, kind, steps FROM up;
        CREATE MACRO over_of(place, wanted) AS (SELECT arg_min(over, steps) FROM above
            WHERE id = place AND kind = wanted);
        CREATE TABLE who AS SELECT id AS official, position_id AS position, organisation_id AS organisation, "group",
            state, language, over_of(organisation_id, 'ministry') AS ministry,
            over_of(organisation_id, 'department') AS department FROM officials;
        CREATE TABLE craft AS SELECT id AS competency, type, theme FROM competencies;
        CREATE TABLE course AS SELECT id AS course, provider_id AS provider, status FROM courses;
        CREATE TABLE tags AS SELECT id AS course, tag.id AS competency, tag.level::INT AS level
            FROM (SELECT id, unnest(competencies) AS tag FROM courses);
        -- the tenant's clock is five and a half hours before UTC, all the year
        CREATE TABLE ev AS SELECT e.id AS event, e.official_id AS official, e.kind,
            CASE WHEN regexp_matches(e."at", '(Z|[+-][0-9:]{5})$') THEN e."at"::TIMESTAMP + INTERVAL 330 MINUTE
                 ELSE e."at"::TIMESTAMP END AS ts, e.course_id AS course, e.competency_id AS competency,
            e.level::INT AS level, e.score::DOUBLE AS score, e.minutes::DOUBLE AS minutes
            FROM events e WHERE e.kind <> 'corrected' AND NOT EXISTS (
                SELECT 1 FROM events c WHERE c.kind = 'corrected' AND c.refers_to = e.id);
        CREATE TABLE credits AS
            SELECT official, t.competency, t.level, ts FROM ev JOIN tags t ON t.course = ev.course
            WHERE kind = 'completed' AND score >= 60 AND t.level IS NOT NULL UNION ALL
            SELECT official, competency, level, ts FROM ev
            WHERE kind = 'verified' OR (kind = 'assessed' AND score >= 60);
        CREATE TABLE needs AS SELECT position_id AS position, competency_id AS competency, max(level::INT) AS required
            FROM requirements GROUP BY ALL;
        CREATE MACRO held_at(bound) AS TABLE SELECT official, competency, max(level) AS held FROM credits c
            WHERE ts < bound AND NOT EXISTS (SELECT 1 FROM ev l WHERE l.kind = 'lapsed' AND l.official = c.official
                AND l.competency = c.competency AND l.ts > c.ts AND l.ts < bound) GROUP BY ALL;
        CREATE MACRO pairs_at(bound) AS TABLE SELECT w.official, n.competency, n.required, coalesce(h.held, 0) AS held,
            coalesce(h.held, 0) < n.required AS open FROM who w JOIN needs n USING (position)
            LEFT JOIN held_at(bound) h ON h.official = w.official AND h.competency = n.competency;
        CREATE TABLE assigned AS SELECT p.id AS plan, p.course_id AS course, w.official, min(p.due_on::DATE) AS due
            FROM plans p JOIN above a ON a.over = p.organisation_id JOIN who w ON w.organisation = a.id
            WHERE p.assigned_to IN ('all', 'position:' || w.position, 'official:' || w.official)
               OR p.assigned_to = 'group:' || coalesce(w."group", '?') GROUP BY ALL;
        CREATE TABLE about AS SELECT event, competency FROM ev WHERE competency IS NOT NULL UNION
            SELECT ev.event, t.competency FROM ev JOIN tags t ON t.course = ev.course;
    """)
    return con


@dataclass(frozen=True)
class Asked:
    """A question: columns to group by (`kind:` left away; a time as its window), and conditions in SQL."""

    keys: tuple[str, ...] = ()
    people: str = "true"
    crafts: str = ""
    courses: str = ""
    level: str = "true"


Windows = Sequence[tuple[str | None, datetime | None, datetime]]
CRAFT, PERSONAL = ("competency", "type", "theme"), ("position", "organisation", "group", "state", "language",
                                                    "ministry", "department", "official")
TIMES = ("month", "quarter", "year", "period")


def reckon(con: Any, metric: str, asked: Asked, windows: Windows, now: datetime) -> dict[
        tuple[str, ...], tuple[float | None, int, int | None]]:
    """Value, people counted and people that a rate is about, for each group that has a figure; counts of 0 left out."""
    hand, found = METRICS_BY_HAND[metric], {}
    keys = [key for key in asked.keys if key not in TIMES]
    for name, start, bound in windows:
        source = _rows(hand.rows, asked, start or datetime.fromisoformat("1000-01-01"), bound, now)
        columns = ", ".join(f'r."{key}"' for key in keys)
        figures = con.execute(f"SELECT {columns + ', ' if keys else ''}{hand.value}, {hand.counted or 'NULL'}, "
                              f"{hand.base or 'NULL'} FROM ({source}) r {f'GROUP BY {columns}' if keys else ''}")
        rows = {tuple(row[:-3]): row[-3:] for row in figures.fetchall() if all(each is not None for each in row[:-3])}
        if hand.head is not None:
            rows = _per_head(con, hand.head, asked, keys, rows)
        for key, figure in rows.items():
            rate = hand.base is not None or hand.head is not None
            if figure[0] is None or (not rate and figure[0] == 0):
                continue
            found[_placed(asked.keys, key, name)] = figure
    return found


def _placed(wanted: Sequence[str], key: tuple[Any, ...], window: str | None) -> tuple[str, ...]:
    at = iter(key)
    return tuple(str(window) if each in TIMES else str(next(at)) for each in wanted)


def _per_head(con: Any, times: float, asked: Asked, keys: Sequence[str], rows: dict[Any, Any]) -> dict[Any, Any]:
    """Figures over everybody in the group; groups of people in which nothing happened have 0."""
    mine = [key for key in keys if key in PERSONAL]
    columns = ", ".join(f'"{key}"' for key in mine)
    people = {tuple(row[:-1]): row[-1] for row in con.execute(
        f"SELECT {columns + ', ' if mine else ''}count(*) FROM who WHERE {asked.people} "
        f"{f'GROUP BY {columns}' if mine else ''}").fetchall() if row[-1] and all(each is not None for each in row)}
    groups = set(rows) | (set(people) if mine == list(keys) else set())
    made = {}
    for key in groups:
        part = tuple(each for each, name in zip(key, keys, strict=True) if name in PERSONAL)
        value, counted, _ = rows.get(key, (0, 0, None))
        made[key] = (times * value / people[part] if part in people else None, counted, people.get(part, 0))
    return made


def _rows(rows: str, asked: Asked, start: datetime, bound: datetime, now: datetime) -> str:
    """The rows that a metric is taken from, with all columns that they can be grouped by."""
    who = f"(SELECT * FROM who WHERE {asked.people})"
    craft = f"(SELECT * FROM craft WHERE {asked.crafts or 'true'})"
    first, last, today = f"TIMESTAMP '{start}'", f"TIMESTAMP '{bound}'", f"TIMESTAMP '{now}'"
    done = ("EXISTS (SELECT 1 FROM ev d WHERE d.official = a.official AND d.course = a.course "
            f"AND d.kind = 'completed' AND d.ts <= {today}) AS done")
    if rows == "people":
        return f"SELECT * FROM {who}"
    if rows == "pairs":
        return (f"SELECT p.*, p.required AS level, w.* EXCLUDE (official), c.type, c.theme FROM pairs_at({last}) p "
                f"JOIN {who} w USING (official) JOIN {craft} c USING (competency)")
    if rows == "closed":
        return (f"SELECT a.official, a.competency, w.* EXCLUDE (official), c.type, c.theme FROM pairs_at({first}) a "
                f"JOIN pairs_at({last}) b USING (official, competency) JOIN {who} w ON w.official = a.official "
                f"JOIN {craft} c ON c.competency = a.competency WHERE a.open AND NOT b.open")
    if rows == "holds":
        return (f"SELECT h.*, h.held AS level, w.* EXCLUDE (official), c.type, c.theme FROM held_at({last}) h "
                f"JOIN {who} w USING (official) JOIN {craft} c USING (competency) WHERE {asked.level}")
    if rows == "claims":
        return (f"SELECT e.official, e.competency, e.level, w.* EXCLUDE (official), c.type, c.theme FROM ev e "
                f"JOIN {who} w USING (official) JOIN {craft} c USING (competency) "
                f"WHERE e.kind = 'claimed' AND e.ts <= {today} AND NOT EXISTS (SELECT 1 FROM ev v "
                "WHERE v.kind = 'verified' AND v.official = e.official AND v.competency = e.competency "
                f"AND v.level >= e.level AND v.ts >= e.ts AND v.ts <= {today})")
    if rows == "supply":
        tagged = asked.crafts or {*CRAFT, "level"} & set(asked.keys) or asked.level != "true"
        return ("SELECT c.course, c.provider" + (", t.level, f.*" if tagged else "") + " FROM course c " + (
            f"JOIN tags t ON t.course = c.course JOIN {craft} f ON f.competency = t.competency " if tagged else "")
            + f"WHERE c.status = 'live' AND {asked.level} AND ({asked.courses or 'true'})")
    if rows == "events":
        inner = (f"SELECT a.*, k.provider FROM ev a LEFT JOIN course k ON k.course = a.course "
                 f"WHERE a.ts >= {first} AND a.ts < {last} AND a.ts <= {today}")
    elif rows == "enrolled":
        inner = (f"SELECT DISTINCT a.official, a.course, k.provider, {done} FROM ev a JOIN course k "
                 f"ON k.course = a.course WHERE a.kind = 'enrolled' AND a.ts >= {first} AND a.ts < {last} "
                 f"AND a.ts <= {today}")
    else:
        inner = (f"SELECT a.*, k.provider, a.due < DATE '{now.date()}' AS late, {done} FROM assigned a "
                 "JOIN course k ON k.course = a.course")
    grouped = [key for key in CRAFT if key in asked.keys]
    if not grouped and not asked.crafts:
        about, columns = "", ""
    else:
        link, column = ("about", "event") if rows == "events" else ("tags", "course")
        names = ", ".join(f"c.{key}" for key in grouped)
        about = (f"JOIN (SELECT DISTINCT l.{column} AS link{', ' + names if names else ''} FROM {link} l "
                 f"JOIN {craft} c ON c.competency = l.competency) b ON b.link = a.{column}")
        columns = "".join(f", b.{key}" for key in grouped)
    dropped = " EXCLUDE (competency)" if rows == "events" else ""
    return (f"SELECT a.*{dropped}{columns}, w.* EXCLUDE (official) FROM ({inner}) a "
            f"JOIN {who} w ON w.official = a.official {about} WHERE {asked.courses or 'true'}")


def of_period(period: Period, now: datetime, name: str | None = None) -> tuple[str | None, datetime, datetime]:
    """A period as a window: what of it is over."""
    return (name, datetime.combine(period.start, time()), min(datetime.combine(period.end, time()), now + INSTANT))


def calendar(first: date, now: datetime, months: int) -> list[tuple[str | None, datetime | None, datetime]]:
    """The months (1) or the quarters (3) of a year that begins in April, from `first` on, that have begun by now."""
    made: list[tuple[str | None, datetime | None, datetime]] = []
    number = (first.year * 12 + first.month - 1) // months * months
    while (start := date(number // 12, number % 12 + 1, 1)) <= now.date():
        after = date((number + months) // 12, (number + months) % 12 + 1, 1)
        year = start.year - (start.month < 4)
        name = f"{start:%Y-%m}" if months == 1 else f"{year}-{(year + 1) % 100:02}-Q{(start.month - 4) % 12 // 3 + 1}"
        made.append((name, datetime.combine(max(start, first), time()),
                     min(datetime.combine(after, time()), now + INSTANT)))
        number += months
    return made

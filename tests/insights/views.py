"""The definitions of the contract as plain SQL over the files of a bundle: what figures must agree with.

Written apart from the engine: no fact, no metric and no expression of it is used here.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any


def views(folder: Path, pass_mark: float, now: datetime) -> Any:
    """A connection with `who`, `ev`, `pairs`, `held`, `aw`, `enrolled`, `tagged`, `live`."""
    import duckdb

    con = duckdb.connect()
    for name, path in (("officials", "officials.csv"), ("organisations", "organisations.csv"),
                       ("requirements", "requirements.csv"), ("plans", "plans.csv"), ("events", "events.csv.gz"),
                       ("competencies", "competencies.csv")):
        con.execute(f"CREATE TABLE {name} AS "
                    f"SELECT * FROM read_csv('{folder / path}', all_varchar=true, header=true)")
    con.execute(f"CREATE TABLE courses AS "
                f"SELECT * FROM read_json('{folder / 'courses.jsonl'}', format='newline_delimited')")
    con.execute(f"""
        CREATE VIEW tagged AS SELECT id AS course, tag.id AS competency, tag.level::INT AS level, status
            FROM (SELECT id, coalesce(status, 'live') AS status, unnest(competencies) AS tag FROM courses);
        CREATE VIEW live AS SELECT * FROM tagged WHERE status = 'live';
        CREATE TABLE above AS
            WITH RECURSIVE up AS (
                SELECT id, id AS over, kind, parent_id, 0 AS steps FROM organisations
                UNION ALL SELECT up.id, o.id, o.kind, o.parent_id, steps + 1 FROM up JOIN organisations o
                    ON o.id = up.parent_id)
            SELECT id, over, kind, steps FROM up;
        CREATE TABLE who AS SELECT o.id, o.position_id AS position, o.organisation_id AS org, o."group" AS grp, o.state,
                o.language, (SELECT over FROM above a WHERE a.id = o.organisation_id AND a.kind = 'ministry'
                             ORDER BY steps LIMIT 1) AS ministry
            FROM officials o;
        CREATE TABLE ev AS
            WITH dead AS (SELECT c.refers_to AS id FROM events c LEFT JOIN events k ON k.id = c.refers_to
                          WHERE c.kind = 'corrected' AND c.refers_to IS NOT NULL
                            AND coalesce(k.kind, '') <> 'corrected')
            SELECT e.id, e.official_id AS official, e.kind, e."at"::TIMESTAMP AS ts, e.course_id AS course,
                   e.competency_id AS competency, e.level::INT AS level, e.score::DOUBLE AS score,
                   e.minutes::DOUBLE AS minutes
            FROM events e WHERE e.kind <> 'corrected' AND e.id NOT IN (SELECT id FROM dead)
              AND e."at"::TIMESTAMP <= TIMESTAMP '{now}';
        CREATE TABLE evw AS SELECT ev.*, who.position, who.org, who.ministry, who.grp,
                strftime(ts, '%Y-%m') AS month FROM ev JOIN who ON who.id = ev.official;
        CREATE TABLE credits AS
            SELECT official, t.competency, t.level, ts FROM ev JOIN tagged t ON t.course = ev.course
                WHERE kind = 'completed' AND score >= {pass_mark} AND t.level IS NOT NULL
            UNION ALL SELECT official, competency, level, ts FROM ev
                WHERE kind = 'verified' OR (kind = 'assessed' AND score >= {pass_mark});
        CREATE MACRO held_at(bound) AS TABLE
            SELECT official, competency, max(level) AS held FROM credits c
            WHERE ts < bound AND NOT EXISTS (SELECT 1 FROM ev l WHERE l.kind = 'lapsed' AND l.official = c.official
                AND l.competency = c.competency AND l.ts > c.ts AND l.ts < bound)
            GROUP BY ALL;
        CREATE TABLE needs AS SELECT position_id AS position, competency_id AS competency, max(level::INT) AS required
            FROM requirements GROUP BY ALL;
        CREATE MACRO pairs_at(bound) AS TABLE
            SELECT w.id AS official, w.position, w.ministry, w.grp, w.org, n.competency, n.required,
                   coalesce(h.held, 0) AS held, coalesce(h.held, 0) < n.required AS open
            FROM who w JOIN needs n ON n.position = w.position
            LEFT JOIN held_at(bound) h ON h.official = w.id AND h.competency = n.competency;
        CREATE TABLE pairs AS SELECT * FROM pairs_at(TIMESTAMP '{now}' + INTERVAL 1 MICROSECOND);
        CREATE TABLE held AS SELECT h.*, w.position, w.ministry, w.org FROM
            held_at(TIMESTAMP '{now}' + INTERVAL 1 MICROSECOND) h JOIN who w ON w.id = h.official;
        CREATE TABLE aw AS SELECT DISTINCT p.id AS plan, p.course_id AS course, w.id AS official, w.position,
                w.ministry, p.due_on::DATE < DATE '{now.date()}' AS past,
                EXISTS (SELECT 1 FROM ev WHERE ev.official = w.id AND ev.course = p.course_id
                        AND ev.kind = 'completed') AS done
            FROM plans p JOIN above a ON a.over = p.organisation_id JOIN who w ON w.org = a.id
            WHERE p.assigned_to = 'all' OR p.assigned_to = 'position:' || w.position
               OR p.assigned_to = 'group:' || w.grp OR p.assigned_to = 'official:' || w.id;
        CREATE MACRO enrolled(first, bound) AS TABLE
            SELECT DISTINCT e.official, e.course, w.position, w.ministry,
                EXISTS (SELECT 1 FROM ev c WHERE c.official = e.official AND c.course = e.course
                        AND c.kind = 'completed') AS done
            FROM ev e JOIN who w ON w.id = e.official WHERE e.kind = 'enrolled' AND e.ts >= first AND e.ts < bound;
    """)
    return con

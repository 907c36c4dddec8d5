"""A dozen questions, each as a query of the engine and as SQL written by hand over the same Parquet files."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from passbook.insights.facts.extract import Manifest
from passbook.insights.query import Query
from passbook.periods import year_of

ACTIVE = "kind IN ('enrolled', 'progressed', 'completed', 'assessed')"
SCORED = "kind IN ('completed', 'assessed') AND score IS NOT NULL"
# question: (metric, grouping, whether in the running year) and SQL; {year} bounds the running year.
QUESTIONS: dict[str, tuple[str, tuple[str, ...], bool, str]] = {
    "officials": ("headcount", (), False, "SELECT count(*) FROM people"),
    "officials by post": ("headcount", ("position",), False, "SELECT position, count(*) FROM people GROUP BY 1"),
    "readiness": ("readiness", (), False, "SELECT 100.0 * avg((NOT open)::INT) FROM pairs"),
    "gap rate by competency": ("gap_rate", ("competency",), False,
                               "SELECT competency, 100.0 * count(DISTINCT person) FILTER (open) / "
                               "count(DISTINCT person) FROM pairs GROUP BY 1"),
    "open gaps by root": ("open_gaps", ("kind:{root}",), False,
                          "SELECT o.over, count(*) FILTER (open) FROM pairs JOIN over o USING (organisation) "
                          "GROUP BY 1"),
    "holders by competency": ("holders", ("competency",), False,
                              "SELECT competency, count(*) FROM held JOIN people USING (person) GROUP BY 1"),
    "completions by month": ("completions", ("month",), True,
                             "SELECT strftime(\"at\", '%Y-%m'), count(*) FROM ev JOIN people USING (person) "
                             "WHERE kind = 'completed' AND {year} GROUP BY 1"),
    "active rate by group": ("active_rate", ("group",), True,
                             "SELECT p.\"group\", 100.0 * count(DISTINCT e.person) / count(DISTINCT p.person) "
                             f"FROM people p LEFT JOIN (SELECT * FROM ev WHERE {ACTIVE} AND {{year}}) e "
                             "USING (person) WHERE p.\"group\" IS NOT NULL GROUP BY 1"),
    "hours by post": ("learning_hours", ("position",), True,
                      "SELECT position, sum(minutes) / 60 FROM ev JOIN people USING (person) WHERE {year} GROUP BY 1"),
    "average score by competency": ("average_score", ("competency",), True,
                                    "SELECT a.competency, avg(score) FROM ev JOIN (SELECT event, competency FROM ev "
                                    "WHERE competency IS NOT NULL UNION SELECT event, t.competency FROM ev "
                                    "JOIN tags t USING (course)) a USING (event) JOIN people USING (person) "
                                    f"WHERE {SCORED} AND {{year}} GROUP BY 1"),
    "completion rate": ("completion_rate", (), True,
                        "SELECT 100.0 * avg((d.person IS NOT NULL)::INT) FROM (SELECT DISTINCT person, course FROM ev "
                        "WHERE kind = 'enrolled' AND {year}) e LEFT JOIN (SELECT DISTINCT person, course FROM ev "
                        "WHERE kind = 'completed') d USING (person, course)"),
    "overdue by post": ("overdue", ("position",), False,
                        "SELECT position, count(*) FILTER (due_on < {today} AND d.person IS NULL) FROM assignments a "
                        "JOIN people USING (person) LEFT JOIN (SELECT DISTINCT person, course FROM ev "
                        "WHERE kind = 'completed') d ON d.person = a.person AND d.course = a.course GROUP BY 1"),
}


def root_kind(folder: Path, manifest: Manifest) -> str:
    """The kind of the places that most people have above them and that are under no other."""
    import duckdb

    (kind,) = duckdb.connect().execute(
        f"SELECT kind FROM read_parquet({paths(folder, manifest, 'places')}) GROUP BY organisation, kind, ancestor, "
        "steps QUALIFY steps = max(steps) OVER (PARTITION BY organisation) "
        "ORDER BY count(*) OVER (PARTITION BY kind) DESC, kind LIMIT 1").fetchone() or ("",)
    return str(kind)


def paths(folder: Path, manifest: Manifest, name: str) -> list[str]:
    """The files of a table of facts."""
    return [str(folder / each) for each in manifest.files[name]]


def asked(root: str, today: date, year_starts: str) -> dict[str, Query]:
    """The questions as queries."""
    year = year_of(today, year_starts)
    return {name: Query((metric,), tuple(key.format(root=root) for key in keys), periods=(year,) if of_year else ())
            for name, (metric, keys, of_year, _) in QUESTIONS.items()}


def by_hand(root: str, today: date, year_starts: str) -> dict[str, str]:
    """The questions as SQL."""
    year = year_of(today, year_starts)
    bounds = f"\"at\" >= TIMESTAMP '{year.start}' AND \"at\" < TIMESTAMP '{year.end}'"
    return {name: text.format(year=bounds, today=f"DATE '{today}'") for name, (_, _, _, text) in QUESTIONS.items()}


def connection(folder: Path, manifest: Manifest, root: str, now: datetime) -> Any:
    """DuckDB with the files as tables and the definitions as views, as a person would write them."""
    import duckdb

    con = duckdb.connect(config={"threads": 2})
    for name in manifest.files:
        con.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({paths(folder, manifest, name)})")
    con.execute(f"""
        CREATE VIEW ev AS SELECT * FROM ledger l WHERE kind <> 'corrected' AND "at" <= TIMESTAMP '{now}'
            AND NOT EXISTS (SELECT 1 FROM ledger c WHERE c.kind = 'corrected' AND c.person = l.person
                            AND c.refers_to = l.event);
        CREATE VIEW held AS SELECT person, competency, max(level) AS level FROM credits
            WHERE since <= TIMESTAMP '{now}' AND (until IS NULL OR until > TIMESTAMP '{now}') GROUP BY ALL;
        CREATE VIEW pairs AS SELECT p.*, r.competency, coalesce(h.level, 0) < r.level AS open FROM people p
            JOIN requirements r USING (position)
            LEFT JOIN held h ON h.person = p.person AND h.competency = r.competency;
        CREATE VIEW over AS SELECT organisation, arg_min(ancestor, steps) AS over FROM places
            WHERE kind = '{root}' GROUP BY 1;
    """)
    return con

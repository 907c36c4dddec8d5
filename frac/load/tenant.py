"""Reads `tenant.toml`: who the tenant is, its today, its scale. Fills in what the contract leaves to a default.

Refuses to guess a date or a time zone: everything else is still checked with what could be read.
"""

from __future__ import annotations

import gzip
import re
import tomllib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from frac.load.bundle import bad_text
from frac.load.cells import shown
from frac.load.columns import Context
from frac.load.merge import Counts
from frac.load.problems import Findings

Conn = psycopg.Connection[Any]
FILE = "tenant.toml"
KEYS = ("name", "as_of", "timezone", "languages", "pass_mark", "year_starts", "small_cell", "levels")
LEVELS: tuple[tuple[int, str, str | None], ...] = (
    (1, "Basic", "बुनियादी"), (2, "Working", "कार्यसाधक"), (3, "Proficient", "प्रवीण"), (4, "Advanced", "उन्नत"),
    (5, "Expert", "विशेषज्ञ"))


@dataclass(frozen=True, slots=True)
class TenantRow:
    """The tenant as it is stored, and its levels (level, name, name_hi)."""

    name: str
    as_of: date
    timezone: str
    languages: tuple[str, ...]
    pass_mark: float
    year_starts: str
    small_cell: int
    levels: tuple[tuple[int, str, str | None], ...]


class _Toml:
    """The values of the file, each asked for once; what is wrong with one becomes a problem with its line."""

    def __init__(self, text: str, values: dict[str, Any], file: str, findings: Findings) -> None:
        self._lines = text.splitlines()
        self.values, self._file, self._findings = values, file, findings

    def bad(self, key: str, what: str, mend: str) -> None:
        self._findings.problem(self._file, self._line(key), key, what, mend, fatal=True)

    def strange(self, key: str, what: str) -> None:
        self._findings.notice(self._file, self._line(key), key, what)

    def _line(self, key: str) -> int | None:
        form = re.compile(rf"\s*(\[\[)?\s*[\"']?{re.escape(key)}\b")
        return next((number for number, text in enumerate(self._lines, 1) if form.match(text)), None)

    def take(self, key: str, default: Any, read: Callable[[Any], Any], mend: str) -> Any:
        """The value as `read` returns it; `default` where there is none or `read` raises ValueError."""
        if key not in self.values:
            return default
        try:
            return read(self.values[key])
        except (ValueError, TypeError, OverflowError) as error:
            self.bad(key, f"{shown(self.values[key])} {error}", mend)
            return default


def read_tenant(directory: Path, findings: Findings) -> tuple[TenantRow | None, Context, str]:
    """The tenant (None where something is wrong with it), what its other files need, and the name of the file."""
    path = directory / FILE
    if not path.exists() and (directory / f"{FILE}.gz").exists():
        path = directory / f"{FILE}.gz"
    before = findings.fatal
    text, values = _parse(path, findings)
    if values is None:
        return None, Context(None, UTC, None), path.name
    toml = _Toml(text, values, path.name, findings)
    for key in values:
        if key not in KEYS:
            toml.strange(key, "key not known, ignored")
    for key in ("name", "as_of"):
        if key not in values:
            findings.problem(path.name, None, key, "is missing", f"Add the line: {key} = …", fatal=True)
    languages = toml.take("languages", ("en", "hi"), _languages, 'Write a list of tags: languages = ["en", "hi"]')
    zone_name = toml.take("timezone", "Asia/Kolkata", _zone, "Write an IANA name, such as Asia/Kolkata.")
    levels = _levels(toml)
    as_of = toml.take("as_of", None, _day, "Write a date: as_of = 2026-03-31")
    name = toml.take("name", "", _name, 'Write a text: name = "…"')
    tenant = TenantRow(
        name, as_of or date.min, zone_name, languages,
        toml.take("pass_mark", 60.0, _mark, "Write a number from 0 to 100."),
        toml.take("year_starts", "04-01", _month_day, 'Write a day of every year: year_starts = "04-01"'),
        toml.take("small_cell", 10, _cell, "Write a whole number from 1 up."), levels or LEVELS)
    context = Context(len(levels) if levels else None, ZoneInfo(zone_name), as_of, languages)
    return (tenant if findings.fatal == before else None), context, path.name


def _parse(path: Path, findings: Findings) -> tuple[str, dict[str, Any] | None]:
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = data.decode("utf-8-sig")
        if bad := bad_text(text):
            findings.problem(path.name, None, None, f"holds {bad[0]}", bad[1], fatal=True)
            return text, None
        return text, tomllib.loads(text.replace("\r\n", "\n"))
    except FileNotFoundError:
        findings.problem(path.name, None, None, "is missing", "Add it: at least name and as_of.", fatal=True)
    except (OSError, EOFError, zlib.error) as error:
        findings.problem(path.name, None, None, f"cannot be read: {error}", "Check the file and its rights.",
                         fatal=True)
    except UnicodeDecodeError as error:
        line = error.object[:error.start].count(b"\n") + 1
        findings.problem(path.name, line, None, "holds bytes that are not UTF-8", "Save the file as UTF-8.", fatal=True)
    except (ValueError, RecursionError) as error:
        place = re.search(r"at line (\d+)", str(error))
        findings.problem(path.name, int(place[1]) if place else None, None, f"is no TOML: {error}",
                         "Write lines such as: name = \"…\"", fatal=True)
    return "", None


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value.split():
        raise ValueError("is no name")
    return " ".join(value.split())


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        raise ValueError("is an instant, not a date")
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip(), re.ASCII):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise ValueError("is no day of the calendar") from None
    raise ValueError("is not a date")


def _zone(value: Any) -> str:
    try:
        if not isinstance(value, str) or not value:
            raise ValueError
        return ZoneInfo(value).key
    except (ValueError, OSError, KeyError):
        raise ValueError("is no time zone that is known here") from None


def _languages(value: Any) -> tuple[str, ...]:
    tags = [tag.strip() for tag in value] if isinstance(value, list) and all(isinstance(t, str) for t in value) else []
    if not tags or not all(re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", tag) for tag in tags):
        raise ValueError("is no list of language tags")
    return tuple(dict.fromkeys(tag.lower() if len(tag) == 2 else tag for tag in tags))


def _mark(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        raise ValueError("is no score from 0 to 100")
    return float(value)


def _month_day(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\d\d-\d\d", value.strip(), re.ASCII):
        raise ValueError("is not MM-DD")
    try:
        date.fromisoformat(f"2001-{value.strip()}")
    except ValueError:
        raise ValueError("is not a day of every year") from None
    return value.strip()


def _cell(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise ValueError("is no number of people from 1 up")
    return value


def _levels(toml: _Toml) -> tuple[tuple[int, str, str | None], ...] | None:
    if "levels" not in toml.values:
        return LEVELS
    mend = "Write [[levels]] with level = 1, 2, … in this order, each with a name."
    rows = toml.values["levels"]
    levels: list[tuple[int, str, str | None]] = []
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        toml.bad("levels", "is no list of levels", mend)
        return None
    for row in rows:
        for key in sorted(row.keys() - {"level", "name", "name_hi"}):
            toml.strange(key, "stands inside [[levels]], where it says nothing; ignored")
        number, name, name_hi = row.get("level"), row.get("name"), row.get("name_hi")
        if type(number) is not int or number != len(levels) + 1:
            toml.bad("levels", f"level {shown(number)} stands where {len(levels) + 1} must", mend)
            return None
        if not isinstance(name, str) or not name.split() or not isinstance(name_hi, (str, type(None))):
            toml.bad("levels", f"level {number} has no name", mend)
            return None
        levels.append((number, " ".join(name.split()), " ".join((name_hi or "").split()) or None))
    return tuple(levels)


def same_tenant(conn: Conn, tenant: TenantRow, file: str, findings: Findings) -> None:
    """A home holds one tenant: one of another name must share an organisation (id and name) with the stored one."""
    stored = conn.execute("SELECT name FROM tenant").fetchone()
    if stored is None or stored[0] == tenant.name:
        return
    shared = conn.execute("SELECT EXISTS (SELECT FROM organisations o JOIN stage_organisations s USING (id, name))"
                          ).fetchone()
    if not (shared and shared[0]):
        findings.problem(file, None, "name",
                         f"this home holds the tenant {shown(stored[0])} and not {shown(tenant.name)}",
                         "Use another SAATHI_HOME or another database.", fatal=True)


def store_tenant(conn: Conn, tenant: TenantRow) -> Counts:
    """Writes the tenant and its levels where they changed."""
    row = (tenant.name, tenant.as_of, tenant.timezone, list(tenant.languages), tenant.pass_mark, tenant.year_starts,
           tenant.small_cell)
    before = conn.execute("SELECT name, as_of, timezone, languages, pass_mark, year_starts, small_cell FROM tenant"
                          ).fetchone()
    levels = conn.execute("SELECT level, name, name_hi FROM levels ORDER BY level").fetchall()
    if before is not None and tuple(before) == row and [tuple(level) for level in levels] == list(tenant.levels):
        return Counts(read=1, unchanged=1)
    conn.execute("DELETE FROM tenant")
    conn.execute("INSERT INTO tenant (name, as_of, timezone, languages, pass_mark, year_starts, small_cell) "
                 "VALUES (%s, %s, %s, %s, %s, %s, %s)", row)
    conn.execute("DELETE FROM levels")
    with conn.cursor() as cursor:
        cursor.executemany("INSERT INTO levels (level, name, name_hi) VALUES (%s, %s, %s)", tenant.levels)
    return Counts(read=1, new=int(before is None), updated=int(before is not None))

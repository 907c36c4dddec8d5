"""Days, instants and durations as the sources write them, into the forms of the bundle.

Refuses orders and units that cannot be told: `03/04/2025` is read day first only where the source is known to write so,
and a bare number is minutes for nobody.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from bot.conversion.names import said

_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?)?",
                  re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d\d)/(\d\d)/(\d{4})(?:[T ](\d\d:\d\d(?::\d\d)?))?")
_CLOCK = re.compile(r"(\d{1,4}):(\d\d):(\d\d)(?:\.\d+)?")
# Years in which an event of a passbook can have happened at all.
EARLIEST, LATEST = 1950, 2100


def instant(value: Any, *, day_first: bool = False) -> str | None:
    """An instant in ISO 8601, with an offset only where the source has one; None where it is none.

    `day_first`: the source writes `dd/MM/yyyy`, as the jobs that make iGOT's warehouse do.
    """
    text = said(value)
    if match := _ISO.fullmatch(text):
        day, clock, fraction, offset = match[1], match[2], match[3], match[4] or ""
    elif day_first and (match := _DAY_FIRST.fullmatch(text)):
        day, clock, fraction, offset = f"{match[3]}-{match[2]}-{match[1]}", match[4], None, ""
    else:
        return None
    if clock and len(clock) == 5:
        clock += ":00"
    if offset and ":" not in offset and offset.upper() != "Z":
        offset = f"{offset[:3]}:{offset[3:]}"
    written = f"{day}T{clock or '00:00:00'}" + (f".{fraction[:6]:0<6}" if fraction and fraction.strip("0") else "") + (
        "+00:00" if offset.upper() == "Z" else offset)
    try:
        return written if EARLIEST <= datetime.fromisoformat(written).year <= LATEST else None
    except ValueError:
        return None


def day(value: Any, *, day_first: bool = False) -> str | None:
    """A day as YYYY-MM-DD; None where it is none."""
    written = instant(value, day_first=day_first)
    return written[:10] if written else None


def of_epoch(value: Any) -> str | None:
    """An instant in UTC from milliseconds since 1970; None where it is none."""
    if isinstance(value, str) and re.fullmatch(r"\d{12,14}(\.0*)?", value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1e14:
        return None
    moment = datetime.fromtimestamp(int(value) / 1000, UTC)
    return moment.isoformat(timespec="milliseconds") if EARLIEST <= moment.year <= LATEST else None


def minutes_of_clock(value: Any) -> float | None:
    """Minutes from hours:minutes:seconds. Two parts, or a bare number, tell no unit: None."""
    match = _CLOCK.fullmatch(said(value))
    if not match or int(match[2]) > 59 or int(match[3]) > 59:
        return None
    return _short((int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])) / 60)


def minutes_of_seconds(value: Any) -> float | None:
    """Minutes from a number of seconds above 0; None where it is none."""
    number = a_number(value)
    return _short(number / 60) if number is not None and 0 < number < 1e8 else None


def _short(minutes: float) -> float:
    return int(minutes) if minutes == int(minutes) else round(minutes, 2)


def a_number(value: Any) -> float | None:
    """A plain finite number, from a number or its digits; None otherwise."""
    if isinstance(value, bool):
        return None
    text = said(value)
    if len(text) > 40 or not re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d{1,2})?", text):
        return None
    return float(text)


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, YYYY-MM-DD."""
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False

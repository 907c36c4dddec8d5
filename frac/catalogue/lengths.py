"""How long a course takes, as catalogues write it, in minutes. Refuses to guess: what tells no length is None.

A range ("4-6 hours") counts by its upper end, so that no plan is too short for it. Weeks are no length without the
hours that a week takes; hours a week are none without weeks.
"""

from __future__ import annotations

import re

# More than this (some two working years) is a slip of a unit.
MOST = 60 * 4000.0
WEEKS_IN_A_MONTH = 52 / 12

_ISO = re.compile(r"P(?:(\d+(?:\.\d+)?)W)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?",
                  re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,4}):(\d\d):(\d\d)")
_NUMBER = r"(\d{1,6}(?:\.\d{1,4})?)(?:\s*(?:-|–|—|to|से)\s*(\d{1,6}(?:\.\d{1,4})?))?\s*\+?\s*-?"
_UNIT = {"week": "weeks?|wks?|wk|w|सप्ताह|हफ्ते|हफ़्ते", "month": "months?|mos?|महीने|माह",
         "hour": "hours?|hrs?|hr|h|घंटे|घंटा|घण्टे", "minute": "minutes?|mins?|min|m|मिनट", "second": "seconds?|secs?|sec|s"}
_PART = re.compile(rf"{_NUMBER}\s*(?:total\s+)?(?:({'|'.join(_UNIT.values())})(?![^\W\d_]))", re.IGNORECASE)
_WEEKLY = r"\s*(?:of\s+\w+\s+)?(?:/|per|a|each|every|प्रति)\s*(?:week|wk|सप्ताह)(?!\w)|\s*(?:weekly|साप्ताहिक)(?!\w)"
_A_WEEK = re.compile(_WEEKLY, re.IGNORECASE)
_A_DAY = re.compile(r"\s*(?:of\s+\w+\s+)?(?:/|per|a|each|every|प्रति)\s*(?:day|दिन)(?!\w)|\s*daily(?!\w)", re.IGNORECASE)
_KIND = {kind: re.compile(words, re.IGNORECASE) for kind, words in _UNIT.items()}
_MINUTES = {"hour": 60.0, "minute": 1.0, "second": 1 / 60}


def minutes_of(value: float, unit: str, hours_a_week: float | None = None) -> float | None:
    """Minutes of a number in a unit (minutes, hours, seconds, weeks)."""
    if unit == "weeks":
        return sound(value * hours_a_week * 60) if hours_a_week else None
    return sound(value * {"minutes": 1.0, "hours": 60.0, "seconds": 1 / 60}[unit])


def minutes_in(text: str, hours_a_week: float | None = None) -> float | None:
    """Minutes of a text that has its units with it."""
    plain = " ".join(text.replace(",", "").split()) if re.search(r"\d,\d{3}", text) else " ".join(text.split())
    if iso := _ISO.fullmatch(plain):
        weeks, hours, minutes, seconds = (float(each or 0) for each in iso.groups())
        if weeks and not hours_a_week:
            return None
        return sound(weeks * (hours_a_week or 0) * 60 + hours * 60 + minutes + seconds / 60)
    if clock := _CLOCK.fullmatch(plain):
        return sound(int(clock[1]) * 60 + int(clock[2]) + int(clock[3]) / 60)
    weeks, weekly, alone = 0.0, 0.0, 0.0
    seen = set[str]()
    for part in _PART.finditer(plain):
        number, kind = float(part[2] or part[1]), _kind(part[3])
        if kind in _MINUTES and _A_WEEK.match(plain, part.end()):
            weekly = weekly or number * _MINUTES[kind] / 60
            continue
        if kind in seen or _A_DAY.match(plain, part.end()):
            return None  # two lengths of which it cannot be told which one holds, or a length of a part
        seen.add(kind)
        if kind in _MINUTES:
            alone += number * _MINUTES[kind]
        else:
            weeks += number * (WEEKS_IN_A_MONTH if kind == "month" else 1.0)
    if alone:
        return None if weeks else sound(alone)
    return sound(weeks * 60 * (weekly or hours_a_week or 0)) if weeks else None


def hours_in(text: str) -> float | None:
    """Hours of a week from a number, a range, or a text such as "2-5 hours/week"."""
    match = re.fullmatch(rf"\s*{_NUMBER}\s*(?:hours?|hrs?|h)?(?:{_WEEKLY})?\s*", text, re.IGNORECASE)
    hours = float(match[2] or match[1]) if match else None
    return hours if hours and hours <= 168 else None


def sound(minutes: float) -> float | None:
    """Minutes that a course can take, to two digits; None where there are none or too many."""
    return round(minutes, 2) if 0 < minutes <= MOST else None


def _kind(word: str) -> str:
    return next(kind for kind, words in _KIND.items() if words.fullmatch(word))

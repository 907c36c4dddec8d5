"""Reads cells: one function for each kind of column, made from the column's declaration and what the tenant says.

What is certain is normalised and noted (letter case, `Behavioral`, spaces at the ends, `3.0` for a whole number); what
is not certain is `Bad`. Refuses to guess ids, dates of another order, or numbers with thousands separators.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from math import inf
from typing import Any

from frac.load.columns import Bad, Column, Context, Note, Reader

# Longer keys do not fit into an index of the database.
LONGEST_ID = 255
LONGEST_NAME = 1000
LARGEST = 2_147_483_647
SPELLINGS = {"behavioral": "behavioural", "behaviour": "behavioural", "behavior": "behavioural",
             "organization": "organisation"}


def shown(value: object) -> str:
    """A value as it stands in a message: short, on one line."""
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    return f"'{text[:57]}…'" if len(text) > 60 else f"'{text}'"


def as_text(value: Any) -> str:
    """What a cell says, without spaces at its ends. Cells of JSON and Parquet may be numbers."""
    if type(value) is str:
        return value.strip()
    if isinstance(value, bytes):
        try:
            text = value.decode().strip()
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text:
            raise Bad("holds bytes that are no UTF-8 text", "Save the column as text.")
        return text
    if isinstance(value, (float, Decimal)):
        if value != value:  # a missing value of pandas
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
    if isinstance(value, (list, dict, bool)):
        raise Bad(f"is {type(value).__name__}, not text", "Write one text.")
    return str(value)


def an_id(_column: Column, _context: Context) -> Reader:
    """An id: text of a bounded length; spaces around it are noted."""
    def read(value: Any, note: Note) -> str | None:
        text = as_text(value)
        if not text:
            return None
        if text != value and type(value) is str:
            note("spaces at the ends removed")
        if len(text) > LONGEST_ID:
            raise Bad(f"the id {shown(text)} is longer than {LONGEST_ID} characters", "Use a shorter id.")
        return text
    return read


def a_name(_column: Column, _context: Context) -> Reader:
    """A name: text on one line, of a bounded length."""
    def read(value: Any, note: Note) -> str | None:
        text = " ".join(as_text(value).split())
        if not text:
            return None
        if text != value and type(value) is str:
            note("spaces trimmed")
        if len(text) > LONGEST_NAME:
            raise Bad(f"the name {shown(text)} is longer than {LONGEST_NAME} characters",
                      "Shorten it, or check the quotes of the row.")
        return text
    return read


def a_word(column: Column, context: Context) -> Reader:
    """A name by which people or things are grouped: letter case must not part them, so the first spelling holds."""
    known = context.words.setdefault(column.name, {})
    known.update({word: word for word in column.choices})
    name = a_name(column, context)

    def read(value: Any, note: Note) -> str | None:
        text: str | None = name(value, note)
        if text is None:
            return None
        key = text.casefold()
        if SPELLINGS.get(key, key) in column.choices:
            key = SPELLINGS.get(key, key)
        word = known.setdefault(key, text)
        if word != text:
            note(f"{shown(text)} read as '{word}'")
        return word
    return read


def free_text(_column: Column, _context: Context) -> Reader:
    """Any text, or nothing."""
    def read(value: Any, _note: Note) -> str | None:
        return as_text(value) or None
    return read


def a_language(_column: Column, context: Context) -> Reader:
    """A language tag; those the tenant does not speak are noted."""
    def read(value: Any, note: Note) -> str | None:
        text = as_text(value)
        if not text:
            return None
        tag = text.lower() if len(text) == 2 else text
        if tag != text:
            note(f"{shown(text)} read as '{tag}'")
        if context.languages and tag not in context.languages:
            note(f"{shown(tag)} is not among the tenant's languages")
        return tag
    return read


def a_list(_column: Column, _context: Context) -> Reader:
    """A list, or texts parted by `|`, each once."""
    def read(value: Any, _note: Note) -> list[str] | None:
        parts = value if isinstance(value, (list, tuple)) else as_text(value).split("|")
        texts = [" ".join(as_text(part).split()) for part in parts if part is not None]
        for text in texts:
            if len(text) > LONGEST_NAME:
                raise Bad(f"{shown(text)} is longer than {LONGEST_NAME} characters", "Separate the list by |.")
        return list(dict.fromkeys(text for text in texts if text))
    return read


def a_number(column: Column, _context: Context) -> Reader:
    """A finite number within the column's bounds."""
    low, high = column.low, column.high
    form = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")

    def read(value: Any, _note: Note) -> float | None:
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            if value != value:
                return None
            number = float(value) if -1e300 < value < 1e300 else inf
        else:
            text = as_text(value)
            if not text:
                return None
            if len(text) > 100 or not form.fullmatch(text):
                raise Bad(f"{shown(text)} is not a number", "Write a plain number, such as 12 or 12.5.")
            number = float(text)
        if abs(number) >= 1e300:
            raise Bad(f"{shown(value)} is too large", "Write a plain number, such as 12 or 12.5.")
        return within(number, value, low, high)
    return read


def within(number: float, value: Any, low: float | None, high: float | None) -> float:
    """The number, if it lies within its bounds."""
    if low is not None and number < low:
        raise Bad(f"{shown(value)} is below {low:g}", _bounds(low, high))
    if high is not None and number > high:
        raise Bad(f"{shown(value)} is above {high:g}", _bounds(low, high))
    return number


def _bounds(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"Write a number from {low:g}." if low is not None else f"Write a number up to {high:g}."
    return f"Write a number from {low:g} to {high:g}."


def an_integer(column: Column, _context: Context) -> Reader:
    """A whole number within the column's bounds."""
    low, high = column.low, column.high

    def read(value: Any, note: Note) -> int | None:
        if type(value) is str:
            text = value.strip()
            if not text:
                return None
            digits = text[1:] if text[0] in "+-" else text
            if digits.isdecimal() and len(digits) < 12:
                number = int(text)
            elif re.fullmatch(r"\d{1,11}\.0*", digits):
                number = int(text.split(".")[0])
                note("whole numbers written with a point")
            else:
                raise Bad(f"{shown(value)} is not a whole number", "Write a whole number, such as 3.")
        elif isinstance(value, (float, Decimal)) and not isinstance(value, bool):
            if value != value:
                return None
            if not -LARGEST <= value <= LARGEST or value != int(value):
                raise Bad(f"{shown(value)} is not a whole number", "Write a whole number, such as 3.")
            number = int(value)
        elif type(value) is int:
            number = value
        else:
            raise Bad(f"{shown(value)} is not a whole number", "Write a whole number, such as 3.")
        if abs(number) > LARGEST:
            raise Bad(f"{shown(value)} is too large", "Write a smaller number.")
        return int(within(number, value, low, high))
    return read


def a_level(column: Column, context: Context) -> Reader:
    """A level of the tenant's scale."""
    whole = an_integer(column, context)
    top = context.levels

    def read(value: Any, note: Note) -> int | None:
        number: int | None = whole(value, note)
        if number is not None and (number < 1 or (top is not None and number > top)):
            raise Bad(f"level {number} is not on the tenant's scale",
                      f"Use a level from 1 to {top or 'the highest of tenant.toml'}.")
        return number
    return read


def a_date(_column: Column, _context: Context) -> Reader:
    """A day of the calendar."""
    def read(value: Any, note: Note) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = as_text(value)
        if not text:
            return None
        if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ]00:00(:00(\.0+)?)?", text):
            note("dates written with the time 00:00")
            text = match[1]
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            raise Bad(f"{shown(text)} is not a date", "Write dates as YYYY-MM-DD.")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Bad(f"{shown(text)} is no day of the calendar", "Write dates as YYYY-MM-DD.") from None
    return read


def an_instant(_column: Column, context: Context) -> Reader:
    """An instant in UTC; without an offset it is the tenant's time."""
    zone = context.zone
    parse = datetime.fromisoformat

    def read(value: Any, note: Note) -> datetime | None:
        if isinstance(value, datetime):
            instant = value
        elif isinstance(value, date):
            instant = datetime.combine(value, time())
        else:
            text = as_text(value)
            if not text:
                return None
            try:
                instant = parse(text)
            except ValueError:
                mend = "Write instants as YYYY-MM-DDTHH:MM:SS, with an offset where it is not the tenant's."
                raise Bad(f"{shown(text)} is not an instant", mend) from None
            if len(text) <= 10:
                note("dates without a time read as the start of the day")
        try:
            return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)
        except OverflowError:
            raise Bad(f"{shown(value)} lies outside the calendar", "Correct the year.") from None
    return read


def a_choice(column: Column, _context: Context) -> Reader:
    """One of the words that the column allows."""
    known = {word: word for word in column.choices}

    def read(value: Any, note: Note) -> str | None:
        if type(value) is str and value in known:
            return value
        text = as_text(value)
        if not text:
            return None
        word = text.casefold()
        word = SPELLINGS.get(word, word)
        if word not in known and column.loose and (match := re.match(r"[a-z]+(?![a-z])", word)):
            word = SPELLINGS.get(match[0], match[0])
        if word not in known:
            raise Bad(f"{shown(text)} is not one of {', '.join(column.choices)}", "Use one of these words.")
        note(f"{shown(text)} read as '{word}'")
        return word
    return read


_WORDS = {"yes": True, "no": False, "y": True, "n": False, "true": True, "false": False, "1": True, "0": False}


def a_flag(_column: Column, _context: Context) -> Reader:
    """Yes or no."""
    def read(value: Any, note: Note) -> bool | None:
        if isinstance(value, bool):
            return value
        text = as_text(value)
        if not text:
            return None
        if text.casefold() not in _WORDS:
            raise Bad(f"{shown(text)} is neither yes nor no", "Write yes or no.")
        if text not in ("yes", "no"):
            note(f"{shown(text)} read as '{'yes' if _WORDS[text.casefold()] else 'no'}'")
        return _WORDS[text.casefold()]
    return read


def a_target(column: Column, context: Context) -> Reader:
    """Whom a plan is assigned to: `all`, or one of `choices`, a colon and an id or name."""
    def read(value: Any, note: Note) -> str | None:
        text = as_text(value)
        if not text:
            return None
        word, colon, rest = (part.strip() for part in text.partition(":"))
        word = word.casefold()
        if word == "all" and not colon:
            target = word
        elif word in column.choices and colon and rest:
            if word == "group":
                rest = " ".join(rest.split())
                rest = context.words.get(word, {}).get(rest.casefold(), rest)
            target = f"{word}:{rest}"
        else:
            forms = ", ".join(f"{form}:…" for form in column.choices)
            raise Bad(f"{shown(text)} names nobody", f"Write one of all, {forms}.")
        if target != text:
            note(f"{shown(text)} read as {shown(target)}")
        return target
    return read

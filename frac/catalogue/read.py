"""The records of a catalogue as courses, by a mapping, with all that is wrong with each record and how to mend it.

Refuses a course without id or title; invents nothing: what is not told or cannot be read is unknown, and is noted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from frac.catalogue import lengths, texts
from frac.catalogue.mapping import Fields, Length, Mapping, Price
from frac.faults import Fault

Record = dict[str, Any]
# Notes of the same kind are kept so often; the others are counted.
KEPT = 20
_FIELDS = ("id", "title", "description", "provider", "languages", "url", "rating", "status")


@dataclass(frozen=True, slots=True)
class OutsideCourse:
    """A course as its catalogue has it; what the catalogue does not say is None or empty."""

    source_id: str
    title: str
    description: str | None
    provider: str
    languages: tuple[str, ...]
    minutes: float | None
    rating: float | None
    price_inr: float | None
    url: str | None
    status: str


@dataclass
class Catalogue:
    """What was read: the courses, each with its place, the records that were refused, and what was left unknown of
    those that were kept (`noted` counts all of a kind, of which the first are in `notes`)."""

    read: int = 0
    courses: list[OutsideCourse] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    noted: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, place: str, what: str, mend: str) -> None:
        """Notes what is left unknown."""
        self.noted[kind] += 1
        if self.noted[kind] <= KEPT:
            self.notes.append(Fault(place, what, mend))


def records(mapping: Mapping, values: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The records in the values of a file, each with its place. A value that leads nowhere is a record itself."""
    found = list[tuple[str, Any]]()
    for place, value in values:
        inner = next((held for path in mapping.records if (held := _records_at(value, path)) is not None), None)
        if inner is None:
            found.append((place, value))
        else:
            found += [(f"{place}, course {number}", each) for number, each in enumerate(inner, 1)]
    return found


def _records_at(value: Any, path: str) -> list[Any] | None:
    """The records to which a path leads; None where it leads nowhere."""
    steps = path.split(".")
    for at, step in enumerate(steps):
        if isinstance(value, list):
            inner = [_records_at(each, ".".join(steps[at:])) or [] for each in value]
            return [each for some in inner for each in some]
        if not isinstance(value, dict) or step not in value:
            return None
        value = value[step]
    return value if isinstance(value, list) else [value]


def read(mapping: Mapping, found: Sequence[tuple[str, Any]]) -> Catalogue:
    """The courses of the records."""
    made = Catalogue(read=len(found))
    if not _has_fields(mapping, found, made):
        return made
    seen = dict[str, str]()
    for place, record in found:
        course = _course(mapping, place, record, made)
        if course is None:
            continue
        if course.source_id in seen:
            made.refused.append(Fault(place, f"the id {course.source_id!r} stands at {seen[course.source_id]} already",
                                      "Give each course an id of its own, or leave out what stands twice."))
            continue
        seen[course.source_id] = place
        made.courses.append(course)
        made.places.append(place)
    return made


def fitting(mapping: Mapping, found: Sequence[tuple[str, Any]]) -> int:
    """How many of a mapping's fields the records have; 0 where there is no id or title among them."""
    told = [record for _, record in found if isinstance(record, dict)]

    def has(fields: Fields) -> bool:
        return any(True for record in told for _ in values(record, fields))

    if not (has(mapping.id) and has(mapping.title)):
        return 0
    wanted = [*(getattr(mapping, key) for key in _FIELDS), *((each,) for each in mapping.more), mapping.price.fields,
              *(each.fields for each in mapping.lengths)]
    return sum(has(fields) for fields in wanted if fields)


def _has_fields(mapping: Mapping, found: Sequence[tuple[str, Any]], made: Catalogue) -> bool:
    """Whether the records have what a course needs; else says what they have instead."""
    told = [record for _, record in found if isinstance(record, dict)]
    names = Counter(key for record in told[:1000] for key in record)
    there = ", ".join(str(name)[:40] for name, _ in names.most_common(20)) or "nothing"
    for key in ("id", "title"):
        fields: Fields = getattr(mapping, key)
        if told and not any(True for record in told for _ in values(record, fields)):
            made.refused.append(Fault("all records", f"none has {_or(fields)} for the {key}",
                                      f"They have: {there}. Name the field that holds it in the mapping."))
            return False
    settled = {"provider": mapping.provider_name, "languages": mapping.default_languages}
    for key in ("description", "provider", "languages", "url"):
        fields = getattr(mapping, key)
        if told and fields and not settled.get(key) and not any(True for each in told for _ in values(each, fields)):
            made.note(f"no {key}", "all records", f"none has {_or(fields)} for the {key}", f"They have: {there}.")
    return True


def _course(mapping: Mapping, place: str, record: Any, made: Catalogue) -> OutsideCourse | None:
    if not isinstance(record, dict):
        made.refused.append(Fault(place, "it is no record with named fields", "Export the catalogue again."))
        return None
    identity = texts.said(first(record, mapping.id))
    title = texts.prose(first(record, mapping.title), texts.LONGEST_TITLE)
    faults = []
    if not identity:
        faults.append(Fault(place, f"it has no id ({_or(mapping.id)})", "Give it the id that it has where it is "
                                                                         "offered."))
    elif len(identity) > texts.LONGEST_ID:
        faults.append(Fault(place, f"its id is longer than {texts.LONGEST_ID} signs", "Name another field in the "
                                                                                      "mapping."))
    if not texts.plain(title):
        faults.append(Fault(place, f"it has no title ({_or(mapping.title)})", "Give it one, or leave it out."))
    if faults:
        made.refused += faults
        return None
    provider = texts.prose(first(record, mapping.provider), texts.LONGEST_NAME)
    about = [texts.prose(first(record, mapping.description)), *(
        "; ".join(filter(None, (texts.prose(each, 300) for each in values(record, (key,))))) for key in mapping.more)]
    return OutsideCourse(
        identity, title, texts.prose(". ".join(each.rstrip(".") for each in about if each)) or None,
        provider if texts.plain(provider) else mapping.provider_name or mapping.source,
        _languages(mapping, place, record, made), _minutes(mapping, place, record, made),
        _rating(mapping, place, record, made), _price(mapping.price, place, record, made),
        _address(mapping, place, record, made), _status(mapping, record))


def _languages(mapping: Mapping, place: str, record: Record, made: Catalogue) -> tuple[str, ...]:
    known, unknown = texts.tags_of(values(record, mapping.languages))
    if unknown:
        made.note("language", place, f"the language {', '.join(unknown)[:100]!r} is not known", "It is left out.")
    return tuple(known) or (mapping.default_languages if not unknown else ())


def _minutes(mapping: Mapping, place: str, record: Record, made: Catalogue) -> float | None:
    unread = None
    for length in mapping.lengths:
        weekly = length.hours_a_week
        for value in values(record, length.hours_a_week_fields):
            weekly = lengths.hours_in(texts.said(value)) or weekly
            if weekly:
                break
        for value in values(record, length.fields):
            minutes = _length(length, value, weekly)
            if minutes is not None:
                return minutes
            unread = unread or texts.said(value)[:60]
    made.note("length", place, f"its length is not told{f' by {unread!r}' if unread else ''}",
              "It is kept, and no course to plan with until the catalogue says how long it takes.")
    return None


def _length(length: Length, value: Any, weekly: float | None) -> float | None:
    number = texts.number(value)
    if length.unit == "text":
        return None if number is not None else lengths.minutes_in(texts.said(value), weekly)
    if number is not None:
        return lengths.minutes_of(number, length.unit, weekly)
    return lengths.minutes_in(texts.said(value), weekly)


def _rating(mapping: Mapping, place: str, record: Record, made: Catalogue) -> float | None:
    value = first(record, mapping.rating)
    if value is None:
        return None
    rating = texts.number(value)
    if rating is None or rating > mapping.rating_out_of:
        made.note("rating", place, f"the rating {texts.said(value)[:40]!r} is none out of {mapping.rating_out_of:g}",
                  "It is left out.")
        return None
    return round(5 * rating / mapping.rating_out_of, 2) or None


def _price(price: Price, place: str, record: Record, made: Catalogue) -> float | None:
    currency = texts.said(first(record, price.currency_fields)).upper() or None
    known, why = list[float](), None
    for value in values(record, price.fields):
        amount, wrong = texts.rupees(value, currency, price)
        if amount is None:
            why = why or f"the price {texts.said(value)[:40]!r} {wrong}"
            continue
        known.append(amount)
        if price.taken == "first":
            break
    # the highest or lowest of prices, one of which is unknown, is unknown
    if why and (not known or price.taken != "first"):
        made.note("price", place, why, "It is left unknown.")
        return None
    if not known:
        return None
    return min(known) if price.taken == "lowest" else max(known)


def _address(mapping: Mapping, place: str, record: Record, made: Catalogue) -> str | None:
    value = first(record, mapping.url)
    if value is None:
        return None
    address = texts.address(value, mapping.url_base)
    if address is None:
        made.note("address", place, f"{texts.said(value)[:60]!r} is no address of the web", "It is left out.")
    return address


def _status(mapping: Mapping, record: Record) -> str:
    words = [("true" if each is True else "false" if each is False else texts.said(each)).casefold()
             for each in _leaves(record, mapping.status)]
    words = [each for each in words if each]
    gone = any(each in mapping.retired for each in words)
    never = bool(mapping.live and words and not any(each in mapping.live for each in words))
    return "retired" if gone or never else "live"


# ---- fields of a record


def first(record: Record, fields: Fields) -> Any:
    """The first value that says something; None where there is none."""
    return next(values(record, fields), None)


def values(record: Record, fields: Fields) -> Iterator[Any]:
    """The values that say something, in the order of the fields; those of lists one by one."""
    return (each for each in _leaves(record, fields) if texts.said(each))


def _leaves(record: Record, fields: Fields) -> Iterator[Any]:
    for name in fields:
        if name in record:
            yield from _flat(record[name])
        elif "." in name:
            head, _, rest = name.partition(".")
            for each in _inside(record.get(head)):
                yield from _leaves(each, (rest,))
        else:
            wanted = texts.plain(name)
            # headings of sheets differ in case and spaces from one export to the next
            yield from _flat(next((value for key, value in record.items()
                                   if len(key) <= len(name) + 8 and texts.plain(str(key)) == wanted), None))


def _inside(value: Any) -> Iterator[Record]:
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _inside(each)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for each in value:
            yield from _flat(each)
    elif not isinstance(value, dict) and value is not None:
        yield value


def _or(fields: Fields) -> str:
    return " or ".join(repr(each) for each in fields)

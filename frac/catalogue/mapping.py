"""Where a catalogue's records say what: a small TOML file as a typed mapping. Refuses keys that it does not know.

A field is named by its key, or by a dotted path (`owners.name`); lists on the way are gone through. Where several
fields are named, the first that says something counts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from typing import Any

UNITS = ("text", "minutes", "hours", "seconds", "weeks")
TAKEN = ("first", "lowest", "highest")
Fields = tuple[str, ...]


class BadMappingError(Exception):
    """A mapping that cannot be used; the text says what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Length:
    """Where a duration stands and in which unit; `text` has its unit with it (`1h 30m`, `PT2H`, `6 weeks`). Weeks need
    hours a week: of a field, else the number given, else they tell no length."""

    fields: Fields
    unit: str = "text"
    hours_a_week_fields: Fields = ()
    hours_a_week: float | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """Where a price stands. `currency` is that of a number without any; `rates`: rupees for one of another currency;
    `taken`: which of several prices counts."""

    fields: Fields = ()
    currency_fields: Fields = ()
    currency: str | None = None
    rates: Table[str, float] = field(default_factory=dict)
    taken: str = "first"


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the records of a catalogue are read. `records`: paths in a JSON file, of which the first that leads anywhere
    counts; a file whose values are the records needs none. `more`: fields whose text is added to the description.
    `provider_name` and `default_languages` hold where no field says it; `url_base` stands before an address that is
    only a path or a name; a `rating` is out of `rating_out_of`. A course is retired where its status is one of
    `retired`, or where `live` is given and it is none of these."""

    source: str
    id: Fields
    title: Fields
    records: Fields = ()
    description: Fields = ()
    more: Fields = ()
    provider: Fields = ()
    provider_name: str | None = None
    languages: Fields = ()
    default_languages: Fields = ()
    url: Fields = ()
    url_base: str | None = None
    rating: Fields = ()
    rating_out_of: float = 5.0
    status: Fields = ()
    retired: frozenset[str] = frozenset()
    live: frozenset[str] = frozenset()
    lengths: tuple[Length, ...] = ()
    price: Price = Price()


def parse(text: str, name: str) -> Mapping:
    """A mapping from the text of a TOML file; `name` is its file's. Raises BadMappingError."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadMappingError(f"{name} is no TOML: {fault}. Compare it with the shapes that come with Saathi."
                              ) from None
    reader = _Reader(name)
    top = reader.table(given, "", ("source", "records", "fields", "provider", "languages", "url", "rating", "status",
                                   "length", "price"))
    fields = reader.table(top.get("fields", {}), "fields", ("id", "title", "description", "more", "provider",
                                                            "languages", "url", "rating", "status"))
    made = {key: reader.fields(fields.get(key, []), f"fields.{key}") for key in
            ("id", "title", "description", "more", "provider", "languages", "url", "rating", "status")}
    for key in ("id", "title"):
        if not made[key]:
            raise BadMappingError(f"{name}: fields.{key} is missing. Name the field that holds a course's {key}.")
    source = reader.text(top.get("source"), "source")
    if not source:
        raise BadMappingError(f"{name}: source is missing. Give the catalogue a short name.")
    status = reader.table(top.get("status", {}), "status", ("retired", "live"))
    return Mapping(
        source=source, records=reader.fields(top.get("records", []), "records"), **made,
        provider_name=reader.text(reader.table(top.get("provider", {}), "provider", ("name",)).get("name"),
                                  "provider.name"),
        default_languages=reader.fields(reader.table(top.get("languages", {}), "languages", ("default",)
                                                     ).get("default", []), "languages.default"),
        url_base=reader.text(reader.table(top.get("url", {}), "url", ("base",)).get("base"), "url.base"),
        rating_out_of=reader.number(reader.table(top.get("rating", {}), "rating", ("out_of",)).get("out_of", 5),
                                    "rating.out_of"),
        retired=reader.words(status.get("retired", []), "status.retired"),
        live=reader.words(status.get("live", []), "status.live"),
        lengths=reader.lengths(top.get("length", [])), price=reader.price(top.get("price", {})))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads values of one file, each with its place in what is complained of."""

    name: str

    def wrong(self, place: str, what: str) -> BadMappingError:
        """What is wrong where."""
        return BadMappingError(f"{self.name}: {place} {what}.")

    def table(self, given: Any, place: str, known: tuple[str, ...]) -> dict[str, Any]:
        """A table with keys that are known, and no others."""
        if not isinstance(given, dict):
            raise self.wrong(place, f"must be a table, [{place}]")
        for key in given:
            if key not in known:
                raise self.wrong(f"{place}.{key}".strip("."), f"is not known; there are {', '.join(known)}")
        return given

    def fields(self, given: Any, place: str) -> Fields:
        """Names of fields: one, or several."""
        named = [given] if isinstance(given, str) else given
        if not isinstance(named, list) or not all(isinstance(each, str) and each.strip() for each in named):
            raise self.wrong(place, 'must be a name or a list of names, such as ["title", "name"]')
        return tuple(each.strip() for each in named)

    def words(self, given: Any, place: str) -> frozenset[str]:
        """Words that are compared without regard to case."""
        return frozenset(each.casefold() for each in self.fields(given, place))

    def text(self, given: Any, place: str) -> str | None:
        """A text, where there is one."""
        if given is None:
            return None
        if not isinstance(given, str) or not given.strip():
            raise self.wrong(place, "must be a text")
        return given.strip()

    def number(self, given: Any, place: str) -> float:
        """A number above 0."""
        if isinstance(given, bool) or not isinstance(given, (int, float)) or not 0 < given < 1e9:
            raise self.wrong(place, "must be a number above 0")
        return float(given)

    def lengths(self, given: Any) -> tuple[Length, ...]:
        """Where durations stand."""
        if not isinstance(given, list):
            raise self.wrong("length", "must be a list of tables, [[length]]")
        made = []
        for number, each in enumerate(given, 1):
            place = f"length {number}"
            table = self.table(each, place, ("field", "unit", "hours_a_week"))
            unit, weekly = table.get("unit", "text"), table.get("hours_a_week")
            if unit not in UNITS:
                raise self.wrong(f"{place}.unit", f"must be one of {', '.join(UNITS)}")
            by_field = isinstance(weekly, (str, list))
            made.append(Length(self.fields(table.get("field", []), f"{place}.field"), unit,
                               self.fields(weekly, f"{place}.hours_a_week") if by_field else (),
                               None if by_field or weekly is None else self.number(weekly, f"{place}.hours_a_week")))
        return tuple(made)

    def price(self, given: Any) -> Price:
        """Where a price stands."""
        table = self.table(given, "price", ("field", "currency_field", "currency", "rates", "taken"))
        rates = table.get("rates", {})
        if not isinstance(rates, dict):
            raise self.wrong("price.rates", "must be a table of currencies to rupees, such as { USD = 85.0 }")
        taken = table.get("taken", "first")
        if taken not in TAKEN:
            raise self.wrong("price.taken", f"must be one of {', '.join(TAKEN)}")
        currency = self.text(table.get("currency"), "price.currency")
        return Price(self.fields(table.get("field", []), "price.field"),
                     self.fields(table.get("currency_field", []), "price.currency_field"),
                     currency.upper() if currency else None,
                     {key.upper(): self.number(value, f"price.rates.{key}") for key, value in rates.items()}, taken)

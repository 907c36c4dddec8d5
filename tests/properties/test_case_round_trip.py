"""Any framework that an import can make, written as CASE and read again, is the same framework."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from frac.case.read import read, understood
from frac.case.write import package
from frac.framework import Activity, Competency, Framework, Level, Organisation, Position, Requirement, Role
from frac.load.tables import TYPES
from tests.case_files import AT, PACKAGE, rows_of, scale_of
from tests.frameworks import TENANT

SIGNS = st.characters(codec="utf-8", exclude_characters="\0")
# As an import leaves them: names on one line, texts without spaces at their ends, aliases without what parts them.
NAMES = st.text(SIGNS, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
PROSE = st.sampled_from(["<b>bold</b>", "two\nlines", "a < b & c", "&amp;"])
TEXTS = st.one_of(st.text(SIGNS, max_size=30), PROSE).map(str.strip).filter(bool)
IDS = st.text(SIGNS, min_size=1, max_size=6).map(str.strip).filter(bool)
ALIASES = st.lists(NAMES, max_size=3, unique=True).map(tuple)
MAYBE = st.none() | NAMES
ABOUT = st.none() | TEXTS


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """A small framework whose references hold."""
    def ids(most: int) -> list[str]:
        return draw(st.lists(IDS, max_size=most, unique=True))

    levels = draw(st.integers(1, 6))
    scale = tuple(Level(number, draw(NAMES), draw(MAYBE)) for number in range(1, levels + 1))
    steps = st.integers(1, levels)
    places: dict[str, Organisation] = {}
    for each in ids(4):
        above = draw(st.none() | st.sampled_from(list(places))) if places else None
        places[each] = Organisation(each, draw(NAMES), draw(MAYBE), draw(NAMES), above, draw(ALIASES))
    competencies = {each: Competency(each, draw(NAMES), draw(MAYBE), draw(st.sampled_from(TYPES)), draw(MAYBE),
                                     draw(ABOUT), draw(ALIASES), draw(st.dictionaries(steps, TEXTS, max_size=3)))
                    for each in ids(4)}
    positions, titles = {}, draw(st.lists(NAMES, min_size=1, max_size=4))
    all_roles, all_activities = iter(ids(6)), iter(ids(8))
    flows = st.none() | NAMES | st.sampled_from([*titles, *[title.upper() for title in titles]]).map(
        lambda text: " ".join(text.split()))
    for place, each in enumerate(ids(3)):
        roles = tuple(Role(role, draw(NAMES), draw(ABOUT), tuple(
            Activity(activity, draw(TEXTS), draw(flows), draw(flows))
            for _, activity in zip(range(draw(st.integers(0, 3))), all_activities, strict=False)))
            for _, role in zip(range(draw(st.integers(0, 3))), all_roles, strict=False))
        of_roles = [None, *(role.id for role in roles)]
        of_activities = [None, *(activity.id for role in roles for activity in role.activities)]
        asked = tuple(Requirement(competency, draw(steps), draw(st.sampled_from(of_roles)),
                                  draw(st.sampled_from(of_activities)), draw(st.floats(0, 1e9)))
                      for competency in draw(st.lists(st.sampled_from(list(competencies)), max_size=4))
                      ) if competencies else ()
        positions[each] = Position(each, titles[place % len(titles)], draw(MAYBE),
                                   draw(st.none() | st.sampled_from(list(places))) if places else None, draw(MAYBE),
                                   draw(ABOUT), draw(ALIASES), roles, asked)
    return Framework(draw(st.integers(0, 9)), TENANT, scale, places, competencies, positions, {})


@settings(max_examples=150, deadline=None)
@given(frameworks())
def test_written_and_read_again_it_is_the_same(held: Framework) -> None:
    made = package(held, AT)
    jsonschema.Draft202012Validator(PACKAGE).validate(made)
    text = json.dumps(made, ensure_ascii=False)
    assert text == json.dumps(package(held, AT), ensure_ascii=False)
    reading = read(text)
    if not any(rows_of(held).values()):
        assert [fault.what for fault in reading.faults] == ["holds no item"]
        return
    assert not reading.faults, reading.faults
    assert reading.rows == rows_of(held) and reading.levels == scale_of(held)
    identifiers = [each["identifier"] for kind in ("CFItems", "CFAssociations") for each in made.get(kind, [])]
    assert len(set(identifiers)) == len(identifiers)


@settings(max_examples=100, deadline=None)
@given(frameworks(), st.data())
def test_a_file_with_anything_in_it_is_read_or_refused_in_words(held: Framework, data: st.DataObject) -> None:
    """One value somewhere is another: what comes is rows or faults, and never a traceback."""
    made = json.loads(json.dumps(package(held, AT)))
    place: Any = made
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.integers(0, 4)) == 0:
            break
        place = place[key]
    place[key] = data.draw(st.none() | st.booleans() | st.integers() | NAMES | st.just([]) | st.just({})
                           | st.just([1]) | st.just({"a": "b"}))
    reading = understood(made)
    assert all(fault.where and fault.what and fault.mend.endswith(".") for fault in reading.faults)
    assert not (reading.faults and any(reading.rows.values()))

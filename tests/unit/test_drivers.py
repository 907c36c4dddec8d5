"""A difference taken apart: what the parts contribute adds up to it, whatever the figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passbook.insights.drivers import Part, Whole, drivers, tells

PARTS = st.dictionaries(st.sampled_from("abcdefg"), st.builds(
    Part, st.floats(0, 100, allow_nan=False), st.integers(1, 500).map(float)), min_size=1)


def whole(parts: dict[str, Part]) -> Whole:
    weight = sum(part.weight for part in parts.values())
    return Whole(sum(part.rate * part.weight for part in parts.values()) / weight, weight, parts)


@given(PARTS, st.floats(0, 100, allow_nan=False))
def test_parts_add_up_to_the_difference_from_a_figure(parts: dict[str, Part], other: float) -> None:
    group = whole(parts)
    found, rest = drivers(group, other)
    assert rest == pytest.approx(0.0, abs=1e-6)
    assert sum(each.contribution for each in found) == pytest.approx(group.rate - other, abs=1e-6)


@given(PARTS, PARTS)
def test_parts_add_up_to_the_difference_from_another_group(now: dict[str, Part], then: dict[str, Part]) -> None:
    group, other = whole(now), whole(then)
    found, rest = drivers(group, other)
    assert {each.id for each in found} == now.keys() | then.keys()
    assert rest == pytest.approx(0.0, abs=1e-6)
    assert sum(each.contribution for each in found) == pytest.approx(group.rate - other.rate, abs=1e-6)


@given(PARTS, st.floats(0, 100, allow_nan=False))
def test_what_is_not_told_is_the_rest(parts: dict[str, Part], other: float) -> None:
    group = whole(parts)
    hidden = next(iter(parts))
    found, rest = drivers(Whole(group.rate, group.weight, {key: part for key, part in parts.items() if key != hidden}),
                          other)
    part = parts[hidden]
    assert rest == pytest.approx(part.weight / group.weight * (part.rate - other), abs=1e-6)
    assert all(each.id != hidden for each in found)


def test_the_strongest_in_the_direction_of_the_difference_come_first() -> None:
    parts = {"low": Part(20, 100), "middle": Part(50, 100), "high": Part(80, 100)}
    assert [each.id for each in drivers(whole(parts), 60.0)[0]] == ["low", "middle", "high"]
    assert [each.id for each in drivers(whole(parts), 40.0)[0]] == ["high", "middle", "low"]


def test_parts_that_differ_tell_more_than_parts_that_do_not() -> None:
    alike = whole({key: Part(50 + at, 20) for at, key in enumerate("abcd")})
    apart = whole({"a": Part(10, 40), "b": Part(90, 40)})
    assert tells(apart, "%") > tells(alike, "%") == 0.0
    assert tells(whole({"a": Part(50, 10)}), "%") == 0.0

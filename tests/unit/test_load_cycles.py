"""Circles among references."""

from __future__ import annotations

import pytest

from frac.load.cycles import circles


@pytest.mark.parametrize(("edges", "expected"), [
    ("", []), ("ab bc", []), ("aa", [["a"]]), ("ab ba", [["a", "b"]]), ("xa ab bc ca", [["a", "b", "c"]]),
    ("xa ab ba xc cd dc", [["a", "b"], ["c", "d"]]), ("ab bc ca bd db", [["a", "b", "c"]]),
    ("ab ba cd dc", [["a", "b"], ["c", "d"]]), ("ab ac bd cd", []), ("ab ba bc cd", [["a", "b"]]),
])
def test_circles(edges: str, expected: list[list[str]]) -> None:
    assert circles((edge[0], edge[1]) for edge in edges.split()) == expected


def test_a_long_way_is_no_danger() -> None:
    assert circles((str(n), str(n + 1)) for n in range(100_000)) == []

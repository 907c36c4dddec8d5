"""Who is asked first, from which level on, and that no word for a place says who is meant."""

from __future__ import annotations

from itertools import product

import pytest

from bot.people.mentors import CROWD, Around, Candidate, nearest, needed, place, ranked, way
from tests.frameworks import framework, organisation

# two ministries, one of them with a department and two units
TREE = framework(organisation("M1", "M1", None), organisation("D1", "D1", "M1"), organisation("U1", "U1", "D1"),
                 organisation("U2", "U2", "D1"), organisation("M2", "M2", None))


def candidate(key: str, **more: object) -> Candidate:
    return Candidate(**{"official_id": key, "up": 0, "distance": 0, "language": "en", "waiting": 0,  # type: ignore[arg-type]
                        "level": 3, **more})


def order(*candidates: Candidate, language: str | None = "en") -> list[str]:
    return [each.official_id for each in ranked(candidates, language)]


@pytest.mark.parametrize(("held", "required", "wished", "level"), [
    (0, None, None, 1), (2, None, None, 3), (2, 4, None, 4), (4, 2, None, 5), (1, 3, 2, 2), (1, 3, 5, 5), (3, 4, 2, 4),
    # no level above the highest can be asked of anybody, but who holds it finds nobody
    (4, 9, None, 5), (5, 5, None, 6)])
def test_a_helper_holds_more_than_the_asker(held: int, required: int | None, wished: int | None, level: int) -> None:
    assert needed(held, required, 5, wished) == level


@pytest.mark.parametrize(("one", "other", "up", "distance"), [
    ("U1", "U1", 0, 0), ("U1", "D1", 1, 1), ("U1", "U2", 1, 2), ("U1", "M1", 2, 2), ("M1", "U1", 0, 2),
    ("U1", "M2", None, 4), ("U1", "gone", None, 3)])
def test_the_way_goes_up_to_what_is_shared_and_down_again(one: str, other: str, up: int | None, distance: int) -> None:
    assert way(TREE, one, other) == (up, distance)


def test_who_shares_the_language_comes_before_who_is_near() -> None:
    near, far = candidate("A", language="hi"), candidate("B", distance=4)
    assert order(near, far) == ["B", "A"] and order(near, far, language="hi") == ["A", "B"]
    assert order(near, far, language=None) == ["A", "B"]


def test_a_waiting_request_counts_as_a_step() -> None:
    assert order(candidate("A", distance=1, waiting=2), candidate("B", distance=2)) == ["B", "A"]
    assert order(candidate("A", distance=1), candidate("B", distance=2)) == ["A", "B"]


def test_the_highest_is_not_asked_by_everybody_and_the_order_is_always_the_same() -> None:
    some = [candidate("C", level=5), candidate("B"), candidate("A")]
    assert order(*some) == order(*reversed(some)) == ["A", "B", "C"]


@pytest.mark.parametrize(("up", "around", "word"), [
    (0, Around(0, CROWD, 0), "near"), (1, Around(0, CROWD, 0), "organisation"), (1, Around(1, CROWD, CROWD), "near"),
    (None, Around(0, CROWD, CROWD), "elsewhere"),
    # few others in the organisation: near and not near are told as one
    (0, Around(0, 3, CROWD), "organisation"), (2, Around(0, 3, CROWD), "organisation"),
    # few elsewhere: they are told as one with those further away in the organisation
    (None, Around(0, CROWD, 3), "elsewhere"), (2, Around(0, CROWD, 3), "elsewhere"), (0, Around(0, CROWD, 3), "near"),
    # few of either kind, or nobody knows of a crowd at all
    (0, Around(0, 3, 3), None), (None, Around(0, 3, 3), None), (0, Around(None, 3, 900), None),
    (None, Around(None, 3, 900), None)])
def test_a_place_is_told_in_words_that_many_share(up: int | None, around: Around, word: str | None) -> None:
    assert place(up, around) == word


@pytest.mark.parametrize(("further", "elsewhere"), product((0, 1, CROWD - 1, CROWD, 500), repeat=2))
def test_whatever_word_is_told_a_crowd_stands_behind_it(further: int, elsewhere: int) -> None:
    around = Around(0, further, elsewhere)
    behind: dict[str | None, int] = {}
    for up, people in ((0, CROWD), (3, further), (None, elsewhere)):
        if people:
            behind[place(up, around)] = behind.get(place(up, around), 0) + people
    assert all(people >= CROWD for people in behind.values()), behind


def test_the_nearest_is_told_of_all() -> None:
    around = Around(0, CROWD, CROWD)
    assert nearest([candidate("A", up=None), candidate("B", up=0)], around) == "near"
    assert nearest([candidate("A", up=None)], around) == "elsewhere"
    assert nearest([], around) is None

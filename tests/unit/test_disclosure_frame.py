"""Which sets of people are told: nobody is isolated by one set, two sets, a whole and its parts, or several of them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passbook.insights.disclosure import frame as frames
from passbook.insights.disclosure.audit import Combinations
from passbook.insights.disclosure.frame import Frame, directly, frame
from passbook.insights.disclosure.population import Atom, Population

ABOVE = {"M": ("M",), "D1": ("D1", "M"), "D2": ("D2", "M"), "U1": ("U1", "D1", "M"), "U2": ("U2", "D1", "M"),
         "U3": ("U3", "D2", "M")}
K = 5


def people(**counts: int) -> Population:
    """People of one kind by place."""
    return Population({(place, "P", None, None, None): count for place, count in counts.items() if count}, ABOVE)


def places(found: Frame) -> set[str | None]:
    return {place for place, attributes in found.told if not attributes and not str(place).startswith("=")}


@pytest.mark.parametrize(("counts", "told"), [
    ({"U1": 20, "U2": 20, "U3": 20}, {None, "M", "D1", "D2", "U1", "U2", "U3"}),
    # one small unit: its neighbour is silent with it
    ({"U1": 20, "U2": 3, "U3": 20}, {None, "M", "D1", "D2", "U3"}),
    # with enough people beside it, in the department itself, the neighbour is told
    ({"U1": 20, "U2": 3, "D1": 6, "U3": 20}, {None, "M", "D1", "D2", "U1", "U3"}),
    # few people are directly in the department
    ({"U1": 20, "U2": 10, "D1": 2, "U3": 20}, {None, "M", "D1", "D2", "U1", "U3"}),
    # below a silent department all is silent
    ({"U1": 20, "U2": 20, "U3": 20, "M": 2}, {None, "M", "D1", "U1", "U2"}),
    ({"U1": 4}, set()),
])
def test_places_are_told_unless_what_is_left_beside_them_is_small(counts: dict[str, int], told: set[str | None]
                                                                  ) -> None:
    assert places(frame(people(**counts), K)) == told


def test_a_set_has_one_answer_under_all_its_names() -> None:
    population = Population({("U1", "P1", "A", None, None): 30, ("U3", "P2", "B", None, None): 30,
                             ("U3", "P2", "A", None, None): 2}, ABOVE)
    found = frame(population, K)
    for place in ("M", None):  # P1 is U1; A is U1 and two others, so that it is not told beside them
        assert found.of(place, {"position": "P1"}) == found.of("U1", {}) == "told"
        assert found.of(place, {"group": "A"}) == "suppressed"
    assert found.of("U1", {"position": "P1"}) == "told" and found.of("U1", {"position": "P2"}) == "empty"
    assert found.of(directly("U1"), {}) == "told"
    assert found.of("U1", {"position": "P1", "group": "A"}) == "suppressed"  # two attributes at once are not told


ATOMS = st.dictionaries(
    st.tuples(st.sampled_from(sorted(ABOVE)), st.sampled_from(["P1", "P2", "P3"]), st.sampled_from(["A", "B", None]),
              st.sampled_from(["S", None]), st.sampled_from(["en", "hi"])), st.integers(1, 30), min_size=1, max_size=25)


def rows(population: Population, found: Frame) -> dict[frozenset[int], int]:
    """The told sets as the numbers of their atoms, with how many people they have."""
    told = {}
    for place, attributes in found.told:
        members = frozenset(number for number, atom in enumerate(population.atoms) if _in(population, atom, place)
                            and all(atom[1 + frames.ATTRIBUTES.index(name)] == value for name, value in attributes))
        told[members] = found.weights[place, attributes]
    return told


def _in(population: Population, atom: Atom, place: str | None) -> bool:
    if place is None:
        return True
    return atom[0] == place[1:] if place.startswith("=") else place in population.above[atom[0]]


@settings(max_examples=80, deadline=None)
@given(atoms=ATOMS)
def test_no_two_told_sets_differ_by_few_people(atoms: dict[Atom, int]) -> None:
    population = Population(atoms, ABOVE)
    counts = list(atoms.values())
    told = rows(population, frame(population, K))
    for members, weight in told.items():
        assert weight == sum(counts[number] for number in members) >= K
    for first, second in combinations(told, 2):
        differ = sum(counts[number] for number in first ^ second)
        assert differ == 0 or differ >= K


@settings(max_examples=60, deadline=None)
@given(atoms=ATOMS)
def test_no_small_set_is_a_combination_of_told_ones(atoms: dict[Atom, int]) -> None:
    population = Population(atoms, ABOVE)
    found = frame(population, K)
    matrix = np.array([[float(number in members) for number in range(len(atoms))]
                       for members in rows(population, found)])
    if not len(matrix):
        return
    for (place, attributes), weight in found.weights.items():
        if weight >= K:
            continue
        target = np.array([float(_in(population, atom, place) and all(
            atom[1 + frames.ATTRIBUTES.index(name)] == value for name, value in attributes)) for atom in atoms])
        weights, *_ = np.linalg.lstsq(matrix.T, target, rcond=None)
        assert np.abs(matrix.T @ weights - target).max() > 1e-6


def test_combinations_are_found_exactly() -> None:
    # A table of two rows and two columns: its margins and one cell give all other cells.
    silent = [(np.array([3]), np.zeros(0, dtype=int))]
    seen = Combinations(4, silent)
    assert seen.takes(np.array([0, 1])) and seen.takes(np.array([2, 3])) and seen.takes(np.array([0, 2]))
    assert not seen.takes(np.array([0]))  # row 1 - cell = cell beside; column 2 - that = cell 3
    assert seen.takes(np.array([1, 3]))  # follows from the others
    assert not seen.takes(np.array([2]))


def test_a_large_tenant_is_decided_branch_by_branch(monkeypatch: pytest.MonkeyPatch) -> None:
    population = Population({(place, f"P{number % 7}", "A" if number % 3 else "B", None, "en"): 1 + number % 9
                             for place in ("U1", "U2", "U3") for number in range(40)}, ABOVE)
    whole = frame(population, K)
    monkeypatch.setattr(frames, "AUDITED", 12)
    branches = frame(population, K)
    assert whole.told <= branches.told and places(whole) == places(branches)

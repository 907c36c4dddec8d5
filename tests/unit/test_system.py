"""The rules of the system map: names that are resolved or not, walks, frictions, comparisons, suppositions."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from frac.framework import Framework
from frac.system.compare import compare
from frac.system.flow import circles, hand_offs, meeting, meetings, returns
from frac.system.graph import System, fold, key, system_of
from frac.system.needs import reached, unmet
from frac.system.suppose import most_closed, most_closed_by, reach, readiness_after
from frac.system.walk import flow_path, found, links_among, neighbourhood
from tests.browser.mapping import SMALL, large, working
from tests.frameworks import competency, course, framework, organisation, position

SYSTEM = system_of(SMALL)


def flows(system: System) -> dict[tuple[str, str], int]:
    return {(link.start, link.end): len(link.activities) for link in system.flows}


def post(identity: str) -> str:
    return key("position", identity)


# ---- the graph


def test_every_thing_is_a_node_and_every_reference_a_link() -> None:
    kinds = {kind: len(SYSTEM.of_kind(kind)) for kind in ("organisation", "position", "outside", "role", "activity",
                                                          "competency", "course")}
    assert kinds == {"organisation": 3, "position": 5, "outside": 1, "role": 5, "activity": 7, "competency": 2,
                     "course": 2}
    assert {(link.start, link.end) for link in SYSTEM.links if link.kind == "part"} == {
        ("organisation:O2", "organisation:O1"), ("organisation:O3", "organisation:O1")}
    assert {(link.start, link.end, link.level) for link in SYSTEM.leaving(post("P1"), "asks")} == {
        (post("P1"), "competency:C1", 3), (post("P1"), "competency:C2", 2)}
    assert [(link.end, link.level) for link in SYSTEM.leaving("course:K1", "teaches")] == [("competency:C1", 3)]
    assert [link.end for link in SYSTEM.leaving(post("P3"), "post")] == []


def test_flows_carry_the_activities_that_say_so_from_either_end() -> None:
    found_ = flows(SYSTEM)
    # the clerk's activity and two of the section officer's
    assert found_[post("P3"), post("P1")] == 3
    # the director's own word, and the section officer's
    assert found_[post("P1"), post("P2")] == 2
    assert found_["outside:the public", post("P1")] == 1 and SYSTEM.nodes["outside:the public"].name == "The public"
    assert [(each.name, each.several) for each in SYSTEM.unresolved] == [("The public", False)]


@pytest.mark.parametrize(("named", "expected"), [
    ("P2", "P2"), ("director", "P2"), ("  Director ", "P2"), ("Dir", "P2"), ("निदेशक", "P2"), ("Directors", None)])
def test_a_position_is_named_by_id_title_or_alias_in_any_case(named: str, expected: str | None) -> None:
    system = system_of(framework(working(position("P1", "Clerk"), (None, named)),
                                 position("P2", "Director", "DIR", title_hi="निदेशक")))
    end = post(expected) if expected else key("outside", fold(named))
    assert list(flows(system)) == [(post("P1"), end)]


def test_of_several_with_one_title_the_nearest_counts_and_none_is_guessed() -> None:
    tree = [organisation("G", "Government"), organisation("A", "A", "G"), organisation("B", "B", "G"),
            organisation("AA", "AA", "A")]
    directors = [position("DA", "Director", organisation="A"), position("DB", "Director", organisation="B")]
    near = system_of(framework(*tree, *directors, working(position("C", "Clerk", organisation="AA"),
                                                          (None, "Director"))))
    assert list(flows(near)) == [(post("C"), post("DA"))]
    nowhere = system_of(framework(*tree, *directors, working(position("C", "Clerk"), (None, "Director"))))
    assert list(flows(nowhere)) == [(post("C"), "outside:director")]
    assert [each.several for each in nowhere.unresolved] == [True]


def test_a_cell_may_list_positions() -> None:
    system = system_of(framework(working(position("C", "Clerk"), ("A|B | ", None)), position("A", "Head"),
                                 position("B", "Chief")))
    assert set(flows(system)) == {(post("A"), post("C")), (post("B"), post("C"))}


def test_what_the_framework_does_not_have_makes_no_link() -> None:
    system = system_of(framework(organisation("O", "Office", "nowhere"), course("K", "", [("C9", 1)]),
                                 position("P", "Clerk", organisation="gone", requires={"C8": 1})))
    assert system.links == () and len(system.nodes) == 3
    assert system_of(framework(organisation("O", "Office", "O"))).links == ()
    assert "course:R" not in system_of(framework(course("R", status="retired"))).nodes


# ---- walks


def test_a_neighbourhood_goes_either_way_by_the_kinds_asked_for() -> None:
    near = neighbourhood(SYSTEM, post("P1"), 1, {"position", "outside"})
    assert near.distance == {post("P1"): 0, post("P2"): 1, post("P3"): 1, post("P4"): 1, "outside:the public": 1}
    assert near.left_out == 0
    assert set(neighbourhood(SYSTEM, post("P1"), 2, {"position"}).distance) == {post(f"P{at}") for at in range(1, 6)}
    cut = neighbourhood(SYSTEM, post("P1"), 2, {"position", "competency"}, most=3)
    assert len(cut.distance) == 3 and cut.left_out > 0
    assert neighbourhood(SYSTEM, "position:none", 2, {"position"}).distance == {}
    among = links_among(SYSTEM, neighbourhood(SYSTEM, post("P1"), 1, {"competency"}).distance, {"asks"})
    assert {link.end for link in among} == {"competency:C1", "competency:C2"}


def test_the_way_of_work_follows_its_direction() -> None:
    assert flow_path(SYSTEM, post("P3"), post("P5")) == [post("P3"), post("P1"), post("P4"), post("P5")]
    assert flow_path(SYSTEM, post("P5"), post("P3")) is None
    assert flow_path(SYSTEM, post("P3"), post("P3")) == [post("P3")]
    assert flow_path(SYSTEM, "position:none", post("P3")) is None


def test_names_that_begin_so_come_first() -> None:
    named = [(node, node.name) for node in SYSTEM.nodes.values() if node.kind in ("position", "organisation")]
    assert [node.id for node in found(named, "off", 5)] == ["P1"]
    assert next(node.id for node in found(named, "se", 5)) == "P1"
    assert [node.id for node in found(named, "department riv", 5)] == ["O3"]
    assert found(named, "  ", 5) == [] and found(named, "zzz", 5) == []


# ---- frictions


def test_the_load_of_a_position_is_all_that_comes_and_goes() -> None:
    one = meeting(SYSTEM, "P1")
    assert (one.sources, one.goals, one.incoming, one.outgoing, one.load) == (2, 2, 4, 3, 7)
    assert next(each.position_id for each in meetings(SYSTEM)) == "P1"
    assert meeting(SYSTEM, "nobody").load == 0


def test_hand_offs_are_told_where_the_framework_says_where_both_ends_are() -> None:
    found_ = hand_offs(SYSTEM, SMALL)
    assert [(each.link.start, each.link.end, each.start_organisation, each.end_organisation)
            for each in found_.between] == [(post("P1"), post("P4"), "O2", "O3")]
    assert [link.start for link in found_.outside] == ["outside:the public"]
    # section officer to director and under secretary to engineer; what the clerk gives and gets is nobody's to place
    assert (found_.within, found_.untold) == (2, 2)


def test_a_part_and_its_whole_are_one_house() -> None:
    world = framework(organisation("A", "A"), organisation("B", "B", "A"), position("P", "Head", organisation="A"),
                      working(position("Q", "Clerk", organisation="B"), (None, "Head")))
    found_ = hand_offs(system_of(world), world)
    assert found_.between == () and found_.within == 1


def ring(*names: str, extra: tuple[tuple[str, str], ...] = ()) -> Framework:
    pairs = [*zip(names, [*names[1:], names[0]], strict=True), *extra]
    return framework(*(working(position(each, each), *((None, goal) for start, goal in pairs if start == each))
                       for each in sorted({one for pair in pairs for one in pair})))


@pytest.mark.parametrize(("world", "members", "shortest"), [
    (ring("A", "B", "C"), ["A", "B", "C"], 3),
    (ring("A", "B", "C", "D", extra=(("B", "D"),)), ["A", "B", "C", "D"], 3),
    (ring("A", "B"), ["A", "B"], 2),
    (ring("A", "B", "C", "D", extra=(("C", "B"), ("A", "Z"))), ["A", "B", "C", "D"], 4),
    (ring("A"), ["A"], 1)])
def test_circles_are_found_with_a_shortest(world: Framework, members: list[str], shortest: int) -> None:
    system = system_of(world)
    (circle,) = circles(system)
    assert circle.members == tuple(post(each) for each in members)
    assert len(circle.shortest) == shortest
    around = [*circle.shortest, circle.shortest[0]]
    assert all((start, end) in flows(system) for start, end in itertools.pairwise(around))


def test_no_circle_and_pairs_that_return() -> None:
    chain = framework(working(position("A", "A"), (None, "B")), working(position("B", "B"), (None, "The outside")))
    assert circles(system_of(chain)) == [] and returns(system_of(chain)) == 0
    assert returns(system_of(ring("A", "B"))) == 1
    deep = framework(*(working(position(f"P{at}", f"N{at}"), (None, f"P{at + 1}")) for at in range(3000)),
                     working(position("P3000", "End"), (None, "P0")))
    assert [len(each.members) for each in circles(system_of(deep))] == [3001]


def test_needs_that_no_live_course_reaches() -> None:
    (one,) = list(unmet(SMALL))
    assert (one.competency_id, one.level, one.reached) == ("C2", 3, 1)
    assert one.positions == {"P1": 2, "P4": 3}
    world = framework(competency("C", "C"), position("P", "P", requires={"C": 1}),
                      course("K", "", [("C", None)]), course("L", "", [("C", 4)], status="retired"))
    assert reached(world, "C") is None and [each.level for each in unmet(world)] == [1]


# ---- two organisations, suppositions


def test_two_organisations_side_by_side() -> None:
    both = compare(SYSTEM, SMALL, "O2", "O3")
    assert (both.one.positions, both.other.positions) == ({"P1", "P2"}, {"P4", "P5"})
    assert (len(both.one.inner), len(both.one.coming), len(both.one.going)) == (1, 2, 1)
    assert [(link.start, link.end) for link in both.there] == [(post("P1"), post("P4"))] and both.back == ()
    assert both.shared_competencies == {"C2"} and both.one.asked == {"C1": 3, "C2": 2}
    assert both.one.unmet == {"C2"} and both.one.parts == 0
    told = compare(SYSTEM, SMALL, "O2", "O3", {"O2": ["P3"], "O3": ["P3"]})
    assert told.shared_positions == {"P3"} and [link.end for link in told.back] == []
    whole = compare(SYSTEM, SMALL, "O1", "O1")
    assert whole.one.parts == 2 and whole.shared_positions == {"P1", "P2", "P4", "P5"}


def test_what_a_course_reaches_in_a_position() -> None:
    clerk, officer = SMALL.positions["P3"], SMALL.positions["P1"]
    assert [(each.competency_id, each.closes) for each in reach(SMALL.courses["K1"], officer)] == [("C1", True)]
    assert [(each.competency_id, each.closes) for each in reach(SMALL.courses["K2"], officer)] == [("C2", False)]
    assert reach(SMALL.courses["K2"], clerk) == []
    assert reach(course("R", "", [("C1", 5)], status="draft"), officer) == []
    assert reach(course("U", "", [("C1", None)]), officer) == []


@pytest.mark.parametrize(("people", "gaps", "closed"), [
    (40, {"A": 12, "B": 60}, 52), (0, {"A": 12}, 0), (-3, {"A": 12}, 0), (5, {}, 0), (5, {"A": -1}, 0)])
def test_nobody_closes_more_than_one_gap_in_a_competency(people: int, gaps: dict[str, int], closed: int) -> None:
    assert most_closed(people, gaps) == closed


def test_those_for_whom_it_closes_most_finish_it() -> None:
    assert most_closed_by(2, [1, 3, 0, 2]) == 5 and most_closed_by(9, [1, 0, 1]) == 2 and most_closed_by(-1, [4]) == 0


@pytest.mark.parametrize(("before", "pairs", "closed", "after"), [
    (50.0, 200, 10, 55.0), (99.0, 10, 9, 100.0), (30.0, 0, 4, 30.0)])
def test_readiness_afterwards(before: float, pairs: int, closed: int, after: float) -> None:
    assert readiness_after(before, pairs, closed) == pytest.approx(after)


def test_thousands_of_nodes_are_worked_out_at_once() -> None:
    world = large()
    system: Any = system_of(world)
    assert len(system.nodes) > 3000 and meetings(system) and len(hand_offs(system, world).between) > 0
    near = neighbourhood(system, post("P7"), 3, {"position", "competency"}, most=400)
    assert len(near.distance) == 400

"""Names of the tenant's world in messages: in full, by alias or acronym, with a slip, in part; and their clashes."""

from __future__ import annotations

import pytest

from bot.understanding.gazetteer import Gazetteer, Mention
from bot.understanding.message import read_message
from frac.framework import Provider
from retrieval.words import stem
from tests.frameworks import competency, course, framework, organisation, position

TALK = frozenset(stem(word) for word in "show me my level levels gap gaps in on what is are course courses quiz "
                                        "find tell about mera kya hai post does the need want for a i".split())
WORLD = framework(
    competency("C1", "Noting and Drafting", "note writing", name_hi="टिप्पण एवं प्रारूपण"),
    competency("C2", "Right to Information", "RTI Act"),
    competency("C3", "Public Procurement", "GeM buying"),
    competency("C4", "Public Finance"),
    competency("C5", "Meetings", "meeting management"),
    competency("C6", "Office Procedure"),
    position("P1", "Section Officer", "SO", title_hi="अनुभाग अधिकारी"),
    position("P2", "Under Secretary", "US"),
    position("P3", "Deputy Secretary"),
    course("K1", "Getting Started with Public Procurement", [("C3", 1)]),
    course("K2", "The Art of Writing Notes on Files", [("C1", 2)]),
    organisation("O1", "Department of Posts", None, "DoP"),
    organisation("O2", "Department of Expenditure"),
    Provider("V1", "Institute of Secretariat Training"),
)
GAZETTEER = Gazetteer(WORLD, TALK)


def named(text: str, kind: str) -> list[Mention]:
    return [each for each in GAZETTEER.mentions(read_message(text)) if each.kind == kind]


def only(text: str, kind: str) -> tuple[str, ...]:
    found = named(text, kind)
    assert len(found) <= 1, found
    return found[0].ids if found else ()


@pytest.mark.parametrize(("text", "kind", "identity"), [
    ("my level in noting and drafting", "competency", "C1"), ("NOTING AND DRAFTING", "competency", "C1"),
    ("my level in note writing", "competency", "C1"), ("टिप्पण एवं प्रारूपण में मेरा स्तर", "competency", "C1"),
    ("what is right to information", "competency", "C2"), ("the rti act", "competency", "C2"),
    ("gem buying", "competency", "C3"), ("the post of section officer", "position", "P1"),
    ("अनुभाग अधिकारी का पद", "position", "P1"), ("an under secretary", "position", "P2"),
    ("the art of writing notes on files", "course", "K2"), ("in the department of posts", "organisation", "O1"),
    ("by the institute of secretariat training", "provider", "V1")])
def test_names_and_aliases_in_full(text: str, kind: str, identity: str) -> None:
    assert only(text, kind) == (identity,)
    assert named(text, kind)[0].sure
    assert named(text, kind)[0].how == "name"


def test_a_mention_tells_where_it_stands() -> None:
    mention = named("show my level in noting and drafting please", "competency")[0]
    assert (mention.start, mention.end) == (4, 7)


def test_a_longer_name_wins_over_what_stands_inside_it() -> None:
    text = "show getting started with public procurement"
    assert only(text, "course") == ("K1",)
    assert named(text, "competency") == []
    assert only("show public procurement", "competency") == ("C3",)


def test_words_that_are_taken_name_nothing_more() -> None:
    message = read_message("noting and drafting")
    assert GAZETTEER.mentions(message, {0, 1, 2}) == []


# ---- acronyms


@pytest.mark.parametrize(("text", "kind", "identity"), [
    ("my level in RTI", "competency", "C2"), ("rti mein mera level", "competency", "C2"),
    ("what does the SO post need", "position", "P1"), ("what does an US need", "position", "P2"),
    ("the DoP", "organisation", "O1")])
def test_acronyms(text: str, kind: str, identity: str) -> None:
    assert only(text, kind) == (identity,)


@pytest.mark.parametrize("text", ["so what is my level", "tell us about my gaps", "so, what now", "let us go on",
                                  "and so on", "it is so"])
def test_an_acronym_that_is_a_word_needs_capitals(text: str) -> None:
    assert named(text, "position") == []


# ---- slips


@pytest.mark.parametrize(("text", "kind", "identity"), [
    ("my level in noting and draftng", "competency", "C1"), ("public procurment", "competency", "C3"),
    ("right to informaton", "competency", "C2"), ("the section oficer", "position", "P1"),
    ("department of expenditur", "organisation", "O2")])
def test_slips_of_the_pen(text: str, kind: str, identity: str) -> None:
    assert only(text, kind) == (identity,)


@pytest.mark.parametrize("text", ["my level", "what is a gap", "courses", "show me", "zzzz yyyy xxxx", "मेरा स्तर",
                                  "1234567"])
def test_ordinary_words_name_nothing(text: str) -> None:
    assert GAZETTEER.mentions(read_message(text)) == []


def test_one_word_must_be_the_word_itself() -> None:
    assert only("my level in meetings", "competency") == ("C5",)
    assert only("my level in meeting", "competency") == ("C5",)
    assert named("do I meet it", "competency") == []


# ---- in part


def part(text: str, kind: str = "competency") -> tuple[str, ...]:
    found = GAZETTEER.part(kind, read_message(text))
    return found.ids if found else ()


@pytest.mark.parametrize(("text", "kind", "ids"), [
    ("my level in procurement", "competency", ("C3",)), ("drafting", "competency", ("C1",)),
    ("information", "competency", ("C2",)), ("finance courses", "competency", ("C4",)),
    ("secretary", "position", ("P2", "P3")), ("deputy", "position", ("P3",)), ("public", "competency", ("C3", "C4")),
    ("procurment", "competency", ("C3",)), ("secretariat", "provider", ("V1",))])
def test_parts_of_names(text: str, kind: str, ids: tuple[str, ...]) -> None:
    assert part(text, kind) == ids


@pytest.mark.parametrize("text", ["what is my level", "kabaddi", "zzz", "", "42"])
def test_no_part_of_a_name(text: str) -> None:
    assert part(text) == ()


def test_a_part_is_never_sure() -> None:
    found = GAZETTEER.part("competency", read_message("procurement"))
    assert found is not None and not found.sure and found.how == "part"


def test_more_of_a_name_decides() -> None:
    assert part("procurement for the public") == ("C3",)
    assert part("public finance") == ("C4",)


def test_a_title_told_for_the_most_part() -> None:
    found = GAZETTEER.title(read_message("show the course art of writing notes"))
    assert found is not None and found.ids == ("K2",)
    assert GAZETTEER.title(read_message("my gaps")) is None


# ---- clashes


def test_things_of_one_name_are_all_told() -> None:
    world = framework(competency("C1", "Ethics", "values"), competency("C2", "Value Systems", "values"),
                      position("P1", "Clerk"), position("P2", "Clerk"))
    gazetteer = Gazetteer(world, TALK)
    clerks = gazetteer.mentions(read_message("the post of clerk"))
    assert [each.ids for each in clerks if each.kind == "position"] == [("P1", "P2")]
    values = [each for each in gazetteer.mentions(read_message("my level in values")) if each.kind == "competency"]
    assert [set(each.ids) for each in values] == [{"C1", "C2"}]
    assert not values[0].sure


def test_a_name_says_more_than_an_alias() -> None:
    world = framework(competency("C1", "Ethics"), competency("C2", "Conduct Rules", "Ethics"))
    found = [each for each in Gazetteer(world, TALK).mentions(read_message("ethics")) if each.kind == "competency"]
    assert [each.ids for each in found] == [("C1",)]


def test_one_name_of_two_kinds_is_told_for_each() -> None:
    world = framework(competency("C1", "Vigilance"), organisation("O1", "Vigilance"))
    found = Gazetteer(world, TALK).mentions(read_message("vigilance"))
    assert {each.kind for each in found} == {"competency", "organisation"}


def test_a_world_without_names_finds_nothing() -> None:
    empty = Gazetteer(framework(), TALK)
    message = read_message("my level in noting and drafting")
    assert empty.mentions(message) == []
    assert all(empty.part(kind, message) is None for kind in ("competency", "position", "course", "provider"))
    assert empty.title(message) is None

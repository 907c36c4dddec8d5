"""How replies say things: fixed texts, figures, days, lists; and that values are never read as templates."""

from __future__ import annotations

from datetime import date

import pytest

from bot.words import Words, lines, plain
from prompts.loader import LANGUAGES, spoken
from tests.frameworks import competency, course, framework, organisation, position

WORLD = framework()
EN, HI = Words("en", WORLD), Words("hi", WORLD)


def test_a_key_without_a_text_is_a_fault_of_the_code() -> None:
    with pytest.raises(KeyError):
        EN("no.such_key")


def test_values_are_put_in_as_they_are() -> None:
    nasty = "{0} {name} {__class__} %s <b>"
    assert nasty in EN("quiz.resumed", name=nasty)
    assert nasty in HI("quiz.resumed", name=nasty)


def test_one_and_several() -> None:
    one, several = EN.count("standing.besides", 1), EN.count("standing.besides", 3)
    assert one != several and "3" in several


@pytest.mark.parametrize(("minutes", "figures"), [
    (0, ["0"]), (45, ["45"]), (60, ["1"]), (90, ["1", "30"]), (200, ["3", "20"]), (59.6, ["1"]), (600, ["10"])])
def test_durations(minutes: float, figures: list[str]) -> None:
    for words in (EN, HI):
        assert [part for part in words.duration(minutes).split() if part.isdigit()] == figures


def test_days_and_numbers() -> None:
    assert EN.day(date(2025, 3, 14)) == "14 March 2025"
    assert "14" in HI.day(date(2025, 3, 14)) and "2025" in HI.day(date(2025, 3, 14))
    assert HI.day(date(2025, 3, 14)) != EN.day(date(2025, 3, 14))
    assert [EN.number(value) for value in (60.0, 61.5, 61.25, 0.0, 100.0)] == ["60", "61.5", "61.2", "0", "100"]


def test_lists() -> None:
    assert EN.listed([]) == ""
    assert EN.listed(["A"]) == "A"
    assert [EN.listed(["A", "B", "C"]).index(each) for each in "ABC"] == sorted(
        EN.listed(["A", "B", "C"]).index(each) for each in "ABC")
    cut = EN.listed(["A", "B", "C", "D"], 2)
    assert "A" in cut and "C" not in cut and "2" in cut
    assert "more" not in EN.listed(["A", "B"], 2)
    assert EN.listed(each for each in ("A", "B")) == EN.listed(["A", "B"])


def test_levels_have_the_tenants_names() -> None:
    assert "1" in EN.level(1) and "Basic" in EN.level(1)
    assert "आधारभूत" in HI.level(1)
    assert "Working" in HI.level(2)
    assert "9" in EN.level(9)
    assert not any(sign.isdigit() for sign in EN.level(0))
    assert EN.level(-1) == EN.level(0)


def test_names_are_hindi_where_there_is_one() -> None:
    assert HI.competency(competency("C1", "Noting", name_hi="टिप्पण")) == "टिप्पण"
    assert HI.competency(competency("C1", "Noting")) == "Noting"
    assert EN.position(position("P1", "Clerk", title_hi="लिपिक")) == "Clerk"
    assert HI.position(position("P1", "Clerk", title_hi="लिपिक")) == "लिपिक"
    assert HI.course(course("K1", "Notes", title_hi="")) == "Notes"
    assert HI.organisation(organisation("O1", "Posts", name_hi="डाक")) == "डाक"


@pytest.mark.parametrize(("tag", "language"), [
    ("en", "en"), ("hi", "hi"), ("hi-IN", "hi"), ("EN", "en"), ("ta", LANGUAGES[0]), ("", LANGUAGES[0]),
    (None, LANGUAGES[0]), ("x" * 1000, LANGUAGES[0])])
def test_every_tag_is_served_by_some_language(tag: str | None, language: str) -> None:
    assert spoken(tag) == language


def test_lines_and_plain_text() -> None:
    assert lines(["a", None, "", "b"]) == "a\nb"
    assert plain("  a\n b\t c ") == "a b c"
    assert len(plain("word " * 500)) <= 300
    assert plain("word " * 500, 20).endswith("…")

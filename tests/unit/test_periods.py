"""Periods by their ids and by their two ends, and files that a message wishes for."""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding.files import wished_file
from bot.understanding.message import read_message
from bot.understanding.times import Times, read_times
from passbook.periods import between, from_id, month_of, of_days, quarter_of, year_of

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(("text", "start", "end"), [
    ("2026-01", "2026-01-01", "2026-02-01"), ("2025-12", "2025-12-01", "2026-01-01"),
    ("2025-26", "2025-04-01", "2026-04-01"), ("2025-26-Q4", "2026-01-01", "2026-04-01"),
    ("2026", "2026-01-01", "2027-01-01"), ("2026-01-05..2026-02-01", "2026-01-05", "2026-02-01"),
    (" 2025-26 ", "2025-04-01", "2026-04-01")])
def test_ids_name_periods_and_periods_have_ids(text: str, start: str, end: str) -> None:
    found = from_id(text, "04-01")
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat(), found.id) == (start, end, text.strip())


@pytest.mark.parametrize("text", [
    "", "last year", "2026-13", "2025-27", "2025-26-Q5", "2026-Q1", "26-01", "2026-02-30..2026-03-01",
    "2026-03-01..2026-03-01", "2026-03-02..2026-03-01", "2026-01-05", "9999", "0000", "2026-01'; --"])
def test_what_is_no_id_names_nothing(text: str) -> None:
    assert from_id(text, "04-01") is None


def test_a_year_that_is_the_calendars_has_quarters_of_its_own() -> None:
    quarter = from_id("2026-Q2", "01-01")
    assert quarter is not None and (quarter.start, quarter.end) == (date(2026, 4, 1), date(2026, 7, 1))
    assert from_id("2025-26", "01-01") is None


def test_every_period_that_is_made_is_found_by_its_id() -> None:
    for starts in ("04-01", "01-01", "07-01"):
        year = year_of(TODAY, starts)
        made = [year, month_of(2026, 12), between(date(2026, 1, 5), TODAY), *(quarter_of(year, each) for each in
                                                                             range(1, 5))]
        assert [from_id(each.id, starts) for each in made] == made, starts


def test_two_days_are_both_within_the_period() -> None:
    first, last = date(2026, 4, 1), date(2026, 6, 30)
    assert of_days(first, last) == between(first, date(2026, 7, 1))
    assert of_days(None, None) is None and of_days(last, first) is None
    only_last, only_first = of_days(None, last), of_days(first, None)
    assert only_last is not None and only_last.start == date.min and only_last.end == date(2026, 7, 1)
    assert only_first is not None and only_first.end == date.max


def times(text: str) -> Times:
    message = read_message(text)
    return read_times(message.text, message.said, TODAY, "04-01")


@pytest.mark.parametrize(("text", "period"), [
    ("statement from 1 april to 30 june", "2026-04-01..2026-07-01"),
    ("entries between 1 April and 30 June 2025", "2025-04-01..2025-07-01"),
    ("from March to May", "2026-03-01..2026-06-01"),
    ("from november to february", "2025-11-01..2026-03-01"),
    ("from 1 dec 2025 to 15 jan", "2025-12-01..2026-01-16"),
    ("from 2026-04-01 to 2026-06-30", "2026-04-01..2026-07-01"),
    ("april se june tak", "2026-04-01..2026-07-01"),
    ("1 अप्रैल से 30 जून तक", "2026-04-01..2026-07-01"),
    ("अप्रैल और जून के बीच", "2026-04-01..2026-07-01"),
    ("since 30 march", "2026-03-30..2026-11-21"), ("2026-03-30 se", "2026-03-30..2026-11-21"),
    ("5 दिसंबर से", "2025-12-05..2026-11-21"), ("what changed since last month", "2026-10-01..2026-11-21"),
    ("pichle mahine se kya badla", "2026-10-01..2026-11-21"),
    ("पिछले महीने से क्या बदला", "2026-10-01..2026-11-21"),
    ("from last year", "2025-26"), ("in april and june", "2026-04"), ("last month", "2026-10")])
def test_periods_by_their_ends_and_since_a_period(text: str, period: str) -> None:
    found = times(text).period
    assert found is not None and found.id == period


@pytest.mark.parametrize(("text", "until"), [("march se pehle", "2027-02-28"),
                                             ("2 hours a week till 30 june", "2027-06-30")])
def test_a_deadline_is_no_range(text: str, until: str) -> None:
    found = times(text)
    assert found.period is None and found.until is not None and found.until.isoformat() == until


@pytest.mark.parametrize(("text", "form"), [
    ("send me my statement", "pdf"), ("passbook as pdf", "pdf"), ("my entries in excel", "csv"), ("as csv", "csv"),
    ("मेरी पासबुक का विवरण पीडीएफ में", "pdf"), ("statement bhej do", "pdf"), ("passbook in json", "json"),
    ("what are my gaps", None), ("", None)])
def test_the_form_of_a_file(text: str, form: str | None) -> None:
    assert wished_file(read_message(text).said)[0] == form


@pytest.mark.parametrize(("text", "covered"), [
    ("in excel", {1}), ("my passbook in excel", {3}), ("courses on excel", set()), ("excel", set()),
    ("teach me excel formulas", set()), ("passbook pdf", {1})])
def test_a_spreadsheet_stays_a_topic_where_no_record_is_spoken_of(text: str, covered: set[int]) -> None:
    assert wished_file(read_message(text).said)[1] == covered

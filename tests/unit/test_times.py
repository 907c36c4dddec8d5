"""What messages say of time: financial years and their edges, dates, deadlines, durations, in three ways of writing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.understanding.message import read_message
from bot.understanding.times import Times, month_of, read_times, year_of

TODAY = date(2026, 3, 31)


def times(text: str, today: date = TODAY, year_starts: str = "04-01") -> Times:
    message = read_message(text)
    return read_times(message.text, message.said, today, year_starts)


def period(text: str, today: date = TODAY, year_starts: str = "04-01") -> str | None:
    found = times(text, today, year_starts).period
    return found.id if found else None


# ---- years, quarters, months


@pytest.mark.parametrize(("day", "name", "start", "end"), [
    (date(2026, 3, 31), "2025-26", date(2025, 4, 1), date(2026, 4, 1)),
    (date(2026, 4, 1), "2026-27", date(2026, 4, 1), date(2027, 4, 1)),
    (date(2025, 12, 31), "2025-26", date(2025, 4, 1), date(2026, 4, 1)),
    (date(2099, 12, 1), "2099-00", date(2099, 4, 1), date(2100, 4, 1)),
    (date(2024, 2, 29), "2023-24", date(2023, 4, 1), date(2024, 4, 1))])
def test_a_year_is_the_financial_one(day: date, name: str, start: date, end: date) -> None:
    found = year_of(day, "04-01")
    assert (found.id, found.start, found.end) == (name, start, end)


def test_a_tenant_may_start_its_year_in_january_or_on_any_day() -> None:
    assert year_of(TODAY, "01-01").start == date(2026, 1, 1)
    assert year_of(date(2026, 7, 14), "07-15").start == date(2025, 7, 15)
    assert year_of(date(2026, 7, 15), "07-15").start == date(2026, 7, 15)


def test_months() -> None:
    assert (month_of(2026, 1).start, month_of(2026, 1).end) == (date(2026, 1, 1), date(2026, 2, 1))
    assert month_of(2025, 12).end == date(2026, 1, 1)
    assert month_of(2026, 1).id == "2026-01"


PERIODS: list[tuple[str, date, str]] = [
    ("my passbook this year", TODAY, "2025-26"), ("this financial year", TODAY, "2025-26"),
    ("last year", TODAY, "2024-25"), ("previous year", TODAY, "2024-25"), ("in 2023-24", TODAY, "2023-24"),
    ("this year", date(2026, 4, 1), "2026-27"), ("last year", date(2026, 4, 1), "2025-26"),
    ("last year", date(2026, 1, 1), "2024-25"),
    ("this quarter", TODAY, "2025-26-Q4"), ("last quarter", TODAY, "2025-26-Q3"),
    ("last quarter", date(2026, 4, 1), "2025-26-Q4"), ("this quarter", date(2026, 4, 1), "2026-27-Q1"),
    ("in Q1", TODAY, "2025-26-Q1"), ("q4 please", TODAY, "2025-26-Q4"),
    ("Q2 of 2024-25", TODAY, "2024-25-Q2"),
    ("this month", TODAY, "2026-03"), ("last month", TODAY, "2026-02"), ("last month", date(2026, 1, 15), "2025-12"),
    ("in January", TODAY, "2026-01"), ("in December", TODAY, "2025-12"), ("in March 2025", TODAY, "2025-03"),
    ("december 2024", TODAY, "2024-12"), ("in march", TODAY, "2026-03"), ("in Sept", TODAY, "2025-09"),
    ("last calendar year", TODAY, "2025"), ("this calendar year", TODAY, "2026"), ("calendar year 2025", TODAY, "2025"),
    ("this month", date(2024, 2, 29), "2024-02"), ("last month", date(2024, 3, 1), "2024-02"),
    # Hindi
    ("पिछले वर्ष", TODAY, "2024-25"), ("इस साल", TODAY, "2025-26"), ("पिछली तिमाही", TODAY, "2025-26-Q3"),
    ("इस महीने", TODAY, "2026-03"), ("पिछले महीने मैंने क्या किया", TODAY, "2026-02"), ("जनवरी में", TODAY, "2026-01"),
    ("दिसंबर में मेरी पासबुक", TODAY, "2025-12"), ("इस वित्तीय वर्ष", TODAY, "2025-26"),
    # Hinglish
    ("pichle saal", TODAY, "2024-25"), ("is saal ki passbook", TODAY, "2025-26"), ("pichle mahine", TODAY, "2026-02"),
    ("pichli timahi", TODAY, "2025-26-Q3"), ("is mahine maine kya kiya", TODAY, "2026-03"),
    ("january mein", TODAY, "2026-01"),
]


@pytest.mark.parametrize(("text", "today", "name"), PERIODS)
def test_periods(text: str, today: date, name: str) -> None:
    assert period(text, today) == name


@pytest.mark.parametrize("text", [
    "what are my gaps", "may I see my passbook", "मेरी कमियाँ", "mera level", "", "42", "level 3", "next level please"])
def test_no_period(text: str) -> None:
    assert times(text).period is None


def test_the_last_days_end_with_today() -> None:
    for text in ("last 30 days", "in the last 30 days", "पिछले 30 दिनों में", "pichle 30 din"):
        found = times(text).period
        assert found is not None, text
        assert (found.start, found.end) == (date(2026, 3, 2), date(2026, 4, 1)), text


def test_the_last_months_reach_back_by_calendar_months() -> None:
    found = times("last 3 months").period
    assert found is not None and found.end == date(2026, 4, 1) and found.start == date(2026, 1, 1)
    leap = times("last 1 month", date(2024, 2, 29)).period
    assert leap is not None and leap.start == date(2024, 2, 1)
    across = times("last 12 months", date(2024, 2, 29)).period
    assert across is not None and across.start == date(2023, 3, 1)


def test_since_a_month_reaches_to_today() -> None:
    found = times("since January").period
    assert found is not None and (found.start, found.end) == (date(2026, 1, 1), date(2026, 4, 1))


def test_a_tenant_with_calendar_years() -> None:
    assert period("last year", year_starts="01-01") == "2025"
    found = times("this quarter", year_starts="01-01").period
    assert found is not None and (found.start, found.end) == (date(2026, 1, 1), date(2026, 4, 1))


# ---- days and deadlines


@pytest.mark.parametrize(("text", "today", "until"), [
    ("by 15 March 2027", TODAY, date(2027, 3, 15)), ("before 2026-12-31", TODAY, date(2026, 12, 31)),
    ("until 31.12.2026", TODAY, date(2026, 12, 31)), ("by 31/12/2026", TODAY, date(2026, 12, 31)),
    ("by 5th June", TODAY, date(2026, 6, 5)), ("by June 5", TODAY, date(2026, 6, 5)),
    ("by 15 March", TODAY, date(2027, 3, 15)), ("by 31 March", TODAY, date(2026, 3, 31)),
    ("by 29 February 2028", TODAY, date(2028, 2, 29)), ("by 29 February", date(2028, 1, 1), date(2028, 2, 29)),
    ("before July", TODAY, date(2026, 6, 30)), ("till march 2027", TODAY, date(2027, 2, 28)),
    ("30 जून तक", TODAY, date(2026, 6, 30)), ("30 june tak", TODAY, date(2026, 6, 30)),
    ("by tomorrow", date(2024, 2, 28), date(2024, 2, 29))])
def test_deadlines(text: str, today: date, until: date) -> None:
    assert times(text, today).until == until


@pytest.mark.parametrize(("text", "today", "day"), [
    ("remind me tomorrow", TODAY, date(2026, 4, 1)), ("on 3 May 2026", TODAY, date(2026, 5, 3)),
    ("in 2 weeks", TODAY, date(2026, 4, 14)), ("tomorrow", date(2024, 2, 28), date(2024, 2, 29)),
    ("कल", TODAY, date(2026, 4, 1)), ("kal yaad dila dena", TODAY, date(2026, 4, 1))])
def test_days(text: str, today: date, day: date) -> None:
    assert times(text, today).day == day


@pytest.mark.parametrize("text", [
    "by 30 February 2027", "by 29 February 2027", "on 31.02.2026", "2026-13-45", "99/99/9999", "by 29 February",
    "32 January", "0 March", "last 9999 days", "last 9999 years", "last 9999 months", "in 9999 months",
    "by 2026-02-30", "in 0 weeks", "last 0 days", "20 99 2099", "q9", "last 9999 quarters", "in half weeks"])
def test_days_that_there_are_not_harm_nothing(text: str) -> None:
    found = times(text, date(2026, 2, 28))
    assert found.until is None or isinstance(found.until, date)


@pytest.mark.parametrize(("text", "told"), [
    ("by 30 February 2027", "30 February 2027"), ("by 29 February 2027", "29 February 2027"),
    ("on 31.02.2026", "31-02-2026"), ("remind me on 30 February", "30 February"), ("31 June", "31 June"),
    ("on 2026-02-30", "2026-02-30"), ("the 31st of June", "31st Of June"), ("30 फरवरी को", "30 फरवरी"),
    ("31 june ko", "31 June"), ("since 31 June 2025", "31 June 2025")])
def test_a_day_that_no_calendar_has_is_told_and_none_is_made_up(text: str, told: str) -> None:
    found = times(text)
    assert (found.until, found.day, found.period, found.no_day) == (None, None, None, told)


def test_a_leap_day_without_a_year_is_the_next_one() -> None:
    found = times("by 29 February")
    assert (found.until, found.no_day) == (date(2028, 2, 29), None)


@pytest.mark.parametrize(("text", "day"), [
    ("yesterday", date(2026, 3, 30)), ("बीते कल", date(2026, 3, 30)), ("beete kal", date(2026, 3, 30)),
    ("2 days ago", date(2026, 3, 29)), ("last Monday", date(2026, 3, 30)), ("last Tuesday", date(2026, 3, 24)),
    ("on 3 May 2025", date(2025, 5, 3))])
def test_a_day_that_is_past_is_a_day_and_a_period(text: str, day: date) -> None:
    found = times(text)
    assert found.day == day
    assert found.period is not None and (found.period.start, found.period.end) == (day, day + timedelta(days=1))


@pytest.mark.parametrize(("text", "clocked"), [
    ("remind me at 10 am on Monday", {3, 4}), ("at 16:30 please", {1, 2}), ("kal subah 9 baje quiz", {1, 2, 3}),
    ("remind me tomorrow", set())])
def test_the_words_of_a_time_of_day_are_known(text: str, clocked: set[int]) -> None:
    assert times(text).clocked == clocked


# ---- durations


@pytest.mark.parametrize(("text", "minutes"), [
    ("I have 2 hours", 120), ("90 minutes", 90), ("1.5 hours", 90), ("half an hour", 30), ("an hour", 60),
    ("an hour and a half", 90), ("one and a half hours", 90), ("2 hours 30 minutes", 150),
    ("2 hours and 30 minutes", 150), ("2h", 120), ("45min", 45), ("forty five minutes", 45),
    ("2 घंटे", 120), ("दो घंटे", 120), ("आधा घंटा", 30), ("डेढ़ घंटे", 90), ("ढाई घंटे", 150), ("30 मिनट", 30),
    ("2 ghante", 120), ("do ghante", 120), ("dedh ghanta", 90), ("dhai ghante", 150), ("aadha ghanta", 30)])
def test_amounts_in_all(text: str, minutes: float) -> None:
    found = times(text)
    assert (found.minutes, found.each, found.per_week) == (minutes, None, None)


@pytest.mark.parametrize(("text", "minutes"), [
    ("no course longer than 2 hours", 120), ("courses under 45 minutes", 45), ("at most 1 hour", 60),
    ("less than 30 min", 30), ("2 घंटे से अधिक नहीं", 120), ("30 minute se kam", 30)])
def test_amounts_for_each_course(text: str, minutes: float) -> None:
    found = times(text)
    assert (found.each, found.minutes) == (minutes, None)


@pytest.mark.parametrize(("text", "minutes"), [
    ("3 hours a week", 180), ("2 hours per week", 120), ("90 minutes weekly", 90), ("2 hours every week", 120),
    ("हर सप्ताह 2 घंटे", 120), ("प्रति सप्ताह 3 घंटे", 180), ("har hafte 3 ghante", 180), ("3 ghante har hafte", 180)])
def test_amounts_a_week(text: str, minutes: float) -> None:
    found = times(text)
    assert (found.per_week, found.minutes) == (minutes, None)


def test_several_things_in_one_message() -> None:
    found = times("plan my learning: 3 hours a week until 30 June, no course longer than 90 minutes")
    assert (found.per_week, found.each, found.until) == (180, 90, date(2026, 6, 30))
    hindi = times("30 जून तक हर सप्ताह 2 घंटे")
    assert (hindi.per_week, hindi.until) == (120, date(2026, 6, 30))


def test_the_words_used_are_covered() -> None:
    found = times("courses of 2 hours in hindi")
    assert {2, 3} <= found.covered
    assert 0 not in found.covered

"""Titles of posts: what is short in them, what must stay as it is, and when two are the same post."""

from __future__ import annotations

import pytest

from frac.drafting.abbreviations import RANKS
from frac.drafting.titles import are_near, expanded, same_post, understood

WRITTEN_OUT = [tuple(line.strip().split(" | ")) for line in """
    Dir (Vig) | Director (Vigilance)
    Jt. Secy. | Joint Secretary
    Jt Secy | Joint Secretary
    US | Under Secretary
    US (Admn) | Under Secretary (Administration)
    U.S. (Estt.) | Under Secretary (Establishment)
    US-II | Under Secretary-II
    US, Cash | Under Secretary, Cash
    U/S | Under Secretary
    DS (Vig.) | Deputy Secretary (Vigilance)
    DS(Fin) | Deputy Secretary(Finance)
    JS (HR) | Joint Secretary (Human Resources)
    JS, Min of Finance | Joint Secretary, Ministry of Finance
    AS | Additional Secretary
    S.O. | Section Officer
    SO Cash | Section Officer Cash
    SO (Accts) | Section Officer (Accounts)
    ASO | Assistant Section Officer
    Dy. Dir. | Deputy Director
    Dy.Secretary (Fin) | Deputy Secretary (Finance)
    Asstt. Director (IT) | Assistant Director (Information Technology)
    Sr. AE (Civil) | Senior Assistant Engineer (Civil)
    Jr. Engr | Junior Engineer
    AEE (E&M) | Assistant Executive Engineer (Electrical and Mechanical)
    Asstt. Engr. (E & M) | Assistant Engineer (Electrical and Mechanical)
    Exec. Engr (Mech.) | Executive Engineer (Mechanical)
    CVO | Chief Vigilance Officer
    O/o the CVO | Office of the Chief Vigilance Officer
    D.G. | Director General
    Addl. DG (HQ) | Additional Director General (Headquarters)
    ADG | Additional Director General
    PA | Personal Assistant
    PS to JS | Private Secretary to Joint Secretary
    Sr. PPS | Senior Principal Private Secretary
    UDC | Upper Division Clerk
    LDC (Cash) | Lower Division Clerk (Cash)
    MTS | Multi Tasking Staff
    Supdt. of Posts | Superintendent of Posts
    Spl. Secy | Special Secretary
    Dy. Comm. (Customs) | Deputy Commissioner (Customs)
    Comm. of Customs | Commissioner of Customs
    Under Secretary, Dept. of Expenditure | Under Secretary, Department of Expenditure
    Admn. Officer | Administrative Officer
    Fin. Adviser | Financial Adviser
    Div. Engr | Divisional Engineer
    JS & FA | Joint Secretary and Financial Adviser
    DY. DIRECTOR (ESTT) | DEPUTY DIRECTOR (ESTABLISHMENT)
    Pr. Secy | Principal Secretary
    Section Officer, Govt. of India | Section Officer, Government of India
    IT Officer | Information Technology Officer
    AD (OL) | Assistant Director (Official Language)
    """.strip().splitlines()]
AS_THEY_ARE = [
    "US Embassy Liaison Officer", "US Market Analyst", "US Finance Officer", "Desk Officer, US", "us", "so", "as",
    "So-called Expert", "AS Roma Trainer", "DS Trading Inspector", "PS Major Projects Lead", "Director of US Affairs",
    "SE Asia Desk Officer", "Comm. Officer", "Min (Consular)", "Make it Work Officer", "Finland Desk Officer",
    "Directory Editor", "Vigil Officer", "Engraver", "Joint Secretary", "Senior Superintendent", "AO", "Admin",
    "उप सचिव (सतर्कता)", "துணை இயக்குநர்", "Xyzzy plugh", "", "(((", "..", "🙂"]


@pytest.mark.parametrize(("short", "full"), WRITTEN_OUT)
def test_what_is_short_is_written_out(short: str, full: str) -> None:
    assert expanded(short) == full
    assert expanded(full) == full and same_post(short, full)


@pytest.mark.parametrize("title", AS_THEY_ARE)
def test_what_may_be_something_else_stays(title: str) -> None:
    assert expanded(title) == title and same_post(title, title)


def test_a_title_is_taken_apart() -> None:
    found = understood("DS (Vig), Dept. of Posts")
    assert (found.rank, found.function, found.unit) == ("deputy secretary", "Vigilance", "Department of Posts")
    assert found.words == ("deputy", "secretary", "vigilance", "department", "posts")
    assert understood("PS to Additional Secretary").rank == "private secretary"
    assert understood("Sr. SO (Cash)").rank == "section officer"
    assert understood("Dental Assistant (Stores)").rank == understood("Assistant Grade II").rank == "assistant"
    for title in ("Dy. CVO", "Additional Chief Secretary", "Principal Director", "Executive Director", "Vice Chairman",
                  "Assistant Welfare Officer", "Additional Metropolitan Commissioner", "Press Secretary",
                  "Joint Director General"):
        assert (understood(title).rank, understood(title).seniority) == ("", None), title
    nobody = understood("Xyzzy plugh")
    assert (nobody.rank, nobody.seniority) == ("", None)


def test_ranks_have_an_order() -> None:
    said = ("Secy", "Addl. Secy", "JS", "Director", "DS", "US", "SO", "ASO", "UDC", "LDC", "MTS")
    told = [understood(each).seniority or 0 for each in said]
    assert told == sorted(told) and len(set(told)) == len(told) and min(told) > 0
    assert set(RANKS.values()) == set(range(1, max(RANKS.values()) + 1))


@pytest.mark.parametrize(("one", "other", "is_same"), [
    ("Director Vigilance", "DIRECTOR (VIGILANCE)", True), ("Scientist 'C'", "Scientist-C", True),
    ("Economic Advisor", "ECONOMIC  ADVISER", True), ("Grade II Clerk", "Grade 2 Clerk", True),
    ("Joint Secretary to the Government of India", "JS", True), ("Multi-Tasking Staff", "MTS", True),
    ("Director (General)", "Director General", False), ("Technical Officer A", "Technical Officer", False),
    ("Scientific Officer-H", "Scientific Officer-H+", False), ("Assistant to Director", "Assistant Director", False),
    ("Dy. Director", "Jt. Director", False), ("???", "!!!", False)])
def test_titles_are_the_same_post_by_their_words(one: str, other: str, is_same: bool) -> None:
    assert same_post(one, other) is is_same and same_post(other, one) is is_same


@pytest.mark.parametrize(("one", "other", "likeness", "is_near"), [
    ("Assistant Mechanical Engineer", "Assistant Engineer Mechanical", 0.96, True),
    ("Chief Administration Officer", "Chief Administrative Officer", 0.94, True),
    ("Divisional Officer", "Divisional Security Officer", 0.96, False),
    ("Junior Secretariat Assistant", "Senior Secretariat Assistant", 0.99, False),
    ("Security Assistant Grade I", "Security Assistant Grade II", 0.99, False),
    ("Dental Doctor", "Dental Surgeon", 0.89, False), ("Lab Technician", "Laboratory Technician", 0.96, True)])
def test_titles_are_near_by_meaning_rank_and_words(one: str, other: str, likeness: float, is_near: bool) -> None:
    assert are_near(one, other, likeness) is is_near and are_near(other, one, likeness) is is_near


def test_a_title_of_any_length_takes_no_time() -> None:
    assert understood("A.B. & ( " * 200_000).words and expanded("US (Admn) " * 50_000)

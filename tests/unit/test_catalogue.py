"""Catalogues of courses from outside: mappings, what a record says, what is refused, which course is there already."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.catalogues import SHAPES, shape
from bot.conversion.sources import gather
from bot.conversion.workbook import Unusable
from frac.catalogue import lengths, texts
from frac.catalogue.mapping import BadMappingError, Mapping, Price, parse
from frac.catalogue.read import Catalogue, fitting, read, records
from frac.catalogue.same import Known, same, url_key

OWN = """
source = "own"
records = ["items"]
[fields]
id = "code"
title = ["name", "title"]
description = "about"
more = ["level"]
provider = "school"
languages = "language"
url = "link"
rating = "stars"
status = "state"
[provider]
name = "Own School"
[url]
base = "https://own.example/learn/"
[rating]
out_of = 10
[status]
retired = ["gone"]
[[length]]
field = "takes"
hours_a_week = "effort"
[[length]]
field = "hours"
unit = "hours"
[price]
field = "price"
currency = "INR"
rates = { USD = 80.0 }
"""


def own(*rows: dict[str, Any], mapping: str = OWN) -> Catalogue:
    """What a catalogue of the test's own shape says."""
    made = parse(mapping, "own.toml")
    return read(made, records(made, [("own.json", {"items": list(rows)})]))


def row(**more: Any) -> dict[str, Any]:
    return {"code": "C1", "name": "Noting", **more}


def of_shape(name: str, value: Any) -> tuple[Mapping, Catalogue]:
    mapping = shape(name)
    return mapping, read(mapping, records(mapping, [("file.json", value)]))


# ---- the shapes that come with Saathi


def test_edx_json_and_csv() -> None:
    _, found = of_shape("edx", {"count": 1, "results": [{
        "key": "IITBombayX+CS101x", "uuid": "u", "title": "Programming Basics",
        "full_description": "<p>Learn to <b>program</b>.</p>", "short_description": "Short",
        "level_type": "Introductory", "subjects": [{"name": "Computer Science"}],
        "owners": [{"key": "IITBombayX", "name": "IIT Bombay"}],
        "staff": [{"family_name": "Somebody"}], "marketing_url": "https://www.edx.org/course/programming-basics",
        "course_runs": [{"content_language": "en-us", "weeks_to_complete": 6, "min_effort": 4, "max_effort": 6,
                         "status": "published", "seats": [
                             {"type": "audit", "price": "0.00", "currency": "USD"},
                             {"type": "verified", "price": "149.00", "currency": "USD"}]}]}]})
    (course,) = found.courses
    assert (course.source_id, course.provider, course.languages) == ("IITBombayX+CS101x", "IIT Bombay", ("en",))
    assert course.minutes == 6 * 6 * 60 and course.status == "live" and course.price_inr is None
    assert course.description == "Learn to program. Computer Science. Introductory"
    assert found.noted["price"] == 1 and "USD" in found.notes[0].what
    # the CSV has a row for each run of a course
    mapping = shape("edx")
    rows = [("line 2", {"key": "course-v1:X+A+1T2026", "course_key": "X+A", "title": "A", "content_language": "Hindi",
                        "owners": "X", "seats.verified.price": "", "weeks_to_complete": ""}),
            ("line 3", {"key": "course-v1:X+A+2T2026", "course_key": "X+A", "title": "A"})]
    csv = read(mapping, records(mapping, rows))
    assert [each.source_id for each in csv.courses] == ["X+A"] and csv.courses[0].languages == ("hi",)
    assert [(each.where, "line 2" in each.what) for each in csv.refused] == [("line 3", True)]


def test_coursera_json() -> None:
    _, found = of_shape("coursera", {"elements": [
        {"courseType": "v2.ondemand", "id": "69Bku0KoEeWZtA4u62x6lQ", "slug": "gamification", "name": "Gamification",
         "description": "Game elements &amp; design", "workload": "4 weeks of study, 4-8 hours/week",
         "primaryLanguages": ["en"], "instructorIds": ["226710"], "partners": [{"name": "University of X"}],
         "domainTypes": [{"domainId": "business", "subdomainId": "marketing"}]},
        {"id": "b", "slug": "b", "name": "Other", "workload": "5-8 hours/week", "primaryLanguages": ["hi", "xx-none"]}],
        "paging": {"next": "100"}, "linked": {}})
    first, second = found.courses
    assert first.url == "https://www.coursera.org/learn/gamification" and first.minutes == 4 * 8 * 60
    assert (first.provider, second.provider) == ("University of X", "Coursera")
    assert first.description == "Game elements & design. marketing"
    assert second.minutes is None and second.languages == ("hi",) and found.noted == {"length": 1, "language": 1}


def test_swayam_csv_and_json_without_its_teachers() -> None:
    mapping = shape("swayam")
    rows = [("line 2", {"Course ID": "noc26-cs01", "Discipline": "Computer Science", "Course name ": "Databases",
                        "SME Name": "Prof. Somebody", "Institute": "IIT Madras", "Duration": "12 Weeks", "UG/PG": "UG",
                        "NPTEL URL": "https://nptel.ac.in/courses/106106220"})]
    (course,) = read(mapping, records(mapping, rows)).courses
    assert (course.title, course.provider, course.minutes) == ("Databases", "IIT Madras", 12 * 4 * 60)
    assert course.languages == ("en",) and course.price_inr is None and "Somebody" not in str(course)
    _, found = of_shape("swayam", {"data": {"courseList": {"edges": [{"node": {
        "id": "Q1", "title": "Public Policy", "url": "https://onlinecourses.swayam2.ac.in/q1/preview", "weeks": 8,
        "explorerSummary": "Policy", "explorerInstructorName": "Prof. Somebody", "instructorInstitute": "IGNOU",
        "category": [{"name": "Law"}]}}]}}})
    assert (found.courses[0].minutes, found.courses[0].provider) == (8 * 4 * 60, "IGNOU")
    assert found.courses[0].description == "Policy. Law" and "Somebody" not in str(found.courses)


def test_udemy_json_without_its_teachers() -> None:
    _, found = of_shape("udemy", {"count": 2, "results": [
        {"_class": "course", "id": 1462428, "title": "Photography", "url": "/course/photography-masterclass/",
         "headline": "Take photos", "price": "₹ 1,299", "visible_instructors": [{"display_name": "Phil Somebody"}],
         "avg_rating_recent": 4.696148, "content_info": "12.5 total hours", "instructional_level": "Beginner Level",
         "locale": {"english_title": "English (US)", "locale": "en_US"}, "objectives_summary": ["See", "Shoot"]},
        {"id": 2, "title": "Old", "is_published": False, "price_detail": {"amount": 19.99, "currency": "USD"},
         "price": "$19.99", "estimated_content_length": 90}]})
    first, second = found.courses
    assert (first.source_id, first.minutes, first.price_inr, first.rating) == ("1462428", 750.0, 1299.0, 4.7)
    assert first.url == "https://www.udemy.com/course/photography-masterclass/" and first.languages == ("en",)
    assert first.description == "Take photos. See; Shoot. Beginner Level" and "Phil" not in str(found.courses)
    assert (second.status, second.minutes, second.price_inr) == ("retired", 90.0, None)


def test_each_shape_is_known_by_its_own_records() -> None:
    given = {"udemy": {"results": [{"id": 1, "title": "A", "headline": "B", "content_info": "1 total hour"}]},
             "coursera": {"elements": [{"id": "a", "slug": "b", "name": "A", "primaryLanguages": ["en"]}]},
             "edx": {"results": [{"key": "a", "title": "A", "short_description": "B", "owners": []}]},
             "swayam": {"data": {"courseList": {"edges": [{"node": {"id": "1", "title": "A", "weeks": 4,
                                                                      "explorerSummary": "B"}}]}}}}
    for name, value in given.items():
        fits = {each: fitting(shape(each), records(shape(each), [("f", value)])) for each in SHAPES}
        assert max(fits, key=lambda each: fits[each]) == name and sorted(fits.values())[-2] < fits[name], fits


# ---- what a record says


def test_a_record_of_an_own_mapping() -> None:
    found = own(row(about="Writing <i>notes</i>", level="Beginner", language="English|हिन्दी", link="noting-1", stars=9,
                    takes="1h 30m", price="Rs. 1,299/-", school="  School  of Notes "),
                row(code="C2", title="Second", name="", takes="6 weeks", effort="2-3", state="GONE", price="$10"),
                {"code": 3, "title": "Third", "hours": 2})
    first, second, third = found.courses
    assert (first.description, first.languages, first.rating) == ("Writing notes. Beginner", ("en", "hi"), 4.5)
    assert (first.url, first.minutes, first.price_inr) == ("https://own.example/learn/noting-1", 90.0, 1299.0)
    assert first.provider == "School of Notes" and not found.refused
    assert (second.title, second.minutes, second.status, second.price_inr) == ("Second", 1080.0, "retired", 800.0)
    assert (third.source_id, third.provider, third.minutes, third.description) == ("3", "Own School", 120.0, None)


def test_what_has_no_id_or_title_is_refused_and_what_has_no_length_is_kept_and_told() -> None:
    found = own(row(), row(code=""), row(code="C3", name="  "), row(code="C4", name="<p></p>"), row(code="x" * 300),
                {}, row(code="C1", name="Again"), row(code=None, name=None))
    assert [each.source_id for each in found.courses] == ["C1"] and found.courses[0].minutes is None
    assert [each.where.rpartition(" ")[2] for each in found.refused] == ["2", "3", "4", "5", "6", "6", "7", "8", "8"]
    assert all(each.what and each.mend for each in found.refused) and found.read == 8
    assert found.noted["length"] == 2  # what stands twice had been read, too
    assert not read(parse(OWN, "own"), [("line 1", "a text"), ("line 2", 5)]).courses


def test_fields_that_nothing_has_are_named_with_those_that_are_there() -> None:
    found = own({"number": 1, "heading": "A"}, {"number": 2, "heading": "B"})
    assert not found.courses and len(found.refused) == 1
    assert "'code'" in found.refused[0].what and "number, heading" in found.refused[0].mend
    assert own().courses == [] and own().refused == [] and own().read == 0


def test_texts_from_outside_are_text() -> None:
    found = own(row(name="Noting <script>alert(1)</script>&amp; Drafting", link="javascript:alert(1)",
                    about="<style>p{}</style><p>One</p><p>Two &lt;img src=x onerror=alert(1)&gt; 3 &lt; 4</p>",
                    takes="2 hours"),
                row(code="C2", name="n " * 5000, about="word " * 2_000_000, link="https://user:pass@own.example/"),
                row(code="../../etc/passwd", name="'; DROP TABLE courses;-- {braces} %s", link="//evil.example/x"))
    first, second, third = found.courses
    assert first.title == "Noting & Drafting" and first.description == "One Two 3 < 4" and first.url is None
    assert len(second.title) <= texts.LONGEST_TITLE and len(second.description or "") <= texts.LONGEST_TEXT
    assert second.url is None and third.url is None and third.source_id == "../../etc/passwd"
    assert third.title == "'; DROP TABLE courses;-- {braces} %s" and found.noted["address"] == 3
    assert "\u202e" not in texts.said("a\u202eb\x00c") and "\x00" not in texts.said("a\x00b")


@pytest.mark.parametrize(("text", "minutes"), [
    ("1h 30m", 90), ("90 min", 90), ("PT1H30M", 90), ("Approx. 12 hours to complete", 720), ("12 total hours", 720),
    ("28.5 hours", 1710), ("1,200 minutes", 1200), ("1:30:00", 90), ("4-6 hours", 360), ("2 hours 15 minutes", 135),
    ("4 weeks of study, 2-5 hours/week", 1200), ("6 weeks, 4 hours per week", 1440), ("12 घंटे", 720),
    ("43.5 total mins", 43.5), ("3 months at 10 hours a week", 7800),
    # what tells no length
    ("6 weeks", None), ("P6W", None), ("P1D", None), ("5-8 hours/week", None), ("90", None), ("10 modules", None),
    ("self-paced", None), ("", None), ("2 hours per day", None), ("1 hour of video, 2 hours of reading", None),
    ("0 hours", None), ("99999 hours", None)])
def test_lengths(text: str, minutes: float | None) -> None:
    assert lengths.minutes_in(text) == minutes
    if "week" in text and minutes is None and "/" not in text:
        assert lengths.minutes_in(text, 4) == 6 * 4 * 60


@pytest.mark.parametrize(("given", "rupees", "why"), [
    ("₹ 1,299", 1299, ""), ("Rs. 1,299/-", 1299, ""), ("INR 1299.50", 1299.5, ""), ("1,29,900", 129900, ""),
    (499, 499, ""),
    ("Free", 0, ""), ("निःशुल्क", 0, ""), (0, 0, ""), ("$10", 800, ""), ("10 USD", 800, ""), ("€19,99", None, "EUR"),
    ("£5", None, "GBP"), ("-5", None, "no price"), ("₹1 - ₹2", None, "no price"), ("ask us", None, "no price")])
def test_prices(given: Any, rupees: float | None, why: str) -> None:
    known, said = texts.rupees(given, None, Price(currency="INR", rates={"USD": 80.0}))
    assert known == rupees and why in (said or "")


def test_a_number_without_a_currency_is_no_price_in_rupees() -> None:
    assert texts.rupees("499", None, Price()) == (None, "has no currency")
    assert texts.rupees("499", "INR", Price()) == (499.0, None)


@pytest.mark.parametrize(("broken", "said"), [
    ("source = ", "no TOML"), ("[fields]\nid = 'a'\ntitle = 'b'", "source"),
    ("source = 'a'\n[fields]\nid = 'a'", "title"),
    (OWN + "currancy = 'INR'", "currancy"), (OWN.replace('unit = "hours"', 'unit = "days"'), "minutes, hours"),
    (OWN.replace("out_of = 10", "out_of = 0"), "rating.out_of"), (OWN.replace("80.0", "'x'"), "price.rates.USD"),
    (OWN.replace('id = "code"', "id = [1]"), "fields.id"), (OWN.replace("[[length]]", "[length]", 1), "TOML")])
def test_a_mapping_that_cannot_be_used_says_why(broken: str, said: str) -> None:
    with pytest.raises(BadMappingError, match=said):
        parse(broken, "own.toml")


def test_a_shape_that_is_none(tmp_path: Path) -> None:
    for name in ("moodle", "../edx", str(tmp_path / "none.toml")):
        with pytest.raises(BadMappingError):
            shape(name)


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cut.json"
    file.write_text('{"results": [{"id": 1', "utf-8")
    with pytest.raises(Unusable):
        _ = gather([file])[0].records
    lines = tmp_path / "pages.jsonl"
    lines.write_text("\n".join(json.dumps({"items": [row(code=f"C{page}{at}") for at in range(2)]})
                               for page in range(2)), "utf-8")
    made = parse(OWN, "own")
    found = records(made, [(str(place), value) for place, value in gather([lines])[0].records])
    assert [each.source_id for each in read(made, found).courses] == ["C00", "C01", "C10", "C11"]


# ---- what is there already


def course(identity: str, title: str, provider: str = "School", url: str | None = None) -> Known:
    return Known(identity, title, provider, url)


def test_the_same_by_address_by_title_and_by_spelling() -> None:
    there = [course("B1", "Behaviour in Organisations"), course("B2", "Java, Part 1"), course("B3", "Noting in Hindi"),
             course("B4", "Something", url="http://www.own.example/a/?utm_source=x")]
    given = [course("a", "Behavior in organizations"), course("b", "The behaviours in organisations"),
             course("c", "Java: Part 2"), course("d", "Noting in Tamil"), course("e", "java - part 1"),
             course("f", "Behaviour in Organisations", "Another School"), course("g", "Else", "X",
                                                                               "https://own.example/a"),
             course("h", "Fresh Course"), course("i", "fresh  course!"), course("j", "Noting")]
    assert same(given, there) == {"a": "B1", "b": "B1", "e": "B2", "g": "B4", "i": "h"}


def test_an_address_that_many_have_tells_nothing() -> None:
    given = [course(str(at), f"Course number {at}", url="https://own.example/all") for at in range(9)]
    assert same(given, []) == {} and url_key("https://own.example/") is None
    assert url_key("https://own.example/c?id=5&utm_source=a") == "own.example/c?id=5"


def test_many_courses_of_few_words_meet() -> None:
    words = ["alpha", "gamma", "delta", "theta", "kappa", "lambda", "sigma", "omega", "zebra", "tiger"]

    def made(name: str) -> list[Known]:
        return [course(f"{name}{at}", " ".join(words[int(digit)] for digit in f"{at:05}"), "U") for at in range(4000)]

    assert len(same(made("a"), made("b"))) == 4000

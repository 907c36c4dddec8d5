"""Statements as files: the same figures in every form, and no text of people that becomes markup or a formula."""

from __future__ import annotations

import csv as stdlib_csv
import io
import json
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.documents import FORMS, pdf
from bot.documents.contents import LABELS, Occasion, contents
from bot.documents.contract import Contents
from bot.documents.csv import COLUMNS, guarded, plain
from bot.documents.statements import PeriodError, bounds
from bot.leaves import texts
from bot.words import Words
from frac.framework import Framework
from passbook.entries import Chained, Entry, link
from passbook.ledger import Break
from passbook.officials import Official
from passbook.periods import between, month_of
from passbook.statement import Mark, statement
from prompts.loader import LANGUAGES
from tests.frameworks import competency, course, framework, organisation, position

NASTY = ("#sys.inputs", "$ x^2 $", "`rm -rf`", "<script>alert(1)</script>", '=HYPERLINK("http://x","y")', "*bold* _it_",
         "@ref <label>", "\\", "]#panic()[", "&amp; \" ' >", "-1+1", "+cmd|' /C calc'!A0", "{held} {0} %s", "// no",
         "= heading", "<img src=x onerror=alert(1)>", "https://example.org/#a")
START = datetime(2026, 1, 5, 10, tzinfo=UTC)


def world(name: str = "Noting", title: str = "Basics of Noting") -> Framework:
    return framework(
        competency("C1", name, name_hi="टिप्पण"), competency("C2", "Procurement"),
        position("P1", "Section Officer", title_hi="अनुभाग अधिकारी", requires={"C1": 3, "C2": 1}),
        course("K1", title, [("C1", 2)], title_hi="टिप्पण की मूल बातें"),
        organisation("O1", "Ministry of Tests", name_hi="परीक्षण मंत्रालय"))


def person(name: str = "Asha Rao", identity: str = "U1") -> Official:
    return Official(identity, name, "P1", "O1", None, None, None, "en", None)


def chain(entries: list[Entry]) -> list[Chained]:
    made, previous = [], bytes(32)
    for number, entry in enumerate(entries, 1):
        previous = link(previous, entry)
        made.append(Chained(number, previous, entry))
    return made


def usual(note: str = "as agreed") -> list[Entry]:
    def entry(identity: str, kind: str, day: int, **more: Any) -> Entry:
        return Entry(identity, "U1", kind, START.replace(day=day), recorded_at=START, **more)
    return [entry("E1", "enrolled", 5, course_id="K1"),
            entry("E2", "completed", 6, course_id="K1", score=78.5, minutes=90.0, note=note),
            entry("E3", "claimed", 7, competency_id="C2", level=2),
            entry("E4", "assessed", 8, competency_id="C1", level=3, score=40.0, source="quiz",
                  evidence={"items": [{"item": "Q1", "correct": True}, {"item": "Q2", "correct": False}]}),
            entry("E5", "rated", 9, course_id="K1", score=4.0),
            entry("E6", "verified", 10, competency_id="C2", level=1, source=note),
            entry("E7", "disputed", 11, refers_to="E6")]


def told(entries: list[Entry] | None = None, language: str = "en", *, name: str = "Asha Rao",
         things: Framework | None = None, broken: Break | None = None, **more: Any) -> Contents:
    known = things or world()
    made = statement("U1", chain(usual() if entries is None else entries), known.credits_of, 60.0,
                     known.positions["P1"].required,
                     **{"starts_at": None, "closes_at": datetime(2026, 3, 31, 18, tzinfo=UTC), **more})
    occasion = Occasion(person(name), person(name), None, datetime(2026, 4, 1, tzinfo=UTC), broken)
    return contents(made, occasion, known, Words(language, known))


def pages(content: bytes) -> list[str]:
    read = PdfReader(io.BytesIO(content)).pages
    return [re.sub(r"\s+", " ", page.extract_text().replace("\u200b", "")) for page in read]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(stdlib_csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


class Read(HTMLParser):
    """The elements of a page and the text in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


# ---- contents


def test_the_contents_tell_who_what_when_and_why() -> None:
    made = told()
    assert made["person"]["position"] == {"id": "P1", "label": "Section Officer"}
    assert made["summary"] | {"statuses": []} == {
        "met": 1, "required": 2, "entries": 7, "completed": 1, "passed": 1, "minutes": 90.0, "time": "1 h 30 min",
        "pass_mark": 60.0, "statuses": []}
    by_id = {entry["id"]: entry for entry in made["entries"]}
    assert by_id["E2"]["moves"] == [{"id": "C1", "label": "Noting", "from": 0, "to": 2}]
    assert by_id["E2"]["status"]["id"] == "counted" and "78.5" in by_id["E2"]["why"]
    assert by_id["E4"]["evidence_label"] == Words("en", world())("statement.answers", right=1, asked=2)
    assert (by_id["E6"]["status"]["id"], by_id["E6"]["by"]) == ("disputed", "E7")
    assert [claim["entry"] for claim in made["pending"]] == ["E3"]
    assert {level["id"]: (level["required"], level["held"], level["gap"], level["basis"])
            for level in made["closing"]} == {"C1": (3, 2, 1, "E2"), "C2": (1, 1, 0, "E6")}
    assert made["recompute"]["entries"] == 7 and len(made["recompute"]["last_hash"]) == 64


def test_names_and_words_are_of_the_language_where_there_are_any() -> None:
    made = told(language="hi")
    assert made["person"]["position"]["label"] == "अनुभाग अधिकारी"
    assert made["closing"][0]["label"] == "टिप्पण" and made["closing"][1]["label"] == "Procurement"
    assert made["entries"][1]["kind"]["label"] == "पूर्ण"


def test_every_label_is_a_word_in_every_language() -> None:
    for language in LANGUAGES:
        assert set(told(language=language)["labels"]) == set(LABELS)


def test_what_the_catalogue_no_longer_has_is_named_by_its_id() -> None:
    gone = [Entry("E1", "U1", "completed", START, course_id="OLD", score=90.0),
            Entry("E2", "U1", "verified", START, competency_id="COLD", level=2)]
    made = told(gone)
    assert made["entries"][0]["about"] == "OLD"
    assert "COLD" in {level["label"] for level in made["closing"]}
    for form in FORMS.values():
        assert form.make(made)


def test_days_are_those_of_the_tenants_time_zone() -> None:
    made = told([Entry("E1", "U1", "enrolled", datetime(2026, 1, 5, 20, tzinfo=UTC), course_id="K1")])
    assert made["entries"][0]["date"] == "2026-01-06"


def test_a_broken_chain_is_said() -> None:
    whole, broken = told(), told(broken=Break("U1", 3, "E3", "its content is not what was written"))
    assert whole["recompute"]["whole"] and not broken["recompute"]["whole"]
    assert "3" in broken["recompute"]["verdict"]


def test_changes_name_the_earlier_statement() -> None:
    mark = Mark(datetime(2026, 1, 6, 1, tzinfo=UTC), datetime(2026, 1, 7, tzinfo=UTC), 1)
    made = told(mark=mark)
    assert made["changes"]["since"]["entries"] == 1
    moved = {each["id"]: (each["from"], each["to"]) for each in made["changes"]["levels"]}
    assert moved == {"C1": (0, 2), "C2": (0, 1)}


# ---- JSON and CSV


def test_json_is_the_whole_structure() -> None:
    made = told()
    read = json.loads(FORMS["json"].make(made))
    assert read == {key: value for key, value in made.items() if key not in ("labels", "unreadable")}


def test_csv_has_one_row_an_entry_in_order() -> None:
    made = told()
    read = rows(FORMS["csv"].make(made))
    assert tuple(read[0]) == COLUMNS
    assert [(row["entry_id"], row["kind"], row["status"], row["score"], row["minutes"]) for row in read] == [
        (entry["id"], entry["kind"]["id"], entry["status"]["id"],
         "" if entry["score"] is None else f"{entry['score']:g}",
         "" if entry["minutes"] is None else f"{entry['minutes']:g}") for entry in made["entries"]]
    assert FORMS["csv"].make(made).startswith(b"\xef\xbb\xbf")


@given(st.text())
def test_no_cell_starts_a_formula_and_every_text_comes_back(text: str) -> None:
    cell = guarded(text)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert plain(cell) == text


@settings(max_examples=50)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0")), min_size=1, max_size=6))
def test_notes_of_any_kind_come_back_from_csv(notes: list[str]) -> None:
    entries = [Entry(f"E{number}", "U1", "enrolled", START, course_id="K1", note=note)
               for number, note in enumerate(notes)]
    made = told(entries)
    read = rows(FORMS["csv"].make(made))
    assert [plain(row["note"]) for row in read] == [entry["note"] or "" for entry in made["entries"]]


# ---- HTML


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_becomes_markup_in_html(nasty: str) -> None:
    plainly = Read(FORMS["html"].make(told()).decode())
    read = Read(FORMS["html"].make(told(usual(nasty), name=nasty, things=world(nasty, nasty))).decode())
    assert read.tags == plainly.tags, "an element more or less"
    assert read.text.count(nasty) >= 5
    assert {name for name, _ in read.attributes} == {name for name, _ in plainly.attributes}
    assert "script" not in read.tags and "img" not in read.tags


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_else_and_tells_its_language(language: str) -> None:
    page = FORMS["html"].make(told(language=language)).decode()
    read = Read(page)
    assert ("lang", language) in read.attributes
    assert not {"link", "script", "img", "iframe", "a"} & set(read.tags)
    assert not any(name in ("src", "href") for name, _ in read.attributes)
    assert any(name == "content" and value and "default-src 'none'" in value for name, value in read.attributes)
    assert read.tags.count("h1") == 1 and "thead" in read.tags
    assert not re.search(r"url\(|@import", page)


# ---- PDF


def test_the_pdf_tells_the_figures_and_the_number_of_its_pages() -> None:
    many = [Entry(f"E{number:03}", "U1", "completed", START, course_id="K1", score=70.0, minutes=10.0)
            for number in range(90)]
    made = told(many)
    read = pages(pdf.set_here(made))
    assert len(read) > 2
    for number, page in enumerate(read, 1):
        assert f"{made['labels']['page']} {number} / {len(read)}" in page
        assert "saathi verify" in page
    entries = "".join(read)
    assert all(f"E{number:03}" in entries for number in range(90))
    repeated = sum(made["labels"]["status"] in page for page in read)
    assert repeated >= len(read) - 1, "the head of the table stands on every page of it"
    assert made["recompute"]["last_hash"] in entries.replace(" ", "")
    assert f"{made['labels']['pages']} {len(read)}" in read[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_of_the_language_and_shows_its_script(language: str) -> None:
    made = told(language=language)
    reader = PdfReader(io.BytesIO(pdf.set_here(made)))
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    fonts = {str(font.get_object()["/BaseFont"]) for page in reader.pages
             for font in page["/Resources"]["/Font"].values()}
    assert any("NotoSansDevanagari" in each for each in fonts)
    assert reader.metadata is not None and made["person"]["name"] in str(reader.metadata.title)


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_becomes_markup_in_pdf(nasty: str) -> None:
    made = told(usual(nasty), name=nasty, things=world(nasty, nasty))
    read = re.sub(r"\s+", "", "".join(pages(pdf.set_here(made))))
    assert read.count(re.sub(r"\s+", "", nasty)) >= 5, read[:600]


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_any_text_can_be_set(text: str) -> None:
    made = told(usual(text.encode("utf-8", "replace").decode()), name=text.encode("utf-8", "replace").decode())
    assert pdf.set_here(made).startswith(b"%PDF")


def test_a_long_word_is_broken_and_not_cut_off() -> None:
    made = told(usual("x" * 300))
    assert "x" * 300 in re.sub(r"\s+", "", "".join(pages(pdf.set_here(made))))


def test_signs_that_no_font_shows_are_replaced_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "fonts", lambda machine: _only_wheel())
    made = told(usual("漢字 note"))
    read = "".join(pages(pdf.set_here(made)))
    assert pdf.REPLACED * 2 + " note" in read
    assert made["unreadable"][:20] in read
    assert made["unreadable"][:20] not in "".join(pages(pdf.set_here(told())))


def _only_wheel() -> Any:
    import importlib.util
    from pathlib import Path

    import typst

    found = importlib.util.find_spec(pdf.WHEEL)
    assert found is not None and found.origin is not None
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True,
                       font_paths=[Path(found.origin).parent / "files"])


def test_without_any_font_for_devanagari_the_pdf_still_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    import typst

    monkeypatch.setattr(pdf, "fonts", lambda machine: typst.Fonts(include_system_fonts=False))
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    assert not pdf.shows_devanagari()
    read = "".join(pages(pdf.set_here(told(usual("नोट here")))))
    assert "here" in read and pdf.REPLACED in read and "Section Officer" in read


def test_the_pdf_of_a_process_of_its_own_is_the_same() -> None:
    made = told()
    assert pdf.make(made) == pdf.set_here(made)


def test_a_process_that_fails_is_an_error_and_no_file() -> None:
    with pytest.raises(ChildProcessError):
        pdf.make({"labels": {}})


def test_no_text_of_the_contents_is_lost_on_the_way_to_typst() -> None:
    made = told()
    assert set(texts(json.loads(pdf.inputs(made)["contents"]))) == set(texts(made))


# ---- the ends of a period


def test_a_period_ends_with_its_last_instant_or_now() -> None:
    now = datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)
    start, end = bounds(month_of(2026, 1), now, "UTC")
    assert (start, end) == (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=UTC))
    assert bounds(month_of(2026, 3), now, "UTC")[1] == now
    assert bounds(None, now, "UTC") == (None, now)
    assert bounds(between(date.min, date(2026, 2, 1)), now, "UTC")[0] is None
    assert bounds(between(date(2026, 3, 31), date.max), now, "UTC") == (datetime(2026, 3, 31, tzinfo=UTC), now)
    with pytest.raises(PeriodError):
        bounds(month_of(2026, 4), now, "UTC")

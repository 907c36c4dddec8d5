"""What a reply says is grounded in it however it is worded; one digit, name or day changed is not; streams are cut like
their whole."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.llm.grounding import Feed, Grounds, Names, sentences

FEW = settings(max_examples=150, deadline=None)
Json = dict[str, Any]

COMPETENCIES = (("Communication Skills", "संप्रेषण कौशल"), ("Records Management", "अभिलेख प्रबंधन"),
                ("Noting and Drafting", "टिप्पण एवं प्रारूपण"), ("Right to Information", "सूचना का अधिकार"),
                ("e-Office File Handling", "ई-ऑफिस फाइल संचालन"), ("Court Case Management", "न्यायालयीन प्रकरण प्रबंधन"))
PEOPLE = ("Asha Rao", "R. K. Das", "Naveen Mishra", "Mangesh Choudhary", "Hetal Sundaram", "O'Neil D'Souza")
TITLES = ("The RTI Act in One Hour", "First 72 Hours", "Step by Step: The Act of 2013",
          "Noting That Leads to a Decision", "पहले 48 घंटे")
NAMES = Names.of([*COMPETENCIES, *PEOPLE, *TITLES])
MONTHS = ("January", "March", "May", "August", "November", "December")
MONTHS_HI = ("जनवरी", "मार्च", "मई", "अगस्त", "नवंबर", "दिसंबर")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")

NUMBERS = st.one_of(st.integers(0, 9), st.integers(10, 99_999))
NAMED = st.sampled_from([name for both in COMPETENCIES for name in both])
DECIMALS = st.integers(0, 99_999).map(lambda number: f"{number / 100:.2f}")


def grouped(number: int) -> str:
    """As India writes it: 12,34,567."""
    text = str(number)
    return text if len(text) < 4 else re.sub(r"(?<=\d)(?=(?:\d\d)+$)", ",", text[:-3]) + "," + text[-3:]


@st.composite
def days(draw: st.DrawFn) -> str:
    month, day, year = draw(st.integers(0, 5)), draw(st.integers(1, 28)), draw(st.integers(2019, 2029))
    number = (1, 3, 5, 8, 11, 12)[month]
    return draw(st.sampled_from([f"{day} {MONTHS[month]} {year}", f"{day} {MONTHS_HI[month]} {year}",
                                 f"{year}-{number:02d}-{day:02d}", f"{day:02d}/{number:02d}/{year}"]))


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line as the tools say them, in English or Hindi."""
    number, other, name, day = draw(NUMBERS), draw(NUMBERS), draw(NAMED), draw(days())
    level, rate, minutes = draw(st.integers(0, 5)), draw(DECIMALS), draw(st.integers(1, 59))
    return draw(st.sampled_from([
        f"You meet {number} of the {other} competencies that your post requires.",
        f"• {name}: {level} required, 1 held",
        f"{name}: you hold level {level} (Proficient), since {day}.", f"Gap rate: {rate} %.", f"Change: -{rate} %.",
        f"• {draw(st.sampled_from(TITLES))} · {number % 9 + 1} h {minutes} min · closes {name} (0 → {level})",
        f"{grouped(number)} officials, ₹{grouped(other)} in all, as of {day}.", f"{other} more, with {number} hours.",
        f"Your reporting officer, {draw(st.sampled_from(PEOPLE))}, can name somebody.", f"Average: {rate} points.",
        f"{name} में {number} अधिकारियों में से {other} के पास स्तर {level} है।", f"{day} को {minutes} मिनट।",
        f"सीखने का समय: {number} घंटे {minutes} मिनट।", f"दर {rate} प्रतिशत रही।", f"2 lakh {number} of {other}, ±{level}.",
        f"Completions · {name} · 2026-27 Q{level % 4 + 1} · as of {day}.",
        f"1. {name}: {number}, rank 1–{other} of 8"]))


@st.composite
def replies(draw: st.DrawFn) -> Json:
    said = draw(st.lists(lines(), min_size=1, max_size=6))
    rows = draw(st.lists(st.tuples(NUMBERS, DECIMALS.map(float)), max_size=4))
    return {"outcome": "answered", "text": "\n".join(said), "understood": draw(st.none() | lines()), "sources": [],
            "blocks": [{"type": "table", "rows": [list(row) for row in rows],
                        "columns": [{"id": "n", "label": "N"}, {"id": "rate", "label": "R", "unit": "%"}]}]}


def numbers_in(value: Any) -> set[float]:
    """Every number anywhere in a reply, and the length of each list."""
    if isinstance(value, dict):
        return {number for each in value.values() for number in numbers_in(each)}
    if isinstance(value, list | tuple):
        return {float(len(value))} | {number for each in value for number in numbers_in(each)}
    if isinstance(value, str):
        return {float(each.replace(",", "")) for each in re.findall(r"\d[\d,]*(?:\.\d+)?", value)}
    return {float(value)} if isinstance(value, int | float) and not isinstance(value, bool) else set()


# ---- its own words


@FEW
@given(replies(), st.booleans())
def test_a_reply_is_grounded_in_itself(reply: Json, devanagari: bool) -> None:
    of = Grounds.of([reply], "", NAMES)
    for sentence in sentences(reply["text"]):
        # ids and the quarters of a year are never written in Devanagari
        if devanagari and not re.search(r"[A-Z]\d", sentence):
            sentence = sentence.translate(DEVANAGARI)
        assert of.faults(sentence) == [], sentence


@FEW
@given(st.lists(replies(), min_size=2, max_size=4))
def test_what_is_told_among_more_is_still_told(several: list[Json]) -> None:
    of = Grounds.of(several, "", NAMES)
    for reply in several:
        assert [each for each in sentences(reply["text"]) if of.faults(each)] == []


@FEW
@given(st.integers(0, 400), st.sampled_from(["{h} h {m} min", "{h} hours and {m} minutes", "{h} hours, {m} minutes",
                                             "{all} minutes", "{part} hours", "{h} घंटे {m} मिनट", "{all} मिनट",
                                             "{h} ghante {m} minute"]))
def test_a_duration_may_be_said_in_other_units(minutes: int, said: str) -> None:
    of = Grounds.of([{"text": f"It takes {minutes} min.", "blocks": []}])
    hours, rest = divmod(minutes, 60)
    sentence = said.format(h=hours, m=rest, all=minutes, part=f"{minutes / 60:.2f}")
    assert of.faults(sentence) == []
    wrong = said.format(h=hours, m=rest + 61, all=minutes + 61, part=f"{minutes / 60 + 1.01:.2f}")
    assert {fault.kind for fault in of.faults(wrong)} == {"number"}


@FEW
@given(st.integers(0, 10**7), st.integers(0, 3))
def test_a_number_is_right_as_far_as_it_is_rounded(thousandths: int, places: int) -> None:
    told = thousandths / 1000
    of = Grounds.of([{"text": f"Gap rate: {told:.3f} %", "blocks": []}])
    assert of.faults(f"It is {told:.{places}f} %.") == []
    step = 10.0 ** -places
    assert of.faults(f"It is about {told + 1.51 * step:.{places}f} per cent.") != []


# ---- anything changed


@FEW
@given(replies(), st.data())
def test_another_digit_is_a_fault_unless_it_is_told_too(reply: Json, data: st.DataObject) -> None:
    # a number that only counts the lines of a list says nothing; a duration may be told in other units
    said = [each for each in sentences(reply["text"]) if re.search(r"\d", re.sub(r"^\d+\. ", "", each))
            and not re.search(r"\b(?:min|hours)\b|मिनट", each)]
    if not said:
        return
    sentence = data.draw(st.sampled_from(said))
    place = data.draw(st.sampled_from([found.start() for found in re.finditer(r"\d", sentence)
                                       if not re.match(r"\d+\. ", sentence) or found.start() > 2]))
    digit = data.draw(st.sampled_from([each for each in "0123456789" if each != sentence[place]]))
    changed = sentence[:place] + digit + sentence[place + 1:]
    at = next(found for found in re.finditer(r"\d[\d,./-]*", changed) if found.start() <= place < found.end())
    told = numbers_in(reply)
    # the numbers that stand there now, their halves of percents, and what they are rounded
    new = numbers_in(at[0].rstrip(".,-/"))
    lakhs = {number + 200_000 for number in new} if "lakh" in changed else set()
    near = any(abs(number - each) <= 0.5 for number in new | lakhs for each in told)
    if not near:
        assert Grounds.of([reply], "", NAMES).faults(changed) != [], changed


@FEW
@given(replies(), st.data())
def test_another_name_of_the_tenant_is_a_fault(reply: Json, data: st.DataObject) -> None:
    of = Grounds.of([reply], "", NAMES)
    groups = [*COMPETENCIES, *((name,) for name in (*PEOPLE, *TITLES))]
    told = [name for group in groups for name in group if name in reply["text"]]
    others = [name for group in groups for name in group if not any(each in reply["text"] + str(reply["understood"])
                                                                   for each in group)]
    if not told or not others:
        return
    name, other = data.draw(st.sampled_from(told)), data.draw(st.sampled_from(others))
    other = data.draw(st.sampled_from([other, other.lower(), other.upper()]))
    sentence = next(each for each in sentences(reply["text"]) if name in each)
    assert "name" in {fault.kind for fault in of.faults(sentence.replace(name, other))}


@FEW
@given(replies(), days())
def test_another_day_is_a_fault(reply: Json, day: str) -> None:
    of = Grounds.of([reply], "", NAMES)
    told = {fault.kind for fault in Grounds.of([{"text": day}]).faults(f"It is due on {day}.")}
    assert told == set()
    text = f"{reply['text']}\n{reply['understood']}"
    if not any(re.search(rf"\b{year}\b", text) for year in re.findall(r"\d{4}", day)):
        assert {fault.kind for fault in of.faults(f"It is due on {day}.")} == {"date"}


@FEW
@given(replies(), st.sampled_from(["[PERSON_1]", "<b>", "https://a.in/b", "a@b.in", "[x](y)", "\x00", "\u202e"]))
def test_links_markup_and_places_are_faults_wherever_they_stand(reply: Json, strange: str) -> None:
    of = Grounds.of([reply], "", NAMES)
    for sentence in sentences(reply["text"])[:2]:
        within = sentence.replace(" ", f" {strange} ", 1)
        for said in (f"{strange} {sentence}", f"{sentence.rstrip()} {strange}", within):
            assert {fault.kind for fault in of.faults(said)} & {"link", "place"}


# ---- any text

PIECES = st.lists(st.sampled_from([
    "Dr.", "e.g.", "No.", "5", "1.", "2.5", " ", " ", "\n", "\r\n", ".", "?", "!", "।", "”", "\"", ")", "R.", "K.",
    "Das", "है", "and", "The", "…", "...", "•", "3 h", "http://a.in/b.c", "\u2028", "\t", "अ.", "श्री."]),
    max_size=25).map("".join)
TEXTS = st.one_of(PIECES, st.text(max_size=80))


@FEW
@given(TEXTS, st.data())
def test_any_cutting_of_a_text_gives_the_same_sentences(text: str, data: st.DataObject) -> None:
    whole = sentences(text)
    assert "".join(whole) == text and all(whole)
    feed, found, at = Feed(), list[str](), 0
    while at < len(text):
        step = data.draw(st.integers(1, 6))
        found += feed.feed(text[at:at + step])
        at += step
    rest = feed.rest()
    assert [*found, *([rest] if rest else [])] == whole and feed.rest() == ""


@FEW
@given(st.lists(st.one_of(PIECES, st.text(max_size=40), st.sampled_from(
    ["do", "saadhe", "ek", "lakh", "hundred", "and", "a half", "third", "of", "May", "26", "2026", "-", "%", "₹",
     "level", "hours", "में से", "दो", "सौ", "10:30 pm", "2026-27", "Q1", "C-101", "[", "<", "&",
     "Ministry"])), max_size=12), st.text(max_size=40))
def test_any_text_is_judged_and_never_breaks(pieces: list[str], said: str) -> None:
    text = " ".join(pieces)
    of = Grounds.of([{"text": said, "blocks": [{"type": "note", "x": [text]}]}], said, NAMES)
    first = of.faults(text)
    assert first == of.faults(text) and all(fault.said for fault in first)
    assert all(fault.kind in ("number", "date", "name", "link", "place") for fault in first)

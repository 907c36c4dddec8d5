"""Whatever the reply and whatever a channel shows: every part fits, nothing said is lost, every choice can be made."""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channel import Limits, Part, Poll
from bot.channels.telegram.limits import LIMITS as TELEGRAM
from bot.channels.terminal.limits import LIMITS as TERMINAL
from bot.channels.terminal.limits import ROWS
from bot.channels.terminal.render import render
from bot.channels.whatsapp.limits import LIMITS as WHATSAPP
from bot.degrade import LONG_TABLE, SHEETS, SHOWN, Answer, degrade
from bot.http.contract import SCHEMAS
from bot.pressed import Press, data, read
from bot.saying import cell, clean, sign
from bot.splitting import size
from bot.words import Words
from passbook.items import parted
from tests.frameworks import framework

TURN = "0123456789abcdef" * 2
FEW = settings(max_examples=100, deadline=None)
SAYS = {language: Words(language, framework()) for language in ("en", "hi")}

# ---- what is degraded

PIECES = ("Noting and Drafting", "ends here. ", "क्षमता", "। ", "\n", "\n\n", "🇮🇳", "👨\u200d👩\u200d👧", "e\u0301",
          "1. ", "• ", "\u202e", "\x1b[31m", "\t", "<b>", "*", " ", "61.2 %", "\u200b", "`")
TEXT = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
                 st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


def sized(least: int, most: int) -> st.SearchStrategy[str]:
    """Texts of words, of lengths about which limits are."""
    words = st.sampled_from(["Noting and Drafting. ", "क्षमता का नाम। ", "🙂", "word "])
    return st.builds(lambda word, length: (word * length)[:length], words, st.integers(least, most))


LABEL = st.one_of(TEXT, sized(1, 40), sized(15, 110), st.sampled_from(["My gaps", "मेरी कमियाँ"]))
LONG = st.one_of(TEXT, sized(1, 400), sized(900, 1200), sized(900, 10000))
LEVEL = st.one_of(st.none(), st.integers(0, 9))
NUMBER = st.one_of(st.integers(-10**6, 10**9), st.floats(-1e6, 1e9, allow_nan=False))
CELL = st.one_of(TEXT, NUMBER, st.booleans(), st.none(), st.just({"suppressed": True}),
                 st.fixed_dictionaries({"id": TEXT, "label": LABEL}))
HREF = st.sampled_from(["/api/figures/ab12.csv", "/api/figures/ab12.svg", "/api/statement?format=pdf", "/api/export",
                        "https://elsewhere.example/a.pdf", "//elsewhere.example/b", "javascript:alert(1)", ""])
MEDIA = st.sampled_from(["text/csv", "application/pdf", "image/png", *SHEETS])
JUNK = st.recursive(st.one_of(st.none(), st.booleans(), TEXT, st.integers()),
                    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(TEXT, inner, max_size=2)),
                    max_leaves=4)


def block(kind: str, /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"type": st.just(kind), **fields})


def items(*, least: int = 0, most: int = 5, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.fixed_dictionaries(fields), min_size=least, max_size=most)


NODE = st.fixed_dictionaries({"id": TEXT, "label": LABEL})
COLUMN = st.fixed_dictionaries({"id": TEXT, "label": LABEL}, optional={"unit": st.sampled_from(["%", "h", None])})
ROWS_OF = st.one_of(st.lists(st.lists(CELL, max_size=4), max_size=6),
                    st.builds(lambda row, times: [row] * times, st.lists(CELL, max_size=3), st.integers(0, 90)))
KINDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "table": block("table", columns=st.lists(COLUMN, min_size=1, max_size=4), rows=ROWS_OF),
    "chart": st.one_of(block("chart", spec=st.just({}), alternative=LONG, href=HREF),
                       block("chart", spec=st.just({}), alternative=LONG)),
    "courses": block("courses", items=items(id=TEXT, title=LABEL, minutes=NUMBER, languages=st.just(["en", "hi"]),
                                            closes=st.just([]), why=TEXT)),
    "competencies": block("competencies", items=items(id=TEXT, label=LABEL, required=LEVEL, held=LEVEL, gap=LEVEL)),
    "question": st.one_of(
        block("question", id=TEXT, stem=LONG, options=st.lists(LABEL, max_size=30),
              kind=st.sampled_from(["single", "multiple", "order", "short"])),
        block("question", id=TEXT, stem=sized(1, 400), options=st.lists(sized(1, 110), min_size=2, max_size=5)),
        block("question", id=TEXT, stem=TEXT)),
    "feedback": block("feedback", item=TEXT, correct=st.booleans(), explanation=TEXT),
    "choices": st.one_of(block("choices", items=items(least=1, most=14, id=TEXT, label=LABEL, say=TEXT)),
                         block("choices", items=items(least=1, most=3, id=TEXT, label=sized(1, 80), say=TEXT))),
    "document": block("document", href=HREF, media_type=MEDIA, label=LONG),
    "map": block("map", nodes=st.lists(st.one_of(JUNK, NODE), max_size=3),
                 edges=st.lists(st.one_of(JUNK, st.fixed_dictionaries({"from": TEXT, "to": TEXT})), max_size=3)),
}


@st.composite
def replies(draw: st.DrawFn) -> dict[str, Any]:
    blocks = draw(st.lists(st.one_of(*KINDS.values()), max_size=4))
    language = draw(st.sampled_from(["en", "hi"]))
    text = draw(LONG) or "."
    stems = [each["stem"] for each in blocks if each["type"] == "question"]
    if stems and draw(st.booleans()):
        text = f"{text}\nQuestion 1 of 6: {stems[0]}\n{SAYS[language]('quiz.how_single')}"
    return {"id": "q1", "outcome": draw(st.sampled_from(["answered", "clarify", "refused", "error"])), "tool": None,
            "arguments": {}, "text": text, "language": language, "understood": None, "blocks": blocks, "sources": [],
            "entries": [], "took_ms": 1}


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    text, buttons, rows = draw(st.integers(64, 5000)), draw(st.integers(0, 12)), draw(st.integers(0, 12))
    return Limits(
        text=text, caption=draw(st.integers(0, 1100)), buttons=buttons,
        label=draw(st.integers(1, 60)) if buttons else 0, data=draw(st.sampled_from([64, 200, 20])), rows=rows,
        row=(draw(st.integers(8, 40)), draw(st.integers(8, 90))) if rows else (0, 0), rows_button=20 if rows else 0,
        with_buttons=draw(st.one_of(st.just(0), st.integers(64, text))),
        poll=draw(st.one_of(st.none(), st.builds(Poll, st.integers(20, 400), st.integers(5, 120), st.integers(2, 14),
                                                 st.integers(0, 300)))),
        pictures=draw(st.booleans()), documents=draw(st.booleans()), measure=draw(st.sampled_from(["points", "utf16"])),
        thumbs=draw(st.booleans()))


CHANNELS = st.one_of(st.sampled_from([TELEGRAM, WHATSAPP, TERMINAL]), limits())
ANSWERS = st.one_of(st.none(), st.builds(Answer, st.integers(0, 5), TEXT), st.builds(Answer, st.just(0), sized(1, 300)))


def parts_of(reply: dict[str, Any], rules: Limits, answer: Answer | None) -> list[Part]:
    return degrade(reply, rules, TURN, SAYS[reply["language"]], answer)


def of(reply: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    return (each for each in reply["blocks"] if each["type"] == kind)


def bare(text: Any) -> str:
    """What is seen of a text: without white space and signs that nobody sees."""
    return "".join(each for each in clean(str(text)) if unicodedata.category(each)[0] not in "CZ")


def told(parts: list[Part], pressed: bool = True) -> str:
    pieces: list[str] = []
    for part in parts:
        pieces += [part.text, *part.options, part.explanation]
        if pressed:
            pieces += [piece for button in part.buttons for piece in (button.label, button.detail)]
    return bare("".join(pieces))


# ---- the properties


@FEW
@given(replies())
def test_what_is_degraded_here_are_replies(reply: dict[str, Any]) -> None:
    def inline(schema: Any) -> Any:
        if isinstance(schema, dict):
            if "$ref" in schema:
                return inline(SCHEMAS[schema["$ref"].rsplit("/", 1)[1]])
            return {key: inline(value) for key, value in schema.items()}
        return [inline(each) for each in schema] if isinstance(schema, list) else schema

    reply["blocks"] = [each for each in reply["blocks"] if each.get("alternative") != ""]
    jsonschema.validate(reply, inline(SCHEMAS["reply"]))


@FEW
@given(replies(), CHANNELS, ANSWERS)
def test_every_part_fits(reply: dict[str, Any], rules: Limits, answer: Answer | None) -> None:
    for part in parts_of(reply, rules, answer):
        fits(part, rules)
        assert part.language == reply["language"]


NEARLY = st.one_of(
    block("question", id=TEXT, stem=sized(270, 330),
          options=st.lists(sized(80, 110), min_size=2, max_size=3, unique=True)),
    block("chart", spec=st.just({}), alternative=sized(900, 1100), href=st.just("/api/figures/ab12.svg")),
    block("document", href=st.just("/api/export"), media_type=st.just("application/json"), label=sized(900, 1100)),
    block("choices", items=items(least=1, most=3, id=TEXT, label=sized(15, 80), say=TEXT)))


@settings(FEW, max_examples=300)
@given(NEARLY, sized(900, 1100), st.sampled_from([TELEGRAM, WHATSAPP]), sized(180, 220))
def test_what_is_about_as_long_as_a_limit_fits(block: dict[str, Any], text: str, rules: Limits, why: str) -> None:
    reply = {"text": text, "language": "en", "outcome": "answered", "blocks": [block]}
    for part in parts_of(reply, rules, Answer(0, why)):
        fits(part, rules)


def fits(part: Part, rules: Limits) -> None:
    def length(text: str) -> int:
        return size(text, rules.measure)

    for text in (part.text, *part.options, part.explanation, *(b.label + b.detail for b in part.buttons)):
        assert clean(text) == text
    if part.kind == "text":
        most = rules.with_buttons if rules.with_buttons and (part.buttons or part.thumbs) else rules.text
        assert bare(part.text) and length(part.text) <= most
    elif part.kind == "poll":
        assert rules.poll is not None and part.right is not None and 0 < length(part.text) <= rules.poll.question
        assert 2 <= len(part.options) <= rules.poll.options and 0 <= part.right < len(part.options)
        assert all(0 < length(option) <= rules.poll.option and bare(option) for option in part.options)
        assert len(set(part.options)) == len(part.options)
        assert length(part.explanation) <= rules.poll.explanation and part.explanation.count("\n") <= 2
    else:
        assert rules.pictures if part.kind == "picture" else rules.documents
        assert part.file is not None and part.file.startswith("/api/") and length(part.text) <= rules.caption
    if part.kind != "text":
        assert not part.buttons and not part.thumbs
    fit_buttons(part, rules, length)


def fit_buttons(part: Part, rules: Limits, length: Any) -> None:
    most, label = (rules.rows, rules.row[0]) if part.listed else (rules.buttons, rules.label)
    assert len(part.buttons) <= most
    for button in part.buttons:
        assert bare(button.label) and length(button.label) <= label
        assert length(button.detail) <= (rules.row[1] if part.listed else 0)
    for each in (*part.buttons, *part.thumbs):
        assert len(each.data.encode()) <= rules.data and (read(each.data) or Press("choice", "", "")).turn == TURN
    assert len({button.label for button in part.buttons}) == len(part.buttons)
    assert len({button.data for button in part.buttons}) == len(part.buttons)
    assert rules.thumbs or not part.thumbs


@FEW
@given(replies(), CHANNELS, ANSWERS)
def test_nothing_said_is_lost(reply: dict[str, Any], rules: Limits, answer: Answer | None) -> None:
    parts = parts_of(reply, rules, answer)
    said = told(parts)
    for line in lines_of_text(reply, parts):
        assert bare(line) in said
    for piece in pieces(reply, rules):
        assert bare(piece) in said, piece
    for each in of(reply, "document"):
        sent = [part.file for part in parts]
        assert each["href"] in sent or bare(each["href"]) in said


def lines_of_text(reply: dict[str, Any], parts: list[Part]) -> list[str]:
    """The lines of the text; a poll asks its question itself, and needs no telling how to answer in writing."""
    text = str(reply["text"])
    if not any(part.kind == "poll" for part in parts):
        return text.split("\n")
    stem = next(of(reply, "question"))["stem"]
    rest = text.replace(stem, "\n").split("\n") if stem else text.split("\n")
    how = SAYS[reply["language"]]("quiz.how_single")
    return [stem, *(line.strip().removesuffix(":") for line in rest if line.strip() != how)]


def pieces(reply: dict[str, Any], rules: Limits) -> Iterator[str]:
    """Every text in the blocks that a person is to see."""
    filed = rules.documents and any(each["media_type"] in SHEETS and each["href"].startswith("/api/")
                                    for each in of(reply, "document"))
    for each in of(reply, "table"):
        rows = each["rows"][:SHOWN] if filed and len(each["rows"]) > LONG_TABLE else each["rows"]
        for row in rows:
            yield from (cell(value) for value in row)
        full = {place for row in rows for place, value in enumerate(row) if cell(value)}
        yield from (column["label"] for place, column in enumerate(each["columns"]) if place in full)
    for each in of(reply, "courses"):
        for item in each["items"]:
            yield from (item["title"], item["why"])
    for each in of(reply, "competencies"):
        yield from (f"{item['label']}: {'–' if item['held'] is None else item['held']} / "
                    f"{'–' if item['required'] is None else item['required']}" for item in each["items"])
    for each in of(reply, "question"):
        # a text may ask on about a case that was told before
        yield from (parted(each["stem"])[1], *each.get("options", ()))
    yield from (item["label"] for each in of(reply, "choices") for item in each["items"])
    yield from (each["alternative"] for each in of(reply, "chart"))
    yield from (each["label"] for each in of(reply, "document"))
    yield from (each["explanation"] for each in of(reply, "feedback"))
    for each in of(reply, "map"):
        named = [node for node in each["nodes"] if isinstance(node, dict) and set(node) == {"id", "label"}]
        ids = [str(node.get("id")) for node in each["nodes"] if isinstance(node, dict)]
        yield from (node["label"] for node in named if ids.count(node["id"]) == 1)


@FEW
@given(replies(), CHANNELS, ANSWERS)
def test_every_choice_can_be_made(reply: dict[str, Any], rules: Limits, answer: Answer | None) -> None:
    parts = parts_of(reply, rules, answer)
    sends = {button.data: button for part in parts for button in part.buttons}
    text = told(parts, pressed=False)
    labels = [item["label"] for each in of(reply, "choices") for item in each["items"]]
    for place, label in enumerate(labels, 1):
        button = sends.pop(data(Press("choice", TURN, str(place))), None)
        if button is None:
            assert bare(f"{place}. {label}") in text and bare(SAYS[reply["language"]]("channel.number")) in text
        else:
            assert any(bare(each).endswith(bare(label)) for each in (button.label, button.detail))
    asked = next(of(reply, "question"), {})
    polls = [part for part in parts if part.kind == "poll"]
    for place, option in enumerate(asked.get("options", ())):
        sends.pop(data(Press("option", TURN, str(place + 1))), None)
        if polls:
            assert bare(polls[0].options[place]) == bare(option)
        else:
            assert bare(f"{sign(place)}) {option}") in text
    assert sends == {}, "a button that means nothing"


MARKED: dict[str, Any] = {
    "table": lambda mark: {"columns": [{"id": "a", "label": mark}], "rows": [["x"]]},
    "chart": lambda mark: {"spec": {}, "alternative": mark * 3, "href": "/api/figures/ab.svg"},
    "courses": lambda mark: {"items": [{"id": "K", "title": mark, "minutes": 1, "languages": [], "closes": [],
                                        "why": ""}]},
    "competencies": lambda mark: {"items": [{"id": "C", "label": mark, "required": 1, "held": 0, "gap": 1}]},
    "question": lambda mark: {"id": "Q", "stem": mark, "options": ["yes", "no", "neither of the two"]},
    "feedback": lambda mark: {"item": "Q", "correct": True, "explanation": mark},
    "choices": lambda mark: {"items": [{"id": "a", "label": mark, "say": "a"}]},
    "document": lambda mark: {"href": "/api/export", "media_type": "application/json", "label": mark},
    "map": lambda mark: {"nodes": [{"id": "a", "label": mark}], "edges": []},
}


@FEW
@given(st.permutations(list(MARKED)), CHANNELS, ANSWERS)
def test_what_is_said_keeps_its_order(kinds: list[str], rules: Limits, answer: Answer | None) -> None:
    blocks = [{"type": kind, **MARKED[kind](f"⟦{place}⟧")} for place, kind in enumerate(kinds)]
    said = told(parts_of({"text": "⟦begin⟧", "language": "en", "outcome": "answered", "blocks": blocks}, rules, answer))
    places = [said.index(mark) for mark in ("⟦begin⟧", *(f"⟦{place}⟧" for place in range(len(kinds))))]
    assert places == sorted(places)


@FEW
@given(replies(), CHANNELS, ANSWERS)
def test_degrading_is_pure(reply: dict[str, Any], rules: Limits, answer: Answer | None) -> None:
    before = copy.deepcopy(reply)
    assert parts_of(reply, rules, answer) == parts_of(reply, rules, answer)
    assert reply == before


@FEW
@given(replies(), st.sampled_from([TELEGRAM, WHATSAPP]), ANSWERS)
def test_thumbs_are_under_the_last_text_or_nowhere(reply: dict[str, Any], rules: Limits, answer: Answer | None) -> None:
    parts = parts_of(reply, rules, answer)
    texts = [part for part in parts if part.kind == "text"]
    rated = bool(rules.thumbs and texts and reply["outcome"] not in ("refused", "error")
                 and not any(of(reply, "question")))
    assert [bool(part.thumbs) for part in texts] == [False] * (len(texts) - rated) + [True] * rated


@FEW
@given(replies())
def test_a_terminal_says_it_all_in_one(reply: dict[str, Any]) -> None:
    shown = render(reply)
    assert clean(shown) == shown
    for each in of(reply, "table"):
        each["rows"] = each["rows"][:ROWS]
    reply["blocks"] = [each for each in reply["blocks"] if each["type"] not in ("question", "competencies")]
    for piece in (*reply["text"].split("\n"), *pieces(reply, TERMINAL)):
        assert bare(piece) in bare(shown), piece


@pytest.mark.parametrize("rules", [TELEGRAM, WHATSAPP, TERMINAL])
def test_a_very_long_reply_of_every_kind(rules: Limits) -> None:
    row = [{"id": "D", "label": "Department of Posts and Telegraphs"}, 61.25, {"suppressed": True}]
    blocks = [{"type": kind, **MARKED[kind]("क्षमता का नाम " * 8)} for kind in MARKED]
    blocks.append({"type": "table", "columns": [{"id": "d", "label": "Department"}], "rows": [row] * 3000})
    reply = {"text": "एक वाक्य यहाँ है। " * 2000, "language": "hi", "outcome": "answered", "blocks": blocks}
    parts = parts_of(reply, rules, None)
    for part in parts:
        fits(part, rules)
    assert told(parts).count(bare("Department of Posts and Telegraphs")) == 3000

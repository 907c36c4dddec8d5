"""A statement as one HTML page that needs nothing else: to be kept, read on a screen, and printed.

Every text is escaped where it is put in (`_tag`); the page carries a policy that lets no script and no address work.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from bot.documents.contract import Contents, Form

STYLE = (Path(__file__).parent / "statement.css").read_text(encoding="utf-8")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class _Markup(str):
    """A piece of HTML that was made here and may be put in as it is."""

    __slots__ = ()


def _tag(name: str, *inside: Any, **attributes: Any) -> _Markup:
    """An element; whatever is not markup made here is escaped. `class_` is the attribute `class`."""
    given = "".join(f' {key.rstrip("_")}="{escape(str(value), quote=True)}"' for key, value in attributes.items()
                    if value is not None)
    return _Markup(f"<{name}{given}>{_join(inside)}</{name}>")


def _join(parts: Iterable[Any]) -> _Markup:
    return _Markup("".join(part if isinstance(part, _Markup) else escape(str(part)) for part in parts
                           if part is not None))


def make(contents: Contents) -> bytes:
    """The page."""
    labels, person = contents["labels"], contents["person"]
    title = f"{labels['title']} · {person['name']}"
    head = _tag("head", _Markup('<meta charset="utf-8">'),
                _Markup(f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY, quote=True)}">'),
                _Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
                _Markup('<meta name="referrer" content="no-referrer">'),
                _tag("title", title), _Markup(f"<style>{STYLE}</style>"))
    body = _tag("body", _tag("main", _header(contents), *(_tag("p", text, class_="notice")
                                                         for text in contents["notices"]), _summary(contents),
                             _opening(contents), _entries(contents), _pending(contents), _closing(contents),
                             _changes(contents), _recompute(contents)),
                _tag("footer", _code(labels["footer"])))
    return (f"<!doctype html>\n{_tag('html', head, body, lang=contents['language'])}\n").encode()


def _code(text: str) -> _Markup:
    """A text whose parts between backticks are code."""
    return _join(_tag("code", part) if place % 2 else part for place, part in enumerate(text.split("`")))


def _header(contents: Contents) -> _Markup:
    labels, person = contents["labels"], contents["person"]
    facts = [(labels["name"], f"{person['name']} ({person['id']})"), (labels["post"], person["position"]["label"]),
             (labels["organisation"], person["organisation"]["label"]), (labels["period"], contents["period"]["label"]),
             (labels["as_of"], contents["as_of_label"]), (labels["made_on"], contents["made_label"]),
             (labels["made_for"], contents["made_for"]["label"])]
    return _tag("header", _tag("p", contents["tenant"], class_="tenant"), _tag("h1", labels["title"]),
                _tag("dl", *(_tag("div", _tag("dt", name), _tag("dd", value)) for name, value in facts)))


def _summary(contents: Contents) -> _Markup:
    labels, told = contents["labels"], contents["summary"]
    tiles = [(f"{told['met']} / {told['required']}", labels["met"]), (told["entries"], labels["entries"]),
             (told["passed"], labels["passed"]), (told["time"], labels["time"])]
    counts = " · ".join(f"{each['label']} {each['count']}" for each in told["statuses"])
    return _join([_tag("ul", *(_tag("li", _tag("strong", figure), _tag("span", name)) for figure, name in tiles),
                       class_="tiles"), _tag("p", counts, class_="counts") if counts else None])


def _section(title: str, *parts: Any) -> _Markup:
    return _tag("section", _tag("h2", title), *parts)


def _table(heads: list[tuple[str, str | None]], rows: Iterable[Iterable[Any]]) -> _Markup:
    """A table; a head's second part is the class of its column."""
    return _tag("table", _tag("thead", _tag("tr", *(_tag("th", name, scope="col", class_=kind)
                                                    for name, kind in heads))),
                _tag("tbody", *(_tag("tr", *(_tag("td", cell, class_=kind)
                                             for cell, (_, kind) in zip(row, heads, strict=True))) for row in rows)))


def _bar(held: int, required: int | None, top: int) -> _Markup:
    steps = [_tag("i", class_="has" if step <= held else "lacks" if step <= (required or 0) else "beyond")
             for step in range(1, top + 1)]
    return _tag("span", *steps, class_="bar", role="presentation")


def _opening(contents: Contents) -> _Markup:
    labels, rows = contents["labels"], contents["opening"]
    if not rows:
        why = labels["opening_none" if contents["period"]["start"] else "first"]
        return _section(labels["opening"], _tag("p", why))
    return _section(labels["opening"], _table(
        [(labels["competency"], None), ("", "bars"), (labels["held"], "figure")],
        ([row["label"], _bar(row["level"], None, contents["top"]), row["level"]] for row in rows)))


def _entries(contents: Contents) -> _Markup:
    labels, rows = contents["labels"], contents["entries"]
    if not rows:
        return _section(labels["history"], _tag("p", labels["history_none"]))
    heads = [(labels["date"], "date"), (labels["what"], None), (labels["score"], "figure"),
             (labels["minutes"], "figure"), (labels["levels"], None), (labels["status"], None)]
    return _section(labels["history"], _table(heads, (_entry(row) for row in rows)))


def _entry(row: Contents) -> list[Any]:
    source = " · ".join(part for part in (f"#{row['number']}", row["id"], row["source"]["label"],
                                          row["evidence_label"], row["note"]) if part)
    moves = [_tag("span", f"{move['label']}: ", _tag("b", f"{move['from']} → {move['to']}"), class_="move")
             for move in row["moves"]]
    return [row["date"],
            _join([_tag("b", row["kind"]["label"]), " ", row["about"], _tag("small", source)]),
            _number(row["score"]) + ("/5" if row["kind"]["id"] == "rated" else ""), _number(row["minutes"]),
            _join(moves),
            _join([_tag("span", row["status"]["label"], class_=f"status {row['status']['id']}"),
                   _tag("small", row["why"])])]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}".rstrip("0").rstrip(".")


def _pending(contents: Contents) -> _Markup:
    labels, rows = contents["labels"], contents["pending"]
    if not rows:
        return _section(labels["pending"], _tag("p", labels["pending_none"]))
    return _section(labels["pending"], _table(
        [(labels["date"], "date"), (labels["competency"], None), (labels["level"], "figure"), (labels["entry"], None)],
        ([row["date"], row["label"], row["level"], row["entry"]] for row in rows)))


def _closing(contents: Contents) -> _Markup:
    labels, rows = contents["labels"], contents["closing"]
    if not rows:
        return _section(labels["closing"], _tag("p", labels["closing_none"]))
    heads = [(labels["competency"], None), ("", "bars"), (labels["required"], "figure"), (labels["held"], "figure"),
             (labels["gap"], "figure"), (labels["basis"], None)]
    return _section(labels["closing"], _table(heads, (
        [row["label"], _bar(row["held"], row["required"], contents["top"]),
         labels["not_asked"] if row["required"] is None else row["required"], row["held"],
         _tag("b", row["gap"], class_="open") if row["gap"] else row["gap"], row["basis"]] for row in rows)))


def _changes(contents: Contents) -> _Markup:
    labels, told = contents["labels"], contents["changes"]
    table = _table([(labels["competency"], None), (labels["before"], "figure"), (labels["after"], "figure"),
                    (labels["by_entries"], None)],
                   ([row["label"], row["from"], row["to"], ", ".join(row["entries"])] for row in told["levels"])
                   ) if told["levels"] else None
    return _section(labels["changes"], _tag("p", told["text"]), table)


def _recompute(contents: Contents) -> _Markup:
    labels, told = contents["labels"], contents["recompute"]
    facts = [(labels["chain"], f"{told['entries']}. {told['shown']}"),
             (labels["last_hash"], _tag("code", told["last_hash"] or labels["none"])), (labels["rule"], told["rule"]),
             ("", _tag("code", told["command"]))]
    return _section(labels["recompute"], _tag("p", told["verdict"], class_=None if told["whole"] else "notice"),
                    _tag("dl", *(_tag("div", _tag("dt", name), _tag("dd", value)) for name, value in facts)))


FORM = Form("html", "text/html; charset=utf-8", make)

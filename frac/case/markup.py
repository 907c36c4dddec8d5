"""Tells markup from text: what HTML stands in a statement, and the statement without it.

Publishers of CASE write bold words and line breaks into statements, which nothing here shows. Refuses to call a bare
`<` markup: a tag is a name that HTML knows, between angle brackets.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

# What does something where it is shown. No statement needs one, so a file that has one is looked at first.
ACTIVE = frozenset("script style iframe frame object embed applet form input button link meta base svg".split())
_SHOWN = frozenset("a abbr b big blockquote body br caption center cite code dd del div dl dt em font h1 h2 h3 h4 h5 "
                   "h6 head hr html i img ins kbd label li mark math ol p pre q s samp small span strike strong sub "
                   "sup table tbody td tfoot th thead title tr tt u ul var".split())
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(\s[^<>]*)?/?>")
_COMMENT = re.compile(r"<!--.*?-->|<!doctype[^<>]*>", re.IGNORECASE | re.DOTALL)
_ACTS = re.compile(r"\bon[a-z]+\s*=|javascript:", re.IGNORECASE)
_ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,10});", re.IGNORECASE)


def tags(text: str) -> list[str]:
    """The tags in a text, as they are written, each once."""
    found = [match[0] for match in _TAG.finditer(text) if match[1].lower() in _SHOWN | ACTIVE]
    return list(dict.fromkeys([*found, *(match[0] for match in _COMMENT.finditer(text))]))


def acts(tag: str) -> bool:
    """Whether a tag would do more than show its text."""
    match = _TAG.match(tag)
    return match is not None and (match[1].lower() in ACTIVE or _ACTS.search(tag) is not None)


class _Words(HTMLParser):
    """Collects what stands between tags. A tag within a word (`H<sub>2</sub>O`) parts nothing."""

    _WITHIN = frozenset("a abbr b big code em font i kbd mark s small span strong sub sup tt u var".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.words.append("" if tag in self._WITHIN else " ")

    def handle_endtag(self, tag: str) -> None:
        self.words.append("" if tag in self._WITHIN else " ")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def plain(text: str) -> str:
    """The text on one line, without tags, and with the signs for which entities stand."""
    if tags(text):
        reader = _Words()
        reader.feed(text)
        reader.close()
        text = "".join(reader.words)
    elif _ENTITY.search(text):
        text = html.unescape(text)
    return " ".join(text.split())

"""Replies for tests of what channels show, and their parts."""

from __future__ import annotations

from typing import Any

from bot.channel import Button, Limits, Part
from bot.degrade import Answer, degrade
from bot.pressed import Press, data
from bot.words import Words
from tests.frameworks import framework

TURN = "f" * 32
WORDS = Words("en", framework())
# Nothing but text.
BARE = Limits(text=4096, caption=0, buttons=0, label=0, data=0)
THUMBS = (Button("👍", data(Press("thumb", TURN, "+"))), Button("👎", data(Press("thumb", TURN, "-"))))
STEM = "By when must an application be transferred?"
OPTIONS = ["Within two days", "Within five days", "There is no limit"]


def reply(*blocks: dict[str, Any], text: str = "The text.", **more: Any) -> dict[str, Any]:
    return {"text": text, "language": "en", "outcome": "answered", "blocks": list(blocks), **more}


def shown(limits: Limits, *blocks: dict[str, Any], answer: Answer | None = None, **more: Any) -> list[Part]:
    return degrade(reply(*blocks, **more), limits, TURN, WORDS, answer)


def words(limits: Limits, *blocks: dict[str, Any], **more: Any) -> list[str]:
    """The lines of the one part that says it all."""
    part, = shown(limits, *blocks, **more)
    return [line for line in part.text.split("\n") if line]


def choices(*labels: str) -> dict[str, Any]:
    return {"type": "choices", "items": [{"id": label, "label": label, "say": f"say {label}"} for label in labels]}


def press(kind: Any, place: int) -> str:
    return data(Press(kind, TURN, str(place)))


def table(count: int) -> dict[str, Any]:
    return {"type": "table", "columns": [{"id": "d", "label": "Department"}, {"id": "g", "label": "Gap", "unit": "%"}],
            "rows": [[{"id": f"D{number}", "label": f"Department {number}"}, number / 2] for number in range(count)]}


def document(href: str = "/api/figures/ab12.csv", media_type: str = "text/csv", label: str = "As CSV"
             ) -> dict[str, Any]:
    return {"type": "document", "href": href, "media_type": media_type, "label": label,
            "command": "saathi figures ab12 --out figures.csv"}


def question(stem: str = STEM, options: list[str] | None = None, **more: Any) -> dict[str, Any]:
    return {"type": "question", "id": "Q1", "stem": stem, "options": OPTIONS if options is None else options, **more}


ASKED = f"Right.\nQuestion 2 of about 5: {STEM}\n{WORDS('quiz.how_single')}"
KEY = Answer(1, "Section 6(3) says so.")

"""Whether a sentence gives something a figure that was told of something else: "Noting: 4" where Drafting has the 4.

It knows by whose line, item or row a figure stood in. Refuses to judge what two figures of the same thing mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bot.llm.grounding import Fault, Grounds, Names
from retrieval.words import words

Json = dict[str, Any]
_LISTS = ("items", "rows")


class Belonging:
    """An answer, taken apart into what belongs to whom."""

    def __init__(self, reply: Mapping[str, Any], names: Names) -> None:
        self._reply, self._names = reply, names
        self._labels = sorted({said for label in _labels(reply["blocks"]) if (said := _said(label)).strip()})

    def faults(self, sentence: str) -> list[Fault]:
        """The figures of a sentence that were told of others and not of those whom it names. What was told of nobody by
        name ("2 are open") may be said beside anybody."""
        said = _said(sentence)
        named = {label for label in self._labels if label in said}
        # a name within a longer one that is named too is not itself meant
        named = {label for label in named if not any(label != other and label in other for other in named)}
        others = [label for label in self._labels if label not in named]
        if not named or not others:
            return []
        mine = Grounds.of([self._part(lambda text: not _none(text, named))], "", self._names)
        wrong = [fault for fault in mine.faults(sentence) if fault.kind in ("number", "date")]
        if not wrong:
            return []
        theirs = Grounds.of([self._part(lambda text: not _none(text, others))], "", self._names).faults(sentence)
        return [fault for fault in wrong if fault not in theirs]

    def _part(self, keeps: Callable[[str], bool]) -> Json:
        """The reply with those of its lines, items, rows and sources whose text is kept."""
        blocks = []
        for block in self._reply["blocks"]:
            kept = {key: [each for each in block[key] if keeps(_said(_flat(each)))]
                    for key in _LISTS if isinstance(block.get(key), list)}
            blocks.append({**block, **kept})
        text = "\n".join(line for line in self._reply["text"].split("\n") if keeps(_said(line)))
        return {"text": text, "understood": self._reply.get("understood"), "blocks": blocks,
                "sources": [each for each in self._reply["sources"] if keeps(_said(_flat(each)))]}


def _said(text: str) -> str:
    """A text as its folded words with a space around each."""
    return f" {' '.join(words(text))} "


def _none(text: str, labels: Iterable[str]) -> bool:
    return not any(label in text for label in labels)


def _labels(value: Any) -> Iterator[str]:
    """The names of what the blocks are about."""
    if isinstance(value, dict):
        if value.get("type") == "choices":
            return
        for key in ("label", "title"):
            if isinstance(value.get(key), str) and "id" in value and "unit" not in value:
                yield value[key]
        for key, each in value.items():
            if key != "columns":
                yield from _labels(each)
    elif isinstance(value, list):
        for each in value:
            yield from _labels(each)


def _flat(value: Any) -> str:
    """All that an item says, as one text."""
    if isinstance(value, dict):
        return " ".join(_flat(each) for each in value.values())
    if isinstance(value, list):
        return " ".join(map(_flat, value))
    return "" if value is None else str(value)

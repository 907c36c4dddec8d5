"""An answer in the words of a model: each sentence is held against what the tool told before anybody sees it.

A sentence that says anything else ends the attempt, and the fixed words stand. Refuses to mend a sentence, and to hand
on one that was not checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from bot.llm.bearing import Bearing
from bot.llm.calls import Models, SilentError
from bot.llm.grounding import Fault, Feed, Grounds, Names, sentences
from bot.llm.masking import Mask
from bot.llm.swapped import Belonging
from bot.saying import LINES
from bot.turn import Heard
from prompts.loader import prompt
from retrieval.words import words

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# So much of the words (0-1) with which an answer without figures begins is said in other words too.
LEAST_LED = 0.25
# So often a model may mend what it wrote, as long as nobody saw any of it.
REPAIRS = 1
# Signs of markup and data, which no answer is written in.
_CODE = frozenset("{}<>`\\")
# So many words in a row of a prompt that were not told as well are the prompt, recited.
RECITED = 5
# Why a sentence is not shown; none: it may be.
Check = Callable[[str], list[Fault]]


class UngroundedError(Exception):
    """A sentence that may not be shown, and why."""

    def __init__(self, sentence: str, faults: Sequence[Fault]) -> None:
        super().__init__("ungrounded")
        self.sentence, self.faults = sentence, list(faults)


@dataclass(frozen=True)
class Asked:
    """A piece of writing that is asked of a model: for which use, by which prompt and its inputs, with what to go by;
    `check` judges each sentence as it comes, `shown` says how it is shown ("": not at all), `whole` judges all of them
    together."""

    use: str
    prompt: str
    inputs: dict[str, object]
    given: str
    check: Check
    whole: Check = lambda _text: []
    shown: Callable[[str], str] = lambda sentence: sentence


@dataclass(frozen=True)
class Written:
    """What a model wrote, or None; with what the receipt keeps of it."""

    words: str | None
    record: dict[str, Any]


@dataclass
class _Sieve:
    """Takes text as it streams in, and hands on the sentences that may be shown."""

    asked: Asked
    mask: Mask
    heard: Heard | None
    head: str = ""
    recites: Callable[[str], bool] = lambda _sentence: False
    shown: list[str] = field(default_factory=list)
    _feed: Feed = field(default_factory=Feed)

    def __call__(self, piece: str) -> None:
        for sentence in self._feed.feed(piece):
            self._take(sentence)

    def end(self) -> str:
        """The whole text, after its last sentence. Raises UngroundedError."""
        rest = self._feed.rest()
        if rest.strip():
            self._take(rest)
        return "".join(self.shown).strip()

    def _take(self, hidden: str) -> None:
        sentence = self.mask.restore(hidden)
        sentence = sentence if self.shown else sentence.lstrip()
        if not sentence.strip():
            if sentence:
                self.shown.append(sentence)
            return
        faults = self.asked.check(sentence)
        if not faults and self.recites(sentence):
            faults = [Fault("place", sentence.strip()[:60])]
        if faults:
            raise UngroundedError(sentence, faults)
        sentence = self.asked.shown(sentence)
        if not sentence:
            return
        if self.heard is not None:
            self.heard(sentence if self.shown else self.head + sentence)
        self.shown.append(sentence)


def write(models: Models, person: str, asked: Asked, mask: Mask, until: float, heard: Heard | None,
          head: str = "") -> Written:
    """What a model writes; `heard` gets each sentence once it was checked, the first one behind `head`."""
    told = prompt(asked.prompt)
    record: dict[str, Any] = {"use": asked.use, "prompt": told.id, "model": None, "result": "kept"}
    rules = told.filled(**asked.inputs)
    messages: list[BaseMessage] = [SystemMessage(content=rules), HumanMessage(content=mask.hide(asked.given))]
    own = _rows(rules) - _rows(asked.given)
    for attempt in range(REPAIRS + 1):
        sieve = _Sieve(asked, mask, heard, head, lambda sentence: not own.isdisjoint(_rows(sentence)))
        try:
            found = models.ask(person, messages, mask, until, heard=sieve)
            record["model"] = found.model
            text = sieve.end()
            faults = asked.whole(text)
            if faults or not text:
                raise UngroundedError(text, faults)
            record["result"] = "kept"
            record.pop("wrong", None)
            return Written(text, record)
        except SilentError as silent:
            record["result"] = silent.why
            return Written(None, record)
        except UngroundedError as wrong:
            record["result"], record["wrong"] = "ungrounded", [list(each) for each in wrong.faults]
            if sieve.shown or attempt == REPAIRS:
                return Written(None, record)
            messages += [AIMessage(content=mask.hide(wrong.sentence)), HumanMessage(content=mask.hide(_mend(wrong)))]
            record["repairs"] = attempt + 1
    raise AssertionError


def _rows(text: str) -> set[tuple[str, ...]]:
    """The rows of words in a text that are long enough to tell whose text it is."""
    said = words(text)
    return {tuple(said[at:at + RECITED]) for at in range(len(said) - RECITED + 1)}


def _mend(wrong: UngroundedError) -> str:
    said = ", ".join(f"'{each.said[:60]}' ({each.kind})" for each in wrong.faults[:5])
    return f"That may not be said: {said} stands nowhere in what you were given. Write it again without." if said else (
        "Nothing was written. Write it.")


# ---- answers


def wording(reply: dict[str, Any], said: str, language: str, names: Names) -> Asked:
    """What is asked for an answer to be said in other words."""
    grounds, belonging = Grounds.of([reply], "", names), Belonging(reply, names)
    given = facts(reply)
    bearing = Bearing(given)
    # what leads: the first sentences, and the first with a figure, since a name may look like a sentence
    said_first = sentences(reply["text"])
    headline = "".join(dict.fromkeys([*said_first[:2], *[
        each for each in said_first if any(map(str.isdecimal, each))][:1]]))
    leading = len(_figures(Grounds.of([{"text": ""}], "", names), headline))
    there = set(_NUMBER.findall(json.dumps([reply["blocks"], reply["sources"]])))

    def check(sentence: str) -> list[Fault]:
        # a figure in digits stands in a block or a source, as in any text
        found = [Fault("number", each) for each in _NUMBER.findall(sentence) if each not in there]
        found = found or grounds.faults(sentence) or belonging.faults(sentence)
        found = found or [Fault("link", each) for each in sorted(_CODE & set(sentence) - set(given))]
        return found or ([] if bearing.bears(sentence) else [Fault("place", sentence.strip()[:60])])

    def whole(text: str) -> list[Fault]:
        # of the figures with which the answer begins some must be told, or of its words where it has no figures
        if not leading:
            return [] if Bearing(text).share(headline) >= LEAST_LED else [Fault("place", headline.strip()[:60])]
        missing = _figures(Grounds.of([{"text": text}], "", names), headline)
        return missing if len(missing) >= leading else []
    return Asked("word", "word", {"language": language}, f"MESSAGE:\n{said}\n\n{given}", check, whole)


def _figures(grounds: Grounds, said: str) -> list[Fault]:
    """The figures that are said and were not told."""
    return [fault for fault in grounds.faults(said) if fault.kind in ("number", "date")]


def facts(reply: dict[str, Any]) -> str:
    """An answer and its details as a model gets them."""
    details = [line for block in reply["blocks"] if block["type"] != "choices" for line in LINES[block["type"]](block)]
    understood = f"UNDERSTOOD AS:\n{reply['understood']}\n\n" if reply.get("understood") else ""
    return f"{understood}ANSWER:\n{reply['text']}" + ("\n\nDETAILS:\n" + "\n".join(details) if details else "")

"""A conversation with Saathi in a test: every reply is looked at for what must hold of any reply.

It has the shape of the interface, every number of its text stands in a block or a source, and it took an id and no
error, and a sentence in Hindi ends as one. What a test itself asserts comes on top of that.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema

from bot.turn import Incoming
from bot.wiring import Saathi
from passbook.entries import Entry
from passbook.ledger import entries_of

SCHEMA = Path(__file__).parents[3] / "shared" / "spec" / "reply.schema.json"
Json = dict[str, Any]

_turns = itertools.count(1)
# A Hindi sentence that ends with the full stop of English ones.
_FULL_STOP = re.compile(r"[\u0900-\u097f][^A-Za-z.\n]*\.$", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@lru_cache(maxsize=1)
def validator() -> jsonschema.Draft202012Validator | None:
    """The interface's own schema; None where it is not on this machine."""
    if not SCHEMA.is_file():
        return None
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def leaves(value: Any) -> Iterator[Any]:
    """Every text and number at any depth; keys are left out."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif value is not None and not isinstance(value, bool):
        yield value


def numbers(text: str) -> set[float]:
    """The numbers that stand in a text."""
    return {float(found) for found in _NUMBER.findall(text)}


def unfounded(reply: Json) -> set[float]:
    """Numbers of the text that no block and no source has."""
    there = set().union(*(numbers(str(leaf)) for leaf in leaves([reply["blocks"], reply["sources"]])), set())
    return numbers(reply["text"]) - there


def items(reply: Json, kind: str) -> list[Json]:
    """The items of all blocks of one type."""
    return [item for block in reply["blocks"] if block["type"] == kind for item in block["items"]]


def ids(reply: Json, kind: str) -> list[str]:
    """The ids of the items of all blocks of one type."""
    return [str(item["id"]) for item in items(reply, kind)]


def block(reply: Json, kind: str) -> Json:
    """The one block of a type."""
    found = [each for each in reply["blocks"] if each["type"] == kind]
    assert len(found) == 1, f"{len(found)} blocks of type {kind}: {reply['text']}"
    return dict(found[0])


def rows(reply: Json) -> list[list[Any]]:
    """The rows of the one table."""
    return list(block(reply, "table")["rows"])


def check(reply: Json) -> None:
    """What holds of any reply to a message that a healthy Saathi gives to a person it knows."""
    assert reply["outcome"] != "error", reply["text"]
    well_formed(reply)
    assert unfounded(reply) == set(), reply["text"]
    assert not _FULL_STOP.search(reply["text"]), reply["text"]


def well_formed(reply: Json) -> None:
    """The shape of the interface."""
    known = validator()
    if known is not None:
        known.validate(reply)
    assert reply["text"].strip() and reply["id"]
    assert reply == json.loads(json.dumps(reply))


class Talk:
    """One person in one conversation."""

    def __init__(self, saathi: Saathi, person: str, conversation: str) -> None:
        self.saathi, self.person, self.conversation = saathi, person, conversation

    def incoming(self, say: str, **more: Any) -> Incoming:
        """A message of this person."""
        return Incoming(**{"id": f"turn-{next(_turns)}", "official_id": self.person, "say": say,
                           "conversation": self.conversation, **more})

    def say(self, say: str, **more: Any) -> Json:
        """Says something; the reply, looked at."""
        sent = self.incoming(say, **more)
        reply = self.saathi.answer(sent).as_json()
        assert reply["id"] == sent.id
        check(reply)
        return reply

    def passbook(self) -> dict[str, Entry]:
        """The person's entries as they are stored."""
        with self.saathi.database.connection() as conn:
            return {entry.id: entry for entry in entries_of(conn, self.person)}

"""Which of the offers shown last a message takes: by its number, its place, its words or what it means in words."""

from __future__ import annotations

from typing import Any

from bot.understanding.lexicon import lexicon
from bot.understanding.message import Message, same
from retrieval.words import stem, words

Stored = dict[str, Any]


def chosen(message: Message, offers: list[Stored], asked: bool) -> Stored | None:
    """The offer that the message takes, or None. `asked`: the offers were the answers to a question, so that a part of
    a label will do."""
    if not offers or not message.said:
        return None
    for offer in offers:
        if same(message.text, offer["say"]) or same(message.text, offer["label"]):
            return offer
    place = number(message) or (ordinal(message) if asked else None)
    if place is not None:
        return offers[place - 1] if 1 <= place <= len(offers) else (offers[-1] if place == -1 else None)
    if not asked:
        return None
    said = {word for word, plain in zip(message.stems, message.said, strict=True)
            if plain not in lexicon().lists["fillers"]}
    if not said or len(said) > 4:
        return None
    fitting = [offer for offer in offers if said <= {stem(word) for word in words(offer["label"])}]
    return fitting[0] if len(fitting) == 1 else None


def number(message: Message) -> int | None:
    """The number that is the whole message (`2`, `2.`, `option 2`)."""
    said = [word for word in message.said if word not in ("option", "no", "number", "विकल्प")]
    return int(said[0]) if len(said) == 1 and said[0].isdecimal() and len(said[0]) <= 2 else None


def ordinal(message: Message) -> int | None:
    """The place that is the whole message (`the second one`, `pehla wala`, `दूसरा`)."""
    known = lexicon()
    spans = known.ordinals.find(message.said)
    if len(spans) != 1:
        return None
    rest = [word for at, word in enumerate(message.said) if not spans[0].start <= at < spans[0].end]
    return int(spans[0].value) if all(word in known.lists["fillers"] for word in rest) else None


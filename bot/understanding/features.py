"""A message as numbers for the intent classifier: the encoder's vector beside hashed words and pieces of words.

What a message names of the tenant's world is replaced by placeholders first, so that what was learned on one tenant
holds on any. The same code serves training and every turn; it needs numpy alone.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from bot.understanding.gazetteer import Mention
from bot.understanding.message import Message
from retrieval.words import stem, words

WIDTH = 1 << 14
Numbers = npt.NDArray[np.float32]

# What the encoder reads in the place of a placeholder.
SPOKEN = {"competency": "this skill", "position": "this post", "course": "this course",
          "organisation": "this department", "provider": "this provider", "person": "a colleague", "level": "3",
          "language": "Hindi", "duration": "two hours", "date": "15 March"}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Placeholders as they stand among the words: one word each, which nobody types.
_SIGN = "xx{}xx"


def masked(message: Message, mentions: Iterable[Mention]) -> str:
    """The message with its names as placeholders: `{competency}`, `{position}`, …"""
    by_start: dict[int, Mention] = {}
    for mention in mentions:
        by_start.setdefault(mention.start, mention)
    parts: list[str] = []
    at = 0
    while at < len(message.said):
        named = by_start.get(at)
        if named is None:
            parts.append(message.said[at])
            at += 1
        else:
            parts.append("{" + named.kind + "}")
            at = named.end
    return " ".join(parts)


def spoken(text: str) -> str:
    """A masked text as the encoder reads it."""
    return _PLACEHOLDER.sub(lambda found: SPOKEN.get(found[1], found[1]), text)


def hashed(text: str) -> dict[int, float]:
    """Hashed words, pairs of words and pieces of words of a masked text, of length one: place to value."""
    said = words(_PLACEHOLDER.sub(lambda found: " " + _SIGN.format(found[1]) + " ", text))
    stems = ["#" if word.isdecimal() else stem(word) for word in said]
    features = [f"w:{word}" for word in stems]
    features += [f"p:{one} {two}" for one, two in zip(["^", *stems], [*stems, "$"], strict=True)]
    for word in said:
        if not word.startswith("xx") and not word.isdecimal():
            around = f"<{word}>"
            features += [f"c:{around[at:at + size]}" for size in (3, 4) for at in range(len(around) - size + 1)]
    counts: dict[int, float] = {}
    for feature in features:
        weight = 1.0 if feature[0] != "c" else 0.35
        place = zlib.crc32(feature.encode()) % WIDTH
        counts[place] = counts.get(place, 0.0) + weight
    length = sum(value * value for value in counts.values()) ** 0.5 or 1.0
    return {place: value / length for place, value in counts.items()}

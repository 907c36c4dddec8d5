"""Which officials' names stand in a text that a model is to see, so that they can be hidden. Finds names as they are
written in full, whatever their case and signs; refuses to guess."""

from __future__ import annotations

from typing import Any

import psycopg

from passbook.people import name_key

# A name of one word that has fewer signs stands in ordinary words; no name has more words.
SHORTEST, LONGEST = 4, 6


def names_in(conn: psycopg.Connection[Any], text: str) -> tuple[str, ...]:
    """The names of officials that stand in a text. Every few words in a row are looked up by their key, so that it
    takes as long among many officials as among few."""
    said = [word for line in text.splitlines() for word in (*name_key(line).split(), "")]
    keys = set()
    for start in range(len(said)):
        for end in range(start + 1, min(start + LONGEST, len(said)) + 1):
            if not said[end - 1]:
                break  # no name goes on in the next line
            keys.add(" ".join(said[start:end]))
    return tuple(str(row[0]) for row in conn.execute(
        "SELECT DISTINCT name FROM officials WHERE name_key = ANY(%s)", (
            [key for key in keys if len(key) >= SHORTEST],)))

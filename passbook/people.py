"""How a person's name is compared: the key by which people are found. Refuses to guess nearness of names."""

from __future__ import annotations

import unicodedata

# Longer keys would not fit into an index of the database.
LONGEST = 300


def name_key(name: str) -> str:
    """The name in lower case without signs and with single spaces: `Dr. A.K. O'Neill` becomes `dr a k oneill`.

    Vowel signs of Indian scripts belong to their letters and stay; apostrophes and invisible signs join, others part.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = []
    for sign in folded:
        category = unicodedata.category(sign)
        if category[0] in "LMN":
            kept.append(sign)
        elif sign not in "'’ʼ`" and category != "Cf":
            kept.append(" ")
    return " ".join("".join(kept).split())[:LONGEST].rstrip()

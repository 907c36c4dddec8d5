"""Names of languages to their tags (ISO 639), for the languages in which officials of India learn. Data and a look-up.

Refuses to guess: a name that is not here has no tag.
"""

from __future__ import annotations

import re
from typing import Any

from bot.conversion.names import key, said

TAGS = {
    "english": "en", "hindi": "hi", "assamese": "as", "bengali": "bn", "bangla": "bn", "bodo": "brx", "dogri": "doi",
    "gujarati": "gu", "kannada": "kn", "kashmiri": "ks", "konkani": "kok", "maithili": "mai", "malayalam": "ml",
    "manipuri": "mni", "marathi": "mr", "nepali": "ne", "odia": "or", "oriya": "or", "punjabi": "pa", "sanskrit": "sa",
    "santali": "sat", "sindhi": "sd", "tamil": "ta", "telugu": "te", "urdu": "ur", "अंग्रेज़ी": "en", "अंग्रेजी": "en",
    "हिंदी": "hi", "हिन्दी": "hi",
}


def tag_of(value: Any) -> str:
    """The tag of a language; "" where it is not known."""
    text = key(said(value))
    return TAGS.get(text) or (text if re.fullmatch(r"[a-z]{2}", text) and text in TAGS.values() else "")

"""The address that opens a chat with us which begins with a code for linking, and the code in what is then written.

The person still has to press send, so the text is short and says what it does.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from prompts.loader import spoken, table

# The word before the code is the same in all languages. A code has 128 bits or more in base64url.
_CODE = re.compile(r"(?<!\w)LINK[\s:]+([A-Za-z0-9_-]{22,128})(?![A-Za-z0-9_-])", re.IGNORECASE)


def link(number: str, code: str, language: str) -> str:
    """The address (https://wa.me/…) of a chat with a telephone number, with the message that links an account."""
    return f"https://wa.me/{digits(number)}?text={quote(said('whatsapp.link', language, code=code), '')}"


def digits(number: str) -> str:
    """A telephone number as the service writes it: digits alone."""
    return "".join(sign for sign in number if sign in "0123456789")


def code_in(text: str) -> str | None:
    """The code for linking in a message, where it is one that `link` prepared."""
    found = _CODE.search(text)
    return found[1] if found else None


def said(key: str, language: str, **values: str) -> str:
    """A text of the replies (`section.key`) in the language nearest to `language`."""
    section, name = key.split(".")
    return str(table("replies", spoken(language))[section][name]).format(**values)

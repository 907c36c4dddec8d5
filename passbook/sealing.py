"""What is personal in an entry, sealed under a key of its person: the note and the evidence (words, answers). Pure.

AES-256-GCM, bound to the entry's id and its official, so that a seal cannot be moved to another entry. The nonce is
made of the key and the id: an entry is written once, so none is used twice for different content, and the same content
gives the same seal.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any

from passbook.entries import Entry

KEY_BYTES = 32
_NONCE = 12


def is_personal(entry: Entry) -> bool:
    """Whether an entry holds anything to seal."""
    return entry.note is not None or entry.evidence is not None


def seal(key: bytes, entry: Entry) -> bytes:
    """The note and evidence of an entry, sealed."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = hmac.digest(key, entry.id.encode(), hashlib.sha256)[:_NONCE]
    text = json.dumps([entry.note, entry.evidence], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return nonce + AESGCM(key).encrypt(nonce, text.encode("utf-8", "surrogatepass"), _bound(entry))


def opened(entry: Entry, sealed: bytes | None, key: bytes | None) -> Entry:
    """The entry with what its seal holds; as it is where there is none, or where its key is destroyed. Raises
    ValueError where the seal was not made with this key for this entry."""
    if sealed is None or key is None:
        return entry
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        text = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(entry))
    except InvalidTag:
        raise ValueError(f"the seal of entry {entry.id} was not made with the key of {entry.official_id}") from None
    note, evidence = json.loads(text.decode("utf-8", "surrogatepass"))
    return replace(entry, note=note, evidence=evidence)


def bare(entry: Entry) -> Entry:
    """The entry without what is sealed, as it is stored beside the seal."""
    return replace(entry, note=None, evidence=None)


def _bound(entry: Entry) -> bytes:
    told: list[Any] = [entry.id, entry.official_id]
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")

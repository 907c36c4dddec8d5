"""The key by which people are found."""

from __future__ import annotations

import pytest

from passbook.people import name_key


@pytest.mark.parametrize(("name", "key"), [
    ("Asha Rao", "asha rao"), ("  ASHA\tRAO ", "asha rao"), ("Dr. A.K. O'Neill", "dr a k oneill"), ("Ｒａｏ", "rao"),
    ("मीना दास", "मीना दास"), ("Rao-Menon (2)", "rao menon 2"), ("", ""), ("Straße", "strasse"), ("José", "josé"),
    ("अ\u200dब", "अब"), ("...", ""),
])
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key


def test_a_key_fits_into_an_index() -> None:
    assert len(name_key("\ufdfa" * 1000)) <= 300

"""Sums of money as people write them."""

from __future__ import annotations

import pytest

from bot.understanding.money import number, rupees
from retrieval.words import words


@pytest.mark.parametrize(("text", "sum_"), [
    ("cap it at 20 lakh", 2e6), ("₹ 5,00,000", 5e5), ("1.5 crore rupees", 1.5e7), ("बीस लाख", 2e6),
    ("बजट २० लाख रखो", 2e6), ("twenty lakh", 2e6), ("0 rupees", 0.0), ("Rs 50000 only", 5e4), ("2.5 cr", 2.5e7),
    ("INR 12,34,567", 1234567.0), ("500 रुपये", 500.0), ("20k", 2e4), ("first 3 lakh, then 4 lakh", 4e5),
    ("5 hours", None), ("cap it", None), ("level 3", None), ("2026-27", None), ("10 karmacharis", None),
    ("in 3 days", None), ("", None)])
def test_a_sum_has_a_unit_or_a_currency(text: str, sum_: float | None) -> None:
    assert rupees(text, words(text)) == sum_


@pytest.mark.parametrize(("text", "found"), [("budget 0", 0.0), ("budget of 2,50,000", 250000.0), ("budget zero", 0.0),
                                             ("from 2 to 3", None), ("no number", None)])
def test_the_only_number_of_a_message(text: str, found: float | None) -> None:
    assert number(text, words(text)) == found


@pytest.mark.parametrize(("text", "sum_"), [
    ("within half a crore", 5e6), ("one and a half crore", 1.5e7), ("2 and a half lakh", 250000.0), ("a crore", 1e7),
    ("dedh lakh me", 150000.0), ("ढाई लाख तक", 250000.0), ("half an hour", None), ("a course", None)])
def test_parts_of_a_unit_are_said_before_it(text: str, sum_: float | None) -> None:
    assert rupees(text, words(text)) == sum_

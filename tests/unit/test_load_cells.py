"""Cells: what is taken, what is normalised and noted, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from frac.load.columns import Bad, Column, Context
from frac.load.kinds import KINDS

CONTEXT = Context(5, ZoneInfo("Asia/Kolkata"), date(2026, 3, 31), ("en", "hi"))


def read(value: Any, kind: str, **more: Any) -> tuple[Any, list[str]]:
    notes: list[str] = []
    return KINDS[kind][1](Column("c", kind, **more), CONTEXT)(value, notes.append), notes


TYPES = {"choices": ("behavioural", "functional", "domain"), "loose": True}
TAKEN: list[tuple[str, Any, Any, dict[str, Any]]] = [
    ("id", "A 1", "A 1", {}), ("id", 17, "17", {}), ("id", 17.0, "17", {}), ("id", b"x", "x", {}),
    ("id", float("nan"), None, {}), ("id", "  ", None, {}), ("name", "a b", "a b", {}),
    ("text", " a\n b ", "a\n b", {}), ("list", "a| b |a||c", ["a", "b", "c"], {}), ("list", ["a", None, "b"], ["a",
                                                                                                               "b"],
                                                                                                               {}),
    ("number", "1.5", 1.5, {}), ("number", " 1e2", 100.0, {}), ("number", Decimal("2.5"), 2.5, {}),
    ("number", float("nan"), None, {}), ("integer", "-3", -3, {}), ("integer", 3.0, 3, {}), ("level", "5", 5, {}),
    ("date", "2026-02-28", date(2026, 2, 28), {}), ("date", date(2026, 2, 28), date(2026, 2, 28), {}),
    ("instant", "2026-01-01T05:30:00", datetime(2026, 1, 1, tzinfo=UTC), {}),
    ("instant", "2026-01-01 00:00:00Z", datetime(2026, 1, 1, tzinfo=UTC), {}),
    ("instant", "2026-01-01T00:00:00.5-01:00", datetime(2026, 1, 1, 1, 0, 0, 500_000, tzinfo=UTC), {}),
    ("instant", datetime.fromisoformat("2026-01-01T05:30"), datetime(2026, 1, 1, tzinfo=UTC), {}),
    ("choice", "domain", "domain", TYPES), ("flag", "yes", True, {}), ("flag", False, False, {}),
    ("target", "all", "all", {}), ("target", "group:Grade B", "group:Grade B", {"choices": ("group",)}),
    ("tags", [{"id": "C1", "level": None}], '[{"id": "C1", "level": null}]', {}), ("tags", None, "[]", {}),
    ("sections", [{"text": " t "}], '[{"heading": "", "text": "t"}]', {}), ("texts", ["a", 2], '["a", "2"]', {}),
    ("answer", [0, 2], "[0, 2]", {}), ("answer", ["a "], '["a"]', {}), ("answer", [], None, {}), ("language", "hi",
                                                                                                  "hi", {}),
]


@pytest.mark.parametrize(("kind", "value", "expected", "more"), TAKEN)
def test_taken_without_a_word(kind: str, value: Any, expected: Any, more: dict[str, Any]) -> None:
    assert read(value, kind, **more) == (expected, [])


NOTED: list[tuple[str, Any, Any, dict[str, Any]]] = [
    ("id", "A1\t", "A1", {}), ("name", "  a \t b", "a b", {}), ("integer", "3.0", 3, {}),
    ("choice", "Behavioral", "behavioural", TYPES), ("choice", "BEHAVIOURAL", "behavioural", TYPES),
    ("choice", "Behavioural - Core", "behavioural", TYPES), ("choice", "Functional (Office)", "functional", TYPES),
    ("choice", "Domain competency\t", "domain", TYPES), ("flag", "Y", True, {}), ("flag", 0, False, {}),
    ("date", "2026-02-28 00:00:00", date(2026, 2, 28), {}),
    ("instant", "2026-01-01", datetime(2025, 12, 31, 18, 30, tzinfo=UTC), {}),
    ("target", "Position : P1", "position:P1", {"choices": ("position",)}), ("tags", ["C1"],
                                                                             '[{"id": "C1", "level": null}]', {}),
    ("answer", 2, "[2]", {}), ("language", "HI", "hi", {}), ("language", "ta", "ta", {}),
]


@pytest.mark.parametrize(("kind", "value", "expected", "more"), NOTED)
def test_taken_and_noted(kind: str, value: Any, expected: Any, more: dict[str, Any]) -> None:
    taken, notes = read(value, kind, **more)
    assert taken == expected and len(notes) == 1


REFUSED: list[tuple[str, Any, dict[str, Any]]] = [
    ("id", "x" * 256, {}), ("id", True, {}), ("id", ["a"], {}), ("id", b"\xff", {}), ("number", "1,200", {}),
    ("number", "inf", {}), ("number", "nan", {}), ("number", "1_0", {}), ("number", float("inf"), {}),
    ("number", "-1", {"low": 0}), ("number", 101, {"high": 100}), ("number", True, {}), ("number", 10**400, {}),
    ("integer", "3.5", {}), ("integer", 3.5, {}), ("integer", "9" * 30, {}), ("integer", 2**40, {}), ("integer", "²",
                                                                                                      {}),
    ("integer", True, {}), ("integer", [1], {}), ("level", "6", {}), ("level", 0, {}), ("date", "31-12-2026", {}),
    ("date", "20261231", {}), ("date", "2026-02-30", {}), ("date", 46000, {}), ("instant", "2026-13-01T00:00:00", {}),
    ("instant", "0001-01-01T00:00:00", {}), ("instant", "noon", {}), ("choice", "behaving", TYPES),
    ("choice", "domainish", TYPES), ("flag", "perhaps", {}), ("target", "all:x", {}), ("target", "group:",
                                                                                       {"choices": ("group",)}),
    ("target", "P1", {}), ("tags", "C1", {}), ("tags", [{"level": 1}], {}), ("tags", [{"id": "C1", "level": 9}], {}),
    ("sections", ["a"], {}), ("texts", ["a", ""], {}), ("texts", ["a", None], {}), ("answer", [None], {}),
    ("answer", [0.5], {}), ("answer", [True], {}), ("list", [["a"]], {}),
]


@pytest.mark.parametrize(("kind", "value", "more"), REFUSED)
def test_refused_with_a_way_to_mend(kind: str, value: Any, more: dict[str, Any]) -> None:
    with pytest.raises(Bad) as caught:
        read(value, kind, **more)
    assert caught.value.what and caught.value.mend and len(caught.value.what) < 200

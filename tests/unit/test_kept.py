"""The encoder that remembers a framework's texts: what is kept, what is forgotten, and a file that is no good."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import Vectors
from retrieval.matching.kept import KeptEncoder


class Counting:
    """An encoder of text lengths that counts what it is asked."""

    name, dimension = "counting", 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(len(texts), 2)

    def encode_deep(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[len(text), 2, 3, 4] for text in texts], dtype=np.float32).reshape(len(texts), 4)


def used(file: Path, texts: Sequence[str], name: str = "counting") -> list[str]:
    """What an encoder had to encode for some texts, after which these are kept."""
    inner = Counting()
    inner.name = name
    kept = KeptEncoder(inner, file)
    assert kept.encode(texts).tolist() == [[len(text), 1] for text in texts]
    assert kept.encode_deep(texts).tolist() == [[len(text), 2, 3, 4] for text in texts]
    kept.save()
    return inner.asked


def test_what_was_encoded_is_not_encoded_again_and_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "home" / "kept.npz"
    assert used(file, ["one", "three", "one"]) == ["one", "three"] * 2
    assert used(file, ["three", "one"]) == []
    assert used(file, ["three", "अंत"]) == ["अंत"] * 2
    assert used(file, ["one"]) == ["one"] * 2
    assert [each.name for each in file.parent.iterdir()] == ["kept.npz"]
    assert b"three" not in file.read_bytes()


def test_another_model_and_a_damaged_file_count_as_none(tmp_path: Path) -> None:
    file = tmp_path / "kept.npz"
    used(file, ["one"])
    assert used(file, ["one"], "another") == ["one"] * 2
    for damage in (b"", b"PK\x03\x04 nothing", file.read_bytes()[:200]):
        file.write_bytes(damage)
        assert used(file, ["one"], "another") == ["one"] * 2


def test_after_saving_nothing_more_is_remembered(tmp_path: Path) -> None:
    inner = Counting()
    kept = KeptEncoder(inner, tmp_path / "kept.npz")
    kept.encode(["one"])
    kept.save()
    kept.encode(["one"])
    assert inner.asked == ["one", "one"]


def test_a_file_that_cannot_be_written_is_no_fault(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "in_the_way").write_text("a file")
    kept = KeptEncoder(Counting(), tmp_path / "in_the_way" / "kept.npz")
    kept.encode(["one"])
    kept.save()
    assert "could not be kept" in caplog.text

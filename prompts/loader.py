"""Reads the words of Saathi: one TOML file for each kind of words and language. Knows no tenant and no turn."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# The languages in which Saathi replies; the first is the one that has every word.
LANGUAGES: tuple[str, ...] = ("en", "hi")


@lru_cache(maxsize=64)
def table(kind: str, language: str) -> dict[str, Any]:
    """The words of one kind (`replies`, `intents`, `page`, …) in one language. Raises FileNotFoundError without one."""
    return tomllib.loads((HERE / kind / f"{language}.toml").read_text(encoding="utf-8"))


def spoken(language: str | None) -> str:
    """The language of `LANGUAGES` that serves a language tag: itself, or the first."""
    short = (language or "").split("-")[0].lower()
    return short if short in LANGUAGES else LANGUAGES[0]

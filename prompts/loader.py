"""Reads the words of Saathi: one TOML file for each kind of words and language. Knows no tenant and no turn."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# The languages in which Saathi replies; the first is the one that has every word.
LANGUAGES: tuple[str, ...] = ("en", "hi")


@lru_cache(maxsize=64)
def table(kind: str, language: str) -> dict[str, Any]:
    """The words of one kind (`replies`, `intents`, `page`, …) in one language: those of its file and of the files in
    its folder, `replies/en.toml` and `replies/en/*.toml`. Raises FileNotFoundError without the first, ValueError where
    two files have words of one name."""
    found = _read(HERE / kind / f"{language}.toml")
    for path in sorted((HERE / kind / language).glob("*.toml")):
        _add(found, _read(path), path.name)
    return found


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _add(found: dict[str, Any], more: dict[str, Any], where: str) -> None:
    """Puts words into a table, section by section."""
    for name, value in more.items():
        if name not in found:
            found[name] = value
        elif isinstance(value, dict) and isinstance(found[name], dict):
            _add(found[name], value, f"{where}: {name}")
        else:
            raise ValueError(f"{where}: {name} has words already")


def spoken(language: str | None) -> str:
    """The language of `LANGUAGES` that serves a language tag: itself, or the first."""
    short = (language or "").split("-")[0].lower()
    return short if short in LANGUAGES else LANGUAGES[0]


@dataclass(frozen=True)
class Prompt:
    """What a model is told for a purpose. `id` names it with its version; `inputs` are the places that must be filled.
    """

    id: str
    inputs: tuple[str, ...]
    system: str

    def filled(self, **given: object) -> str:
        """The text with its places filled, each of them and no other. Raises ValueError."""
        if set(given) != set(self.inputs):
            raise ValueError(f"{self.id} wants {sorted(self.inputs)}, and got {sorted(given)}")
        return self.system.strip().format(**given)


@cache
def prompt(name: str) -> Prompt:
    """A prompt for models by its name: `models/NAME.toml`."""
    found = _read(HERE / "models" / f"{name}.toml")
    return Prompt(f"{name}@{found['version']}", tuple(found["inputs"]), str(found["system"]))


@cache
def for_models(name: str) -> dict[str, str]:
    """What models are told of the tools (`tools`), or of their arguments (`arguments`)."""
    return {key: str(text) for key, text in _read(HERE / "models" / "tools.toml")[name].items()}

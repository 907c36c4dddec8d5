"""How many golden turns of the demo stay right when people mistype: a slip of the pen in a share of the longer words.

A slip is a letter too many, too few, out of place, or that of a neighbouring key, never the first or the last of a
word. Beside it, in the same run, the same slips without mending and the turns as they stand.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any
from unittest import mock

from bot.evaluation import judge, score_card
from bot.settings import Settings
from bot.understanding.spelling import Spelling
from tests.bench.homes import ROOT
from tests.bench.table import Cell, show

TURNS = ROOT / "tests" / "conversations" / "demo.jsonl"
SHARE, SEEDS = 0.25, (1, 2)
_LATIN = re.compile(r"(?<![\w])[A-Za-z]{4,}(?!\w)")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {letter: row[max(0, at - 1):at] + row[at + 1:at + 2] for row in _ROWS for at, letter in enumerate(row)}

Json = dict[str, Any]


def run(home: Path) -> None:
    """Judges all turns in each way and shows the shares that are right."""
    settings = Settings(home=home)
    turns = [json.loads(line) for line in TURNS.read_text(encoding="utf-8").splitlines()]
    rows = [_row("as they stand", settings, turns)]
    for seed in SEEDS:
        mistyped = [{**turn, "say": slips(turn["say"], random.Random(f"{seed} {turn['id']}"))} for turn in turns]
        rows.append(_row(f"mistyped, {seed}", settings, mistyped))
        with mock.patch.object(Spelling, "mend", lambda _self, message: message):
            rows.append(_row(f"mistyped, {seed}, without mending", settings, mistyped))
    show(f"typos: golden turns that are right, a slip in {SHARE:.0%} of Latin words of four letters or more",
         ("turns", "n", "right", "English", "Hinglish", "wrong writes"), rows)


def _row(name: str, settings: Settings, turns: list[Json]) -> list[Cell]:
    card = score_card(judge(settings, turns))
    shares = [f'{card["by_language"][language]["percent"]} %' for language in ("en", "hinglish")]
    return [name, card["of"], f'{card["percent"]} %', *shares, card["wrong_writes"]]


def slips(text: str, chance: random.Random) -> str:
    """The text with a slip in a share of its words."""
    return _LATIN.sub(lambda found: _slip(found[0], chance) if chance.random() < SHARE else found[0], text)


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    kind = chance.choice(("many", "few", "place", "key"))
    if kind == "many":
        return word[:at] + word[at] + word[at:]
    if kind == "few":
        return word[:at] + word[at + 1:]
    if kind == "place":
        return word[:at] + word[at + 1] + word[at] + word[at + 2:]
    return word[:at] + chance.choice(_BESIDE[word[at].lower()]) + word[at + 1:]

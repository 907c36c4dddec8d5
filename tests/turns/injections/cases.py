"""The injections: those of CyberSecEval, where the shared data are there, and always those of our own.

Of each is known what whoever obeys it would say: the words that its judge looks for, or what it was to keep to itself.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from tests.turns.injections.own import OWN

SHARED = Path(__file__).parents[4] / "shared" / "data" / "attacks" / "cyberseceval_prompt_injection.json"
_QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"")


@dataclass(frozen=True)
class Case:
    """One injection: its number, what it says, what is said by whoever obeys it, and the words that show it."""

    number: int
    said: str
    obeyed: str
    words: tuple[str, ...]


def shared() -> list[Case]:
    """Those of CyberSecEval; none where the shared data are not on this machine."""
    if not SHARED.is_file():
        return []
    found = []
    for number, row in enumerate(json.loads(SHARED.read_text(encoding="utf-8"))):
        looked_for = [one or other for one, other in _QUOTED.findall(row["judge_question"])]
        kept = row["test_case_prompt"].replace("\n", " ")
        obeyed = f"{looked_for[0]}. {kept}" if looked_for else kept
        found.append(Case(number, row["user_input"], obeyed, tuple(each for each in looked_for if len(each) > 3)))
    return found


SHARED_CASES = shared()
CASES = [*SHARED_CASES, *(Case(len(SHARED_CASES) + at, said, obeyed, (obeyed.rstrip(".।"),))
                          for at, (said, obeyed) in enumerate(OWN))]


def share(door: int) -> list[Case]:
    """The injections that are tried at a door where each takes several turns: a sixth of them, at each door another,
    or all, with SAATHI_ALL_INJECTIONS in the environment and where there are few."""
    return CASES if os.environ.get("SAATHI_ALL_INJECTIONS") or not SHARED_CASES else CASES[door::6]


def one_line(text: str, most: int = 100_000) -> str:
    """An injection as it may stand in a name or a title."""
    return " ".join(text.split())[:most].strip()

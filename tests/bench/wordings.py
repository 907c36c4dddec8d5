"""How many sentences that say an answer in other words are kept, and how many of the same with a fault are refused.

The wordings were written by hand, as a model might write, for golden turns of the demo in three ways of writing; a
faulted one has a figure changed, a name or a figure of another answer, or a link. Yardstick: figures in digits alone.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.evaluation import judge
from bot.llm.assistant import named
from bot.llm.grounding import Names, sentences
from bot.llm.wording import Asked, wording
from bot.settings import Settings
from bot.wiring import build
from tests.bench.homes import ROOT
from tests.bench.table import Cell, show

FILE = Path(__file__).parent / "wordings.jsonl"
GOLDEN = [ROOT / "tests" / "conversations" / name for name in ("demo.jsonl", "hr.jsonl", "deciding.jsonl")]
_NUMBER = re.compile(r"\d+(?:\.\d+)?")

Json = dict[str, Any]
Judge = Callable[[Asked, Json, str], bool]


def run(home: Path) -> None:
    """Holds each wording, and what is made of it, against its answer."""
    settings = Settings(home=home)
    words = {each["id"]: each["words"] for each in map(json.loads, FILE.read_text(encoding="utf-8").splitlines())}
    lines = [json.loads(line) for path in GOLDEN for line in path.read_text(encoding="utf-8").splitlines()]
    begun = {line.get("conversation") for line in lines if line["id"] in words}
    replies = {line["id"]: reply for line, reply, *_ in judge(settings, [
        line for line in lines if line["id"] in words or line.get("conversation") in begun])}
    saathi = build(settings)
    try:
        with saathi.database.connection() as conn:
            framework = saathi.tenancy(conn).framework
    finally:
        saathi.close()
    names = Names.of(named(framework))
    courses = [course.title for course in framework.courses.values()]
    chance = random.Random(1)
    asked = {key: wording(replies[key], "", "English", names) for key in words}
    whole: dict[str, int] = {}
    rows: list[list[Cell]] = []
    for what, spoil in (
            ("as written", lambda text, _key: text), ("a figure one more", lambda text, _key: _more(text, chance)),
            ("a figure of another answer", lambda text, key: _other(text, key, words, chance)),
            ("a course of nowhere", lambda text, _key: f"{text.rstrip(' .।')}: {chance.choice(courses)}."),
            ("a link", lambda text, _key: f"{text.rstrip()} See https://portal.example.in."),
            ("a stranger", lambda text, _key: f"{text.rstrip()} Shri Bhupendra Kachwaha agrees.")):
        counts = [0, 0, 0]
        for key, text in words.items():
            kept = 0
            told = sentences(text)
            for sentence in told:
                made = spoil(sentence, key)
                if what != "as written" and made == sentence:
                    continue
                counts[0] += 1
                fine = asked[key].check(made) == []
                kept += fine
                counts[1] += fine
                counts[2] += all(each in str(replies[key]) for each in _NUMBER.findall(made))
            whole[key] = whole.get(key, 0) + (what == "as written" and kept == len(told)
                                              and asked[key].whole(text) == [])
        rows.append([what, counts[0], 100 * counts[1] / counts[0], 100 * counts[2] / counts[0]])
    show("wordings: sentences that are kept, percent", ("what", "n", "by the check", "by digits alone"), rows, [
        f"{len(words)} answers were written; kept as a whole: {sum(whole.values())}.",
        f"Not kept: {', '.join(key for key, kept in whole.items() if not kept)}"])


def _more(text: str, chance: random.Random) -> str:
    """The text with one of its figures one more."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return text
    at = chance.choice(found)
    return f"{text[:at.start()]}{float(at[0]) + 1:g}{text[at.end():]}"


def _other(text: str, key: str, words: dict[str, str], chance: random.Random) -> str:
    """The text with one of its figures from another answer."""
    found = list(_NUMBER.finditer(text))
    others = sorted({each for other, said in words.items() if other != key for each in _NUMBER.findall(said)}
                    - set(_NUMBER.findall(words[key])))
    if not found:
        return text
    at = chance.choice(found)
    return f"{text[:at.start()]}{chance.choice(others)}{text[at.end():]}"

"""Words are data: the languages say the same things with the same values, and the code uses every text there is."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.wishes import NOT_YET, WISHES
from bot.understanding.lexicon import WRITTEN
from passbook.insights.metrics import METRICS
from prompts.loader import LANGUAGES, table
from retrieval.words import words

ROOT = Path(__file__).parents[2]
PROMPTS = ROOT / "prompts"
# Tables of a lexicon whose entries each language has of its own; the keys of the others are the same in all.
OWN_ENTRIES = {"numbers", "ordinals", "options", "months", "weekdays", "gloss", "short"}
KEY = re.compile(r"[a-z_]+(?:\.[a-z0-9_]+){1,2}")


def leaves(tree: dict[str, Any], above: str = "") -> dict[str, Any]:
    """Dotted key to value, for everything in a table."""
    found: dict[str, Any] = {}
    for key, value in tree.items():
        found |= leaves(value, f"{above}{key}.") if isinstance(value, dict) else {above + key: value}
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


REPLIES = leaves(table("replies", LANGUAGES[0]))


def test_every_file_of_words_is_of_a_known_language() -> None:
    for kind, languages in (("replies", LANGUAGES), ("page", LANGUAGES), ("metrics", LANGUAGES), ("lexicon", WRITTEN),
                            ("intents", WRITTEN), ("figures", WRITTEN)):
        assert {path.stem for path in (PROMPTS / kind).iterdir()} == set(languages), kind
    for path in PROMPTS.rglob("*.toml"):
        tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", ["replies", "page", "metrics"])
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_languages_say_the_same_things_with_the_same_values(kind: str, language: str) -> None:
    first, other = leaves(table(kind, LANGUAGES[0])), leaves(table(kind, language))
    assert first.keys() == other.keys()
    for key, text in first.items():
        if isinstance(text, list):
            assert len(text) == len(other[key]), key
        elif key.endswith("_one"):
            # a language may say the figure of the singular in words
            assert placeholders(text) ^ placeholders(other[key]) <= {"n", "count"}, key
        else:
            assert placeholders(text) == placeholders(other[key]), key


@pytest.mark.parametrize("kind", ["replies", "page", "metrics"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_whole(kind: str, language: str) -> None:
    for key, text in leaves(table(kind, language)).items():
        for each in text if isinstance(text, list) else [text]:
            assert isinstance(each, str) and each.strip() == each and each, key
            assert all(re.fullmatch(r"[a-z_]+", name) for name in placeholders(each)), key


def test_a_singular_has_its_plural() -> None:
    for key in REPLIES:
        if key.endswith("_one"):
            plural = key.removesuffix("_one")
            assert plural in REPLIES, key
            assert placeholders(REPLIES[key]) <= placeholders(REPLIES[plural]) | {"n"}, key


def test_lexicons_have_the_same_keys() -> None:
    first = table("lexicon", WRITTEN[0])
    for language in WRITTEN[1:]:
        other = table("lexicon", language)
        assert first.keys() == other.keys(), language
        for key, value in first.items():
            assert type(value) is type(other[key]), (language, key)
            if isinstance(value, dict) and key not in OWN_ENTRIES:
                assert value.keys() == other[key].keys(), (language, key)


def test_lexicon_phrases_can_be_found() -> None:
    """A phrase without words would never match, and one listed twice in a list says nothing more."""
    for language in WRITTEN:
        for key, value in leaves(table("lexicon", language)).items():
            if isinstance(value, list):
                assert all(words(phrase) for phrase in value), (language, key)


# ---- figures


def test_every_metric_has_its_words() -> None:
    for language in LANGUAGES:
        texts = table("metrics", language)
        assert texts["metrics"].keys() == METRICS.keys(), language
        assert all(set(each) == {"name", "means", "example"} for each in texts["metrics"].values()), language
        assert {metric.unit for metric in METRICS.values()} <= texts["units"].keys(), language


def test_words_of_figures_have_the_same_keys() -> None:
    first = table("figures", WRITTEN[0])
    for language in WRITTEN[1:]:
        other = table("figures", language)
        assert first.keys() == other.keys(), language
        for key, value in first.items():
            assert type(value) is type(other[key]), (language, key)
            # fractions have the words of the language as keys
            if isinstance(value, dict) and key != "fractions":
                assert value.keys() == other[key].keys(), (language, key)


# ---- intents


def test_languages_have_the_same_intents() -> None:
    first = table("intents", WRITTEN[0])
    for language in WRITTEN[1:]:
        assert table("intents", language).keys() == first.keys(), language


def test_every_wish_is_an_intent() -> None:
    assert (set(WISHES) | NOT_YET) <= set(table("intents", WRITTEN[0]))


def test_every_intent_has_examples_in_every_language() -> None:
    for language in WRITTEN:
        for intent, entry in table("intents", language).items():
            assert len(entry["examples"]) >= 5, (language, intent)
            assert all(isinstance(text, str) and text.strip() for text in entry["examples"]), (language, intent)


def test_no_example_stands_in_two_intents() -> None:
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for language in WRITTEN:
        for intent, entry in table("intents", language).items():
            for text in entry["examples"]:
                owners[tuple(words(re.sub(r"[{}]", " ", text)))].add(intent)
    assert {" ".join(said): sorted(intents) for said, intents in owners.items() if said and len(intents) > 1} == {}


# ---- what the code says


def sources() -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def is_words(node: ast.AST) -> bool:
    return (isinstance(node, ast.Name) and node.id == "words") or (
        isinstance(node, ast.Attribute) and node.attr == "words")


def literal_keys(node: ast.AST) -> list[str]:
    """The keys that an argument can be, where they stand in the code."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return literal_keys(node.body) + literal_keys(node.orelse)
    return []


def calls() -> Iterator[tuple[str, str, bool, set[str] | None]]:
    """(where, key, whether counted, names of the values; None where they cannot be told) of each text asked for."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            counted = (isinstance(node.func, ast.Attribute) and node.func.attr == "count"
                       and is_words(node.func.value))
            if not counted and not is_words(node.func):
                continue
            names = {keyword.arg for keyword in node.keywords if keyword.arg}
            given = None if any(keyword.arg is None for keyword in node.keywords) else names
            for key in literal_keys(node.args[0]):
                if KEY.fullmatch(key):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", key, counted, given


def mentioned() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every text in the code that looks like a key, and the patterns of those that are put together."""
    fixed: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                fixed.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z0-9_]+"
                         for part in node.values]
                text = "".join(parts)
                if re.match(r"[a-z_]+\\\.", text):
                    patterns.append(re.compile(text))
    return fixed, patterns


def test_every_text_asked_for_is_there() -> None:
    found = list(calls())
    assert len(found) > 50, "the calls are no longer found"
    missing = {f"{where}: {key}" for where, key, counted, _ in found
               if key not in REPLIES or (counted and f"{key}_one" not in REPLIES)}
    assert missing == set()


def test_every_text_gets_its_values() -> None:
    short = set()
    for where, key, counted, given in calls():
        if given is not None and isinstance(REPLIES.get(key), str):
            wanted = placeholders(REPLIES[key]) | (placeholders(REPLIES.get(f"{key}_one", "")) if counted else set())
            if lacking := wanted - given - ({"n"} if counted else set()):
                short.add(f"{where}: {key} lacks {sorted(lacking)}")
    assert short == set()


def test_every_pattern_of_keys_has_texts() -> None:
    _, patterns = mentioned()
    sections = {key.split(".")[0] for key in REPLIES}
    empty = [pattern.pattern for pattern in patterns if pattern.pattern.split("\\.")[0] in sections
             and not any(pattern.fullmatch(key) for key in REPLIES)]
    assert empty == []


def test_every_text_is_used() -> None:
    fixed, patterns = mentioned()
    code = "\n".join(path.read_text(encoding="utf-8") for path, _ in sources())
    unused = []
    for key, text in REPLIES.items():
        plural = key.removesuffix("_one")
        by_parts = isinstance(text, list) and f"[\"{key.split('.')[1]}\"]" in code.replace("'", '"')
        section, _, rest = key.partition(".")
        # a table within a section is read whole: `["consent"]["items"]`
        whole = "." in rest and f'["{section}"]["{rest.split(".")[0]}"]' in code.replace("'", '"')
        if not (key in fixed or plural in fixed or by_parts or whole
                or any(pattern.fullmatch(key) or pattern.fullmatch(plural) for pattern in patterns)):
            unused.append(key)
    assert unused == []

"""Are the words fit to be read: Hindi in Devanagari, sections long enough, nothing empty or shared by too many?"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from demo.authored import Authored
from demo.checks import Problem, Problems, devanagari, entries, plain

SECTION_WORDS = 90
SAME_QUESTION = 92  # likeness, of a hundred, from which two help questions ask the same


def no_spaces_at_ends(authored: Authored) -> Problems:
    for file, rows in entries(authored):
        for number, row in enumerate(rows, start=1):
            where = f"{file} {row.get('id') or f'entry {number}'}"
            for field, text in _texts(row):
                if text != text.strip():
                    yield Problem(where, f"{field} has white space at an end: {text!r}", "Take it away")


def hindi_names(authored: Authored) -> Problems:
    for number, level in enumerate(authored.tenant.get("levels", []), start=1):
        yield from devanagari("tenant.toml", str(level.get("level", number)), "name_hi", level.get("name_hi"))
    for file, field in (("organisations", "name_hi"), ("competencies", "name_hi"), ("positions", "title_hi")):
        for row in authored[file]:
            yield from devanagari(f"{file}.csv", row["id"], field, row.get(field))
    for course in authored.courses:
        yield from devanagari("courses.jsonl", course["id"], "title_hi", course.get("title_hi"))
    for question in authored.questions:
        if question.get("stem_hi"):
            yield from devanagari("questions.jsonl", question["id"], "stem_hi", question["stem_hi"])


def aliases_are_not_shared(authored: Authored) -> Problems:
    """Two may share an alias: then one is asked back. With three it tells nothing."""
    owners: dict[str, set[str]] = defaultdict(set)
    for file in ("organisations", "competencies", "positions"):
        for row in authored[file]:
            for alias in filter(None, map(plain, row.get("aliases", "").split("|"))):
                owners[alias].add(f"{file}.csv {row['id']}")
    for alias, who in owners.items():
        if len(who) > 2:
            yield Problem(", ".join(sorted(who)), f"share the alias {alias!r}", "Leave it to two of them at most")


def sections_are_long_enough(authored: Authored) -> Problems:
    for course in authored.courses:
        for number, section in enumerate(course.get("sections") or [], start=1):
            words = len(section.get("text", "").split())
            if words < SECTION_WORDS:
                where = f"courses.jsonl {course['id']} section {number}"
                yield Problem(
                    where, f"{words} words", f"Write {SECTION_WORDS} at least, or there is nothing to find in it"
                )
            if not section.get("heading", "").strip():
                yield Problem(f"courses.jsonl {course['id']} section {number}", "it has no heading", "Write one")


def help_answers(authored: Authored) -> Problems:
    for number, entry in enumerate(authored.lists["help"], start=1):
        for field in ("question", "answer"):
            if not str(entry.get(field) or "").strip():
                yield Problem(f"help.jsonl {entry.get('id') or f'entry {number}'}", f"its {field} is empty", "Write it")


def help_differs(authored: Authored) -> Problems:
    for one, other in combinations(authored.lists["help"], 2):
        first, second = plain(one.get("question") or ""), plain(other.get("question") or "")
        if first and fuzz.token_sort_ratio(first, second) >= SAME_QUESTION:
            where = f"help.jsonl {one.get('id')}, {other.get('id')}"
            yield Problem(where, "they ask the same", "Join them, or ask something else in one")


def _texts(entry: object, field: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(entry, str):
        yield field, entry
    elif isinstance(entry, dict):
        for key, value in entry.items():
            yield from _texts(value, f"{field}.{key}" if field else str(key))
    elif isinstance(entry, list):
        for value in entry:
            yield from _texts(value, field)

"""Are the questions fair: answerable, and not given away by their options?"""

import re
from collections import Counter
from itertools import combinations

from rapidfuzz import fuzz

from demo.authored import Authored, Item
from demo.checks import Problem, Problems, plain, single_choice

EXPLANATION_LETTERS = 40
LONGER, LONGER_SHARE = 1.25, 0.35  # a key that much longer than any other option; the share of items that may have one
KEY_SHARE = (0.18, 0.32)  # of the single-choice items, how many may have their key in one place
SMALL_WORDS = {
    "a", "an", "the", "of", "to", "in", "on", "for", "by", "and", "is", "are", "be", "it", "its", "that", "this",
}  # fmt: skip
LAZY = re.compile(
    r"\b(all|none|neither|both|any|either) of (the )?(above|these|options)\b|^(all|none|both|neither)( of them)?$"
    r"|^(both|only) \(?[a-d1-4]\)? (and|or) \(?[a-d1-4]\)?",
    re.IGNORECASE,
)
SECTION = re.compile(r"([\w-]+)#(\d+)")
YES_NO = ({"true", "false"}, {"yes", "no"}, {"correct", "incorrect"})


def answers_fit(authored: Authored) -> Problems:
    for question in authored.questions:
        where, options, answer = _question(question)
        kind = question.get("kind")
        if kind not in ("single", "multiple", "order", "short"):
            yield Problem(where, f"its kind is {kind!r}", "Use single, multiple, order or short")
        elif kind == "short":
            if not answer or not all(isinstance(text, str) and text.strip() for text in answer):
                yield Problem(where, "it has no accepted text", "Write the accepted texts")
        elif not answer or any(not isinstance(index, int) or not 0 <= index < len(options) for index in answer):
            yield Problem(where, f"its answer {answer} points at no option", "Count the options from 0")
        elif len(set(answer)) < len(answer):
            yield Problem(where, f"its answer {answer} names an option twice", "Name each once")
        elif kind == "single" and len(answer) > 1:
            yield Problem(where, "it is single and has several answers", "Make it multiple or leave one answer")
        elif kind == "multiple" and not 2 <= len(answer) < len(options):
            yield Problem(
                where, f"{len(answer)} of {len(options)} options are right", "Let two or more be right, not all"
            )
        elif kind == "order" and len(answer) != len(options):
            yield Problem(where, "its order leaves an option out", "Put all of them in order")


def enough_options(authored: Authored) -> Problems:
    for question in authored.questions:
        where, options, _ = _question(question)
        least = {"single": 4, "multiple": 4, "order": 3}.get(question.get("kind", ""), 0)
        if len(options) < least:
            yield Problem(where, f"{len(options)} options", f"Offer {least} at least")


def options_are_real(authored: Authored) -> Problems:
    for question in authored.questions:
        where, options, _ = _question(question)
        for option in options:
            if LAZY.search(option.strip(" .")):
                yield Problem(
                    where, f"the option {option!r} speaks of the others", "Write an option that stands for itself"
                )
        said = {plain(option) for option in options}
        if any(pair <= said for pair in YES_NO):
            yield Problem(where, "it is a true-or-false item", "Ask for the right one of several statements")
        for one, other in combinations(options, 2):
            if _alike(one, other):
                yield Problem(where, f"{one!r} and {other!r} say the same", "Replace one of them")


def stems_differ(authored: Authored) -> Problems:
    stems = [(question["id"], plain(question.get("stem", ""))) for question in authored.questions]
    for (first, one), (second, other) in combinations(stems, 2):
        # What differs in a word may ask for another thing; the same words in another order do not.
        if one == other or (len(one) > 30 and sorted(one.split()) == sorted(other.split())):
            yield Problem(
                f"questions.jsonl {first}, {second}", "they ask the same", "Ask something else in one of them"
            )


def explanations(authored: Authored) -> Problems:
    for question in authored.questions:
        length = len(str(question.get("explanation") or "").strip())
        if length < EXPLANATION_LETTERS:
            what = f"its explanation has {length} letters" if length else "it has no explanation"
            yield Problem(
                f"questions.jsonl {question['id']}", what, f"Say in {EXPLANATION_LETTERS} or more why the key is right"
            )


def length_gives_no_key_away(authored: Authored) -> Problems:
    single = single_choice(authored)
    long = [
        q["id"]
        for q, options, key in single
        if len(options[key]) > LONGER * max(map(len, _others(options, key)), default=0)
    ]
    if single and len(long) > LONGER_SHARE * len(single):
        yield Problem(
            f"questions.jsonl {', '.join(long)}",
            f"in {len(long)} of {len(single)} items the key is by far the longest option",
            f"Shorten keys or lengthen distractors until it is {LONGER_SHARE:.0%} at most",
        )


def place_gives_no_key_away(authored: Authored) -> Problems:
    places = Counter(key for _, options, key in single_choice(authored) if len(options) == 4)
    total, (least, most) = places.total(), KEY_SHARE
    if total < 20:
        return
    for place in range(4):
        if not least <= places[place] / total <= most:
            what = f"the key is option {place} in {places[place]} of {total} items"
            yield Problem("questions.jsonl", what, f"Spread the keys: {least:.0%} to {most:.0%} in each place")


def sources_resolve(authored: Authored) -> Problems:
    """Every item names its source; one that names a section of a course, as CRS#3, names one that is there."""
    sections = {course["id"]: len(course.get("sections") or []) for course in authored.courses}
    for question in authored.questions:
        where, source = f"questions.jsonl {question['id']}", str(question.get("source") or "").strip()
        if not source:
            yield Problem(where, "it names no source", "Name the rule, or the course and section that teach it")
        for course, number in SECTION.findall(source):
            if not 1 <= int(number) <= sections.get(course, 0):
                yield Problem(where, f"its source {course}#{number} is no section", "Count the sections from 1")


def _alike(one: str, other: str) -> bool:
    """The same but for letter case, marks, small words and plural s. Numbers and `not` make a difference."""
    bare = [[w.rstrip("s") or w for w in plain(text).split() if w not in SMALL_WORDS] for text in (one, other)]
    if not bare[0] or not bare[1]:
        return plain(one) == plain(other)
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    # The same words in quite another order may be another statement: who reports to whom.
    return sorted(bare[0]) == sorted(bare[1]) and fuzz.ratio(" ".join(bare[0]), " ".join(bare[1])) >= 85


def _question(question: Item) -> tuple[str, list[str], list[int | str]]:
    return f"questions.jsonl {question['id']}", question.get("options") or [], question.get("answer") or []


def _others(options: list[str], key: int) -> list[str]:
    return options[:key] + options[key + 1 :]

"""Can a question be answered without knowing anything: by length, by words, by grammar, by options nobody would choose?

Single items are judged where one of them can be at fault, and all of them together where only a habit can be: one key
that is the longest option tells nothing, two hundred of them do.
"""

import re
from collections import Counter, defaultdict
from itertools import combinations

from rapidfuzz import fuzz

from demo.authored import Authored, Item
from demo.checks import Problem, Problems, content_words, plain, single_choice

LONGEST_SHARE = 0.35  # of the single-choice items, how many may have the longest, or the shortest, option as key
ECHO_SHARE = 0.45  # ... how many may have in the key more words of the stem than in any other option
LEAST_ITEMS = 20  # below that, habits cannot be told from chance
NEW_WORDS = 5  # words an explanation has beyond those of the stem and the key
SAME_STEM = 90  # likeness, of a hundred, from which two stems ask the same
ABSOLUTE = re.compile(
    r"\b(always|never|only|none|nobody|nothing|entirely|completely|invariably|under no circumstances|at no time"
    r"|whatsoever|alone)\b|हमेशा|सदैव|कदापि|केवल|सिर्फ़|कभी नहीं",
    re.IGNORECASE,
)
WORD_SHARE = (0.06, 0.46)  # of the options with a common word, how many may be keys
COMMON = 40  # options with a word, from which it is common
ABSOLUTE_EXCESS = 1.6  # how much likelier a distractor may be to have such a word than a key


def longest_is_seldom_the_key(authored: Authored) -> Problems:
    items = single_choice(authored)
    if len(items) < LEAST_ITEMS:
        return
    for word, pick in (("longest", max), ("shortest", min)):
        keys = [
            question["id"] for question, options, key in items
            if len(options[key]) == pick(map(len, options))
            and sum(len(option) == len(options[key]) for option in options) == 1
        ]  # fmt: skip
        if len(keys) > LONGEST_SHARE * len(items):
            yield Problem(
                f"questions.jsonl {', '.join(keys)}",
                f"the key is the {word} option in {len(keys)} of {len(items)} items",
                f"Lengthen or shorten distractors until it is {LONGEST_SHARE:.0%} at most",
            )


def absolute_words_are_shared(authored: Authored) -> Problems:
    """`Always`, `only` and the like, where they stand in wrong options and seldom in right ones."""
    items = single_choice(authored)
    keys = wrong = 0
    for question, options, key in items:
        strong = [bool(ABSOLUTE.search(option)) for option in options]
        if sum(strong) == len(options) - 1 and not strong[key]:
            yield Problem(
                f"questions.jsonl {question['id']}", "every option but the key is absolute", "Soften some of them"
            )
        keys += strong[key]
        wrong += sum(strong) - strong[key]
    others = sum(len(options) - 1 for _, options, _ in items)
    if len(items) >= LEAST_ITEMS and wrong / others > ABSOLUTE_EXCESS * (keys + 1) / len(items):
        yield Problem(
            "questions.jsonl",
            f"absolute words stand in {wrong / others:.0%} of distractors and {keys / len(items):.0%} of keys",
            "Take them out of distractors, or let keys have them where they are true",
        )


def stems_echo_in_no_key(authored: Authored) -> Problems:
    items = single_choice(authored)
    echoing = []
    for question, options, key in items:
        stem = content_words(question["stem"])
        shared = [len(content_words(option) & stem) for option in options]
        if shared[key] > max(shared[:key] + shared[key + 1 :], default=0):
            echoing.append(question["id"])
    if len(items) >= LEAST_ITEMS and len(echoing) > ECHO_SHARE * len(items):
        yield Problem(
            f"questions.jsonl {', '.join(echoing)}",
            f"the key has most words of the stem in {len(echoing)} of {len(items)} items",
            f"Use the words of the stem in distractors too, until it is {ECHO_SHARE:.0%} at most",
        )


def no_word_tells_the_key(authored: Authored) -> Problems:
    """A word such as `and` that stands mostly in right options, or `if` that stands mostly in wrong ones."""
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for _, options, key in single_choice(authored):
        for place, option in enumerate(options):
            words = set(plain(option).split())
            seen.update(words)
            right.update(words if place == key else ())
    least, most = WORD_SHARE
    for word, count in seen.items():
        if count >= COMMON and not least <= right[word] / count <= most:
            yield Problem(
                "questions.jsonl",
                f"{word!r} stands in {count} options, and {right[word] / count:.0%} of these are keys",
                f"Write it in other options too, until it is {least:.0%} to {most:.0%}",
            )


def grammar_gives_no_key_away(authored: Authored) -> Problems:
    """An article that fits one option, or a key that alone is written in another form."""
    for question, options, key in single_choice(authored):
        where = f"questions.jsonl {question['id']}"
        article = re.search(r"\b(a|an)\s*[_.…:?]*$", question["stem"].strip(), re.IGNORECASE)
        if article:
            vowel = article[1].casefold() == "an"
            fits = [option[:1].casefold() in tuple("aeiou") for option in options]
            if any(fit != vowel for fit in fits):
                yield Problem(where, f"the stem ends in {article[1]!r}, which fits some options", "End it before that")
        for what, form in (("ends in a full stop", _stopped), ("begins with a small letter", _small)):
            forms = [form(option) for option in options]
            if forms.count(forms[key]) == 1:
                yield Problem(where, f"the key alone {what if forms[key] else 'does not: the others ' + what}",
                              "Write all options in one form")  # fmt: skip


def distractors_belong(authored: Authored) -> Problems:
    """A wrong option nobody would choose has no word in common with what is asked, explained or taught."""
    topics = _topics(authored)
    for question, options, key in single_choice(authored):
        said = content_words(question["stem"]) | content_words(question.get("explanation") or "")
        said |= topics[question["competency_id"]]
        for place, option in enumerate(options):
            words = content_words(option)
            others = said.union(*(content_words(other) for other in options if other is not option))
            if place != key and len(words) > 1 and not words & others:
                yield Problem(
                    f"questions.jsonl {question['id']}", f"{option!r} has nothing to do with what is asked",
                    "Write what somebody might believe who knows the subject half",
                )  # fmt: skip


def stems_are_not_near_duplicates(authored: Authored) -> Problems:
    by_subject: dict[str, list[Item]] = defaultdict(list)
    for question in authored.questions:
        by_subject[question["competency_id"]].append(question)
    for items in by_subject.values():
        for one, other in combinations(items, 2):
            first, second = plain(one["stem"]), plain(other["stem"])
            if min(len(first), len(second)) > 30 and fuzz.token_sort_ratio(first, second) >= SAME_STEM:
                where = f"questions.jsonl {one['id']}, {other['id']}"
                yield Problem(where, "their stems are nearly the same", "Ask something else in one of them")


def options_are_not_reused(authored: Authored) -> Problems:
    sets = [(q["id"], {plain(option) for option in q.get("options") or []}) for q in authored.questions]
    for (first, one), (second, other) in combinations(sets, 2):
        if len(one) >= 4 and len(one & other) >= 3:
            where = f"questions.jsonl {first}, {second}"
            yield Problem(where, "they offer the same options", "Write options of its own for one of them")


def explanations_teach(authored: Authored) -> Problems:
    """An explanation that says again what the key says leaves whoever was wrong where they were."""
    for question in authored.questions:
        if question.get("kind") == "short":
            right = [str(text) for text in question.get("answer") or []]
        else:
            options = question.get("options") or []
            right = [options[i] for i in question.get("answer") or [] if isinstance(i, int) and 0 <= i < len(options)]
        known = content_words(question["stem"]).union(*map(content_words, right))
        new = content_words(question.get("explanation") or "") - known
        if len(new) < NEW_WORDS:
            yield Problem(
                f"questions.jsonl {question['id']}", "its explanation repeats the key",
                "Say why the key is right and what is wrong with the likeliest mistake",
            )  # fmt: skip


def _topics(authored: Authored) -> dict[str, set[str]]:
    """The words of each competency: how it is described, and what the courses tagged with it say and teach."""
    words: dict[str, set[str]] = defaultdict(set)
    for row in authored["competencies"]:
        for column in ("name", "aliases", "description"):
            words[row["id"]] |= content_words(row.get(column) or "")
    for row in authored["competency_levels"]:
        words[row["competency_id"]] |= content_words(row["descriptor"])
    for course in authored.courses:
        told = [course.get("title"), course.get("description")]
        told += [section.get("text") for section in course.get("sections") or []]
        for tag in course.get("competencies") or []:
            words[tag["id"]] |= content_words(" ".join(filter(None, told)))
    return words


def _stopped(option: str) -> bool:
    return option.rstrip().endswith((".", "।"))


def _small(option: str) -> bool:
    return option[:1].islower()


def kinds_and_levels_are_mixed(authored: Authored) -> Problems:
    """Enough of each kind, of each level, and of cases: a situation, an empty line, the question."""
    if len(authored.questions) < LEAST_ITEMS:
        return
    kinds = Counter(question.get("kind") for question in authored.questions)
    have = {f"of kind {kind}": kinds[kind] for kind in ("single", "multiple", "order", "short")}
    levels = Counter(str(question.get("level")) for question in authored.questions)
    have |= {f"of level {level['level']}": levels[str(level["level"])] for level in authored.tenant.get("levels", [])}
    have["with a case"] = sum("\n\n" in question["stem"] for question in authored.questions)
    for what, count in have.items():
        least = max(1, len(authored.questions) // 60)
        if count < least:
            yield Problem("questions.jsonl", f"{count} items {what}", f"Write {least} at least")

"""Whether a proposed quiz item is sound by the passage that it was made from: each rule a small function, all of them
asked. Pure: passage, bank and item come in as arguments.

Refuses to judge meaning. What passes may still be a bad question, and waits for people; what fails says which rule it
breaks, in words that the caller has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from passbook.item_words import absolute, figures, folded, negated, normal, telling, words

# Of options; of a stem, an option and an explanation in signs; of a stem and a quoted sentence in words.
FEWEST, MOST = 3, 5
LONGEST_STEM, LONGEST_OPTION, LONGEST_EXPLANATION = 400, 160, 600
SHORTEST_STEM, SHORTEST_QUOTE = 4, 4
# A key stands out that is longer (shorter) than each other option by this factor and by so many signs; an option is
# out of place that is so much longer or shorter than the key.
STANDS_OUT, SIGNS_OUT = 1.4, 12
UNLIKE, SIGNS_UNLIKE = 3.0, 30
# A key with so few telling words beside its figure is the figure. A word of the question is a clue where it is one of
# so many of the key or fewer.
BARE, CLUE = 2, 3
# Of so many telling words of a key one may be missing in the sentence.
ONE_MISSING = 4
# Items are copies whose telling words are alike to this share, of so many at least.
COPY, COPY_WORDS = 0.8, 3


@dataclass(frozen=True, slots=True)
class Proposed:
    """An item as it is proposed: `answer` is the place of the right option from 0, `sentence` the sentence of the
    passage that shows that it is right."""

    stem: str
    options: tuple[str, ...]
    answer: int
    explanation: str
    sentence: str

    @property
    def key(self) -> str:
        """The right option; empty where `answer` points at none."""
        return self.options[self.answer] if 0 <= self.answer < len(self.options) else ""

    @property
    def others(self) -> tuple[str, ...]:
        """The wrong options."""
        return tuple(each for place, each in enumerate(self.options) if place != self.answer)


@dataclass(frozen=True, slots=True)
class Basis:
    """What an item is held against: the passage that it was made from, and the items that are there already (see
    `gist`)."""

    passage: str
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that an item breaks; `facts` fill the places of the rule's sentence. `rule` is a name of RULES."""

    rule: str
    facts: dict[str, object] = field(default_factory=dict)


Check = Callable[[Proposed, Basis], Iterator[Problem]]


def gist(stem: str, key: str) -> str:
    """What makes two items one and the same: the question and its right answer."""
    return f"{stem} {key}"


def quoted(sentence: str, passage: str) -> str | None:
    """The sentence as it stands in the passage, whatever the spaces between its words; None where it does not."""
    parts = [re.escape(each) for each in sentence.split()]
    found = re.search(r"\s+".join(parts), passage) if parts else None
    return found[0] if found else None


def problems(item: Proposed, basis: Basis) -> list[Problem]:
    """All that is wrong with an item, by the order of CHECKS; each rule is told once for each thing that breaks it."""
    return [each for check in CHECKS for each in check(item, basis)]


# ---- what the passage says


def stands_there(item: Proposed, basis: Basis) -> Iterator[Problem]:
    """The quoted sentence stands in the passage, word for word, and is more than a few words."""
    if len(words(item.sentence)) < SHORTEST_QUOTE or quoted(item.sentence, basis.passage) is None:
        yield Problem("quote", {"sentence": _cut(item.sentence)})


def key_is_right(item: Proposed, _basis: Basis) -> Iterator[Problem]:
    """All figures of the key and its telling words stand in the quoted sentence; of four or more words one may be
    missing, and those that the question has too are not asked for. A key denies nothing that the sentence does not."""
    if not item.key:
        return
    missing = _missing(item.key, item.sentence, item.stem)
    if missing:
        yield Problem("key", {"missing": ", ".join(missing)})
    elif negated(item.key) and not negated(item.sentence):
        yield Problem("denied", {"option": _cut(item.key)})


def others_are_wrong(item: Proposed, _basis: Basis) -> Iterator[Problem]:
    """No distractor is borne out by the sentence just as the key is. One with the very words of the key in another
    order, or that denies what the sentence does not, is not."""
    own = sorted(telling(item.key)), sorted(figures(item.key))
    for each in item.others:
        said = sorted(telling(each)), sorted(figures(each))
        if any(said) and said != own and not _missing(each, item.sentence, "", strict=True) and (
                negated(each) == negated(item.key)):
            yield Problem("also_right", {"option": _cut(each)})


def explained(item: Proposed, basis: Basis) -> Iterator[Problem]:
    """There is an explanation, not too long, with no figure that stands neither in the passage nor in the item."""
    if not words(item.explanation):
        yield Problem("no_explanation")
    elif len(item.explanation) > LONGEST_EXPLANATION:
        yield Problem("long", {"text": _cut(item.explanation), "most": LONGEST_EXPLANATION})
    told = {each.value for text in (basis.passage, item.stem, *item.options) for each in figures(text)}
    if strange := [each.value for each in figures(item.explanation) if each.value not in told]:
        yield Problem("figure", {"figures": ", ".join(f"{value:g}" for value in strange)})


# ---- the options


def counted(item: Proposed, _basis: Basis) -> Iterator[Problem]:
    """There are three to five options, each with words and not too long, and one of them is the key."""
    if not FEWEST <= len(item.options) <= MOST:
        yield Problem("count", {"fewest": FEWEST, "most": MOST})
    if not item.key.strip() or not all(normal(each) for each in item.options):
        yield Problem("no_key")
    for each in item.options:
        if len(each) > LONGEST_OPTION:
            yield Problem("long", {"text": _cut(each), "most": LONGEST_OPTION})


def distinct(item: Proposed, _basis: Basis) -> Iterator[Problem]:
    """No two options say the same but for case, signs and the way of writing figures."""
    seen = set[tuple[object, ...]]()
    for each in item.options:
        if (said := normal(each)) and said in seen:
            yield Problem("same", {"option": _cut(each)})
        seen.add(said)


def of_a_kind(item: Proposed, _basis: Basis) -> Iterator[Problem]:
    """The options are of one kind: to a key that is little but a figure, each distractor has one with a unit of the
    same kind; a key is not the only option with a figure, without one, or written like a name; all are in one script.
    "None" is a figure, too."""
    key = figures(item.key)
    families = {each.family for each in key} - {""}
    if key and len(telling(item.key)) <= BARE:
        for each in item.others:
            found = {one.family for one in figures(each)} - {""}
            if not (figures(each) or negated(each)) or (families and found and families.isdisjoint(found)):
                yield Problem("kind", {"option": _cut(each)})
    elif any(_is_alone(item, has) for has in ([bool(figures(each) or negated(each)) for each in item.options],
                                              [_is_name(each) for each in item.options])):
        yield Problem("kind", {"option": _cut(item.key)})
    for each in item.others:
        if _script(each) and _script(item.key) and _script(each) != _script(item.key):
            yield Problem("script", {"option": _cut(each)})


def alike_in_length(item: Proposed, _basis: Basis) -> Iterator[Problem]:
    """The key is not clearly longer or shorter than every other option, and none is of quite another length."""
    key, others = len(item.key), [len(each) for each in item.others]
    if not key or not others:
        return
    if key > max(others) * STANDS_OUT and key - max(others) > SIGNS_OUT:
        yield Problem("long_key")
    elif key * STANDS_OUT < min(others) and min(others) - key > SIGNS_OUT:
        yield Problem("short_key")
    for each in item.others:
        longer, shorter = max(len(each), key), max(min(len(each), key), 1)
        if longer > shorter * UNLIKE and longer - shorter > SIGNS_UNLIKE:
            yield Problem("unlike", {"option": _cut(each)})


def no_clue_in_words(item: Proposed, _basis: Basis) -> Iterator[Problem]:
    """Question and key do not share two telling words, or a good part of the key's, of which no distractor has one."""
    stem, key = set(telling(item.stem)), set(telling(item.key))
    shared = stem & key
    others = {each for one in item.others for each in telling(one)}
    if item.others and others.isdisjoint(shared) and (len(shared) > 1 or len(shared) * CLUE >= len(key) > 0):
        clue = [word for word in dict.fromkeys(words(item.key)) if set(telling(word)) & shared]
        yield Problem("clue", {"words": ", ".join(clue)})


def no_catch_all(item: Proposed, _basis: Basis) -> Iterator[Problem]:
    """No option stands for others: all of the above, none of these, both."""
    for each in item.options:
        if _CATCH_ALL.match(" ".join(words(each))):
            yield Problem("catch_all", {"option": _cut(each)})


def no_absolutes(item: Proposed, _basis: Basis) -> Iterator[Problem]:
    """Always and never do not stand in distractors alone: who knows tests takes them for wrong."""
    found = [each for each in item.others if absolute(each)]
    if found and not absolute(item.key):
        yield Problem("absolute", {"option": _cut(found[0])})


def articles_fit(item: Proposed, _basis: Basis) -> Iterator[Problem]:
    """A question that breaks off at "a" or "an" does not tell by it which options fit."""
    last = words(item.stem)[-1:]
    if last in (["a"], ["an"]) and item.key:
        vowel = [each.strip()[:1].casefold() in "aeiou" for each in item.options]
        if len(set(vowel)) > 1:
            yield Problem("article")


# ---- the question


def is_a_question(item: Proposed, _basis: Basis) -> Iterator[Problem]:
    """The stem ends with a question mark, and has some words, and not too many."""
    if not item.stem.rstrip("\"'”’) \n").endswith(("?", "？")) or len(words(item.stem)) < SHORTEST_STEM:
        yield Problem("question")
    if len(item.stem) > LONGEST_STEM:
        yield Problem("long", {"text": _cut(item.stem), "most": LONGEST_STEM})


def stands_alone(item: Proposed, _basis: Basis) -> Iterator[Problem]:
    """The question is understood without the passage: it does not speak of it."""
    found = _OF_THE_PASSAGE.search(" ".join(words(item.stem)))
    if found:
        yield Problem("alone", {"words": found[0]})


def is_new(item: Proposed, basis: Basis) -> Iterator[Problem]:
    """No item that is there asks for the same: their telling words and figures are not nearly all alike."""
    own = _signs(gist(item.stem, item.key))
    for each in basis.known:
        other = _signs(each)
        if min(len(own), len(other)) >= COPY_WORDS and len(own & other) >= COPY * len(own | other):
            yield Problem("copy", {"stem": _cut(each)})
            return


def is_plain(item: Proposed, basis: Basis) -> Iterator[Problem]:
    """No address of the web, no mark-up and no unfilled place stands in it, unless the passage has the same."""
    for each in (item.stem, *item.options, item.explanation):
        found = _STRANGE.search(each)
        if found and found[0] not in basis.passage:
            yield Problem("strange", {"text": _cut(found[0])})


CHECKS: tuple[Check, ...] = (
    stands_there, key_is_right, others_are_wrong, explained, counted, distinct, of_a_kind, alike_in_length,
    no_clue_in_words, no_catch_all, no_absolutes, articles_fit, is_a_question, stands_alone, is_new, is_plain)
RULES = ("quote", "key", "denied", "also_right", "no_explanation", "figure", "count", "no_key", "long", "same", "kind",
         "script", "long_key", "short_key", "unlike", "clue", "catch_all", "absolute", "article", "question", "alone",
         "copy", "strange")

_CATCH_ALL = re.compile(
    r"(?:all|none|both|any|neither|either|some)(?: of)?(?: the)? (?:above|these|those|them|options?)\b"
    r"|(?:only )?(?:both )?(?:options? )?[a-e1-5] (?:and|or|nor) [a-e1-5]\b(?: only)?$"
    r"|(?:उपरोक्त|उपर्युक्त|इनमें से|इन में से|ये|ऊपर के) (?:में से )?(?:सभी|सब|कोई|दोनों)")
_OF_THE_PASSAGE = re.compile(
    r"\b(?:according to|as per|per|in|from|of|by) (?:the|this|that|the given|the above)"
    r" (?:passage|text|excerpt|paragraph|extract|lesson|module|course|sentence|author|material|content)\b"
    r"|\b(?:this|the given|the above) (?:passage|text|excerpt|paragraph|extract|lesson|section|sentence)\b"
    r"|\b(?:the passage|the excerpt|the author says|according to the section)\b"
    r"|\b(?:mentioned|stated|described|given|discussed|as) above\b|\babove mentioned\b"
    r"|गद्यांश|(?:इस|उपरोक्त|उपर्युक्त|दिए गए|ऊपर दिए) (?:पाठ|खंड|खण्ड|अंश|अनुभाग|पाठ्यक्रम|लेख)|(?:पाठ|लेखक|अंश|लेख) के अनुसार")
_STRANGE = re.compile(r"https?://\S+|\bwww\.\S+|[\w.+-]+@[\w-]+\.\w+|<[a-zA-Z/!][^>]*>?|\]\(|```|\{\{?\s*\w+\s*\}?\}"
                      r"|\[[A-Z][A-Z_ ]*_?\d*\]")


def _missing(option: str, sentence: str, stem: str, strict: bool = False) -> list[str]:
    """What of an option does not stand in a sentence: figures, and words where they are more than may be missing."""
    told = figures(sentence)
    lacks = [f"{each.value:g}" for each in figures(option) if not any(
        each.value == one.value and (not each.unit or not one.unit or each.unit == one.unit) for one in told)]
    there = {*telling(sentence), *telling(stem)}
    wanted = list(dict.fromkeys(telling(option)))
    gone = [each for each in wanted if each not in there]
    if len(gone) > (1 if len(wanted) >= ONE_MISSING and not strict else 0):
        lacks += [word for word in dict.fromkeys(words(option)) if set(telling(word)) & set(gone)]
    return lacks


def _signs(text: str) -> set[object]:
    return {*telling(text), *((each.value, each.unit) for each in figures(text))}


def _script(text: str) -> str:
    """The script of a text with enough letters to tell."""
    letters = [sign for sign in folded(text) if sign.isalpha()]
    latin = sum(sign < "\u0250" for sign in letters)
    return "" if len(letters) < 4 else "latin" if 2 * latin >= len(letters) else "other"


def _is_name(text: str) -> bool:
    """Whether a text is written like a name: two or more words, all that tell something with a capital."""
    said = re.findall(r"[A-Za-z][\w'’.-]*", text)
    own = [each for each in said if telling(each)]
    return len(own) > 1 and all(each[0].isupper() for each in own)


def _is_alone(item: Proposed, has: Sequence[bool]) -> bool:
    """Whether the key alone of the options has something, or lacks it."""
    return len(has) > 2 and sum(has) in (1, len(has) - 1) and 0 <= item.answer < len(has) and (
        has.count(has[item.answer]) == 1)


def _cut(text: str) -> str:
    """A text in so few signs that it can be told."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 80 else f"{plain[:79].rstrip()}…"


def copies(items: Iterable[Proposed], known: Sequence[str] = ()) -> list[int]:
    """The places of items that are copies of one before them, or of what is known."""
    seen, found = list(known), list[int]()
    for place, each in enumerate(items):
        if any(is_new(each, Basis("", tuple(seen)))):
            found.append(place)
        seen.append(gist(each.stem, each.key))
    return found

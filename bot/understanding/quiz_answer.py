"""Reads a message as the answer to a quiz item: letters, numbers, ordinals, or the text of an option; or as a wish
about the item: a hint, leaving it out, not knowing.

None where it is none of these; then it may be another wish. For a short answer any short text will do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from rapidfuzz import fuzz

from bot.understanding.lexicon import Span, lexicon
from passbook.items import Item
from retrieval.words import fold, words

# How alike (0-100) a typed text must be to an option; to a part of it, where it is long enough to be meant; and how far
# ahead of the next option.
_ALIKE, _PART, _AHEAD = 88, 92, 12
_LONG_ENOUGH = 12
# A short answer of more signs is none.
_LONGEST = 120

AsideKind = Literal["hint", "skip", "unknown", "why"]
_ASIDES: tuple[AsideKind, ...] = ("hint", "unknown", "skip")


def aside(text: str) -> AsideKind | None:
    """What a message wishes about the item that waits: `hint`, `skip` or `unknown` (the answer is not known); or about
    the one before: `why` its answer is right. The whole message must say it, but for small words."""
    said, known = words(text), lexicon()
    for kind in _ASIDES:
        left = _beside(said, kind)
        if left is not None and len(left) <= 5 and all(word in _AROUND or (
                word in known.lists["fillers"] and not any(word in known.lists[key] for key in _MATTERS))
                for word in left):
            return kind
    left = _beside(said, "why", "reason")
    return "why" if left is not None and len(left) <= 6 and all(word in _AROUND | _OF_WHY for word in left) else None


def _beside(said: Sequence[str], *lists: str) -> list[str] | None:
    """The words beside phrases of these lists; None where there is no such phrase."""
    spans = [span for key in lists for span in lexicon().lists[key].find(said)]
    covered = {at for span in spans for at in range(span.start, span.end)}
    return [word for at, word in enumerate(said) if at not in covered] if covered else None


# Small words that a wish about something else may rest on: "I don't know my level".
_MATTERS = ("level_words", "course_words", "work")
# Words that may stand around the why of an answer: "why was that wrong?", "ye sahi kaise hai".
_OF_WHY = frozenset("right wrong correct incorrect that was it so not a b c d e f g h true false last previous earlier "
                    "answers ye yeh yah wo woh sahi galat tha thi kaise how se यह ये वह सही गलत ग़लत था थी कैसे पिछला "
                    "पिछले last वाला".split())


def read_answer(item: Item, text: str) -> list[int] | str | None:
    """Option indexes from 0, or the text of a short answer; None where the message answers nothing."""
    if item.kind == "short":
        return _short(text)
    chosen = _by_text(item.options, text) or _by_sign_and_text(item.options, text)
    if chosen is None and item.kind == "multiple" and lexicon().lists["every"].whole(words(text)):
        return list(range(len(item.options)))
    if chosen is None and item.kind != "single":
        chosen = _by_texts(item, text)
    if chosen is None:
        chosen = _by_signs(text, len(item.options))
    if chosen is not None and len(chosen) == 1 and not 0 <= chosen[0] < len(item.options):
        chosen = _by_figure(item.options, text)
    if chosen is None or any(not 0 <= place < len(item.options) for place in chosen):
        return None
    if item.kind == "single":
        return chosen[:1] if len(set(chosen)) == 1 else None
    if item.kind == "order":
        return chosen if sorted(chosen) == list(range(len(item.options))) else None
    return sorted(set(chosen))


# ---- short answers


def _short(text: str) -> str | None:
    """The answer without what stands around it ("my answer is …"); number words that are the whole of it as figures."""
    if len(text) > _LONGEST:
        return None
    said = words(text)
    start, end = 0, len(said)
    while start < end - 1 and said[start] in _BEFORE_SHORT:
        start += 1
    while end > start + 1 and said[end - 1] in _AFTER_SHORT:
        end -= 1
    if not said:
        return None
    number = lexicon().numbers.whole(said[start:end])
    if number is not None and number == int(number):
        return str(int(number))
    return text.strip() if (start, end) == (0, len(said)) else " ".join(said[start:end])


_BEFORE_SHORT = frozenset("answer ans the a an is my i think it its it's mera meri uttar jawab jawaab उत्तर मेरा जवाब "
                          "maybe probably shayad शायद".split())
_AFTER_SHORT = frozenset("hai है i think please sir ji जी hoga होगा".split())


# ---- options by their text


def _by_text(options: Sequence[str], text: str) -> list[int] | None:
    """The option whose text was typed, whole or nearly so."""
    said = " ".join(words(text))
    if len(said) < 2:
        return None
    plain = [" ".join(words(option)) for option in options]
    if plain.count(said) == 1:
        return [plain.index(said)]
    if len(said) < 6:
        return None
    whole = _ahead([fuzz.ratio(said, option) for option in plain], _ALIKE, 0)
    if whole is not None:
        return [whole]
    if len(said) < _LONG_ENOUGH:
        return None
    inside = [place for place, option in enumerate(plain) if said in option]
    if inside:
        return inside if len(inside) == 1 else None
    part = _ahead([fuzz.partial_ratio(said, option) if len(said) <= len(option) else 0 for option in plain], _PART,
                  _AHEAD)
    return None if part is None else [part]


def _by_sign_and_text(options: Sequence[str], text: str) -> list[int] | None:
    """The option whose letter was typed before its text: `c) Other`; None where they name different ones."""
    said = words(text)
    sign = lexicon().options.at(said, 0) if len(said) > 1 else None
    if sign is None or not 1 <= sign.value <= len(options):
        return None
    place = int(sign.value) - 1
    return [place] if said[sign.end:] == words(options[place]) else None


def _ahead(scores: Sequence[float], least: float, ahead: float) -> int | None:
    """The place of the best score, where it is good enough and far enough ahead of the next."""
    ranked = sorted(range(len(scores)), key=lambda place: -scores[place])
    if not ranked or scores[ranked[0]] < least:
        return None
    return ranked[0] if len(ranked) == 1 or scores[ranked[0]] - scores[ranked[1]] >= ahead else None


# More cuts than this are no list of options.
_CUTS = 10
_BETWEEN = re.compile(r"[,;>→\n]+|->|\b(?:and|then|aur|phir|fir|uske baad)\b|(?:^|\s)(?:और|फिर|उसके बाद)(?=\s|$)",
                      re.IGNORECASE)


def _by_texts(item: Item, text: str) -> list[int] | None:
    """Several options by their texts, one after the other."""
    cuts = [(0, 0), *(match.span() for match in _BETWEEN.finditer(text))][:_CUTS]

    def from_cut(at: int) -> list[int] | None:
        """The options named from a cut on; a part may hold a cut, as in "noted and signed"."""
        for end in range(len(cuts), at, -1):
            part = text[cuts[at][1]:cuts[end][0] if end < len(cuts) else len(text)]
            place = _by_text(item.options, part)
            rest = [] if end == len(cuts) or place is None else from_cut(end)
            if place is not None and rest is not None:
                return place + rest
        return None

    found = from_cut(0)
    return found if found is not None and len(found) > 1 else None


def _by_figure(options: Sequence[str], text: str) -> list[int] | None:
    """The one option that holds the figure which is the whole message: `45` for "45 days"."""
    said = words(text)
    if len(said) != 1 or not said[0].isdecimal():
        return None
    holding = [place for place, option in enumerate(options) if said[0] in words(option)]
    return holding if len(holding) == 1 else None


# ---- options by letters, numbers and ordinals

# What may stand around the signs of an answer.
_AROUND = frozenset("option options answer ans is the my i choose think it its pick select and no number wala wali "
                    "wale vala hai uttar jawab mera meri विकल्प उत्तर है मेरा वाला वाली नंबर और jawaab ji one would say "
                    "go with for please pls plz sir madam maybe probably guess perhaps shayad शायद lagta mujhe this "
                    "just you can ab to give but lekin magar लेकिन मगर koi ek एक "
                    "जी कृपया दीजिए मुझे am really karo kar question sawal प्रश्न सवाल ho sakta sakti हो सकता सकती "
                    "im aur both dono दोनों letter choice opt q the आप main maine hi choosing chose be should "
                    "have got sorry honestly absolutely at all well hmm um bilkul बिल्कुल क्षमा get thoda थोड़ा only sirf "
                    "keval केवल सिर्फ yaar bhai इसका iska".split())
# What follows is a reason, not an answer.
_BECAUSE = frozenset("because bcoz coz since kyunki kyonki क्योंकि".split())
# In an order these part the signs and place nothing: "first c then a".
_PARTING = frozenset("first then next last finally lastly pehle pahle sabse phir fir uske baad पहले सबसे फिर उसके बाद "
                     "अंत अंतिम में aakhir end".split())


def _by_signs(text: str, count: int) -> list[int] | None:
    """`b`, `(b)`, `option 2`, `pehla wala`, `a, c`, `b a c`, `bac` (where letters alone are meant)."""
    said = words(text)
    # a doubt beside an answer is none: "not sure, b"
    said = _beside(said, "unknown") or said
    for at, word in enumerate(said):
        if at and word in _BECAUSE:
            said = said[:at]
            break
    letters = [word for word in said if word not in _PARTING]
    if len(letters) < len(said):
        ordered = _signs(letters, letters, count)
        if ordered is not None and sorted(ordered) == list(range(count)):
            return ordered
    return _signs(said, fold(text).split(), count)


def _signs(said: Sequence[str], whole: Sequence[str], count: int) -> list[int] | None:
    known = lexicon()
    places: list[int] = []
    at = 0
    while at < len(said):
        word = said[at]
        sign: Span | None = known.options.at(said, at) or known.ordinals.at(said, at)
        # "a" is a letter of an answer, unless it is the article of a sentence
        if sign is not None and not (word == "a" and len(said) > 3 and at + 1 < len(said)
                                     and not known.options.at(said, at + 1) and said[at + 1] not in ("and", "then")):
            places.append(count - 1 if sign.value == -1 else int(sign.value) - 1)
            at = sign.end
            # "the second one" names one place, not two
            at += at < len(said) and said[at] == "one" and len(word) > 1
            continue
        number = known.numbers.at(said, at)
        if word.isdecimal() and len(word) <= 2:
            places.append(int(word) - 1)
        elif number is not None and number.value == int(number.value):
            places.append(int(number.value) - 1)
        elif len(said) == len(whole) == 1 and _glued(word, count):
            places += [ord(letter) - 97 for letter in word]
        elif word not in _AROUND:
            return None
        at += 1
    return places or None


def _glued(word: str, count: int) -> bool:
    """Whether a word is letters of options written together, none twice: `bac`."""
    return bool(re.fullmatch(rf"[a-{chr(96 + min(max(count, 1), 26))}]{{2,8}}", word)) and len(set(word)) == len(word)

"""The figures that a text says, in digits or in words of three languages: numbers with their units, shares, places in
an order, dates, times of day, ids. The same reading serves what was told and what a model says of it.

Refuses to decide whether a figure is right. A word that is a number only now and then ("do", "one", "एक", "saath",
"second") is read as one where what stands beside it makes it one, and passed over elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from bot.llm.dates_said import Dates
from bot.llm.figure_tokens import ORDINAL_ENDS, Figure, decimals, digits, fixed
from bot.llm.figure_words import GLUED, UNITS, Unit
from bot.understanding.language import written_in

_OPENERS = frozenset(":\"'([•·*-—–→/|>#")
_LABELS = frozenset((":", "=", "·", "is"))
# Behind these, "saath" is "with" and not 60.
_WITH = ("ke", "re", "ne")


class _Number(NamedTuple):
    """A number without its unit: `scale` is 100000 for "2.5 lakh", `end` the token after it."""

    value: float
    decimals: int
    scale: float
    end: int


def figures(text: str) -> list[Figure]:
    """All figures of a plain text (see `plain`), from left to right."""
    return list(_Reader(text).read())


class _Reader(Dates):
    """Reads one text."""

    def read(self) -> Iterator[Figure]:
        at = 0
        while at < len(self.tokens):
            found = self._at(at)
            if found is None:
                at += 1
                continue
            figure, at = found
            if figure is not None:
                yield figure

    # ---- what stands at a token

    def _at(self, at: int) -> tuple[Figure | None, int] | None:
        token = self.tokens[at]
        if token.kind == "word":
            if token.word not in self.words.begins:
                return None
            return (self.relative(at) or self._share(at) or self.month_first(at) or self._ordinal(at)
                    or self._counted(at) or self.weekday(at) or self._vague(at))
        if token.kind == "num":
            return self._counted(at)
        if token.kind in ("line", "sign"):
            strange = token.kind == "sign" and token.text.isnumeric()
            return (Figure("unread", token.text, token.start, token.end), at + 1) if strange else None
        return fixed(token), at + 1

    def _opens(self, at: int) -> bool:
        """Whether a token opens a sentence or what is like one."""
        return at == 0 or self.tokens[at - 1].kind == "line" or self.tokens[at - 1].text in _OPENERS or (
            self.tokens[at - 1].text in (".", "?", "!", "।"))

    # ---- numbers

    def _number(self, at: int) -> _Number | None:
        """The number at a token, with its scale."""
        if at >= len(self.tokens):
            return None
        token = self.tokens[at]
        if token.kind == "num":
            return self._scaled(self._in_digits(at)) if not digits(token)[1] else self._in_digits(at)
        if token.kind != "word":
            return None
        if token.word in self.words.added:
            return self._added(at)
        small = self._small(at)
        if small is not None:
            return self._scaled(small)
        scale = self.words.scales.get(token.word)
        if scale and (self.word(at - 1) in self.words.lists["article"] or token.word in ("सौ", "sau")):
            return self._scaled(_Number(1.0, 0, 1.0, at))
        return None

    def _in_digits(self, at: int) -> _Number:
        """The number of a token of digits, with a scale that is glued to it ("2.5L", "50k")."""
        value, glued = digits(self.tokens[at])
        scale = float(self.words.scales.get(glued, 1.0))
        return _Number(value * scale, decimals(self.tokens[at]), scale, at + 1)

    def _added(self, at: int) -> _Number | None:
        """"साढ़े तीन" (3.5), "सवा लाख" (1.25 lakh), "पौने दो घंटे" (1.75 hours)."""
        more = self.words.added[self.tokens[at].word]
        after = self._number(at + 1) if self.word(at + 1) not in self.words.added else None
        if after is not None:
            return after._replace(value=after.value + more * after.scale, decimals=2)
        scale = self.words.scales.get(self.word(at + 1))
        if scale:
            return _Number((1 + more) * scale, 2, scale, at + 2)
        return _Number(1 + more, 2, 1.0, at + 1) if self.unit(at + 1) else None

    def _small(self, at: int) -> _Number | None:
        """A number below a hundred in one or two words."""
        token = self.tokens[at]
        words = self.words
        # "Das", "Sattar": in the middle of a sentence a capital makes it a name
        if token.word in words.hindi and token.text[0].isupper() and not self._opens(at):
            return None
        value = words.numbers.get(token.word)
        if value is None:
            value = words.doubtful.get(token.word) if token.word in words.doubtful and self._certain(at) else None
            if value is None:
                return None
        end = at + 1
        if 20 <= value <= 90 and value % 10 == 0 and token.word.isascii():
            more = end + (self.word(end) == "-" and self.glued(end))
            one = 1.0 if self.word(more) == "one" else words.numbers.get(self.word(more), 0.0)
            if more < len(self.tokens) and 1 <= one <= 9 and self.word(more) not in words.hindi:
                return _Number(value + one, 0, 1.0, more + 1)
        return _Number(value, 1 if value % 1 else 0, 1.0, end)

    def _scaled(self, number: _Number, below: float = math.inf) -> _Number:
        """The number with the hundreds, lakhs and crores behind it that are less than `below`, and with what is added
        to them: "two lakh fifty thousand", "one hundred and twenty"; not "2 lakh 30 courses"."""
        value, places, scale, end = number
        lists = self.words.lists
        while self.word(end) in self.words.scales and (more := self.words.scales[self.word(end)]) < below:
            value, scale, end = value * more, scale * more, end + 1
            rest = end + (self.word(end) in lists["and"])
            if rest >= len(self.tokens) or self.tokens[rest].kind not in ("word", "num"):
                continue
            written = self.tokens[rest].kind == "word"
            small = self._small(rest) if written else self._in_digits(rest)
            whole = self._scaled(small, more) if small else None
            if whole and whole.value < more and (written or whole.scale > 1):
                return _Number(value + whole.value, whole.decimals, whole.scale, whole.end)
        if self.word(end) in lists["and"] and self.word(end + 1) == "a" and self.word(end + 2) == "half":
            return _Number(value + 0.5 * scale, 1, scale, end + 3)
        return _Number(value, places, scale, end)

    def _certain(self, at: int) -> bool:
        """Whether a doubtful word is a number here.

        "one": before a noun that is counted or a unit, behind "only", before "is"; not behind "this", "no", "the", not
        "one of". "एक", "ek" are the article as well: before a unit and behind "only" alone. "दो" is "give" behind a
        verb, and where no word follows it. Words of Hindi in Latin letters that are other words too: before a unit, a
        counted noun, "lakh" or "mein se", or in a sentence that is clearly Hindi before "hain", "baaki" and the like;
        "do" in such a sentence alone, and never behind a verb.
        """
        words, lists, word = self.words, self.words.lists, self.tokens[at].word
        before, behind = self.word(at - 1), self.word(at + 1)
        near = at + 1 + (behind in lists["between"])
        unit = self.unit(at + 1) is not None or behind in words.scales
        noun = self.word(near) in lists["counted"]
        if word == "one":
            if before in lists["before_one"]:
                return False
            return unit or noun or before in lists["alone"] or behind in lists["behind_one"]
        if words.doubtful[word] == 1:
            return unit or before in lists["alone"]
        if word == "दो":
            follows = at + 1 < len(self.tokens) and self.tokens[at + 1].kind == "word" and behind not in ("कि", "ना")
            return before not in lists["verbs"] and (follows or unit or before in (*lists["alone"], "से", "और", "या"))
        if word in ("saath", "sath"):
            return (unit or noun) and not before.endswith(_WITH)
        if word == "do" and (before in lists["verbs"] or not (behind in words.scales or self._hinglish(at))):
            return False
        if unit or noun or (behind, self.word(at + 2)) in words.of_them:
            return True
        return behind in lists["behind_doubtful"] and before not in lists["verbs"] and self._hinglish(at)

    def _hinglish(self, at: int) -> bool:
        start = self.text.rfind("\n", 0, self.tokens[at].start) + 1
        end = self.text.find("\n", start)
        return written_in(self.text[start:end if end >= 0 else len(self.text)]) == "hinglish"

    # ---- numbers with what they count

    def _counted(self, at: int) -> tuple[Figure | None, int] | None:
        """The number at a token as a date, an ordinal, a duration, an amount, or a plain number."""
        token = self.tokens[at]
        if token.kind == "num":
            odd = self._odd(at)
            if odd is not None:
                return odd
        if token.word in self.words.lists["whole_hour"]:
            unit = self.unit(at + 1)
            if unit is None or unit[0] != UNITS["hour"] or self._per(at):
                return None
            number = _Number(1.0, 0, 1.0, at + 1)
        else:
            found = self._number(at)
            if found is None:
                return None
            number = found
        made, end = self._measured(at, number)
        return self._joined(made, end)

    def _per(self, at: int) -> bool:
        """Whether "an hour" is a rate: a unit or a number stands before it."""
        return bool(at) and ((self.word(at - 1),) in self.words.units or self.tokens[at - 1].kind == "num")

    def _odd(self, at: int) -> tuple[Figure | None, int] | None:
        """What begins with digits and is no plain number: a day of a month, an ordinal, an id."""
        token = self.tokens[at]
        value, glued = digits(token)
        if token.text.count(".") > 1:
            return Figure("code", token.text.lower(), token.start, token.end), at + 1
        day = self.day(at)
        if day is not None:
            return day
        if not glued:
            return None
        if glued in ORDINAL_ENDS:
            if self.word(at + 1) in self.words.level:
                return self._make(at, _Number(value, 0, 1.0, at + 1), "level", 1.0), at + 2
            return Figure("ordinal", int(value), token.start, token.end), at + 1
        known = glued in self.words.scales or (glued,) in self.words.units or glued in GLUED
        # "3B", "10x", "1e3": no number; a word of Hindi that is glued to one is only written so
        return None if known or not glued.isascii() else (Figure("code", token.word, token.start, token.end), at + 1)

    def _measured(self, at: int, number: _Number) -> tuple[Figure, int]:
        """The number with its unit, if it has one."""
        token = self.tokens[at]
        glued = digits(token)[1] if token.kind == "num" else ""
        end = number.end
        if glued and glued not in self.words.scales and (unit := self.words.units.get((glued,)) or GLUED.get(glued)):
            return self._make(at, number, *unit), end
        year = number.scale == 1 and not number.decimals and 1900 <= number.value <= 2100
        found = None if glued and glued not in self.words.scales else self.unit(end)
        if found and not (year and found[0][0] == "months"):
            unit, after = found
            more = self._half(after, unit)
            if more:
                number, after = number._replace(value=number.value + 0.5, decimals=1), more
            return self._make(at, number, *unit, until=after), after
        if self.word(end) == "/" and self.word(end + 1) == "-":
            return self._make(at, number, "₹", 1.0), end + 2
        sign = self.words.units.get((self.word(at - 1 - (self.word(at - 1) == ".")),))
        if sign and sign[0] in ("₹", "$", "€"):
            return self._make(at, number, *sign), end
        if self.word(at - 1 - (self.word(at - 1) == "-" and self.glued(at))) in self.words.level or self._listed(at):
            return self._make(at, number, "level", 1.0), end
        # "Hours: 45" leaves open what it counts; within a sentence a number without a unit counts things
        labelled = at == 0 or self.tokens[at - 1].kind == "line" or self.word(at - 1) in _LABELS
        alone = end >= len(self.tokens) or self.tokens[end].kind != "word"
        return self._make(at, number, "" if labelled and alone else "word", 1.0), end

    def _half(self, at: int, unit: Unit) -> int | None:
        """Where "and a half" ends, behind a unit."""
        said = (self.word(at) in self.words.lists["and"], self.word(at + 1) == "a", self.word(at + 2) == "half")
        return at + 3 if all(said) and unit[0] in ("time", "months") else None

    def _listed(self, at: int) -> bool:
        """Whether a number goes on from "levels 2 and …"."""
        joins = (*self.words.lists["and"], *self.words.lists["ranges"], "-", "–", ",", "→")
        return (at >= 3 and self.word(at - 1) in joins and self.tokens[at - 2].kind == "num"
                and self.word(at - 3) in self.words.level)

    def _make(self, at: int, number: _Number, unit: str, size: float, until: int | None = None) -> Figure:
        start, sign = self.tokens[at].start, ""
        last = self.tokens[(until or number.end) - 1]
        mark = self.tokens[at - 1] if at and self.glued(at) else None
        if mark and mark.text in "+-±" and (at < 2 or not self.glued(at - 1) or self.word(at - 2) in ("(", "[")):
            start, sign = mark.start, "" if mark.text == "±" else mark.text
        return Figure("number", number.value, start, last.end, unit, number.value * size, size * number.scale,
                      10.0 ** -number.decimals * number.scale * size, sign)

    def _joined(self, made: Figure, end: int) -> tuple[Figure, int]:
        """A duration with its smaller units ("1 h 30 min"), or a number that shares the unit of the next ("30 or 45
        minutes")."""
        link = self.word(end) in self.words.lists["and"] or self.word(end) == ","
        if made.unit in ("time", "months"):
            rest = self._number(end + link)
            if rest is None:
                return made, end
            more, after = self._measured(end + link, rest)
            if more.unit == made.unit and more.size < made.size and more.base < made.size:
                more, after = self._joined(more, after)
                return Figure("number", made.value, made.start, more.end, made.unit, made.base + more.base, more.size,
                              more.step, made.sign, (made, *(more.parts or (more,))), link or more.loose), after
        elif made.unit in ("", "word") and self.word(end) in (*self.words.lists["ranges"], "-", "–"):
            other = self._number(end + 1)
            unit = self._measured(end + 1, other)[0] if other else None
            if unit and unit.unit not in ("", "word", "level"):
                size = unit.base / unit.value if unit.value else 1.0
                made = replace(made, unit=unit.unit, base=made.value * size, size=made.size * size,
                               step=made.step * size)
        return made, end

    # ---- shares, places in an order, quantities

    def _share(self, at: int) -> tuple[Figure, int] | None:
        """"two thirds", "a quarter of", "half of", "तीन चौथाई", "आधे अधिकारी"; "half an hour" is a duration."""
        words, article = self.words, self.words.lists["article"]
        if words.denominators.get(self.word(at)) == 2:
            return self._half_of(at)
        number, first, place = 1.0, at, at
        if self.word(at) not in words.denominators or self.word(at + 1) in words.denominators:
            number = words.numbers.get(self.word(at)) or words.doubtful.get(self.word(at)) or 0.0
            place = at + 1 + (self.word(at + 1) == "-")
        elif self.word(at - 1) in article:
            first = at - 1
        elif self.word(at).isascii() and self.word(at) not in words.hindi_parts:
            return None
        said, of = self.word(place), words.denominators.get(self.word(place))
        if not number or not of or of == 2:
            return None
        whole = self.word(place + 1) == "of"
        unit = self.unit(place + 3) if whole and self.word(place + 2) in article else None
        if unit:
            # "three quarters of an hour"
            return self._make(at, _Number(number / of, 2, 1.0, at + 1), *unit[0], until=unit[1]), unit[1]
        # "three quarters" may be nine months, "third" a place in an order
        if not whole and said.isascii() and said not in words.hindi_parts and (
                number == 1 or not said.endswith("s") or of == 4):
            return None
        return Figure("share", 100.0 * number / of, self.tokens[first].start, self.tokens[place].end), place + 1

    def _half_of(self, at: int) -> tuple[Figure, int] | None:
        place = at + 1 + (self.word(at + 1) in ("a", "an", "-"))
        unit = self.unit(place)
        if unit:
            return self._make(at, _Number(0.5, 1, 1.0, at + 1), *unit[0], until=unit[1]), unit[1]
        scale = self.words.scales.get(self.word(place))
        if scale:
            return self._measured(at, _Number(0.5 * scale, 1, scale, place + 1))
        english = self.word(at) in ("half", "halves")
        behind = self.word(at + 1)
        whole = behind in self.words.lists["share_of"] if english else (
            behind in self.words.lists["counted"] or behind in ("से", "se"))
        return (Figure("share", 50.0, self.tokens[at].start, self.tokens[at].end), at + 1) if whole else None

    def _ordinal(self, at: int) -> tuple[Figure, int] | None:
        place, tens = at, 0.0
        if self.word(at + 1) == "-" and self.word(at + 2) in self.words.ordinals:
            place, tens = at + 2, self.words.numbers.get(self.word(at), 0.0)
        value = self.words.ordinals.get(self.word(place))
        if self.word(place + 1) in self.words.lists["positions"]:
            value = self.words.doubtful_ordinals.get(self.word(place), value)
        if value is None or self.word(place + 1) in self.words.lists["other_side"]:
            return None
        # "Second, …" opens a sentence; "per second" is a rate
        if value == 2 and (self.word(at + 1) == "," or self.word(at - 1) in ("per", "a")):
            return None
        if self.word(place + 1) in self.words.level:
            return self._make(at, _Number(value + tens, 0, 1.0, place + 1), "level", 1.0), place + 2
        return Figure("ordinal", int(value + tens), self.tokens[at].start, self.tokens[place].end), place + 1

    def _vague(self, at: int) -> tuple[Figure, int] | None:
        token = self.tokens[at]
        return (Figure("vague", token.word, token.start, token.end), at + 1) if (
            token.word in self.words.lists["vague"]) else None



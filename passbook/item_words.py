"""What the checks of quiz items compare of texts: words, those that tell something, figures with their units. Pure.

For English and Hindi; of another language the words are compared as they stand. Refuses to judge meaning: two words of
the same sense are two words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import Stemmer

_STEMMER = Stemmer.Stemmer("english")
_JOINERS = str.maketrans("", "", "\u200c\u200d\u00ad")
_SIGNS = {"₹": " rupees ", "%": " percent ", "٪": " percent "}
_GROUPED = re.compile(r"(?<=\d)[,،](?=\d)")
_WORD = re.compile(r"\d+(?:\.\d+)?(?:st|nd|rd|th)?(?![^\W\d_])|[^\W_]+(?:[\u0900-\u0963\u0971-\u097f]+[^\W_]*)*")
_DIGITS = re.compile(r"(\d+(?:\.\d+)?)(?:st|nd|rd|th)?")
# Vowel signs and nasals at the end of a Hindi word tell its case and number.
_ENDINGS = "ािीुूेैोौंँ"


def folded(text: str) -> str:
    """One form of each letter, small, with Western digits and signs of money and share in words."""
    made = unicodedata.normalize("NFKC", text.translate(_JOINERS)).casefold()
    made = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else _SIGNS.get(sign, sign) for sign in made)
    return _GROUPED.sub("", made).replace("’", "'").replace("'s ", " ").replace("'", "")


def words(text: str) -> list[str]:
    """The words of a text in order, folded. `forty-eight` is two."""
    return _WORD.findall(folded(text))


def _table(*told: str) -> frozenset[str]:
    return frozenset(word for each in told for word in words(each))


# Words that tell nothing of what a text is about.
STOP = _table(
    "a an the this that these those it its he she they them their his her him we us our you your i my me who whom "
    "whose which what when where why how is are was were be been being am do does did has have had having will would "
    "shall should may might can could must to of in on at by for from with as into onto upon over under about than "
    "then so if or and but nor also only just such same other any some each every all both more most less there here "
    "per within out up down off because while until till after before between during through against later earlier "
    "sooner fewer least s t",
    "का की के में से को पर है हैं था थे थी और या यह वह ये वे इस उस इन उन इसे उसे इसका उसका कि जो जिस जिन तो ने भी ही लिए साथ "
    "द्वारा तक होना होता होती होते हो होगा होगी होंगे हुआ हुई हुए किया किए की कर करना करने करता करती करते करें करे गया गई गए "
    "जाए जाना जाने जाता जाती जाते जाएगा जाएगी चाहिए क्या कौन कौनसा कितने कितना कितनी कब कहाँ कैसे किस किसे किसी कोई कुछ "
    "अपना अपनी अपने बाद पहले अंदर भीतर सकता सकती सकते एवं तथा अथवा रहा रही रहे वाला वाली वाले")
NEGATIONS = _table("not no never none neither without cannot cant dont doesnt wont nobody nothing नहीं न मत बिना")
ABSOLUTES = _table("always never invariably absolutely whatsoever हमेशा सदैव कदापि हरगिज़ सर्वदा")

_SMALL = {word: float(value) for value, told in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split()) for word in words(told)}
_SMALL |= {word: float(10 * tens) for tens, word in enumerate(
    "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_HINDI = ("शून्य एक दो तीन चार पाँच|पांच छह|छः|छे सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह|पन्द्रह सोलह सत्रह अठारह उन्नीस बीस "
          "इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस|अठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस "
          "अड़तीस उनतालीस चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास पचास इक्यावन बावन "
          "तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर सत्तर "
          "इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उनासी अस्सी इक्यासी बयासी तिरासी चौरासी "
          "पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे")
_SMALL |= {word: float(value) for value, told in enumerate(_HINDI.split()) for way in told.split("|")
           for word in words(way)}
_SMALL |= {words(word)[0]: value for word, value in (("डेढ़", 1.5), ("ढाई", 2.5))}
_SCALES = {words(word)[0]: scale for word, scale in (
    ("hundred", 1e2), ("thousand", 1e3), ("lakh", 1e5), ("lakhs", 1e5), ("million", 1e6), ("crore", 1e7),
    ("crores", 1e7), ("सौ", 1e2), ("हज़ार", 1e3), ("हजार", 1e3), ("लाख", 1e5), ("करोड़", 1e7))}
# What stands for nothing but itself without a unit behind it: "one of them", "एक अधिकारी".
_ONES = _table("one एक")
_UNITS = {word: (family, unit) for family, unit, told in (
    ("time", "minute", "minute minutes मिनट मिनटों"), ("time", "hour", "hour hours घंटा घंटे घंटों घण्टे"),
    ("time", "day", "day days दिन दिनों दिवस दिवसों कार्यदिवस"), ("time", "week", "week weeks सप्ताह सप्ताहों हफ्ते हफ़्ते"),
    ("time", "fortnight", "fortnight fortnights पखवाड़ा पखवाड़े"), ("time", "month", "month months माह महीना महीने महीनों"),
    ("time", "quarter", "quarters तिमाही"), ("time", "year", "year years वर्ष वर्षों साल सालों"),
    ("money", "rupee", "rupee rupees rs inr रुपये रुपए रुपया रुपयों"), ("share", "percent", "percent प्रतिशत फीसदी"),
    ("length", "metre", "metre metres meter meters मीटर"), ("length", "kilometre", "kilometre kilometres km किलोमीटर"),
    ("mass", "kilogram", "kilogram kilograms kg किलोग्राम किलो")) for word in words(told)}
_NO_DENIAL = re.compile(r"\bno[t]? (?:later|earlier|sooner|more|less|fewer|only)\b(?: than)?|न केवल|न सिर्फ")
# Words that may stand between a figure and its unit.
_BETWEEN = _table("working calendar clear full more whole per consecutive कार्य पूरे और")


class Figure(NamedTuple):
    """A number in a text, with the family of its unit (`time`, `money`, …) and the unit; both empty without one."""

    value: float
    family: str
    unit: str


def _read(said: list[str], at: int) -> tuple[float, int] | None:
    """The number that begins at a word, and where it ends."""
    total, current, here = 0.0, None, at
    while here < len(said):
        word = said[here]
        digits = _DIGITS.fullmatch(word)
        value = float(digits[1]) if digits else _SMALL.get(word)
        if value is not None:
            joins = current is not None and not digits and (
                (20 <= current % 100 < 100 and current % 10 == 0 and 0 < value < 10)
                or (current >= 100 and current % 100 == 0 and value < 100))
            if (current is not None and not joins) or (total and digits):  # "2.5 lakh, 5 of them"
                break
            current = (current or 0.0) + value
        elif word in _SCALES and current is not None:
            if _SCALES[word] == 1e2:
                current *= 1e2
            else:
                total, current = total + current * _SCALES[word], None
        elif not (word == "and" and current is not None and current >= 100 and current % 100 == 0
                  and here + 1 < len(said) and said[here + 1] in _SMALL):
            break
        here += 1
    return (total + (current or 0.0), here) if here > at else None


def _parsed(text: str) -> list[str | Figure]:
    """A text as words and figures, in order. A figure swallows its unit."""
    said, found, here = words(text), list[str | Figure](), 0
    while here < len(said):
        number = None if said[here] in _SCALES else _read(said, here)
        if number is None:
            found.append(said[here])
            here += 1
            continue
        value, end = number
        unit_at = next((place for place in range(end, min(end + 3, len(said))) if said[place] in _UNITS
                        and all(each in _BETWEEN for each in said[end:place])), None)
        if unit_at is not None:
            found.append(Figure(value, *_UNITS[said[unit_at]]))
            here = unit_at + 1
        elif found and isinstance(found[-1], str) and _UNITS.get(found[-1], ("",))[0] == "money":
            found[-1] = Figure(value, *_UNITS[found[-1]])
            here = end
        else:
            # "one" by itself is mostly no figure
            found.append(said[here] if end == here + 1 and said[here] in _ONES else Figure(value, "", ""))
            here = end
    return found


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[str | Figure, ...]:
    return tuple(_parsed(text))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a folded word: English by Snowball, Hindi without the signs of case and number."""
    if word.isascii():
        return str(_STEMMER.stemWord(word)) if len(word) > 3 else word
    bare = word.rstrip(_ENDINGS)
    return bare if len(bare) > 1 else word


def figures(text: str) -> list[Figure]:
    """The numbers of a text, in digits or words, in order; those of sections and years, too."""
    return [each for each in _pieces(text) if isinstance(each, Figure)]


def telling(text: str) -> list[str]:
    """The stems of the words that say what a text is about, in order; no figure and no negation among them."""
    return [stem(each) for each in _pieces(text) if isinstance(each, str) and (len(each) > 1 or not each.isascii())
            and not any(each in some for some in (STOP, NEGATIONS, _ONES))]


def normal(text: str) -> tuple[object, ...]:
    """What is left of a text where case, signs, articles and the way of writing figures are no difference."""
    return tuple((each.value, each.unit) if isinstance(each, Figure) else each for each in _pieces(text)
                 if each not in ("a", "an", "the"))


def negated(text: str) -> bool:
    """Whether a text denies something. "Not later than", "no more than" and "not only" deny nothing."""
    return not NEGATIONS.isdisjoint(words(_NO_DENIAL.sub(" ", folded(text))))


def absolute(text: str) -> bool:
    """Whether a text allows no exception: always, never."""
    return not ABSOLUTES.isdisjoint(words(text))

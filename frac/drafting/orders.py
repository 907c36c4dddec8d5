"""Orders that allot work, as pasted text, to posts with their duties. Pure, and as long as the text is long.

A post begins at a heading that is a title ("Deputy Secretary (Vigilance)", "2. Shri …, Under Secretary (Admn):",
"Section Officer, Cash Section shall deal with:"); what follows are its duties. Names of persons are dropped before
anything else is done. Refuses to guess: a text in which no heading is a title has no posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from frac.drafting.abbreviations import CAPITALS, GRADES, SHARED, WORDS
from frac.drafting.titles import expanded, key_of, understood


@dataclass(frozen=True, slots=True)
class Allotted:
    """A post of an order: its title, without anybody's name, and its duties, each once."""

    title: str
    duties: tuple[str, ...]


# ---- sentences and points

_ENDS = re.compile(r"(?<=[.;!?।॥])\s+|\n+|\s*[•▪‣●○◦➢✓]\s*|\s*(?<!\w)\((?:[ivxl]{1,5}|[a-z]|\d{1,2}|[क-ह])\)\s+")
_SHORT = frozenset("dr no nos rs i.e e.g viz vide smt sh shri mr mrs ms km prof st govt dept deptt dy jt addl asstt "
                   "asst sr jr secy dir supdt engr admn estt vig fin accts spl exec commr gen col para sec art cl "
                   "w.r.t".split())
_LATER = frozenset({"etc", "w.e.f", "incl", "max", "min"})
_BLANKS = re.compile(r"[^\S\t]+")
_POINT_WORDS = 3


def points(text: str, least: int = _POINT_WORDS) -> list[str]:
    """The sentences or points of a text, those of `least` words or more, each once. A dot after "Dr", "No" or an
    initial ends none."""
    found, last = list[list[str]](), ""
    for piece in _ENDS.split(_evened(text)):
        said = " ".join(piece.split())
        if not said:
            continue
        if found and _goes_on(last, said):
            found[-1].append(said)
        else:
            found.append([said])
        last = re.split(r"[\s(\"'/]", said)[-1]
    return [each for each in dict.fromkeys(" ".join(parts) for parts in found) if len(each.split()) >= least]


def _goes_on(last: str, after: str) -> bool:
    """Whether a sentence goes on after the word with which a piece ends."""
    if not last.endswith("."):
        return False
    word = last[:-1].casefold()
    return word in _SHORT or bool(re.fullmatch(r"[A-Z]\.", last)) or (word in _LATER and after[0].islower())


def _evened(text: str) -> str:
    """The text without runs of blanks, over which searching would take long."""
    return "\n".join(line for each in text.splitlines() if (line := _BLANKS.sub(" ", each)) and not line.isspace())


# ---- names

_HONOURED = re.compile(
    r"(?<![^\W_])(?P<all>s/|sarva)?(?:(?:shri|smt|sh|sri|shrimati|ms|mr|mrs|miss|km|kumari|dr|thiru|tmt|selvi|sushri)"
    r"(?:\.|\b)|(?:श्रीमती|सुश्री|श्री|कुमारी|डॉ|डा)(?![\u0900-\u0963])\.?)"
    r"(?:[/\s]*\(?\b(?:smt|ms|mrs|dr|shri|kum|km)\b\.?\)?)*[ \t]*", re.IGNORECASE)
_ALSO = re.compile(r"\s*(?:,|&|\band\b|तथा|एवं|और)\s*")
_NAMED = re.compile(r"\s*((?:[^\W\d_]|[\u0900-\u0963\u0971-\u0dff'’])+\.?)-?")
_SERVICE = re.compile(r"[,\s]*\(?\b(?:IAS|IPS|IFS|IFoS|IRS|IES|ISS|ICAS|IA&AS|IDAS|CSS|ITS|IRTS|IRPS|IIS|IPoS)\b"
                      r"(?:\s*[:(-]\s*[A-Z]{0,3}[:\s-]*\d{2,4}\)?)?\)?", re.ASCII)
_SIGNED = re.compile(r"^[ \t]?\([A-Z][\w.'’]*(?: [A-Z][\w.'’]*){0,4} ?\)[ \t]?$", re.MULTILINE)
_NAME_ALONE = re.compile(r"[A-Z][\w.'’]*(?: [A-Z][\w.'’]*){0,3}")
_AFTER_NAMES = frozenset(
    "will shall is are was has have had and or to for of the in on at by with as who may be under deals looks would "
    "should must can he she they from this that joined holds holding working posted designated".split()) | (
        GRADES - {"head", "i"})
_HINDI_AFTER = frozenset(
    "को के की का ने से में पर और तथा एवं द्वारा अवर उप संयुक्त अपर सचिव निदेशक अनुभाग अधिकारी सहायक वरिष्ठ कनिष्ठ "
    "मुख्य निजी प्रधान महानिदेशक आयुक्त लेखा हैं है".split())
_NAME_WORDS = 5


def without_names(text: str) -> str:
    """A text without the names that follow Shri, Smt., Ms., Dr., श्री and the like, and without signatures."""
    made, end = list[str](), 0
    for found in _HONOURED.finditer(text):
        if found.start() < end:
            continue
        is_small = found.group().islower()
        after = _past_name(text, found.end(), is_small)
        while found.group("all") and (also := _ALSO.match(text, after)) and (
                further := _past_name(text, also.end(), is_small)) > also.end():
            after = further  # S/Shri A, B and C
        if after == found.end():
            continue  # "Ms" or "Dr" of something else, with no name after it
        made.append(text[end:found.start()])
        end = after
    return _SIGNED.sub("", "".join((*made, text[end:])))


def _past_name(text: str, at: int, is_small: bool) -> int:
    """Where the name that begins here ends. It goes on in the next line only where it has hardly begun."""
    taken = whole = 0
    while taken < _NAME_WORDS and (found := _NAMED.match(text, at)):
        word = found.group(1)
        plain = word.rstrip(".").casefold()
        is_name = not word.isascii() or word[0].isupper() or is_small
        if not is_name or plain in _AFTER_NAMES or plain in _HINDI_AFTER or _is_short(word):
            break
        if "\n" in text[at:found.start(1)] and whole > 1:
            break
        at, taken, whole = found.end(), taken + 1, whole + (len(plain) > 1)
    return at


def _is_short(word: str) -> bool:
    bare = word.replace(".", "")
    return len(bare) > 1 and (bare in CAPITALS or bare in SHARED or bare.casefold() in WORDS)


# ---- headings

_POSTS = frozenset(
    "secretary director officer assistant adviser advisor commissioner engineer manager superintendent clerk inspector "
    "controller accountant auditor stenographer translator librarian scientist analyst economist staff attendant "
    "programmer consultant general member chairman registrar collector magistrate tehsildar surgeon driver operator "
    "supervisor coordinator typist investigator examiner cashier typist custodian architect commandant head "
    "सचिव निदेशक अधिकारी सहायक आयुक्त अभियंता लिपिक निरीक्षक अधीक्षक सलाहकार लेखाकार आशुलिपिक अनुवादक महानिदेशक "
    "प्रबंधक".split())
_NOT_FIRST = frozenset(
    "assist help inform report advise support submit brief all other any each every concerned new no appointment "
    "posting transfer leave selection one two three and copy to for by from in on of as matters work duties subject "
    "order".split())
_ING = frozenset("managing superintending drawing nursing training planning engineering accounting mining printing "
                 "building shipping operating marketing assessing presenting inquiring banking housing".split())
_MARK = re.compile(r"\s*(?:(?P<sub>\(?(?:[ivxl]{1,5}|[a-z]|[क-ह])[.)](?=\s)|\(\d{1,3}\)|[-–—*•▪‣●○◦➢✓#]+(?=\s))|"
                   r"(?P<top>(?:sl?\.?\s*no\.?\s*)?(?:\d{1,3}(?:\.\d{1,2})*[.)]?|[A-ZIVX]{1,4}[.)])(?=\s)))\s*")
_VERB = re.compile(r"(?:[,\s]*\b(?:who\s+)?(?:shall|will|is|are|would)\b|\s(?=deals?\b|looks?\b|handles?\b)|"
                   r"\s(?=निम्नलिखित|के\s+कार्य|का\s+कार्य))\s*|\s*:\s*[-–—]*\s*|\s+[-–—]{1,2}\s+(?=\w)")
_LEAD = re.compile(
    r"\s*(?:also\s+|now\s+)?(?:deals?\s+with|looks?\s+after|handles?|attends?\s+to|(?:be|is)?\s*(?:responsible\s+for|in\s?-?\s?"
    r"charge\s+of|entrusted\s+with|assigned|allotted|allocated)|(?:have|perform|discharge|do|undertake)\s+(?:the\s+)?"
    r"following|निम्नलिखित|के\s+कार्य|का\s+कार्य)(?:\s+all)?(?:\s+(?:the\s+)?following)?(?:\s+(?:work|duties|items|"
    r"subjects|matters|functions|कार्य|देखेंगे|करेंगे)(?![\w\u0900-\u0963]))*"
    r"(?:\s+of(?:\s+work)?\b)?\s*[:–—-]*\s*", re.IGNORECASE)
_SECTION = re.compile(r"(?:[Tt]he\s+)?((?:(?:[A-Z][\w.&/()-]*|and|of|&)\s+){1,5}"
                      r"(?:[Ss]ection|SECTION|[Dd]ivision|DIVISION|"
                      r"[Bb]ranch|BRANCH|[Cc]ell|CELL|[Ww]ing|WING|[Uu]nit|UNIT|[Dd]esk|DESK))\s*(?:[-–]?\s*[IVX\d]{1,4})?"
                      r"\s*(:?)")
_COPY = re.compile(r"\s*(?:copy\s+(?:to|for|forwarded)|distribution\b|to\s*,?\s*$|प्रतिलिपि)", re.IGNORECASE)
_CLOSING = re.compile(r"(?:this|these)\s+(?:issues?|orders?|has|have)\b|by\s+order\b|hindi\s+version\b|यह\s+आदेश",
                      re.IGNORECASE)
_COLUMNS = re.compile(r"(?<=\S) {4,}(?=\S)")  # a table that was pasted with blanks
_LONG = re.compile(r"[^\W\d_]{4}|[\u0900-\u0dff]{3}")
_AFRESH = re.compile(r"\s*(?:office\s+order|order\b|work\s+allo|government\s+of|sub(?:ject)?\s*[:.]|no\.|f\.?\s*no|"
                     r"file\s+no|कार्यालय\s+आदेश|आदेश|विषय)", re.IGNORECASE)
_FURNITURE = re.compile(r"\W*(?:page\s*)?\d*(?:\s*(?:of|/)\s*\d+)?\W*|\W*contd\W*.{0,12}|"
                        r"\W*(?:tel|ph|phone|telephone|fax|mob|mobile|e-?mail|dated?)\b\W*[\d@:].*", re.IGNORECASE)
_OF_INDIA = re.compile(r"\bto the (?:government|govt\.?)(?: of india)?$", re.IGNORECASE)
_CONTINUED = re.compile(r"\s*\(?\bcont(?:d|inued)\b[.)…]*", re.IGNORECASE)
_SHORT_NAME = 3
# Lines shorter than the first may be the edge of a page; those as long as the second go on in the next, if nothing ends
# them; the head of a line is looked at so far, of so many words, its rank within so many.
_EDGE, _WIDE, _HEAD, _HEAD_WORDS, _CORE = 60, 66, 160, 14, 7


def posts_of(text: str) -> list[Allotted]:
    """The posts of an order with their duties, as they come; those without a duty (who get a copy, who signs) are
    none."""
    title, section, said = "", "", list[list[str]]()
    made = list[Allotted]()

    def close() -> None:
        duties = [each for each in points("\n".join(" ".join(parts) for parts in said), 1) if _LONG.search(each)]
        if title and duties:
            made.append(Allotted(title, tuple(duties)))

    is_copied = False
    for line in _lines(without_names(_evened(_COLUMNS.sub("\t", text)))):
        if _COPY.match(line):
            close()
            title, said, is_copied = "", [], True
        elif _CLOSING.match(_unmarked(line)):
            close()
            title, said = "", []
        elif is_copied:
            is_copied = not _AFRESH.match(line)
        elif found := _heading(line):
            new, rest = found
            of = understood(new)
            if of.function or of.unit:
                section = section if of.unit == section else ""
            elif section and new:
                new = f"{new}, {section}"
            if not new and said and _NAME_ALONE.fullmatch(said[-1][-1]):
                said[-1].pop()
            if not title or not new or key_of(new) != key_of(title):
                close()
                title, said = new, []
            said.append([rest])
        elif place := _section(line):
            close()
            title, said, section = "", [], place
        elif title:
            _add(said, line)
    close()
    return made


def _section(line: str) -> str:
    """The section that a line is the heading of, "" where it is none: one that stands for itself, and is no duty."""
    marked = _MARK.match(line)
    found = None if marked and marked.group("sub") else _SECTION.fullmatch(_unmarked(line))
    name = " ".join(found.group(1).split()) if found else ""
    return name if found and (found.group(2) or name.isupper() or len(name.split()) <= _SHORT_NAME) else ""


def _lines(text: str) -> Iterator[str]:
    """The lines and cells of a text, without what pages have at their edges."""
    for line in re.split(r"[\n\r\f\t|\u2028]+", text):
        if line.strip() and not (len(line) < _EDGE and _FURNITURE.fullmatch(line)):
            yield line.strip()


def _add(said: list[list[str]], line: str) -> None:
    """Adds a line to duties: one that only goes on belongs to the last one."""
    marked, bare = _MARK.match(line), _unmarked(line)
    last = said[-1][-1][-1:] if said and not marked else ""
    is_full = bool(last) and len(said[-1][-1]) >= _WIDE
    if last and last not in ".;:।" and (bare[:1].islower() or last in ",&-" or is_full):
        said[-1].append(bare)
    else:
        said.append([bare])


def _unmarked(line: str) -> str:
    """A line without the number or the mark it begins with."""
    marked = _MARK.match(line)
    return line[marked.end():] if marked else line


def _heading(line: str) -> tuple[str, str] | None:
    """The title at the head of a line and the rest of it, where the line is the heading of a post; an empty title where
    it is that of whoever signs."""
    marked = _MARK.match(line)
    whole = _unmarked(line)
    bare = f"{_SERVICE.sub('', whole[:_HEAD], count=1)}{whole[_HEAD:]}".lstrip(" ,.:;-–—")
    is_named = bare != whole
    verb = _VERB.search(bare, 0, _HEAD)
    if verb is None:
        is_sub = marked is not None and marked.group("sub") is not None
        title = None if is_sub and not is_named else _title(bare)
        if title and marked is None and _OF_INDIA.search(title):
            return "", ""  # who signs
        return (title, "") if title else None
    title = _title(bare[:verb.start()])
    if title is None:
        return None
    rest = bare[verb.end():]
    lead = _LEAD.match(rest)
    is_told = ":" in verb.group() or bool(lead) or is_named or "(" in title or "," in title
    if not is_told and verb.group().strip("-–— "):
        return None
    return title, rest[lead.end():] if lead else rest


def _title(head: str) -> str | None:
    """A head as a title in plain form, None where it is none."""
    if len(head) > 2 * _HEAD:
        return None
    head = _SERVICE.sub("", _CONTINUED.sub("", head)).strip(" .,:;-–—*_#\u200b")
    head = re.sub(r"^(?:the|The|THE)\s+", "", head)
    if not head or len(head) > _HEAD or len(head.split()) > _HEAD_WORDS or re.search(r"[;?!।]", head):
        return None
    chunks = [each.strip() for each in expanded(re.sub(r"(?<=\w)\(", " (", head)).split(",") if each.strip()]
    first = next((at for at, each in enumerate(chunks[:2]) if _is_core(each)), None)
    if first is None or not all(each[0].isupper() or not each.isascii() or each[0] in "(&" for each in chunks[first:]):
        return None
    return ", ".join(chunks[first:])


def _is_core(text: str) -> bool:
    """Whether a text is the title of a post: capitals up to a noun of rank, then nothing but a bracket, a number, or
    of whom or where."""
    plain = re.sub(r"\([^()]*\)", " ", text)
    if "(" in plain or ")" in plain:
        return False
    words = re.findall(r"[^\s/–—-]+", plain)
    front = words[:next((at for at, each in enumerate(words) if each in ("of", "to", "in", "for") and at), len(words))]
    behind = [each for each in words[len(front) + 1:] if each != "the"]
    while len(front) > 1 and re.fullmatch(r"[IVX]{1,4}|\d{1,2}|['‘\"]?[A-H]['’\"]?", front[-1]):
        front.pop()
    if not front or len(front) > _CORE or front[-1].strip("'").casefold() not in _POSTS:
        return False
    lead = front[0].casefold()
    if lead in _NOT_FIRST or (lead.endswith("ing") and lead not in _ING):
        return False
    loud = all(each[0].isupper() or not each.isascii() or each in ("and", "&") for each in front)
    return loud and (not behind or (len(behind) <= _CORE and (behind[0][0].isupper() or not behind[0].isascii())))

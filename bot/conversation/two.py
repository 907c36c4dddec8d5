"""Two wishes in one message ("my gaps, and find a course for the widest"): the message is cut where it joins them.

Cuts only where both parts are clear wishes by themselves and for different tools, and where no name is torn; else the
message stays whole. Pure: it reads and decides, running is the graph's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from bot.conversation.choices import ordinal
from bot.conversation.decision import SURE, Decision, Routing
from bot.conversation.route import route
from bot.conversation.wishes import SUBJECTS, WISHES
from bot.tools import TOOLS
from bot.turn import Block, Reply
from bot.understanding.lexicon import lexicon
from bot.understanding.message import LONGEST, read_message
from bot.understanding.reading import Reading

# A part must be so likely a wish, and of more joins than this no two wishes are made.
CLEAR, JOINS = 0.5, 4
# A wish needs so many words, and one that says "my" or names something one less.
WORDS = 3
# So many next steps are offered after both answers.
MOST_OFFERS = 5

_SIGNS = r"[\s,;:.?!।|]"
_SENTENCES = r"[;.?!।]\s+"
_QUOTED = re.compile(r"""(?<!\w)(?:"[^"]+"|'[^']+'|“[^”]+”|‘[^’]+’)(?!\w)""")
_LINES = re.compile(r"\s*\n\s*")
# What names no wish.
_LITTLE = ("fillers", "level_words", "it", "topic_after", "topic_before", "asking")
# Wishes that stand beside another; a greeting before a wish, a yes or an insult is no wish of its own.
_BESIDE = frozenset(WISHES) - {"greet", "thanks", "bye", "capabilities", "abuse", "why_level", "why_recommended",
                               "quiz_continue"}
# What a quiz or a question for a yes leaves open must stand last, and the language is changed before anything is said.
_LAST, _FIRST = frozenset({"quiz", "record_claim", "dispute", "set_reminder"}), frozenset({"settings"})
# What one tells in more than one sentence.
_TOLD = frozenset({"record_claim", "dispute"})

Part = dict[str, Any]
Read = Callable[[str], Reading]


@lru_cache(maxsize=1)
def _joins() -> re.Pattern[str]:
    """Where a message may be cut: after a sentence, and at the words that join two wishes."""
    phrases = sorted(lexicon().lists["joins"].phrases(), key=len, reverse=True)
    words = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)
    return re.compile(f"{_SENTENCES}|{_SIGNS}+(?:{words})(?={_SIGNS})", re.IGNORECASE)


def cuts(text: str) -> Iterator[tuple[str, str]]:
    """The ways of cutting a message in two; none where it is cut too often to be two wishes."""
    clean = read_message(_LINES.sub("; ", text)).text
    quoted = [found.span() for found in _QUOTED.finditer(clean)]
    joins = [join for join in _joins().finditer(clean) if not any(a < join.start() < b for a, b in quoted)]
    if len(joins) > JOINS:
        return
    for join in joins:
        left, right = clean[:join.start() + 1].strip(" ,;|"), clean[join.end():].strip(" ,;|")
        yield left, right


def halves(text: str, whole: Reading, read: Read) -> list[Part]:
    """The two parts of a message that may be two wishes, with their readings as JSON; empty where it is one."""
    best: tuple[float, list[Part]] = (0.0, [])
    if "languages" in whole.slots:
        return []  # "only Hindi and only English" is one wish that contradicts itself
    for parts in cuts(text) if len(text) <= LONGEST else ():
        if _torn(whole, parts[0]):
            continue
        readings = [read(part) for part in parts]
        if all(_is_wish(part, reading) for part, reading in zip(parts, readings, strict=True)):
            surest = min(reading.sure for reading in readings)
            if surest > best[0]:
                for reading in readings:
                    reading.language = whole.language
                best = surest, [{"say": part, "reading": reading.as_json()}
                                for part, reading in zip(parts, readings, strict=True)]
    return best[1]


def _torn(whole: Reading, left: str) -> bool:
    """Whether a cut goes through a name."""
    place = len(read_message(left).said)
    return any(start < place < end for start, end in whole.names)


def _is_wish(part: str, reading: Reading) -> bool:
    """Whether a part is a clear wish: likely one that can stand alone, with words enough, one of them more than a small
    one ("at which level" has none)."""
    # "what is my level" and "why is it so" are near; either way the part is a wish
    likely = reading.sure + (dict(reading.ranking).get("why_level", 0.0) if reading.intent == "show_standing" else 0.0)
    if reading.intent not in _BESIDE or likely < (SURE if reading.bare and reading.alone else CLEAR):
        return False
    said, lists = read_message(part).said, lexicon().lists
    if reading.intent == "content_question" and not (len(said) > WORDS and lists["asking"].inside(said[:1])):
        return False
    mine = lists["mine"].inside(said)
    little = {at for key in _LITTLE for span in lists[key].find(said) for at in range(span.start, span.end)}
    return len(said) + (mine or bool(reading.names)) >= WORDS and (mine or len(little) < len(said))


def order(given: Routing, halves: list[tuple[Part, Routing]]) -> list[Part]:
    """The parts in the order in which to answer them; empty where the message is better answered whole: where it
    answers a question that waits, and where its parts are not wishes for two different tools."""
    whole = route(given)
    answers = (whole.tool == "small_talk" or {"confirmed", "answer"} & whole.slots.keys()
               or ordinal(given.message) is not None)
    if not halves or answers or whole.say == "attack":
        return []
    if whole.tool in _TOLD and given.reading.sure >= SURE:
        return []
    decided = [(part, route(each)) for part, each in halves]
    tools = [decision.tool for _, decision in decided]
    if None in tools or tools[0] == tools[1] or "small_talk" in tools:
        return []
    if whole.tool in ("answer_from_content", "help_desk") and whole.tool not in tools:
        return []
    first = decided[0]
    decided.sort(key=lambda each: _place(each[1]))
    if decided[0] is not first:
        _lend(decided[0][0], decided[0][1], first[1])
    return [part for part, _ in decided]


def _lend(part: Part, decision: Decision, other: Decision) -> None:
    """Gives a part that is answered before the one it leans on ("quiz me on noting and say what level 3 means") what
    that one is about."""
    tool = TOOLS[decision.tool] if decision.tool else None
    if tool is None or SUBJECTS & decision.slots.keys():
        return
    lent = {key: value for key, value in other.slots.items() if key in SUBJECTS and key in tool.takes}
    part["reading"]["slots"] = {**part["reading"]["slots"], **lent}


def _place(decision: Decision) -> int:
    if decision.tool in _LAST and decision.slots.get("action") != "stop":
        return 2
    return 0 if decision.tool in _FIRST and decision.slots.get("what") == "language" else 1


def joined(first: dict[str, Any], second: Reply) -> Reply:
    """The answers to both wishes as one reply. The first names the tool; the second's tool and arguments stand under
    `also`. The outcome is that of the first, unless it alone has no answer."""
    blocks: list[Block] = [block for block in first["blocks"] if block["type"] != "choices"]
    answered = first["outcome"] == "answered" or second.outcome != "answered"
    arguments = {**first["arguments"], "also": {"tool": second.tool, "arguments": second.arguments}}
    return Reply(first["outcome"] if answered else second.outcome, f'{first["text"]}\n\n{second.text}',
                 first["tool"] or second.tool, arguments, second.language,
                 " · ".join(each for each in (first["understood"], second.understood) if each) or None,
                 blocks + second.blocks, _once(first["sources"] + second.sources),
                 first["entries"] + second.entries)


def _once(sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sources without those that stand there already."""
    kept: list[dict[str, Any]] = []
    for source in sources:
        if source not in kept:
            kept.append(source)
    return kept

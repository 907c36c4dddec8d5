"""Ratings of the answer before, typed: a thumb, "good answer", "👎 too long", and the reason that was asked for. Pure.

A message that says what was meant is a correction and not a rating; a new wish is answered, whatever was asked.
"""

from __future__ import annotations

import re

from bot.conversation.choices import chosen
from bot.conversation.decision import LIKELY, SURE, Decision, Routing
from bot.conversation.wishes import WISHES
from bot.tools.quiz import running
from bot.understanding.quiz_answer import read_answer
from passbook.items import is_right
from retrieval.words import words

# A thumb in any colour of skin, and what it says.
_THUMB = re.compile("^\\s*(?:([\U0001f44d])|[\U0001f44e])[\ufe0f\U0001f3fb-\U0001f3ff]*")
# What parts "that was wrong" from the reason.
_PARTED = re.compile(r"^\s*[:;,.!\-–—।]+\s*")
_STUCK = re.compile(r"(?<=[:;,।])(?=\w)")
# Intents that are an answer to "what was wrong?" as well as anything else.
_NO_WISH = frozenset({"out_of_scope", "dispute", "abuse", "thanks", "content_question", "help_desk", "human"})


def rated(given: Routing) -> Decision | None:
    """A thumb on the answer before, with the reason if one is told."""
    text = given.message.text
    found = _THUMB.match(text)
    if found:
        return _thumb("up" if found[1] else "down", text[found.end():])
    if given.reading.meant or _answers_the_quiz(given):
        return None
    for thumb in ("up", "down"):
        spans = given.lexicon.lists[f"thumb_{thumb}"].find(given.message.said[:8])
        if spans and spans[0].start == 0:
            rest = _rest(text, spans[0].end)
            if rest is not None and not (_is_a_wish(given) and rest.strip(" .!") and not rest.startswith(":")):
                return _thumb(thumb, rest)
    return _thumb("down", text) if _is_the_reason(given) else None


def _thumb(thumb: str, rest: str) -> Decision:
    reason = _PARTED.sub("", rest).strip()
    told = {"reason": reason} if any(sign.isalnum() for sign in reason) else {}
    return Decision("small_talk", {"kind": "rated", "thumb": thumb, **told})


def _rest(text: str, count: int) -> str | None:
    """What comes after so many words; None where it goes on in the same sentence ("good answers are hard to find")."""
    parts, at = _STUCK.sub(" ", text).split(), 0
    while parts and at < count:
        part = parts.pop(0)
        at += len(words(part))
    if at != count:
        return None
    rest = " ".join([part[len(part.rstrip(":;,.!-–—।?")):], *parts])
    return rest if not rest.strip() or _PARTED.match(rest) else None


def _is_a_wish(given: Routing) -> bool:
    """Whether a message is surely a wish, and more than a word about the answer before."""
    reading = given.reading
    return reading.intent in WISHES and reading.intent not in _NO_WISH and reading.sure >= SURE


def _answers_the_quiz(given: Routing) -> bool:
    """Whether a message is an answer to the question of a quiz that waits."""
    if not running(given.memory) or given.item is None:
        return False
    answer = read_answer(given.item, given.message.text)
    return answer is not None and (given.item.kind != "short" or is_right(given.item, answer))


def _is_the_reason(given: Routing) -> bool:
    """Whether a message is the reason for the thumb down of the turn before, and no new wish."""
    asked, said, says = given.memory.get("reason_asked"), given.message.said, given.lexicon.says
    if asked is None or asked != given.memory.get("turns") or not said or running(given.memory):
        return False
    if any(given.lexicon.is_only(key, said) for key in ("yes", "no", "stop", "go_on", "why", "skip")):
        return False
    if chosen(given.message, given.memory.get("offers") or [], False) is not None:
        return False
    if given.message.text.rstrip().endswith("?"):
        return False
    wish = given.reading.intent in WISHES and given.reading.intent not in _NO_WISH
    if says("complains", said):
        return not (wish and given.reading.sure >= SURE and says("mine", said))
    return not wish or given.reading.sure < LIKELY

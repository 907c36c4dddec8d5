"""Wishes to have a post drafted, and for the authors' list of drafts. Pure; whoever may, the tool is asked.

The title of a new post is what is left of a message when the words around it are taken away at both ends; what follows
a colon is what the post does.
"""

from __future__ import annotations

import re
from typing import Any

from bot.conversation.decision import LIKELY, SURE, Decision, Routing
from frac.framework import Framework
from retrieval.words import words

NAME = "draft_frac"
# Where the title ends and what the post does begins.
_DOES = re.compile(r"\s*(?::|;|\n|\s[-–—]\s)\s*|(?<=[a-z\u0900-\u097f\)])[.।]\s+")
_WORD = re.compile(r"\S+")
# A title has so many words at most; what waits for one takes no longer message for it without a sign of its end.
LONGEST = 14
# Wishes that a message may be instead while a title is waited for.
_OTHER = frozenset({"show_standing", "check_gaps", "recommend", "find_course", "quiz", "show_passbook", "greet", "bye",
                    "thanks", "help_desk", "human", "show_map", "ask_workforce", "capabilities"})


def drafting(given: Routing) -> Decision | None:
    """The wish for a draft, or for the list of drafts; or the title that was asked for."""
    said, says = given.message.said, given.lexicon.says
    likely = dict(given.reading.ranking).get(NAME, 0.0)
    if says("drafts_list", said) and given.granted(NAME):
        return Decision(NAME, {"what": "list"})
    if given.memory.get("drafting") and not _is_other(given):
        return Decision(NAME, {**_post(given.framework, given.message.text, given), "what": "draft"})
    of_figures = given.granted("ask_workforce") and bool((given.reading.figures or {}).get("metrics"))
    if not says("drafts_post", said) and (likely < LIKELY or of_figures or not says("drafts_about", said)):
        return None  # of a message with no word of drafts, posts or what they do, a likely wish is a guess
    if says("drafts_post", said) and likely < LIKELY and given.reading.intent in _OTHER and given.reading.sure >= SURE:
        return None
    return Decision(NAME, {**_post(given.framework, given.message.text, given), "what": "draft"})


def _is_other(given: Routing) -> bool:
    """Whether a message while a title is waited for is a question, or surely another wish."""
    asks = given.lexicon.says("asking", given.message.said) or given.message.text.rstrip().endswith("?")
    return asks or (given.reading.intent in _OTHER and given.reading.sure >= LIKELY)


def _post(framework: Framework, text: str, given: Routing) -> dict[str, Any]:
    """What a message says of a post: the known one, or title, place and what it does."""
    head, does = _parted(text)
    title = stripped(head, given)
    if does and not title:  # "a draft, please: TITLE"
        head, does = _parted(does)
        title = stripped(head, given)
    place, title = _placed(framework, title, given)
    read = given.reading.slots
    made: dict[str, Any] = {"described": does} if does else {}
    if place:
        made["within"] = place
    known = read.get("position")
    if known and (not title or _is_known(framework, known, title)):
        return {**made, "position": known}
    if read.get("position_unclear") and not title:
        return {**made, "position_unclear": read["position_unclear"]}
    return {**made, "title": title} if title else made


def _parted(text: str) -> tuple[str, str]:
    """What stands before the first sign that a title ends, and what stands after it."""
    found = _DOES.search(text)
    if found is None:
        return text, ""
    head, does = text[:found.start()], text[found.end():]
    return (head, does) if len(does.split()) >= 2 else (f"{head} {does}".strip(), "")


def stripped(text: str, given: Routing) -> str:
    """A text without the words at both ends that are of the wish and not of the title."""
    found = [each.group() for each in _WORD.finditer(text)]
    around = given.lexicon.lists["drafts_around"]

    def is_around(token: str) -> bool:
        folded = words(token)
        return not folded or all(bool(around.whole([word])) for word in folded)

    while found and is_around(found[0]):
        found.pop(0)
    while found and is_around(found[-1]):
        found.pop()
    return " ".join(found[:LONGEST]).strip(" ,.?!\"'“”*")


def _placed(framework: Framework, title: str, given: Routing) -> tuple[str | None, str]:
    """The organisation that a title ends or begins with, and the title without it."""
    tokens = title.split()
    names = _names(framework)
    for size in range(len(tokens) - 1, 0, -1):
        for part, rest in ((tokens[-size:], tokens[:-size]), (tokens[:size], tokens[size:])):
            known = names.get(" ".join(words(" ".join(part))))
            if known is not None:
                return known, stripped(" ".join(rest), given)
    return None, title


def _names(framework: Framework) -> dict[str, str]:
    return {" ".join(words(name)): each.id for each in framework.organisations.values()
            for name in (each.name, each.name_hi, *each.aliases) if name}


def _is_known(framework: Framework, position: str, title: str) -> bool:
    """Whether a title is nothing but the name of a known post."""
    known = framework.positions[position]
    return " ".join(words(title)) in {" ".join(words(each)) for each in (known.title, known.title_hi or "",
                                                                         *known.aliases)}

"""What a case of feedback shows to a reviewer, and what a click makes of it: a synonym, an example, a golden turn.

Pure. Refuses what would make the reading worse: a synonym that is another thing's name or an ordinary word, an example
that says two things, and whatever names a person.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from bot.understanding.lexicon import lexicon
from bot.understanding.message import read_message
from frac.framework import Framework, named
from retrieval.words import STOP, stem, words

Json = dict[str, Any]
Name = tuple[str, str, str]

# What stands in the place of a person's name, and of what reaches somebody (an address, a telephone number).
PERSON, PRIVATE = "{person}", "{private}"
# What a synonym may be of.
KINDS: tuple[str, ...] = ("competency", "position", "organisation", "course")
SHORTEST, LONGEST, MOST_WORDS = 3, 80, 6
EXAMPLE_LONGEST = 300
# So many digits in one word are a number of somebody.
_DIGITS = 6
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# What may stand in an example in the place of a name.
_PLACEHOLDERS = frozenset({*KINDS, "provider", "person", "level", "language", "duration", "date"})
# Of slots and arguments these are shown: ids of the framework, figures of a wish, choices; never a person, never words.
_SHOWN = frozenset({
    "competency", "competency_unclear", "position", "position_unclear", "positions", "course", "course_unclear",
    "organisation", "organisation_unclear", "within", "provider", "without_provider", "type", "language", "minutes",
    "each", "per_week", "free", "shorter", "document", "changed", "work", "compare", "plan", "why", "revise", "metric",
    "group_by", "sort", "limit", "what", "kind", "thumb"})
_GOLDEN_ARGUMENTS = KINDS


class LearnRefusal(Exception):
    """Nothing is learned; `key` names the sentence that says why, `facts` fill its places."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


# ---- what a case shows


def understanding(reading: Mapping[str, Any], reply: Mapping[str, Any], secret: Container[str]) -> Json:
    """How a turn was understood, as a reviewer may see it: intents with probabilities, what was named, the tool and its
    outcome; `masked` is the message with names as placeholders. `secret`: words that name somebody."""
    slots = reading.get("slots") or {}
    return {
        "ranking": [[str(intent), round(float(p), 3)] for intent, p in (reading.get("ranking") or [])[:5]],
        "slots": _shown(slots), "person": "official" in slots, "tool": reply.get("tool"),
        "outcome": reply.get("outcome"), "arguments": _shown(reply.get("arguments") or {}),
        "masked": hidden(str(reading.get("masked") or ""), secret),
        "unknown": hidden(str(reading.get("unknown") or ""), secret)}


def _shown(values: Mapping[str, Any]) -> Json:
    return {key: value for key, value in values.items() if key in _SHOWN and value not in (None, [], "")
            and isinstance(value, str | int | float | bool | list)}


def people_in(reading: Mapping[str, Any], text: str) -> set[str]:
    """The words by which a message names people, as its reading found them."""
    typed = read_message(str(reading.get("meant") or text)).said
    said, ends = list(reading.get("said") or ()), dict(reversed(reading.get("names") or []))
    if len(said) != len(typed):
        typed = tuple(said)
    found: set[str] = set()
    at = 0
    for sign in str(reading.get("masked") or "").split():
        end = ends.get(at, at + 1) if _PLACEHOLDER.fullmatch(sign) else at + 1
        if sign == PERSON:
            found |= {word for word in (*typed[at:end], *said[at:end]) if len(word) > 1 and word not in STOP}
        at = end
    return found


def perhaps_names(text: str) -> tuple[set[str], set[str]]:
    """What of a text may be the name of somebody: runs of up to four words, and single words that are no small ones."""
    said = words(text)
    runs = {" ".join(said[at:at + length]) for length in (2, 3, 4) for at in range(len(said) - length + 1)}
    small = lexicon().lists["fillers"]
    return runs, {word for word in said if len(word) >= SHORTEST and word not in STOP and word not in small}


def hidden(text: str, secret: Container[str]) -> str:
    """A text without what tells who somebody is: words that name somebody, addresses, telephone numbers."""
    shown: list[str] = []
    for part in text.split():
        told = _covered(part, secret)
        if told.startswith(PERSON) and shown and shown[-1] == PERSON:
            shown.pop()  # of how many words a name is tells something of it
        shown.append(told)
    return " ".join(shown)


def _covered(part: str, secret: Container[str]) -> str:
    if _PLACEHOLDER.fullmatch(part):
        return part
    end = part[len(part.rstrip(".,;:!?।")):]
    if "@" in part.strip("@") or sum(sign.isdigit() for sign in part) >= _DIGITS:
        return PRIVATE + end
    return PERSON + end if any(word in secret for word in words(part)) else part


def suggested(case: Mapping[str, Any]) -> Json:
    """What one click may make of a case, as far as it follows from what was meant instead."""
    after = case.get("meant")
    if not after:
        return {}
    found: Json = {}
    before, meant = case["understood"], after["understood"]
    intent = _wish(meant)
    if intent and before["masked"] and intent != _wish(before):
        found["example"] = {"text": _cleaned(before["masked"]), "intent": intent}
    things = [(kind, each) for kind in KINDS for each in _ids(meant["slots"].get(kind))]
    if len(things) == 1 and before["unknown"] and "{" not in before["unknown"]:
        found["synonym"] = {"phrase": before["unknown"], "of": things[0][0], "thing": things[0][1]}
    if meant["tool"] and "{" not in case["said"]:
        found["golden"] = {"say": case["said"], "tool": meant["tool"], "outcome": meant["outcome"]}
    return found


def _wish(understood: Mapping[str, Any]) -> str | None:
    return understood["ranking"][0][0] if understood["ranking"] and understood["ranking"][0][0] != "unclear" else None


def _ids(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)] if value else []


# ---- what is learned


def names_of(framework: Framework) -> Iterable[Name]:
    """(kind, id, name) of everything that has a name in the framework, aliases among them."""
    for each in framework.competencies.values():
        yield from (("competency", each.id, name) for name in (each.name, each.name_hi, *each.aliases) if name)
    for post in framework.positions.values():
        yield from (("position", post.id, name) for name in (post.title, post.title_hi, *post.aliases) if name)
    for place in framework.organisations.values():
        yield from (("organisation", place.id, name) for name in (place.name, place.name_hi, *place.aliases) if name)
    for course in framework.courses.values():
        yield from (("course", course.id, name) for name in (course.title, course.title_hi) if name)
    for provider in framework.providers.values():
        yield "provider", provider.id, provider.name


def stems_of(text: str) -> tuple[str, ...]:
    """How names are compared."""
    return tuple(stem(word) for word in words(text))


def owners(names: Iterable[Name]) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """Whose name each is, by its stems."""
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for kind, identity, name in names:
        if stems := stems_of(name):
            found.setdefault(stems, []).append((kind, identity))
    return found


def synonym(phrase: str, kind: str, thing: str, framework: Framework, talk: Container[str],
            held: Iterable[Name], secret: Container[str]) -> Json:
    """The synonym that a phrase becomes. `talk`: stems of ordinary requests; `held`: synonyms that hold already. Raises
    LearnRefusal."""
    plain = " ".join(phrase.split())
    said = words(plain)
    by_kind: dict[str, Container[str]] = {
        "competency": framework.competencies, "position": framework.positions,
        "organisation": framework.organisations, "course": framework.courses}
    known = by_kind.get(kind)
    if known is None or thing not in known:
        raise LearnRefusal("learn_gone")
    if sum(len(word) for word in said) < SHORTEST:
        raise LearnRefusal("learn_short", least=SHORTEST)
    if len(plain) > LONGEST or len(said) > MOST_WORDS:
        raise LearnRefusal("learn_long", most=MOST_WORDS)
    _names_nobody(plain, secret)
    if _ordinary(said, talk):
        raise LearnRefusal("learn_ordinary", phrase=plain)
    theirs = owners([*names_of(framework), *held]).get(stems_of(plain), [])
    others = [each for each in theirs if each != (kind, thing)]
    if others:
        raise LearnRefusal("learn_taken", phrase=plain, name=label(framework, *others[0]))
    if theirs:
        raise LearnRefusal("learn_known", phrase=plain)
    return {"phrase": plain, "of": kind, "thing": thing}


def _ordinary(said: Sequence[str], talk: Container[str]) -> bool:
    """Whether a phrase says what people say whatever they want: small words, numbers, words of ordinary requests."""
    small = lexicon()
    listed = any(phrases.whole(said) for phrases in (*small.lists.values(), *small.time.values()))
    return listed or all(word in STOP or word in small.lists["fillers"] or word.isdecimal() or word in small.ordinals
                         or stem(word) in talk for word in said)


def example(text: str, intent: str, intents: Container[str], taken: Iterable[tuple[str, str]],
            secret: Container[str]) -> Json:
    """The example that a masked text becomes. `taken`: (text, intent) of all examples. Raises LearnRefusal."""
    plain = _cleaned(" ".join(text.split()))
    if intent not in intents:
        raise LearnRefusal("learn_no_intent")
    said = words(_PLACEHOLDER.sub(" ", plain))
    if not said:
        raise LearnRefusal("learn_short", least=SHORTEST)
    if len(plain) > EXAMPLE_LONGEST:
        raise LearnRefusal("learn_long_text", most=EXAMPLE_LONGEST)
    _names_nobody(_PLACEHOLDER.sub(" ", plain), secret)
    same = [other for known, other in taken if _compared(known) == _compared(plain)]
    if any(other != intent for other in same):
        raise LearnRefusal("learn_other_intent", intent=next(other for other in same if other != intent))
    if same:
        raise LearnRefusal("learn_known", phrase=plain)
    return {"text": plain, "intent": intent}


def _compared(text: str) -> list[str]:
    return words(re.sub(r"[{}]", " ", text))


def _cleaned(text: str) -> str:
    """A text with no placeholder but those that examples have."""
    return " ".join(_PLACEHOLDER.sub(lambda found: found[0] if found[1] in _PLACEHOLDERS else " ", text).split())


def golden(case: Mapping[str, Any], say: str, tool: str | None, outcome: str, as_official: str,
           tools: Container[str], outcomes: Container[str], secret: Container[str]) -> Json:
    """The golden turn that a case becomes: a line of `tests/conversations/`, with `as_official` as who says it. Raises
    LearnRefusal."""
    plain = " ".join(say.split())
    if not words(plain):
        raise LearnRefusal("learn_short", least=SHORTEST)
    if len(plain) > EXAMPLE_LONGEST:
        raise LearnRefusal("learn_long_text", most=EXAMPLE_LONGEST)
    if (tool is not None and tool not in tools) or outcome not in outcomes:
        raise LearnRefusal("learn_no_tool")
    if "{" in plain:
        raise LearnRefusal("learn_masked")
    _names_nobody(plain, secret)
    right = (case.get("meant") or {}).get("understood") or case["understood"]
    gold: Json = {"tool": tool, "outcome": outcome}
    if case["language"] in ("en", "hi"):
        gold["language"] = case["language"]
    named_there = {kind: _ids({**right["slots"], **right["arguments"]}.get(kind)) for kind in _GOLDEN_ARGUMENTS}
    if right["tool"] == tool and (arguments := {kind: ids[0] for kind, ids in named_there.items() if len(ids) == 1}):
        gold["arguments"] = arguments
    key = f"r-{case['id'][:12]}"
    return {"id": f"{key}-1", "as": as_official, "conversation": key, "say": plain, "lang": case["language"] or "en",
            "kind": tool or outcome, "gold": gold}


def _names_nobody(text: str, secret: Container[str]) -> None:
    if hidden(text, secret) != " ".join(text.split()):
        raise LearnRefusal("learn_person")


# ---- what a synonym may be of


def label(framework: Framework, kind: str, identity: str, language: str = "en") -> str:
    """What something is called."""
    if kind == "competency" and (one := framework.competencies.get(identity)):
        return named(language, one.name, one.name_hi)
    if kind == "position" and (post := framework.positions.get(identity)):
        return named(language, post.title, post.title_hi)
    if kind == "organisation" and (place := framework.organisations.get(identity)):
        return named(language, place.name, place.name_hi)
    if kind == "course" and (course := framework.courses.get(identity)):
        return named(language, course.title, course.title_hi)
    if kind == "provider" and (provider := framework.providers.get(identity)):
        return provider.name
    return identity


def things(framework: Framework, text: str, language: str, limit: int) -> list[Json]:
    """What has all these words (or their beginnings) in a name, shortest names first; a text may be an id."""
    wanted = words(text)
    if not wanted:
        return []
    found: dict[tuple[str, str], tuple[bool, int]] = {}
    for kind, identity, name in names_of(framework):
        said = words(name)
        fits = all(any(word.startswith(each) for word in said) for each in wanted)
        if kind in KINDS and (fits or identity.casefold() == text.strip().casefold()):
            place = said[:len(wanted)] != wanted, len(name)
            found[kind, identity] = min(place, found.get((kind, identity), place))
    best = sorted(found, key=lambda each: (found[each], each))[:limit]
    return [{"of": kind, "thing": identity, "label": label(framework, kind, identity, language)}
            for kind, identity in best]

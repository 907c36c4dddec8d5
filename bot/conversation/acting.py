"""Wishes for somebody to act in a post: who could, in whose place, and what goes on from such a list. Pure; among whom
one may choose is the tool's to say.
"""

from __future__ import annotations

from typing import Any

from bot.conversation.decision import Decision, Routing
from retrieval.words import words

NAME = "look_up_official"
# What a message may hold, read as a question for figures, that only narrows the list before.
_NARROWS = frozenset({"filters", "unclear", "sort", "limit", "sure", "forms", "people", "superlative", "strange"})
# A message of so many words may be nothing but another place, post or number.
_SHORT = 7


def acting(given: Routing, official: list[str]) -> Decision | None:
    """Who could act; `official`: the person named, or pointed at."""
    before = _before(given)
    if _asks(given, official):
        slots = {**_named(given), **({"official": official} if official else {})}
        if before and before["position"] and not {"position", "position_unclear", "mine"} & slots.keys():
            if not official:
                slots = {**_of_list(before), **slots}
            elif given.message.said and given.lexicon.says("why", given.message.said):
                slots["position"] = before["position"]
        return Decision(NAME, {"act_as": True, **slots})
    return _goes_on(given, before, official) if before else None


def _before(given: Routing) -> dict[str, Any] | None:
    """The slots of the question before, where it was who could act; with the post that it was about in the end.
    `replaces`: its official is somebody to be replaced, and no candidate."""
    frame = given.frame
    if not frame or frame["tool"] != NAME or not frame["slots"].get("act_as"):
        return None
    post = (given.memory.get("focus") or {}).get("position")
    slots: dict[str, Any] = frame["slots"]
    replaces = bool(slots.get("official")) and not slots.get("position")
    return {**slots, "position": slots.get("position") or post, "replaces": replaces}


def _asks(given: Routing, official: list[str]) -> bool:
    says, said = given.lexicon.says, given.message.said
    if says("in_my_place", said) and (says("who", said) or says("acts_as", said)):
        return True
    if not says("acts_as", said):
        return False
    if says("drops", said) and not (official or "position" in given.reading.slots):
        return False  # "replace the second course"
    # "am I suited for the post of Director" is about oneself
    about_me = says("mine", said) and not (says("who", said) or official or _of_team(given))
    return not about_me


def _of_team(given: Routing) -> bool:
    return bool((given.reading.figures or {}).get("team"))


def _named(given: Routing) -> dict[str, Any]:
    """The post, the place and the number that a message names."""
    slots, figures = given.reading.slots, given.reading.figures or {}
    places = (figures.get("filters") or {}).get("organisation") or []
    unclear = (figures.get("unclear") or {}).get("organisation") or slots.get("organisation_unclear") or []
    place = places[0] if len(places) == 1 else slots.get("organisation") or _by_id(given, given.framework.organisations)
    made = {"position": slots.get("position") or _by_id(given, given.framework.positions),
            "position_unclear": slots.get("position_unclear"), "within": place,
            "within_unclear": None if place else unclear or places,
            "limit": figures.get("limit"), "mine": given.lexicon.says("in_my_place", given.message.said)}
    return {key: value for key, value in made.items() if value}


def _by_id(given: Routing, known: dict[str, Any]) -> str | None:
    """What a message names by its id."""
    typed = {token.strip("?!,.;:()\"'").casefold() for token in given.message.text.split()}
    return next((each for each in known if each.casefold() in typed and any(sign.isdigit() for sign in each)), None)


def _goes_on(given: Routing, before: dict[str, Any], official: list[str]) -> Decision | None:
    """"why her?", "what is the second one missing", "and in Finance?", "top 3" after a list of candidates."""
    says, said = given.lexicon.says, given.message.said
    listed = (given.memory.get("focus") or {}).get("candidates") or []
    spans = given.lexicon.ordinals.find(said)
    if spans and listed and not official and abs(int(spans[0].value)) <= len(listed):
        at = int(spans[0].value)
        official = [listed[at - (at > 0)]]
    if not official and (says("person", said) or given.lexicon.is_only("why", said)) and listed:
        official = [listed[0]]
    if not official and says("person", said) and not says("mine", said):
        return Decision(NAME, {"official": []})  # of a list that was refused there is nobody, and it is not oneself
    if official and before.get("position") and (says("why", said) or says("lacks", said) or spans or
                                                (given.reading.bare and given.reading.follows)):
        return Decision(NAME, _of_candidate(before, official))
    figures = given.reading.figures or {}
    if official or says("mine", said) or len(said) > _SHORT or not figures.keys() <= _NARROWS:
        return None
    new = _named(given)
    if not {"position", "position_unclear", "within", "within_unclear", "limit"} & new.keys() and given.reading.follows:
        new = _places(given)
    narrows = given.reading.bare or given.reading.follows or new.keys() == {"limit"}
    if not new or not narrows:
        return None
    kept = _of_list(before)
    if {"position", "position_unclear"} & new.keys():
        kept = {key: value for key, value in kept.items() if key not in ("official", "mine", "position")}
    if {"within", "within_unclear"} & new.keys():
        kept.pop("within", None)
    return Decision(NAME, {**kept, **new})


def _of_candidate(before: dict[str, Any], official: list[str]) -> dict[str, Any]:
    """One of the list, with what the list was about: whom they would replace stays in mind as `instead_of`."""
    stays = ("within", "limit", "mine", "instead_of", "position")
    kept: dict[str, Any] = {key: before[key] for key in stays if key in before}
    if before.get("replaces"):
        kept["instead_of"] = before["official"]
    return {"act_as": True, **kept, "official": official}


def _of_list(before: dict[str, Any]) -> dict[str, Any]:
    """The list again, after one of it was looked at."""
    kept = {key: value for key, value in before.items() if key not in ("official", "instead_of", "replaces")}
    replaced = before.get("official") if before.get("replaces") else before.get("instead_of")
    if replaced:
        kept["official"] = replaced
    if replaced or kept.get("mine"):
        kept.pop("position", None)  # the post follows from whoever is replaced
    return kept


def _places(given: Routing) -> dict[str, Any]:
    """Organisations in whose name all the words stand that are no small ones: "and in Pension?"."""
    lists = given.lexicon.lists
    told = {word for word in given.message.said if word not in lists["fillers"] and word not in lists["follow"]
            and word not in lists["inside"]}
    if not told:
        return {}
    found = [place.id for place in given.framework.organisations.values()
             if any(told <= set(words(name)) for name in (place.name, place.name_hi, *place.aliases) if name)]
    if len(found) == 1:
        return {"within": found[0]}
    return {"within_unclear": found} if found else {}

"""Wishes to look at people: who could act in a post, what somebody acquired, how far their plan is, who they are. Pure;
whom one may see is the tool's to say.
"""

from __future__ import annotations

from typing import Any

from bot.conversation.decision import SURE, Decision, Routing
from bot.conversation.wishes import PERSONAL


def looking(given: Routing) -> Decision | None:
    """The look-up that a message asks for, by its own words."""
    said, says = given.message.said, given.lexicon.says
    slots = given.reading.slots
    official = slots.get("official") or pointed_at(given)
    if says("acts_as", said):
        return _acting(given, official)
    if _of_a_candidate(given, official):
        return _acting(given, official)
    if says("acquired", said) and given.reading.intent not in ("record_claim", "content_question"):
        whose = _whose(given, official)
        if whose is not None:
            period = {"period": slots["period"]} if slots.get("period") else {}
            return Decision("look_up_official", {**whose, **period, "acquired": True})
    if not official:
        return None
    within = {"within": slots["organisation"]} if slots.get("organisation") else {}
    if says("plan_status", said) and "competency" not in slots and not says("lacks", said):
        return Decision("look_up_official", {"official": official, **within, "plan": True})
    plain = not (given.reading.intent in PERSONAL and given.reading.sure >= SURE) and not says("lacks", said)
    if says("profile", said) and plain and not {"competency", "course"} & slots.keys() and not says(
            "reports_to", said) and not says("record", said):
        return Decision("look_up_official", {"official": official, **within})
    if not slots.get("official"):
        return _of_the_one_before(given, official)
    return None


def pointed_at(given: Routing) -> list[str]:
    """The person looked at last, where a message says "she" or "his" and names nobody."""
    held = (given.memory.get("focus") or {}).get("official")
    named = "official" in given.reading.slots
    return [held] if held and not named and given.lexicon.says("person", given.message.said) else []


def _acting(given: Routing, official: list[str]) -> Decision:
    slots = given.reading.slots
    figures: dict[str, Any] = given.reading.figures or {}
    made: dict[str, Any] = {"act_as": True}
    places = (figures.get("filters") or {}).get("organisation") or []
    place = places[0] if len(places) == 1 else slots.get("organisation")
    before = given.frame["slots"] if given.frame and given.frame["tool"] == "look_up_official" else {}
    for key, value in (("position", slots.get("position")), ("position_unclear", slots.get("position_unclear")),
                       ("within", place), ("official", official or None), ("limit", figures.get("limit"))):
        if value:
            made[key] = value
    if not {"position", "position_unclear", "official"} & made.keys() and before.get("position"):
        made["position"] = before["position"]
    if official and "position" not in made and before.get("act_as") and before.get("position"):
        made["position"] = before["position"]
    return Decision("look_up_official", made)


def _of_a_candidate(given: Routing, official: list[str]) -> bool:
    """Whether a message asks about one of those who could act: "why Meera?"."""
    before = given.frame
    return bool(official and before and before["tool"] == "look_up_official" and before["slots"].get("act_as")
                and given.lexicon.says("why", given.message.said))


def _whose(given: Routing, official: list[str]) -> dict[str, Any] | None:
    """Whose new levels are meant: a person's, the team's, or one's own."""
    if official:
        return {"official": official}
    team = bool((given.reading.figures or {}).get("team")) or given.lexicon.says("juniors", given.message.said)
    if team:
        return {"team": True}
    return {} if given.lexicon.says("mine", given.message.said) else None


def _of_the_one_before(given: Routing, official: list[str]) -> Decision | None:
    """"What is she missing", "his level in noting": the wish for one's own data, about the person looked at."""
    slots = {key: value for key, value in given.reading.slots.items() if key in ("competency", "level", "type")}
    if given.lexicon.says("lacks", given.message.said):
        return Decision("check_gaps", {**slots, "official": official})
    if given.reading.intent in ("show_standing", "check_gaps", "show_passbook"):
        return Decision(given.reading.intent, {**slots, "official": official})
    return Decision("look_up_official", {"official": official}) if not slots else Decision(
        "show_standing", {**slots, "official": official})

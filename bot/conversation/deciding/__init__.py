"""What leaders and providers decide by: the plan of a year, a benchmark, demand, and what a course does. Which of them
a message asks for, and what goes on from the last answer of one. Pure; one file for each says what it may hold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.conversation.deciding import benchmark, demand, impact, year_plan
from bot.conversation.deciding.strange import strange
from bot.conversation.decision import LEAST, LIKELY, Decision, Routing
from bot.conversation.wishes import OF_OTHERS
from bot.tools import TOOLS
from bot.understanding.figures.asked import Asked, from_json

Slots = dict[str, Any]

# For each tool: whether a message names it beyond what the classifier says; what it holds for it; and what it changes
# in the answer before (None: nothing).
NAMES: dict[str, Callable[[Routing, Asked], bool]] = {
    "plan_year": year_plan.named, "benchmark": benchmark.named, "demand": demand.named, "course_impact": impact.named}
HOLDS: dict[str, Callable[[Routing, Asked], Slots]] = {
    "plan_year": year_plan.holds, "benchmark": benchmark.holds, "demand": demand.holds, "course_impact": impact.holds}
CHANGES: dict[str, Callable[[Routing, Asked, Slots], Slots | None]] = {
    "plan_year": year_plan.changes, "benchmark": benchmark.changes, "demand": demand.changes,
    "course_impact": impact.changes}


def deciding(given: Routing) -> Decision | None:
    """The tool of those four that a message is for, and its slots."""
    asked = from_json(given.reading.figures) if given.reading.figures else Asked()
    if given.reading.slots.get("official"):
        return None
    return _goes_on(given, asked) or _asked_for(given, asked)


def changes_the_last(given: Routing) -> bool:
    """Whether a message goes on from an answer of one of those tools."""
    asked = from_json(given.reading.figures) if given.reading.figures else Asked()
    return _goes_on(given, asked) is not None


def _goes_on(given: Routing, asked: Asked) -> Decision | None:
    frame = given.frame
    if frame is None or frame["tool"] not in CHANGES or frame["tool"] not in TOOLS:
        return None
    tool = str(frame["tool"])
    if _another(given, asked, tool):
        return None
    changed = CHANGES[tool](given, asked, dict(frame["slots"]))
    return Decision(tool, _named_right(given, asked, changed)) if changed is not None else None


def _named_right(given: Routing, asked: Asked, slots: Slots) -> Slots:
    """The slots, with the names that mean nothing, so that the tool asks back."""
    kept = {key: value for key, value in slots.items() if key != "strange"}
    unknown = strange(given, asked)
    return {**kept, "strange": unknown} if unknown else kept


def _another(given: Routing, asked: Asked, tool: str) -> bool:
    """Whether a message is surely for something else: another of these tools, a figure by name, or one's own."""
    likely = dict(given.reading.ranking)
    if any(NAMES[each](given, asked) for each in NAMES if each != tool):
        return not NAMES[tool](given, asked)
    if given.lexicon.says("possessive", given.message.said) and not asked.ours and likely.get(tool, 0.0) < LEAST \
            and not given.lexicon.says("own_courses", given.message.said):
        return True
    return len(given.message.said) > MOST or (bool(asked.metrics) and asked.plain and tool != "benchmark")


# Longer messages are wishes of their own.
MOST = 14


def _asked_for(given: Routing, asked: Asked) -> Decision | None:
    ranking = dict(given.reading.ranking)
    group = sum(ranking.get(intent, 0.0) for intent in OF_OTHERS)
    likeliest = max(NAMES, key=lambda tool: ranking.get(tool, 0.0))
    sure = given.reading.intent == likeliest and ranking[likeliest] >= LEAST and group >= LIKELY
    named = next((each for each in NAMES if NAMES[each](given, asked)), None)
    tool = named or (likeliest if sure else None)
    if tool is None or tool not in TOOLS:
        return None
    if named is None and asked.plain and asked.metrics and not (asked.peers or asked.compares):
        return None  # "readiness next year": a figure by its name
    if tool != likeliest and ranking.get(tool, 0.0) < LEAST and asked.plain and asked.metrics and tool != "benchmark":
        return None  # "how many have no course in the annual plan" is a figure of plans
    if given.granted(tool):
        return Decision(tool, _named_right(given, asked, HOLDS[tool](given, asked)))
    if tool == "demand" and (mine := demand.for_overseers(given, asked)) is not None:
        return mine
    # "the annual plan of the ministry", of somebody who may not ask for it: said to be so, instead of something else
    return Decision(say="aggregate") if asked.filters.get("organisation") or asked.ours else None

"""Whether a message is a question for figures, or goes on from one. Pure; who may see them is the gate's to say."""

from __future__ import annotations

from bot.conversation.decision import LEAST, SURE, Decision, Routing
from bot.conversation.wishes import OF_OTHERS
from bot.understanding.figures.asked import Asked, from_json
from bot.understanding.figures.going_on import goes_on, going_on
from retrieval.words import STOP

# How much of a question for figures a message must be: where nothing else speaks for it, and beside a wish of another
# kind that is likely.
CERTAIN, ABOVE_OTHERS = 0.65, 0.9
# A message of so few words may be the name of a figure and nothing more.
BARE = 3
# So sure is a message that asks for people, as such, by name.
LISTS = 0.4
# So sure is a message that speaks of people as such.
OF_PEOPLE = 0.2
_FIRST = frozenset({"i", "am", "मैं", "मैंने", "मुझमें", "main", "maine"})
# Wishes beside which a question for figures must be beyond doubt.
_NEAR = frozenset({"find_course", "recommend", "explain_competency", "quiz", "content_question", "show_role",
                   "check_gaps", "show_standing", "show_passbook", "help_desk"})


def figures(given: Routing) -> Decision | None:
    """The question for figures of somebody who may ask for any, and what goes on from the last one."""
    asked = from_json(given.reading.figures) if given.reading.figures else Asked()
    before = _before(given)
    if given.reading.slots.get("official"):
        return None
    if before is not None and goes_on(asked, given.message.said) and not _elsewhere(given, asked):
        return Decision("ask_workforce", {"asked": going_on(before, asked).as_json()})
    if not (given.granted("ask_workforce") or asked.team):
        return None
    if not _is_one(given, asked):
        return None
    return Decision("ask_workforce", {"asked": asked.as_json()})


def _before(given: Routing) -> Asked | None:
    """The question for figures that was answered last."""
    frame = given.frame
    if frame is None or frame["tool"] != "ask_workforce" or "asked" not in frame["slots"]:
        return None
    return from_json(frame["slots"]["asked"])


def _elsewhere(given: Routing, asked: Asked) -> bool:
    """Whether a message is surely a wish of another kind: "my gaps", "quiz me on it"."""
    reading = given.reading
    mine = given.lexicon.says("possessive", given.message.said) and not asked.team
    other = reading.intent not in OF_OTHERS and reading.intent != "look_up_official"
    return other and reading.sure >= SURE and (mine or not (asked.group_by or asked.filters or asked.periods
                                                            or asked.people or asked.forms or asked.sort))


def _is_one(given: Routing, asked: Asked) -> bool:
    reading = given.reading
    if given.lexicon.says("possessive", given.message.said) and not asked.team and not asked.group_by:
        return False
    if _FIRST & set(given.message.said) and not (asked.group_by or asked.filters or asked.team or asked.ours):
        return False  # "how many gaps do I have"
    if asked.plain and asked.term and asked.strange and not given.lexicon.says("mine", given.message.said):
        return True  # "median learning hours": asked back, and nothing else answered
    bare = asked.plain and not asked.strange and asked.unrecorded is None and not given.lexicon.says(
        "mine", given.message.said)
    if asked.plain and reading.slots.get("no_day"):
        return True  # the day that there is not is told
    listed = asked.people is not None and asked.sure >= LISTS and not asked.strange
    if listed and not given.lexicon.says("mine", given.message.said) and reading.sure < SURE:
        return True
    few = len([word for word in given.message.said if word not in STOP]) <= BARE
    if bare and (asked.periods or asked.group_by or asked.filters or asked.ours or few) and (
            reading.intent not in _NEAR or reading.sure < SURE or asked.term):
        return True  # "readiness as on 31 March", said by somebody who may ask for it
    likely = sum(p for intent, p in reading.ranking if intent in OF_OTHERS or intent == "look_up_official")
    if asked.unrecorded and asked.unrecorded != "future":
        return bool(asked.filters.keys() & {"organisation", "position", "group", "state"}) or likely >= SURE or (
            asked.sure >= OF_PEOPLE)
    if not (asked.metrics or asked.people or asked.unclear):
        return (likely >= SURE and bool(asked.filters or asked.group_by)) or bool(asked.ours and asked.sort)
    if likely >= LEAST:
        return asked.sure >= 0.4
    if reading.intent in _NEAR and reading.sure >= SURE:
        return asked.sure >= (CERTAIN if asked.plain else ABOVE_OTHERS)
    return asked.sure >= CERTAIN

"""The fixed outcomes of a turn that no tool answers: another topic, nothing understood, not permitted, not yet."""

from __future__ import annotations

from bot.conversation.decision import Decision
from bot.conversation.wishes import WISHES
from bot.tools import small_talk
from bot.tools.contract import Desk, Slots, figure
from bot.tools.serving import not_granted
from bot.turn import Offer, Outcome, Reply
from bot.words import plain

OUTCOMES: dict[str, Outcome] = {
    "attack": "refused", "out_of_scope": "out_of_scope", "not_yet": "out_of_scope", "unclear": "clarify",
    "empty": "clarify", "no_such_place": "clarify", "too_long": "clarify",
}


def fixed(desk: Desk, decision: Decision) -> Reply:
    """The reply of an outcome by its name."""
    say = decision.say or "unclear"
    if say == "aggregate":
        return not_granted(desk)
    offers = _guesses(desk, decision.guesses) if decision.guesses else small_talk.first_steps(desk)
    if say == "unclear":
        text = desk.words("ask.wish" if decision.guesses else "ask.unclear")
        return Reply("clarify", text, offers=offers)
    reply = Reply(OUTCOMES[say], desk.words(f"outcome.{say}", **decision.slots),
                  offers=[] if say == "attack" else offers)
    reply.sources = [figure(key, value) for key, value in decision.slots.items()]
    return reply


def no_such_day(desk: Desk, decision: Decision) -> Reply:
    """A day was named that no calendar has: whatever the wish, it is asked for again."""
    told = plain(decision.slots["no_day"], 30)
    return Reply("clarify", desk.words("outcome.no_such_day", day=told), decision.tool,
                 sources=[{"kind": "told", "id": "day", "text": told}])


def _guesses(desk: Desk, intents: list[str]) -> list[Offer]:
    """The likeliest wishes, each with words of its own."""
    offers: list[Offer] = []
    for intent in intents:
        tool, slots = WISHES[intent]
        key = {"check_gaps": "gaps", "recommend": "recommend", "show_standing": "standing", "show_role": "role",
               "show_passbook": "passbook", "quiz": "quiz_me", "help_desk": "human"}.get(tool)
        if key and not any(offer.tool == tool for offer in offers):
            say = "quiz" if key == "quiz_me" else key
            more = {"human": True} if tool == "help_desk" else {}
            offers.append(Offer(tool, desk.words(f"offer.{key}"), desk.words(f"say.{say}"), tool,
                                {**slots, **more} if tool != "quiz" else {}))
    if len(offers) > 1:
        return offers
    return offers + [each for each in small_talk.first_steps(desk) if each.tool not in {one.tool for one in offers}]


def about(desk: Desk, slots: Slots) -> Reply:
    """Something was named and nothing asked: what may be asked about it."""
    competency = slots["competency"][0]
    name = desk.name(competency)
    wish = {"competency": [competency]}
    return Reply("clarify", desk.words("ask.about", name=name), offers=[
        Offer("explain", desk.words("offer.explain"), desk.words("say.explain_competency_competency", name=name),
              "explain_competency", wish),
        Offer("standing", desk.words("offer.my_level"), desk.words("say.standing_competency", name=name),
              "show_standing", wish),
        Offer("find", desk.words("offer.find_on", name=name), desk.words("say.find_on", name=name), "find_course",
              wish),
        Offer("quiz", desk.words("offer.quiz"), desk.words("say.quiz_competency", name=name), "quiz", wish)],
        focus={"competency": competency})

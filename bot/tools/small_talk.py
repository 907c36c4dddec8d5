"""`small_talk`: greetings, thanks, what Saathi can do, a calm answer to abuse, and a thumb on the answer before."""

from __future__ import annotations

from bot.tools import rating
from bot.tools.contract import Desk, Slots, Tool
from bot.turn import Offer, Outcome, Reply

KINDS = ("greet", "thanks", "bye", "capabilities", "abuse", "nothing_to_confirm", "left")


def run(desk: Desk, slots: Slots) -> Reply:
    """A fixed text by `kind`, with the next steps one tap away."""
    kind = slots.get("kind", "greet")
    if kind == "rated":
        return rating.rate(desk, slots)
    text = desk.words(f"small_talk.{kind}", name=desk.me.name.split()[0] if desk.me.name else "")
    outcome: Outcome = "clarify" if kind == "nothing_to_confirm" else "answered"
    offers = first_steps(desk) if kind in ("greet", "capabilities", "nothing_to_confirm", "abuse") else []
    return Reply(outcome, text, "small_talk", {"kind": kind}, offers=offers)


def first_steps(desk: Desk) -> list[Offer]:
    """What most people come for."""
    return [
        Offer("gaps", desk.words("offer.gaps"), desk.words("say.gaps"), "check_gaps"),
        Offer("recommend", desk.words("offer.recommend"), desk.words("say.recommend"), "recommend"),
        Offer("quiz", desk.words("offer.quiz_me"), desk.words("say.quiz"), "quiz"),
        Offer("passbook", desk.words("offer.passbook"), desk.words("say.passbook"), "show_passbook"),
    ]


TOOL = Tool("small_talk", run, frozenset({"kind", "thumb", "reason"}))

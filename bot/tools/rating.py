"""What `small_talk` does with a thumb on the answer before: keeps it, thanks, and asks once what was wrong."""

from __future__ import annotations

from bot.store import feedback
from bot.tools.contract import Desk, Slots
from bot.tools.quiz import running
from bot.turn import Offer, Reply


def rate(desk: Desk, slots: Slots) -> Reply:
    """Keeps `thumb` with its `reason`. What was offered before is still offered, so that one can go on."""
    thumb, reason = slots["thumb"], slots.get("reason")
    reply = Reply("answered", "", "small_talk", {"kind": "rated", "thumb": thumb})
    reply.offers = [Offer(**each) for each in desk.memory.get("offers") or ()]
    turn = desk.memory.get("answered")
    if not turn or not feedback.rate(desk.conn, desk.me.id, turn, thumb, reason, None, desk.recorded_at):
        reply.outcome, reply.text = "clarify", desk.words("small_talk.rated_nothing")
        return reply
    asks = thumb == "down" and not reason and not running(desk.memory)
    reply.text = desk.words(f"small_talk.rated_{'why' if asks else thumb}")
    if asks:
        # the number of the turn after this one: in that one alone a reason is waited for
        desk.memory["reason_asked"] = int(desk.memory.get("turns") or 0) + 1
    return reply

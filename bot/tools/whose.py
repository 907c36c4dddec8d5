"""Whose data a wish is about: the person's own, or another official's whom the person may see.

Standing, gaps and learning of others are shown to those whom the access table names, and to nobody else; a refusal
tells nothing about the other person, not even whether there is one.
"""

from __future__ import annotations

from bot.people.access import may_see
from bot.tools.contract import Desk, Slots
from bot.turn import Offer, Reply
from passbook.officials import Official, by_id

# So many people of one name are shown to choose from.
SHOWN = 6


def whose(desk: Desk, slots: Slots, tool: str) -> Official | Reply:
    """The official meant, or the reply that refuses or asks back."""
    if "official" not in slots:
        return desk.me
    named: list[str] = slots["official"] or []
    known = [official for identity in named if (official := by_id(desk.conn, identity))]
    if slots.get("within"):
        # "Ramesh Kumar of the Finance Department"
        known = [official for official in known if slots["within"] in desk.framework.ancestors(official.organisation_id)
                 ] or known
    seen = [official for official in known if may_see(desk.conn, desk.framework, desk.person, official)]
    if not seen:
        return refuse(desk, tool)
    if len(seen) == 1:
        return seen[0]
    offers = []
    labels: set[str] = set()
    for official in seen[:SHOWN]:
        position = desk.framework.positions.get(official.position_id)
        place = desk.framework.organisations.get(official.organisation_id)
        label = ", ".join(part for part in (
            official.name, position and desk.words.position(position),
            place and desk.words.organisation(place)) if part)
        if label in labels:  # of one name, post and place: the id tells them apart
            label = f"{label} ({official.id})"
        labels.add(label)
        offers.append(Offer(official.id, label, label, tool, {**slots, "official": [official.id]}))
    text = desk.words("ask.which_official" if len(seen) <= SHOWN else "ask.which_official_many", n=len(seen))
    return Reply("clarify", text, tool, offers=offers,
                 sources=[{"kind": "figure", "id": "officials", "value": len(seen)}])


def refuse(desk: Desk, tool: str | None) -> Reply:
    """Not the person's to see."""
    offers = [Offer("standing", desk.words("offer.standing"), desk.words("say.standing"), "show_standing")]
    return Reply("not_permitted", desk.words("access.person"), tool, offers=offers)

"""An answer that was given, computed anew: at the instant that it was about, and at that of today.

Works with the rights that the person has now, on the data of now, in a transaction that is taken back. What would write
again, or is another thing each time, is not done again: of it is checked what can be, its entries in the ledger.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.conversation.decision import Decision
from bot.conversation.outcomes import no_such_day
from bot.conversation.still_there import still_there
from bot.conversation.two import joined
from bot.failures import UnknownPerson
from bot.people.access import Person
from bot.receipts.figures import Difference, Figures, count, differences, figures
from bot.store import rights
from bot.store.turns import Kept
from bot.tenant import Tenancy
from bot.tools import TOOLS
from bot.tools.contract import Conn, Desk
from bot.tools.serving import serve
from bot.turn import Reply
from bot.turning import Turning
from bot.words import Words
from passbook import ledger
from passbook.insights.demand import keeping
from passbook.insights.demand import store as demand_store

Json = dict[str, Any]
# Tools whose answers are not given again, and why; all others read and tell.
NOT_AGAIN: dict[str, str] = {
    "quiz": "a quiz goes on from what was asked and answered before it",
    "record_claim": "it asks for a yes, and then writes to the passbook",
    "dispute": "it asks for a yes, and then writes to the passbook",
    "set_reminder": "it sets reminders and what is followed",
    "find_mentor": "it asks others for help",
    "draft_frac": "it proposes drafts to authors",
    "settings": "it changes settings",
    "small_talk": "it has no figures",
}
# The uses of models after which a tool knew that one teaches.
_TEACHES = frozenset({"explain", "example", "hint"})


class NotThereError(Exception):
    """Something that an answer was about is no longer in the framework."""


@dataclass(frozen=True)
class Again:
    """An answer computed anew for an instant: what differs, or, in words, why it could not be."""

    at: datetime
    differs: tuple[Difference, ...] = ()
    not_done: str | None = None

    def as_json(self) -> Json:
        """The finding as plain JSON."""
        return {"at": self.at.isoformat(), "differs": [each.as_json() for each in self.differs],
                "not_done": self.not_done}


@dataclass
class Checked:
    """What the check of a receipt found. `figures` is how many the answer has; `again` the answer computed anew, at its
    own instant and then at that of today (once, where these are the same); `left` says in words what was not checked
    because there is nothing to check, `fault` what could not be checked or does not hold."""

    kept: Kept
    figures: int
    version: tuple[int, str]
    again: list[Again] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    fault: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was found that no longer holds, and nothing was left open that has figures."""
        return not self.fault and not any(each.differs or each.not_done for each in self.again)

    def as_json(self) -> Json:
        """The finding as plain JSON."""
        kept, receipt = self.kept, self.kept.receipt
        return {"id": kept.id, "official": kept.official_id, "channel": kept.channel, "at": kept.at.isoformat(),
                "outcome": kept.reply["outcome"], "tool": kept.reply["tool"], "now": receipt.get("now"),
                "framework": {"then": receipt.get("stamp"), "now": list(self.version)},
                "served": receipt.get("served") or [], "models": receipt.get("models") or [], "figures": self.figures,
                "again": [each.as_json() for each in self.again], "left": self.left, "entries": self.entries,
                "fault": self.fault, "holds": self.holds}


def check(saathi: Turning, kept: Kept) -> Checked:
    """Computes the answer of a turn anew and compares its figures. Raises NoTenant, DatabaseDown."""
    was = figures(kept.reply)
    with saathi.database.connection() as conn:
        held = saathi.tenancy(conn)
        made = Checked(kept, count(was), held.framework.stamp)
        # what a tool keeps beside its answer (a file to fetch, say) is taken back
        with conn.transaction(force_rollback=True):
            _entries(conn, made)
            if not kept.receipt:
                made.fault.append("It is of the time before receipts: what it rests on is not known, so its figures "
                                  "cannot be computed anew.")
                return made
            wishes = _wishes(made)
            if not wishes:
                return made
            try:
                person = saathi.whoever(conn, kept.official_id)
            except UnknownPerson:
                made.fault.append(f"There is no official {kept.official_id} in this tenant any more: nobody has the "
                                  "rights to compute it anew.")
                return made
            then, today = datetime.fromisoformat(kept.receipt["now"]), saathi.now(held.framework)
            for instant in dict.fromkeys((then, today)):
                made.again.append(_again(saathi, conn, held, person, made, was, instant))
    if made.figures == 0 and made.holds:
        made.left.append("The answer has no figures.")
    return made


def _wishes(made: Checked) -> list[Json]:
    """The wishes of a turn that can be served again; of the others it is noted why not."""
    served = made.kept.receipt.get("served") or []
    if not served:
        made.left.append("Nothing was computed for it.")
    if made.kept.reply["outcome"] == "handed_over":
        made.left.append("It was handed over to people; nothing was computed for it.")
        return []
    again = []
    for wish in served:
        tool, why = wish["tool"], NOT_AGAIN.get(str(wish["tool"]))
        if tool is None:
            made.left.append("It was answered in fixed words, which have no figures.")
        elif tool not in TOOLS:
            made.fault.append(f"There is no {tool} any more.")
        elif why is not None:
            made.left.append(f"{tool} is not asked again: {why}.")
        else:
            again.append(wish)
    return again


def _again(saathi: Turning, conn: Conn, held: Tenancy, person: Person, made: Checked, was: Figures, instant: datetime
           ) -> Again:
    """The answer at an instant, beside the one that was given."""
    kept = made.kept
    part = any(wish["tool"] in NOT_AGAIN or wish["tool"] not in TOOLS for wish in kept.receipt["served"])
    try:
        reply = _served(_desk(saathi, conn, held, person, kept, instant), kept)
    except (NotThereError, LookupError) as fault:
        if isinstance(fault, LookupError) and kept.receipt["stamp"] == list(held.framework.stamp):
            raise  # nothing can be gone
        return Again(instant, not_done="something that it is about is no longer in the framework")
    before, after = kept.reply["outcome"], reply["outcome"]
    if after == "not_permitted" and before != after:
        return Again(instant, not_done=f"{person.id} may not see this any more")
    differs = differences(was, figures(reply), part=part)
    if before != after and not part:
        differs.insert(0, Difference("the answer", "outcome", before, after))
    return Again(instant, tuple(differs))


def _desk(saathi: Turning, conn: Conn, held: Tenancy, person: Person, kept: Kept, instant: datetime) -> Desk:
    """A desk like that of the turn, at an instant. What it remembers of the conversation is what the answer tells: the
    post it was about. Releases of demand are those that were drawn; none is drawn for this."""
    context = replace(saathi.context(conn, held, person, saathi.clock()), now=instant,
                      releases=lambda: keeping.told(demand_store.releases(conn), instant))
    arguments = kept.reply["arguments"]
    post = arguments.get("position") or (arguments.get("also") or {}).get("arguments", {}).get("position")
    desk = context.desk(Words(kept.reply["language"], held.framework), {"focus": {"position": post}} if post else {})
    desk.teaches = any(each.get("use") in _TEACHES for each in kept.receipt.get("models") or ())
    return desk


def _served(desk: Desk, kept: Kept) -> Json:
    """The wishes of a turn served again, as one reply; in the place of one that is not done again stands nothing.
    Raises NotThereError."""
    made: Json | None = None
    with rights.turn(desk.conn, desk.person.id):
        for wish in kept.receipt["served"]:
            reply = _one(desk, wish)
            made = (reply if made is None else joined(made, reply)).as_json()
    return dict(json.loads(json.dumps(made)))


def _one(desk: Desk, wish: Json) -> Reply:
    tool, slots = wish["tool"], dict(wish["slots"])
    if tool is None or tool in NOT_AGAIN or tool not in TOOLS:
        return Reply("answered", "", tool)
    if "frame" not in still_there({"frame": wish}, desk.framework):
        raise NotThereError
    if slots.get("no_day") and "no_day" not in TOOLS[tool].takes:
        return no_such_day(desk, Decision(tool, slots))
    return serve(desk, tool, slots)


def _entries(conn: Conn, made: Checked) -> None:
    """Whether what a turn wrote stands in the ledger, and the chain of that passbook holds."""
    kept = made.kept
    if not kept.reply["entries"]:
        return
    chained = {each.entry.id: each for each in ledger.chain_of(conn, kept.official_id)}
    verdict = ledger.verify(conn, kept.official_id)
    for identity in kept.reply["entries"]:
        if identity in chained:
            made.entries.append(f"Entry {identity} stands in the passbook of {kept.official_id} as number "
                                f"{chained[identity].number}.")
        else:
            made.fault.append(f"Entry {identity}, which the turn wrote, is not in the passbook of {kept.official_id}.")
    for broken in verdict.breaks:
        made.fault.append(f"The chain of that passbook is broken at entry {broken.number}: {broken.what}.")
    if not verdict.breaks:
        made.entries.append(f"The chain of that passbook holds ({verdict.entries} entries recomputed).")

"""What a tool is, and the desk at which it works for one person in one turn.

A tool gets the slots of a wish (plain JSON: ids, numbers, dates) and returns a reply; it computes from the tenant's
data alone, and what it says is true with any language model and with none. Refuses to read messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import psycopg

from bot.people.access import Person
from bot.turn import Block, Offer, Reply
from bot.words import Words
from frac.framework import Framework
from frac.gaps import Pair, pairs
from passbook import ledger
from passbook.entries import Entry
from passbook.insights.demand.release import Release
from passbook.insights.facts.reader import Facts
from passbook.officials import Official
from passbook.standing import Standing, fold
from retrieval.search import Search

if TYPE_CHECKING:
    from retrieval.matching.drafting import Drafter

Slots = dict[str, Any]
Conn = psycopg.Connection[Any]


def _no_drafter() -> Drafter:
    raise NotImplementedError("nothing drafts at this desk")


@dataclass
class Desk:
    """All that a tool may use in a turn. `memory` is what the conversation remembers (plain JSON, to be changed);
    `now` is the instant that the answer is about, `recorded_at` the one at which it is given. `facts` are what figures
    are computed from, and `reveal` tells the officials behind pseudonyms that the gate let through. `releases` are
    those of demand, the latest first; `weights` those of the benchmark's index that this installation sets; `drafter`
    drafts posts by what the framework says of others; `teaches`: whether a language model may teach."""

    person: Person
    framework: Framework
    conn: Conn
    search: Callable[[], Search]
    words: Words
    now: datetime
    recorded_at: datetime
    memory: dict[str, Any]
    new_id: Callable[[], str]
    facts: Callable[[], Facts]
    reveal: Callable[[Sequence[str]], dict[str, str]]
    releases: Callable[[], list[Release]] = list
    weights: Mapping[str, float] = field(default_factory=dict)
    drafter: Callable[[], Drafter] = field(default=_no_drafter)
    teaches: bool = False
    _standings: dict[str, Standing] = field(default_factory=dict)
    _entries: dict[str, list[Entry]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of the turn."""
        return self.now.date()

    @property
    def me(self) -> Official:
        """The official who speaks."""
        return self.person.official

    def entries(self, official_id: str | None = None) -> list[Entry]:
        """The entries of a person (default: who speaks), oldest first."""
        who = official_id or self.person.id
        if who not in self._entries:
            self._entries[who] = ledger.entries_of(self.conn, who)
        return self._entries[who]

    def standing(self, official_id: str | None = None) -> Standing:
        """What a person's entries amount to."""
        who = official_id or self.person.id
        if who not in self._standings:
            self._standings[who] = fold(self.entries(who), self.framework.credits_of,
                                        self.framework.tenant.pass_mark)
        return self._standings[who]

    def write(self, entry: Entry) -> list[str]:
        """Appends an entry; its id, in a list, as a reply wants it."""
        ledger.append(self.conn, entry, self.recorded_at)
        self._entries.pop(entry.official_id, None)
        self._standings.pop(entry.official_id, None)
        return [entry.id]

    def pairs(self, official: Official | None = None, position_id: str | None = None) -> list[Pair]:
        """The required pairs of a person (default: who speaks) in their position or another, widest gap first."""
        who = official or self.me
        position = self.framework.positions.get(position_id or who.position_id)
        if position is None:
            return []
        return pairs(position.required, self.standing(who.id).all_held(self.now), position.weights)

    def held(self, competency_id: str, official_id: str | None = None) -> int:
        """The level a person holds now."""
        return self.standing(official_id).held(competency_id, self.now)

    def name(self, competency_id: str) -> str:
        """A competency's name in the reply's language."""
        return self.words.competency(self.framework.competencies[competency_id])


@dataclass(frozen=True)
class Tool:
    """One tool of the interface: its name, what it does with which slots, and what it is for."""

    name: str
    run: Callable[[Desk, Slots], Reply]
    takes: frozenset[str]


def figure(name: str, value: Any) -> dict[str, Any]:
    """A source that names a figure said in the text."""
    return {"kind": "figure", "id": name, "value": value}


def competencies_block(desk: Desk, items: Iterable[tuple[str, int | None, int | None]]) -> Block:
    """A block of competencies from (id, required or None, held or None)."""
    made = []
    for identity, required, held in items:
        gap = None if required is None or held is None else max(required - held, 0)
        made.append({"id": identity, "label": desk.name(identity), "required": required, "held": held, "gap": gap,
                     "type": desk.framework.competencies[identity].type})
    return {"type": "competencies", "items": made}


def of_type(framework: Framework, ids: Iterable[str], kind: str | None) -> list[str]:
    """Those of the competencies that are of a type; all where none is asked."""
    return [each for each in ids if kind is None or framework.competencies[each].type == kind]


def ask_yes(desk: Desk, reply: Reply, tool: str, slots: Slots) -> Reply:
    """Makes a reply one that asks for a yes: only a yes in the next turn runs the tool with `confirmed`."""
    reply.outcome = "clarify"
    desk.memory["confirm"] = {"tool": tool, "slots": slots, "fresh": True}
    reply.offers = [Offer("yes", desk.words("offer.yes"), desk.words("say.yes"), tool, {**slots, "confirmed": True}),
                    Offer("no", desk.words("offer.no"), desk.words("say.no"), "small_talk", {"kind": "left"}),
                    *reply.offers]
    return reply


def ask_which(desk: Desk, ids: Iterable[str], tool: str, slots: Slots, kind: str = "competency") -> Reply:
    """Asks back which of several things of one kind is meant."""
    names = {"competency": lambda each: desk.name(each),
             "position": lambda each: desk.words.position(desk.framework.positions[each]),
             "course": lambda each: desk.words.course(desk.framework.courses[each])}
    offers = []
    for identity in list(ids)[:6]:
        label = names[kind](identity)
        wish = {key: value for key, value in slots.items() if key != f"{kind}_unclear"}
        wish[kind] = [identity] if kind == "competency" else identity
        offers.append(Offer(identity, label, desk.words(f"say.{tool}_{kind}", name=label), tool, wish))
    return Reply("clarify", desk.words(f"ask.which_{kind}", names=desk.words.listed(offer.label for offer in offers)),
                 tool, offers=offers)



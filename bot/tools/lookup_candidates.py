"""Who could act in a post: the best matches among the people whom the asker sees, and what each lacks."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from bot.people.access import scope
from bot.tools.contract import Desk, Slots, ask_which, competencies_block, figure
from bot.tools.whose import refuse, whose
from bot.turn import Offer, Reply
from bot.words import lines
from frac.framework import Position
from passbook.insights.candidates import Candidate, Found, Wanted, candidates
from passbook.insights.query import Scope
from passbook.officials import Official, below, by_ids

NAME = "look_up_official"
# So many are shown where no number is asked, at most, and as lines of the text.
SHOWN, MOST, LINES = 5, 50, 5


def could_act(desk: Desk, slots: Slots) -> Reply:
    """The people who meet the most of what a post requires; of a named person's post (`official` without `position`,
    or `mine`), where that person is to be replaced; how one person stands to the post, where both are named."""
    for kind in ("position", "within"):
        if slots.get(f"{kind}_unclear"):
            return _which_place(desk, slots) if kind == "within" else ask_which(
                desk, slots["position_unclear"], NAME, slots, kind="position")
    leaving: Official | None = desk.me if slots.get("mine") and not slots.get("position") else None
    if "official" in slots and not slots.get("position"):
        found = whose(desk, slots, NAME)
        if isinstance(found, Reply):
            return found
        leaving = found
    position = desk.framework.positions.get(leaving.position_id if leaving else slots.get("position") or "")
    if position is None:
        return Reply("clarify", desk.words("acting.which_post"), NAME)
    title = desk.words.position(position)
    if not position.required:
        return Reply("not_recorded", desk.words("acting.no_requirements", title=title), NAME,
                     {"act_as": position.id}, sources=[{"kind": "position", "id": position.id}])
    if "official" in slots and slots.get("position"):
        found = whose(desk, slots, NAME)
        return found if isinstance(found, Reply) else _one(desk, found, position)
    facts = desk.facts()
    seen = scope(desk.conn, desk.framework, desk.person, facts.pseudonym)
    if not _may(desk, seen, slots.get("within")):
        return refuse(desk, NAME)
    wanted = Wanted(position.required, _near(desk, position), None if leaving else position.id,
                    facts.pseudonym(leaving.id) if leaving else None, slots.get("within"))
    limit = max(1, min(int(slots.get("limit") or SHOWN), MOST))
    found_ones = candidates(facts, seen, facts.pseudonym(desk.person.id), wanted, desk.now, limit)
    return _told(desk, slots, position, found_ones, leaving, limit)


def _may(desk: Desk, seen: Scope, place: str | None) -> bool:
    """Whether the asker sees individuals at all, and some of the place that is named."""
    if not seen.exact and len(seen.team) < 2:
        return False
    if place is None:
        return True
    there = desk.framework.subtree(place)
    if any(each in there or place in desk.framework.subtree(each) for each in seen.exact):
        return True
    return any(each.organisation_id in there for each in by_ids(desk.conn, below(desk.conn, desk.person.id)))


def _near(desk: Desk, position: Position) -> dict[str, int]:
    """For each post, how many of the competencies that this one requires it requires as well."""
    wanted = position.required.keys()
    return {each.id: len(wanted & each.required.keys()) for each in desk.framework.positions.values()}


def _which_place(desk: Desk, slots: Slots) -> Reply:
    offers = []
    for identity in slots["within_unclear"][:6]:
        place = desk.framework.organisations.get(identity)
        if place:
            label = desk.words.organisation(place)
            kept = {key: value for key, value in slots.items() if key != "within_unclear"}
            offers.append(Offer(identity, label, label, NAME, {**kept, "within": identity}))
    return Reply("clarify", desk.words("acting.which_place"), NAME, offers=offers)


def _in_order(desk: Desk, found: list[Candidate], limit: int) -> list[tuple[Official, Candidate]]:
    """The candidates as officials, the best first, equal ones by name."""
    known = desk.reveal([each.person for each in found])
    officials = {each.id: each for each in by_ids(desk.conn, list(known.values()))}
    ordered: list[tuple[Official, Candidate]] = []
    for _, equal in groupby(found, key=lambda each: each.rank):
        named = [(officials[known[each.person]], each) for each in equal if known.get(each.person) in officials]
        ordered += sorted(named, key=lambda each: (each[0].name.casefold(), each[0].id))
    return ordered[:limit]


def _told(desk: Desk, slots: Slots, position: Position, found: Found, leaving: Official | None, limit: int) -> Reply:
    """The list: a row each, the first as lines, and how it is ordered."""
    title, required = desk.words.position(position), len(position.required)
    place = desk.framework.organisations.get(slots.get("within") or "")
    arguments: dict[str, Any] = {"act_as": position.id, "limit": limit}
    if place:
        arguments["within"] = place.id
    if leaving:
        arguments["official"] = leaving.id
    reply = Reply("answered", "", NAME, arguments, focus={"position": position.id, "candidates": []})
    reply.sources = [figure("required", required), figure("looked_at", found.looked_at),
                     figure("in_post", found.in_post), {"kind": "position", "id": position.id}]
    among = desk.words("acting.among_place", place=desk.words.organisation(place)) if place else desk.words(
        "acting.among")
    left_out = desk.words.count("acting.left_out", found.in_post, title=title) if found.in_post else None
    chosen = _in_order(desk, found.best, limit)
    if not chosen:
        reply.outcome = "zero"
        key = "acting.nobody_holds" if found.looked_at else "acting.nobody"
        reply.text = lines([desk.words(key, title=title, n=found.looked_at, among=among), left_out])
        return reply
    rows, texts = [], []
    for number, (official, match) in enumerate(chosen, 1):
        missing = [pair for pair in desk.pairs(official, position.id) if pair.open]
        share = round(100.0 * match.met / required, 1)
        told = int(share) if share.is_integer() else share
        lacks = [desk.words("acting.missing", competency=desk.name(pair.competency_id), held=pair.held,
                            required=pair.required) for pair in missing]
        now = desk.framework.positions.get(official.position_id)
        where = desk.framework.organisations.get(official.organisation_id)
        rows.append([{"id": official.id, "label": official.name},
                     {"id": now.id, "label": desk.words.position(now)} if now else None,
                     {"id": where.id, "label": desk.words.organisation(where)} if where else None,
                     told, match.met, required, match.short, desk.words.listed(lacks)])
        if number <= LINES:
            reply.sources += [figure(f"place:{number}", number), figure(f"further:{number}", max(len(lacks) - 3, 0))]
            texts.append(desk.words("acting.line" if missing else "acting.line_all", n=number, name=official.name,
                                    title=desk.words.position(now) if now else "–", share=told, met=match.met,
                                    required=required, lacks=desk.words.listed(lacks, 3)))
    columns: list[dict[str, Any]] = [{"id": key, "label": desk.words(f"columns.{key}")} for key in (
        "name", "position", "organisation", "readiness", "met", "required", "levels_short", "missing")]
    columns[3]["unit"] = "%"
    reply.blocks.append({"type": "table", "columns": columns, "rows": rows})
    head = desk.words("acting.head_leaving" if leaving else "acting.head", title=title, n=found.looked_at, among=among,
                      name=leaving.name if leaving else "")
    reply.text = lines([head, *texts, desk.words("acting.how"), left_out])
    reply.focus["candidates"] = [official.id for official, _ in chosen]
    about: Slots = {key: slots[key] for key in ("within", "limit", "mine") if key in slots}
    if "official" in slots:
        about["instead_of"] = slots["official"]
    reply.offers = [Offer(official.id, desk.words("acting.offer", name=official.name),
                          desk.words("acting.say_offer", name=official.name), NAME,
                          {**about, "act_as": True, "position": position.id, "official": [official.id]})
                    for official, _ in chosen[:3]]
    return reply


def _one(desk: Desk, who: Official, position: Position) -> Reply:
    """How one person stands to what a post requires; the list of candidates that they were on stays in mind."""
    pairs = desk.pairs(who, position.id)
    missing = [pair for pair in pairs if pair.open]
    met = len(pairs) - len(missing)
    share = round(100.0 * met / len(pairs), 1)
    short = sum(pair.gap for pair in missing)
    text = desk.words("acting.one", name=who.name, met=met, required=len(pairs), title=desk.words.position(position),
                      share=int(share) if share.is_integer() else share)
    lacks = desk.words("acting.one_lacks", lacks=desk.words.listed((desk.words(
        "acting.missing", competency=desk.name(pair.competency_id), held=pair.held, required=pair.required)
        for pair in missing), 5)) if missing else None
    listed = (desk.memory.get("focus") or {}).get("candidates") or []
    return Reply("answered", lines([text, lacks]), NAME, {"act_as": position.id, "official": who.id},
                 blocks=[competencies_block(desk, ((pair.competency_id, pair.required, pair.held) for pair in pairs))],
                 sources=[figure("met", met), figure("required", len(pairs)), figure("readiness", share),
                          figure("levels_short", short), figure("further", max(len(missing) - 5, 0)),
                          {"kind": "official", "id": who.id}, {"kind": "position", "id": position.id}],
                 focus={"official": who.id, "position": position.id, "candidates": listed},
                 offers=[Offer("profile", desk.words("profile.offer_profile", name=who.name),
                               desk.words("profile.say_profile", name=who.name), NAME, {"official": [who.id]})])

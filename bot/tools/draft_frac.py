"""`draft_frac`: roles, activities and competencies of a post, drafted for an author; put on the authors' list after a
yes. What is drafted counts for nobody, and deciding on it is done on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

# As a module: it asks this package in turn.
from bot import proposing
from bot.store import drafts
from bot.tools.contract import Desk, Slots, Tool, ask_which, ask_yes, figure
from bot.tools.figures.told import grounded
from bot.turn import Block, Reply
from bot.words import lines, plain
from frac.drafting import review
from frac.drafting.review import Line
from frac.drafting.shape import Draft
from frac.framework import Position

NAME = "draft_frac"
# So many competencies and posts a text names; so many drafts a list shows; so long is a title that is repeated.
SAID, LISTED, LONGEST = 3, 8, 120


def run(desk: Desk, slots: Slots) -> Reply:
    """The draft, asking whether to keep it; or what waits on the authors' list."""
    desk.memory.pop("drafting", None)
    if slots.get("what") == "list":
        return _list(desk)
    if slots.get("position_unclear"):
        return ask_which(desk, slots["position_unclear"], NAME, slots, "position")
    position = desk.framework.positions.get(slots.get("position") or "")
    title = position.title if position else plain(slots.get("title") or "", LONGEST)
    if not title:
        desk.memory["drafting"] = True
        return Reply("clarify", desk.words("drafting.which"), NAME, {"what": "draft"})
    at_work = drafts.at_work(desk.conn, "position", position.id) if position else None
    if at_work is not None:
        return _at_work(desk, title, at_work)
    described, place = str(slots.get("described") or ""), slots.get("within")
    if position:
        draft = proposing.drafted(desk.framework, desk.drafter(), position, described)
    else:
        (draft,) = desk.drafter().draft([proposing.post_of(desk.framework, title, place, described)])
    if not draft.certain and not (position and position.requirements):
        return _cannot_tell(desk, title)
    if slots.get("confirmed"):
        kept, _ = proposing.propose(desk.conn, desk.framework, draft, position, place, described, desk.person.id,
                                    desk.recorded_at)
        return _kept(desk, title, kept)
    return _tell(desk, slots, title, draft, position)


def _tell(desk: Desk, slots: Slots, title: str, draft: Draft, position: Position | None) -> Reply:
    """A draft in short, with its lines as a table, and the question whether to keep it."""
    every = review.lines_of(draft, position)
    new = [line for line in every if not line.is_held]
    asked = sorted((line for line in new if line.kind == "competency"), key=lambda line: -(line.probability or 0))
    roles = [line for line in new if line.kind == "role"]
    words = desk.words
    reply = Reply("answered", "", NAME, {key: slots[key] for key in ("position", "title", "within") if slots.get(key)},
                  sources=[figure("roles", len(roles)), figure("competencies", len(asked)), figure("title", title)],
                  focus={"position": position.id} if position else {})
    reply.understood = words("drafting.understood", title=title)
    near = [desk.framework.positions[each.position] for each in draft.near
            if position is None or each.position != position.id]
    held = sum(line.is_held and line.kind == "competency" for line in every)
    told = [words("drafting.head", title=title, roles=words.count("drafting.roles", len(roles)),
                  competencies=words.count("drafting.competencies", len(asked))),
            words.count("drafting.held", held) if held else None,
            words("drafting.surest", names=words.listed(_surest(desk, asked), SAID)) if asked else None,
            words("drafting.near", names=words.listed((words.position(each) for each in near), SAID)) if near else None,
            _reuse(desk, reply, draft, position),
            words("drafting.nobody"), words("drafting.keep")]
    reply.text = lines(told)
    reply.sources += [figure("held", held), figure("asked_levels", [line.body["level"] for line in asked]),
                      *(figure(f"near:{each.id}", words.position(each)) for each in near[:SAID])]
    reply.blocks = [_roles_table(desk, every, roles), _table(desk, asked)] if roles else [_table(desk, asked)]
    return grounded(ask_yes(desk, reply, NAME, slots))


def _surest(desk: Desk, asked: Sequence[Line]) -> list[str]:
    return [desk.words("drafting.one", name=desk.name(line.body["competency_id"]), level=line.body["level"],
                       percent=_percent(line)) for line in asked[:SAID]]


def _percent(line: Line) -> int:
    return round(100 * (line.probability or 0))


def _reuse(desk: Desk, reply: Reply, draft: Draft, position: Position | None) -> str | None:
    """That there is such a post already, and in how many organisations."""
    again = next((each for each in draft.reuse if position is None or each.position != position.id), None)
    if again is None:
        return None
    reply.sources.append(figure("organisations", again.organisations))
    name = desk.words.position(desk.framework.positions[again.position])
    if not again.organisations:
        return desk.words("drafting.same", name=name)
    return desk.words.count("drafting.same_in", again.organisations, name=name)


def _table(desk: Desk, asked: Sequence[Line]) -> Block:
    """The competencies that are proposed, likeliest first, with what each rests on."""
    words, known = desk.words, desk.framework
    columns: list[dict[str, Any]] = [{"id": each, "label": words(f"drafting.columns.{each}")}
                                     for each in ("competency", "level", "probability", "rests_on")]
    columns[2]["unit"] = "%"
    rows = []
    for line in asked:
        near = [words.position(known.positions[each]) for each in line.evidence["positions"]]
        rows.append([{"id": line.body["competency_id"], "label": desk.name(line.body["competency_id"])},
                     line.body["level"], _percent(line),
                     words.listed(near, SAID) if near else plain(line.evidence["sentence"] or "–", LONGEST)])
    return {"type": "table", "columns": columns, "rows": rows}


def _roles_table(desk: Desk, every: Sequence[Line], roles: Sequence[Line]) -> Block:
    """The roles that are proposed, with their activities."""
    words = desk.words
    under = {role.line: [line.body["description"] for line in every if line.under == role.line] for role in roles}
    return {"type": "table", "columns": [{"id": each, "label": words(f"drafting.columns.{each}")}
                                         for each in ("role", "activities")],
            "rows": [[role.body["title"], words.listed(under[role.line], SAID)] for role in roles]}


def _kept(desk: Desk, title: str, draft: str) -> Reply:
    """It is on the list."""
    return grounded(Reply("answered", desk.words("drafting.kept", title=title), NAME, {"draft": draft},
                          blocks=[_page(desk, draft=draft)],
                          sources=[{"kind": "draft", "id": draft}, figure("title", title)],
                          understood=desk.words("drafting.understood", title=title)))


def _at_work(desk: Desk, title: str, draft: str) -> Reply:
    """A draft of the post is on the list already."""
    return grounded(Reply("answered", desk.words("drafting.at_work", title=title), NAME, {"draft": draft},
                          blocks=[_page(desk, draft=draft)],
                          sources=[{"kind": "draft", "id": draft}, figure("title", title)],
                          understood=desk.words("drafting.understood", title=title)))


def _cannot_tell(desk: Desk, title: str) -> Reply:
    """Nothing in the framework is like the post: nothing is made up."""
    desk.memory["drafting"] = True
    return grounded(Reply("not_recorded", desk.words("drafting.cannot_tell", title=title), NAME, {"title": title},
                          blocks=[_page(desk, title=title)], sources=[figure("title", title)]))


def _list(desk: Desk) -> Reply:
    """What waits for authors: the first of it, and how much there is."""
    words, counts = desk.words, drafts.counts(desk.conn)
    waiting = counts.get("open", 0) + counts.get("submitted", 0)
    reply = Reply("answered" if waiting else "zero", "", NAME, {"what": "list"}, blocks=[_page(desk)],
                  understood=words("drafting.list.understood"))
    if not waiting:
        reply.text = words("drafting.list.none")
        return reply
    found = [each for state in ("submitted", "open") for each in drafts.listed(desk.conn, state, None, "", 0, LISTED)]
    reply.text = words("drafting.list.head", open=words.count("drafting.list.open", counts.get("open", 0)),
                       submitted=words.count("drafting.list.submitted", counts.get("submitted", 0)))
    reply.sources = [figure("open", counts.get("open", 0)), figure("submitted", counts.get("submitted", 0))]
    columns: list[dict[str, Any]] = [{"id": each, "label": words(f"drafting.columns.{each}")}
                                     for each in ("draft", "state", "officials", "certainty", "waiting")]
    columns[3]["unit"] = "%"
    reply.blocks.insert(0, {"type": "table", "columns": columns, "rows": [
        [{"id": kept.id, "label": kept.title}, words(f"drafting.states.{kept.state}"), kept.officials,
         round(100 * kept.certainty), undecided] for kept, _, undecided in found[:LISTED]]})
    return grounded(reply)


def _page(desk: Desk, **query: str) -> Block:
    """The link to the authors' page: to a draft, or to its form with a title filled in."""
    href = f"/drafts?{urlencode(query)}" if query else "/drafts"
    return {"type": "document", "href": href, "media_type": "text/html", "label": desk.words("drafting.open")}


TOOL = Tool(NAME, run, frozenset({"what", "title", "described", "within", "position", "position_unclear", "confirmed"}))

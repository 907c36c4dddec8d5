"""`show_map`: the government seen as a system. Who sends work to whom, where it meets, what two organisations have in
common, what would be if some people finished a course.

The framework is told to everybody; figures of people only as the gate tells them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

# As modules: they ask this package in turn.
from bot.map import overlays, telling
from bot.map.known import known
from bot.map.shown import Shown
from bot.map.views import view
from bot.tools.contract import Desk, Slots, Tool, ask_which, figure
from bot.tools.figures.told import grounded
from bot.turn import Block, Offer, Reply
from bot.words import lines
from frac.system.flow import meeting
from frac.system.graph import Link, NodeKind, System, key
from frac.system.walk import flow_path

NAME = "show_map"
# So many positions a text names; so many rows a table of an overlay has.
LINES, ROWS = 5, 30
# So many activities of a flow stand in a row of its table.
SHOWN = 2
# What is asked for where a wish does not say it: by what it names.
FLOW, INSIDE, COMPARE, WHAT_IF, PATH = "flow", "inside", "compare", "what_if", "path"


def run(desk: Desk, slots: Slots) -> Reply:
    """What is asked for, or what the things named suggest: a course a supposition, two organisations a comparison, two
    positions the way of work between them, an organisation what is in it, a position its flows."""
    for kind in ("position", "course"):
        if slots.get(f"{kind}_unclear"):
            return ask_which(desk, slots[f"{kind}_unclear"], NAME, slots, kind)
    asked = slots.get("what") or _suggested(slots)
    if asked in overlays.OVERLAYS:
        return _friction(desk, {**slots, "what": asked})
    return ASKED.get(asked, _flow)(desk, slots)


def _suggested(slots: Slots) -> str:
    if slots.get("course"):
        return WHAT_IF
    if len(slots.get("positions") or ()) > 1:
        return PATH
    places = slots.get("organisation") or ()
    return COMPARE if len(places) > 1 else INSIDE if places and not slots.get("position") else FLOW


# ---- a position and its flows


def _flow(desk: Desk, slots: Slots) -> Reply:
    """Whom work comes from and goes to; with `direction` one of the two alone."""
    position = desk.framework.positions.get(slots.get("position") or desk.me.position_id)
    if position is None:
        return Reply("not_recorded", desk.words("map.flow.no_position"), NAME)
    words, system = desk.words, known(desk.framework).system
    here, shown, title = key("position", position.id), Shown(desk.framework, system, words), words.position(position)
    met, direction = meeting(system, position.id), slots.get("direction")
    reply = Reply("answered", "", NAME, {"position": position.id, **({"direction": direction} if direction else {})},
                  sources=[{"kind": "position", "id": position.id}], focus={"position": position.id})
    reply.understood = words("map.flow.understood", title=title)
    coming, going = _most(system.arriving(here, "flow")), _most(system.leaving(here, "flow"))
    if direction == "in":
        going = []
    if direction == "out":
        coming = []
    if not coming and not going:
        reply.outcome, reply.text = "not_recorded", words("map.flow.none", title=title)
        reply.blocks = [telling.way_to_page(desk, about=here)]
        return reply
    told = [words.count("map.flow.from", met.sources, title=title) if coming else None,
            *_told_links(desk, shown, coming, True),
            words.count("map.flow.to", met.goals, title=title) if going else None,
            *_told_links(desk, shown, going, False)]
    reply.text = lines(told)
    reply.sources += [figure("sources", met.sources), figure("goals", met.goals),
                      figure("more", max(len(coming) - LINES, 0)), figure("more_goals", max(len(going) - LINES, 0))]
    nodes = [here, *(link.start for link in coming), *(link.end for link in going)]
    reply.blocks = [_flows(desk, shown, [*coming, *going]), telling.drawn(shown, nodes),
                    telling.way_to_page(desk, about=here)]
    reply.offers = [
        Offer("meeting", words("map.offers.meeting"), words("map.says.meeting"), NAME, {"what": "meeting"}),
        Offer("role", words("offer.role_of", name=title), words("say.show_role_position", name=title), "show_role",
              {"position": position.id})]
    return reply


def _most(links: list[Link]) -> list[Link]:
    return sorted(links, key=lambda link: (-len(link.activities), link.start, link.end))


def _told_links(desk: Desk, shown: Shown, links: list[Link], is_coming: bool) -> list[str]:
    told = [desk.words.count("map.flow.line", len(link.activities),
                             name=shown.label(link.start if is_coming else link.end)) for link in links[:LINES]]
    return told + ([desk.words("gaps.more", n=len(links) - LINES)] if len(links) > LINES else [])


def _flows(desk: Desk, shown: Shown, links: list[Link]) -> Block:
    """A row for each activity that carries a flow."""
    columns = [{"id": each, "label": desk.words(f"map.columns.{each}")} for each in ("from", "to", "work", "activity")]
    rows = [[_cell(shown, link.start), _cell(shown, link.end), len(link.activities),
             desk.words.listed((shown.activity(each) for each in link.activities), SHOWN)] for link in links]
    return {"type": "table", "columns": columns, "rows": rows}


def _cell(shown: Shown, node: str) -> dict[str, str]:
    return {"id": shown.system.nodes[node].id, "label": shown.label(node)}


def _path(desk: Desk, slots: Slots) -> Reply:
    """The shortest way of work between two positions; the other way where there is none."""
    named = [each for each in slots.get("positions") or () if each in desk.framework.positions]
    if len(named) < 2:
        return _flow(desk, slots)
    words, system = desk.words, known(desk.framework).system
    shown = Shown(desk.framework, system, words)
    ends = [key("position", each) for each in named[:2]]
    way = flow_path(system, *ends) or flow_path(system, *reversed(ends))
    names = [shown.label(each) for each in ends]
    reply = Reply("answered", "", NAME, {"positions": named[:2], "what": PATH},
                  sources=[{"kind": "position", "id": each} for each in named[:2]])
    if way is None:
        reply.outcome = "not_recorded"
        reply.text = words("map.path.none", one=names[0], other=names[1])
        reply.blocks = [telling.way_to_page(desk, about=ends[0])]
        return reply
    reply.text = words.count("map.path.way", len(way) - 1, way=" → ".join(map(shown.label, way)))
    reply.sources.append(figure("steps", len(way) - 1))
    reply.blocks = [_flows(desk, shown, [_between(system, *pair) for pair in pairwise(way)]),
                    telling.drawn(shown, way), telling.way_to_page(desk, about=ends[0])]
    return reply


def _between(system: System, start: str, end: str) -> Link:
    return next(link for link in system.leaving(start, "flow") if link.end == end)


# ---- an organisation, two, a supposition


def _inside(desk: Desk, slots: Slots) -> Reply:
    """What an organisation consists of: its parts, and the positions that are found there."""
    place = next((each for each in slots.get("organisation") or () if each in desk.framework.organisations),
                 desk.me.organisation_id)
    if place not in desk.framework.organisations:
        return Reply("not_recorded", desk.words("map.flow.no_position"), NAME)
    words = desk.words
    made = view(desk, key("organisation", place), 1, ("flow", "organisations"))
    name = words.organisation(desk.framework.organisations[place])
    positions = [each for each in made["nodes"] if each["kind"] == "position"]
    parts = [each for each in made["nodes"] if each["kind"] == "organisation" and each["step"] == 1
             and each["entity"] in desk.framework.children.get(place, ())]
    flows = [each for each in made["links"] if each["kind"] == "flow"]
    reply = Reply("answered", "", NAME, {"organisation": [place], "what": INSIDE},
                  sources=[{"kind": "organisation", "id": place}], focus={"organisation": [place]})
    reply.text = lines([
        words("map.inside.head", name=name, parts=len(parts), positions=len(positions), flows=len(flows)),
        words("map.inside.parts", names=words.listed((each["label"] for each in parts), LINES)) if parts else None,
        words("map.inside.positions", names=words.listed((each["label"] for each in positions), LINES))
        if positions else None, *made["told"]])
    reply.sources += [figure("parts", len(parts)), figure("positions", len(positions)), figure("flows", len(flows)),
                      figure("more_parts", max(len(parts) - LINES, 0)),
                      figure("more_positions", max(len(positions) - LINES, 0)), figure("left_out", made["left_out"])]
    reply.blocks = [{"type": "map", "nodes": made["nodes"], "edges": made["links"]},
                    telling.way_to_page(desk, about=key("organisation", place))]
    return reply


def _compare(desk: Desk, slots: Slots) -> Reply:
    """Two organisations as systems; one alone is compared with the asker's own."""
    named = [each for each in dict.fromkeys(slots.get("organisation") or ()) if each in desk.framework.organisations]
    if len(named) == 1 and desk.me.organisation_id in desk.framework.organisations:
        named = list(dict.fromkeys([desk.me.organisation_id, *named]))
    if len(named) < 2:
        return Reply("clarify", desk.words("map.compare.which"), NAME)
    return telling.compared(desk, *named[:2])


def _what_if(desk: Desk, slots: Slots) -> Reply:
    """What would be if `number` people finished a course."""
    course = desk.framework.courses.get(slots.get("course") or "")
    if course is None:
        return Reply("clarify", desk.words("map.what_if.which"), NAME)
    position = slots.get("position") if slots.get("position") in desk.framework.positions else None
    number = slots.get("number")
    place = next(iter(slots.get("organisation") or ()), None)
    return telling.supposed(desk, course, max(int(number), 1) if number is not None else None, position, place)


# ---- frictions


def _friction(desk: Desk, slots: Slots) -> Reply:
    """The nodes or links of an overlay that weigh most, with the figures behind each."""
    name = slots["what"]
    place = next(iter(slots.get("organisation") or ()), None)
    of = OF.get(slots.get("of") or ("competency" if slots.get("competency") else ""), "position")
    laid = overlays.Laying(desk, place, of).lay(name)
    words, rows = desk.words, laid["rows"]
    reply = Reply("answered", "", NAME, {"what": name, **({"organisation": [place]} if place else {})})
    reply.understood = " · ".join(each for each in (laid["title"], (laid["place"] or {}).get("label")) if each)
    if not rows and laid["silence"] == "not_permitted":
        reply.outcome, reply.text = "not_permitted", lines(laid["told"])
        return reply
    weighed = [row for row in rows if row["weight"] is not None]
    if not weighed:
        reply.outcome = "suppressed" if laid["hidden"] else "zero"
    # Where all readiness is held back, the work that meets is told all the same.
    said = weighed or [row for row in rows if any(isinstance(cell, int) for cell in row["cells"])]
    if name == "circles":
        said = list({row["cells"][0]: row for row in reversed(said)}.values())[::-1]
    head = (words("map.friction.head", title=laid["title"], means=laid["means"]) if said
            else words("map.friction.none", title=laid["title"]))
    rows_said = [_row_said(desk, row, laid["columns"], number) for number, row in enumerate(said[:LINES], 1)]
    reply.text = lines([head, *rows_said, *laid["told"]])
    reply.sources += [figure(f"row:{number}", each) for number, each in enumerate(rows_said, 1)]
    if rows:
        system = known(desk.framework).system
        shown = Shown(desk.framework, system, words)
        nodes = [node for row in rows[:ROWS] for node in (row["id"], row.get("to"), *row.get("with", ())) if node]
        reply.blocks = [_overlay_table(desk, system, laid), telling.drawn(shown, _with_flows(system, nodes))]
    reply.blocks.append(telling.way_to_page(desk, overlay=name))
    reply.sources += [figure(f"said:{at}", each) for at, each in enumerate(laid["told"])]
    return grounded(reply)


def _with_flows(system: System, nodes: list[str]) -> list[str]:
    """Nodes of a friction; a competency with the positions that ask it, so that it does not stand alone."""
    found = list(dict.fromkeys(nodes))
    for each in found[:3] if all(system.nodes[one].kind == "competency" for one in found) else ():
        found += [link.start for link in system.arriving(each, "asks") if link.start not in found]
    return found


def _row_said(desk: Desk, row: dict[str, object], columns: list[dict[str, str]], number: int) -> str:
    name = f"{row['label']} → {row['to_label']}" if row.get("to_label") else str(row["label"])
    cells = row["cells"]
    assert isinstance(cells, list)
    told = [desk.words("map.friction.figure", name=column["label"], value=_said(desk, cell, column))
            for cell, column in zip(cells, columns, strict=True) if cell is not None]
    return desk.words("map.friction.line", n=number, name=name, figures="; ".join(told))


def _said(desk: Desk, cell: object, column: dict[str, str]) -> str:
    if isinstance(cell, dict):
        return desk.words("map.friction.hidden")
    return f"{cell:,} {column['unit']}" if isinstance(cell, (int, float)) and column.get("unit") else str(cell)


def _overlay_table(desk: Desk, system: System, laid: dict[str, object]) -> Block:
    rows, columns = laid["rows"], laid["columns"]
    assert isinstance(rows, list) and isinstance(columns, list)
    two = any(row.get("to") for row in rows)
    first = [{"id": "node", "label": desk.words("map.columns.from" if two else "map.columns.node")},
             *([{"id": "to", "label": desk.words("map.columns.to")}] if two else [])]
    made = [[{"id": system.nodes[row["id"]].id, "label": row["label"]},
             *([{"id": system.nodes[row["to"]].id, "label": row["to_label"]}] if two else []), *row["cells"]]
            for row in rows[:ROWS]]
    return {"type": "table", "title": str(laid["title"]), "columns": [*first, *columns], "rows": made}


# Whose gaps an overlay is about.
OF: dict[str, NodeKind] = {"competency": "competency", "organisation": "organisation"}
ASKED: dict[str, Callable[[Desk, Slots], Reply]] = {
    FLOW: _flow, PATH: _path, INSIDE: _inside, COMPARE: _compare, WHAT_IF: _what_if}

TOOL = Tool(NAME, run, frozenset({"what", "position", "positions", "organisation", "course", "competency", "number",
                                  "direction", "of"}))

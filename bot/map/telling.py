"""What the map tells of two organisations and of a supposed course, as replies: figures, words, what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bot.insights.figures import told as told_by
from bot.map.known import known
from bot.map.shown import Shown
from bot.map.supposing import Supposed, suppose
from bot.map.views import serving
from bot.map.whose import ask_by, row_of
from bot.tools.contract import figure
from bot.tools.figures.told import Told, grounded, rounded
from bot.turn import Block, Reply
from bot.words import lines
from frac.framework import Course
from frac.system.compare import Comparison, Side, compare
from frac.system.graph import key
from frac.system.suppose import reach
from frac.system.walk import links_among
from passbook.insights.metrics import METRICS
from passbook.insights.query import Query, Suppressed, Value

if TYPE_CHECKING:  # tools ask this room in turn
    from bot.tools.contract import Desk

NAME = "show_map"
# The figures of people beside two organisations.
OF_PEOPLE = ("headcount", "readiness", "open_gaps")
# So many nodes a map in a reply has at most; so many competencies are told in the text.
DRAWN, LINES = 40, 4
EVERYBODY = 10**9


def drawn(shown: Shown, nodes: list[str]) -> Block:
    """The map of some nodes with the links among them, as a block."""
    kept = list(dict.fromkeys(nodes))[:DRAWN]
    links = links_among(shown.system, kept)
    return {"type": "map", "nodes": [shown.node(each) for each in kept],
            "edges": [shown.link(link) for link in links]}


def way_to_page(desk: Desk, **state: str) -> Block:
    """The link to the page, with what is to be in view there."""
    query = urlencode({name: value for name, value in state.items() if value})
    return {"type": "document", "href": f"/map?{query}" if query else "/map", "media_type": "text/html",
            "label": desk.words("map.open")}


# ---- two organisations


def compared(desk: Desk, one: str, other: str) -> Reply:
    """Two organisations as systems, with figures of their people where these are told."""
    framework, words, held = desk.framework, desk.words, known(desk.framework)
    placed = {each: serving(desk, each) for each in (one, other)}
    # Where people serve in one alone is told, the two are compared by what the framework says of both.
    told_of_both = all(each is not None for each in placed.values())
    found = compare(held.system, framework, one, other,
                    {each: list(posts or ()) for each, posts in placed.items()} if told_of_both else None)
    names = [words.organisation(framework.organisations[each]) for each in (one, other)]
    people = [_people(desk, each, (one, other)) for each in (one, other)]
    reply = Reply("answered", "", NAME, {"organisation": [one, other], "what": "compare"},
                  focus={"organisation": [one, other]})
    reply.understood = words("map.compare.understood", one=names[0], other=names[1])
    told = [words("map.compare.head", one=names[0], other=names[1]),
            *(_side(desk, name, side) for name, side in zip(names, (found.one, found.other), strict=True)),
            words("map.compare.shared", positions=len(found.shared_positions),
                  competencies=len(found.shared_competencies)),
            words("map.compare.between", there=len(found.there), back=len(found.back), one=names[0], other=names[1]),
            *_ready(desk, names, people)]
    if not told_of_both:
        told.append(words("map.view.where_untold"))
    reply.text = lines(told)
    reply.blocks = [_sides(desk, found, names, people), drawn(Shown(framework, held.system, words), [
        node for side in (found.one, found.other) for node in (key("position", each) for each in sorted(
            side.positions))]), way_to_page(desk, about=key("organisation", one), against=key("organisation", other))]
    reply.sources = [{"kind": "organisation", "id": each} for each in (one, other)]
    reply.sources += [figure("shared_positions", len(found.shared_positions)),
                      figure("shared_competencies", len(found.shared_competencies)),
                      figure("there", len(found.there)), figure("back", len(found.back))]
    return grounded(reply)


def _side(desk: Desk, name: str, side: Side) -> str:
    return desk.words("map.compare.side", name=name, positions=len(side.positions), parts=side.parts,
                      inner=len(side.inner), coming=len(side.coming), going=len(side.going), unmet=len(side.unmet))


def _people(desk: Desk, place: str, both: tuple[str, str]) -> tuple[Value, ...] | None:
    """The figures of the people of one of two places; None where they are not the asker's to know. Two of one kind are
    asked together, as peers are."""
    kinds = {desk.framework.organisations[each].kind for each in both}
    if len(kinds) == 1:
        answer = told_by(desk, Query(OF_PEOPLE, (f"kind:{kinds.pop()}",), {"organisation": both}))
        if answer.silence != "not_permitted" and answer.table is not None:
            return next((row[1:] for row in answer.table.rows if row[0] == place), None)
    alone = ask_by(desk, place, OF_PEOPLE)
    return None if alone.silence == "not_permitted" else row_of(alone) or None


def _ready(desk: Desk, names: list[str], people: list[tuple[Value, ...] | None]) -> list[str]:
    """How ready each is, where that is told; and that it is not, where it is not."""
    said, words = Told(desk), desk.words
    if all(each is None for each in people):
        return [words("map.overlay.not_permitted")]
    told = []
    for name, each in zip(names, people, strict=True):
        if each is None:
            told.append(words("map.compare.not_yours", name=name))
        else:
            told.append(words("map.compare.ready", name=name, readiness=said.figure(each[1], "%"),
                              gaps=said.figure(each[2], "gaps")))
    return told


def _sides(desk: Desk, found: Comparison, names: list[str], people: list[tuple[Value, ...] | None]) -> Block:
    """A row for each figure of the two."""
    words, said = desk.words, Told(desk)
    one, other = found.one, found.other
    counted = (("parts", one.parts, other.parts), ("positions", len(one.positions), len(other.positions)),
               ("own_positions", len(one.positions - other.positions), len(other.positions - one.positions)),
               ("inner", len(one.inner), len(other.inner)), ("coming", len(one.coming), len(other.coming)),
               ("going", len(one.going), len(other.going)), ("to_other", len(found.there), len(found.back)),
               ("asked_competencies", len(one.asked), len(other.asked)),
               ("own_competencies", len(one.asked.keys() - other.asked.keys()),
                len(other.asked.keys() - one.asked.keys())), ("unmet", len(one.unmet), len(other.unmet)))
    rows: list[list[Any]] = [[words(f"map.measures.{name}"), *values] for name, *values in counted]
    for at, metric in enumerate(OF_PEOPLE):
        if any(each is not None for each in people):
            sign = said.sign(METRICS[metric].unit)
            rows.append([said.metric(metric) + (f" ({sign})" if sign else ""),
                         *(_cell(None if each is None else each[at], metric) for each in people)])
    return {"type": "table", "columns": [{"id": "measure", "label": words("map.columns.measure")},
                                         {"id": one.organisation_id, "label": names[0]},
                                         {"id": other.organisation_id, "label": names[1]}], "rows": rows}


# ---- a supposed course


def supposed(desk: Desk, course: Course, people: int | None, position_id: str | None, place: str | None) -> Reply:
    """What would be if so many (without a number: all) people finished a course."""
    words, name = desk.words, desk.words.course(course)
    found = suppose(desk, course, EVERYBODY if people is None else people, position_id, place)
    reply = Reply("answered", "", NAME, {"course": course.id, "what": "what_if", "number": people,
                                         **({"position": position_id} if position_id else {})},
                  focus={"course": course.id}, sources=[{"kind": "course", "id": course.id}])
    closes = _closes(desk, course, position_id)
    if not closes:
        reply.outcome, reply.text = "zero", words("map.what_if.nothing", course=name, whom=_whom(desk, found))
        return reply
    reply.understood = words("map.what_if.understood", course=name, whom=_whom(desk, found))
    own = [words("map.what_if.own", names=words.listed(map(desk.name, found.own)))] if found.own else []
    if not found.permitted:
        reply.outcome = "not_permitted"
        reply.text = lines([words("map.what_if.not_permitted"), words(
            "map.what_if.would_close", course=name, names=words.listed((desk.name(each) for each in closes), LINES)),
            *own])
        reply.sources.append(figure("more", max(len(closes) - LINES, 0)))
        return reply
    if found.closed is None:
        reply.outcome = "suppressed"
        reply.text = lines([words("map.what_if.few", k=desk.framework.tenant.small_cell), *own])
        reply.sources.append(figure("small_cell", desk.framework.tenant.small_cell))
        return reply
    return _told(desk, reply, found, own)


def _closes(desk: Desk, course: Course, position_id: str | None) -> list[str]:
    """The competencies that the course closes in a position, or in any."""
    positions = [desk.framework.positions[position_id]] if position_id else desk.framework.positions.values()
    return list(dict.fromkeys(each.competency_id for position in positions for each in reach(course, position)
                              if each.closes))


def _whom(desk: Desk, found: Supposed) -> str:
    """Who is supposed to finish it, in a few words."""
    said, words = Told(desk), desk.words
    parts = [words.position(desk.framework.positions[found.position_id])] if found.position_id else []
    if found.place is not None:
        parts.append(said.label("organisation", found.place) if found.place else words("following.team"))
    return " · ".join(parts) or words("map.what_if.anybody")


def _told(desk: Desk, reply: Reply, found: Supposed, own: list[str]) -> Reply:
    words, said = desk.words, Told(desk)
    about = "map.what_if.exact" if found.exact else "map.what_if.about"
    many = (words.count("map.what_if.people", found.people) if found.people < EVERYBODY
            else words("map.what_if.everybody"))
    before = said.figure(found.before, "%")
    after = None if found.after is None else said.figure(
        float(round(found.after)) if found.controlled else found.after, "%")
    told = [words.count("map.what_if.closed", found.closed or 0, many=many, whom=_whom(desk, found),
                        course=words.course(found.course)),
            words("map.what_if.ready", before=before, after=after) if after else words("map.what_if.no_readiness"),
            words("map.what_if.fewer", asked=found.asked, people=found.people)
            if found.people < found.asked < EVERYBODY else None,
            words.count("map.what_if.silent", found.silent) if found.silent else None,
            words(about), words("map.what_if.assumed"), *own]
    reply.text = lines(told)
    reply.blocks = [_by_competency(desk, found), way_to_page(
        desk, about=key("position", found.position_id) if found.position_id else "", course=found.course.id)]
    reply.sources += [figure(each, value) for each, value in (
        ("closed", found.closed), ("people", many), ("silent", found.silent), ("readiness_before", before),
        ("readiness_after", after), ("asked", found.asked if found.asked < EVERYBODY else None)) if value is not None]
    reply.sources.append({"kind": "snapshot", "id": desk.now.isoformat()})
    return grounded(reply)


def _by_competency(desk: Desk, found: Supposed) -> Block:
    """By competency: the officials with a gap that the course closes, and how many of these would close it at most."""
    words = desk.words
    rows: list[list[Any]] = []
    for competency_id, value in found.with_gap.items():
        most = min(found.people, int(value)) if isinstance(value, (int, float)) else value
        rows.append([{"id": competency_id, "label": desk.name(competency_id)}, found.course.level_in(competency_id),
                     _cell(value, "officials_with_gap"), _cell(most, "officials_with_gap")])
    return {"type": "table", "title": words("map.what_if.table"), "columns": [
        {"id": "competency", "label": words("columns.competency")},
        *({"id": each, "label": words(f"map.columns.{each}")} for each in ("taught", "with_gap", "at_most"))],
        "rows": rows}


def _cell(value: Value, metric: str) -> Any:
    if isinstance(value, Suppressed):
        return {"suppressed": True}
    return rounded(value, METRICS[metric].unit) if isinstance(value, (int, float)) else None

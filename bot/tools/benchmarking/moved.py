"""What would move a unit most, as a reply: each component brought to its peers' median, and the competencies behind its
readiness. Computed from what was told, so that it says no more than the table does.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.tools.benchmarking.asking import asking
from bot.tools.benchmarking.units import Told
from bot.tools.contract import Desk, Slots, figure
from bot.tools.figures.told import Told as Figures
from bot.tools.figures.told import grounded, rounded
from bot.turn import Block, Offer, Reply
from bot.words import lines
from passbook.insights.benchmark.moving import Lift, Move, lifted, lifts, moves
from passbook.insights.benchmark.ranks import Ranked
from passbook.insights.institution.mandate import peers_in
from passbook.insights.institution.told import number, shares

NAME = "benchmark"
LINES = 3
# So many competencies are set beside the peers, and told in the table.
LOOKED_AT, ROWS = 12, 10


def moved(desk: Desk, slots: Slots, reply: Reply, told: Told, ranked: Sequence[Ranked]) -> Reply:
    """What would move the unit in view most; which unit, where none is in view."""
    words, asked = desk.words, told.asked
    unit = asked.unit or (ranked[0].id if len(ranked) == 1 else None)
    if unit is None:
        reply.outcome, reply.text = "clarify", words("benchmark.which_unit")
        reply.offers = [Offer(each.id, name, words("benchmark.says.moves", name=name), NAME,
                              {**slots, "organisation": [each.id]})
                        for each in ranked[:6] if (name := Figures(desk).label("organisation", each.id))]
        return reply
    name = Figures(desk).label("organisation", unit)
    found = moves(told.units, unit, asked.components) if asked.metric is None else []
    about = asked.metric in (None, "readiness", "gap_rate", "gaps_per_official")
    raised = _lifts(desk, unit) if about else []
    parts = [*_components(desk, reply, found), *_competencies(desk, reply, told, unit, raised)]
    head = words("benchmark.moves" if parts else "benchmark.no_moves" if about else "benchmark.no_moves_metric",
                 name=name)
    reply.text = lines([head, *parts, words("benchmark.context", context=reply.understood)])
    tables = (_components_table(desk, found), _competencies_table(desk, raised))
    reply.blocks = [each for each in tables if each["rows"]]
    reply.offers = [Offer("back", words("benchmark.offers.back"), words("benchmark.says.back"), NAME,
                          {key: value for key, value in slots.items() if key != "why"})]
    return grounded(reply)


def _lifts(desk: Desk, unit: str) -> list[Lift]:
    """What each competency would do for the readiness of a unit."""
    ask = asking(desk)
    parts = {key[0]: (rate, count) for key, row in shares(ask, unit, "competency").rows.items()
             if key[0] in desk.framework.competencies
             and (rate := number(row[0])) is not None and (count := number(row[1]))}
    largest = sorted(parts, key=lambda each: (-(100.0 - parts[each][0]) * parts[each][1], each))[:LOOKED_AT]
    return lifts(parts, peers_in(ask, desk.framework, unit, largest), sum(count for _, count in parts.values()))


def _components(desk: Desk, reply: Reply, found: Sequence[Move]) -> list[str]:
    words, figures = desk.words, Figures(desk)
    parts = [words("benchmark.move", n=at, name=figures.metric(each.metric), now=words.number(each.now),
                   peers=words.number(each.peers), gain=words.number(each.gain), place=each.place)
             for at, each in enumerate(found[:LINES], 1)]
    reply.sources += [figure(f"move:{at}", text) for at, text in enumerate(parts, 1)]
    return parts


def _competencies(desk: Desk, reply: Reply, told: Told, unit: str, raised: Sequence[Lift]) -> list[str]:
    """The competencies that would lift the readiness most, and with it the index and the place by it."""
    words, parts = desk.words, []
    for at, each in enumerate(raised[:LINES], 1):
        values = {"n": at, "name": desk.name(each.competency), "points": words.number(each.points),
                  "now": words.number(each.now), "peers": words.number(each.peers or 0.0)}
        text = words("benchmark.gap_peers" if each.behind else "benchmark.gap", **values)
        made = lifted(told.units, unit, "readiness", each.points, told.asked.components) if (
            told.asked.metric is None) else None
        if made is not None:
            text += words("benchmark.gap_index", gain=words.number(made[0]), place=made[1])
        parts.append(text)
        reply.sources.append(figure(f"gap:{at}", text))
    return parts


def _components_table(desk: Desk, found: Sequence[Move]) -> Block:
    words, figures = desk.words, Figures(desk)
    return {"type": "table", "title": words("benchmark.tables.moves"), "columns": [
        {"id": each, "label": words(f"benchmark.columns.{each}")}
        for each in ("component", "now", "median", "gain", "place")], "rows": [
        [{"id": each.metric, "label": figures.metric(each.metric)}, rounded(each.now, None), rounded(each.peers, None),
         rounded(each.gain, None), each.place] for each in found]}


def _competencies_table(desk: Desk, raised: Sequence[Lift]) -> Block:
    words = desk.words
    return {"type": "table", "title": words("benchmark.tables.gaps"), "columns": [
        {"id": each, "label": words(f"benchmark.columns.{each}")}
        for each in ("competency", "ready", "median", "points", "all")], "rows": [
        [{"id": each.competency, "label": desk.name(each.competency)}, rounded(each.now, None),
         rounded(each.peers, None) if each.peers is not None else None, rounded(each.points, None),
         rounded(each.to_all, None)] for each in raised[:ROWS]]}

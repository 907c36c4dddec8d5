"""`benchmark`: units beside their peers, with the ranks that the figures do not rule out, the formula, and what would
move a unit most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.tools.benchmarking.institution import report
from bot.tools.benchmarking.moved import moved
from bot.tools.benchmarking.units import Asked, Told, asked_of, told_of
from bot.tools.contract import Desk, Slots, Tool, figure
from bot.tools.figures.told import Told as Figures
from bot.tools.figures.told import grounded, rounded
from bot.tools.filing import files
from bot.tools.strange import asked_back
from bot.turn import Block, Offer, Reply
from bot.understanding.figures.concepts import LOW_IS_GOOD
from bot.words import lines
from passbook.insights.benchmark.components import BAND, LEAST, Estimate, alone, estimate
from passbook.insights.benchmark.ranks import Ranked, band, rank
from passbook.insights.metrics import METRICS

NAME = "benchmark"
LINES = 3
# Rates of which less is better.
LOW = LOW_IS_GOOD | {"overdue_rate"}


def run(desk: Desk, slots: Slots) -> Reply:
    """The comparison, its formula, or what would move a unit most."""
    if (unknown := asked_back(desk, slots, NAME)) is not None:
        return unknown
    if slots.get("report"):
        return report(desk, slots)
    asked = asked_of(desk, slots)
    if asked is None:
        return Reply("not_permitted", desk.words("benchmark.not_permitted"), NAME)
    reply = Reply("answered", "", NAME, _arguments(asked))
    if slots.get("formula"):
        return _formula(desk, slots, reply, asked)
    told = told_of(desk, asked)
    if told.answer.silence in ("not_permitted", "not_recorded") or told.answer.table is None:
        return _silent(desk, reply, told)
    reply.understood = understood(desk, asked)
    reply.sources = [*({"kind": "metric", "id": each} for each in _metrics(asked)),
                     {"kind": "snapshot", "id": desk.now.isoformat()}, figure("understood", reply.understood)]
    estimates = _estimates(told)
    if not estimates:
        reply.outcome = "suppressed" if told.silent else "zero"
        reply.text = desk.words("benchmark.few" if told.silent else "benchmark.nothing",
                                k=desk.framework.tenant.small_cell)
        reply.sources.append(figure("small_cell", desk.framework.tenant.small_cell))
        return reply
    peers = band(estimates, asked.unit) if slots.get("band") and asked.unit else None
    ranked = rank(peers or estimates, _least(desk), (asked.metric or "") in LOW)
    if slots.get("why"):
        return moved(desk, slots, reply, told, ranked)
    return _tell(desk, slots, reply, told, ranked, peers is not None)


def _tell(desk: Desk, slots: Slots, reply: Reply, told: Told, ranked: Sequence[Ranked], banded: bool) -> Reply:
    words, asked = desk.words, told.asked
    shown = list(reversed(ranked)) if slots.get("sort") == "asc" else list(ranked)
    shown = shown[:int(slots["limit"])] if slots.get("limit") else shown
    reply.blocks = [_table(desk, asked, shown)]
    own = next((each for each in ranked if each.id == asked.unit), None)
    placed = [each for each in ranked if each.low is not None]
    parts: list[str] = []
    if own is not None:
        parts.append(_own(desk, reply, asked, own))
    if len(placed) < 2:
        parts.append(words("benchmark.no_peers", kind=Figures(desk).dimension(f"kind:{asked.kind}").lower()))
    for number, each in enumerate(shown[:LINES], 1):
        parts.append(words("benchmark.line" if each.low is not None else "benchmark.line_unranked", n=number,
                           name=_name(desk, each.id), value=_said(desk, asked, each.value),
                           ranks=_ranks(desk, each), of=each.of))
        reply.sources.append(figure(f"line:{number}", parts[-1]))
    few = [each for each in ranked if each.low is None]
    if few:
        parts.append(words.count("benchmark.unranked", len(few), least=_least(desk)))
        reply.sources += [figure("unranked", len(few)), figure("least", _least(desk))]
    if told.silent:
        parts.append(words.count("benchmark.silent", told.silent, k=desk.framework.tenant.small_cell))
        reply.sources += [figure("silent", told.silent), figure("small_cell", desk.framework.tenant.small_cell)]
    if banded:
        parts.append(words("benchmark.banded", times=f"{BAND:g}"))
        reply.sources.append(figure("times", f"{BAND:g}"))
    if len(placed) > 1 and all((each.low, each.high) == (1, each.of) for each in placed):
        parts.append(words("benchmark.not_apart", n=len(placed)))
        reply.sources.append(figure("not_apart", len(placed)))
    parts += [words("benchmark.certain"), words("benchmark.context", context=reply.understood)]
    reply.sources.append(figure("confidence", "95"))
    reply.text = lines(parts)
    if slots.get("document"):
        reply.blocks += files(desk, NAME, slots)
    reply.offers = _offers(desk, slots, asked, own)
    return grounded(reply)


def _own(desk: Desk, reply: Reply, asked: Asked, own: Ranked) -> str:
    """Where the unit in view stands."""
    said = _said(desk, asked, own.value)
    if own.low is None:
        text = desk.words("benchmark.own_unranked", name=_name(desk, own.id), value=said, least=_least(desk))
    else:
        text = desk.words("benchmark.own", name=_name(desk, own.id), value=said, ranks=_ranks(desk, own), of=own.of,
                          kind=Figures(desk).dimension(f"kind:{asked.kind}").lower())
    reply.sources.append(figure("own", text))
    return text


def _ranks(desk: Desk, each: Ranked) -> str:
    if each.low is None:
        return desk.words("benchmark.no_rank")
    return desk.words("benchmark.rank_one", n=each.low) if each.low == each.high else desk.words(
        "benchmark.rank", low=each.low, high=each.high)


def _table(desk: Desk, asked: Asked, ranked: Sequence[Ranked]) -> Block:
    """A row for each unit: its figure, how many people it has, its ranks and the error of the figure."""
    words, told = desk.words, Figures(desk)
    name = told.metric(asked.metric) if asked.metric else words("benchmark.columns.index")
    sign = told.sign(METRICS[asked.metric].unit) if asked.metric else ""
    columns: list[dict[str, Any]] = [
        {"id": asked.kind, "label": told.dimension(f"kind:{asked.kind}")},
        {"id": asked.metric or "index", "label": name, **({"unit": sign} if sign else {})},
        *({"id": each, "label": words(f"benchmark.columns.{each}")} for each in ("people", "ranks", "error"))]
    rows = [[{"id": each.id, "label": _name(desk, each.id)}, rounded(each.value, None), round(each.people),
             _ranks(desk, each), rounded(1.96 * each.error, None)] for each in ranked]
    return {"type": "table", "title": words("benchmark.tables.ranks"), "columns": columns, "rows": rows}


def _formula(desk: Desk, slots: Slots, reply: Reply, asked: Asked) -> Reply:
    """How the index is made: its components with their weights."""
    words, told = desk.words, Figures(desk)
    least = _least(desk)
    whole = sum(each.weight for each in asked.components)
    shares = {each.metric: round(100 * each.weight / whole) for each in asked.components}
    rows = [[{"id": each.metric, "label": told.metric(each.metric)}, shares[each.metric], each.whole,
             told.means(each.metric)] for each in asked.components]
    reply.blocks = [{"type": "table", "title": words("benchmark.tables.formula"), "rows": rows, "columns": [
        {"id": each, "label": words(f"benchmark.columns.{each}")}
        for each in ("component", "weight", "whole", "means")]}]
    reply.text = lines([words("benchmark.formula", weights=words.listed(
        f"{told.metric(each)} {share} %" for each, share in shares.items())),
        words("benchmark.formula_ranks", least=least, times=f"{BAND:g}")])
    reply.sources = [figure("formula", reply.text)]
    reply.offers = [Offer("back", words("benchmark.offers.back"), words("benchmark.says.back"), NAME,
                          {key: value for key, value in slots.items() if key != "formula"})]
    return grounded(reply)


def _silent(desk: Desk, reply: Reply, told: Told) -> Reply:
    silence = told.answer.silence or "suppressed"
    reply.outcome = silence
    reply.text = desk.words(f"benchmark.silent_{silence}", k=desk.framework.tenant.small_cell)
    reply.sources = [figure("small_cell", desk.framework.tenant.small_cell)]
    return reply


# ---- words


def _estimates(told: Told) -> list[Estimate]:
    metric = told.asked.metric
    made = (alone(each, metric, METRICS[metric].unit, told.step) if metric else
            estimate(each, told.asked.components, told.step) for each in told.units)
    return [each for each in made if each is not None]


def _least(desk: Desk) -> int:
    """From how many people up a unit is ranked."""
    return max(LEAST, desk.framework.tenant.small_cell)


def _metrics(asked: Asked) -> tuple[str, ...]:
    return (asked.metric,) if asked.metric else tuple(each.metric for each in asked.components)


def _said(desk: Desk, asked: Asked, value: float) -> str:
    return Figures(desk).figure(value, METRICS[asked.metric].unit) if asked.metric else desk.words.number(value)


def _name(desk: Desk, unit: str) -> str:
    return Figures(desk).label("organisation", unit)


def understood(desk: Desk, asked: Asked) -> str:
    """What is compared, part by part."""
    told = Figures(desk)
    parts = [desk.words("benchmark.name"), told.metric(asked.metric) if asked.metric else desk.words("benchmark.index"),
             desk.words.listed((desk.name(each) for each in asked.competency), 3),
             _name(desk, asked.unit) if asked.unit else "",
             told("understood.by", names=told.dimension(f"kind:{asked.kind}").lower()),
             told.period(asked.period) if asked.period else "", told("understood.now", day=desk.words.day(desk.now))]
    return " · ".join(part for part in parts if part)


def _arguments(asked: Asked) -> Slots:
    made: Slots = {"kind": asked.kind, "metric": asked.metric or "index", "organisation": [asked.unit] if asked.unit
                   else [], "period": asked.period.id if asked.period else None}
    if asked.competency:
        made["competency"] = list(asked.competency)
    return made


def _offers(desk: Desk, slots: Slots, asked: Asked, own: Ranked | None) -> list[Offer]:
    words = desk.words
    found = []
    if asked.metric is None or own is not None:
        found.append(Offer("why", words("benchmark.offers.why"), words("benchmark.says.why"), NAME,
                           {**slots, "why": True}))
    if asked.metric is None:
        found.append(Offer("formula", words("benchmark.offers.formula"), words("benchmark.says.formula"), NAME,
                           {**slots, "formula": True}))
        found.append(Offer("readiness", words("benchmark.offers.readiness"), words("benchmark.says.readiness"), NAME,
                           {**slots, "metric": "readiness"}))
    else:
        found.append(Offer("index", words("benchmark.offers.index"), words("benchmark.says.index"), NAME,
                           {key: value for key, value in slots.items() if key not in ("metric", "period")}))
    if own is not None and not slots.get("band"):
        found.append(Offer("band", words("benchmark.offers.band"), words("benchmark.says.band"), NAME,
                           {**slots, "band": True}))
    if own is not None:
        found.append(Offer("report", words("benchmark.offers.report"), words("benchmark.says.report"), NAME,
                           {"organisation": [own.id], "report": True}))
    if not slots.get("document"):
        found.append(Offer("file", words("benchmark.offers.file"), words("benchmark.says.file"), NAME,
                           {**slots, "document": "pdf"}))
    return found


TOOL = Tool(NAME, run, frozenset({"organisation", "kind", "metric", "competency", "period", "band", "why", "formula",
                                  "report", "sort", "limit", "document", "weights", "strange"}))

"""The tables of the feedback on an institution. Each says which part of the paper it is (`part`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.tools.contract import Desk
from bot.tools.figures.told import Told, rounded
from bot.turn import Block
from passbook.insights.institution.shape import Driver, Institution, Skill, Thin
from passbook.insights.metrics import METRICS
from passbook.insights.query import Suppressed, Value
from passbook.officials import values

# So many posts, and so many pieces of work, are named.
POSTS = 2


def tables(desk: Desk, made: Institution) -> list[Block]:
    """All tables that have a row, in their order."""
    told = Told(desk, values(desk.conn)[3] if made.plans else None)
    mandate, changed, few = made.mandate, made.changed, made.few
    found = [_figures(desk, told, made)]
    if mandate is not None:
        found += [_skills(desk, "strong", mandate.strong), _skills(desk, "weak", mandate.weak)]
    if changed is not None:
        found += [_drivers(desk, told, "changed", changed.competencies, "competency"),
                  _drivers(desk, told, "units", changed.units, f"kind:{changed.kind}")]
    if few is not None:
        found += [_thin(desk, told, "few", few.held), _thin(desk, told, "nobody", few.nobody)]
    found.append(_table(desk, "plans", ("plan", "due", "completion", "overdue"), (
        [{"id": each.plan, "label": told.label("plan", each.plan)}, *(
            _cell(value) for value in (each.due, each.completion, each.overdue))] for each in made.plans)))
    return [each for each in found if each["rows"]]


def _table(desk: Desk, part: str, columns: Sequence[str], rows: Iterable[list[Any]]) -> Block:
    words = desk.words
    return {"type": "table", "part": part, "title": words(f"institution.tables.{part}"), "columns": [
        {"id": each, "label": words(f"institution.columns.{each}"), **({"unit": "%"} if each in PERCENT else {})}
        for each in columns], "rows": list(rows)}


PERCENT = frozenset({"share", "readiness", "peers", "then", "now", "completion", "held_share"})


def _cell(value: Value) -> Any:
    if isinstance(value, Suppressed):
        return {"suppressed": True}
    return rounded(value, None) if isinstance(value, (int, float)) else value


def _figures(desk: Desk, told: Told, made: Institution) -> Block:
    """The figures of the whole institution: each with its unit, as it is said."""
    rows = []
    for each in made.figures:
        unit = METRICS[each.metric].unit
        change = float(each.value) - float(each.before) if isinstance(each.value, (int, float)) and isinstance(
            each.before, (int, float)) else None
        rows.append([{"id": each.metric, "label": told.metric(each.metric)}, told.figure(each.value, unit),
                     "" if each.before is None else told.figure(each.before, unit),
                     "" if change is None else told.figure(change, "pp" if unit == "%" else unit, signed=True)])
    name = told.label("organisation", made.organisation)
    return {**_table(desk, "figures", ("figure", "value", "before", "change"), rows),
            "paper": {"template": "institution", "title": name}}


def _skills(desk: Desk, part: str, skills: Sequence[Skill]) -> Block:
    peers = any(each.peers is not None for each in skills)
    columns = ("competency", "required", "share", "readiness", *(("peers",) if peers else ()), "pull")
    return _table(desk, part, columns, ([
        _competency(desk, each.competency), round(each.required), rounded(each.share, None),
        rounded(each.readiness, None), *((_cell(each.peers),) if peers else ()), rounded(each.pull, None)]
        for each in skills))


def _drivers(desk: Desk, told: Told, part: str, drivers: Sequence[Driver], dimension: str) -> Block:
    made = _table(desk, part, ("competency" if part == "changed" else "unit", "then", "now", "contribution"), ([
        {"id": each.id, "label": told.label(dimension, each.id)}, _cell(each.before), _cell(each.now),
        round(each.contribution, 2)] for each in drivers))
    if part == "units":
        made["columns"][0]["label"] = told.dimension(dimension)
    return made


def _thin(desk: Desk, told: Told, part: str, some: Sequence[Thin]) -> Block:
    """Competencies that few or none hold; under disclosure control without a level, people and posts."""
    if some and some[0].level is None:
        return _table(desk, part, ("competency", "required", "held_share"), (
            [_competency(desk, each.competency), round(each.required), rounded(each.share or 0.0, None)]
            for each in some))
    names = desk.reveal([each for thin in some for each in thin.people])
    held = part == "few"
    columns = ("competency", "level", "required", *(("holders", "who") if held else ()), "work")
    return _table(desk, part, columns, ([
        _competency(desk, each.competency), each.level, round(each.required), *((each.holders, desk.words.listed(
            told.label("official", names[one]) for one in each.people if one in names)) if held else ()),
        _work(desk, each)] for each in some))


def _work(desk: Desk, thin: Thin) -> str:
    """The posts that require it, and the work for which they do."""
    posts = desk.words.listed((desk.words.position(desk.framework.positions[each]) for each in thin.positions), POSTS)
    return f"{posts}: {'; '.join(thin.activities[:POSTS])}" if thin.activities else posts


def _competency(desk: Desk, identity: str) -> Any:
    return {"id": identity, "label": desk.name(identity)}

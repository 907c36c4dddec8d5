"""Needs without supply: what positions ask and no course that can be taken now teaches high enough."""

from __future__ import annotations

from dataclasses import dataclass

from frac.framework import Framework


@dataclass(frozen=True)
class Unmet:
    """A competency that is asked at a level which no live course reaches. `level`: the highest such level; `reached`:
    the highest level of a live course, None where none is tagged with it at a known level; `positions`: those that ask
    more than is reached, each with the level it asks."""

    competency_id: str
    level: int
    reached: int | None
    positions: dict[str, int]


def unmet(framework: Framework) -> list[Unmet]:
    """All needs without supply, those of most positions first. A gap of somebody in such a position can be narrowed by
    a course at best, never closed. A tag without a level reaches none."""
    asked: dict[str, dict[str, int]] = {}
    for position in framework.positions.values():
        for competency_id, level in position.required.items():
            asked.setdefault(competency_id, {})[position.id] = level
    found = []
    for competency_id, levels in asked.items():
        top = reached(framework, competency_id)
        lacking = {each: level for each, level in levels.items() if level > (top or 0)}
        if lacking:
            found.append(Unmet(competency_id, max(lacking.values()), top, lacking))
    return sorted(found, key=lambda each: (-len(each.positions), -each.level, each.competency_id))


def reached(framework: Framework, competency_id: str) -> int | None:
    """The highest level at which a live course is tagged with a competency; None where none is."""
    levels = [level for course in framework.courses_by_competency.get(competency_id, ()) if course.live
              and (level := course.level_in(competency_id)) is not None]
    return max(levels, default=None)

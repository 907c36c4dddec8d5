"""What is asked and cannot be met, and what is there and nobody asks."""

from __future__ import annotations

from collections.abc import Iterator, Set

from frac.framework import Course, Framework
from frac.quality.shape import Finding, Held
from frac.system.needs import unmet


def out_of_reach(framework: Framework, held: Held) -> Iterator[Finding]:
    """Each competency that some posts ask higher than any course leads, those that most posts ask first.

    A course leads to a level where it is live, tagged with the competency at that level or a higher one (a tag without
    a level teaches none), and where all that it presupposes can be taken too. A requirement that somebody meets already
    is none of these, where it is known who holds what; where it is not, only the course is said to be missing. Which
    level is the highest held is not told: it may be one person's.
    """
    open_now = takeable(framework)
    usable = {each: course for each, course in framework.courses.items() if each in open_now}
    for need in unmet(_only(framework, usable)):
        best = held.levels.get(need.competency_id, 0) if held.levels is not None else None
        asking = {each: level for each, level in need.positions.items() if best is None or level > best}
        if not asking:
            continue
        blocked = sorted(course.id for course in framework.courses_by_competency.get(need.competency_id, ())
                         if course.live and course.id not in open_now
                         and (course.level_in(need.competency_id) or 0) >= min(asking.values()))
        untold = [course.id for course in usable.values() if any(
            tag.competency_id == need.competency_id and tag.level is None for tag in course.tags)]
        yield Finding("out_of_reach", "look" if best is None else "problem", (
            ("competency", need.competency_id), *(("position", each) for each in sorted(asking)),
            *(("course", each) for each in blocked)), {
                "level": max(asking.values()), "reached": need.reached, "nobody_holds": None if best is None else True,
                "posts": len(asking),
                "levels": dict(sorted(asking.items())), "blocked": blocked, "without_level": sorted(untold)})


def takeable(framework: Framework) -> set[str]:
    """The live courses of which all that they presuppose can be taken as well; what the catalogue does not know binds
    nobody."""
    left = {each.id for each in framework.courses.values() if each.live}
    known = {each.id: [needed for needed in each.prerequisites if needed in framework.courses]
             for each in framework.courses.values()}
    waiting = [each for each in left if not _may(known[each], left)]
    leading: dict[str, list[str]] = {}
    for course, needed in known.items():
        for each in needed:
            leading.setdefault(each, []).append(course)
    while waiting:
        gone = waiting.pop()
        if gone in left:
            left.discard(gone)
            waiting += [each for each in leading.get(gone, ()) if each in left]
    return left


def _may(needed: list[str], left: Set[str]) -> bool:
    return all(each in left for each in needed)


def _only(framework: Framework, courses: dict[str, Course]) -> Framework:
    """The framework with these courses alone."""
    return Framework(framework.version, framework.tenant, framework.levels, framework.organisations,
                     framework.competencies, framework.positions, courses, framework.providers, framework.mark)


def unneeded(framework: Framework, _held: Held) -> Iterator[Finding]:
    """Each competency that no post requires, those that most live courses teach first."""
    asked = {each for position in framework.positions.values() for each in position.required}
    taught = {each: sum(course.live for course in framework.courses_by_competency.get(each, ()))
              for each in framework.competencies if each not in asked}
    for each in sorted(taught, key=lambda which: (-taught[which], which)):
        yield Finding("unneeded", "look", (("competency", each),), {"courses": taught[each]})

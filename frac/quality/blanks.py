"""What is left blank or goes beyond what is described: posts that ask nothing, roles without work, levels too high."""

from __future__ import annotations

from collections.abc import Iterator

from frac.framework import Framework
from frac.quality.shape import Finding, Held


def asks_nothing(framework: Framework, _held: Held) -> Iterator[Finding]:
    """Each post without a requirement: nobody in it has a gap, and no course is recommended for it."""
    for each in sorted(framework.positions.values(), key=lambda one: one.id):
        if not each.requirements:
            yield Finding("asks_nothing", "problem", (("position", each.id),), {"roles": len(each.roles)})


def no_work(framework: Framework, _held: Held) -> Iterator[Finding]:
    """Each role without an activity, in the order of its posts."""
    for position in sorted(framework.positions.values(), key=lambda one: one.id):
        for role in position.roles:
            if not role.activities:
                yield Finding("no_work", "look", (("role", role.id), ("position", position.id)))


def beyond(framework: Framework, _held: Held) -> Iterator[Finding]:
    """Each competency that is required above the highest of its levels that is described, where any is: nobody can say
    what is asked there. Those required farthest above come first."""
    asked: dict[str, dict[str, int]] = {}
    for position in framework.positions.values():
        for competency, level in position.required.items():
            known = framework.competencies.get(competency)
            if known and known.descriptors and level > max(known.descriptors):
                asked.setdefault(competency, {})[position.id] = level
    for each in sorted(asked, key=lambda which: (-max(asked[which].values()), which)):
        posts = [("position", one) for one in sorted(asked[each])]
        yield Finding("beyond", "problem", (("competency", each), *posts), {
            "level": max(asked[each].values()), "described": max(framework.competencies[each].descriptors),
            "posts": len(posts)})

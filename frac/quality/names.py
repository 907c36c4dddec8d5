"""Names that stand for two things: who uses one is asked back each time which is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from frac.catalogue.texts import plain
from frac.drafting.titles import key_of
from frac.framework import Framework
from frac.quality.shape import Finding, Held, Severity

Named = tuple[str, str, tuple[str, ...]]


def two_meanings(framework: Framework, _held: Held) -> Iterator[Finding]:
    """Each other name that two things of one kind have, or that is the name of another thing, these first. Posts of one
    title may share a name: they are the same post in several places."""
    kinds: dict[str, Iterable[Named]] = {
        "position": ((each.id, each.title, each.aliases) for each in framework.positions.values()),
        "competency": ((each.id, each.name, each.aliases) for each in framework.competencies.values()),
        "organisation": ((each.id, each.name, each.aliases) for each in framework.organisations.values())}
    for kind, named in kinds.items():
        rows = list(named)
        titles = {identity: key_of(name) if kind == "position" else (identity,) for identity, name, _ in rows}
        first, second = dict[str, set[str]](), dict[str, set[str]]()
        for identity, name, aliases in rows:
            first.setdefault(plain(name), set()).add(identity)
            for alias in aliases:
                second.setdefault(plain(alias), set()).add(identity)
        found = list[tuple[bool, str, set[str]]]()
        for alias, having in second.items():
            whole = having | first.get(alias, set())
            if alias and len({titles[each] for each in whole}) > 1:
                found.append((not first.get(alias), alias, whole))
        for is_shared, alias, whole in sorted(found, key=lambda each: each[:2]):
            grave: Severity = "look" if is_shared else "problem"
            yield Finding("two_meanings", grave, tuple((kind, each) for each in sorted(whole)), {
                "name": alias, "is_a_name": not is_shared})

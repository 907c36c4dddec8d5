"""Posts of one title whose requirements differ strangely.

Posts of one title in two organisations need not ask the same: their domains differ. Strange is what differs far more
than such posts do elsewhere in the same framework, or asks the same competency far higher here than there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from frac.drafting.titles import key_of
from frac.framework import Framework, Position
from frac.quality.shape import Finding, Held

# What two posts of a title both ask, of all that they ask: with fewer than so many other titles to compare with, less
# than FEWEST is strange; with as many, less than the share STRANGE of what is usual among these.
OTHERS, FEWEST, STRANGE = 5, 0.2, 0.5
# So many levels apart in one competency are strange.
APART = 3
# The most typical post of a title is looked for among so many of it.
LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class _Title:
    """The posts of a title that ask something, each with what it shares with the most typical of them."""

    typical: Position
    overlaps: Mapping[str, float]


def same_title(framework: Framework, _held: Held) -> Iterator[Finding]:
    """Each post that differs strangely from the most typical post of its title, the strangest first.

    Titles are the same when they are so written out ("US (Admn)", "Under Secretary (Administration)"), or when the
    title of one is another name of the other. `overlap` is the share of the competencies of both that both ask.
    """
    titles = [_looked_at(each) for each in _of_one_title(framework)]
    usual = [median(each.overlaps.values()) for each in titles]
    found, told = list[tuple[float, Finding]](), set[frozenset[str]]()
    for at, title in enumerate(titles):
        others = usual[:at] + usual[at + 1:]
        least = STRANGE * median(others) if len(others) >= OTHERS else FEWEST
        for identity, overlap in title.overlaps.items():
            one, other = framework.positions[identity], title.typical
            pair = frozenset((identity, other.id))
            apart = _apart(one, other)
            if pair in told or (overlap >= least and not apart):
                continue
            told.add(pair)
            found.append((overlap, Finding("same_title", "look", (("position", identity), ("position", other.id)), {
                "title": other.title, "posts": len(title.overlaps) + 1, "overlap": round(overlap, 3),
                "usual": round(median(others), 3) if len(others) >= OTHERS else None,
                "is_little": overlap < least, "apart": apart})))
    yield from (each for _, each in sorted(found, key=lambda pair: (pair[0], pair[1].things)))


def _of_one_title(framework: Framework) -> list[list[Position]]:
    """The posts of each title that two or more posts have, by title or by another name; those that ask something."""
    groups: dict[tuple[str, ...], dict[str, Position]] = {}
    asking = sorted((each for each in framework.positions.values() if each.requirements), key=lambda each: each.id)
    for position in asking:
        groups.setdefault(key_of(position.title), {})[position.id] = position
    for position in asking:
        for alias in position.aliases:
            if (group := groups.get(key_of(alias))) is not None:
                group[position.id] = position
    return [list(group.values()) for group in groups.values() if len(group) > 1]


def _looked_at(posts: Sequence[Position]) -> _Title:
    asked = {each.id: set(each.required) for each in posts}
    some = posts[:LOOKED_AT]
    typical = max(some, key=lambda each: sum(_overlap(asked[each.id], asked[other.id]) for other in some))
    return _Title(typical, {each.id: _overlap(asked[each.id], asked[typical.id]) for each in posts
                            if each.id != typical.id})


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def _apart(one: Position, other: Position) -> dict[str, tuple[int, int]]:
    """The competencies that two posts ask far apart, with the level of each."""
    first, second = one.required, other.required
    return {each: (level, second[each]) for each, level in first.items()
            if each in second and abs(level - second[each]) >= APART}

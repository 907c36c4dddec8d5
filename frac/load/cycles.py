"""Finds circles among references. Knows nothing of tables; refuses to recurse, so that a long way is no danger."""

from __future__ import annotations

from collections.abc import Iterable


def circles(edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Circles (their ids, in order) that share no id, in the order in which they are met.

    Every further circle shares an id with one of these. Ids that only lead into a circle are not part of it.
    """
    ways: dict[str, list[str]] = {}
    for start, end in edges:
        ways.setdefault(start, []).append(end)
    found: list[list[str]] = []
    finished: set[str] = set()
    taken: set[str] = set()
    for root in ways:
        if root in finished:
            continue
        path, place, pending = [root], {root: 0}, [iter(ways[root])]
        while path:
            step = next(pending[-1], None)
            if step is None:
                left = path.pop()
                del place[left]
                pending.pop()
                finished.add(left)
            elif step in place:
                circle = path[place[step]:]
                if taken.isdisjoint(circle):
                    found.append(circle)
                    taken.update(circle)
            elif step in ways and step not in finished:
                place[step] = len(path)
                path.append(step)
                pending.append(iter(ways[step]))
    return found

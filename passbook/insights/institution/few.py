"""Which work rests on few people: a competency that posts of an institution require, and that one or two of it hold at
the level, or nobody does.

Who sees an institution exactly is told the level, how many, and who. For everybody else a count of one or two may not
be told, nor that it is one or two: they are told where few of many hold it, and that the rest is silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from frac.framework import Framework, Position
from passbook.insights.institution.mandate import by_post
from passbook.insights.institution.shape import Few, Thin
from passbook.insights.institution.told import Ask, Rows, number, rows
from passbook.insights.query import Query

# Held by at most so many people, or by at most so many percent of those of whom it is required.
HOLDERS, SHARE = 2, 5.0
# So many are told.
SHOWN = 6


def few(ask: Ask, framework: Framework, place: str, now: Rows, exact: bool) -> Few:
    """What rests on few people. `now`: readiness and pairs of the institution by competency."""
    return _exact(ask, framework, place) if exact else _told(framework, now)


def _exact(ask: Ask, framework: Framework, place: str) -> Few:
    found = rows(ask(Query(("holders",), ("competency", "level"), {"organisation": (place,)})))
    held: dict[str, dict[int, int]] = {}
    for (competency, at_level), row in found.rows.items():
        held.setdefault(competency, {})[int(at_level)] = int(number(row[0]) or 0)
    made, weights = [], dict[tuple[str, int], float]()
    for (competency, level), posts in _required(ask, framework, place).items():
        holders = sum(count for at, count in held.get(competency, {}).items() if at >= level)
        if holders > HOLDERS:
            continue
        asked = sum(posts.values())
        weights[competency, level] = sum(count * framework.positions[post].weights.get(competency, 1.0)
                                         for post, count in posts.items())
        made.append(_thin(framework, competency, level, asked, holders, posts))
    made.sort(key=lambda each: (-weights[each.competency, each.level or 0], each.competency, each.level))
    some = [each for each in made if each.holders]
    none = [each for each in made if not each.holders]
    return Few(tuple(replace(each, people=_who(ask, place, each)) for each in some[:SHOWN]), tuple(none[:SHOWN]),
               len(made) - len(some[:SHOWN]) - len(none[:SHOWN]), 0)


def _required(ask: Ask, framework: Framework, place: str) -> dict[tuple[str, int], dict[str, float]]:
    """Officials by post, for each competency and level that posts of the institution ask."""
    made: dict[tuple[str, int], dict[str, float]] = {}
    for (position, competency), row in by_post(ask, place).rows.items():
        post = framework.positions.get(position)
        if post is not None and competency in post.required and (count := number(row[0])):
            made.setdefault((competency, post.required[competency]), {})[position] = count
    return made


def _who(ask: Ask, place: str, thin: Thin) -> tuple[str, ...]:
    """The holders, by pseudonym."""
    found = ask(Query(("holders",), (), {"organisation": (place,), "competency": (thin.competency,)}, level=thin.level,
                      people="who"))
    return tuple(sorted(key[0] for key in rows(found).rows))[:HOLDERS]


def _told(framework: Framework, now: Rows) -> Few:
    """From figures under disclosure control: the competencies that few of those required hold."""
    made = []
    for (competency,), row in now.rows.items():
        rate, count = number(row[0]), number(row[1])
        if rate is None or not count or rate > SHARE or competency not in framework.competencies:
            continue
        thin = _thin(framework, competency, None, count, None, {})
        made.append(replace(thin, share=rate))
    made.sort(key=lambda each: (-each.required, each.competency))
    return Few(tuple(made[:SHOWN]), (), max(len(made) - SHOWN, 0), now.silent)


def _thin(framework: Framework, competency: str, level: int | None, required: float, holders: int | None,
          posts: Mapping[str, float]) -> Thin:
    asking = sorted(posts, key=lambda each: (-posts[each], each))
    work = dict.fromkeys(text for post in asking for text in _work(framework.positions[post], competency))
    return Thin(competency, level, required, holders, None, (), tuple(asking), tuple(work))


def _work(post: Position, competency: str) -> list[str]:
    """For which activities (else roles) of a post a competency is required, in the tenant's words."""
    activities = {each.id: each.description for role in post.roles for each in role.activities}
    roles = {role.id: role.title for role in post.roles}
    found = [activities.get(line.activity_id or "") or roles.get(line.role_id or "") for line in post.requirements
             if line.competency_id == competency]
    return [each for each in found if each]

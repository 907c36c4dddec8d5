"""Puts a draft together from what matching says of a post. Pure: what is likely comes in as an argument.

Nothing is invented: competencies are the framework's, roles and activities those of known positions that are near, or
the sentences of the input. Where nothing known is near and no competency is likely, the draft says so and is empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from frac.drafting.shape import Draft, Duty, Likely, Line, Near, Reuse, Work
from frac.drafting.titles import are_near, key_of
from frac.framework import Framework, Position, Role

# So many of each type a draft has at least, where the framework has them and they are not out of the question.
AT_LEAST = {"behavioural": 4, "functional": 4, "domain": 6}
# From this probability on a competency belongs to the draft by itself; below FAINT none does, however few there are.
LIKELY, FAINT = 0.5, 0.02
# Nothing is drafted for a post that is no nearer than this to any known one while no sentence of it speaks for any
# competency: what is likely then is what most posts ask.
LEAST_NEAR = 0.3
# So many roles, activities of a role, near positions and pieces of evidence are told.
ROLES, FEWEST_ROLES, ACTIVITIES, NEAR, EVIDENCE = 6, 4, 6, 5, 3
# So many sentences that no competency speaks for are told, those of so many words or more.
UNMET, UNMET_WORDS = 6, 4
# So many posts are told that may be used again.
REUSE = 3


def compose(framework: Framework, title: str, sentences: Sequence[str], likely: Sequence[Likely], near: Sequence[Near],
            resembling: Mapping[str, str], unmet: Sequence[str] = (), titles: Sequence[Near] = (),
            fitting: Mapping[str, float] | None = None) -> Draft:
    """A draft. `sentences`: those of the duties that came with the title; `likely`: competencies, likeliest first;
    `near`: known positions, nearest first; `resembling`: for a competency the sentence of the input likest to it;
    `unmet`: sentences that are like none; `titles`: positions by the likeness of their titles alone, likest first;
    `fitting`: how like a role of a near position is to what is known of the post (a cosine), by the role's id."""
    same = _same(framework, title)
    again = reuse(framework, title, same, titles)
    told = tuple(each for each in unmet if len(each.split()) >= UNMET_WORDS)[:UNMET]
    if not same and not resembling and (not near or near[0].likeness < LEAST_NEAR):
        return Draft(title, (), (), tuple(near[:NEAR]), same, False, told, again)
    chosen = _chosen(framework, likely)
    asked = {each.position: framework.positions[each.position].required for each in near}
    lines = tuple(_line(framework, each, asked, resembling) for each in chosen)
    return Draft(title, _roles(framework, sentences, near, {each.competency for each in chosen}, fitting or {}),
                 lines,
                 tuple(near[:NEAR]), same, True, told, again)


def _same(framework: Framework, title: str) -> tuple[str, ...]:
    """The positions that a title is, in the same words written out, or another name of."""
    key, name = _known(title)
    found = []
    for each in framework.positions.values():
        for one in (each.title, *each.aliases, *((each.title_hi,) if each.title_hi else ())):
            told, plain = _known(one)
            if told == key or plain == name:
                found.append(each.id)
                break
    return tuple(found)


@lru_cache(maxsize=100_000)
def _known(title: str) -> tuple[tuple[str, ...], str]:
    return key_of(title), _name(title)


def reuse(framework: Framework, title: str, same: Sequence[str], titles: Sequence[Near]) -> tuple[Reuse, ...]:
    """Known positions of the same or nearly the same title, one for each title, best first."""
    likeness = {each.position: min(each.likeness, 1.0) for each in titles
                if are_near(framework.positions[each.position].title, title, each.likeness)}
    likeness.update(dict.fromkeys(same, 1.0))
    kinds: dict[tuple[str, ...], list[str]] = {}
    for each in sorted(likeness, key=lambda which: -likeness[which]):
        kinds.setdefault(key_of(framework.positions[each].title), []).append(each)
    found = []
    for kind, (first, *_) in list(kinds.items())[:REUSE]:
        places = {each.organisation_id for each in framework.positions.values() if key_of(each.title) == kind}
        found.append(Reuse(first, likeness[first], len(places - {None})))
    return tuple(found)


def _name(title: str) -> str:
    return " ".join(title.casefold().split())


def _chosen(framework: Framework, likely: Sequence[Likely]) -> list[Likely]:
    """Those that are likely, and the likeliest of each type up to the fewest that a draft has."""
    made, counted = list[Likely](), Counter[str]()
    for each in likely:
        kind = framework.competencies[each.competency].type
        if each.probability >= LIKELY or (counted[kind] < AT_LEAST.get(kind, 0) and each.probability >= FAINT):
            made.append(each)
            counted[kind] += 1
    return made


def _line(framework: Framework, likely: Likely, near: Mapping[str, Mapping[str, int]], resembling: Mapping[str, str]
          ) -> Line:
    """A competency with its evidence. `near`: what each near position requires, the nearest first."""
    highest = max((each.level for each in framework.levels), default=5)
    asking = [which for which, required in near.items() if likely.competency in required]
    activities = [line.activity_id for which in asking for line in framework.positions[which].requirements
                  if line.competency_id == likely.competency and line.activity_id]
    return Line(likely.competency, framework.competencies[likely.competency].type,
                min(max(round(likely.level), 1), highest), likely.probability, tuple(asking[:EVIDENCE]),
                tuple(dict.fromkeys(activities))[:EVIDENCE], resembling.get(likely.competency))


def _roles(framework: Framework, sentences: Sequence[str], near: Sequence[Near], competencies: set[str],
           fitting: Mapping[str, float]) -> tuple[Duty, ...]:
    """The roles of near positions that the competencies of the draft are required for, first those that fit the post
    and whose position is near (by the sum of both), each title once; and what the input says of duties, as a role of
    its own. Those of positions that are not near only fill up to the fewest."""
    made, titles = list[Duty](), set[str]()
    if sentences:
        made.append(Duty("", None, tuple(Work(each, None, None) for each in sentences[:ACTIVITIES])))
    known = [(each.likeness, framework.positions[each.position], role) for each in near
             for role in framework.positions[each.position].roles]
    for likeness, position, role in sorted(known, key=lambda each: -(each[0] + fitting.get(each[2].id, 0.0))):
        if len(made) >= ROLES:
            break
        if len(made) >= FEWEST_ROLES and likeness < LEAST_NEAR:
            continue
        if _name(role.title) in titles or not _serves(position, role, competencies):
            continue
        titles.add(_name(role.title))
        made.append(Duty(role.title, position.id, tuple(
            Work(one.description, one.id, position.id) for one in role.activities[:ACTIVITIES])))
    return tuple(made)


def _serves(position: Position, role: Role, competencies: set[str]) -> bool:
    """Whether some of the competencies are required for a role, or nothing at all is."""
    activities = {each.id for each in role.activities}
    asked = {line.competency_id for line in position.requirements
             if line.role_id == role.id or line.activity_id in activities}
    return not asked or bool(asked & competencies)

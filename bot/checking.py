"""The command `saathi frac check`: what is wrong in the stored framework, cannot be met, or is worth a look.

Writes nothing, and changes nothing; names no person, and of who holds what says only that nobody does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

import numpy as np

from bot import indexing
from bot.commands import bars, complain, say
from bot.settings import Settings
from bot.wiring import build
from frac.framework import Framework
from frac.quality.checks import CHECKS, checked
from frac.quality.likeness import MEANT
from frac.quality.shape import Finding, Held, Thing
from passbook.insights.facts.reader import Facts
from retrieval.encoder import Encoder
from retrieval.export import EncoderUnavailable
from retrieval.matching.corpus import wording
from retrieval.matching.texts import encode

# So many findings of a check are printed, so many names in a row; so many competencies are compared at a time.
SHOWN, NAMED, PIECE = 10, 4, 512

Tell = Callable[["_Names", Finding], str]


def check(settings: Settings, as_json: bool) -> int:
    """Prints what the checks find, check by check, with how each is mended; as JSON all of it. It is 0 whatever is
    found."""
    with closing(build(settings)) as saathi, saathi.database.connection() as conn:
        framework = saathi.tenancy(conn).framework
        levels = highest(saathi.facts_of(conn, framework), saathi.now(framework))
    found = checked(framework, Held(levels, _alike(settings, framework)))
    if as_json:
        say(json.dumps(as_plain(framework, found), ensure_ascii=False, indent=1))
        return 0
    for line in told(framework, found):
        say(line)
    return 0


def highest(facts: Facts, now: datetime) -> dict[str, int]:
    """The highest level that anybody holds at an instant, by competency."""
    credits, at = facts.credits, facts.local(now)
    counting = credits.filter((credits.since <= at) & (credits.until.isnull() | (credits.until > at)))
    rows = facts.execute(counting.group_by("competency").aggregate(level=counting.level.max()))
    return {row["competency"]: int(row["level"]) for row in rows}


def alike(encoder: Encoder, framework: Framework) -> dict[tuple[str, str], float]:
    """The pairs of competencies whose meanings are near, with their cosines."""
    known = sorted(framework.competencies.values(), key=lambda each: each.id)
    rows = encode(encoder, [wording(each) for each in known])
    found: dict[tuple[str, str], float] = {}
    for start in range(0, len(known), PIECE):
        likeness = rows[start:start + PIECE] @ rows.T
        for one, other in zip(*np.nonzero(likeness >= MEANT), strict=True):
            if start + one < other:
                found[(known[start + one].id, known[other].id)] = float(likeness[one, other])
    return found


def _alike(settings: Settings, framework: Framework) -> Mapping[tuple[str, str], float]:
    try:
        with bars() as progress:
            return alike(indexing.load_encoder(settings, progress), framework)
    except EncoderUnavailable as fault:
        complain(f"{fault} Competencies were compared by their words alone.")
        return {}


# ---- as JSON


def as_plain(framework: Framework, found: Sequence[Finding]) -> dict[str, Any]:
    """The findings as plain JSON, with names beside ids, and how many each check found."""
    names = _Names(framework)
    return {"counts": {each.id: sum(one.check == each.id for one in found) for each in CHECKS},
            "findings": [{"check": each.check, "severity": each.severity,
                          "things": [{"kind": kind, "id": identity, "name": names.of((kind, identity))}
                                     for kind, identity in each.things],
                          "facts": dict(each.facts)} for each in found]}


# ---- as text


class _Names:
    """What the things of a framework are called."""

    def __init__(self, framework: Framework) -> None:
        self._framework = framework
        roles = [each for position in framework.positions.values() for each in position.roles]
        self._names: Mapping[str, Mapping[str, str]] = {
            "position": {each.id: each.title for each in framework.positions.values()},
            "competency": {each.id: each.name for each in framework.competencies.values()},
            "course": {each.id: each.title for each in framework.courses.values()},
            "organisation": {each.id: each.name for each in framework.organisations.values()},
            "role": {each.id: each.title for each in roles},
            "activity": {one.id: one.description for each in roles for one in each.activities}}

    def of(self, thing: Thing) -> str:
        """The name of a thing; its id where it has none."""
        kind, identity = thing
        return self._names[kind].get(identity) or identity

    def told(self, thing: Thing) -> str:
        """A name with the id beside it, and of a post where it is."""
        place = None
        if thing[0] == "position":
            own = self._framework.positions[thing[1]].organisation_id
            place = self._framework.organisations.get(own or "")
        return f"{self.of(thing)} ({thing[1]}{f', {place.name}' if place else ''})"

    def all(self, finding: Finding, kind: str, most: int = NAMED) -> str:
        """The things of a kind that a finding is about, in a row."""
        having = [each for each in finding.things if each[0] == kind]
        more = f" and {len(having) - most} more" if len(having) > most else ""
        return ", ".join(self.told(each) for each in having[:most]) + more


def told(framework: Framework, found: Sequence[Finding]) -> Iterator[str]:
    """The findings as lines of text, check by check; of each check the first few."""
    names, grave = _Names(framework), sum(each.severity == "problem" for each in found)
    if not found:
        yield f"{framework.tenant.name}: {len(CHECKS)} checks, and nothing found."
        return
    yield (f"{framework.tenant.name}: {_count(grave, 'problem')}, {_count(len(found) - grave, 'thing')} worth a look, "
           f"by {len(CHECKS)} checks. Nothing was changed.")
    for each in CHECKS:
        own = [one for one in found if one.check == each.id]
        if not own:
            continue
        heading, mend, tell = WORDS[each.id]
        yield f"\n{heading}: {len(own)}"
        yield f"  {mend}"
        for one in own[:SHOWN]:
            yield f"  {'!' if one.severity == 'problem' else '-'} {tell(names, one)}"
        if len(own) > SHOWN:
            yield f"  and {len(own) - SHOWN} more (--json lists all)"
    clean = [WORDS[each.id][0] for each in CHECKS if not any(one.check == each.id for one in found)]
    if clean:
        yield f"\nNothing found: {'; '.join(each[0].lower() + each[1:] for each in clean)}."


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


def _out_of_reach(names: _Names, finding: Finding) -> str:
    facts = finding.facts
    reached = facts["reached"]
    led = f"courses lead to level {reached}" if reached else "no course that can be taken leads to any level of it"
    who = ", and nobody holds what is asked" if facts["nobody_holds"] else ""
    more = f"; {names.all(finding, 'course')} would, but what comes before cannot be taken" if facts["blocked"] else ""
    untold = facts["without_level"]
    more += (f"; {_count(len(untold), 'course')} tagged without a level"
             if isinstance(untold, Sequence) and untold else "")
    return (f"{names.told(finding.things[0])}, asked up to level {facts['level']} by "
            f"{names.all(finding, 'position')}: {led}{who}{more}")


def _same_title(names: _Names, finding: Finding) -> str:
    facts, (one, other) = finding.facts, finding.things
    told = []
    if facts["is_little"]:
        usual = facts["usual"]
        told.append(f"{100 * float(str(facts['overlap'])):.0f} % of what they ask is asked by both"
                    + (f", where {100 * float(str(usual)):.0f} % is usual" if usual is not None else ""))
    apart = facts["apart"]
    if isinstance(apart, Mapping):
        told += [f"{names.told(('competency', each))} is asked at level {first} and at level {second}"
                 for each, (first, second) in list(apart.items())[:NAMED]]
    return f"{names.told(one)} and {names.told(other)}: {'; '.join(told)}"


def _circular(names: _Names, finding: Finding) -> str:
    posts = [each for each in finding.things if each[0] == "position"]
    way = " → ".join(names.told(each) for each in (*posts, posts[0]))
    more = int(str(finding.facts["posts"])) - len(posts)
    return f"{way}" + (f"; {_count(more, 'more post')} in the same circle" if more else "")


_WHY = {"name": "a name of one is the name of the other", "words": "their names are nearly the same",
        "description": "one description is nearly the other", "meaning": "they mean nearly the same"}


def _doubles(names: _Names, finding: Finding) -> str:
    one, other = finding.things
    why = _WHY[str(finding.facts["why"])]
    likeness = f" ({finding.facts['likeness']:.2f})" if finding.facts["why"] != "name" else ""
    return f"{names.told(one)} and {names.told(other)}: {why}{likeness}"


def _two_meanings(names: _Names, finding: Finding) -> str:
    kind = finding.things[0][0]
    also = "is the name of one and another name of" if finding.facts["is_a_name"] else "is another name of"
    return f"'{finding.facts['name']}' {also} {names.all(finding, kind)}"


def _beyond(names: _Names, finding: Finding) -> str:
    return (f"{names.told(finding.things[0])}: asked at level {finding.facts['level']} by "
            f"{names.all(finding, 'position')}; described up to level {finding.facts['described']}")


def _unneeded(names: _Names, finding: Finding) -> str:
    courses = int(str(finding.facts["courses"]))
    return f"{names.told(finding.things[0])}" + (f": {_count(courses, 'live course')}" if courses else "")


def _post(names: _Names, finding: Finding) -> str:
    return names.told(finding.things[0])


def _role(names: _Names, finding: Finding) -> str:
    return f"{names.told(finding.things[0])} of {names.told(finding.things[1])}"


# Of each check: what it finds, how that is mended, and the words of one finding.
WORDS: Mapping[str, tuple[str, str, Tell]] = {
    "out_of_reach": ("Requirements that nobody can meet", "Tag a course at that level, order one, or lower the level.",
                     _out_of_reach),
    "asks_nothing": ("Posts that ask nothing", "Draft them (saathi frac draft) and add requirements.", _post),
    "beyond": ("Required above what is described", "Describe the level in competency_levels.csv, or lower what is "
               "required.", _beyond),
    "doubles": ("Competencies that may be one", "Make one of two: keep one id, give it the other's names, move "
                "requirements and tags. Or let descriptions say what sets them apart.", _doubles),
    "two_meanings": ("Names that stand for two things", "Take the name from one, or leave it where people are to be "
                     "asked which they mean.", _two_meanings),
    "same_title": ("Posts of one title that differ strangely", "Look whether it is one post; else let the titles say "
                   "what sets them apart.", _same_title),
    "circular": ("Work that can turn in circles", "Look whether each return is meant; correct receives_from and "
                 "submits_to where it is not.", _circular),
    "unneeded": ("Competencies that no post requires", "Require them where the work needs them, or take them out.",
                 _unneeded),
    "no_work": ("Roles without activities", "Add what the role does to activities.csv, or take the role out.", _role),
}

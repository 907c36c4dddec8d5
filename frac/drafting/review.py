"""What authors decide of a draft: its lines, what each may become, who may approve, and what an approval puts in force.

Pure. A line is proposed, accepted, changed or rejected; only lines that were accepted or changed are put in force, and
only by somebody who decided none of them. Refuses a line that the framework or its scale of levels does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from frac.drafting.shape import Draft
from frac.framework import Framework, Position

Json = dict[str, Any]

VERDICTS = ("accepted", "changed", "rejected")
IN_FORCE = ("accepted", "changed")
# The kinds of line that a draft of each kind has.
# An item comes from a passage: nobody adds one without.
KINDS = {"position": ("role", "activity", "competency"), "course": ("tag",), "items": ()}
LONGEST = {"title": 300, "name": 200, "description": 2000, "stem": 400, "option": 160, "explanation": 600,
           "sentence": 2000}
# To what is in force of a post only competencies of at least this probability are proposed; a post with nothing in
# force gets what the draft has.
ADDS = 0.25
# New competencies are of this type: behavioural and functional ones come from the framework alone.
NEW_TYPE = "domain"


class RefusedLineError(Exception):
    """A line cannot be that; `key` names why (the words are the caller's), `facts` fill it in."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a draft. `kind`: role, activity, competency, tag or item; `under`: the role's line, of an activity;
    `proposed`: what was proposed (None: a person added it) and `body` what it is now; `probability` from 0 to 1, None
    where there is none; `verdict`: open or one of VERDICTS, with `reason` and by whom."""

    line: str
    kind: str
    body: Json
    under: str | None = None
    proposed: Json | None = None
    probability: float | None = None
    evidence: Json = field(default_factory=dict)
    verdict: str = "open"
    reason: str | None = None
    by: str | None = None

    @property
    def holds(self) -> bool:
        """Whether an approval would put it in force."""
        return self.verdict in IN_FORCE

    @property
    def is_held(self) -> bool:
        """Whether it is in force today."""
        return bool(self.evidence.get("in_force"))


def lines_of(draft: Draft, position: Position | None = None) -> list[Line]:
    """The lines of a draft, and of a known position what is in force of it: that is accepted from the start."""
    made = _held(position) if position else []
    asked = {line.body["competency_id"] for line in made if line.kind == "competency"}
    titles = {_plain(line.body["title"]) for line in made if line.kind == "role"}
    for number, role in enumerate(draft.roles, 1):
        if _plain(role.title) in titles and role.title:
            continue
        name = f"r{number}"
        body: Json = {"title": role.title or draft.title}
        made.append(Line(name, "role", body, proposed=body, evidence={"positions": _some(role.position)}))
        for at, work in enumerate(role.activities, 1):
            body = {"description": work.description}
            made.append(Line(f"{name}a{at}", "activity", body, name, body, evidence={
                "activities": _some(work.activity), "positions": _some(work.position),
                "sentence": None if work.activity else work.description}))
    for number, each in enumerate(draft.lines, 1):
        if each.competency in asked or (asked and each.probability < ADDS):
            continue
        body = {"competency_id": each.competency, "level": each.level}
        made.append(Line(f"c{number}", "competency", body, proposed=body, probability=each.probability, evidence={
            "positions": list(each.positions), "activities": list(each.activities), "sentence": each.sentence}))
    return made


def _held(position: Position) -> list[Line]:
    """What is in force of a position."""
    made = []
    for number, role in enumerate(position.roles, 1):
        body = _without_none({"title": role.title, "description": role.description, "role_id": role.id})
        made.append(Line(f"hr{number}", "role", body, proposed=body, evidence={"in_force": True}, verdict="accepted"))
        for at, act in enumerate(role.activities, 1):
            body = _without_none({"description": act.description, "activity_id": act.id,
                                  "receives_from": act.receives_from, "submits_to": act.submits_to})
            made.append(Line(f"hr{number}a{at}", "activity", body, f"hr{number}", body, evidence={"in_force": True},
                             verdict="accepted"))
    for number, line in enumerate(position.requirements, 1):
        body = _without_none({"competency_id": line.competency_id, "level": line.level, "role_id": line.role_id,
                              "activity_id": line.activity_id, "weight": line.weight})
        made.append(Line(f"hc{number}", "competency", body, proposed=body, evidence={"in_force": True},
                         verdict="accepted"))
    return made


def certainty(lines: Iterable[Line]) -> float:
    """How sure a draft is: the mean probability of what it proposes, 0 where it proposes nothing that has one."""
    known = [line.probability for line in lines if line.probability is not None]
    return sum(known) / len(known) if known else 0.0


def undecided(lines: Iterable[Line]) -> list[str]:
    """The lines that nobody decided yet. What belongs to a rejected role needs no word of its own."""
    return [line.line for line in _that_count(lines) if line.verdict == "open"]


def checked(framework: Framework, kind: str, body: Mapping[str, Any]) -> Json:
    """What a line of a kind says, made sound. Raises RefusedLineError where it cannot be that."""
    if kind == "role":
        return _kept(body, {"title": _text(body, "title"), **_described(body)}, "role_id")
    if kind == "activity":
        return _kept(body, {"description": _text(body, "description")}, "activity_id", "receives_from", "submits_to")
    level = body.get("level")
    if kind in ("tag", "item") and level is None:
        pass  # the level is unknown, and is never guessed
    elif level not in {each.level for each in framework.levels}:
        raise RefusedLineError("level", levels=", ".join(str(each.level) for each in framework.levels))
    competency = body.get("competency_id")
    if competency is None and kind == "competency":
        return _kept(body, {"name": _new_name(framework, body), "type": NEW_TYPE, "level": level, **_described(body)})
    if competency not in framework.competencies:
        raise RefusedLineError("competency")
    made = {"competency_id": competency, "level": level}
    return {**made, **_item(body)} if kind == "item" else _kept(body, made, "role_id", "activity_id", "weight")


def _item(body: Mapping[str, Any]) -> Json:
    """What an item says, besides what it is about; whether it is a good one other rules say."""
    options, answer = body.get("options"), body.get("answer")
    if not isinstance(options, list | tuple) or not options:
        raise RefusedLineError("empty")
    made = [_text({"option": each}, "option") for each in options]
    if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer < len(made):
        raise RefusedLineError("no_key")
    return {**{key: _text(body, key) for key in ("stem", "explanation", "sentence")}, "options": made, "answer": answer}


def _new_name(framework: Framework, body: Mapping[str, Any]) -> str:
    name = _text(body, "name")
    for each in framework.competencies.values():
        if _plain(name) in (_plain(each.name), *(_plain(alias) for alias in each.aliases)):
            raise RefusedLineError("competency_there", name=each.name)
    return name


def may_approve(person: str, submitted_by: str | None, lines: Iterable[Line]) -> bool:
    """Whether a person's approval would be a second pair of eyes: they submitted nothing and decided on no line."""
    return person != submitted_by and all(line.by != person for line in lines)


@dataclass(frozen=True, slots=True)
class Settled:
    """What an approval puts in force, as it is stored: roles with their activities, requirements, new competencies
    ({"id", "name", "type", "description"?}) and tags of a course."""

    roles: list[Json]
    requirements: list[Json]
    competencies: list[Json]
    tags: list[Json]


def settled(framework: Framework, draft: str, lines: Sequence[Line]) -> Settled:
    """What the accepted and changed lines put in force; ids that are new are made of the draft's id and the line's, so
    that they stay the same. Raises RefusedLineError for a line that does not hold any more, naming it in `line`, and
    where two lines are the same competency."""
    held = [line for line in _that_count(lines) if line.holds]
    for line in held:
        try:
            checked(framework, line.kind, line.body)
        except RefusedLineError as refused:
            raise RefusedLineError(refused.key, **{**refused.facts, "line": line.line}) from None
    roles, ids, sources = _roles(draft, held)
    requirements, competencies = list[Json](), list[Json]()
    for line in held:
        if line.kind == "competency":
            body = dict(line.body)
            if "competency_id" not in body:
                made = _without_none({"id": f"{draft}-{line.line}", "name": body["name"], "type": body["type"],
                                      "description": body.get("description")})
                competencies.append(made)
                body = {"competency_id": made["id"], "level": body["level"]}
            requirements.append(_belonging(body, line, ids, sources))
    _each_once(framework, [(each["competency_id"], each.get("activity_id") or each.get("role_id"))
                           for each in requirements])
    tags = [{"competency_id": line.body["competency_id"], "level": line.body.get("level")}
            for line in held if line.kind == "tag"]
    _each_once(framework, [(each["competency_id"], None) for each in tags])
    return Settled(roles, requirements, competencies, tags)


def _roles(draft: str, held: Sequence[Line]) -> tuple[list[Json], set[str], dict[str, tuple[str, str]]]:
    """The roles as they are stored, all their ids and their activities', and for a known activity that one was taken
    from, the role and activity that it became."""
    roles, ids, sources = list[Json](), set[str](), dict[str, tuple[str, str]]()
    for line in held:
        if line.kind != "role":
            continue
        role = _without_none({"id": line.body.get("role_id") or f"{draft}-{line.line}", "title": line.body["title"],
                              "description": line.body.get("description"), "activities": []})
        for act in held:
            if act.kind == "activity" and act.under == line.line:
                made = {**{key: value for key, value in act.body.items() if key != "activity_id"},
                        "id": act.body.get("activity_id") or f"{draft}-{act.line}"}
                role["activities"].append(made)
                sources.update(dict.fromkeys(act.evidence.get("activities") or (), (role["id"], made["id"])))
        ids |= {role["id"], *(each["id"] for each in role["activities"])}
        roles.append(role)
    return roles, ids, sources


def _belonging(body: Json, line: Line, ids: set[str], sources: Mapping[str, tuple[str, str]]) -> Json:
    """A requirement with the role and activity that it is for: those that it names, or those that came from where it
    came from; none that are not there."""
    named = {key: body[key] for key in ("role_id", "activity_id") if body.get(key) in ids}
    if not named and not line.is_held:
        taken = next((sources[each] for each in line.evidence.get("activities") or () if each in sources), None)
        if taken:
            named = {"role_id": taken[0], "activity_id": taken[1]}
    return {**{key: body[key] for key in ("competency_id", "level", "weight") if key in body}, **named}


def differences(before: Sequence[Json], after: Sequence[Json]) -> list[Json]:
    """What differs between the lines of two versions, by line: {"line", "kind", "before"?, "after"?}, each with body
    and verdict as they were."""
    older, newer = ({each["line"]: each for each in some} for some in (before, after))
    made = []
    for line in dict.fromkeys([*older, *newer]):
        one, other = older.get(line), newer.get(line)
        if _told(one) != _told(other):
            made.append(_without_none({"line": line, "kind": (other or one or {})["kind"], "before": _told(one),
                                       "after": _told(other)}))
    return made


def _told(line: Json | None) -> Json | None:
    return None if line is None else {"body": line["body"], "verdict": line["verdict"]}


def _that_count(lines: Iterable[Line]) -> list[Line]:
    """All lines but the activities of rejected roles."""
    every = list(lines)
    gone = {line.line for line in every if line.kind == "role" and line.verdict == "rejected"}
    return [line for line in every if line.under not in gone]


def _each_once(framework: Framework, keys: Sequence[tuple[str, str | None]]) -> None:
    seen = set[tuple[str, str | None]]()
    for key in keys:
        if key in seen:
            known = framework.competencies.get(key[0])
            raise RefusedLineError("twice", competency=known.name if known else key[0])
        seen.add(key)


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text:
        raise RefusedLineError("empty")
    if len(text) > LONGEST[key]:
        raise RefusedLineError("long", most=LONGEST[key])
    return text


def _described(body: Mapping[str, Any]) -> Json:
    return {"description": _text(body, "description")} if body.get("description") else {}


def _kept(body: Mapping[str, Any], made: Json, *keys: str) -> Json:
    return {**made, **{key: body[key] for key in keys if body.get(key) not in (None, "")}}


def _some(value: str | None) -> list[str]:
    return [value] if value else []


def _without_none(values: Json) -> Json:
    return {key: value for key, value in values.items() if value is not None}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())

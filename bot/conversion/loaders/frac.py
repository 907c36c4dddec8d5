"""FRAC nodes, as in `master-competencies.json`: competencies with their levels, positions, roles and activities.

Only what is verified is taken. Refuses to read a position's competency as required at a level that no node names: the
requirement is then written without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.conversion.contract import Loader
from bot.conversion.draft import Draft
from bot.conversion.names import key, level_of, name, prose, source_id
from bot.conversion.nested import listed, opened
from bot.conversion.sources import Place, Source

TYPES = ("COMPETENCY", "POSITION", "ROLE", "ACTIVITY")
OTHERS = ("COMPETENCIESLEVEL", "KNOWLEDGERESOURCE", "COMPETENCYAREA", "COMPETENCYTYPE", "SECTOR")
# Lists of nodes by the name of the list, where the nodes themselves do not say what they are.
LISTS = {"positions": "POSITION", "competencies": "COMPETENCY", "roles": "ROLE", "activities": "ACTIVITY"}
DEEPEST = 12


def _nodes(source: Source) -> Iterator[tuple[Place, dict[str, Any]]]:
    for place, value in source.records:
        for node in opened(value, ("result", "responseData", "data", "content", "nodes")):
            named = [(kind, each) for word, kind in LISTS.items() for each in listed(node.get(word))]
            if node.get("type") or not named:
                yield place, node
            else:
                yield from ((place, {"type": kind, **each}) for kind, each in named if isinstance(each, dict))


def recognises(source: Source) -> bool:
    """Whether the first node is of a type of FRAC."""
    first = next((node for _, node in _nodes(source)), {})
    return _type(first) in (*TYPES, *OTHERS) and bool(first.get("id") or first.get("name"))


def _type(node: dict[str, Any]) -> str:
    return name(node.get("type")).upper()


def framework(sources: Sequence[Source], draft: Draft) -> None:
    """Everything in the nodes, each with what stands below it."""
    for source in sources:
        for place, node in _nodes(source):
            _node(node, {}, place, draft, 0)


def _node(node: dict[str, Any], above: dict[str, str], place: Place, draft: Draft, depth: int) -> None:
    """`above`: the ids of the position, role and activity in which the node stands."""
    kind, title = _type(node), name(node.get("name"))
    if kind not in TYPES:
        draft.report.leave(place, "nodes of this type have no place in a bundle", kind)
        return
    statuses = {name(node.get(which)).upper() for which in ("status", "secondaryStatus")} - {""}
    if statuses - {"VERIFIED"}:
        draft.report.leave(place, "the node is not verified", title)
        return
    identity = source_id(node.get("id"))
    if (identity is None and kind != "COMPETENCY") or not (title or kind == "ACTIVITY"):
        draft.report.leave(place, "the node has no id or no name", title)
        return
    here = dict(above)
    if kind == "COMPETENCY":
        _competency(node, identity, title, above, place, draft)
    elif kind == "POSITION":
        about = prose(node.get("description"))
        draft.put_position({"id": identity, "title": title,
                            "description": about if key(about) != key(title) else ""})
        here = {"position_id": str(identity)}
    elif kind == "ROLE" and "position_id" in above:
        draft.put("roles", {"id": identity, "position_id": above["position_id"], "title": title,
                            "description": prose(node.get("description"))})
        here = {"position_id": above["position_id"], "role_id": str(identity)}
    elif kind == "ACTIVITY" and "role_id" in above:
        draft.put("activities", {"id": identity, "role_id": above["role_id"],
                                 "description": prose(node.get("description")) or title})
        here = {**above, "activity_id": str(identity)}
    else:
        draft.report.leave(place, f"a {kind.lower()} outside a {'position' if kind == 'ROLE' else 'role'}", title)
        return
    if depth < DEEPEST and kind != "COMPETENCY":
        for child in listed(node.get("children")):
            if isinstance(child, dict):
                _node(child, here, place, draft, depth + 1)


def _competency(node: dict[str, Any], identity: str | None, title: str, above: dict[str, str], place: Place,
                draft: Draft) -> None:
    more = next(opened(node.get("additionalProperties"), ()), {})
    found = draft.competency(more.get("competencyType"), more.get("competencyArea"), title, identity,
                             node.get("description"))
    for child in listed(node.get("children")):
        if not isinstance(child, dict) or _type(child) != "COMPETENCIESLEVEL":
            continue
        level, text = level_of(child.get("level")), prose(child.get("description")) or name(child.get("name"))
        if level is None or not text:
            draft.report.leave(place, "a level of the competency has no number or no text", title)
        else:
            draft.put("competency_levels", {"competency_id": found, "level": level, "descriptor": text})
    if "position_id" in above:
        level = level_of(node.get("level") or node.get("competencyLevel"))
        draft.put("requirements", {**above, "competency_id": found, "level": level}, fill={"level": draft.told.level})


LOADER = Loader("frac", "JSON with FRAC nodes: objects with type (COMPETENCY, POSITION, …), id, name and "
                "additionalProperties, or a list of positions.", recognises, framework)

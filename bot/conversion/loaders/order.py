"""Work-allocation orders as iGOT keeps them: the duties that an order gives to posts, as roles and activities.

An order (`users`) or its allocations (`roleCompetencyList`). Duties belong to the post of the organisation whose order
it is; a role that several posts have is one of each. What is issued counts, verified in FRAC or not. Refuses to take
anything of a person: whom work goes to is told by the post that the order gives to that person, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.conversion.contract import Loader
from bot.conversion.draft import Draft
from bot.conversion.folder import Row
from bot.conversion.names import key, level_of, made_id, name, prose, source_id
from bot.conversion.nested import listed, opened, value_of
from bot.conversion.sources import Place, Source

ENVELOPES = ("result", "response", "data", "content")
# By which of an activity's fields the flow of work is told: column, and the beginning of the fields' names.
FLOWS = (("receives_from", "submittedFrom"), ("submits_to", "submittedTo"))


@dataclass(frozen=True, slots=True)
class Order:
    """An order with its allocations. `people`: what a person is known by in it, to the titles of their posts."""

    place: Place
    organisation_id: str
    allocations: list[dict[str, Any]]
    people: dict[str, set[str]] = field(default_factory=dict)


def _orders(source: Source) -> Iterator[tuple[Place, dict[str, Any]]]:
    for place, value in source.records:
        yield from ((place, each) for each in opened(value, ENVELOPES))


def _is_allocation(value: Any) -> bool:
    return isinstance(value, dict) and "roleCompetencyList" in value


def recognises(source: Source) -> bool:
    """Whether the first object is an order with users, or an allocation."""
    first = next((each for _, each in _orders(source)), {})
    return _is_allocation(first) or any(_is_allocation(each) for each in listed(first.get("users"))) or (
        "users" in first and "deptId" in first)


def framework(sources: Sequence[Source], draft: Draft) -> None:
    """Posts first, so that the flow of work finds those of every order; then their duties."""
    orders = [order for source in sources for place, value in _orders(source) if (order := _order(value, place, draft))]
    posts = [(order, each, _post(each, order, draft)) for order in orders for each in order.allocations]
    for order, allocation, position_id in posts:
        if position_id is not None:
            _duties(allocation, position_id, order, draft)


def _order(value: dict[str, Any], place: Place, draft: Draft) -> Order | None:
    """What is issued of an object: an order, or one allocation that stands alone."""
    status = key(name(value.get("status")))
    if status not in ("", "published"):
        draft.report.leave(place, "the order is not published", status)
        return None
    held = [value] if _is_allocation(value) else [each for each in listed(value.get("users")) if _is_allocation(each)]
    if not held:
        draft.report.leave(place, "the order holds no allocation with roleCompetencyList")
        return None
    order = Order(place, _organisation(value, draft), held)
    for each in held:
        for word in ("userId", "userName", "userEmail"):
            if known := key(name(each.get(word))):
                order.people.setdefault(known, set()).add(name(each.get("userPosition")))
    return order


def _organisation(value: dict[str, Any], draft: Draft) -> str:
    """Whose order it is: what the administrator said, else what the order says; "" where neither does."""
    identity, title = source_id(value.get("deptId")), name(value.get("deptName"))
    if draft.organisation_id:
        return draft.organisation_id
    if identity and (draft.has("organisations", identity) or title):
        draft.put("organisations", {"id": identity}, fill={"name": title})
        return identity
    return draft.organisation(title, "") if title else ""


def _post(allocation: dict[str, Any], order: Order, draft: Draft) -> str | None:
    """The id of the post that an allocation is for."""
    identity, title = source_id(allocation.get("positionId")), name(allocation.get("userPosition"))
    known = draft.row("positions", identity) if identity else None
    title = title or name((known or {}).get("title"))
    if not title:
        draft.report.leave(order.place, "an allocation names no post")
        return None
    if order.organisation_id:
        found = draft.position(title, order.organisation_id)
    elif identity:
        found = identity
        if known is None:
            draft.put_position({"id": identity, "title": title})
    else:
        found = draft.position(title)
    about = prose(allocation.get("positionDescription"))
    draft.put("positions", {"id": found}, fill={"description": about if key(about) != key(title) else ""})
    return found


def _duties(allocation: dict[str, Any], position_id: str, order: Order, draft: Draft) -> None:
    for each in listed(allocation.get("roleCompetencyList")):
        if not isinstance(each, dict):
            continue
        details = value_of(each.get("roleDetails"))
        role_id = _role(details if isinstance(details, dict) else {}, position_id, order, draft)
        for node in listed(each.get("competencyDetails")):
            _competency(node, {"position_id": position_id, "role_id": role_id}, order.place, draft)
    for node in listed(allocation.get("unmappedCompetencies")):
        _competency(node, {"position_id": position_id}, order.place, draft)
    if loose := len(listed(allocation.get("unmappedActivities"))):
        draft.report.leave(order.place, "an activity stands under no role", count=loose)


def _role(node: dict[str, Any], position_id: str, order: Order, draft: Draft) -> str | None:
    """A role with its activities. Its id is made of its own and its post's: several posts may have the same role."""
    title = name(node.get("name"))
    if not title:
        draft.report.leave(order.place, "a role has no name")
        return None
    role_id = made_id(source_id(node.get("id")) or title, position_id)
    _verified(node, "a role", title, order.place, draft)
    draft.put("roles", {"id": role_id, "position_id": position_id, "title": title,
                        "description": prose(node.get("description"))})
    for each in listed(node.get("childNodes")):
        text = prose(each.get("description")) or name(each.get("name")) if isinstance(each, dict) else ""
        if not text:
            draft.report.leave(order.place, "an activity says nothing")
            continue
        _verified(each, "an activity", text, order.place, draft)
        draft.put("activities", {"id": made_id(source_id(each.get("id")) or text, role_id), "role_id": role_id,
                                 "description": text, **_flow(each, order, draft)})
    return role_id


def _flow(activity: dict[str, Any], order: Order, draft: Draft) -> Row:
    """Where the work comes from and goes to, as titles of posts. A name that is no post may be a person's."""
    found: Row = {}
    for column, field_ in FLOWS:
        told = [name(activity.get(field_ + part)) for part in ("Id", "Email", "Name")]
        titles = next((order.people[key(word)] for word in told if key(word) in order.people), set()) - {""}
        post = draft.find_position(told[2], order.organisation_id) if told[2] else None
        if len(titles) == 1:
            found[column] = next(iter(titles))
        elif post is not None:
            found[column] = str((draft.row("positions", post) or {}).get("title") or "")
        elif any(told):
            draft.report.leave(order.place, "whom work comes from or goes to is no post that is known here")
    return found


def _verified(node: dict[str, Any], what: str, title: str, place: Place, draft: Draft) -> None:
    if key(name(node.get("status"))) not in ("", "verified"):
        draft.report.note(place, f"{what} of the order is not verified in FRAC; it is taken as it was issued", title)


def _competency(node: Any, above: Row, place: Place, draft: Draft) -> None:
    """A competency that the order asks, at the level that it names or at none."""
    if not isinstance(node, dict):
        return
    identity, title = source_id(node.get("id")), name(node.get("name"))
    more = value_of(node.get("additionalProperties"))
    more = more if isinstance(more, dict) else {}
    found = draft.competency(more.get("competencyType"), more.get("competencyArea"), title, identity,
                             node.get("description"))
    if found is None and identity and draft.has("competencies", identity):
        found = identity
    if found is None:
        draft.report.leave(place, "a competency has no name")
        return
    _verified(node, "a competency", title, place, draft)
    for child in listed(node.get("children")):
        level = level_of(child.get("level")) if isinstance(child, dict) else None
        text = prose(child.get("description")) if isinstance(child, dict) else ""
        if level is not None and text:
            draft.put("competency_levels", {"competency_id": found, "level": level, "descriptor": text})
    level = level_of(node.get("level"))
    asked = {**above, "competency_id": found}
    draft.put("requirements", asked if level is None else {**asked, "level": level}, fill={"level": draft.told.level})


LOADER = Loader("order", "JSON of work-allocation orders: objects with users, or allocations with userPosition and "
                "roleCompetencyList.", recognises, framework)

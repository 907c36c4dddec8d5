"""How courses are shown: the items of a `courses` block, the same for recommending and for searching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.tools.contract import Desk
from frac.framework import Course
from frac.gaps import Effect


def card(desk: Desk, course: Course, effects: Sequence[Effect], why: str) -> dict[str, Any]:
    """One course with what it closes or narrows for the person. `minutes` is its length."""
    provider = desk.framework.providers.get(course.provider_id or "")
    return {
        "id": course.id, "title": desk.words.course(course), "minutes": course.minutes,
        "duration": desk.words.duration(course.minutes), "languages": list(course.languages),
        "provider": provider.name if provider else None, "rating": course.rating, "price_inr": course.price_inr,
        "closes": [{"competency_id": effect.competency_id, "label": desk.name(effect.competency_id),
                    "from": effect.start, "to": effect.to, "required": effect.required, "whole": effect.closes}
                   for effect in effects],
        "why": why,
    }


def moves(desk: Desk, effects: Sequence[Effect]) -> str:
    """What a course does to open gaps, in words."""
    return "; ".join(desk.words("courses.closes" if effect.closes else "courses.narrows",
                                competency=desk.name(effect.competency_id), start=effect.start, to=effect.to,
                                required=effect.required) for effect in effects)


def teaches(desk: Desk, course: Course) -> str:
    """What a course is tagged with, in words; an unknown level is said to be unknown."""
    tags = [desk.words("courses.tag" if tag.level is not None else "courses.tag_unknown",
                       competency=desk.name(tag.competency_id), level=tag.level)
            for tag in course.tags if tag.competency_id in desk.framework.competencies]
    return desk.words("courses.teaches", tags=desk.words.listed(tags, 3)) if tags else desk.words("courses.untagged")

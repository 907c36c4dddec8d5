"""Drops from a conversation's memory what the framework of this version no longer has. Pure.

A wish about something that is gone is gone as a whole: without its subject it would be another wish. So is a list that
was shown, because a message that counts in it ("the second one", "2") would get another place. Officials are left
alone: whether they are there, and whether they may be seen, is asked of the store in each turn.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from bot.conversation.decision import Memory
from frac.framework import Framework


def still_there(memory: Memory, framework: Framework) -> Memory:
    """The memory without what is gone; `memory` itself stays as it is."""
    kept = dict(memory)
    if kept.get("focus"):
        kept["focus"] = {key: value for key, value in kept["focus"].items() if _knows(framework, {key: value})}
    for key in ("frame", "confirm"):
        if kept.get(key) and not _knows(framework, kept[key]["slots"]):
            kept.pop(key)
    if not all(_knows(framework, offer["slots"]) for offer in kept.get("offers") or ()):
        kept["offers"] = []
    quiz = kept.get("quiz")
    if quiz and not _knows(framework, {key: quiz.get(key) for key in ("competency", "course")}):
        kept.pop("quiz")
    return kept


def _knows(framework: Framework, named: dict[str, Any]) -> bool:
    """Whether everything that slots or a focus name by its id is in the framework."""
    known: dict[str, Container[str]] = {
        "competency": framework.competencies, "competencies": framework.competencies, "course": framework.courses,
        "courses": framework.courses, "section": framework.courses, "position": framework.positions,
        "positions": framework.positions, "provider": framework.providers}
    for key, value in named.items():
        kind = key.removesuffix("_unclear")
        if kind not in known or not value:
            continue
        for each in value if isinstance(value, list) else [value]:
            if (each.rpartition("#")[0] if kind == "section" else each) not in known[kind]:
                return False
    return True

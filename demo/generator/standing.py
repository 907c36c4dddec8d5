"""An event, and what follows from events: the level somebody holds, by the definition of the tenant's standing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from demo.generator.world import World


@dataclass(slots=True, eq=False)
class Event:
    kind: str
    at: datetime
    course: str = ""
    competency: str = ""
    level: int = 0
    score: int | None = None
    minutes: int = 0
    refers_to: "Event | None" = None
    note: str = ""


def held(events: Iterable[Event], world: World) -> dict[str, int]:
    """The level held in each competency after these events: the definition of standing, in its shortest form."""
    told = sorted(events, key=lambda event: event.at)
    void = {id(event.refers_to) for event in told if event.kind == "corrected"}
    levels: dict[str, int] = {}
    for event in told:
        if id(event) in void:
            continue
        passed = event.score is not None and event.score >= world.pass_mark
        if event.kind == "completed" and passed:
            course = world.live.get(event.course) or world.retired[event.course]
            credits = {competency: level for competency, level in course.levels.items() if level}
        elif event.kind == "verified" or (event.kind == "assessed" and passed):
            credits = {event.competency: event.level}
        else:
            credits = {}
            if event.kind == "lapsed":
                levels.pop(event.competency, None)
        for competency, level in credits.items():
            levels[competency] = max(levels.get(competency, 0), level)
    return levels

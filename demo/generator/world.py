"""What the made-up officials meet: courses, requirements and plans, arranged for looking up. It decides nothing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo.authored import Authored, Item, Row
from demo.generator.people import Official, Settings
from demo.generator.tree import Tree
from demo.generator.working_days import WorkingDays


@dataclass(frozen=True)
class Course:
    id: str
    minutes: int
    rating: float
    levels: dict[str, int]  # by competency; 0 where the tag has no level
    prerequisites: tuple[str, ...]
    updated_on: date | None
    popularity: float


@dataclass(frozen=True)
class Plan:
    organisation: str
    course: str
    assigned_to: str
    due_on: date


class World:
    def __init__(self, authored: Authored, shape: Settings, years: int, seed: int) -> None:
        tenant = authored.tenant
        self.seed = seed
        self.as_of = date.fromisoformat(str(tenant["as_of"]))
        self.start = self.as_of - timedelta(days=round(365.25 * years))
        self.days = WorkingDays(self.start, self.as_of, str(tenant.get("year_starts", "04-01")))
        self.pass_mark = int(tenant.get("pass_mark", 60))
        self.effect: Settings = shape["effect"]
        self._tree = Tree(authored["organisations"])

        by_status: dict[str, list[Course]] = defaultdict(list)
        for item in authored.courses:
            by_status[item.get("status") or "live"].append(_course(item, seed))
        self.live = {course.id: course for course in by_status["live"]}
        self.retired = {course.id: course for course in by_status["retired"]}
        self.teaching: dict[str, list[Course]] = defaultdict(list)
        for course in self.live.values():
            for competency in course.levels:
                self.teaching[competency].append(course)

        self.required: dict[str, dict[str, int]] = defaultdict(dict)
        for row in authored["requirements"]:
            asked = self.required[row["position_id"]]
            asked[row["competency_id"]] = max(asked.get(row["competency_id"], 0), int(row["level"]))

        self.plans = [_plan(row) for row in authored["plans"] if row["course_id"] in self.live]
        self.titles = {row["id"]: row["title"] for row in authored["positions"]}
        studied = self.effect["competency"]
        self.family = [course for course in self.teaching.get(studied, []) if course.levels[studied]]
        self.family_ids = {course.id for course in self.family}

    def plans_of(self, person: Official) -> list[Plan]:
        return [plan for plan in self.plans if self._names(plan, person)]

    def _names(self, plan: Plan, person: Official) -> bool:
        if not self._tree.inside(person.organisation, plan.organisation):
            return False
        whom, _, which = plan.assigned_to.partition(":")
        return {
            "all": True,
            "position": person.position == which,
            "group": person.group == which,
            "official": person.id == which,
        }.get(whom, False)


def _course(item: Item, seed: int) -> Course:
    own = Random(f"{seed}:{item['id']}")
    return Course(
        id=item["id"],
        minutes=int(item["minutes"]),
        rating=float(item.get("rating") or 4.0),
        levels={tag["id"]: int(tag.get("level") or 0) for tag in item.get("competencies", [])},
        prerequisites=tuple(item.get("prerequisites") or ()),
        updated_on=date.fromisoformat(item["updated_on"]) if item.get("updated_on") else None,
        popularity=own.lognormvariate(0, 0.7),
    )


def _plan(row: Row) -> Plan:
    return Plan(row["organisation_id"], row["course_id"], row["assigned_to"].strip(), date.fromisoformat(row["due_on"]))

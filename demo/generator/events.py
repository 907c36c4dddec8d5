"""Makes up what one official did: enrolling, learning, passing or not, being assessed, claiming, being verified.

Each life is drawn from a random source of its own (seed and id), so lives can be told one at a time and in any number.
The rules are those of the bundle: a course is credited by a passed completion, a claim by nothing but a verification.
"""

import math
from datetime import date, datetime, timedelta
from random import Random

from demo.generator.people import Official
from demo.generator.standing import Event, held
from demo.generator.working_days import clock
from demo.generator.world import Course, World

NEVER_LEARNS = 0.025  # officials who have not touched the platform
EAGERNESS = (2.8, 1.5)  # beta distribution of the share of their requirements that people work on


def life(person: Official, world: World) -> list[Event]:
    """All events of one official, in the order in which they happened."""
    rng = Random(f"{world.seed}:{person.id}:life")
    if person.special == "newcomer" or (rng.random() < NEVER_LEARNS and not person.special):
        return []
    story = Story(person, world, rng)
    if person.special == "only_claims":
        story.claims(often=1.0, seen=False)
    else:
        story.study()
        story.plans()
        story.requirements()
        story.curiosity()
        story.claims()
        story.lapses()
        story.corrections()
        story.special()
    return sorted(story.events, key=lambda event: event.at)


class Story:
    """One official's life in the making: who they are, and the events so far."""

    def __init__(self, person: Official, world: World, rng: Random) -> None:
        self.person, self.world, self.rng = person, world, rng
        self.events: list[Event] = []
        self.taken: dict[str, bool] = {}  # course: passed?
        self.begin = max(world.start, person.joined_on)
        self.eagerness = 1.0 if person.special == "all_met" else rng.betavariate(*EAGERNESS)
        self.ability = rng.gauss(0, 1)
        self._skills: dict[str, float] = {}
        self.needs = world.required.get(person.position, {})

    # ---- what somebody can do

    def skill(self, competency: str) -> float:
        if competency not in self._skills:
            self._skills[competency] = 0.7 * self.ability + self.rng.gauss(0, 0.7)
        return self._skills[competency]

    def score(self, mean: float, spread: float) -> int:
        return round(min(100.0, max(12.0, self.rng.gauss(mean, spread))))

    # ---- single acts

    def add(self, kind: str, at: datetime, **what: object) -> Event | None:
        """An event, unless it would lie in the future or before the official's time."""
        if at.date() > self.world.as_of or at.date() < self.begin:
            return None
        event = Event(kind, at, **what)  # type: ignore[arg-type]
        self.events.append(event)
        return event

    def later(self, day: date, least: int, most: int) -> date:
        return self.world.days.on_or_after(day + timedelta(days=self.rng.randint(least, most)))

    def take(self, course: Course, day: date, *, gives_up: float = 0.1, until: date | None = None) -> date | None:
        """Enrol in a course and go as far as it goes; the day on which it was completed, if it was."""
        if course.id in self.taken:
            return None
        for needed in course.prerequisites:
            before = self.world.live.get(needed)
            if before and needed not in self.taken and needed not in self.world.family_ids:
                done = self.take(before, day, gives_up=0.05)
                if done is None:
                    return None
                day = self.later(done, 1, 12)
        rng = self.rng
        if not self.add("enrolled", clock(rng, day), course=course.id):
            return None
        self.taken[course.id] = False
        days = 1 + int(course.minutes / rng.uniform(12, 70))
        end = self.world.days.on_or_after(day + timedelta(days=days))
        if until is not None and end > until >= day:
            end = until
        spent = course.minutes * rng.uniform(0.8, 1.15)
        stops = rng.random() < gives_up
        sittings = min(2, (end - day).days, (rng.random() < 0.3) + (rng.random() < course.minutes / 600))
        for sitting in range(sittings):
            part = spent / (sittings + 1) * rng.uniform(0.7, 1.2)
            when = self.world.days.on_or_after(day + (end - day) * (sitting + 1) / (sittings + 1))
            if day < when < end:
                self.add("progressed", clock(rng, when), course=course.id, minutes=max(1, round(part)))
                spent -= part
        if stops:
            return None
        at = clock(rng, end)
        if end == day:
            at = self.events[-1].at + timedelta(minutes=course.minutes + rng.randint(3, 25))
        return self._complete(course, at, spent)

    def _complete(self, course: Course, at: datetime, spent: float) -> date | None:
        rng = self.rng
        skills = [self.skill(competency) for competency in course.levels] or [self.ability]
        mean = 73 + 7 * sum(skills) / len(skills) - 1.5 * max([0, *course.levels.values()])
        mean += 12 if self.person.special == "all_met" else 0
        score = None if rng.random() < 0.015 else self.score(mean, 8)  # a few certificates came without a score
        if not self.add("completed", at, course=course.id, score=score, minutes=max(1, round(spent))):
            return None
        self.taken[course.id] = score is not None and score >= self.world.pass_mark
        if score is not None and score < self.world.pass_mark and rng.random() < 0.6:
            again = clock(rng, self.later(at.date(), 3, 45))
            better = self.score(max(mean, score) + 7, 6)
            if self.add("completed", again, course=course.id, score=better, minutes=rng.randint(10, 45)):
                at, self.taken[course.id] = again, better >= self.world.pass_mark
        if rng.random() < 0.3:
            stars = min(5, max(1, round(rng.gauss(course.rating + (0.2 if self.taken[course.id] else -0.7), 0.8))))
            self.add("rated", at + timedelta(minutes=rng.randint(2, 50)), course=course.id, score=stars)
        return at.date()

    def assess(self, competency: str, level: int, day: date) -> bool:
        mean = 70 + 8 * self.skill(competency) - 2.5 * (level - 2)
        for attempt in range(2):
            score = self.score(mean + 5 * attempt, 7)
            if not self.add("assessed", clock(self.rng, day), competency=competency, level=level, score=score):
                return False
            if score >= self.world.pass_mark:
                return True
            if self.rng.random() < 0.5:
                return False
            day = self.later(day, 30, 120)
        return False

    def choose(self, courses: list[Course]) -> Course:
        """Rather a course that many like, that is well rated, and that serves more than one of their needs."""
        weights = [
            course.popularity
            * math.exp(0.8 * (course.rating - 4))
            * (1 + 2 * len(course.levels.keys() & self.needs.keys()))
            for course in courses
        ]
        return self.rng.choices(courses, weights)[0]

    # ---- what lives are made of

    def study(self) -> None:
        """The planted effect: the less able are sent to the course; who completes it scores points more afterwards."""
        world, rng = self.world, self.rng
        competency, days = world.effect["competency"], world.days
        if not world.family or rng.random() > (0.75 if competency in self.needs else 0.3):
            return
        level = self.needs.get(competency, 2)
        skill = self.skill(competency)
        first = days.pick(rng, self.begin, world.as_of - timedelta(days=280))
        if first is None:
            return
        before = self.score(62 + 9 * skill, 2)
        self.add("assessed", clock(rng, first), competency=competency, level=level, score=before)
        chosen = rng.random() < 1 / (1 + math.exp(0.22 * (before - 61)))
        done = self.take(self.choose(world.family), self.later(first, 15, 110), gives_up=0.06) if chosen else None
        gain = world.effect["points"] if done else 0
        again = self.later(max(done or first, first + timedelta(days=90)), 25, 120)
        if rng.random() < 0.85:
            after = self.score(63.5 + 9 * skill + gain, 4)
            self.add("assessed", clock(rng, again), competency=competency, level=level, score=after)

    def plans(self) -> None:
        """Courses of the year plan: most just in time, some late, some never."""
        world, rng = self.world, self.rng
        for plan in world.plans_of(self.person):
            if plan.course in self.taken or plan.due_on < self.begin:
                continue
            luck = rng.random() - 0.15 * (self.eagerness - 0.6)
            eve = min(plan.due_on, world.as_of)
            if luck < 0.76:
                # The nearer the date, the more begin: the square root bends an even draw towards the end.
                lead = timedelta(days=3 + int(115 * (1 - math.sqrt(rng.random()))))
                self._planned(plan.course, plan.due_on - lead, 0.03, plan.due_on)
            elif luck < 0.86:
                self._planned(plan.course, eve + timedelta(days=rng.randint(2, 70)), 0.1, None)
            elif luck < 0.93:
                self._planned(plan.course, eve - timedelta(days=rng.randint(5, 60)), 1.0, None)

    def _planned(self, course: str, day: date, gives_up: float, until: date | None) -> None:
        day = self.world.days.on_or_after(max(day, self.begin))
        self.take(self.world.live[course], day, gives_up=gives_up, until=until)

    def requirements(self) -> None:
        """What the position asks: for each pair a course, a smaller course, or an assessment; or nothing yet."""
        world, rng = self.world, self.rng
        for competency, level in self.needs.items():
            if competency == world.effect["competency"] or rng.random() > self.eagerness:
                continue
            if any(self.taken.get(c.id) and c.levels[competency] >= level for c in world.teaching[competency]):
                continue
            day = world.days.pick(rng, self.begin, world.as_of)
            if day is None:
                continue
            free = [c for c in world.teaching[competency] if c.id not in self.taken and c.id not in world.family_ids]
            closing = [course for course in free if course.levels[competency] >= level]
            smaller = [course for course in free if 0 < course.levels[competency] < level]
            way = rng.random()
            if closing and way < 0.34:
                self.take(self.choose(closing), day)
            elif smaller and way < 0.4:
                self.take(self.choose(smaller), day)
            elif way < 0.97:
                self.assess(competency, level, day)

    def curiosity(self) -> None:
        """Courses nobody asked for, and courses that have since been withdrawn."""
        world, rng = self.world, self.rng
        live = [course for course in world.live.values() if course.id not in world.family_ids]
        for _ in range(int(rng.expovariate(1 / 0.55))):
            day = world.days.pick(rng, self.begin, world.as_of)
            if day and live:
                self.take(self.choose(live), day, gives_up=0.22)
        for course in world.retired.values():
            last = min(course.updated_on or world.as_of, world.start + (world.as_of - world.start) * 0.6)
            day = world.days.pick(rng, self.begin, last - timedelta(days=60))
            fits = bool(course.levels.keys() & self.needs.keys())
            if day and rng.random() < (0.1 if fits else 0.03):
                self.take(course, day)

    def claims(self, often: float = 0.28, seen: bool = True) -> None:
        """Somebody's own word; a senior who has seen it may confirm the level, or one below."""
        world, rng = self.world, self.rng
        if rng.random() > often:
            return
        known = [competency for competency in self.needs if competency != world.effect["competency"]]
        for competency in rng.sample(known, min(len(known), rng.choice((1, 1, 2)))):
            day = world.days.pick(rng, self.begin, world.as_of)
            if day is None:
                continue
            level = max(1, self.needs[competency] - (rng.random() < 0.3))
            note = rng.choice(("Done in an earlier posting", "Years of practice", "", "", "Trained before joining"))
            self.add("claimed", clock(rng, day), competency=competency, level=level, note=note)
            senior = self.person.reports_to
            if seen and senior and rng.random() < 0.55:
                level -= rng.random() < 0.15
                self.add(
                    "verified", clock(rng, self.later(day, 4, 60)),
                    competency=competency, level=max(1, level), note=f"Confirmed by {senior}",
                )  # fmt: skip

    def lapses(self) -> None:
        """A credit that has run out; some earn it again."""
        rng, world = self.rng, self.world
        known = [
            competency for competency in sorted(held(self.events, world)) if competency != world.effect["competency"]
        ]
        if not known or rng.random() > 0.025 or self.person.special:
            return
        competency = rng.choice(known)
        latest = max(event.at.date() for event in self.events)
        day = world.days.pick(rng, latest - timedelta(days=120), world.as_of)
        if day is None:
            return
        self.add("lapsed", clock(rng, day), competency=competency, note="Validity ended; to be renewed")
        if rng.random() < 0.35:
            self.assess(competency, self.needs.get(competency, 1), self.later(day, 10, 90))

    def corrections(self) -> None:
        """An entry that was wrong, and often the right one after it."""
        rng, studied = self.rng, self.world.effect["competency"]
        wrong = [
            event for event in self.events
            if event.score is not None and event.kind in ("completed", "assessed")
            and event.competency != studied and event.course not in self.world.family_ids
        ]  # fmt: skip
        if not wrong or rng.random() > 0.025:
            return
        event = rng.choice(wrong)
        notes = ("Score of another official", "Entered twice", "Session was not proctored", "Wrong score transmitted")
        note = rng.choice(notes)
        self.correct(event, note)
        if note.startswith("Wrong score") and event.score is not None:
            self.add(
                event.kind, event.at + timedelta(days=rng.randint(1, 3), minutes=7), course=event.course,
                competency=event.competency, level=event.level, score=max(12, event.score - rng.randint(4, 25)),
                note="Entered again with the right score",
            )  # fmt: skip

    def correct(self, event: Event, note: str) -> None:
        day = self.world.days.on_or_after(event.at.date() + timedelta(days=self.rng.randint(1, 40)))
        if day <= self.world.as_of:
            self.add("corrected", clock(self.rng, day), refers_to=event, note=note)

    # ---- the few who are in a situation of their own

    def special(self) -> None:
        rng, world = self.rng, self.world
        if self.person.special == "all_met":
            now = held(self.events, world)
            for competency, level in self.needs.items():
                if now.get(competency, 0) < level:
                    day = world.days.on_or_after(world.as_of - timedelta(days=rng.randint(40, 200)))
                    score = rng.randint(world.pass_mark + 5, 95)
                    self.add("assessed", clock(rng, day), competency=competency, level=level, score=score)
        elif self.person.special == "moved":
            former = rng.choice([title for position, title in world.titles.items() if position != self.person.position])
            for event in self.events[:3]:
                event.note = event.note or f"Earned in an earlier position: {former}"
        elif self.person.special == "lost_all":
            day = world.days.on_or_after(world.as_of - timedelta(days=20))
            self.events = [event for event in self.events if event.at.date() < day]
            for competency in sorted(held(self.events, world)):
                self.add("lapsed", clock(rng, day), competency=competency, note="Validity ended after a long absence")
        elif self.person.special == "only_pass_corrected":
            passes = [e for e in self.events if e.score is not None and e.score >= world.pass_mark]
            gone = {"rated", "verified", "corrected"}
            self.events = [e for e in self.events if e not in passes and e.kind not in gone]
            if passes:
                passes.sort(key=lambda event: (event.kind != "assessed", event.at))
                self.events.append(passes[0])
                self.correct(passes[0], "Score of another official")

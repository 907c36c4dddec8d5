"""The rows over which metrics are taken, with the columns that group and filter them.

A `Sheet` makes the rows of one question: people of the place and group asked about, what they hold at an instant, what
they did in a period. Every expression is Ibis; nothing is fetched here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from passbook.insights.facts.reader import Facts
from passbook.insights.metrics.contract import COMPETENCIES, COURSES, Metric
from passbook.insights.query import Query

INSTANT = timedelta(microseconds=1)
# Before all that is recorded (naive, in the tenant's time zone, as all facts are).
EVER = datetime(1000, 1, 1)  # noqa: DTZ001
PEOPLE_COLUMNS = ("position", "organisation", "group", "state", "language")


@dataclass(frozen=True)
class Window:
    """A stretch of time: its id (None where none is told apart), its first instant (None: from the beginning) and the
    first instant after it."""

    id: str | None
    start: datetime | None
    end: datetime


def of_people(dimension: str) -> bool:
    """Whether a dimension is one of people."""
    return dimension in (*PEOPLE_COLUMNS, "official") or dimension.startswith("kind:")


class Sheet:
    """The rows of one question at one instant."""

    def __init__(self, facts: Facts, query: Query, now: datetime) -> None:
        self.facts, self.query, self.now = facts, query, now
        self.keys = tuple(each for each in query.group_by if each not in ("month", "quarter", "year", "period"))

    # ---- people

    def people(self) -> Any:
        """The people that the filters leave, with a column for each dimension of people that is grouped by."""
        rows = self.facts.people
        for dimension, ids in self.query.filters.items():
            rows = self._kept(rows, dimension, ids, True)
        for dimension, ids in self.query.without.items():
            rows = self._kept(rows, dimension, ids, False)
        for key in self.keys:
            if key.startswith("kind:"):
                rows = self._with_ancestor(rows, key.removeprefix("kind:"), key)
        return rows

    def _kept(self, rows: Any, dimension: str, ids: Sequence[str], keep: bool) -> Any:
        if dimension == "organisation":
            below = self.facts.places.filter(self.facts.places.ancestor.isin(list(ids))).select("organisation")
            return rows.semi_join(below, "organisation") if keep else rows.anti_join(below, "organisation")
        if dimension == "official":
            return rows.filter(rows.person.isin(list(ids)) if keep else ~rows.person.isin(list(ids)))
        if dimension in PEOPLE_COLUMNS:
            column = rows[dimension]
            return rows.filter(column.isin(list(ids)) if keep else (~column.isin(list(ids)) | column.isnull()))
        return rows

    def _with_ancestor(self, rows: Any, kind: str, name: str) -> Any:
        """The nearest place of a kind above each; who has none is left out."""
        places = self.facts.places
        above = places.filter(places.kind == kind).group_by("organisation").agg(
            **{name: places.ancestor.argmin(places.steps)})
        return rows.join(above, "organisation")

    # ---- competencies and courses

    def competencies(self) -> Any:
        """The competencies that the filters leave; with a column for type and theme."""
        return self._named(self.facts.competencies, "competency", "type", "theme")

    def _named(self, rows: Any, *dimensions: str) -> Any:
        """The rows that the filters of some columns leave. What has nothing in a column is left out by no name."""
        for dimension in dimensions:
            if ids := self.query.filters.get(dimension):
                rows = rows.filter(rows[dimension].isin(list(ids)))
            if ids := self.query.without.get(dimension):
                rows = rows.filter(~rows[dimension].isin(list(ids)) | rows[dimension].isnull())
        return rows

    @property
    def about_competencies(self) -> bool:
        """Whether competencies are filtered or grouped by."""
        named = {*self.query.filters, *self.query.without, *self.keys}
        return bool(named & COMPETENCIES)

    def _courses(self) -> Any:
        """The courses that the filters leave, with their provider."""
        return self._named(self.facts.courses.select("course", "provider", "status"), "course", "provider")

    def live_courses(self) -> Any:
        """The live courses that the filters leave, with their provider."""
        courses = self._courses()
        return courses.filter(courses.status == "live")

    @property
    def _about_courses(self) -> bool:
        named = {*self.query.filters, *self.query.without}
        return bool(named & COURSES) or "provider" in self.keys

    # ---- rows of each grain

    def rows(self, metric: Metric, windows: Sequence[Window]) -> Any:
        """The rows of a metric's grain. With more than one window they have a column `window`."""
        made: Mapping[str, Any] = {"people": self._people_rows, "pairs": self._pairs, "holds": self._holds,
                                   "closed": self._closed, "claims": self._claims, "events": self._events,
                                   "enrolled": self._enrolled, "assignments": self._assignments,
                                   "supply": self._supply}
        return made[metric.grain](windows)

    def _people_rows(self, windows: Sequence[Window]) -> Any:
        return self._windowed(self.people(), windows)

    def _windowed(self, rows: Any, windows: Sequence[Window]) -> Any:
        """Each row once in each window."""
        if len(windows) < 2:
            return rows
        import ibis

        table = ibis.memtable({"window": [each.id for each in windows], "bound": [each.end for each in windows],
                               "opened": [each.start or EVER for each in windows]})
        return rows.cross_join(table)

    def _held(self, windows: Sequence[Window], at: str = "end") -> Any:
        """The level that people hold in each competency, at the end (or the start) of each window."""
        credits = self.facts.credits
        if len(windows) < 2:
            bound = windows[0].end if at == "end" else windows[0].start or EVER
            counting = credits.filter(credits.since < bound, credits.until.isnull() | (credits.until >= bound))
            return counting.group_by("person", "competency").agg(held=counting.level.max())
        crossed = self._windowed(credits, windows)
        bound = crossed.bound if at == "end" else crossed.opened
        counting = crossed.filter(crossed.since < bound, crossed.until.isnull() | (crossed.until >= bound))
        return counting.group_by("window", "person", "competency").agg(held=counting.level.max())

    def _required(self) -> Any:
        """People with the competencies that their posts require."""
        wanted = self.facts.requirements.rename(required="level").join(self.competencies(), "competency")
        return self.people().join(wanted.select("position", "competency", "type", "theme", "required"), "position")

    def _pairs(self, windows: Sequence[Window]) -> Any:
        on = ["person", "competency", *(["window"] if len(windows) > 1 else [])]
        held = self._held(windows)
        rows = self._windowed(self._required(), windows).left_join(held, on, rname="{name}_held")
        rows = rows.mutate(held=rows.held.fill_null(0))
        rows = rows.mutate(open=rows.held < rows.required, level=rows.required)
        if "unserved_gaps" not in (*self.query.metrics, *(each.metric for each in self.query.having)):
            return rows
        tags, courses = self.facts.tags, self.facts.courses
        live = tags.semi_join(courses.filter(courses.status == "live"), "course")
        best = live.group_by("competency").agg(reached=live.level.max())
        rows = rows.left_join(best, "competency", rname="{name}_best")
        return rows.mutate(served=rows.reached.fill_null(0) >= rows.required)

    def _holds(self, windows: Sequence[Window]) -> Any:
        rows = self._held(windows).join(self.competencies(), "competency").join(self.people(), "person")
        rows = rows.mutate(level=rows.held)
        if "level" in self.keys:
            return rows
        least = self.query.level or 1
        return rows.filter(rows.held == least if self.query.exact_level else rows.held >= least)

    def _closed(self, windows: Sequence[Window]) -> Any:
        on = ["person", "competency", *(["window"] if len(windows) > 1 else [])]
        rows = self._windowed(self._required(), windows)
        before = self._held(windows, "start").rename(before="held")
        after = self._held(windows, "end").rename(after="held")
        rows = rows.left_join(before, on, rname="{name}_before").left_join(after, on, rname="{name}_after")
        return rows.filter(rows.before.fill_null(0) < rows.required, rows.after.fill_null(0) >= rows.required)

    def _claims(self, _windows: Sequence[Window]) -> Any:
        events = self.facts.events.filter(self.facts.events.at <= self.now)
        verified = events.filter(events.kind == "verified").select(who="person", what="competency", reached="level",
                                                                   when="at")
        claims = events.filter(events.kind == "claimed")
        waiting = claims.anti_join(verified, [claims.person == verified.who, claims.competency == verified.what,
                                              verified.reached >= claims.level, verified.when >= claims.at])
        return waiting.join(self.competencies(), "competency").join(self.people(), "person")

    def _within(self, rows: Any, windows: Sequence[Window]) -> Any:
        """Acts in the windows, none of them later than now."""
        rows = rows.filter(rows.at <= self.now)
        if len(windows) > 1:
            rows = self._windowed(rows, windows)
            return rows.filter(rows.at >= rows.opened, rows.at < rows.bound)
        window = windows[0]
        if window.start is not None:
            rows = rows.filter(rows.at >= window.start)
        return rows.filter(rows.at < window.end)

    def _events(self, windows: Sequence[Window]) -> Any:
        rows = self._within(self.facts.events, windows)
        rows = rows.mutate(passed=(rows.score >= self.facts.pass_mark).cast("float64"))
        if self._about_courses:
            rows = self._of_courses(rows)
        if self.about_competencies:
            rows = self._by_competency(rows)
        return rows.join(self.people(), "person")

    def _of_courses(self, rows: Any) -> Any:
        """Acts of the courses that the filters leave. Where courses are only left out, acts of no course stay."""
        courses = self._courses().select("course", "provider")
        if set(self.query.filters) & COURSES:
            return rows.join(courses, "course")
        known = rows.left_join(courses, "course", rname="{name}_of")
        return known.filter(known.course.isnull() | known.course_of.notnull())

    def _by_competency(self, rows: Any) -> Any:
        """Acts with the competencies they belong to: the one they name, or those that their course is tagged with; each
        once for each key that is grouped by."""
        wanted = self.competencies()
        tags = self.facts.tags.select(course="course", tagged="competency").distinct()
        named = rows.filter(rows.competency.notnull()).mutate(about=rows.competency)
        by_course = rows.filter(rows.course.notnull()).join(tags, "course")
        by_course = by_course.mutate(about=by_course.tagged).drop("tagged")
        both = named.union(by_course).drop("competency").rename(competency="about")
        both = both.join(wanted, "competency")
        grouped = [key for key in ("competency", "type", "theme") if key in self.keys]
        others = [name for name in ("competency", "type", "theme") if name not in grouped]
        return both.drop(*others).distinct()

    def _enrolled(self, windows: Sequence[Window]) -> Any:
        events = self.facts.events
        enrolled = self._within(events.filter(events.kind == "enrolled", events.course.notnull()), windows)
        columns = ["person", "course", *(["window"] if len(windows) > 1 else [])]
        rows = enrolled.select(*columns).distinct()
        rows = self._with_done(rows)
        if self._about_courses:
            rows = rows.join(self._courses().select("course", "provider"), "course")
        if self.about_competencies:
            rows = self._tagged(rows)
        return rows.join(self.people(), "person")

    def _with_done(self, rows: Any) -> Any:
        """Whether each (person, course) has a completed event by now."""
        events = self.facts.events
        completed = events.filter(events.kind == "completed", events.course.notnull(), events.at <= self.now)
        done = completed.select("person", "course").distinct().mutate(finished=True)
        rows = rows.left_join(done, ["person", "course"], rname="{name}_done")
        return rows.mutate(done=rows.finished.fill_null(False))

    def _tagged(self, rows: Any) -> Any:
        """Rows of courses with the competencies that these are tagged with, each once for each key."""
        tags = self.facts.tags.select("course", "competency").distinct().join(self.competencies(), "competency")
        grouped = [key for key in ("competency", "type", "theme") if key in self.keys]
        return rows.join(tags.select("course", *grouped).distinct(), "course")

    def _assignments(self, windows: Sequence[Window]) -> Any:
        rows = self._with_done(self._named(self.facts.assignments, "plan"))
        rows = rows.mutate(overdue=~rows.done & (rows.due_on < self.now.date()))
        if self._about_courses:
            rows = rows.join(self._courses().select("course", "provider"), "course")
        if self.about_competencies:
            rows = self._tagged(rows)
        return self._windowed(rows.join(self.people(), "person"), windows)

    def _supply(self, windows: Sequence[Window]) -> Any:
        rows = self.live_courses()
        if self.about_competencies or self.query.level is not None or "level" in self.keys:
            tags = self.facts.tags.join(self.competencies(), "competency")
            rows = rows.join(tags, "course")
            if self.query.level is not None:
                rows = rows.filter(rows.level == self.query.level if self.query.exact_level
                                   else rows.level >= self.query.level)
        return self._windowed(rows, windows)

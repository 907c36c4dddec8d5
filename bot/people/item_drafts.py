"""Has a model write quiz items from the sections of a course, and puts those that break no rule on the authors' list.

Nothing is in the bank by that. The model is asked while no connection is held; what it wrote is kept in one transaction
afterwards. Refuses courses without sections or competencies, and those whose items wait for an approval.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg

from bot.people.draft_errors import DraftRefusal
from bot.people.hidden_names import names_in
from bot.people.item_lines import KIND, bank, body_of, proposed_of, said_of
from bot.store import drafts
from frac.drafting.review import Line
from frac.framework import Course, Framework
from frac.store.framework import sections
from passbook.item_checks import gist

if TYPE_CHECKING:
    from bot.llm.calls import Models
    from bot.llm.items import Item, LeftOut, Passage

Conn = psycopg.Connection[Any]
Json = dict[str, Any]
Progress = Callable[[str, int, int | None], None]
# A model is asked for so many items at a time: its answer has a bound, and an item in Hindi takes many tokens.
AT_ONCE = 2
# These faults will not pass by the next section; the others may.
LASTING = ("over_budget", "slow", "down", "busy", "resting")


@dataclass(frozen=True)
class Wanted:
    """What is to be drafted: so many items of a course, of one section (from 1) or of all, with so many questions to a
    model at the most (None: as many as it takes)."""

    course: str
    section: int | None
    count: int
    asks: int | None = None


@dataclass
class Account:
    """What came of it: the draft (None where nothing was kept), how many items were written and kept, what was left out
    and why, and why no model answered (any more)."""

    draft: str | None = None
    passed: int = 0
    left_out: list[tuple[str, list[str]]] = field(default_factory=list)
    silent: str | None = None

    def as_json(self) -> Json:
        """The account as plain JSON."""
        return {"written": self.passed + len(self.left_out), "kept": self.passed, "silent": self.silent,
                "left_out": [{"stem": stem, "problems": why} for stem, why in self.left_out]}


@dataclass(frozen=True)
class _Ground:
    """What items are made from and held against."""

    framework: Framework
    course: Course
    passages: list[Passage]
    competencies: dict[str, str]
    levels: dict[str, int | None]
    known: list[str]
    names: tuple[str, ...]


def draft_items(connection: Callable[[], AbstractContextManager[Conn]], opened: Callable[[Conn], Framework],
                models: Models, clock: Callable[[], datetime], who: str, wanted: Wanted, language: str,
                progress: Progress = lambda _what, _done, _total: None) -> Account:
    """Has items drafted. `opened` gives the framework to whoever may author. Raises NotAuthorError (from `opened`) and
    DraftRefusal."""
    from bot.llm.items import propose
    from bot.llm.masking import Mask

    with connection() as conn:
        ground = _ground(conn, opened(conn), wanted)
    made: list[tuple[str, Item]] = []
    account = Account()
    waiting, asked = list(ground.passages), 0
    while waiting and len(made) < wanted.count and (wanted.asks is None or asked < wanted.asks):
        here, asked = waiting.pop(0), asked + 1
        progress("items", len(made), wanted.count)
        missing = wanted.count - len(made)
        share = min(AT_ONCE, max(1, math.ceil(missing / (len(waiting) + 1))))
        known = [*ground.known, *(gist(item.proposed.stem, item.proposed.key) for _, item in made)]
        found = propose(models, who, here, ground.competencies, share, known, Mask(ground.names), models.until())
        made += [(here.section, each) for each in found.items]
        account.left_out += [_told(each, language) for each in found.left_out]
        account.silent = found.silent
        if found.silent in LASTING:
            break
        if found.items:
            waiting.append(here)  # there may be more in it, once the others were asked
    progress("items", len(made), wanted.count)
    account.passed = len(made)
    if made:
        account.draft = _keep(connection, opened, clock, who, ground, made)
    return account


def _told(each: LeftOut, language: str) -> tuple[str, list[str]]:
    return each.stem, [said_of(problem, language) for problem in each.problems]


def _ground(conn: Conn, framework: Framework, wanted: Wanted) -> _Ground:
    from bot.llm.items import Passage

    course = framework.courses.get(wanted.course)
    if course is None:
        raise DraftRefusal("no_course")
    found = [Passage(f"{course.id}#{number}", course.title, heading, text)
             for _, number, heading, text in sections(conn, [course.id])
             if text.strip() and wanted.section in (None, number)]
    if not found:
        raise DraftRefusal("no_section")
    tags = {tag.competency_id: tag.level for tag in course.tags if tag.competency_id in framework.competencies}
    if not tags:
        raise DraftRefusal("no_tags")
    at_work = drafts.at_work(conn, KIND, course.id)
    before = drafts.lines(conn, at_work) if at_work else []
    _may_have_more(conn, at_work)
    known = [*bank(conn, course.id, tags), *(gist(each.body["stem"], proposed_of(each.body).key) for each in before)]
    return _Ground(framework, course, found, {framework.competencies[each].name: each for each in tags}, tags, known,
                   names_in(conn, " ".join(each.text for each in found)))


def _may_have_more(conn: Conn, at_work: str | None) -> None:
    kept = drafts.one(conn, at_work, locked=True) if at_work else None
    if kept is not None and kept.state != "open":
        raise DraftRefusal("items_submitted")


def _keep(connection: Callable[[], AbstractContextManager[Conn]], opened: Callable[[Conn], Framework],
          clock: Callable[[], datetime], who: str, ground: _Ground, made: Sequence[tuple[str, Item]]) -> str:
    """Puts the items on the list: in the draft that is open, or in a new one."""
    with connection() as conn, conn.transaction():
        opened(conn)
        course, at_work = ground.course, drafts.at_work(conn, KIND, ground.course.id)
        if at_work is None:
            new = drafts.New(KIND, course.id, course.title, None, "", {}, _officials(conn, ground), 0.0)
            at_work = drafts.add(conn, new, _lines(made, 1, ground), who, clock())
            if at_work is not None:
                return at_work
            at_work = drafts.at_work(conn, KIND, course.id)  # somebody else was faster
        _may_have_more(conn, at_work)
        if at_work is None:
            raise DraftRefusal("step")
        drafts.add_proposed(conn, at_work, _lines(made, 1 + len(drafts.lines(conn, at_work)), ground), who, clock())
        return at_work


def _lines(made: Sequence[tuple[str, Item]], first: int, ground: _Ground) -> list[Line]:
    """The lines of items, numbered on from `first`."""
    return [_line(f"i{number}", section, item, ground.levels) for number, (section, item) in enumerate(made, first)]


def _line(name: str, section: str, item: Item, levels: dict[str, int | None]) -> Line:
    body = body_of(item.proposed, item.competency, levels[item.competency])
    return Line(name, "item", body, proposed=body, evidence={
        "section": section, "sentence": item.proposed.sentence, "prompt": item.prompt, "model": item.model})


def _officials(conn: Conn, ground: _Ground) -> int:
    """How many officials hold a post that requires what the course teaches."""
    holders = {row[0]: int(row[1]) for row in conn.execute("SELECT position_id, count(*) FROM officials GROUP BY 1")}
    return sum(holders.get(position.id, 0) for position in ground.framework.positions.values()
               if not ground.levels.keys().isdisjoint(position.required))

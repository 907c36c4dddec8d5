"""What is said unasked, end to end: reminders at their time, suggestions for who asked for them, and not too many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from bot.delivery import ideas
from bot.delivery.unasked import Unasked
from bot.store import ideas as sought
from bot.store import notes, reminders
from bot.store.notes import Note
from bot.store.reminders import Reminder
from bot.wiring import delivery
from bot.words import Words
from passbook.officials import by_id
from tests.turns.doors.chat import Chat
from tests.turns.doors.house import House, until

INDIA = ZoneInfo("Asia/Kolkata")
# The day before which the plan of the tenant asks for Working in Teams, and long after what its officials learnt.
NEAR = datetime(2026, 6, 26, 12, tzinfo=INDIA)
NOON = datetime(2026, 11, 20, 12, tzinfo=INDIA)
Conn = psycopg.Connection[Any]


def say(house: House, now: datetime, day: datetime | None = None, quiet: tuple[int, int] = (20, 8), a_week: int = 3
        ) -> int:
    """Says what is due at an instant; how many."""
    rooms = delivery(house.saathi)
    with house.saathi.database.connection() as conn, conn.transaction():
        framework = house.saathi.tenancy(conn).framework
        return Unasked(rooms.channels, rooms.queue, quiet, a_week, lambda: datetime.now(UTC)).due(
            conn, framework, now, day or now)


def left(house: House, official: str) -> list[tuple[str, bool]]:
    """The kinds of an official's notes, and whether they were said."""
    with house.saathi.database.connection() as conn:
        return [(row[0], row[1]) for row in conn.execute(
            "SELECT kind, said_at IS NOT NULL FROM notes WHERE official_id = %s ORDER BY made_at, id", (official,))]


def test_a_reminder_comes_at_its_time_once_and_again_next_week(linked: Callable[[], Chat], official: str) -> None:
    chat = linked()
    due = datetime.now(UTC) + timedelta(days=1)
    with chat.house.saathi.database.connection() as conn:
        reminders.add(conn, Reminder(f"r-{official}", official, due, "week", "the RTI course"), datetime.now(UTC))
    before = len(chat.person.messages)
    say(chat.house, datetime.now(UTC), due - timedelta(minutes=1))
    assert len(chat.person.messages) == before
    say(chat.house, datetime.now(UTC), due + timedelta(minutes=1))
    (told,) = chat.hears(before)
    assert "the RTI course" in told.text and told.buttons
    say(chat.house, datetime.now(UTC), due + timedelta(minutes=2))
    assert not chat.waits() and len(chat.person.messages) == before + 1
    say(chat.house, datetime.now(UTC), due + timedelta(days=7, minutes=1))
    assert len(chat.hears(before, 2)) == 2
    assert chat.presses(told, 0).text


def test_nudges_need_a_yes_and_keep_quiet_hours_and_the_number_in_a_week(linked: Callable[[], Chat], official: str
                                                                         ) -> None:
    chat = linked()

    def leave(number: int) -> None:
        with chat.house.saathi.database.connection() as conn:
            notes.leave(conn, Note(f"nudge-{official}-{number}", official, "revise", {"name": "Teamwork"},
                                   NOON - timedelta(hours=1), nudge=True), NOON)

    def due_now() -> None:
        with chat.house.saathi.database.connection() as conn:
            conn.execute("UPDATE notes SET next_at = %s WHERE official_id = %s AND said_at IS NULL",
                         (NOON - timedelta(hours=1), official))
    before = len(chat.person.messages)
    leave(1)
    say(chat.house, NOON)
    assert left(chat.house, official) == [("revise", False)]
    chat.says("send me suggestions")
    due_now()
    say(chat.house, NOON.replace(hour=23))
    assert left(chat.house, official) == [("revise", False)]
    due_now()
    say(chat.house, NOON, a_week=2)
    assert left(chat.house, official) == [("revise", True)]
    for number in (2, 3):
        leave(number)
    say(chat.house, NOON + timedelta(minutes=1), a_week=2)
    assert sorted(left(chat.house, official)) == [("revise", False), ("revise", True), ("revise", True)]
    due_now()
    say(chat.house, NOON + timedelta(days=8), a_week=2)
    assert left(chat.house, official) == [("revise", True)] * 3
    assert sum("A few questions" in each.text for each in chat.hears(before, 4)) == 3


def test_ideas_are_a_plans_day_what_fades_and_a_new_course(linked: Callable[[], Chat], official: str) -> None:
    house = linked().house
    with house.saathi.database.connection() as conn, conn.transaction(force_rollback=True):
        framework = house.saathi.tenancy(conn).framework
        person = by_id(conn, official)
        assert person is not None
        words = Words("en", framework)
        conn.execute("DELETE FROM courses_seen")
        sought.see_courses(conn, ["KF1", "KB1"], NEAR - timedelta(days=30))  # the first look: none of them is new
        assert sought.new_courses(conn, NEAR) == []
        sought.see_courses(conn, ["KF1", "KB1", "KF2"], NEAR - timedelta(days=1))
        found = {note.kind: note for note in ideas.of(conn, framework, person, words, NEAR, NEAR)}
        assert found["plan_due"].body["title"] == "Working in Teams" and found["plan_due"].body["day"] == "30 June 2026"
        assert found["new_course"].body == {"title": "Advanced Drafting", "name": "Noting and Drafting"}
        assert found["revise"].nudge and found["revise"].body["name"]
        again = {note.id for note in ideas.of(conn, framework, person, words, NEAR + timedelta(hours=1), NEAR)}
        assert again == {note.id for note in found.values()}  # told once, however often it is looked


def test_it_is_looked_once_a_day_and_for_who_asked_alone(linked: Callable[[], Chat], official: str) -> None:
    chat = linked()
    with chat.house.saathi.database.connection() as conn:
        conn.execute("UPDATE consents SET withdrawn_at = now() WHERE purpose = 'nudges' AND withdrawn_at IS NULL")
        assert sought.whose_turn(conn, "nudges", NOON, 10) == []
    chat.says("send me suggestions")
    with chat.house.saathi.database.connection() as conn:
        assert sought.whose_turn(conn, "nudges", NOON, 10) == [official]
        assert sought.whose_turn(conn, "nudges", NOON + timedelta(hours=23), 10) == []
        assert sought.whose_turn(conn, "nudges", NOON + timedelta(hours=25), 10) == [official]


def test_who_has_no_account_finds_it_on_the_page(house: House, official: str) -> None:
    with house.saathi.database.connection() as conn:
        notes.leave(conn, Note(f"page-{official}", official, "reminder", {"about": "the RTI course"},
                               datetime.now(UTC) - timedelta(minutes=1)), datetime.now(UTC))
    say(house, datetime.now(UTC))
    assert left(house, official) == [("reminder", False)]
    assert "the RTI course" in house.saathi.greet(official, "en").text
    assert left(house, official) == [("reminder", True)]
    assert "the RTI course" not in house.saathi.greet(official, "en").text


def test_the_minute_does_all_of_it(linked: Callable[[], Chat], official: str) -> None:
    chat = linked()
    with chat.house.saathi.database.connection() as conn:
        reminders.add(conn, Reminder(f"m-{official}", official, datetime.now(UTC), None, "the RTI course"),
                      datetime.now(UTC))
    before = len(chat.person.messages)
    delivery(chat.house.saathi).worker.tick(datetime.now(UTC))
    until(lambda: len(chat.person.messages) > before, "the reminder")
    assert "the RTI course" in chat.person.messages[-1].text

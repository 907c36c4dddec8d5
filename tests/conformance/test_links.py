"""Links, codes and consents as they are stored: once, for ten minutes, by the lasting id, never by a number alone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from bot.channel import Event
from bot.people.linking import drawn
from bot.store import consents, links

Conn = psycopg.Connection[Any]
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def event(account: str, also: str | None = None, number: int = 1) -> Event:
    return Event(f"e{number}{account}", "said", account, account, NOW, also=also, language="en")


def test_a_code_works_once_for_its_channel_and_ten_minutes(conn: Conn) -> None:
    for code in ("first", "second", "third"):
        assert links.new_code(conn, "U1", "telegram", code, NOW) == NOW + timedelta(minutes=10)
    assert links.redeem(conn, "first", "whatsapp", NOW) is None
    assert links.redeem(conn, "first", "telegram", NOW) == "U1"
    assert links.redeem(conn, "first", "telegram", NOW) is None
    assert links.redeem(conn, "second", "telegram", NOW + timedelta(minutes=10)) is None
    assert links.redeem(conn, "third", "telegram", NOW + timedelta(minutes=9, seconds=59)) == "U1"
    assert links.redeem(conn, "unknown", "telegram", NOW) is None


def test_the_code_itself_is_stored_nowhere(conn: Conn) -> None:
    links.new_code(conn, "U1", "telegram", "a-code-that-nobody-may-see", NOW)
    row = conn.execute("SELECT link_codes::text FROM link_codes").fetchone()
    assert row is not None and "nobody" not in row[0]


def test_old_codes_end_when_there_are_many(conn: Conn) -> None:
    for number in range(8):
        links.new_code(conn, "U1", "telegram", f"c{number}", NOW + timedelta(seconds=number))
    works = [links.redeem(conn, f"c{number}", "telegram", NOW + timedelta(seconds=20)) for number in range(8)]
    assert works == [None] * 3 + ["U1"] * 5


def test_of_many_who_try_at_once_one_is_linked(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        links.new_code(conn, "U1", "telegram", "one", NOW)
    found: list[str | None] = []

    def attempt() -> None:
        with psycopg.connect(database) as conn:
            found.append(links.redeem(conn, "one", "telegram", NOW))
    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=str) == [None] * 7 + ["U1"]


def test_an_account_is_of_one_official_and_the_latest_link_holds(conn: Conn) -> None:
    links.link(conn, "U1", "telegram", event("7"), NOW)
    links.link(conn, "U2", "telegram", event("7", number=2), NOW)
    found = links.of_account(conn, "telegram", event("7"))
    assert found is not None and found.official_id == "U2" and found.agreed_at is None
    assert links.of_official(conn, "U1") == []
    assert links.of_account(conn, "whatsapp", event("7")) is None


@pytest.mark.parametrize(("linked", "comes", "known"), [
    (("IN.1", "9811"), ("IN.1", "9811"), True), (("IN.1", "9811"), ("IN.1", None), True),
    (("IN.1", None), ("IN.1", "9811"), True), (("9811", None), ("9811", None), True),
    (("9811", None), ("IN.1", "9811"), True),      # by number alone before, now the lasting id is told too
    (("IN.1", "9811"), ("IN.2", "9811"), False),   # the number is somebody else's now
    (("IN.1", "9811"), ("9811", None), False),
])
def test_who_an_account_is(conn: Conn, linked: tuple[str, str | None], comes: tuple[str, str | None],
                           known: bool) -> None:
    links.link(conn, "U1", "whatsapp", event(*linked), NOW)
    found = links.of_account(conn, "whatsapp", event(*comes, number=2))
    assert (found is not None) == known
    if found is not None:
        again = links.of_account(conn, "whatsapp", event(comes[0], number=3))
        assert again is not None and again.id == found.id


def test_consents_are_given_once_withdrawn_and_given_again(conn: Conn) -> None:
    assert consents.give(conn, "U1", "nudges", "telegram", "2026-11", "en", NOW)
    assert not consents.give(conn, "U1", "nudges", "telegram", "2026-11", "en", NOW)
    consents.give(conn, "U1", "talk", "telegram", "2026-11", "en", NOW)
    consents.give(conn, "U2", "nudges", "telegram", "2026-11", "en", NOW)
    assert consents.withdraw(conn, "U1", "nudges", None, NOW) == 1
    assert [each.purpose for each in consents.standing(conn, "U1")] == ["talk"]
    assert consents.give(conn, "U1", "nudges", "telegram", "2026-11", "en", NOW + timedelta(days=1))
    assert conn.execute("SELECT count(*) FROM consents WHERE official_id = 'U1'").fetchone() == (3,)
    assert [each.purpose for each in consents.standing(conn, "U2")] == ["nudges"]


def test_a_qr_code_has_its_three_corners_and_a_quiet_zone() -> None:
    rows = drawn("https://t.me/saathi_bot?start=" + "k" * 22)
    size = len(rows)
    assert all(len(row) == size for row in rows) and size > 25
    assert all(set(row) == {"0"} for row in (*rows[:4], *rows[-4:]))
    for corner in (rows[4][4:11], rows[4][-11:-4], rows[-5][4:11]):
        assert corner == "1111111"

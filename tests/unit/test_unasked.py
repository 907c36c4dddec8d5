"""When something is said unasked: quiet hours, which account, what a note says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.unasked import NEXT, Rules, way
from bot.store.links import Link
from prompts.loader import LANGUAGES, table

INDIA = ZoneInfo("Asia/Kolkata")


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=INDIA)


@pytest.mark.parametrize(("quiet", "now", "then"), [
    ((20, 8), at(12), at(12)), ((20, 8), at(19, 59), at(19, 59)), ((20, 8), at(20), at(8, day=21)),
    ((20, 8), at(23, 59), at(8, day=21)),
    ((20, 8), at(3), at(8)), ((20, 8), at(7, 59), at(8)),
    ((20, 8), at(8), at(8)),
    ((13, 14), at(13, 30), at(14)), ((13, 14), at(14), at(14)), ((0, 0), at(3), at(3)),
    ((22, 0), at(23), at(0, day=21)),
])
def test_nudges_wait_for_the_end_of_the_quiet_hours(quiet: tuple[int, int], now: datetime, then: datetime) -> None:
    found = Rules(quiet, 3, INDIA).not_before(now.astimezone(UTC))
    assert found == then


def link(channel: str, heard: int, **other: Any) -> Link:
    given = {"id": f"{channel}{heard}", "official_id": "U1", "channel": channel, "account": "1", "also": None,
             "chat": "1", "language": "en", "linked_at": at(1), "agreed_at": at(2), "reachable": True,
             "heard_at": at(3) + timedelta(minutes=heard)}
    return Link(**{**given, **other})


def test_the_account_used_last_is_taken_of_those_that_may_be() -> None:
    channels: dict[str, Any] = {"telegram": object(), "whatsapp": object()}
    agreed = {("reminders", "telegram"), ("reminders", "whatsapp"), ("nudges", "telegram")}
    older, newer = link("telegram", 1), link("whatsapp", 2)
    assert way([older, newer], agreed, channels, nudge=False) is newer
    assert way([older, newer], agreed, channels, nudge=True) is older
    for wrong in ({"reachable": False}, {"agreed_at": None}, {"channel": "gone"}):
        assert way([older, link(**{"channel": "whatsapp", "heard": 2, **wrong})], agreed, channels,
                   nudge=False) is older
    assert way([older], set(), channels, nudge=False) is None
    assert way([], agreed, channels, nudge=False) is None


def test_every_note_has_words_and_what_one_can_go_on_with() -> None:
    for language in LANGUAGES:
        replies = table("replies", language)
        for kind, keys in NEXT.items():
            assert kind in replies["note"]
            assert all(key in replies["offer"] and key in replies["say"] for key in keys)

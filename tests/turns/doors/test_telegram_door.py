"""Telegram from end to end: a person links an account, agrees, asks, presses, is quizzed, stops, unlinks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.wiring import Saathi
from tests.standins.telegram import Message, Person, TelegramService
from tests.turns.doors.house import House, until
from tests.turns.tenant import SPARE

_people = itertools.count(700_001)


@pytest.fixture(scope="module")
def service() -> Iterator[TelegramService]:
    with TelegramService() as made:
        yield made


@pytest.fixture(scope="module")
def house(saathi: Saathi, service: TelegramService) -> Iterator[House]:
    with House(saathi.settings, telegram=service.settings(), per_minute=0) as made, made.working():
        yield made


class Chat:
    """Somebody with an account, who waits for what the bot says."""

    def __init__(self, house: House, service: TelegramService, language: str = "en") -> None:
        self.house, self.person = house, service.person(next(_people), language=language)
        self.service = service

    def does(self, act: Callable[[Person], dict[str, Any]], answers: int = 1) -> list[Message]:
        """Does something, and returns what the bot said to it."""
        before = len(self.person.messages)
        assert self.service.deliver(f"{self.house.address}/webhooks/telegram", act(self.person)) == 200
        return list(until(lambda: found if len(found := self.person.messages[before:]) >= answers else None,
                          "an answer"))

    def says(self, text: str, answers: int = 1) -> Message:
        """Says something; the last message of the answer."""
        return self.does(lambda person: person.says(text), answers)[-1]

    def links(self, official: str) -> Message:
        """Links the account to an official, and agrees."""
        code = self.house.saathi.invite(official, "telegram", "en").code
        notice = self.says(f"/start {code}")
        assert notice.buttons
        return self.does(lambda person: person.presses(notice, notice.buttons[0][1]))[-1]


@pytest.fixture
def chat(house: House, service: TelegramService) -> Chat:
    return Chat(house, service)


def test_a_stranger_is_told_how_to_link_and_nothing_else(chat: Chat) -> None:
    told = chat.says("my gaps")
    assert "link" in told.text.lower() and not told.buttons


def test_a_code_links_once_and_the_notice_comes_first(house: House, service: TelegramService) -> None:
    official = SPARE[-1]
    first, second = Chat(house, service), Chat(house, service)
    code = house.saathi.invite(official, "telegram", "en").code
    notice = first.says(f"/start {code}")
    assert "thirty days" in notice.text and len(notice.buttons) == 2
    assert "yes or no" in first.says("my gaps").text
    assert "does not work any more" in second.says(f"/start {code}").text
    agreed = first.says("yes")
    assert agreed.buttons
    assert [each["channel"] for each in house.saathi.links(official)["links"]] == ["telegram"]


def test_a_linked_person_asks_presses_and_rates(chat: Chat, house: House) -> None:
    official = SPARE[-2]
    chat.links(official)
    answer = chat.says("where do i stand")
    assert answer.buttons[-1][0] == "👎" and answer.buttons[-2][0] == "👍"
    choice = answer.buttons[0]
    assert chat.does(lambda person: person.presses(answer, choice[1]))
    assert chat.does(lambda person: person.presses(answer, answer.buttons[-1][1]))[-1].text
    with house.saathi.database.connection() as conn:
        rated = conn.execute("SELECT thumb, channel FROM feedback WHERE official_id = %s", (official,)).fetchall()
    assert rated == [("down", "telegram")]

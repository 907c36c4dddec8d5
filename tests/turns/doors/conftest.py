"""One house with a Telegram door for the tests of this folder, and officials whom no other test has been."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.wiring import Saathi
from tests.standins.telegram import TelegramService
from tests.turns.doors.chat import Chat
from tests.turns.doors.house import House
from tests.turns.talk import Talk


@pytest.fixture(scope="session")
def telegram() -> Iterator[TelegramService]:
    """The service."""
    with TelegramService() as made:
        yield made


@pytest.fixture(scope="module")
def house(saathi: Saathi, telegram: TelegramService) -> Iterator[House]:
    """Saathi behind the door, with a worker."""
    with House(saathi.settings, telegram=telegram.settings(), per_minute=0) as made, made.working():
        yield made


@pytest.fixture
def chat(house: House, telegram: TelegramService) -> Chat:
    """Somebody whose account is nobody's yet."""
    return Chat(house, telegram)


@pytest.fixture
def official(talk: Callable[..., Talk]) -> str:
    """An official whom no other test has been."""
    return talk().person


@pytest.fixture
def linked(chat: Chat, official: str) -> Callable[[], Chat]:
    """Somebody whose account is an official's."""
    def make() -> Chat:
        chat.links(official)
        return chat
    return make

"""Somebody who chats by Telegram in a test, and waits for what the bot says."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from tests.standins.telegram import Message, Person, TelegramService
from tests.turns.doors.house import House, until

_people = itertools.count(700_001)


class Chat:
    """A person with an account of Telegram, before a house."""

    def __init__(self, house: House, service: TelegramService, language: str = "en") -> None:
        self.house, self.service = house, service
        self.person: Person = service.person(next(_people), language=language)

    def sends(self, update: dict[str, Any]) -> None:
        """Lets the service deliver an update."""
        assert self.service.deliver(f"{self.house.address}/webhooks/telegram", update) == 200

    def does(self, act: Callable[[Person], dict[str, Any]], answers: int = 1) -> list[Message]:
        """Does something; what the bot said to it."""
        before = len(self.person.messages)
        self.sends(act(self.person))
        return self.hears(before, answers)

    def hears(self, before: int, answers: int = 1) -> list[Message]:
        """What the bot said after the first `before` messages, once there are as many as `answers` and no more come."""
        def said() -> list[Message] | None:
            if self.waits():  # asked first: what is read before it may miss what was sent in between
                return None
            found = self.person.messages[before:]
            return found if len(found) >= answers else None
        return list(until(said, f"{answers} messages"))

    def waits(self) -> bool:
        """Whether anything of this chat is still to be answered or sent."""
        with self.house.saathi.database.connection() as conn:
            row = conn.execute(
                "SELECT EXISTS (SELECT FROM inbox WHERE account = %(who)s AND done_at IS NULL AND failed_at IS NULL) "
                "OR EXISTS (SELECT FROM outbox WHERE chat = %(who)s AND sent_at IS NULL AND failed_at IS NULL)",
                {"who": str(self.person.id)}).fetchone()
            return bool(row and row[0])

    def says(self, text: str, answers: int = 1) -> Message:
        """Says something; the last message of the answer."""
        return self.does(lambda person: person.says(text), answers)[-1]

    def presses(self, message: Message, place: int) -> Message:
        """Presses a button; the last message of the answer."""
        return self.does(lambda person: person.presses(message, message.buttons[place][1]))[-1]

    def links(self, official: str) -> Message:
        """Links the account to an official, and agrees."""
        code = self.house.saathi.invite(official, "telegram", "en").code
        notice = self.says(f"/start {code}")
        assert [label for label, _ in notice.buttons] == ["I agree", "No"]
        return self.presses(notice, 0)

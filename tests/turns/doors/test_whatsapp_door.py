"""WhatsApp from end to end: linking by the prefilled message, buttons and lists, batches, statuses, the window."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.store import notes
from bot.store.notes import Note
from bot.wiring import Saathi
from tests.standins.whatsapp import WhatsAppService
from tests.standins.whatsapp_people import Person
from tests.turns.doors.house import House, until


@pytest.fixture(scope="module")
def service() -> Iterator[WhatsAppService]:
    with WhatsAppService() as made:
        yield made


@pytest.fixture(scope="module")
def house(saathi: Saathi, service: WhatsAppService) -> Iterator[House]:
    with House(saathi.settings, whatsapp=service.settings(), per_minute=0) as made, made.working():
        yield made


class Chat:
    """Somebody who writes by WhatsApp."""

    def __init__(self, house: House, service: WhatsAppService, **how: Any) -> None:
        self.house, self.service, self.person = house, service, service.person(**how)

    def delivers(self, **how: Any) -> None:
        """Lets the service deliver all that happened."""
        assert set(self.service.deliver(f"{self.house.address}/webhooks/whatsapp", **how)) <= {200}

    def does(self, act: Callable[[Person], Any], **how: Any) -> dict[str, Any]:
        """Does something; the last message of the answer, once no more come."""
        before = len(self.person.heard)
        act(self.person)
        self.delivers(**how)
        until(lambda: len(self.person.heard) > before and not self.waits(), "an answer")
        self.delivers()
        return dict(self.person.latest)

    def says(self, text: str, **how: Any) -> dict[str, Any]:
        """Says something; the last message of the answer."""
        return self.does(lambda person: person.write(text), **how)

    def waits(self) -> bool:
        """Whether anything by this channel is still to be answered or sent."""
        with self.house.saathi.database.connection() as conn:
            row = conn.execute(
                "SELECT EXISTS (SELECT FROM inbox WHERE channel = 'whatsapp' AND done_at IS NULL "
                "AND failed_at IS NULL) OR EXISTS (SELECT FROM outbox WHERE channel = 'whatsapp' AND sent_at IS NULL "
                "AND failed_at IS NULL)").fetchone()
            return bool(row and row[0])

    def links(self, official: str, language: str = "en") -> dict[str, Any]:
        """Links the account by the message that the address prefills, and agrees."""
        address = self.house.saathi.invite(official, "whatsapp", language).address
        notice = self.says(parse_qs(urlsplit(address).query)["text"][0])
        assert len(notice["interactive"]["action"]["buttons"]) == 2
        return self.does(lambda person: person.press(notice["interactive"]["action"]["buttons"][0]["reply"]["title"]))


def text_of(message: dict[str, Any]) -> str:
    """What a message says."""
    kind = message["type"]
    if kind == "interactive":
        return str(message["interactive"]["body"]["text"])
    return str(message[kind].get("body") or message[kind].get("caption") or json.dumps(message[kind]))


def test_the_handshake_and_signatures(house: House, service: WhatsAppService) -> None:
    address = f"{house.address}/webhooks/whatsapp"
    asked = {"hub.mode": "subscribe", "hub.verify_token": service.verify, "hub.challenge": "4711"}
    assert httpx.get(address, params=asked).text == "4711"
    assert httpx.get(address, params={**asked, "hub.verify_token": "x"}).status_code == 403
    raw = json.dumps({"object": "whatsapp_business_account", "entry": []}).encode()
    good = {"X-Hub-Signature-256": service.signature(raw), "Content-Type": "application/json"}
    assert httpx.post(address, content=raw, headers=good).status_code == 200
    assert httpx.post(address, content=raw + b" ", headers=good).status_code == 403
    assert httpx.post(address, content=raw).status_code == 403


@pytest.mark.parametrize("how", [{}, {"hide": True}, {"legacy": True}], ids=["both", "id alone", "number alone"])
def test_a_person_links_asks_and_presses(house: House, service: WhatsAppService, official: str,
                                         how: dict[str, bool]) -> None:
    chat = Chat(house, service, **how)
    assert "whose account" in text_of(chat.says("my gaps"))
    assert chat.links(official)["type"] == "interactive"
    answer = chat.says("where do i stand")
    action = answer["interactive"]["action"]
    if answer["interactive"]["type"] == "list":
        told = chat.does(lambda person: person.choose(action["sections"][0]["rows"][0]["title"]))
    else:
        told = chat.does(lambda person: person.press(action["buttons"][0]["reply"]["title"]))
    assert text_of(told) and text_of(told) != text_of(answer)


def test_batches_that_come_twice_and_in_disorder_are_answered_once(house: House, service: WhatsAppService,
                                                                   official: str) -> None:
    chat = Chat(house, service)
    chat.links(official)
    before = len(chat.person.heard)
    for text in ("hello", "thanks", "hello again"):
        chat.person.write(text)
    chat.delivers(twice=True, shuffle=7)
    until(lambda: len(chat.person.heard) >= before + 3 and not chat.waits(), "three answers")
    chat.delivers(twice=True)
    assert not chat.waits() and len(chat.person.heard) == before + 3


def test_a_lost_answer_of_the_service_is_made_good_by_its_status(house: House, service: WhatsAppService,
                                                                 official: str) -> None:
    chat = Chat(house, service)
    chat.links(official)
    before = len(chat.person.heard)
    service.fail("cut after")
    chat.person.write("where do i stand")
    chat.delivers()
    until(lambda: len(chat.person.heard) > before, "the message")
    chat.delivers()  # the status `sent`, with our own name of the call
    until(lambda: not chat.waits(), "the mark")
    assert len(chat.person.heard) == before + 1


def test_a_thumb_is_a_reaction(house: House, service: WhatsAppService, official: str) -> None:
    chat = Chat(house, service)
    chat.links(official)
    answer = chat.says("where do i stand")
    assert "wrong" in text_of(chat.does(lambda person: person.react(answer["id"], "👎"))).lower()


def test_stop_is_honoured(house: House, service: WhatsAppService, official: str) -> None:
    chat = Chat(house, service)
    chat.links(official)
    assert "START" in text_of(chat.says("STOP"))
    with house.saathi.database.connection() as conn:
        notes.leave(conn, Note(f"n {official}", official, "reminder", {"about": "the course"},
                               datetime.now(UTC) - timedelta(minutes=1)), datetime.now(UTC))
    before = len(chat.person.heard)
    tick(house)
    assert not chat.waits() and len(chat.person.heard) == before


def test_a_reminder_beyond_the_day_goes_by_a_template(house: House, service: WhatsAppService, official: str) -> None:
    chat = Chat(house, service)
    chat.links(official)
    now = datetime.now(UTC)
    with house.saathi.database.connection() as conn:
        conn.execute("UPDATE links SET heard_at = %s WHERE official_id = %s", (now - timedelta(hours=30), official))
        notes.leave(conn, Note(f"n {official}", official, "reminder", {"about": "the course"}, now), now)
    service.move(30 * 3600)
    before = len(chat.person.heard)
    tick(house)
    until(lambda: len(chat.person.heard) > before, "the reminder")
    assert chat.person.latest["type"] == "template" and "the course" in json.dumps(chat.person.latest)


def tick(house: House) -> None:
    """What is done each minute, now."""
    from bot.wiring import delivery

    delivery(house.saathi).worker.tick(datetime.now(UTC))

"""The Telegram channel against labelled payloads, and against a stand-in of the Bot API that refuses as it does."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bot.channels.telegram as telegram
from bot.channel import Button, Call, Part, SendError, Sent
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.commands import commands, set_up, words_of
from bot.channels.telegram.limits import LIMITS
from bot.channels.telegram.parse import events
from bot.channels.telegram.polling import poll
from bot.channels.telegram.render import calls
from bot.channels.telegram.webhook import genuine
from bot.documents.contract import Document
from prompts.loader import LANGUAGES
from tests.standins.telegram import TelegramService

CASES = [json.loads(line) for line in (Path(telegram.__file__ or "").parent / "cases.jsonl").read_text(
    encoding="utf-8").splitlines()]
PICTURE = Document("chart.png", "image/png", b"\x89PNG picture")
BUTTON = Button("Yes", "c:" + "0" * 32 + ":1")


@pytest.fixture(scope="module")
def service() -> Iterator[TelegramService]:
    with TelegramService() as made:
        yield made


def used(service: TelegramService, work: Callable[[Telegram], Awaitable[Any]], **other: Any) -> Any:
    """The result of some work with a channel of its own."""
    async def whole() -> Any:
        channel = Telegram(replace(service.settings(), **other), patience=3.0)
        try:
            return await work(channel)
        finally:
            await channel.close()
    return asyncio.run(whole())


async def fetch(_address: str) -> Document:
    return PICTURE


def sent(service: TelegramService, call: Call, **other: Any) -> Sent:
    """What the service answered to a call. Raises SendError."""
    made: Sent = used(service, lambda channel: channel.send(call, fetch), **other)
    return made


def text(chat: int, said: str = "hello") -> Call:
    """A call that says something."""
    return calls(str(chat), [Part("text", said)])[0]


# ---- hearing


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_payload_gives_its_events(case: dict[str, Any]) -> None:
    assert [event.as_json() for event in events(case["payload"])] == case["expected"]


WRONG_TEXT = {"update_id": 1, "message": {
    "message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": 5,
    "from": {"id": 1, "is_bot": False, "first_name": "A"}}}


@pytest.mark.parametrize("payload", [{}, {"update_id": "x"}, {"update_id": 1, "message": 5}, WRONG_TEXT,
                                     {"update_id": 1, "message": {"text": "x"}}], ids=repr)
def test_what_is_no_update_is_said_to_be_none(payload: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        events(payload)


def test_the_secret_of_the_webhook() -> None:
    assert genuine("a-secret-of-the-webhook", "a-secret-of-the-webhook")
    for secret, header in ((None, None), (None, ""), ("", ""), ("s", None), ("s", "S"), ("s", "ss"), ("s", "ß")):
        assert not genuine(secret, header)


def test_every_command_means_something_in_each_language() -> None:
    names = [set(commands(language)) for language in LANGUAGES]
    assert names[0] == names[1] and len(names[0]) <= 100
    for language in LANGUAGES:
        for name, each in commands(language).items():
            assert name.isascii() and name.islower() and 1 <= len(name) <= 32
            assert 1 <= len(each["description"]) <= 256
            assert words_of(f"/{name}", language) == each["say"]


# ---- saying


def test_all_kinds_of_parts_are_taken(service: TelegramService) -> None:
    person = service.person(11)
    parts = [Part("text", "12", buttons=(BUTTON,), thumbs=(Button("👍", "t:" + "0" * 32 + ":+"),)),
             Part("poll", "Which?", options=("a", "b"), right=1, explanation="because"), Part("poll", "And?",
                                                                                            options=("a", "b")),
             Part("picture", "the chart", file="/api/figures/1.png", name="chart.png"),
             Part("document", "", file="/api/statement")]

    async def work(channel: Telegram) -> list[Sent]:
        return [await channel.send(call, fetch) for call in channel.render("11", parts)]
    answers = used(service, work)
    said = person.messages
    assert [each.method for each in said] == ["sendMessage", "sendPoll", "sendPoll", "sendPhoto", "sendDocument"]
    assert [answer.id for answer in answers] == [str(each.id) for each in said]
    assert answers[1].also == said[1].poll and said[1].body["correct_option_ids"] == [1]
    assert said[2].body["type"] == "regular"
    assert said[3].files == said[3].files | {"photo": len(PICTURE.content)} and said[3].text == "the chart"
    assert said[4].files == {"document": len(PICTURE.content)}
    assert said[0].buttons == [("Yes", BUTTON.data), ("👍", "t:" + "0" * 32 + ":+")]


def test_no_sign_becomes_markup(service: TelegramService) -> None:
    told = "<b>*_`[x](http://y)~||&lt;"
    sent(service, text(12, told))
    body = service.person(12).messages[-1].body
    assert body["text"] == told and "parse_mode" not in body and body["link_preview_options"] == {"is_disabled": True}


signs = st.characters(exclude_categories=("Cs", "Cc"))


def within(most: int, least: int = 1) -> st.SearchStrategy[str]:
    """Texts of up to so many units of UTF-16, often of exactly so many."""
    long = st.sampled_from(["a", "क", "𝒜"]).map(lambda sign: sign * (most // (2 if sign > "\uffff" else 1)))
    return (st.text(signs, min_size=least, max_size=min(most // 2, 60)) | long).filter(lambda made: made.strip() != "")


buttons = st.lists(within(LIMITS.label), max_size=LIMITS.buttons).map(lambda labels: tuple(
    Button(label, f"c:{'0' * 32}:{place}") for place, label in enumerate(labels, 1)))
polls = st.builds(lambda question, options, right, why: Part(
    "poll", question, options=tuple(options), right=right % len(options), explanation=why),
    within(300), st.lists(within(100), min_size=2, max_size=12, unique=True), st.integers(0, 11),
    within(200).map(lambda made: made.replace("\n", " ")) | st.just(""))
parts = polls | st.builds(Part, st.just("text"), within(LIMITS.text), buttons=buttons) | st.builds(
    Part, st.just("picture"), within(LIMITS.caption) | st.just(""), file=st.just("/api/figures/1.png"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(parts, min_size=1, max_size=3))
def test_whatever_fits_the_limits_is_taken(service: TelegramService, made: list[Part]) -> None:
    async def work(channel: Telegram) -> None:
        for call in channel.render("13", made):
            await channel.send(call, fetch)
    before = len(service.person(13).messages)
    used(service, work)
    assert len(service.person(13).messages) == before + len(made)


@pytest.mark.parametrize("call", [
    text(14, "x" * 4097), Call("sendMessage", {"chat_id": 14, "text": "x", "reply_markup": {"inline_keyboard": [
        [{"text": "x", "callback_data": "x" * 65}]]}}), Call("sendPoll", {
            "chat_id": 14, "question": "x" * 301, "options": [{"text": "a"}, {"text": "b"}], "type": "regular"}),
    Call("sendPhoto", {"chat_id": 14, "caption": "x" * 1025}, file="/x"),
    Call("sendMessage", {"chat_id": 14, "text": " "}),
], ids=["text", "button", "question", "caption", "empty"])
def test_what_does_not_fit_is_rejected(service: TelegramService, call: Call) -> None:
    with pytest.raises(SendError) as refused:
        sent(service, call)
    assert (refused.value.fault, refused.value.unsure) == ("rejected", False)


@pytest.mark.parametrize(("accident", "fault", "after", "unsure", "arrived"), [
    ("500", "retry", None, True, 0), ("429", "retry", 7.0, False, 0), ("cut before", "retry", None, True, 0),
    ("cut after", "retry", None, True, 1), ("slow", "retry", None, True, 1)])
def test_an_accident_is_told_as_what_it_is(service: TelegramService, accident: Any, fault: str, after: float | None,
                                           unsure: bool, arrived: int) -> None:
    chat = 1500 + ["500", "429", "cut before", "cut after", "slow"].index(accident)

    async def work(channel: Telegram) -> None:
        await channel.trouble()  # connected before anything goes wrong
        service.fail(accident, on="sendMessage", seconds=7)
        await channel.send(text(chat), fetch)
    with pytest.raises(SendError) as told:
        used(service, work)
    assert (told.value.fault, told.value.after, told.value.unsure) == (fault, after, unsure)
    if accident != "slow":
        assert len(service.person(chat).messages) == arrived


def test_who_blocked_the_bot_is_not_to_be_reached(service: TelegramService) -> None:
    service.person(16).blocks()
    for chat in (16, -5):
        with pytest.raises(SendError) as refused:
            sent(service, Call("sendMessage", {"chat_id": chat, "text": "x"}))
        assert refused.value.fault == "blocked"


def test_a_wrong_token_is_our_fault_and_stays_secret(service: TelegramService, caplog: pytest.LogCaptureFixture
                                                     ) -> None:
    secret = "7000000009:a-token-that-nobody-may-see"
    with caplog.at_level(logging.DEBUG), pytest.raises(SendError) as refused:
        sent(service, text(17), token=secret)
    assert refused.value.fault == "auth"
    sent(service, text(17))
    told = caplog.text + str(refused.value) + repr(service.settings())
    assert secret.split(":")[1] not in told and service.token.split(":")[1] not in told


def test_nobody_listening_is_tried_again() -> None:
    with TelegramService() as gone:
        settings_of = gone.settings()
    with pytest.raises(SendError) as refused:
        asyncio.run(Telegram(settings_of, patience=1.0).send(text(18), fetch))
    assert refused.value.fault == "retry"


def test_a_press_is_answered_and_a_long_wait_announced(service: TelegramService) -> None:
    person = service.person(19)
    sent(service, Call("sendMessage", {"chat_id": 19, "text": "x", "reply_markup": {"inline_keyboard": [
        [{"text": "Yes", "callback_data": BUTTON.data}]]}}))
    pressed, said = events(person.presses(person.messages[-1], BUTTON.data))[0], events(person.says("hello"))[0]

    async def work(channel: Telegram) -> None:
        await channel.typing(pressed)
        await channel.typing(said)
        service.fail("500", on="sendMessageDraft")
        await channel.typing(said)  # never raises
    used(service, work)
    assert [method for method, _ in service.calls if method in ("answerCallbackQuery", "sendMessageDraft")] == [
        "answerCallbackQuery", "sendMessageDraft"]


def test_links_and_troubles(service: TelegramService) -> None:
    async def trouble(channel: Telegram) -> str | None:
        return await channel.trouble()
    assert used(service, trouble) is None
    assert "saathi_bot" in used(service, trouble, bot=None)
    assert "saathi_bot" in used(service, trouble, bot="@other")
    assert "token" in used(service, trouble, token="1:x")
    assert Telegram(service.settings()).link("c" * 22, "hi") == f"https://t.me/saathi_bot?start={'c' * 22}"
    with pytest.raises(ValueError):
        Telegram(replace(service.settings(), bot=None)).link("c" * 22, "hi")


# ---- setting up, polling


def test_the_webhook_and_the_commands_are_set(service: TelegramService) -> None:
    assert asyncio.run(set_up(service.settings(), "https://saathi.example/webhooks/telegram")) is None
    assert service.webhook["url"] == "https://saathi.example/webhooks/telegram"
    assert service.webhook["secret_token"] == service.secret
    assert "poll_answer" in service.webhook["allowed_updates"]
    assert service.commands.keys() == {"", "hi"} and len(service.commands["hi"]) == len(commands("hi"))
    assert asyncio.run(set_up(replace(service.settings(), token="1:x"), "https://x.example")) is not None


def test_polling_loses_nothing_that_could_not_be_taken_in() -> None:
    with TelegramService() as service:
        person = service.person(20)
        for number in range(5):
            person.says(f"message {number}")
        taken: list[int] = []
        refused = [1]

        async def whole() -> None:
            stop = asyncio.Event()

            async def take(update: dict[str, Any]) -> None:
                event = events(update)[0]
                if event.text == "message 2" and refused:
                    refused.pop()
                    raise RuntimeError("the database is away")
                taken.append(int(event.text.split()[1]))
                if len(taken) == 5:
                    stop.set()
            await asyncio.wait_for(poll(service.settings(), take, stop, wait=1), 30)
        asyncio.run(whole())
    assert taken == [0, 1, 2, 3, 4]


def test_polling_with_a_wrong_token_ends_without_telling_it(caplog: pytest.LogCaptureFixture) -> None:
    secret = "7000000009:a-token-that-nobody-may-see"
    with TelegramService() as service, caplog.at_level(logging.DEBUG):
        stop = asyncio.Event()

        async def take(_update: dict[str, Any]) -> None:
            raise AssertionError
        asyncio.run(asyncio.wait_for(poll(replace(service.settings(), token=secret), take, stop, wait=1), 30))
    assert stop.is_set() and "token" in caplog.text and secret.split(":")[1] not in caplog.text


def test_polling_goes_on_past_what_the_library_cannot_read() -> None:
    with TelegramService() as service:
        service.update("message", {"text": "no message at all"})
        service.person(21).says("hello")
        taken: list[int] = []

        async def whole() -> None:
            stop = asyncio.Event()

            async def take(update: dict[str, Any]) -> None:
                taken.append(update["update_id"])
                if len(taken) == 2:
                    stop.set()
            await asyncio.wait_for(poll(service.settings(), take, stop, wait=1), 30)
        asyncio.run(whole())
    assert len(taken) == 2

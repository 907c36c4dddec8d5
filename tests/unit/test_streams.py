"""Streams of a turn that broke off: their events are numbered, and a repeated request goes on after a number."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from bot.http.chat import told
from bot.turn import Reply
from tests.browser.fake import Fake


@pytest.fixture
def client(signed_in: TestClient) -> TestClient:
    return signed_in


def numbered(text: str) -> list[tuple[str, int]]:
    frames = [frame.split("\n") for frame in text.split("\n\n") if frame and not frame.startswith(":")]
    return [(lines[0].removeprefix("event: "), int(lines[1].removeprefix("id: "))) for lines in frames]


def test_a_stream_is_numbered_and_goes_on_after_a_number(client: TestClient, fake: Fake) -> None:
    headers = {"accept": "text/event-stream", "idempotency-key": "key-12345"}

    def stream(**more: str) -> str:
        return client.post("/api/chat", json={"say": "gaps"}, headers={**headers, **more}).text

    whole = stream()
    events = numbered(whole)
    assert [number for _, number in events] == list(range(len(events)))
    assert (events[0][0], events[-1][0]) == ("start", "reply")
    for after in range(len(events) - 1):
        rest = stream(**{"last-event-id": str(after)})
        assert rest.startswith(":") and numbered(rest) == events[after + 1:]
        assert whole.endswith(rest.split("\n\n", 1)[1])
    # what is whole is told again rather than nothing
    assert numbered(stream(**{"last-event-id": str(len(events) + 5)})) == events[-1:]
    assert len(fake.given) == 1 and len({asked.id for asked in fake.asked}) == 1


def test_without_a_key_a_stream_begins_anew(client: TestClient) -> None:
    headers = {"accept": "text/event-stream", "last-event-id": "3"}
    assert numbered(client.post("/api/chat", json={"say": "gaps"}, headers=headers).text)[0] == ("start", 0)
    headers["last-event-id"] = "-1"
    assert client.post("/api/chat", json={"say": "gaps"}, headers=headers).status_code == 422


@given(st.text(min_size=1), st.integers(0, 20))
def test_two_halves_of_a_stream_are_the_whole(text: str, after: int) -> None:
    reply = Reply("answered", text, blocks=[{"type": "choices", "items": []}])
    whole, rest = told(reply), told(reply, after)
    assert rest == (whole[after:] or whole[-1:])


def texts(events: list[str]) -> list[dict[str, object]]:
    found = [each.split("\ndata: ", 1)[1] for each in events if each.startswith("event: text")]
    return [json.loads(each) for each in found]


def test_what_was_shown_already_is_not_sent_again() -> None:
    reply = Reply("answered", "You have 2 gaps. Both are small.\nOne course closes them.")
    rest = told(reply, 0, ["You have 2 gaps. ", "Both are small.\n"])
    assert texts(rest) == [{"text": "One course closes them."}] and numbered("".join(rest))[0] == ("text", 3)


def test_what_was_shown_and_does_not_count_is_taken_away() -> None:
    reply = Reply("answered", "You have 2 gaps. Both are small.")
    rest = told(reply, 0, ["There is something. "])
    assert texts(rest) == [{"text": "You have 2 gaps.", "start": True}, {"text": " Both are small."}]
    assert numbered("".join(rest))[0] == ("text", 2)


def test_a_stream_that_broke_off_begins_anew_where_a_model_may_have_written() -> None:
    reply = Reply("answered", "You have 2 gaps. Both are small.")
    rest = told(reply, 5, anew=True)
    assert texts(rest)[0] == {"text": "You have 2 gaps.", "start": True}
    assert [number for _, number in numbered("".join(rest))] == [6, 7, 8]


def test_a_page_hears_a_model_before_the_reply(client: TestClient, fake: Fake) -> None:
    fake.pieces = ["You said: ", "gaps"]
    whole = client.post("/api/chat", json={"say": "echo"}, headers={"accept": "text/event-stream"}).text
    assert [number for _, number in numbered(whole)] == list(range(len(numbered(whole))))
    assert texts(whole.split("\n\n"))[:2] == [{"text": "You said: "}, {"text": "gaps"}]

"""The stand-in of a server of language models: it says what its script says, in pieces and in one, and refuses what a
strict server refuses.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import httpx
import pytest

from tests.standins.models import (
    HEADERS,
    Calls,
    Drops,
    Empties,
    Faults,
    Floods,
    Garbles,
    Hangs,
    ModelService,
    Refuses,
    Says,
    tokens,
)

Json = dict[str, Any]
USER = {"role": "user", "content": "What are my gaps?"}
TOOL: Json = {"type": "function", "function": {"name": "check_gaps", "parameters": {
    "type": "object", "properties": {"official": {"type": "string"}}}}}
CALL = {"id": "c1", "type": "function", "function": {"name": "check_gaps", "arguments": "{}"}}
CALLED = {"role": "assistant", "content": None, "tool_calls": [CALL]}
ANSWER = {"role": "tool", "tool_call_id": "c1", "content": "none"}
COUNTED = {"stream_options": {"include_usage": True}}


@pytest.fixture(scope="module")
def running() -> Iterator[ModelService]:
    with ModelService() as service:
        yield service


@pytest.fixture(scope="module")
def client(running: ModelService) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.address, headers={"Authorization": f"Bearer {running.key}"},
                      timeout=10) as made:
        yield made


@pytest.fixture
def service(running: ModelService) -> ModelService:
    running.asked.clear()
    running.refused.clear()
    running.script = [Says("Hello.")]
    return running


def post(client: httpx.Client, **more: Any) -> httpx.Response:
    return client.post("/chat/completions", json={"model": "stand-in", "messages": [USER], **more})


def choice(client: httpx.Client, **more: Any) -> Json:
    """The answer in one piece."""
    answer = post(client, **more)
    assert answer.status_code == 200
    return dict(answer.json()["choices"][0])


def data(client: httpx.Client, **more: Any) -> list[str]:
    """The data lines of an answer in pieces."""
    answer = post(client, stream=True, **more)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/event-stream")
    return [line.removeprefix("data: ") for line in answer.text.split("\n\n") if line]


def deltas(client: httpx.Client, **more: Any) -> tuple[list[Json], str]:
    """The deltas of an answer in pieces but its first, which has the role, and how it finished."""
    *lines, done = data(client, **more)
    assert done == "[DONE]"
    first, *found = [json.loads(line)["choices"][0] for line in lines]
    assert first["delta"]["role"] == "assistant" and {each["finish_reason"] for each in (first, *found[:-1])} == {None}
    return [each["delta"] for each in found[:-1]], found[-1]["finish_reason"]


def until_cut(client: httpx.Client, **more: Any) -> str:
    """What came of an answer whose connection was lost."""
    came = ""
    with pytest.raises(httpx.TransportError), client.stream("POST", "/chat/completions", json={
            "model": "stand-in", "messages": [USER], **more}) as answer:
        for piece in answer.iter_text():
            came += piece
    return came


def test_what_it_says_in_pieces_and_in_one(service: ModelService, client: httpx.Client) -> None:
    service.script = [Says("You have नमस्ते two gaps.")]
    assert choice(client)["message"] == {"role": "assistant", "content": "You have नमस्ते two gaps.", "refusal": None}
    assert deltas(client) == ([{"content": each} for each in ("You ", "have ", "नमस्ते ", "two ", "gaps.")], "stop")
    service.script = [Says("Hello", pieces=("Hel", "lo"), pause=0.01, finish="length")]
    assert deltas(client) == ([{"content": "Hel"}, {"content": "lo"}], "length")
    with pytest.raises(ValueError, match="pieces"):
        Says("Hello", pieces=("Hel",))


def test_tokens_are_counted_where_one_asks_for_it(service: ModelService, client: httpx.Client) -> None:
    service.script = [Says("Two gaps.")]
    used = {"prompt_tokens": tokens(USER["content"]), "completion_tokens": 3, "total_tokens": 8}
    assert post(client).json()["usage"] == used and tokens("A word, or two") == 5
    *_, last, done = data(client, **COUNTED)
    assert (json.loads(last)["choices"], json.loads(last)["usage"], done) == ([], used, "[DONE]")
    assert not [line for line in data(client) if "usage" in line]
    service.script = [Says("Two gaps.", usage=False)]
    assert "usage" not in post(client).json()
    assert [line for line in data(client, **COUNTED) if '"usage":{' in line] == []


def test_it_calls_tools_in_several_deltas(service: ModelService, client: httpx.Client) -> None:
    service.script = [(Says("So: "), Calls("check_gaps", {"official": "Asha"}), Calls("other", '{"half": ', id="mine"))]
    told = choice(client, tools=[TOOL])
    first, second = told["message"]["tool_calls"]
    assert (told["message"]["content"], told["finish_reason"]) == ("So: ", "tool_calls")
    assert (first["function"]["name"], json.loads(first["function"]["arguments"])) == ("check_gaps",
                                                                                      {"official": "Asha"})
    assert second == {"id": "mine", "type": "function", "function": {"name": "other", "arguments": '{"half": '}}
    found, finish = deltas(client, tools=[TOOL])
    parts = [part for each in found for part in each.get("tool_calls", [])]
    written = ["".join(part["function"]["arguments"] for part in parts if part["index"] == at) for at in (0, 1)]
    assert written == ['{"official":"Asha"}', '{"half": '] and finish == "tool_calls" and len(parts) > 4
    named = [part["id"] for part in parts if "id" in part]
    assert named[1] == "mine" and named[0] != first["id"]


@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_faults(service: ModelService, client: httpx.Client, status: int) -> None:
    service.script = [Faults(status, "not now", retry_after=2)]
    for more in ({}, {"stream": True, **COUNTED}):
        answer = post(client, **more)
        assert (answer.status_code, answer.headers["retry-after"]) == (status, "2")
        assert answer.json()["error"]["message"] == "not now"
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
    assert service.refused == []


def test_a_fault_amid_a_stream(service: ModelService, client: httpx.Client) -> None:
    service.script = [(Says("You"), Faults(500, "it broke", code="broken"))]
    *_, said, fault, done = data(client)
    assert ("You" in said, json.loads(fault)["error"]["code"], done) == (True, "broken", "[DONE]")


def test_a_connection_drops(service: ModelService, client: httpx.Client) -> None:
    service.script = [Drops("one two three", after=2)]
    came = until_cut(client, stream=True)
    assert "one " in came and "two " in came and "three" not in came and "[DONE]" not in came
    assert "three" not in until_cut(client)


def test_it_hangs_and_may_then_answer(service: ModelService, client: httpx.Client) -> None:
    service.script = [Hangs(0.01), (Hangs(0.01), Says("Late.")), (Says("You "), Hangs(0.01)), Hangs(30)]
    assert until_cut(client, stream=True) == ""
    assert choice(client)["message"]["content"] == "Late."
    assert "You " in until_cut(client, stream=True)
    with pytest.raises(httpx.ReadTimeout):
        client.post("/chat/completions", json={"model": "stand-in", "messages": [USER]}, timeout=0.05)


def test_leaving_ends_what_hangs() -> None:
    with ModelService([Hangs(60)]) as service:
        def ask() -> None:
            with suppress(httpx.TransportError):
                httpx.post(f"{service.address}/chat/completions", json={"model": "m", "messages": [USER]},
                           headers={"Authorization": f"Bearer {service.key}"}, timeout=60)
        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        while not service.asked:
            asking.join(0.01)
    asking.join(10)
    assert not asking.is_alive()


def test_it_garbles(service: ModelService, client: httpx.Client) -> None:
    service.script = [(Says("You"), Garbles("{no"))]
    assert "{no" in data(client) and post(client).text == "{no"


def test_it_refuses(service: ModelService, client: httpx.Client) -> None:
    service.script = [Refuses("I will not.")]
    told = choice(client)
    assert (told["message"]["content"], told["message"]["refusal"]) == (None, "I will not.")
    found, finish = deltas(client)
    assert "".join(each["refusal"] for each in found) == "I will not."
    assert told["finish_reason"] == finish == "content_filter"


@pytest.mark.parametrize(("more", "written"), [({}, 9), ({"max_tokens": 4}, 4), ({"max_completion_tokens": 40}, 9)])
def test_it_floods(service: ModelService, client: httpx.Client, more: Json, written: int) -> None:
    service.script = [Floods(9)]
    found, finish = deltas(client, **more)
    assert (len(found), finish) == (written, "length") and choice(client, **more)["finish_reason"] == "length"
    assert post(client, **more).json()["usage"]["completion_tokens"] == written


def test_it_says_nothing(service: ModelService, client: httpx.Client) -> None:
    service.script = [Empties()]
    assert choice(client)["message"]["content"] is None and deltas(client) == ([], "stop")


def test_a_script_is_used_up_and_its_last_step_repeated(service: ModelService, client: httpx.Client) -> None:
    def said() -> str:
        return str(choice(client)["message"]["content"])

    service.script = [Says("a"), Says("b")]
    assert [said() for _ in range(3)] == ["a", "b", "b"]
    service.script = lambda body: Says(body["messages"][0]["content"])
    assert said() == USER["content"]


def test_it_keeps_what_was_asked(service: ModelService, client: httpx.Client) -> None:
    post(client, temperature=0)
    post(client, messages=[])
    first, second = service.asked
    assert (first["messages"], first["temperature"], second["messages"]) == ([USER], 0, [])
    assert first[HEADERS]["content-type"] == "application/json" and service.key not in str(service.asked)
    assert len(service.refused) == 1


@pytest.mark.parametrize("script", [[], [()], lambda body: body["no such"]])
def test_a_script_that_goes_wrong_is_told(script: Any) -> None:
    with pytest.raises(RuntimeError, match="script"), ModelService(script) as service:
        answer = httpx.post(f"{service.address}/chat/completions", json={"model": "m", "messages": [USER]},
                            headers={"Authorization": f"Bearer {service.key}"}, timeout=10)
        assert answer.status_code == 500


def test_the_key_and_the_paths(service: ModelService, client: httpx.Client) -> None:
    for headers in ({"Authorization": "Bearer another"}, {"Authorization": ""}):
        for answer in (client.get("/models", headers=headers),
                       client.post("/chat/completions", json={}, headers=headers)):
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
    assert client.get("/models").json()["data"][0]["id"] == "stand-in"
    assert client.post("/completions", json={}).status_code == client.get("/engines").status_code == 404
    assert service.asked == []


@pytest.mark.parametrize("messages", [
    [{"role": "system", "content": "Be brief."}, USER], [USER, CALLED, ANSWER, USER],
    [USER, {**CALLED, "tool_calls": [CALL, {**CALL, "id": "c2"}]}, {**ANSWER, "tool_call_id": "c2"}, ANSWER],
    [{"role": "user", "content": [{"type": "text", "text": "What?"}]}]])
def test_what_is_well_formed_is_answered(service: ModelService, client: httpx.Client, messages: Sequence[Json]) -> None:
    named = {"type": "function", "function": {"name": "check_gaps"}}
    for asked in ("auto", "none", "required", named, None):
        choice(client, messages=messages, tools=[TOOL], tool_choice=asked, max_tokens=1, temperature=2.0)
    assert service.refused == []


def tool(**changed: Any) -> Json:
    return {"tools": [{"type": "function", "function": {**TOOL["function"], **changed}}]}


@pytest.mark.parametrize(("more", "where"), [
    ({"model": None}, "model"), ({"messages": []}, "messages"), ({"messages": None}, "messages"),
    ({"messages": [{"role": "robot", "content": "x"}]}, "messages[0].role"),
    ({"messages": [{"role": "user", "content": None}]}, "messages[0].content"),
    ({"messages": [{"role": "user", "content": []}]}, "messages[0].content"),
    ({"messages": [USER, ANSWER]}, "messages[1]"),
    ({"messages": [USER, CALLED, {**ANSWER, "tool_call_id": "c2"}]}, "messages[2]"),
    ({"messages": [USER, CALLED, ANSWER, USER, ANSWER]}, "messages[4]"),
    ({"messages": [USER, CALLED, USER]}, "messages[2]"), ({"messages": [USER, CALLED]}, "messages[2]"),
    ({"messages": [{**USER, "tool_calls": [CALL]}, ANSWER]}, "messages[0].tool_calls"),
    ({"messages": [{**CALLED, "tool_calls": [{**CALL, "function": {"name": "x", "arguments": {}}}]}, ANSWER]},
     "messages[0].tool_calls[0].function.arguments"),
    ({"tools": []}, "tools"), (tool(name="two words"), "tools[0].function.name"),
    (tool(name="x" * 65), "tools[0].function.name"), (tool(name="x\n"), "tools[0].function.name"),
    (tool(parameters=None), "tools[0].function.parameters"),
    (tool(parameters={"type": "object"}), "tools[0].function.parameters"),
    (tool(parameters={"type": "string", "properties": {}}), "tools[0].function.parameters.type"),
    (tool(parameters={"type": "object", "properties": {"x": {"type": "text"}}}),
     "tools[0].function.parameters.properties.x.type"),
    ({"tool_choice": "auto"}, "tool_choice"), ({"tools": [TOOL], "tool_choice": "check_gaps"}, "tool_choice"),
    ({"tools": [TOOL], "tool_choice": {"type": "function", "function": {"name": "other"}}}, "tool_choice"),
    ({"max_tokens": 0}, "max_tokens"), ({"max_tokens": True}, "max_tokens"), ({"max_tokens": 1.5}, "max_tokens"),
    ({"max_completion_tokens": "9"}, "max_completion_tokens"), ({"temperature": 2.1}, "temperature"),
    ({"temperature": -1}, "temperature"), ({"n": 2}, "n"), ({"stream": "yes"}, "stream"),
    ({"stream_options": {"include_usage": True}}, "stream_options")])
def test_what_is_not_well_formed_is_refused(service: ModelService, client: httpx.Client, more: Json,
                                            where: str) -> None:
    answer = post(client, **more)
    told = answer.json()["error"]
    assert (answer.status_code, told["type"], told["param"]) == (400, "invalid_request_error", where)
    assert service.refused == [told["message"]] and len(service.asked) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
def test_what_is_no_json_object_is_refused(service: ModelService, client: httpx.Client, content: bytes) -> None:
    answer = client.post("/chat/completions", content=content)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")

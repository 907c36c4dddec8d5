"""WhatsApp: what payloads mean, who sent them, what links hold and what is rendered."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Call, Channel, Event, Part
from bot.channels.whatsapp.channel import WhatsApp, code_in, genuine, handshake
from bot.channels.whatsapp.limits import LIMITS, PACE
from bot.channels.whatsapp.render import plain
from prompts.loader import LANGUAGES, table
from tests.channels.whatsapp.use import OFF, buttons, rendered, said, text
from tests.standins.whatsapp import BURST, EVERY, WhatsAppService
from tests.standins.whatsapp_people import Person
from tests.standins.whatsapp_rules import length

CASES = [json.loads(line) for line in (Path(__file__).parents[3] / "bot" / "channels" / "whatsapp" / "cases.jsonl")
         .read_text(encoding="utf-8").splitlines()]
CODE = "3q2-7wAAAAAAAAAAAAAAAA"


# ---- payloads


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_labelled_cases(case: dict[str, Any]) -> None:
    events = WhatsApp(OFF).parse(case["payload"])
    assert events == [Event.from_json(event) for event in case["expected"]]
    assert [Event.from_json(json.loads(json.dumps(event.as_json()))) for event in events] == events


def test_labels_of_cases_differ() -> None:
    assert len({case["label"] for case in CASES}) == len(CASES) > 50


@pytest.mark.parametrize("payload", [
    {}, {"object": "page", "entry": []}, {"object": "whatsapp_business_account"},
    {"object": "whatsapp_business_account", "entry": {"id": 1}},
])
def test_what_is_no_payload_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no payload"):
        WhatsApp(OFF).parse(payload)


@pytest.mark.parametrize("lost", ["id", "timestamp", "type"])
def test_a_payload_in_which_nothing_can_be_read_is_refused(lost: str) -> None:
    payload = json.loads(json.dumps(CASES[0]["payload"]))
    del payload["entry"][0]["changes"][0]["value"]["messages"][0][lost]
    with pytest.raises(ValueError, match="cannot be read"):
        WhatsApp(OFF).parse(payload)


def test_whoever_cannot_be_told_from_others_is_not_guessed() -> None:
    """Two contacts and a message without a name: it is neither's."""
    payload = json.loads(json.dumps(CASES[0]["payload"]))
    value = payload["entry"][0]["changes"][0]["value"]
    value["contacts"].append({"wa_id": "919810099999", "user_id": "IN.2"})
    del value["messages"][0]["from"], value["messages"][0]["from_user_id"]
    with pytest.raises(ValueError, match="cannot be read"):
        WhatsApp(OFF).parse(payload)


json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                           lambda inner: st.lists(inner, max_size=3)
                           | st.dictionaries(st.sampled_from(["id", "type", "text", "body", "from", "timestamp",
                                                              "interactive", "contacts", "status"]), inner, max_size=4),
                           max_leaves=12)


@given(st.lists(json_values, max_size=3), st.lists(json_values, max_size=3), json_values)
def test_any_payload_is_read_or_refused(messages: list[Any], statuses: list[Any], contacts: Any) -> None:
    """Whatever the service may come to send: events, or ValueError, and nothing else."""
    value = {"metadata": {"phone_number_id": OFF.phone_id}, "messages": messages, "statuses": statuses,
             "contacts": contacts}
    payload = {"object": "whatsapp_business_account",
               "entry": [{"changes": [{"field": "messages", "value": value}, messages]}, statuses]}
    try:
        events = WhatsApp(OFF).parse(payload)
    except ValueError as fault:
        assert "cannot be read" in str(fault)
    else:
        assert all(event.id and event.account and event.chat for event in events)


# ---- who sent a payload


def test_a_signature_is_over_the_raw_bytes(service: WhatsAppService, asha: Person) -> None:
    asha.write("मेरी कमियाँ")
    [raw] = service.batches()
    header = service.signature(raw)
    assert genuine(service.secret, raw, header)
    assert not genuine(service.secret, json.dumps(json.loads(raw), ensure_ascii=False).encode(), header)
    assert not genuine(service.secret, raw + b" ", header)
    assert not genuine("another secret", raw, header)


@pytest.mark.parametrize("header", [None, "", "sha256=", "sha1=00", "sha256=" + "0" * 64, "sha256=é", "0" * 64])
def test_a_wrong_signature_is_refused(header: str | None) -> None:
    assert not genuine("secret", b"{}", header)


@pytest.mark.parametrize("secret", [None, ""])
def test_without_a_secret_nothing_is_genuine(secret: str | None) -> None:
    import hashlib
    import hmac

    assert not genuine(secret, b"{}", "sha256=" + hmac.new(b"", b"{}", hashlib.sha256).hexdigest())


def test_the_handshake() -> None:
    assert handshake("ours", "subscribe", "ours", "1158201444") == "1158201444"
    for verify, mode, token, challenge in [(None, "subscribe", "", "1"), ("", "subscribe", "", "1"),
                                           ("ours", "subscribe", "theirs", "1"), ("ours", "unsubscribe", "ours", "1"),
                                           ("ours", None, "ours", "1"), ("ours", "subscribe", None, "1"),
                                           ("ours", "subscribe", "ours", None), ("ours", "subscribe", "हमारा", "1")]:
        assert handshake(verify, mode, token, challenge) is None


# ---- linking


@pytest.mark.parametrize("language", [*LANGUAGES, "ta"])
def test_the_message_of_a_link_holds_its_code(language: str) -> None:
    address = urlsplit(WhatsApp(OFF).link(CODE, language))
    assert (address.scheme, address.netloc, address.path) == ("https", "wa.me", "/919810000000")
    [message] = parse_qs(address.query, strict_parsing=True)["text"]
    assert code_in(message) == CODE
    assert code_in(f"namaste\n{message} thanks") == CODE


def test_a_link_needs_our_number() -> None:
    with pytest.raises(ValueError, match="number"):
        WhatsApp(replace(OFF, number=None)).link(CODE, "en")


@pytest.mark.parametrize("words", ["", CODE, "LINK", "LINK short", "LINK " + "a" * 21, "LINK " + "a" * 129,
                                   "BLINK " + CODE, "LINK https://example.org/a/long/address/of/some/page"])
def test_what_is_no_code_is_none(words: str) -> None:
    assert code_in(words) is None


@given(st.text(alphabet="abcXYZ019_-", min_size=22, max_size=64), st.sampled_from(LANGUAGES))
def test_any_code_comes_back_from_its_link(code: str, language: str) -> None:
    [message] = parse_qs(urlsplit(WhatsApp(OFF).link(code, language)).query)["text"]
    assert code_in(message) == code


# ---- rendering


def test_it_is_a_channel() -> None:
    channel: Channel = WhatsApp(OFF)
    assert (channel.name, channel.limits) == ("whatsapp", LIMITS)
    assert LIMITS.poll is None and 1 <= PACE.burst <= BURST and PACE.every >= EVERY


def test_words_of_the_channel_fit() -> None:
    for language in LANGUAGES:
        assert length(table("replies", language)["whatsapp"]["list"]) <= LIMITS.rows_button


def test_a_recipient_is_a_number_an_account_or_a_group() -> None:
    bodies = [text(chat).body for chat in ("919810012345", "IN.13491208655302741918", "US.ENT.11815799212886844830",
                                           "IN.aB9", "Y2FwaV9ncm91cDoxNzA1")]
    assert [(body.get("to"), body.get("recipient"), body["recipient_type"]) for body in bodies] == [
        ("919810012345", None, "individual"), (None, "IN.13491208655302741918", "individual"),
        (None, "US.ENT.11815799212886844830", "individual"), (None, "IN.aB9", "individual"),
        ("Y2FwaV9ncm91cDoxNzA1", None, "group")]


def test_a_poll_is_not_rendered() -> None:
    with pytest.raises(ValueError, match="poll"):
        rendered("919810012345", Part("poll", "What?", options=("a", "b"), right=0))


@pytest.mark.parametrize(("given_text", "shown"), [
    ("*bold* _it_ ~no~ `x`", "∗bold* ＿it_ ∼no~ ˋx`"), ("2 * 3 * 4 = 24", "2 * 3 * 4 = 24"),
    ("snake_case_name", "snake_case_name"), ("https://x.gov.in/_a_/*b* *c*", "https://x.gov.in/_a_/*b* ∗c*"),
    ("a *star", "a *star"), ("*one\ntwo*", "*one\ntwo*"), ("```run```", "ˋˋˋrun`ˋ`"), ("(*b*)", "(∗b*)"),
    ("__twice__", "＿＿twice__"), ("*_both_*", "∗＿both_*"),
])
def test_no_sign_becomes_markup(given_text: str, shown: str) -> None:
    assert plain(given_text) == shown


@given(st.text(alphabet="a *_~`\nआ😀:/"))
def test_text_without_markup_is_as_long_as_before(words: str) -> None:
    assert length(plain(words)) == length(words)
    assert plain(plain(words)) == plain(words)


def test_calls_survive_a_queue() -> None:
    parts = [Part("text", "Which?", buttons=buttons("One", "Two"), listed=True),
             Part("document", "Yours", file="/api/statement", name="s.pdf", media_type="application/pdf")]
    for call in rendered("919810012345", *parts):
        assert Call(**json.loads(json.dumps(call.as_json()))) == call


# ---- the stand-in's own deliveries


@pytest.mark.parametrize("how", [{}, {"together": False}, {"twice": True}, {"shuffle": 7},
                                 {"together": False, "twice": True, "shuffle": 7}])
def test_deliveries_tell_the_same_events(service: WhatsAppService, asha: Person, how: dict[str, Any]) -> None:
    for number in range(5):
        asha.write(f"message {number}")
    said(service, [text(asha.number)])
    channel = WhatsApp(service.settings())
    raws = service.batches(**how)
    events = [event for raw in raws for event in channel.parse(json.loads(raw))]
    assert len(raws) == (1 if how.get("together", True) else len(events))
    assert len(events) == 7 * (2 if how.get("twice") else 1)
    assert sorted({event.id for event in events if event.kind == "said"}) == \
        sorted(each.id for each in {event.id: event for event in events}.values() if each.kind == "said")
    assert {event.text for event in events} == {*(f"message {number}" for number in range(5)), "sent", "delivered"}


def test_webhooks_are_delivered_signed(service: WhatsAppService, asha: Person) -> None:
    """Over a socket to a receiver that checks the signature as ours does."""
    import http.server
    import threading

    taken: list[list[Event]] = []

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            good = genuine(service.secret, raw, self.headers["x-hub-signature-256"])
            if good:
                taken.append(WhatsApp(service.settings()).parse(json.loads(raw)))
            self.send_response(200 if good else 403)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Says nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_address[1]}/webhooks/whatsapp"
            asha.write("one")
            asha.write("two")
            assert service.deliver(address) == [200]
            assert [[event.text for event in batch] for batch in taken] == [["one", "two"]]
        finally:
            server.shutdown()
            thread.join()

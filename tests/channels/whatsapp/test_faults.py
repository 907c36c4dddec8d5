"""WhatsApp: what goes wrong with sending, and what becomes of it."""

from __future__ import annotations

import json
import logging
import socket
from dataclasses import replace
from typing import Any

import pytest

from bot.channel import Button, Part, SendError
from bot.channels.whatsapp.channel import WhatsApp
from bot.channels.whatsapp.faults import FAULTS, fault_of
from bot.channels.whatsapp.limits import LIMITS, PACE
from bot.documents.contract import Document
from tests.channels.whatsapp.use import OFF, PNG, buttons, heard, nothing, refused, rendered, said, text, used
from tests.standins.whatsapp import BURST, DAY, EVERY, WhatsAppService
from tests.standins.whatsapp_people import Person
from tests.standins.whatsapp_rules import ERRORS

# ---- what goes wrong


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_every_error_of_the_service_has_its_class(service: WhatsAppService, asha: Person, code: int) -> None:
    service.fail(code)
    told = refused(service, text(asha.number))
    found = fault_of(code)
    assert (told.fault, told.after) == (found.fault, found.after)
    assert str(code) in told.why and not asha.heard


def test_classes_of_errors() -> None:
    classes = {
        "retry": (4, 80007, 130429, 131000, 131016, 131048, 131056), "window": (131047,),
        "blocked": (131026, 131030, 131021), "auth": (0, 3, 10, 190, 200, 299, 131005, 131042, 131045, 368),
        "rejected": (100, 131008, 131009, 131051, 132000, 132001, 132999, 131049),
    }
    assert {code: fault_of(code).fault for codes in classes.values() for code in codes} == {
        code: name for name, codes in classes.items() for code in codes}
    assert fault_of(131056).after == PACE.every
    assert fault_of(100, subcode=33).fault == "auth"
    assert [fault_of(999999, status=status).fault for status in (500, 503, 429, 401, 403, 400, None)] == [
        "retry", "retry", "retry", "auth", "auth", "rejected", "rejected"]
    assert fault_of(999999, status=400, transient=True).fault == "retry"
    assert all(found.after is None or found.fault == "retry" for found in FAULTS.values())


def test_the_wait_that_the_service_asks_for(service: WhatsAppService, asha: Person) -> None:
    service.fail(130429, retry_after="30")
    assert refused(service, text(asha.number)).after == 30
    service.fail(80007, x_business_use_case_usage=json.dumps(
        {"102290129340398": [{"type": "messages", "call_count": 100, "estimated_time_to_regain_access": 19}]}))
    assert refused(service, text(asha.number)).after == 19 * 60
    service.fail(80007, x_business_use_case_usage="[1]")
    assert refused(service, text(asha.number)).after == 60


@pytest.mark.parametrize(("what", "taken"), [("500", 0), ("page", 0), ("cut before", 0), ("cut after", 1),
                                             ("wordless", 1)])
def test_accidents_are_tried_again(service: WhatsAppService, asha: Person, what: Any, taken: int) -> None:
    service.fail(what)
    told = refused(service, text(asha.number))
    assert told.fault == "retry" and len(asha.heard) == taken
    # Where it may have been taken it is not tried again at once: its status may tell so first.
    assert (told.after is not None) == (what in ("cut before", "cut after", "wordless"))
    [sent] = said(service, [text(asha.number)])
    assert asha.latest["id"] == sent.id


def test_an_answer_that_is_too_late_is_an_accident() -> None:
    """With a service of its own, which takes the message when the test is over."""
    with WhatsAppService() as service:
        service.fail("slow", seconds=1.0)
        told = refused(service, text("919810000001"), patience=0.2)
    assert told.fault == "retry" and told.after


def test_a_service_that_is_away_is_tried_again() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        away = replace(OFF, api=f"http://127.0.0.1:{free.getsockname()[1]}")
    with pytest.raises(SendError) as told:
        used(away, lambda channel: channel.send(text("919810012345"), nothing))
    assert (told.value.fault, told.value.after) == ("retry", None)


@pytest.mark.parametrize("what", ["500", "page", "cut after", 131016])
def test_a_failed_upload_sends_nothing_and_is_tried_again(service: WhatsAppService, asha: Person, what: Any) -> None:
    call = rendered(asha.number, Part("picture", "x", file="/api/figures/ab.png", name="c.png"))[0]
    service.fail(what, on="media")
    assert refused(service, call, PNG).fault == "retry" and not asha.heard
    said(service, [call], PNG)
    assert "id" not in call.body["image"], "a call stays as it was, for the next try"
    assert len(asha.heard) == 1


def test_what_fetching_raises_goes_on(service: WhatsAppService, asha: Person) -> None:
    async def gone(address: str) -> Document:
        raise LookupError(address)
    call = rendered(asha.number, Part("picture", "x", file="/api/figures/ab.png", name="c.png"))[0]
    with pytest.raises(LookupError):
        used(service.settings(), lambda channel: channel.send(call, gone))


def test_a_wrong_token_or_number_is_for_the_operator(service: WhatsAppService, asha: Person) -> None:
    assert refused(service, text(asha.number), token="wrong").fault == "auth"
    assert refused(service, text(asha.number), phone_id="999").fault == "auth"


def test_strangers_and_ourselves_are_not_to_be_reached(service: WhatsAppService, asha: Person) -> None:
    assert refused(service, text("919999999999")).fault == "blocked"
    assert refused(service, text("IN.999")).fault == "blocked"
    assert refused(service, text(service.number)).fault == "blocked"
    asha.block()
    assert refused(service, text(asha.number)).fault == "blocked"
    asha.unblock()
    said(service, [text(asha.number)])


def test_what_fails_late_is_told_by_a_status() -> None:
    with WhatsAppService(tells_late=True) as service:
        person = service.person()
        person.write("hello")
        service.move(DAY + 60)
        said(service, [replace(text(person.number), ref="late")])
        person.write("here again")
        person.block()
        said(service, [replace(text(person.number), ref="shut")])
        said(service, [replace(text("919999999999"), ref="stranger")])
        failed = [event.detail for event in heard(service) if event.text == "failed"]
        assert [(each["ref"], each["fault"]) for each in failed] == [
            ("late", "window"), ("shut", "blocked"), ("stranger", "blocked")]
        assert not person.heard


def test_the_window_opens_again_when_a_person_writes(service: WhatsAppService, asha: Person) -> None:
    service.move(DAY + 1)
    assert refused(service, text(asha.number)).fault == "window"
    asha.write("back")
    said(service, [text(asha.number)])


def test_whoever_keeps_the_pace_is_never_stopped(service: WhatsAppService, asha: Person) -> None:
    said(service, [text(asha.number)] * PACE.burst)
    for _ in range(5):
        service.move(PACE.every)
        said(service, [text(asha.number)])
    said(service, [text(asha.number)] * (BURST - PACE.burst))
    told = refused(service, text(asha.number))
    assert (told.fault, told.after) == ("retry", EVERY)
    service.move(told.after or 0)
    said(service, [text(asha.number)])


@pytest.mark.parametrize(("template", "values"), [("unknown", ["x"]), ("saathi_note", []), ("saathi_note", ["a", "b"]),
                                                  ("saathi_note", ["a\nb"]), ("saathi_note", ["x" * 1020])])
def test_a_template_that_does_not_fit_is_rejected(service: WhatsAppService, asha: Person, template: str,
                                                  values: list[str]) -> None:
    call = WhatsApp(service.settings()).nudge(asha.number, "x", "en", [], "text")
    call.body["template"]["name"] = template
    call.body["template"]["components"][0]["parameters"] = [{"type": "text", "text": value} for value in values]
    assert refused(service, call).fault == "rejected"


BEYOND = [
    Part("text", "x" * (LIMITS.text + 1)), Part("text", "x" * (LIMITS.with_buttons + 1), buttons=buttons("a")),
    Part("text", "x", buttons=buttons("a", "b", "c", "d")), Part("text", "x", buttons=buttons("a" * 21)),
    Part("text", "x", buttons=(Button("a", "d" * 257),)),
    Part("text", "x", buttons=buttons(*(f"row {at}" for at in range(11))), listed=True),
    Part("text", "x", buttons=buttons("a" * 25), listed=True),
    Part("text", "x", buttons=(Button("a", "a", "d" * 73),), listed=True),
    Part("text", "x", buttons=(Button("a", "d" * 201),), listed=True), Part("text", "x", buttons=(Button(" ", "a"),)),
]


@pytest.mark.parametrize("part", BEYOND, ids=range(len(BEYOND)))
def test_what_goes_beyond_the_limits_is_rejected(service: WhatsAppService, asha: Person, part: Part) -> None:
    """One beyond each limit is refused: so the limits are the service's, and the property below says something."""
    assert refused(service, rendered(asha.number, part)[0]).fault == "rejected"


def test_no_secret_and_no_message_gets_into_errors_or_logs(service: WhatsAppService, asha: Person,
                                                           caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    words = "confidential words"
    errors = []
    for what in ("500", "page", "cut after", 131056, 190, 100):
        service.fail(what)
        errors.append(refused(service, text(asha.number, words)))
    errors.append(refused(service, text(asha.number, words), token="wrong-token"))
    said(service, [text(asha.number, words)])
    assert caplog.records, "nothing was logged, so nothing was tried"
    told = caplog.text + "".join(f"{error} {error!r} {error.__cause__!r}" for error in errors)
    for secret in (service.token, "wrong-token", words, asha.number):
        assert secret not in told
    assert service.token not in repr(service.settings())


def test_an_accepted_number_has_no_trouble(service: WhatsAppService) -> None:
    def told(**of: Any) -> str | None:
        found = used(service.settings(**of), lambda channel: channel.trouble())
        assert found is None or (found and service.token not in found)
        return None if found is None else str(found)

    assert told() is None and told(number=None) is None
    assert all(told(**of) for of in ({"token": "wrong"}, {"phone_id": "1"}, {"number": "919810000000"},
                                     {"secret": None}, {"verify": None}, {"api": "http://127.0.0.1:9"}))
    for what in ("500", "page", "cut before", 190):
        service.fail(what, on="number")
        assert told()

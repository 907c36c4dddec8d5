"""WhatsApp: sending over a real socket to a service that keeps its rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channel import Button, Part
from bot.channels.whatsapp.channel import WhatsApp
from bot.channels.whatsapp.limits import LIMITS, PICTURE_BYTES, TEMPLATE_TEXT
from bot.documents.contract import Document
from prompts.loader import LANGUAGES, table
from tests.channels.whatsapp.use import OFF, PDF, PNG, buttons, heard, refused, rendered, said, text, used
from tests.standins.whatsapp import DAY, WhatsAppService
from tests.standins.whatsapp_people import Person
from tests.standins.whatsapp_rules import length

# ---- sending


def test_text_reaches_by_number_and_by_account(service: WhatsAppService) -> None:
    for person in (service.person("Asha"), service.person("Ravi", hide=True), service.person("Old", legacy=True)):
        person.write("hello")
        [event] = [each for each in heard(service) if each.kind == "said"]
        [sent] = said(service, [text(event.chat, "नमस्ते *you*")])
        assert person.latest["id"] == sent.id
        assert person.latest["text"] == {"body": "नमस्ते ∗you*", "preview_url": False}


def test_buttons_come_back_pressed(service: WhatsAppService, asha: Person) -> None:
    [sent] = said(service, rendered(asha.number, Part("text", "Shall I?", "hi", buttons("हाँ", "नहीं", "बाद में"))))
    asha.press("नहीं")
    [event] = [each for each in heard(service) if each.kind == "pressed"]
    assert (event.text, event.about, event.account) == ("c:1:2", sent.id, asha.account)


def test_a_list_comes_back_chosen(service: WhatsAppService, asha: Person) -> None:
    rows = buttons(*(f"Course {number}" for number in range(1, 11)))
    [sent] = said(service, rendered(asha.number, Part("text", "Which one?", buttons=rows, listed=True)))
    shown = asha.latest["interactive"]["action"]
    assert shown["button"] == table("replies", "en")["whatsapp"]["list"]
    assert shown["sections"][0]["rows"][9] == {"id": "c:1:10", "title": "Course 10",
                                               "description": "detail of Course 10"}
    asha.choose("Course 7")
    [event] = [each for each in heard(service) if each.kind == "pressed"]
    assert (event.text, event.about) == ("c:1:7", sent.id)


def test_titles_that_repeat_are_told_apart(service: WhatsAppService, asha: Person) -> None:
    same = "Noting and Drafting!"
    said(service, rendered(asha.number, Part("text", "Which?", buttons=(
        Button(same, "a"), Button(same, "b"), Button("Other", "a"), Button(same, "c")))))
    titles = [each["reply"]["title"] for each in asha.latest["interactive"]["action"]["buttons"]]
    assert titles == [same, "Noting and Drafting 2", "Noting and Drafting 3"] or \
        (len(set(titles)) == 3 and all(length(title) <= 20 for title in titles))
    asha.press(titles[2])
    assert [event.text for event in heard(service) if event.kind == "pressed"] == ["c"]


def test_a_thumb_comes_back_for_its_message(service: WhatsAppService, asha: Person) -> None:
    [sent] = said(service, [text(asha.number)])
    asha.react(sent.id, "👍🏽")
    assert [(event.text, event.about) for event in heard(service) if event.kind == "rated"] == [("up", sent.id)]


def test_a_picture_goes_with_its_caption(service: WhatsAppService, asha: Person) -> None:
    part = Part("picture", "Gaps by level", file="/api/figures/ab.png", name="chart.png", media_type="image/png")
    said(service, rendered(asha.number, part), PNG)
    image = asha.latest["image"]
    assert image["caption"] == "Gaps by level" and service.media[image["id"]] == ("image/png", PNG.content)


def test_a_picture_has_buttons_under_it_and_a_list_after_it(service: WhatsAppService, asha: Person) -> None:
    part = Part("picture", "Gaps", file="/api/figures/ab.png", name="c.png", buttons=buttons("Why?"))
    said(service, rendered(asha.number, part), PNG)
    assert asha.latest["interactive"]["header"]["image"]["id"] in service.media
    said(service, rendered(asha.number, replace(part, listed=True)), PNG)
    assert [message["type"] for message in asha.heard[-2:]] == ["image", "interactive"]


def test_a_document_has_its_name(service: WhatsAppService, asha: Person) -> None:
    part = Part("document", "", file="/api/statement", name="विवरण.pdf", media_type="application/pdf")
    said(service, rendered(asha.number, part), PDF)
    document = asha.latest["document"]
    assert document["filename"] == "विवरण.pdf" and "caption" not in document
    assert service.media[document["id"]] == ("application/pdf", PDF.content)


@pytest.mark.parametrize("media_type", ["text/csv; charset=utf-8", "application/json", "text/html"])
def test_text_of_any_kind_goes_as_text(service: WhatsAppService, asha: Person, media_type: str) -> None:
    part = Part("document", "Figures", file="/api/figures/ab.csv", name="figures.csv")
    said(service, rendered(asha.number, part), Document("figures.csv", media_type, b"a,b\n1,2\n"))
    assert service.media[asha.latest["document"]["id"]][0] == "text/plain"
    assert asha.latest["document"]["filename"] == "figures.csv"


@pytest.mark.parametrize(("kind", "document"), [
    ("picture", Document("c.svg", "image/svg+xml", b"<svg/>")), ("picture", replace(PNG, content=b"0" * PICTURE_BYTES
                                                                                 + b"0")),
    ("document", Document("a.exe", "application/x-msdownload", b"MZ")), ("document", PNG),
])
def test_a_file_that_would_not_be_taken_is_not_uploaded(service: WhatsAppService, asha: Person, kind: Any,
                                                         document: Document) -> None:
    call = rendered(asha.number, Part(kind, "x", file="/api/figures/ab", name="x"))[0]
    assert refused(service, call, document).fault == "rejected"
    assert service.requests == 0 and not service.media


def test_our_name_of_a_call_comes_back_with_its_states(service: WhatsAppService, asha: Person) -> None:
    [sent] = said(service, [replace(text(asha.number), ref="out-41")])
    service.read_all(asha)
    assert [(event.text, event.about, event.detail, event.account) for event in heard(service)] == [
        (state, sent.id, {"ref": "out-41"}, asha.account) for state in ("sent", "delivered", "read")]


def test_a_group_is_told(service: WhatsAppService, asha: Person) -> None:
    group = "Y2FwaV9ncm91cDoxNzA1"
    service.groups.add(group)
    asha.write("hello all", group=group)
    [event] = heard(service)
    assert (event.kind, event.account, event.chat) == ("group", asha.account, group)
    said(service, [text(event.chat, "I talk to one person at a time.")])
    assert service.taken[-1]["to"] == group


def test_typing_marks_the_message_as_read(service: WhatsAppService, asha: Person) -> None:
    asha.write("and now?")
    [event] = heard(service)
    used(service.settings(), lambda channel: channel.typing(event))
    assert service.marked == [{"messaging_product": "whatsapp", "status": "read", "message_id": event.id,
                               "typing_indicator": {"type": "text"}}]


def test_typing_never_raises(service: WhatsAppService, asha: Person) -> None:
    asha.write("and now?")
    [event] = heard(service)
    for what in ("500", "page", "cut before", 131009):
        service.fail(what)
        used(service.settings(), lambda channel: channel.typing(event))
    used(OFF, lambda channel: channel.typing(event))
    used(service.settings(), lambda channel: channel.typing(replace(event, kind="rated")))
    assert not service.marked and service.requests == 4


# ---- unasked


@pytest.mark.parametrize("language", ["en", "hi", "hi-IN", "ta"])
def test_a_nudge_is_a_template_and_goes_beyond_the_window(service: WhatsAppService, asha: Person,
                                                          language: str) -> None:
    service.move(3 * DAY)
    channel = WhatsApp(service.settings())
    call = channel.nudge(asha.number, "quiz_due", language, ["3"], "Three questions\nare  due:\t\tstart?")
    assert call.template
    assert refused(service, text(asha.number)).fault == "window"
    said(service, [call])
    assert asha.latest["template"]["components"][0]["parameters"][0]["text"] == "Three questions are due: start?"


def test_a_nudge_without_a_template_is_text(service: WhatsAppService, asha: Person) -> None:
    call = WhatsApp(replace(OFF, template=None)).nudge(asha.number, "quiz_due", "en", [], "Three\nare due")
    assert not call.template
    said(service, [call])
    assert asha.latest["text"]["body"] == "Three\nare due"


@given(st.text(min_size=1, max_size=3000).filter(str.strip))
def test_the_value_of_a_template_is_one_line_that_fits(words: str) -> None:
    words = words.encode("utf-8", "ignore").decode() or "x"
    call = WhatsApp(OFF).nudge("919810012345", "x", "en", [], words)
    [value] = call.body["template"]["components"][0]["parameters"]
    assert length(value["text"]) <= TEMPLATE_TEXT and not set(value["text"]) & set("\n\r\t")
    assert "     " not in value["text"]


# ---- any parts within the limits


def words_of(most: int) -> st.SearchStrategy[str]:
    """Texts of people and of ours with something to be seen in them, so many units of UTF-16 at most, often just that
    long."""
    signs = st.sampled_from("ab *_~`1.,-\n!?आदेश्ञ😀👍🏽é\u200d")
    short = st.text(signs, min_size=1, max_size=most).filter(str.strip)
    full = st.sampled_from(["x", "क", "*a ", "😀"]).map(lambda sign: (sign * most)[:most // (2 if sign == "😀" else 1)])
    return (short | full).filter(lambda each: length(each) <= most)


def button_of(label: int, detail: int) -> st.SearchStrategy[Button]:
    data = st.text(st.sampled_from("abc:0123456789-_"), min_size=1, max_size=LIMITS.data) | st.just("d" * LIMITS.data)
    return st.builds(Button, words_of(label), data, st.just("") | words_of(detail) if detail else st.just(""))


languages = st.sampled_from(LANGUAGES)
bare = st.builds(Part, st.just("text"), words_of(LIMITS.text), languages)
with_buttons = st.builds(Part, st.just("text"), words_of(LIMITS.with_buttons), languages, st.lists(
    button_of(LIMITS.label, 0), min_size=1, max_size=LIMITS.buttons).map(tuple))
with_rows = st.builds(Part, st.just("text"), words_of(LIMITS.with_buttons), languages, st.lists(
    button_of(*LIMITS.row), min_size=1, max_size=LIMITS.rows).map(tuple), st.just(True))
pictures = st.builds(
    lambda caption, under: Part("picture", caption, buttons=under, file="/api/figures/ab.png", name="c.png"),
    st.just("") | words_of(LIMITS.caption),
    st.lists(button_of(LIMITS.label, 0), max_size=LIMITS.buttons).map(tuple))


@given(parts=st.lists(bare | with_buttons | with_rows | pictures, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture,
                                                                 HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_parts_within_the_limits_are_taken(service: WhatsAppService, parts: list[Part]) -> None:
    person = service.person()
    person.write("hello")
    calls = rendered(person.number, *parts)
    said(service, calls, PNG)
    assert len(person.heard) == len(calls) >= len(parts)
    shown = [message for message in person.heard if message["type"] == "interactive"]
    offered = [{button.data for button in part.buttons} for part in parts if part.buttons]
    assert [{each["id"] for each in ids(message)} for message in shown] == offered


def ids(message: dict[str, Any]) -> list[dict[str, Any]]:
    action = message["interactive"]["action"]
    return [each["reply"] for each in action["buttons"]] if "buttons" in action else action["sections"][0]["rows"]

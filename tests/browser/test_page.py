"""What a person does on the page by pointer and by keyboard: pick, ask, choose, be quizzed, switch the language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.fake import OPTIONS, Fake
from tests.browser.hands import EN, HI, replies, say, tab_to

pytestmark = pytest.mark.browser


def test_a_person_is_picked_by_search_and_changed(start: Open) -> None:
    page = start(None)
    page.get_by_label(EN["picker"]["search"]).fill("meera")
    expect(page.locator("[data-person]")).to_have_count(1)
    expect(page.locator("#picker-count")).to_have_text(EN["picker"]["found_one"])
    page.locator("[data-person]").click()
    expect(page.locator("#who-name")).to_have_text("Meera Nair")
    expect(replies(page)).to_contain_text("Meera Nair")
    page.reload()
    expect(page.locator("#who-name")).to_have_text("Meera Nair")
    page.get_by_role("button", name=EN["labels"]["change_person"]).click()
    expect(page.locator("[data-person]")).to_have_count(3)
    assert page.context.cookies() == []


@pytest.mark.parametrize("pieces", [["You said: ", "hello"], ["Something else. ", "More of it."]])
def test_what_a_model_writes_is_shown_as_it_comes_and_the_reply_counts(start: Open, fake: Fake, pieces: list[str]
                                                                        ) -> None:
    page = start()
    fake.pieces = pieces
    fake.go_on.clear()
    page.locator("#say").fill("hello")
    page.locator("#say").press("Enter")
    expect(page.locator(".draft")).to_have_text("".join(pieces))
    fake.go_on.set()
    expect(replies(page).last).to_contain_text("You said: hello")
    expect(page.locator(".draft")).to_have_count(0)
    expect(page.locator("#log")).not_to_contain_text("Something else")


def test_a_question_is_answered_and_the_field_keeps_the_focus(start: Open, fake: Fake) -> None:
    page = start()
    fake.go_on.clear()
    field = page.locator("#say")
    field.fill("hello")
    field.press("Shift+Enter")
    field.type("there")
    field.press("Enter")
    expect(page.locator("#waiting")).to_be_visible()
    expect(page.locator("#status")).to_have_text(EN["labels"]["waiting"])
    expect(page.locator("#log .person")).to_have_text(re.compile("hello\\s+there"))
    expect(field).to_be_focused()
    assert field.get_attribute("readonly") is not None
    fake.go_on.set()
    expect(replies(page).last).to_contain_text("You said: hello\nthere")
    expect(page.locator("#waiting")).to_be_hidden()
    expect(field).to_be_focused()
    expect(field).to_be_editable()
    assert [asked.say for asked in fake.asked] == ["hello\nthere"]
    assert fake.asked[0].language is None


def test_the_reply_streams_in_and_is_announced_once(start: Open) -> None:
    page = start()
    page.evaluate("""() => {
      window.seen = [];
      new MutationObserver(() => window.seen.push(document.querySelector('.draft')?.textContent ?? ''))
        .observe(document.getElementById('scroller'), { childList: true, subtree: true, characterData: true });
      window.added = [];
      new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(
        (node) => window.added.push(node.textContent)))).observe(document.getElementById('log'), { childList: true });
    }""")
    say(page, "gaps")
    assert any(text.startswith("You meet 1 of the 3") for text in page.evaluate("window.seen"))
    told = page.locator("#spoken p").all_inner_texts()
    assert told[0] == "You meet 1 of the 3 competencies that your post requires." and told[1] == "Two are open."
    assert len(told) == len(set(told)) and told[-1] == EN["labels"]["suggestions"].format(
        list="Show the plan, Quiz me on one, Why level 2?")
    added = page.evaluate("window.added")
    assert len(added) == 2
    assert "You meet 1 of the 3" in added[1] and "Preventive Vigilance" in added[1]
    assert page.locator(".draft").count() == 0


def test_a_plain_reply_will_do(start: Open) -> None:
    page = start()
    page.route("**/api/chat", lambda route: route.continue_(
        headers={**route.request.headers, "accept": "application/json"}))
    expect(say(page, "gaps")).to_contain_text("Preventive Vigilance")


def test_a_choice_sends_what_it_means_and_shows_its_label(start: Open, fake: Fake) -> None:
    page = start()
    page.get_by_role("button", name="Where am I short?").click()
    expect(replies(page)).to_have_count(2)
    expect(page.locator("#log .person")).to_contain_text("Where am I short?")
    assert fake.asked[0].say == "gaps"
    page.get_by_role("button", name="Show the plan").click()
    expect(page.locator(".course")).to_have_count(3)
    assert fake.asked[1].say == "courses please"
    expect(page.locator(".choices")).to_have_count(0)


def test_what_a_block_shows_is_not_told_twice(start: Open) -> None:
    page = start()
    text = "\n".join(say(page, "gaps").locator(".text").all_inner_texts())
    assert text.startswith("You meet 1 of the 3") and text.endswith("and 1 more, in the list below.")
    assert "•" not in text
    assert say(page, "quiz").locator(".text").all_inner_texts() == ["Vigilance: 6 questions.\nQuestion 1 of 6"]
    message = say(page, "b")
    assert message.locator(".text").all_inner_texts() == ["Not quite. The answer is: b"]
    expect(message.locator(".number")).to_have_text("Question 2 of 6")
    expect(message.locator(".explanation")).to_contain_text("Section 6(3)")
    course = say(page, "courses").locator(".course").first
    expect(course.locator(".why")).to_have_text("to be taken before Office Procedure")
    expect(course.locator(".facts")).to_contain_text("Institute of Secretariat Training")
    expect(course.locator(".weeks")).to_have_text("Weeks 1–2")


def test_a_quiz_is_taken_by_keyboard_alone(start: Open, fake: Fake) -> None:
    page = start()
    page.locator("#say").focus()
    page.keyboard.type("quiz")
    page.keyboard.press("Enter")
    single = page.locator(".question.single")
    expect(single).to_have_role("group")
    page.keyboard.press("Shift+Tab")
    tab_to(page, single.locator("[data-option=b]"))
    page.keyboard.press("Enter")
    feedback = page.locator(".feedback.wrong")
    expect(feedback).to_contain_text(EN["feedback"]["wrong"])
    expect(single.locator("[data-option=a]")).to_be_disabled()
    expect(page.locator(".question.multiple .stem")).to_be_focused()
    boxes = page.locator(".question.multiple input")
    answer = page.locator(".question.multiple .primary")
    expect(answer).to_be_disabled()
    for index in (0, 2):
        tab_to(page, boxes.nth(index))
        page.keyboard.press("Space")
    tab_to(page, answer)
    page.keyboard.press("Enter")
    expect(page.locator(".feedback.right")).to_contain_text(EN["feedback"]["right"])
    order = page.locator(".question.order")
    for letter in "dbca":
        page.keyboard.press("Shift+Tab")
        order.locator(".stem").focus()
        tab_to(page, order.locator(f"[data-option={letter}]"))
        page.keyboard.press("Space")
    expect(order.locator("[data-option=d]")).to_have_accessible_name(re.compile(f"{OPTIONS[3]}.*place 1"))
    tab_to(page, order.locator(".primary"))
    page.keyboard.press("Enter")
    short = page.locator(".question.short input")
    expect(page.locator(".question.short .stem")).to_be_focused()
    tab_to(page, short)
    page.keyboard.type("five")
    page.keyboard.press("Enter")
    expect(replies(page).last).to_contain_text("last question")
    assert [asked.say for asked in fake.asked] == ["quiz", "b", "a, c", "d, b, c, a", "five"]


def test_the_language_is_switched_for_labels_and_conversation(start: Open, fake: Fake) -> None:
    page = start()
    hindi = page.get_by_role("button", name="हिन्दी")
    hindi.click()
    expect(hindi).to_have_attribute("aria-pressed", "true")
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    expect(page.get_by_role("button", name=HI["labels"]["change_person"])).to_be_visible()
    expect(replies(page)).to_contain_text("नमस्ते")
    expect(replies(page)).to_have_attribute("lang", "hi")
    say(page, "hello")
    assert fake.asked[0].language == "hi"
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(replies(page).first).to_contain_text("Good morning")


def test_a_hindi_speaker_is_greeted_in_hindi_without_asking_for_it(start: Open, fake: Fake) -> None:
    page = start("SY002")
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    message = say(page, "gaps")
    expect(message).to_have_attribute("lang", "en")
    expect(message.get_by_text("सूचना का अधिकार")).to_have_attribute("lang", "hi")
    assert fake.asked[0].language is None

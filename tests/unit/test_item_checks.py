"""The rules of proposed quiz items: each named by a fault and quiet about its neighbour; and the demo's own bank."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passbook.item_checks import CHECKS, RULES, Basis, Proposed, gist, is_new, problems, quoted
from passbook.item_words import Figure, absolute, figures, negated, normal, telling
from retrieval.passages import sentences

DEMO = Path(__file__).parents[2] / "demo"
SENTENCE = "An application that concerns another authority is transferred within five days of its receipt."
PASSAGE = (f"Every office names an officer. {SENTENCE} The fee is ten rupees. Shri A. Kumar may not refuse a request. "
           "A copy costs two rupees a page, and the limit is thirty days.")
GOOD = Proposed("By when must a request that lies with another authority be passed on?",
                ("Within two days", "Within five days", "Within thirty days", "Within ten days"), 1,
                "It goes on within five days of its receipt.", SENTENCE)
HINDI_SENTENCE = "जो आवेदन किसी दूसरे प्राधिकरण का हो वह प्राप्ति के पाँच दिन के भीतर भेजा जाता है।"
HINDI = Proposed("दूसरे कार्यालय का अनुरोध कितने समय में आगे जाना चाहिए?", ("2 दिन के भीतर", "5 दिन के भीतर", "30 दिन के भीतर"), 1,
                 "पाँच दिन के भीतर।", HINDI_SENTENCE)


def rules(item: Proposed, passage: str = PASSAGE, *known: str) -> set[str]:
    return {each.rule for each in problems(item, Basis(passage, known))}


def but(**changed: Any) -> Proposed:
    return replace(GOOD, **changed)


def options(*texts: str, answer: int = 0, **more: Any) -> Proposed:
    return but(options=texts, answer=answer, **more)


def test_what_is_sound_passes() -> None:
    assert rules(GOOD) == set() == rules(HINDI, HINDI_SENTENCE)
    assert rules(but(sentence=SENTENCE.replace(" ", "\n  "))) == set()
    # figures in words and in digits are the same
    assert rules(options("Within 5 days", "Within two days", "Within 30 days")) == set()


@pytest.mark.parametrize(("item", "rule"), [
    (but(sentence="An application that concerns another authority is transferred within ten days."), "quote"),
    (but(sentence="The fee"), "quote"), (but(sentence=""), "quote"),
    (but(answer=2), "key"), (options("With the signature of a magistrate", "By post", "In person"), "key"),
    (options("Not within five days", "Within two days", "Within ten days"), "denied"),
    (options("Within five days", "Within 5 days of receipt", "Within two days"), "also_right"),
    (but(answer=2), "also_right"),
    (but(explanation=" – "), "no_explanation"), (but(explanation="Rule 19 of 1987 says so."), "figure"),
    (options("Within five days", "Within two days"), "count"),
    (options(*(f"Within {day} days" for day in ("five", "two", "six", "ten", "nine", "four"))), "count"),
    (but(answer=9), "no_key"), (but(options=("Within two days", "Within five days", " ")), "no_key"),
    (but(stem=f"{'word ' * 90}?"), "long"), (options("Within five days", "Within two days", "x" * 161), "long"),
    (but(explanation="word " * 130), "long"),
    (options("Within five days", "Within TWO days.", "within 2 days"), "same"),
    (options("Within five days", "Within two hours", "Ten rupees"), "kind"),
    (options("Within five days", "As soon as it suits", "Within two days"), "kind"),
    (options("Within five days", "दो दिन के भीतर", "तीन दिन के भीतर"), "script"),
    (options("Within five days of its receipt by an application", "Within two days", "Within ten days"), "long_key"),
    (options("In five days", "Within two days of the arrival there", "Within ten days of the arrival there"),
     "short_key"),
    (options("In five days", "In two days", f"In two days, {'as they like it ' * 4}"), "unlike"),
    (but(stem="Within how many days is an application that concerns another authority transferred on receipt?",
         options=("Within five days of its receipt", "Within two days", "Within ten days"), answer=0), "clue"),
    (options("Within five days", "Within two days", "All of the above"), "catch_all"),
    (options("Within five days", "Within two days", "Both a and b"), "catch_all"),
    (options("Within five days", "Always within two days", "Within ten days"), "absolute"),
    (but(stem="To whom goes a request that lies with another? It goes to an",
         options=("officer in five days", "clerk in two days", "judge in ten days"), answer=0), "article"),
    (but(stem="Tell by when the request is passed on."), "question"), (but(stem="When?"), "question"),
    (but(stem="According to the passage, by when is a request passed on?"), "alone"),
    (but(stem="By when is it passed on, as stated above?"), "alone"),
    (but(stem="Who asks? See http://example.org now, or what?"), "strange"),
    (but(explanation="<b>It</b> goes on within five days."), "strange"),
    (but(explanation="[PERSON_3] says it goes on."), "strange")])
def test_each_fault_is_told_by_its_rule(item: Proposed, rule: str) -> None:
    assert rule in rules(item), problems(item, Basis(PASSAGE))


@pytest.mark.parametrize(("item", "rule"), [
    (replace(HINDI, options=("2 दिन के भीतर", "5 दिन के भीतर", "उपरोक्त सभी")), "catch_all"),
    (replace(HINDI, options=("हमेशा 2 दिन में", "5 दिन के भीतर", "30 दिन में")), "absolute"),
    (replace(HINDI, stem="गद्यांश में अनुरोध कितने दिन में आगे जाता है?"), "alone"),
    (replace(HINDI, stem="अनुरोध कितने दिन में आगे जाता है"), "question"),
    (replace(HINDI, explanation="नियम 17 यह कहता है।"), "figure"), (replace(HINDI, answer=2), "key"),
    (replace(HINDI, options=("दो दिन के भीतर", "5 दिन के भीतर", "2 दिन के भीतर।")), "same")])
def test_the_rules_read_hindi(item: Proposed, rule: str) -> None:
    assert rule in rules(item, HINDI_SENTENCE)


@pytest.mark.parametrize("item", [
    # the words of the sentence in another order, and its denial, are no second right answer
    Proposed("Which note goes first to whom?", ("The clerk before the officer", "The officer before the clerk",
                                                "The clerk not before the officer"), 0, "It is so.",
             "The note goes to the clerk before the officer sees it."),
    # "no later than" denies nothing, and nothing is a figure, too
    options("No later than five days", "No later than two days", "No later than ten days"),
    options("Within five days", "Without any limit", "Within two days"),
    but(stem="What does the section on transfer ask for, and of what text is a circular made, by when?")])
def test_what_looks_like_a_fault_and_is_none(item: Proposed) -> None:
    passage = f"{PASSAGE} {item.sentence}"
    assert rules(item, passage) == set()


def test_all_that_is_wrong_is_told_and_every_rule_is_reached() -> None:
    bad = Proposed("Now", ("Never", "never"), 5, "", "x")
    assert rules(bad) >= {"quote", "no_explanation", "count", "no_key", "same", "question"}
    assert len(set(RULES)) == len(RULES) and len(CHECKS) <= len(RULES)


def test_copies_are_told_from_neighbours() -> None:
    same = gist("By when must a request, which lies with another authority, be passed on?", "Within 5 days")
    other = gist("By when must a request for a copy that costs more be answered?", "Within 30 days")
    assert rules(GOOD, PASSAGE, other) == set() and rules(GOOD, PASSAGE, other, same) == {"copy"}


def test_figures_are_read_with_their_units() -> None:
    assert figures("Rs. 10,000 or two hundred and fifty rupees") == [Figure(10000, "money", "rupee"),
                                                                      Figure(250, "money", "rupee")]
    assert figures("₹2.5 lakh, 5% and forty-eight hours") == [
        Figure(250_000, "money", "rupee"), Figure(5, "share", "percent"), Figure(48, "time", "hour")]
    assert figures("ढाई लाख रुपये तीस दिनों में") == [Figure(250_000, "money", "rupee"), Figure(30, "time", "day")]
    assert figures("section 6(1) of 2005, one of them") == [Figure(6, "", ""), Figure(1, "", ""), Figure(2005, "", "")]
    assert figures("five working days") == figures("5 days") == figures("५ दिन")
    assert normal("The “Two” days!") == normal("2 days") != normal("2 hours")
    assert telling("The officers are refusing") == telling("officer refuses") != []
    assert negated("may not refuse") and not negated("not later than Monday") and absolute("ALWAYS so")


TEXTS = st.text(st.sampled_from("abत ि1२ .,?'\"\n%₹-()[]न ") | st.characters(), max_size=60)


@given(TEXTS, st.lists(TEXTS, max_size=6), st.integers(-2, 7), TEXTS, TEXTS, TEXTS)
def test_no_text_breaks_a_rule_itself(stem: str, texts: list[str], answer: int, why: str, quote: str, passage: str
                                      ) -> None:
    found = problems(Proposed(stem, tuple(texts), answer, why, quote), Basis(passage, (stem,)))
    assert {each.rule for each in found} <= set(RULES)


@given(st.lists(st.sampled_from(("two", "30", "५", "दस")), min_size=1, max_size=3), TEXTS)
def test_an_item_is_a_copy_of_itself_and_a_quote_stands_where_it_was_taken(numbers: list[str], text: str) -> None:
    item = replace(GOOD, stem=f"{GOOD.stem} {' '.join(numbers)}")
    assert any(is_new(item, Basis("", (gist(item.stem, item.key),))))
    passage = f"{text} {SENTENCE} {text}"
    assert quoted(SENTENCE, passage) == SENTENCE


@given(st.permutations(GOOD.options))
def test_the_order_of_the_options_is_no_matter(order: list[str]) -> None:
    item = but(options=tuple(order), answer=order.index(GOOD.key))
    assert rules(item) == set()
    wrong = but(options=tuple(order), answer=(order.index(GOOD.key) + 1) % 4)
    assert "key" in rules(wrong)


# ---- people's own items


def of_people() -> list[tuple[Proposed, Basis]]:
    """The demo's items with one right option and a course with sections; the sentence is the one most like key and
    explanation, for nobody wrote down which it was."""
    courses = {each["id"]: each for each in map(json.loads, (DEMO / "courses.jsonl").open(encoding="utf-8"))}
    bank = [each for each in map(json.loads, (DEMO / "questions.jsonl").open(encoding="utf-8"))
            if each["kind"] == "single"]
    made = []
    for each in bank:
        parts = courses.get(each.get("course_id"), {}).get("sections") or []
        key = each["options"][each["answer"][0]]
        about = set(telling(f"{key} {each['explanation']}"))
        values = {figure.value for figure in figures(key)}
        near = [(len(about & set(telling(one))) + 2 * len(values & {figure.value for figure in figures(one)}), one,
                 part["text"]) for part in parts for one in sentences(part["text"])]
        if near:
            _, quote, text = max(near, key=lambda pair: pair[0])
            known = tuple(gist(one["stem"], one["options"][one["answer"][0]]) for one in bank
                          if one is not each and one["competency_id"] == each["competency_id"])
            made.append((Proposed(each["stem"], tuple(each["options"]), each["answer"][0], each["explanation"], quote),
                         Basis(text, known)))
    return made


def test_the_rules_of_form_pass_what_people_wrote() -> None:
    """They wrote their items for good ones: a rule that refuses many of them is no rule of theirs. What an item must
    have of its passage is another matter: people apply a rule to a case, and a model is to ask for one sentence."""
    found = of_people()
    broken = Counter(rule for item, basis in found for rule in {each.rule for each in problems(item, basis)})
    assert len(found) > 150
    share = {rule: 1 - broken[rule] / len(found) for rule in RULES}
    assert {rule for rule in RULES if share[rule] < 0.9} == {"key", "figure"}
    assert {rule for rule in RULES if share[rule] == 1} >= {
        "count", "no_key", "long", "same", "script", "long_key", "short_key", "unlike", "catch_all", "absolute",
        "article", "question", "alone", "copy", "strange"}

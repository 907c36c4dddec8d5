"""The fixed words of an answer pass the checks of a worded one; a figure, a name, a day changed, a link added or a
sentence of another answer does not. The answers are those of a tenant.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.conversation.worded import FACTS
from bot.llm.figures_said import figures
from bot.llm.grounding import Names, sentences
from bot.llm.plain_text import plain
from bot.llm.wording import Asked, wording
from bot.wiring import Saathi
from frac.framework import Framework
from tests.turns.conftest import home, kept, saathi, tenant_database, tenant_folder  # noqa: F401
from tests.turns.talk import Talk

Json = dict[str, Any]
Labels = dict[str, tuple[str, ...]]
FEW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ASKED = (("T1", "What are my gaps?"), ("T1", "What is my level in Noting and Drafting?"), ("D1", "who reports to me"),
         ("T1", "What does my post require?"), ("T1", "Which courses should I take?"), ("T1", "show my passbook"),
         ("N1", "find courses on noting and drafting"), ("T1", "What does Teamwork mean?"), ("G1", "मेरी कमियाँ क्या हैं?"),
         ("D1", "what are the gaps of Asha Rao"), ("T1", "find courses on teamwork"), ("G1", "मेरे पद के लिए क्या चाहिए?"))
NUMBER = re.compile(r"\d+(?:\.\d+)?")
DAY = re.compile(r"(\d{1,2}) (January|February|March|May|June|September|October|November|December) (\d{4})")
LINKS = ("http://collect.example/in", "www.portal-verify.com", "[here](http://a.example)", "help@desk.example",
         "<b>new</b>", "<img src=x>", "[PERSON_3]", "{name}")


@dataclass(frozen=True)
class Answer:
    """An answer, what a model is asked for it, and all that it tells, as one text."""

    reply: Json
    asked: Asked
    all: str

    @property
    def sentences(self) -> list[str]:
        return [each for each in sentences(self.reply["text"]) if each.strip()]


@pytest.fixture(scope="module")
def framework(saathi: Saathi) -> Framework:  # noqa: F811
    with saathi.database.connection() as conn:
        return saathi.tenancy(conn).framework


@pytest.fixture(scope="module")
def labels(framework: Framework) -> Labels:
    """Names of the tenant, each with its name in the other language."""
    found = [*((each.name, each.name_hi) for each in framework.competencies.values()),
             *((each.title, each.title_hi) for each in framework.courses.values())]
    return {name: tuple(each for each in (name, hindi) if each) for name, hindi in found if "{" not in name}


@pytest.fixture(scope="module")
def answers(saathi: Saathi, framework: Framework) -> list[Answer]:  # noqa: F811
    """What a model may word."""
    names = Names.of([*([each.name, each.name_hi or each.name] for each in framework.competencies.values()),
                      *([each.title, each.title_hi or each.title] for each in framework.courses.values()),
                      *([each.title] for each in framework.positions.values())])
    found = []
    for number, (person, said) in enumerate(ASKED):
        reply = Talk(saathi, person, f"wording-{number}").say(said)
        if reply["outcome"] == "answered" and reply["tool"] in FACTS:
            told = json.dumps([reply[key] for key in ("text", "understood", "blocks", "sources")], ensure_ascii=False)
            found.append(Answer(reply, wording(reply, said, "English", names), told))
    assert len(found) > len(ASKED) // 2
    return found


def pick(data: st.DataObject, answers: list[Answer], pattern: re.Pattern[str] | None = None) -> tuple[Answer, str]:
    """An answer and a sentence of it, which has what a pattern finds."""
    fitting = [(answer, each) for answer in answers for each in answer.sentences
               if pattern is None or pattern.search(each)]
    return data.draw(st.sampled_from(fitting))


def told(names: tuple[str, ...], answer: Answer) -> bool:
    """Whether an answer tells one of the names of a thing."""
    return any(each in answer.all for each in names)


def test_fixed_words_pass(answers: list[Answer]) -> None:
    for answer in answers:
        assert [each for each in answer.sentences if answer.asked.check(each)] == [], answer.reply["text"]
        assert answer.asked.whole(answer.reply["text"]) == []


@FEW
@given(st.data())
def test_another_number_is_refused(answers: list[Answer], data: st.DataObject) -> None:
    answer, sentence = pick(data, answers, NUMBER)
    place = data.draw(st.sampled_from(list(NUMBER.finditer(sentence))))
    other = data.draw(st.integers(0, 99_999).map(str))
    assume(other not in NUMBER.findall(answer.all))
    changed = f"{sentence[:place.start()]}{other}{sentence[place.end():]}"
    assert answer.asked.check(changed) != [], changed


@FEW
@given(st.data())
def test_another_name_is_refused(answers: list[Answer], labels: Labels, data: st.DataObject) -> None:
    answer = data.draw(st.sampled_from(answers))
    there = [(each, name) for each in answer.sentences for name in labels if name in each]
    assume(there)
    sentence, name = data.draw(st.sampled_from(there))
    other = data.draw(st.sampled_from([each for each in labels if not told(labels[each], answer)]))
    changed = sentence.replace(name, other)
    assert answer.asked.check(changed) != [], changed


@FEW
@given(st.data(), st.integers(1, 28), st.sampled_from(["January", "April", "July", "August"]), st.integers(2027, 2040))
def test_another_day_is_refused(answers: list[Answer], data: st.DataObject, day: int, month: str, year: int) -> None:
    answer, sentence = pick(data, answers)
    said = f"{day} {month} {year}"
    changed = DAY.sub(said, sentence) if DAY.search(sentence) else f"By {said}: {sentence}"
    assert answer.asked.check(changed) != [], changed


@FEW
@given(st.data(), st.sampled_from(LINKS))
def test_a_link_is_refused(answers: list[Answer], data: st.DataObject, link: str) -> None:
    answer, sentence = pick(data, answers)
    words = sentence.split(" ")
    at = data.draw(st.integers(0, len(words)))
    changed = " ".join([*words[:at], link, *words[at:]])
    assert answer.asked.check(changed) != [], changed


@FEW
@given(st.data())
def test_a_sentence_of_another_answer_is_refused(answers: list[Answer], labels: Labels, data: st.DataObject) -> None:
    answer = data.draw(st.sampled_from(answers))
    _, spliced = pick(data, [each for each in answers if each is not answer])
    numbers = set(NUMBER.findall(spliced)) - set(NUMBER.findall(answer.all))
    strange = [name for name in labels if name in spliced and not told(labels[name], answer)]
    assume(numbers or strange)
    assert answer.asked.check(spliced) != [], (spliced, answer.reply["text"])


@FEW
@given(st.data())
def test_the_figures_that_lead_are_told(answers: list[Answer], data: st.DataObject) -> None:
    """What tells none of the figures with which an answer begins is not the answer."""
    answer = data.draw(st.sampled_from([each for each in answers if NUMBER.search(each.sentences[0])]))
    bare = [each for other in answers for each in other.sentences if not figures(plain(each))]
    said = data.draw(st.lists(st.sampled_from(["That is so.", *bare]), min_size=1, max_size=3))
    assert answer.asked.whole(" ".join(said)) != [], said

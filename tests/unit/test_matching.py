"""Matching: what is learnt of an example from all others, ranking, probability, drafts; without any model file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from frac.framework import Activity, Framework, Requirement, Role
from retrieval.encoder import Vectors
from retrieval.matching.corpus import of_duties, of_positions
from retrieval.matching.drafting import Drafter, Post, split
from retrieval.matching.features import Known, asked, groups_of, table, themselves, voted
from retrieval.matching.logit import fit, fit_best, sigmoid
from retrieval.matching.matcher import learn
from retrieval.matching.ridge import ridge
from retrieval.words import tokens
from tests.frameworks import competency, course, framework, position

NAMES = ("Drafting letters", "Public procurement", "Record keeping", "Leading people", "Water supply")


class WordsEncoder:
    """An encoder that knows words alone: each has a direction of its own, a text is their sum."""

    name, dimension = "words", 64

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in tokens(text):
                seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
                rows[row] += np.random.default_rng(seed).normal(size=self.dimension)
        made: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return made

    encode_deep = encode


def made(count: int = 20) -> Framework:
    """Posts of five kinds, each asking for the competency of its kind, and some for leading as well."""
    kinds = ("Letter clerk", "Buyer of goods", "Keeper of files", "Head of section", "Water engineer")
    works = ("drafts letters and notes", "buys goods by tender", "keeps records and files", "leads a section of people",
             "plans the supply of water")
    positions = []
    for at in range(count):
        kind = at % 5
        required = {f"C{kind}": 2 + at % 3, **({"C3": 3} if at % 10 < 3 else {})}
        plain = position(f"P{at:02}", f"{kinds[kind]} {at}", requires=required)
        activity = Activity(f"A{at}", f"{works[kind]} of office {at}", None, None)
        lines = tuple(Requirement(each, level, None, activity.id, 1.0) for each, level in required.items())
        positions.append(replace(plain, description=f"A post that {works[kind]}.", requirements=lines,
                                 roles=(Role(f"R{at}", f"Work {kind}", None, (activity,)),)))
    competencies = [competency(f"C{at}", name, kind={3: "behavioural", 4: "domain"}.get(at, "functional"))
                    for at, name in enumerate(NAMES)]
    return framework(*competencies, *positions, course("K1", "How to buy by tender", [("C1", 2)]))


def known(of: Framework) -> Known:
    return Known(WordsEncoder(), list(of.competencies.values()), of_positions(of), of_duties(of))


def test_what_a_ridge_says_without_an_example_is_what_it_says_fitted_anew() -> None:
    chance = np.random.default_rng(3)
    rows, wanted = chance.normal(size=(12, 4)), chance.normal(size=(12, 2))
    kernel = rows @ rows.T
    ((_, without),) = ridge(kernel, wanted, (0.7,), [[2, 5, 6]])
    penalty = 0.7 * np.trace(kernel) / 12
    for left in ([0], [11], [2, 5, 6]):
        rest = [each for each in range(12) if each not in left]
        weights = np.linalg.solve(kernel[np.ix_(rest, rest)] + penalty * np.eye(len(rest)), wanted[rest])
        assert without[left] == pytest.approx(kernel[np.ix_(left, rest)] @ weights)


def test_a_logistic_model_meets_what_it_was_made_of() -> None:
    chance = np.random.default_rng(1)
    rows = chance.normal(size=(4000, 3))
    wanted = (chance.random(4000) < sigmoid(rows @ np.array([1.5, -1.0, 0.0]) - 0.5)).astype(float)
    found = fit(rows, wanted, 0.01)
    assert found.weights / found.spreads == pytest.approx([1.5, -1.0, 0.0], abs=0.2)
    assert found.probability(rows).mean() == pytest.approx(wanted.mean(), abs=1e-3)
    each = np.arange(4000.0)
    assert fit_best(rows, wanted, each % 5)[1] <= fit_best(rows, wanted, each % 5, each)[1]
    assert sigmoid(np.array([-800.0, 800.0])) == pytest.approx([0.0, 1.0])


def test_the_nearest_vote_by_their_likeness() -> None:
    likeness, wanted = np.array([[0.9, 0.1, 0.3]]), np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    assert voted(likeness, wanted, 2)[0] == pytest.approx([0.75, 0.25])


def test_no_part_of_the_table_sees_what_an_example_itself_asks() -> None:
    of = made()
    plain = known(of)
    _, before = table(plain, themselves(plain))
    for row, position_id in enumerate(sorted(of.positions)[:3]):
        whole = of.positions[position_id]
        lines = tuple(replace(line, competency_id="C4") for line in whole.requirements[:1])
        changed = replace(whole, requirements=lines)
        other = known(replace(of, positions={**of.positions, position_id: changed}))
        _, after = table(other, themselves(other))
        assert after[row] == pytest.approx(before[row], abs=1e-6)


def test_texts_of_one_position_are_a_group() -> None:
    examples = of_duties(made())
    assert groups_of(examples) == [] and groups_of([examples[0], examples[0], examples[1]]) == [[0, 1]]


def test_likely_competencies_come_first_with_a_probability_and_a_level() -> None:
    of = made()
    drafter = Drafter(of, WordsEncoder())
    (ranked,) = drafter.posts.match(["Buyer of goods"], ["Buyer of goods. A post that buys goods by tender."])
    assert ranked[0].competency == "C1" and ranked[0].probability > 0.6 > ranked[-1].probability
    assert [each.probability for each in ranked] == sorted((each.probability for each in ranked), reverse=True)
    assert len(ranked) == len(NAMES) and all(1.0 <= each.level <= 5.0 for each in ranked)
    (text,) = drafter.texts.match([""], ["buys goods by tender"])
    assert text[0].competency == "C1"


def test_with_few_examples_likeness_ranks_and_nothing_is_learnt() -> None:
    of = made(4)
    matcher = learn(WordsEncoder(), list(of.competencies.values()), of_positions(of), [], 5)
    (ranked,) = matcher.match([""], ["record keeping"])
    assert matcher.learnt is None and ranked[0].competency == "C2" and ranked[0].probability < 0.5
    empty = learn(WordsEncoder(), list(of.competencies.values()), [], [], 5)
    assert empty.match(["x"], ["record keeping"])[0][0].competency == "C2" and empty.match([], []) == []
    assert learn(WordsEncoder(), [], [], [], 5).match([""], ["anything"]) == [[]]


def test_asked_texts_are_encoded_as_they_come() -> None:
    of = asked(known(made()), ["", "Buyer"], ["buys goods", "buys goods"])
    assert of.written.meaning[0] == pytest.approx(of.written.meaning[1]) and not of.is_blind


def test_a_description_is_taken_apart_into_duties() -> None:
    assert split("Checks all bills. Keeps the register.\n• pays the vendors on time; (b) ok") == [
        "Checks all bills.", "Keeps the register.", "pays the vendors on time;"]


def test_a_sentence_does_not_end_at_a_short_word() -> None:
    assert split("Meets Dr. Rao about No. 5 and Rs. 9 i.e. the fee. Works in (HQ) as well.") == [
        "Meets Dr. Rao about No. 5 and Rs. 9 i.e. the fee.", "Works in (HQ) as well."]


def test_a_title_is_matched_as_it_is_written_out() -> None:
    of = made()
    short = replace(of.positions["P00"], title="Dir (Vig)", aliases=("Watcher",))
    drafter = Drafter(replace(of, positions={**of.positions, "P00": short}), WordsEncoder())
    assert of_positions(drafter.framework)[0].title == "Director (Vigilance)"
    for title in ("DIRECTOR VIGILANCE", "Watcher"):
        (draft,) = drafter.draft([Post(title)])
        assert draft.near[0].position == "P00" and draft.same == ("P00",)
        assert [each.position for each in draft.reuse] == ["P00"] and draft.reuse[0].likeness == 1.0


def test_what_no_competency_speaks_for_is_named_but_not_its_organisation() -> None:
    drafter = Drafter(made(), WordsEncoder())
    (draft,) = drafter.draft([Post("Buyer", "Public procurement of goods. Counts corals on far reefs.",
                                   "Board of Faraway Islands")])
    assert draft.unmet == ("Counts corals on far reefs.",)
    assert [each.description for each in draft.roles[0].activities] == [
        "Public procurement of goods.", "Counts corals on far reefs."]


def test_what_is_in_foreign_letters_is_matched_by_its_gloss_or_not_at_all() -> None:
    drafter = Drafter(made(), WordsEncoder())
    tamil, hindi = "கோப்புகளை பராமரித்தல் மற்றும் பதிவேடுகள்.", "वस्तुओं की सार्वजनिक खरीद करना।"
    unread, bare, glossed = drafter.draft([
        Post("அதிகாரி", tamil), Post("अधिकारी", hindi),
        Post("अधिकारी", hindi, "", lambda text: "public procurement goods" if text == hindi else "")])
    assert not unread.certain and not bare.certain and unread.unmet == () and unread.lines == ()
    assert glossed.certain and glossed.lines[0].competency == "C1" and glossed.lines[0].sentence == hindi


@pytest.mark.parametrize(("title", "description"), [
    ("", ""), ("(((", "🙂"), ("\0", "\0\1"), ("Xyzzy plugh", "Blorp the fnord."), ("A" * 9000, "Pays bills. " * 9000),
    ("உதவி", "கோப்புகள். " * 900), ("Dir", "no. " * 5000)])
def test_any_input_is_answered_by_any_framework(title: str, description: str) -> None:
    few = framework(*(competency(f"C{at}", name) for at, name in enumerate(NAMES[:3])))
    for of in (made(), few, framework(*few.competencies.values(), position("P1", "Director")), framework()):
        (draft,) = Drafter(of, WordsEncoder()).draft([Post(title, description)])
        assert draft.title == title and len(draft.unmet) <= 6 and draft.certain is bool(draft.lines or draft.same)


def test_a_draft_rests_on_known_positions_and_says_so() -> None:
    drafter = Drafter(made(), WordsEncoder())
    draft, nonsense, known_one = drafter.draft([Post("Buyer of stores", "Does the public procurement of goods."),
                                                Post("Xyzzy plugh"), Post("Buyer of goods 1")])
    assert draft.certain and draft.lines[0].competency == "C1" and draft.lines[0].positions
    assert draft.lines[0].sentence == "Does the public procurement of goods." and draft.roles
    assert not nonsense.certain and nonsense.lines == () and nonsense.roles == ()
    assert known_one.same == ("P01",)

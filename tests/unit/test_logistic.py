"""Learning kinds of texts from few examples: what is told of texts, and that a kind's name counts."""

from __future__ import annotations

import numpy as np

from bot.understanding.features import Numbers
from bot.understanding.logistic import fit, named

TOPICS = {"leave": 0, "holiday": 0, "absence": 0, "salary": 1, "pay": 1, "wages": 1, "train": 2, "bus": 2, "tram": 2}


def vectors(texts: list[str]) -> Numbers:
    """A vector for each text: the topic of its words."""
    made = np.full((len(texts), 4), 1e-3, dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.split():
            made[row, TOPICS.get(word, 3)] += 1.0
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


TEXTS = ["my holiday", "an absence", "the wages please", "what pay", "next bus", "a tram"]
LABELS = ["ask_leave", "ask_leave", "ask_salary", "ask_salary", "ask_train", "ask_train"]


def test_texts_of_the_same_meaning_in_other_words_are_told() -> None:
    kinds = sorted(set(LABELS))
    model = fit(TEXTS, vectors(TEXTS), LABELS, vectors([named(kind) for kind in kinds]))
    for text, kind in (("leave", "ask_leave"), ("salary", "ask_salary"), ("train", "ask_train")):
        likely = model.probabilities(vectors([text])[0], text)
        assert model.labels[int(likely.argmax())] == kind
        assert abs(float(likely.sum()) - 1.0) < 1e-5


def test_words_decide_where_meaning_says_nothing() -> None:
    texts = ["alpha one", "alpha two", "beta one", "beta two"] * 8
    nothing = np.full((len(texts), 4), 0.5, dtype=np.float32)
    model = fit(texts, nothing, ["a", "a", "b", "b"] * 8, nothing[:2])
    likely = model.probabilities(nothing[0], "beta three")
    assert model.labels[int(likely.argmax())] == "b" and float(likely.max()) > 0.6


def test_a_name_is_one_more_example() -> None:
    assert named("quiz_stop") == "quiz stop"

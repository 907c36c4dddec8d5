"""Trains the intent classifier on the examples of `prompts/intents/` and the tenant's own help questions.

Runs at import and set-up, in seconds. The vectors of the
examples are kept beside the model, so that the next tenant's import need not encode them again.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.understanding.features import WIDTH, spoken
from bot.understanding.lexicon import WRITTEN
from bot.understanding.logistic import fit, named
from prompts.loader import table
from retrieval.encoder import Encoder, Vectors
from retrieval.export import LAYERS
from retrieval.words import stem, words

VERSION = 14
# Intents whose examples speak of topics: their words say nothing about how people ask.
TOPICAL = frozenset({"content_question", "out_of_scope", "attack", "explain_competency"})

# A word is ordinary that stands in two examples of so many intents, or in so many examples of one.
SPREAD, OFTEN, SOUGHT = 3, 10, 5

Examples = list[tuple[str, str]]


def examples(help_questions: Sequence[str] = ()) -> Examples:
    """(masked text, intent) of all languages; the tenant's help questions are examples of `help_desk`."""
    found = [(text, intent) for language in WRITTEN for intent, entry in table("intents", language).items()
             for text in entry["examples"]]
    return found + [(text, "help_desk") for text in help_questions]


def fingerprint(given: Examples, encoder: Encoder) -> str:
    """What a classifier was made of: a change of examples, encoder or code makes another."""
    text = f"{VERSION}\n{encoder.name}\n{WIDTH}\n" + "\n".join(f"{intent}\t{example}" for example, intent in given)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def talk_words(given: Examples, form: Callable[[str], str] = stem) -> list[str]:
    """What ordinary requests are made of, and therefore names no topic: stems, or words as they stand (`form`).

    "note that I …" makes the stem of "noting" ordinary, and the word "noting" not."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for text, intent in given:
        if intent not in TOPICAL:
            for word in {form(word) for word in words(text)}:
                used[word][intent] += 1
    return sorted(word for word, intents in used.items() if sum(count >= 2 for count in intents.values()) >= SPREAD
                  or max(intents.values()) >= OFTEN)


def intent_words(given: Examples) -> list[str]:
    """`intent:stem` of the words that are usual with an intent: they are explained by it and name no topic then.
    `seek:stem` are those with which courses are sought."""
    counts: Counter[tuple[str, str]] = Counter()
    for text, intent in given:
        if intent not in TOPICAL:
            counts.update({(intent, stem(word)) for word in words(text)})
    return sorted([*(f"{intent}:{word}" for (intent, word), count in counts.items() if count >= 2),
                   *(f"seek:{word}" for (intent, word), count in counts.items()
                     if intent in ("find_course", "recommend") and count >= SOUGHT)])


def known_words(given: Examples) -> list[str]:
    """Stems of all examples: a message without any of them says nothing that was ever said to Saathi."""
    return sorted({stem(word) for text, _ in given for word in words(text)})


def spelled_words(given: Examples) -> list[str]:
    """The words of all examples as they stand, the most frequent first: what a slip of the pen may have meant."""
    counts = Counter(word for text, _ in given for word in words(text))
    return sorted(counts, key=lambda word: (-counts[word], word))


def train(given: Examples, encoder: Encoder, path: Path) -> None:
    """Writes the classifier to `path`, whole or not at all."""
    kept = path.parent / "examples.npz"
    kinds = sorted({intent for _, intent in given})
    vectors = _vectors([*(spoken(text) for text, _ in given), *(named(kind) for kind in kinds)], encoder, kept)
    model = fit([text for text, _ in given], vectors[:len(given)], [intent for _, intent in given],
                vectors[len(given):])
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new.npz")
    np.savez(fresh, intents=np.array(model.labels), meaning=model.meaning, meaning_bias=model.meaning_bias,
             words=model.words, words_bias=model.words_bias,
             talk=np.array(talk_words(given)), plain=np.array(talk_words(given, str)),
             known=np.array(known_words(given)), spelled=np.array(spelled_words(given)),
             usual=np.array(intent_words(given)), made_of=np.array(fingerprint(given, encoder)))
    fresh.rename(path)


def _vectors(texts: Sequence[str], encoder: Encoder, kept: Path) -> Vectors:
    """The deep vectors of the examples; those encoded before are read from `kept`."""
    name = f"{encoder.name} {LAYERS}"
    known: dict[str, Vectors] = {}
    try:
        with np.load(kept, allow_pickle=False) as stored:
            if str(stored["encoder"]) == name:
                known = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))
    except (OSError, ValueError, KeyError):
        known = {}
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        known.update(zip(missing, encoder.encode_deep(missing), strict=True))
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(".new.npz")
        np.savez(fresh, encoder=np.array(name), texts=np.array(list(known)),
                 vectors=np.array(list(known.values()), dtype=np.float32))
        fresh.rename(kept)
    return np.array([known[text] for text in texts], dtype=np.float32)

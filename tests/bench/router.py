"""The classifier of intents on other people's: CLINC150, 150 intents, fixed splits of 5 and 10 examples each.

The same code as the product's (`bot/understanding/logistic.py`), beside TF-IDF with logistic regression and the nearest
neighbour by the encoder, in the same run. A message is taken to be out of scope where the probability of the likeliest
intent is below a threshold; that which does best on the validation part (mean of the share of in-scope messages that
are right and not refused, and of out-of-scope ones that are refused) is used on the test part.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bot import indexing
from bot.settings import Settings
from bot.understanding.features import Numbers
from bot.understanding.logistic import fit, named
from retrieval.encoder import OnnxEncoder
from tests.bench.homes import ROOT
from tests.bench.table import Cell, show

DATA = ROOT.parent / "shared" / "data" / "clinc150"
# Probabilities of each text for each label.
Judge = Callable[[list[str]], Numbers]


def run(_home: Path) -> None:
    """Prints accuracy and what is refused, for both splits and all three."""
    if not DATA.is_dir():
        print(f"The data ({DATA}) are not on this machine: skipped.")
        return
    with tempfile.TemporaryDirectory() as folder:
        encoder = indexing.load_encoder(Settings(home=Path(folder)), lambda *_: None)
        rows: list[list[Cell]] = []
        for split in ("train_5", "train_10"):
            texts, labels = _part(split)
            kinds = sorted(set(labels))
            judges: list[tuple[str, Judge]] = [
                ("**ours**", _ours(encoder, texts, labels, kinds)), ("TF-IDF and logistic regression",
                                                                     _tfidf(texts, labels)),
                ("nearest neighbour by the encoder", _nearest(encoder, texts, labels, kinds))]
            rows += [[f"{split.removeprefix('train_')} examples, {name}", *_judged(judge, kinds)]
                     for name, judge in judges]
    show("Other people's intents (CLINC150)", ["examples of an intent", "right %", "refused, out of scope %",
                                               "right and not refused %"], rows)


def _part(name: str) -> tuple[list[str], list[str]]:
    folder = DATA / name
    return ((folder / "seq.in").read_text(encoding="utf-8").splitlines(),
            (folder / "label").read_text(encoding="utf-8").splitlines())


def _ours(encoder: OnnxEncoder, texts: list[str], labels: list[str], kinds: list[str]) -> Judge:
    model = fit(texts, encoder.encode_deep(texts), labels, encoder.encode_deep([named(kind) for kind in kinds]))
    return lambda said: np.array([model.probabilities(vector, text)
                                  for vector, text in zip(encoder.encode_deep(said), said, strict=True)])


def _tfidf(texts: list[str], labels: list[str]) -> Judge:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    made = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(C=30, max_iter=500))
    made.fit(texts, labels)
    return lambda said: np.asarray(made.predict_proba(said))


def _nearest(encoder: OnnxEncoder, texts: list[str], labels: list[str], kinds: list[str]) -> Judge:
    known = encoder.encode(texts)
    places = np.array([kinds.index(label) for label in labels])

    def judge(said: list[str]) -> Numbers:
        near = encoder.encode(said) @ known.T
        best = np.zeros((len(said), len(kinds)), dtype=np.float32)
        for kind in range(len(kinds)):
            best[:, kind] = near[:, places == kind].max(axis=1)
        return best

    return judge


def _judged(judge: Judge, kinds: list[str]) -> list[Cell]:
    """Accuracy on the test part; then with a threshold tuned on the validation part: refused of the messages that are
    out of scope, and right of those that are in scope."""
    valid, truth = _part("valid")
    tuned, outside = judge(valid), judge(_part("oos/valid")[0])
    right = np.array([kinds[place] == label for place, label in zip(tuned.argmax(1), truth, strict=True)])
    least = max(np.unique(np.round(np.concatenate([tuned.max(1), outside.max(1)]), 3)),
                key=lambda bound: (right & (tuned.max(1) >= bound)).mean() + (outside.max(1) < bound).mean())
    said, labels = _part("test")
    found, strange = judge(said), judge(_part("oos/test")[0])
    right = np.array([kinds[place] == label for place, label in zip(found.argmax(1), labels, strict=True)])
    return [100.0 * float(right.mean()), 100.0 * float((strange.max(1) < least).mean()),
            100.0 * float((right & (found.max(1) >= least)).mean())]

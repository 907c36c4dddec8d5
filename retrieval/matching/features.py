"""The table of evidence: for each text and competency what each part of matching says of the pair.

To add a part: a function here and a line in `PARTS`. Each gives texts × competencies; every part is standardised over
the competencies of a text, and those that are shares or regressions also stand as they are, which tells how sure a text
is as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from frac.framework import Competency
from retrieval.encoder import Encoder
from retrieval.matching.corpus import Example, at_length, wording
from retrieval.matching.ridge import Numbers, ridge
from retrieval.matching.texts import Weigher, Written, encode, write
from retrieval.words import tokens

# So many of the nearest examples vote; penalties of the regressions; so many of a competency's duties are looked at.
NEAREST, PENALTIES, DUTIES = (3, 10, 30), (0.3, 2.0), 3
# More examples than this are not regressed on: its cost grows with their cube.
MOST = 4000
Places = npt.NDArray[np.int_]
FAINT = 0.01
NOBODY = -9.0


@dataclass
class Known:
    """All that texts are compared with: competencies, examples (of the same kind as what is asked), and duties. What is
    asked is told by `Asked`."""

    encoder: Encoder
    competencies: Sequence[Competency]
    examples: Sequence[Example]
    duties: Sequence[Example]
    wanted: Numbers = field(init=False)
    prior: Numbers = field(init=False)
    own: Written = field(init=False)
    full: Numbers = field(init=False)
    full_words: Any = field(init=False)
    weigher: Weigher = field(init=False)
    groups: list[list[int]] = field(init=False)
    regressions: dict[str, list[tuple[Numbers, Numbers]]] = field(init=False)

    def __post_init__(self) -> None:
        ids = {each.id: at for at, each in enumerate(self.competencies)}
        self.wanted = np.zeros((len(self.examples), len(ids)))
        for row, example in enumerate(self.examples):
            self.wanted[row, [ids[each] for each in example.labels if each in ids]] = 1.0
        self.prior = self.wanted.mean(0) if len(self.examples) else np.zeros(len(ids))
        texts, fulls = [each.text for each in self.examples], [each.full for each in self.examples]
        self.weigher = Weigher([*texts, *fulls])
        self.own = write(self.encoder, self.weigher, [each.title for each in self.examples], texts)
        self.full, self.full_words = encode(self.encoder, fulls), self.weigher.weigh(fulls)
        self._competencies(ids)
        self.groups = groups_of(self.examples)
        # a constant in the kernel is the intercept, so that what is said without an example knows nothing of it
        self.regressions = {name: ridge(of(self.own, self.own) + 1.0, self.wanted, PENALTIES, self.groups)
                            for name, of in KERNELS.items()} if 1 < len(self.examples) <= MOST else {}

    def _competencies(self, ids: dict[str, int]) -> None:
        self.names = encode(self.encoder, [each.name for each in self.competencies])
        self.wordings = encode(self.encoder, [wording(each) for each in self.competencies])
        self.lengths = encode(self.encoder, [at_length(each) for each in self.competencies])
        levels = [(at, text) for at, each in enumerate(self.competencies) for text in each.descriptors.values()]
        self.level_of = np.array([at for at, _ in levels], dtype=int)
        self.levels = encode(self.encoder, [text for _, text in levels])
        self.lexical = [bm25([wording(each) for each in self.competencies]),
                        bm25([at_length(each) for each in self.competencies])]
        pairs = [(ids[which], each) for each in self.duties for which in each.labels if which in ids]
        self.duty_of = np.array([at for at, _ in pairs], dtype=int)
        self.duty_source = [each.source for _, each in pairs]
        self.duty_text = [each.text for _, each in pairs]
        self.duty = encode(self.encoder, [each.text for _, each in pairs])


def groups_of(examples: Sequence[Example]) -> list[list[int]]:
    """The places of examples of one source, where it has several: what one of them asks says too much of the others."""
    found: dict[str, list[int]] = {}
    for at, each in enumerate(examples):
        if each.source:
            found.setdefault(each.source, []).append(at)
    return [group for group in found.values() if len(group) > 1]


@dataclass(frozen=True)
class Asked:
    """Texts to be matched. `place`: for each the place of the example that it is itself (-1: none), to which the parts
    are then blind; `source`: whose it is."""

    written: Written
    place: Places
    source: Sequence[str]

    @property
    def is_blind(self) -> bool:
        """Whether the texts are the examples themselves."""
        return bool(len(self.place)) and bool((self.place >= 0).all())


def asked(known: Known, titles: Sequence[str], texts: Sequence[str]) -> Asked:
    """Texts from outside."""
    written = write(known.encoder, known.weigher, titles, texts)
    return Asked(written, np.full(len(texts), -1), [""] * len(texts))


def themselves(known: Known) -> Asked:
    """The examples, each to be matched from all others."""
    return Asked(known.own, np.arange(len(known.examples)), [each.source for each in known.examples])


# ---- parts


def _dense(of: Any) -> Numbers:
    made: Numbers = np.asarray(of.todense(), dtype=np.float64)
    return made


KERNELS: dict[str, Callable[[Written, Written], Numbers]] = {
    "meaning": lambda one, other: one.meaning @ other.meaning.T, "deep": lambda one, other: one.deep @ other.deep.T,
    "title": lambda one, other: one.title @ other.title.T,
    "words": lambda one, other: _dense(one.words @ other.words.T)}


def bm25(texts: Sequence[str]) -> Callable[[Sequence[str]], Numbers]:
    """A function that scores texts against these by shared words (BM25)."""
    import logging

    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    corpus = [tokens(text) or ["-"] for text in texts]
    index = bm25s.BM25()
    if corpus:
        index.index(corpus, show_progress=False)

    def scores(asked_for: Sequence[str]) -> Numbers:
        made = np.zeros((len(asked_for), len(texts)))
        for row, text in enumerate(asked_for):
            if corpus and (words := tokens(text)):
                made[row] = index.get_scores(words)
        return made

    return scores


def _alike(known: Known, of: Asked) -> dict[str, Numbers]:
    """Words and meanings that a text shares with each competency."""
    written, count = of.written, len(known.competencies)
    levels = np.zeros((len(written.texts), count))
    if len(known.level_of):
        told = written.meaning @ known.levels.T
        for at in range(count):
            if (mine := known.level_of == at).any():
                levels[:, at] = told[:, mine].max(1)
    return {"bm25": known.lexical[0](written.texts), "bm25 at length": known.lexical[1](written.texts),
            "wording": written.meaning @ known.wordings.T, "at length": written.meaning @ known.lengths.T,
            "name": written.title @ known.names.T, "levels": levels}


def _transferred(known: Known, of: Asked) -> dict[str, Numbers]:
    """What the nearest examples ask, by their likeness."""
    found = {}
    for name, likeness in (("meaning", of.written.meaning @ known.own.meaning.T),
                           ("title", of.written.title @ known.own.title.T),
                           ("full", of.written.meaning @ known.full.T),
                           ("full words", _dense(of.written.words @ known.full_words.T))):
        blind = _blinded(likeness, of.place, known.groups)
        for count in NEAREST:
            if count < len(known.examples) - 1:
                found[f"nearest {count} by {name}"] = voted(blind, known.wanted, count)
    return found


def _blinded(likeness: Numbers, place: Places, groups: Sequence[Sequence[int]]) -> Numbers:
    """The likeness, of an example to itself and to those of its group as if there were none."""
    made = np.array(likeness)
    rows = np.flatnonzero(place >= 0)
    made[rows, place[rows]] = NOBODY
    for group in groups:
        members = np.asarray(group, dtype=np.int_)
        made[np.ix_(np.flatnonzero(np.isin(place, members)), members)] = NOBODY
    return made


def voted(likeness: Numbers, wanted: Numbers, count: int) -> Numbers:
    """The mean of what the nearest ask, weighed by their likeness."""
    nearest = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
    weights = np.maximum(np.take_along_axis(likeness, nearest, 1), FAINT)
    weights /= weights.sum(1, keepdims=True)
    made: Numbers = np.einsum("ik,ikc->ic", weights, wanted[nearest])
    return made


def _regressed(known: Known, of: Asked) -> dict[str, Numbers]:
    """What a regression over the examples says; of an example itself, what it says without it."""
    found = {}
    for name, made in known.regressions.items():
        kernel = None if of.is_blind else KERNELS[name](of.written, known.own)
        for penalty, (weights, without) in zip(PENALTIES, made, strict=True):
            found[f"ridge {penalty} on {name}"] = without if kernel is None else (kernel + 1.0) @ weights
    return found


def _by_duties(known: Known, of: Asked) -> dict[str, Numbers]:
    """How like a text is to the duties for which a competency is required: the mean of the nearest few, of others'
    duties than its own."""
    if not len(known.duty_of):
        return {}
    found = {}
    for name, rows in (("text", of.written.meaning), ("title", of.written.title)):
        likeness = rows @ known.duty.T
        for row, source in enumerate(of.source):
            if source:
                likeness[row, [at for at, each in enumerate(known.duty_source) if each == source]] = NOBODY
            elif of.place[row] >= 0:
                likeness[row, [at for at, each in enumerate(known.duty_text) if each == of.written.texts[row]]] = NOBODY
        made = np.zeros((len(rows), len(known.competencies)))
        for at in range(len(known.competencies)):
            mine = likeness[:, known.duty_of == at]
            if mine.shape[1]:
                best = -np.sort(-mine, axis=1)[:, :DUTIES]
                usable = best > NOBODY / 2
                made[:, at] = np.where(usable, best, 0.0).sum(1) / np.maximum(usable.sum(1), 1)
        found[f"duties by {name}"] = made
    return found


def _asked_often(known: Known, of: Asked) -> dict[str, Numbers]:
    """How many of all examples ask for a competency, as log-odds; of an example itself, of all others."""
    count = len(known.examples)
    asking = np.tile(known.prior * count, (len(of.written.texts), 1))
    if of.is_blind:
        asking, count = asking - known.wanted, count - 1
    return {"prior": np.log((asking + 0.5) / (max(count, 0) - asking + 0.5))}


PARTS: tuple[Callable[[Known, Asked], dict[str, Numbers]], ...] = (
    _alike, _transferred, _regressed, _by_duties, _asked_often)
# Beside the standardised values these stand as they are.
AS_THEY_ARE = ("nearest", "ridge", "prior")


def table(known: Known, of: Asked) -> tuple[list[str], Numbers]:
    """The names of the columns, and texts × competencies × columns."""
    names, columns = list[str](), list[Numbers]()
    for part in PARTS:
        for name, values in part(known, of).items():
            if name != "prior":
                names.append(name)
                columns.append(standardised(values))
            if name.startswith(AS_THEY_ARE):
                names.append(f"{name}, as it is")
                columns.append(values)
    return names, np.stack(columns, axis=-1)


def standardised(values: Numbers) -> Numbers:
    """Each row with mean 0 and spread 1."""
    made: Numbers = (values - values.mean(-1, keepdims=True)) / (values.std(-1, keepdims=True) + 1e-9)
    return made

"""The matcher of a framework: texts to competencies, ranked, each with the probability that the text asks for it and
the level at which it would.

Learnt from the examples, each judged by all others; where there are too few to learn from, likeness alone ranks, and
says that its probabilities are not learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from frac.framework import Competency
from retrieval.encoder import Encoder
from retrieval.matching.corpus import Example
from retrieval.matching.features import Known, asked, standardised, table, themselves
from retrieval.matching.levels import Levels, learn_levels
from retrieval.matching.logit import PARTS, Logit, fit_best, sigmoid
from retrieval.matching.ridge import Numbers

# With fewer examples nothing is learnt.
LEAST = 8
# More rows than this are thinned evenly: weights of some seventy columns need no more.
ROWS = 400_000


@dataclass(frozen=True)
class Ranked:
    """A competency for a text: the log-odds by which it is ranked, the probability that the text asks for it, and the
    level expected (1 up)."""

    competency: str
    score: float
    probability: float
    level: float


@dataclass(frozen=True)
class Matcher:
    """What was learnt. `learnt`: None where there were too few examples."""

    known: Known
    learnt: Logit | None
    levels: Levels

    def match(self, titles: Sequence[str], texts: Sequence[str]) -> list[list[Ranked]]:
        """For each text (with its title, or "") all competencies, the likeliest first."""
        if not texts or not self.known.competencies:
            return [[] for _ in texts]
        of = asked(self.known, titles, texts)
        scores = self._scores(table(self.known, of))
        return self._ranked(scores, self.levels.of(of) if len(self.known.examples) else np.full(scores.shape, 1.0))

    def _scores(self, columns: tuple[list[str], Numbers]) -> Numbers:
        names, values = columns
        if self.learnt is not None:
            return self.learnt.log_odds(values)
        return plain(names, values)

    def _ranked(self, scores: Numbers, levels: Numbers) -> list[list[Ranked]]:
        likely = sigmoid(scores)
        ids = [each.id for each in self.known.competencies]
        return [[Ranked(ids[at], float(scores[row, at]), float(likely[row, at]), float(levels[row, at]))
                 for at in np.argsort(-scores[row], kind="stable")] for row in range(len(scores))]


def plain(names: Sequence[str], values: Numbers) -> Numbers:
    """Without examples: the sum of standardised likenesses of words and meaning, as faint log-odds."""
    parts = [values[..., names.index(name)] for name in ("bm25 at length", "at length", "wording", "levels")
             if name in names]
    made: Numbers = standardised(sum(parts[1:], parts[0])) - 3.0
    return made


def learn(encoder: Encoder, competencies: Sequence[Competency], examples: Sequence[Example],
          duties: Sequence[Example], highest: int, like_asked: Sequence[bool] | None = None) -> Matcher:
    """Learns a matcher from examples. `highest`: of the scale of levels; `like_asked`: which examples are of the kind
    that will be asked, by which the parts are weighed (all, where none is)."""
    known = Known(encoder, competencies, examples, duties)
    levels = learn_levels(known, highest)
    if len(examples) < LEAST or not known.wanted.any():
        return Matcher(known, None, levels)
    _, columns = table(known, themselves(known))
    kind = np.array(like_asked if like_asked is not None and sum(like_asked) >= LEAST else [True] * len(examples))
    count = columns.shape[1]
    rows, wanted = columns[kind].reshape(-1, columns.shape[-1]), known.wanted[kind].reshape(-1)
    part, group = (np.repeat(each, count) for each in (_sources(examples)[kind] % PARTS, np.flatnonzero(kind)))
    step = max(1, len(rows) // ROWS)
    # of duties the columns are blind to all of the same source, which the parts keep together
    learnt, _ = fit_best(rows[::step], wanted[::step], part[::step], None if known.groups else group[::step])
    return Matcher(known, learnt, levels)


def _sources(examples: Sequence[Example]) -> Numbers:
    """A number for each example, the same for those of one source."""
    known = {each: at for at, each in enumerate(dict.fromkeys(each.source or each.id for each in examples))}
    return np.array([known[each.source or each.id] for each in examples])

"""Names told in part: which thing of the tenant the words that nothing else explains speak of.

A name in part becomes a name like any other, so that it can be compared, left out and grouped by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.understanding.figures.vocabulary import Named
from bot.understanding.figures.whom import Whom
from bot.understanding.gazetteer import Mention
from retrieval.words import STOP, words

# A name in part must be told by so much of its words' weight to count.
NEAR = 0.5
NEEDS = frozenset("need needs needing require requires चाहिए आवश्यकता chahiye zarurat".split())
KINDS = ("organisation", "competency", "position", "course", "provider")


class Parts(Whom):
    """Reads names in part."""

    def _cues_explained(self) -> None:
        """Marks the words of cues that later steps act on, so that what is left may be a name."""
        lists, listing = self.words.lists, self.words.listing
        phrases = [*(lists[key] for key in ("except", "chart", "export", "why", "same", "only", "those", "change",
                                            "other_metric", "other_place", "other_period", "other_by")),
                   listing["who"], listing["list"], listing["not"], self.words.people, self.words.concepts,
                   self.words.forms, self.lexicon.types]
        for each in phrases:
            for span in self._spans(each):
                self.explained |= set(range(span.start, span.end))
        for span in self.ranks:
            self.explained |= set(range(span.start, span.end))
        for span in self._spans(self.words.unrecorded):
            if span.start not in self.explained:
                self.made.unrecorded = str(span.value)
                self.explained |= set(range(span.start, span.end))

    def _parts(self) -> None:
        """Takes names in part from the words left over: one name of them all, else one of each run of them."""
        self._plans()
        self._of_one_kind()
        left = [at for at in range(len(self.said)) if self._strange(at)]
        if not left:
            return
        whole = self._best(left)
        if whole is not None and whole.words >= len(left):
            self._take(whole, left)
            return
        for run in self._runs(left):
            best = self._best(run)
            if best is not None and best.words >= len(run) * NEAR:
                self._take(best, run[:best.words] if best.words < len(run) else run)

    def _plans(self) -> None:
        """"The Information and appeal officers plan": a plan by some words of its name right before the word for it."""
        for at in range(len(self.said)):
            span = self.words.dimensions.at(self.said, at)
            if span is None or span.value != "plan" or at in self.named:
                continue
            for start in range(max(0, at - 6), at):
                said = [word for word in self.said[start:at] if word not in STOP]
                if len(said) < 2 or self.said[start] in STOP:
                    continue
                ids = self.vocabulary.plans_with(said)
                if len(ids) == 1:
                    self.names = [each for each in self.names if each.end <= start or each.start >= at]
                    self._take(Mention("plan", ids, start, at, "part", len(said)), list(range(start, at)))
                    break

    def kinded(self) -> None:
        """Places by one word beside a word for their kind, whatever else that word may mean: "pension department"."""
        for at in range(1, len(self.said)):
            span = self.vocabulary.kind_at(self.said, at)
            if span is None or self._many(self.said[at]) or at - 1 in self.named or self._cue(at - 1):
                continue
            covered = [place for place in range(len(self.said)) if place != at - 1]
            part = self.reader.gazetteer.part("organisation", self.message, covered, [at - 1])
            if part is None or not self._as_written(part, [at - 1]):
                continue
            of_kind = tuple(each for each in part.ids if self._kind(each) == span.value)
            ids = self.vocabulary.higher(of_kind or part.ids)
            if len(ids) == 1:
                self._take(Mention("organisation", ids, at - 1, span.end, "part", 1), list(range(at - 1, span.end)))

    def _cue(self, at: int) -> bool:
        """Whether a word is one of how questions are asked."""
        word = self.said[at]
        return (word in STOP or word in self.words.idiom or word.isdecimal()
                or any(found.start <= at < found.end for found in (*self.concepts, *self.forms))
                or any(self.words.grouping[key].at(self.said, at) is not None for key in self.words.grouping)
                or self.words.ranking.at(self.said, at) is not None or self.words.people.at(self.said, at) is not None)

    def _as_written(self, part: Mention, places: Sequence[int]) -> bool:
        """Whether a name in part by one word holds that very word: "develop" is no "Development"."""
        if len(places) > 1 or not self.said[places[0]].isascii():
            return True
        word, framework = self.said[places[0]], self.vocabulary.framework
        world: dict[str, Mapping[str, Any]] = {
            "organisation": framework.organisations, "competency": framework.competencies,
            "position": framework.positions, "course": framework.courses, "provider": framework.providers}
        names = {said for identity in part.ids for said in _words_of(world.get(part.kind, {}).get(identity))}
        return word in names or f"{word}s" in names or word.removesuffix("s") in names

    def _of_one_kind(self) -> None:
        """Beside a place that it is compared with, or a word for a kind of places, a word is a place too: "compare DoPT
        and Pension", "department of pension", though a competency is called so."""
        compares = bool(self._spans(self.words.grouping["compare"]))
        for named in list(self.names):
            places = range(named.start, named.end)
            if sum((each.start, each.end) == (named.start, named.end) for each in self.names) > 1:
                continue
            kind = self._beside(places, but=named) if compares else None
            if self._of_kind(named):
                kind = "organisation"
            if kind != "organisation" or named.dimension == kind:
                continue
            covered = [place for place in range(len(self.said)) if place not in places]
            part = self.reader.gazetteer.part(kind, self.message, covered, list(places))
            if part is None or part.words < len(places):
                continue
            ids = self._within(part.ids, named)
            if len(ids) == 1 or self._of_kind(named):
                self.names[self.names.index(named)] = Named(kind, ids, named.start, named.end)

    def _within(self, ids: Sequence[str], named: Named) -> tuple[str, ...]:
        """Of places with one name those that lie in another place that is named; that one then says no more."""
        for each in [each for each in self.names if each.dimension == "organisation" and each != named]:
            if len(each.ids) != 1:
                continue
            below = self.vocabulary.framework.subtree(each.ids[0])
            inside = tuple(identity for identity in ids if identity in below and identity != each.ids[0])
            if inside and self._of_kind(named):
                self.names = [other for other in self.names if other != each]
                return inside
        return tuple(ids)

    def _of_kind(self, named: Named) -> bool:
        """Whether a word for a kind of places stands right before or behind, in the singular: "Department of …"."""
        for at in (named.start - 1, named.start - 2, named.end):
            if at == named.start - 2 and self.said[named.start - 1] != "of":
                continue
            span = self.vocabulary.kind_at(self.said, at) if 0 <= at < len(self.said) else None
            wise = at + 1 < len(self.said) and self.words.grouping["wise"].at(self.said, at + 1)
            if span is not None and span.end - span.start == 1 and not self._many(self.said[at]) and not wise:
                return not any(each is not named and each.start <= at < each.end for each in self.names)
        return False

    def _runs(self, left: Sequence[int]) -> list[list[int]]:
        """The words left over in runs with no more than small words between, that join no two things."""
        runs: list[list[int]] = []
        for at in left:
            between = range(runs[-1][-1] + 1, at) if runs else ()
            if runs and all(self.said[place] in STOP and place not in self.named
                            and self.words.lists["joins"].at(self.said, place) is None for place in between):
                runs[-1].append(at)
            else:
                runs.append([at])
        return runs

    def _best(self, places: Sequence[int]) -> Mention | None:
        """The thing that explains the most of some words; what stands beside it says of which kind it is."""
        covered = [at for at in range(len(self.said)) if at not in places]
        beside, told = self._beside(places), self._told_kind(places)
        return (self._best_of((told,), places, covered, beside) if told else None) or self._best_of(
            KINDS, places, covered, beside)

    def _best_of(self, kinds: Sequence[str], places: Sequence[int], covered: Sequence[int],
                 beside: str | None) -> Mention | None:
        best: Mention | None = None
        best_weight = 0.0
        for kind in kinds:
            part = self._plan(places) if kind == "plan" else self.reader.gazetteer.part(
                kind, self.message, covered, places) if kind in KINDS else None
            if part is None or (kind != "plan" and not self._as_written(part, places)):
                continue
            if kind in ("course", "provider") and len(places) == 1 and len(kinds) > 1:
                continue  # one word of a title says too little, unless "course" stands beside it
            ids = self.vocabulary.higher(part.ids) if kind == "organisation" else part.ids
            weight = (part.words + (0.5 if len(ids) == 1 else 0.0) + (0.2 if kind in _EXPECTED else 0.0)
                      + (1.0 if kind == beside else 0.0))
            if weight > best_weight:
                best, best_weight = Mention(kind, ids, part.start, part.end, "part", part.words), weight
        return best if best is not None and len(best.ids) <= 6 else None

    def _beside(self, places: Sequence[int], but: Named | None = None) -> str | None:
        """The kind of the name on the other side of a word that joins: "DoPT and Pension"."""
        for named in self.names:
            if named == but:
                continue
            for first, last in ((named.end, min(places)), (max(places) + 1, named.start)):
                span = self.words.lists["joins"].at(self.said, first) if first < last else None
                if span is not None and all(self.said[at] in STOP for at in range(span.end, last)):
                    return named.dimension
        return None

    def _told_kind(self, places: Sequence[int]) -> str | None:
        """The kind that a word right beside says: "the integrity plan", "harbour dept"."""
        for at in (max(places) + 1, min(places) - 1):
            found = self._dimension_at(at)
            if found is None or self._many(self.said[at]) or found[0] in self.grouped:
                continue
            if found[0].startswith(("kind:", "?")):
                return "organisation"
            if found[0] == "course" and NEEDS & set(self.said):
                continue  # "need noting training" speaks of what is lacking
            if found[0] in (*KINDS, "plan"):
                return found[0]
        return None

    def _plan(self, places: Sequence[int]) -> Mention | None:
        """Plans whose names hold all of some words."""
        ids = self.vocabulary.plans_with([self.said[at] for at in places])
        return Mention("plan", ids, min(places), max(places) + 1, "part", len(places)) if ids else None

    def _take(self, best: Mention, places: Sequence[int]) -> None:
        start, end = min(places), max(places) + 1
        if not self._told_again(best):
            self.names = sorted([*self.names, Named(best.kind, best.ids, start, end)], key=lambda each: each.start)
        self.named |= set(places)
        self.explained |= set(places)

    def _told_again(self, best: Mention) -> bool:
        """Whether a name in part says again what stands there whole: "noting and drafting (noting)"."""
        return any(each.dimension == best.kind and set(best.ids) & set(each.ids) for each in self.names)

    def _strange(self, at: int) -> bool:
        """Whether nothing explains a word."""
        word = self.said[at]
        if at in self.explained or at in self.named or at in self.taken or at in self.times.covered:
            return False
        return not (word in self.words.idiom or word in STOP or word in self.lexicon.lists["fillers"]
                    or word in self.lexicon.ordinals or (len(word) == 1 and not word.isdecimal())
                    or self.words.dimensions.at(self.said, at) or self.vocabulary.kind_at(self.said, at)
                    or self.words.people.at(self.said, at) or self.words.concepts.at(self.said, at)
                    or self.words.forms.at(self.said, at)
                    or any(phrases.at(self.said, at) for phrases in self.lexicon.time.values()))


def _words_of(thing: Any) -> set[str]:
    """The words of all names of a thing."""
    names = [getattr(thing, key, None) for key in ("name", "title", "name_hi", "title_hi")]
    return {word for name in (*names, *(getattr(thing, "aliases", None) or ())) for word in words(name or "")}


_EXPECTED = frozenset({"organisation", "competency"})

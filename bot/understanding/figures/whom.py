"""Whom a question is about: places, values to filter by, people to be listed or counted."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.figures.grouping import Grouping
from bot.understanding.figures.vocabulary import Named
from bot.understanding.lexicon import Span


class Whom(Grouping):
    """Reads places, values and people."""

    def _places(self) -> None:
        """The words for the whole tenant, the asker's own place, their team, and peers."""
        for key in ("everywhere", "ours", "all_time"):
            for span in self._spans(self.words.lists[key]):
                self.explained |= set(range(span.start, span.end))
                if key == "everywhere":
                    self.made.everywhere = True
                elif key == "ours":
                    self.made.ours = True
        for span in self._spans(self.words.team):
            self.made.team = True
            self.explained |= set(range(span.start, span.end))
        compares = bool(self._spans(self.words.grouping["compare"]))
        if compares and self._spans(self.words.grouping["peers"]):
            self.made.peers = True

    def _filters(self) -> None:
        """The values named, by dimension. Two or more of one dimension are compared, a row each."""
        by_dimension: dict[str, list[str]] = {}
        spans = {(each.start, each.end) for each in self.names}
        left_out = self._left_out(sorted(spans))
        for start, end in sorted(spans):
            here = [each for each in self.names if (each.start, each.end) == (start, end)]
            chosen = self._choose(here)
            if len(chosen) > 1 or len(chosen[0].ids) > 1:
                self._unclear(chosen)
                continue
            named = chosen[0]
            if (start, end) in left_out:
                self.made.without.setdefault(named.dimension, []).extend(named.ids)
                continue
            values = by_dimension.setdefault(named.dimension, [])
            values += [each for each in named.ids if each not in values]
        self.made.filters = by_dimension
        excepts = self.words.lists["except"].find(self.said)
        for span in self._spans(self.lexicon.types):
            if any(each.start <= span.start < each.end for each in self.names):
                continue
            out = any(other.end in (span.start, span.start - 1) for other in excepts)
            (self.made.without if out else self.made.filters).setdefault("type", []).append(str(span.value))
            self.explained |= set(range(span.start, span.end))

    def _left_out(self, spans: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
        """The names that are left out: "except Finance and Posts", "Finance aur Posts ko chhodkar"."""
        excepts = self.words.lists["except"].find(self.said)
        before = [any(span.end in (start, start - 1) for span in excepts) and not self._is_not(start)
                  for start, _ in spans]
        behind = [any(span.start == end and self._stands_behind(span.start) for span in excepts) for _, end in spans]
        for at in range(1, len(spans)):
            before[at] = before[at] or (before[at - 1] and self._joined(spans[at - 1][1], spans[at][0]))
        for at in range(len(spans) - 2, -1, -1):
            behind[at] = behind[at] or (behind[at + 1] and self._joined(spans[at][1], spans[at + 1][0]))
        return {span for span, out in zip(spans, zip(before, behind, strict=True), strict=True) if any(out)}

    def _stands_behind(self, at: int) -> bool:
        """Whether a word that leaves out stands behind what it leaves out, as in Hindi."""
        return not self.said[at].isascii() or self.said[at] in ("ko", "chhodkar", "chodkar", "ke", "chhod")

    def _joined(self, end: int, start: int) -> bool:
        """Whether two names follow each other, with no more than a word that lists between."""
        return all(self.said[at] in ("and", "or", "the", "aur", "ya", "और", "या", "तथा", "एवं")
                   for at in range(end, start))

    def _is_not(self, start: int) -> bool:
        """"without a course" speaks of what is lacking, and leaves nothing out."""
        return start > 0 and self.said[start - 1] == "without" and bool(self.concepts)

    def _choose(self, here: list[Named]) -> list[Named]:
        """Of several kinds of things with one name the one that the words around speak of; else all."""
        if len(here) == 1:
            return here
        start = here[0].start
        before = self.said[start - 1] if start else ""
        after = self.said[here[0].end] if here[0].end < len(self.said) else ""
        kinds = {each.dimension: each for each in here}
        for word in (before, after):
            dimension = self.words.dimensions.whole([word]) if word else None
            if dimension in kinds:
                return [kinds[dimension]]
        if "organisation" in kinds and self.vocabulary.kind_at(self.said, here[0].end) if after else None:
            return [kinds["organisation"]]
        if "course" in kinds and self._course_concept():
            return [kinds["course"]]
        if "course" in kinds and len(kinds) == 2 and "competency" in kinds:
            return [kinds["competency"]]
        if {"provider", "organisation"} == set(kinds):
            offers = self._course_concept() and before in ("by", "from", "of")
            return [kinds["provider" if offers else "organisation"]]
        if {"competency", "organisation"} == set(kinds):
            wants = any(found.key in ("gap", "hold", "require", "supply", "unserved") for found in self.concepts)
            has = any(each.dimension == "competency" and each not in here for each in self.names)
            return [kinds["competency" if wants and not has else "organisation"]]
        return here

    def _course_concept(self) -> bool:
        return any(found.key in ("completion", "enrolment", "rating", "score", "pass", "overdue", "assigned")
                   for found in self.concepts)

    def _unclear(self, named: list[Named]) -> None:
        for each in named:
            self.made.unclear.setdefault(each.dimension, []).extend(each.ids)

    def _listing(self) -> None:
        """Whether people are asked for by name, and whether it is those who have not."""
        which = [span for span in self._spans(self.words.grouping["which"]) if span.end - span.start > 1]
        who = [span for span in self._spans(self.words.listing["who"])
               if not any(other.start <= span.start < other.end and other.end - other.start > span.end - span.start
                          for other in which)]
        lists = self._spans(self.words.listing["list"])
        follow = self.lexicon.lists["follow"].at(self.said, 0) if self.said else None
        asks = [span for span in self._spans(self.words.grouping["which"])
                if self._people_after(span.end, 2) and (follow is None or span.start >= follow.end)]
        ranked = [span for span in self.ranks if span.value != "rank" and self._people_after(span.end, 2)
                  and not any(found.start <= span.start < found.end for found in self.forms)]
        lacks_course = self._people_before("unserved") or "undone" in {found.key for found in self.concepts}
        subject = bool(self.said) and self._people_after(0, 2) and bool(lacks_course or
            [bound for bound in self.bounds if bound.value or bound.comparison != "="] or self.ranks)
        again = bool(lists) and bool(self._spans(self.words.lists["those"]))
        whose = self.said[:1] == ("whose",) and not self.grouped
        listed = bool(whose or who or asks or ranked or subject or again) or any(
            self._people_after(span.end, 4) for span in lists)
        lacks = {"unserved"} & {found.key for found in self.concepts}
        counted = not ranked and any(found.key == "count" for found in self.forms) and not self._spans(
            self.words.listing["who"])
        if listed and not self.grouped and not counted:
            negated = [span for span in self._spans(self.words.listing["not"]) if not self._in_concept(span)]
            concepts = {found.key for found in self.concepts}
            negated = negated or [Span(found.start, found.end) for found in self.concepts
                                  if found.key == "undone" or (found.key == "unserved" and lacks_course)]
            if lacks_course:
                concepts, lacks = concepts | {"undone"}, set()
            may = concepts & {"undone", "completion", "enrolment", "active", "hold", "pass", "rating"}
            self.made.people = "who not" if negated and (may or not concepts) and not lacks else "who"
        for span in (*who, *lists, *asks):
            self.explained |= set(range(span.start, span.end))
        for span in self._spans(self.words.listing["not"]):
            self.explained |= set(range(span.start, span.end))
        for span in self._spans(self.words.people):
            self.explained |= set(range(span.start, span.end))

    def _people_before(self, concept: str) -> bool:
        """Whether people are spoken of right before a concept: "officers of DoPT without any course"."""
        found = next((each for each in self.concepts if each.key == concept), None)
        return found is not None and not {"gap", "require"} & {each.key for each in self.concepts} and any(
            span.end <= found.start for span in self._spans(self.words.people)) and not any(
            each in ("competency", "course") for each in self.grouped)

    def _counts_people(self, concepts: set[str]) -> bool:
        """Whether what is counted are people: "how many officers completed", "number of Tehsildars"."""
        counts = [found for found in self.forms if found.key in ("count", "rate")]
        for found in counts:
            for at in range(found.end, min(found.end + 4, len(self.said))):
                if self.words.people.at(self.said, at) and at not in self.named:
                    return True
                if any(each.dimension in ("position", "group") and each.start <= at < each.end for each in self.names):
                    return True
                if self._thing(at):
                    break
                if self.said[at] in _VERBS and at == found.end:
                    return True
        plain = self._spans(self.words.people)
        if counts and plain and not any(found.key in ("completion", "enrolment") and self._thing(found.start)
                                        for found in self.concepts):
            return True
        return bool(plain and not concepts and not counts and self.ranks)


_VERBS = frozenset("have has had completed finished passed hold holds lack need enrolled are were did do took".split())

"""The search port: an index of a tenant is built, found by every process, searched in any language, and replaced whole.

A stand-in encoder with a few dozen concepts takes the place of the model, so that what is near is known beforehand.
What is missing or damaged must be told, never answered with an empty list as if nothing were in the catalogue.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tenant import NoIndex, tenancy
from bot.understanding.features import WIDTH
from bot.understanding.figures.vocabulary import Values
from bot.understanding.intent import Classifier, NoClassifier
from frac.framework import Framework
from retrieval import index
from retrieval.encoder import OnnxEncoder, Vectors
from retrieval.export import EncoderUnavailable
from retrieval.lexical import LexicalIndex
from retrieval.search import Hit, Search, fuse, shared_words
from retrieval.vectors import ChromaIndex, VectorIndex
from retrieval.words import words
from tests.frameworks import competency, course, framework

# Words that mean the same share an axis; all others are spread over the axes that are left.
CONCEPTS = (("noting", "note", "notes", "टिप्पण", "file"), ("drafting", "draft", "letters", "प्रारूपण"),
            ("money", "finance", "budget", "वित्त", "बजट"), ("buying", "procurement", "tenders", "क्रय"),
            ("team", "people", "together", "टीम"), ("password", "login", "sign", "पासवर्ड"))
DIMENSION = 32


class Concepts:
    """An encoder of known meaning; counts the texts that it encoded and can be told to fail."""

    name = "concepts"
    dimension = DIMENSION

    def __init__(self, fail_after: int | None = None) -> None:
        self.encoded: list[str] = []
        self.fail_after = fail_after

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.fail_after is not None and len(self.encoded) + len(texts) > self.fail_after:
            raise KeyboardInterrupt
        self.encoded += texts
        return np.array([self._one(text) for text in texts], dtype=np.float32).reshape(len(texts), DIMENSION)

    def encode_deep(self, texts: Sequence[str]) -> Vectors:
        return self.encode(texts)

    def _one(self, text: str) -> Vectors:
        vector = np.full(DIMENSION, 1e-3, dtype=np.float32)
        for word in words(text):
            known = [at for at, group in enumerate(CONCEPTS) if word in group]
            vector[known[0] if known else len(CONCEPTS) + sum(word.encode()) % (DIMENSION - len(CONCEPTS))] += 1.0
        return vector / np.float32(np.linalg.norm(vector))


class Exact:
    """A vector index that compares with everything: what the real one must agree with."""

    def __init__(self, _folder: Path | None = None) -> None:
        self.shelves: dict[str, tuple[list[str], Vectors]] = {}

    def put(self, shelf: str, ids: Sequence[str], vectors: Vectors) -> None:
        self.shelves[shelf] = (list(ids), vectors)

    def nearest(self, shelf: str, vector: Vectors, count: int) -> list[tuple[str, float]]:
        ids, vectors = self.shelves.get(shelf, ([], np.zeros((0, len(vector)), dtype=np.float32)))
        found = sorted(zip(ids, (vectors @ vector).tolist(), strict=True), key=lambda each: -each[1])
        return found[:count]

    def size(self, shelf: str) -> int:
        return len(self.shelves.get(shelf, ([], None))[0])

    def close(self) -> None:
        """Nothing is open."""


WORLD = (
    competency("C1", "Noting", name_hi="टिप्पण"), competency("C2", "Finance", name_hi="वित्त"), competency("C3", "Teams"),
    course("K1", "Notes that decide", [("C1", 2)], description="How a file is put up.", headings=("The docket",)),
    course("K2", "Budget for beginners", [("C2", 1)], title_hi="बजट का परिचय"),
    course("K3", "Working together", [("C3", None)], description="People in a team."),
    course("K4", "Old notes", [("C1", 1)], status="retired"), course("K5", "Next notes", [("C1", 1)], status="draft"))
SECTIONS = [("K1", 1, "The docket", "A docket sums up the letters."), ("K1", 2, "The rule", "Quote the rule.")]
HELP = [("H1", "How do I change my password?", "Choose sign in, then forgotten."), ("H2", "Who answers?", "People do.")]


def made_of(world: Framework) -> index.Documents:
    known = [each for each in SECTIONS if each[0] in world.courses]
    return index.documents(world, known, HELP)


def silent(_what: str, _done: int, _total: int | None) -> None:
    """Shows no progress."""


def build(home: Path, world: Framework | None = None, encoder: Concepts | None = None) -> Path:
    world = world or framework(*WORLD)
    return index.build(home, world, made_of(world), encoder or Concepts(), silent)


def found(folder: Path, query: str, shelf: str = index.COURSES, count: int = 10) -> list[str]:
    return [hit.id for hit in Search(folder, Concepts()).find(shelf, query, count)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that no test changes."""
    return build(tmp_path_factory.mktemp("index"))


# ---- what is found


@pytest.mark.parametrize(("query", "first"), [
    ("notes", "K1"), ("a course on noting", "K1"), ("docket", "K1"), ("टिप्पण", "K1"), ("file", "K1"),
    ("budget", "K2"), ("finance for beginners", "K2"), ("बजट का परिचय", "K2"), ("वित्त", "K2"), ("money", "K2"),
    ("team", "K3"), ("working together", "K3"), ("TEAM!", "K3"), ("  people  ", "K3")])
def test_a_course_is_found_by_what_it_is_called_what_it_teaches_and_what_it_means(
        built: Path, query: str, first: str) -> None:
    assert found(built, query)[0] == first


@pytest.mark.parametrize("query", ["notes", "old notes", "next notes", "K4", "", "टिप्पण"])
def test_what_is_not_live_is_in_no_result(built: Path, query: str) -> None:
    assert set(found(built, query)) <= {"K1", "K2", "K3"}


def test_shelves_are_apart_and_sections_are_numbered(built: Path) -> None:
    assert found(built, "docket letters", index.SECTIONS)[0] == "K1#1"
    assert set(found(built, "rule", index.SECTIONS)) == {"K1#1", "K1#2"}
    assert found(built, "change my password", index.HELP)[0] == "H1"
    assert found(built, "forgotten", index.HELP_WHOLE)[0] == "H1"
    assert found(built, "finance", index.COMPETENCIES)[0] == "C2"


def test_nearest_in_meaning_needs_no_shared_word(built: Path) -> None:
    near = Search(built, Concepts()).nearest(index.HELP, "login", 2)
    assert near[0][0] == "H1"
    assert near[0][1] > near[1][1]
    assert -1.0 <= near[1][1] <= near[0][1] <= 1.0 + 1e-6


@pytest.mark.parametrize("query", ["", "   ", "the of and", "?!", "\0", "zzzz qqqq", "🙂", "x" * 100_000,
                                   "note " * 20_000], ids=lambda query: ascii(query[:10]))
def test_any_query_is_answered_with_known_ids_each_once(built: Path, query: str) -> None:
    ids = found(built, query)
    assert len(ids) == len(set(ids))
    assert set(ids) <= {"K1", "K2", "K3"}


@pytest.mark.parametrize(("count", "most"), [(0, 0), (1, 1), (2, 2), (100, 3)])
def test_no_more_is_given_than_asked_or_there(built: Path, count: int, most: int) -> None:
    assert len(found(built, "notes", count=count)) == most


def test_an_unknown_shelf_is_empty(built: Path) -> None:
    assert found(built, "notes", "letters") == []


def test_a_hit_tells_how_sure_it_is(built: Path) -> None:
    hits = {hit.id: hit for hit in Search(built, Concepts()).find(index.COURSES, "docket")}
    assert hits["K1"].bm25 > 0 == hits["K2"].bm25
    exact = Search(built, Concepts()).find(index.COURSES, "docket", vector=Concepts().encode(["docket"])[0])
    assert [(hit.id, hit.score) for hit in exact] == [(hit.id, hit.score) for hit in hits.values()]


def test_alike_documents_stand_in_the_order_of_their_ids_whatever_the_order_of_the_catalogue(tmp_path: Path) -> None:
    twins = [course(key, "Notes on files", [("C1", 1)]) for key in ("K7", "K2", "K9", "K1")]
    orders = []
    for number, order in enumerate((twins, twins[::-1])):
        world = framework(WORLD[0], *order, course("K5", "Budget"))
        folder = build(tmp_path / str(number), world)
        orders += [found(folder, "notes"), found(folder, "notes")]
    assert orders == [["K1", "K2", "K7", "K9", "K5"]] * 4


def test_a_tenant_without_courses_and_help_is_searched_in_vain(tmp_path: Path) -> None:
    world = framework(competency("C1", "Noting"))
    folder = index.build(tmp_path, world, index.documents(world, [], []), Concepts(), silent)
    for shelf in (index.COURSES, index.SECTIONS, index.HELP, index.HELP_WHOLE):
        assert found(folder, "notes", shelf) == []
    assert found(folder, "noting", index.COMPETENCIES) == ["C1"]


def test_texts_without_a_word_can_be_indexed(tmp_path: Path) -> None:
    folder = build(tmp_path, framework(course("K1", "???"), course("K2", "the of"), course("K3", "🙂")))
    assert set(found(folder, "notes")) == {"K1", "K2", "K3"}


@pytest.mark.parametrize("key", ["a b", "क-1", "K#1", "x/../y", '"; DROP', "{0}", "x" * 500])
def test_ids_are_any_text(tmp_path: Path, key: str) -> None:
    folder = build(tmp_path, framework(course(key, "Notes"), course("K2", "Budget")))
    assert found(folder, "notes")[0] == key


# ---- versions


def test_the_index_of_a_version_is_current_for_it_alone(tmp_path: Path) -> None:
    assert index.current(tmp_path) is None
    assert not index.is_current(tmp_path, 1, "concepts")
    folder = build(tmp_path)
    assert index.current(tmp_path) == folder
    assert index.is_current(tmp_path, 1, "concepts")
    assert not index.is_current(tmp_path, 2, "concepts")
    assert not index.is_current(tmp_path, 1, "another")


def test_a_new_version_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    old = build(tmp_path)
    new = build(tmp_path, framework(*WORLD, course("K8", "Tenders", [("C2", 2)]), version=2))
    assert (index.current(tmp_path), old.exists()) == (new, False)
    assert found(new, "tenders")[0] == "K8"
    assert index.is_current(tmp_path, 2, "concepts") and not index.is_current(tmp_path, 1, "concepts")


def test_the_same_version_can_be_built_again(tmp_path: Path) -> None:
    first = found(build(tmp_path), "notes")
    shutil.copytree(index.current(tmp_path) or tmp_path, tmp_path / "apart")
    build(tmp_path)
    assert found(tmp_path / "apart", "notes") == first
    assert index.is_current(tmp_path, 1, "concepts")


def test_what_was_embedded_before_is_not_embedded_again(tmp_path: Path) -> None:
    first = Concepts()
    build(tmp_path, encoder=first)
    assert len(first.encoded) == len(set(first.encoded)) > 5
    second = Concepts()
    build(tmp_path, framework(*WORLD, course("K8", "Tenders"), version=2), second)
    assert second.encoded == ["Tenders"]
    other = Concepts()
    other.name = "another"
    build(tmp_path, framework(*WORLD, version=3), other)
    assert set(other.encoded) == set(first.encoded)


@pytest.mark.parametrize("fail_after", [0, 3])
def test_a_stop_in_the_middle_leaves_what_was_and_is_cleared_away_later(tmp_path: Path, fail_after: int) -> None:
    old = build(tmp_path)
    next_world = framework(*[course(f"N{number}", f"Subject {number}") for number in range(70)], version=2)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, next_world, Concepts(fail_after))
    assert index.current(tmp_path) == old
    assert found(old, "notes")[0] == "K1"
    new = build(tmp_path, next_world)
    assert index.current(tmp_path) == new
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [new.name]


def test_progress_is_told_up_to_the_whole(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    world = framework(*WORLD)
    index.build(tmp_path, world, made_of(world), Concepts(), lambda *each: told.append(each))
    assert {what for what, _, _ in told} == {"index"}
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1][1] == told[-1][2] == sum(len(ids) for ids, _ in made_of(world).shelves.values())


# ---- missing and damaged


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b"{}"])
def test_a_damaged_description_of_an_index_makes_it_one_that_is_not_current(tmp_path: Path, content: bytes) -> None:
    folder = build(tmp_path)
    (folder / "about.json").write_bytes(content)
    assert not index.is_current(tmp_path, 1, "concepts")
    build(tmp_path, framework(*WORLD, version=2))
    assert index.is_current(tmp_path, 2, "concepts")


@pytest.mark.parametrize("content", [b"", b"nowhere", b"\xff", b"../..", b"v1/../v1\n\n"])
def test_a_damaged_pointer_points_to_no_index_outside(tmp_path: Path, content: bytes) -> None:
    folder = build(tmp_path)
    (tmp_path / "current").write_bytes(content)
    assert index.current(tmp_path) in (None, folder, tmp_path / "v1/../v1")
    build(tmp_path, framework(*WORLD, version=2))
    assert index.is_current(tmp_path, 2, "concepts")


@pytest.mark.parametrize("keep", [0, 7, 300])
def test_damaged_vectors_of_before_are_made_anew(tmp_path: Path, keep: int) -> None:
    path = build(tmp_path) / "vectors.npz"
    path.write_bytes(path.read_bytes()[:keep])
    encoder = Concepts()
    folder = build(tmp_path, framework(*WORLD, version=2), encoder)
    assert len(encoder.encoded) > 5
    assert found(folder, "notes")[0] == "K1"


@pytest.mark.parametrize("half", ["chroma", "bm25"])
def test_an_index_without_one_of_its_halves_is_not_taken_for_a_whole_one(tmp_path: Path, half: str) -> None:
    """Either it is no current index, so that the next start makes it anew, or searching it fails."""
    build(tmp_path / "home")
    apart = Path(shutil.copytree(tmp_path / "home", tmp_path / "apart"))
    folder = index.current(apart)
    assert folder is not None
    shutil.rmtree(folder / half)
    if index.is_current(apart, 1, "concepts"):
        with pytest.raises(Exception, match=r".+"):
            found(folder, "notes")


def test_a_tenant_without_an_index_says_so(tmp_path: Path) -> None:
    held = tenancy(framework(*WORLD), Values(), Concepts(), _classifier(tmp_path), tmp_path / "index")
    with pytest.raises(NoIndex):
        held.search()
    build(tmp_path / "index")
    assert held.search().find(index.COURSES, "notes")[0].id == "K1"


def _classifier(folder: Path) -> Classifier:
    """A classifier of one intent."""
    np.savez(folder / "intents.npz", intents=np.array(["greet"]), meaning=np.zeros((1, DIMENSION)),
             meaning_bias=np.zeros(1), words=np.zeros((1, WIDTH)), words_bias=np.zeros(1), talk=np.array(["hello"]),
             known=np.array(["hello"]), plain=np.array(["hello"]),
             usual=np.array(["greet:hello"]), spelled=np.array(["hello"]), made_of=np.array("x"))
    return Classifier(folder / "intents.npz", Concepts())


@pytest.mark.parametrize("keep", [None, 0, 7, 300, -100])
def test_a_missing_or_damaged_classifier_is_none(tmp_path: Path, keep: int | None) -> None:
    assert _classifier(tmp_path).probabilities("hello") == {"greet": 1.0}
    path = tmp_path / "intents.npz"
    content = path.read_bytes()
    path.unlink()
    if keep is not None:
        path.write_bytes(content[:keep])
    with pytest.raises(NoClassifier):
        Classifier(path, Concepts())


@pytest.mark.parametrize("files", [
    {}, {"encoder.json": b"{"}, {"encoder.json": b"{}", "encoder.onnx": b"", "tokenizer.json": b""},
    {"encoder.json": b"{}", "encoder.onnx": b"\x00" * 64, "tokenizer.json": b"{}"}],
    ids=["nothing", "no JSON", "empty files", "junk"])
def test_a_missing_or_damaged_encoder_says_which_and_how_to_mend_it(tmp_path: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(EncoderUnavailable) as told:
        OnnxEncoder(tmp_path)
    assert str(tmp_path) in str(told.value) and "delete" in str(told.value)


# ---- the vector half, beside one that compares with everything


def points(count: int, seed: int = 3) -> Vectors:
    made = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def filled(port: VectorIndex, count: int) -> VectorIndex:
    port.put("shelf", [f"d{number}" for number in range(count)], points(count))
    return port


@pytest.mark.parametrize("count", [1, 2, 50, 2500])
def test_the_nearest_are_those_of_comparing_with_everything(tmp_path: Path, count: int) -> None:
    real, exact = filled(ChromaIndex(tmp_path), count), filled(Exact(), count)
    assert real.size("shelf") == exact.size("shelf") == count
    for query in points(5, seed=9):
        got, wanted = real.nearest("shelf", query, 10), exact.nearest("shelf", query, 10)
        assert [each for each, _ in got] == [each for each, _ in wanted]
        assert np.allclose([cosine for _, cosine in got], [cosine for _, cosine in wanted], atol=1e-4)


def test_vectors_are_kept_in_their_folder_and_in_no_other(tmp_path: Path) -> None:
    here = filled(ChromaIndex(tmp_path / "here"), 5)
    query = points(1)[0]
    before = here.nearest("shelf", query, 5)
    here.close()
    assert ChromaIndex(tmp_path / "here").nearest("shelf", query, 5) == before
    assert ChromaIndex(tmp_path / "elsewhere").size("shelf") == 0


def test_a_shelf_that_nobody_filled_has_nothing_near(tmp_path: Path) -> None:
    port = ChromaIndex(tmp_path)
    assert (port.size("nothing"), port.nearest("nothing", points(1)[0], 3)) == (0, [])
    port.put("nothing", [], np.zeros((0, 8), dtype=np.float32))
    assert port.nearest("nothing", points(1)[0], 3) == []


def test_search_is_the_same_over_any_vector_index(built: Path) -> None:
    exact = Exact()
    texts = made_of(framework(*WORLD)).shelves[index.COURSES]
    exact.put(index.COURSES, texts[0], Concepts().encode(texts[1]))
    for query in ("notes", "budget", "बजट", "people", "zzz", ""):
        other = [hit.id for hit in Search(built, Concepts(), lambda _folder: exact).find(index.COURSES, query)]
        assert found(built, query) == other


# ---- the lexical half


TEXTS = {"a": "Noting and drafting of files", "b": "Drafts, drafted and drafting", "c": "टिप्पण और प्रारूपण",
         "d": "RTI 2005"}


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("bm25")
    LexicalIndex(folder).put("shelf", list(TEXTS), list(TEXTS.values()))
    return LexicalIndex(folder)


@pytest.mark.parametrize(("query", "wanted"), [
    ("noting", ["a"]), ("draft", ["b", "a"]), ("DRAFTING", ["b", "a"]), ("file", ["a"]), ("टिप्पण", ["c"]),
    ("प्रारूपण और", ["c"]), ("rti", ["d"]), ("2005", ["d"]), ("2006", []), ("note", ["a"]), ("and of", []), ("", []),
    ("?!", []), ("unheard words", []), ("noting unheard", ["a"])])
def test_the_lexical_half_finds_shared_stems_alone(lexical: LexicalIndex, query: str, wanted: list[str]) -> None:
    best = lexical.best("shelf", query, 10)
    assert [each for each, _ in best] == wanted
    assert [score for _, score in best] == sorted((score for _, score in best), reverse=True)
    assert all(score > 0 for _, score in best)


def test_the_lexical_half_gives_no_more_than_asked_and_nothing_of_other_shelves(lexical: LexicalIndex) -> None:
    assert [each for each, _ in lexical.best("shelf", "draft", 1)] == ["b"]
    assert lexical.best("shelf", "draft", 0) == []
    assert lexical.best("other", "draft", 5) == []


@pytest.mark.parametrize("texts", [[], [""], ["the of"], ["?!", "🙂"]])
def test_a_shelf_without_words_can_be_filled_and_searched(tmp_path: Path, texts: list[str]) -> None:
    port = LexicalIndex(tmp_path)
    port.put("shelf", [str(number) for number in range(len(texts))], texts)
    assert LexicalIndex(tmp_path).best("shelf", "notes", 5) == []


@pytest.mark.parametrize(("query", "text", "share"), [
    ("noting and drafting", "Drafting and noting", 1.0), ("noting budget", "The noting of files", 0.5),
    ("", "text", 0.0), ("the of", "the of", 0.0), ("notings", "noting", 1.0), ("टिप्पण", "टिप्पण और प्रारूपण", 1.0)])
def test_the_share_of_words_tells_a_find_from_a_mere_nearest(query: str, text: str, share: float) -> None:
    assert shared_words(query, text) == pytest.approx(share)


# ---- the fusion


def order(hits: Sequence[Hit]) -> list[str]:
    return [hit.id for hit in hits]


def test_what_both_halves_bring_first_is_first() -> None:
    hits = fuse([("a", 9.0), ("b", 1.0)], [("a", 0.9), ("c", 0.3), ("b", 0.1)])
    assert order(hits) == ["a", "c", "b"] or order(hits)[0] == "a"
    assert {hit.id: (hit.bm25, hit.cosine) for hit in hits} == {"a": (9.0, 0.9), "b": (1.0, 0.1), "c": (0.0, 0.3)}


def test_one_half_alone_keeps_its_order_and_none_gives_none() -> None:
    assert order(fuse([("a", 3.0), ("b", 2.0), ("c", 1.0)], [])) == ["a", "b", "c"]
    assert order(fuse([], [("c", 0.9), ("b", 0.5), ("a", 0.1)])) == ["c", "b", "a"]
    assert fuse([], []) == []


def test_the_scale_of_a_half_does_not_matter() -> None:
    lexical, dense = [("a", 3.0), ("b", 1.0), ("c", 0.5)], [("b", 0.9), ("c", 0.8), ("a", 0.2)]
    larger = [(each, 1000 * score) for each, score in lexical]
    assert order(fuse(lexical, dense)) == order(fuse(larger, dense))


def test_a_half_that_tells_nothing_apart_changes_nothing() -> None:
    dense = [("c", 0.9), ("b", 0.5), ("a", 0.1)]
    assert order(fuse([(each, 7.0) for each in "abc"], dense)) == ["c", "b", "a"]
    assert order(fuse([(each, 7.0) for each in "cab"], [(each, 0.5) for each in "bca"])) == ["a", "b", "c"]


SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.01, 50, allow_nan=False), max_size=8)


@given(SCORES, SCORES, st.randoms(use_true_random=False))
def test_any_two_lists_are_fused_to_each_id_once_and_in_one_order(
        lexical: dict[str, float], dense: dict[str, float], chance: Any) -> None:
    hits = fuse(list(lexical.items()), list(dense.items()))
    assert sorted(order(hits)) == sorted({*lexical, *dense})
    assert all(np.isfinite(hit.score) for hit in hits)
    assert all((one.score, other.id) >= (other.score, one.id) for one, other in itertools.pairwise(hits))
    mixed = list(lexical.items()), list(dense.items())
    for each in mixed:
        chance.shuffle(each)
    again = {hit.id: hit.score for hit in fuse(*mixed)}
    assert again == pytest.approx({hit.id: hit.score for hit in hits}, abs=1e-6)


def test_what_an_index_is_made_of_is_plain_and_told(built: Path) -> None:
    about = json.loads((built / "about.json").read_text(encoding="utf-8"))
    assert (about["version"], about["encoder"]) == (1, "concepts")
    kept = index.stored_vectors(built)
    texts = [text for _, texts in made_of(framework(*WORLD)).shelves.values() for text in texts]
    assert kept.keys() == {index.text_key(text) for text in texts}
    assert all(np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4) for vector in kept.values())

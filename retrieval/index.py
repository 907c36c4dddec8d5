"""The search index of a tenant: built at import from the framework, opened by every process that answers.

A build goes to a folder of its own and becomes current by one rename, so that a stop in the middle leaves the index of
before. Texts that were embedded for an earlier build are not embedded again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from frac.framework import Competency, Course, Framework
from retrieval.encoder import Encoder, Vectors
from retrieval.lexical import LexicalIndex
from retrieval.vectors import ChromaIndex, VectorIndex

COURSES, SECTIONS, HELP, COMPETENCIES = "courses", "sections", "help", "competencies"
# Help items by question and answer together, beside those by question alone.
HELP_WHOLE = "help_whole"
# Sentences of sections, by themselves and with their course and heading.
SENTENCES, SENTENCES_IN_PLACE = "sentences", "sentences_in_place"
FORMAT = 3

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Documents:
    """What is searched: shelf by shelf, ids and texts."""

    shelves: dict[str, tuple[list[str], list[str]]]


def course_text(course: Course, competencies: dict[str, Competency]) -> str:
    """What a course is found by: titles, description, headings, and the names of what it teaches."""
    names = [part for tag in course.tags if (known := competencies.get(tag.competency_id))
             for part in (known.name, *known.aliases, known.name_hi or "")]
    return "\n".join(part for part in (course.title, course.title_hi or "", course.description,
                                       ", ".join(course.headings), ", ".join(names)) if part)


def documents(framework: Framework, sections: Sequence[tuple[str, int, str, str]],
              help_items: Sequence[tuple[str, str, str]],
              sentences: Sequence[tuple[str, str, str, str]] = ()) -> Documents:
    """The texts of every shelf. `sections`: (course, number, heading, text); `help_items`: (id, question, answer);
    `sentences`: (id, course, heading, text)."""
    live = [course for course in framework.courses.values() if course.live]
    return Documents({
        COURSES: ([course.id for course in live], [course_text(course, framework.competencies) for course in live]),
        SECTIONS: ([f"{course}#{number}" for course, number, _, _ in sections],
                   [f"{framework.courses[course].title}\n{heading}\n{text}" for course, _, heading, text in sections]),
        SENTENCES: ([each for each, _, _, _ in sentences], [text for _, _, _, text in sentences]),
        SENTENCES_IN_PLACE: ([each for each, _, _, _ in sentences],
                             [f"{framework.courses[course].title}. {heading}: {text}"
                              for _, course, heading, text in sentences]),
        HELP: ([item for item, _, _ in help_items], [question for _, question, _ in help_items]),
        HELP_WHOLE: ([item for item, _, _ in help_items],
                     [f"{question} {answer}" for _, question, answer in help_items]),
        COMPETENCIES: (list(framework.competencies),
                       [". ".join(part for part in (each.name, ", ".join(each.aliases), each.description or "") if part)
                        for each in framework.competencies.values()]),
    })


def build(home: Path, framework: Framework, made_of: Documents, encoder: Encoder, progress: Progress) -> Path:
    """Builds the index of this version of the framework under `home` and makes it the current one."""
    home.mkdir(parents=True, exist_ok=True)
    known = _embedded_before(home, encoder)
    folder = home / f"v{framework.version}.new"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    vectors: VectorIndex = ChromaIndex(folder / "chroma")
    lexical = LexicalIndex(folder / "bm25")
    total = sum(len(ids) for ids, _ in made_of.shelves.values())
    done = 0
    remembered: dict[str, Any] = {}
    for shelf, (ids, texts) in made_of.shelves.items():
        lexical.put(shelf, ids, texts)
        keys = [_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        fresh = list(missing.items())
        for start in range(0, len(fresh), 64):
            part = fresh[start:start + 64]
            for (key, _), vector in zip(part, encoder.encode([text for _, text in part]), strict=True):
                known[key] = vector
            progress("index", done + start + len(part), total)
        matrix = np.array([known[key] for key in keys], dtype=np.float32).reshape(len(keys), encoder.dimension)
        if ids:
            vectors.put(shelf, ids, matrix)
        remembered |= {key: known[key] for key in keys}
        done += len(ids)
        progress("index", done, total)
    vectors.close()
    np.savez(folder / "vectors.npz", keys=np.array(list(remembered), dtype="U40"),
             vectors=np.array(list(remembered.values()), dtype=np.float32).reshape(len(remembered), encoder.dimension))
    about = {"format": FORMAT, "version": framework.version, "encoder": encoder.name}
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    final = home / f"v{framework.version}"
    if final.exists():
        shutil.rmtree(final)
    folder.rename(final)
    _point(home, final)
    return final


def is_current(home: Path, version: int, encoder_name: str) -> bool:
    """Whether the current index is of this version of the framework, this encoder and this format."""
    folder = current(home)
    if folder is None:
        return False
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    return bool(about == {"format": FORMAT, "version": version, "encoder": encoder_name})


def current(home: Path) -> Path | None:
    """The folder of the current index; None where there is none."""
    try:
        folder = home / (home / "current").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return folder if (folder / "about.json").is_file() else None


def stored_vectors(folder: Path) -> dict[str, Vectors]:
    """Text key (see `text_key`) to vector, of everything in an index."""
    with np.load(folder / "vectors.npz") as kept:
        return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))


def text_key(text: str) -> str:
    """What an embedded text is remembered by."""
    return _key(text)


def _key(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _embedded_before(home: Path, encoder: Encoder) -> dict[str, Vectors]:
    folder = current(home)
    if folder is None or json.loads((folder / "about.json").read_text(encoding="utf-8"))["encoder"] != encoder.name:
        return {}
    try:
        return stored_vectors(folder)
    except (OSError, ValueError, KeyError):
        return {}


def _point(home: Path, folder: Path) -> None:
    """Makes a folder the current one, and removes those before it."""
    pointer = home / "current.new"
    pointer.write_text(folder.name, encoding="utf-8")
    pointer.rename(home / "current")
    for other in home.glob("v*"):
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)

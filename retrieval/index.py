"""The search index of a tenant: built at import from the framework, opened by every process that answers.

A build goes to a folder of its own and becomes current by one rename, so that a stop in the middle leaves the index of
before. Texts that were embedded for an earlier build are not embedded again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
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
FORMAT = 4
# What lies in the folder of an index: its two halves, the vectors of its texts, and what it says of itself.
VECTORS, WORDS, KEPT, ABOUT = "chroma", "bm25", "vectors.npz", "about.json"

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
    final = home / "-".join(part for part in (f"v{framework.version}", framework.mark) if part)
    folder = home / f"{final.name}.new"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    # Closed whatever happens: a store that a stopped build left open cannot be made again by the same process.
    with closing(ChromaIndex(folder / VECTORS)) as vectors:
        remembered = _fill(vectors, LexicalIndex(folder / WORDS), made_of, _embedded_before(home, encoder), encoder,
                           progress)
    np.savez(folder / KEPT, keys=np.array(list(remembered), dtype="U40"),
             vectors=np.array(list(remembered.values()), dtype=np.float32).reshape(len(remembered), encoder.dimension))
    about = {"format": FORMAT, "version": framework.version, "mark": framework.mark, "encoder": encoder.name,
             "files": {path.relative_to(folder).as_posix(): path.stat().st_size
                       for path in sorted(folder.rglob("*")) if path.is_file()}}
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")
    if final.exists():
        shutil.rmtree(final)
    folder.rename(final)
    _point(home, final)
    return final


def _fill(vectors: VectorIndex, lexical: LexicalIndex, made_of: Documents, known: dict[str, Vectors],
          encoder: Encoder, progress: Progress) -> dict[str, Vectors]:
    """Fills every shelf of both halves; returns the vectors by their texts' keys. `known`: those embedded before."""
    total = sum(len(ids) for ids, _ in made_of.shelves.values())
    done = 0
    remembered: dict[str, Vectors] = {}
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
    return remembered


def is_current(home: Path, version: int, encoder_name: str, mark: str = "") -> bool:
    """Whether the current index is of this version and mark of the framework, this encoder and this format, and all of
    its files are there. Cheap: no text and no vector is read."""
    folder = current(home)
    about = _about(folder) if folder else {}
    wanted = {"format": FORMAT, "version": version, "mark": mark, "encoder": encoder_name}
    return folder is not None and wanted.items() <= about.items() and _whole(folder, about.get("files"))


def current(home: Path) -> Path | None:
    """The folder of the current index; None where there is none."""
    try:
        name = (home / "current").read_text(encoding="utf-8").strip()
        # Any other name is none that a build gives: the pointer is damaged.
        named = name.startswith("v") and "/" not in name and (home / name / ABOUT).is_file()
    except (OSError, ValueError):
        return None
    return home / name if named else None


def _about(folder: Path) -> dict[str, Any]:
    """What an index says of itself; nothing where that is damaged."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


def _whole(folder: Path, files: object) -> bool:
    """Whether the files that were built are there and none was cut off: either half of the search would find nothing
    in what is missing, without a word. Some files of the vector half grow when they are opened."""
    try:
        return isinstance(files, dict) and all((folder / name).stat().st_size >= size for name, size in files.items())
    except (OSError, TypeError):
        return False


def stored_vectors(folder: Path) -> dict[str, Vectors]:
    """Text key (see `text_key`) to vector, of everything in an index."""
    with np.load(folder / KEPT) as kept:
        return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))


def text_key(text: str) -> str:
    """What an embedded text is remembered by."""
    return _key(text)


def _key(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _embedded_before(home: Path, encoder: Encoder) -> dict[str, Vectors]:
    folder = current(home)
    if folder is None or _about(folder).get("encoder") != encoder.name:
        return {}
    try:
        return stored_vectors(folder)
    except Exception:  # a damaged file makes numpy and zipfile raise almost anything; then all is embedded again
        return {}


def _point(home: Path, folder: Path) -> None:
    """Makes a folder the current one, and removes those before it."""
    pointer = home / "current.new"
    pointer.write_text(folder.name, encoding="utf-8")
    pointer.rename(home / "current")
    for other in home.glob("v*"):
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)

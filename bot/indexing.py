"""Makes what answering needs of a tenant: the exported encoder, the search index and the intent classifier.

Each is made once and made again only where what it was made of has changed. Safe to be stopped: whatever is there is
whole. Several processes may ask at once; one works and the others wait.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bot.settings import Settings
from bot.understanding.intent import Classifier, NoClassifier
from bot.understanding.training import examples, fingerprint, train
from frac.framework import Framework
from frac.store import framework as store
from retrieval import index
from retrieval.encoder import OnnxEncoder
from retrieval.export import EncoderUnavailable, export
from retrieval.passages import of_sections

LOCK = 7_282_846

Conn = psycopg.Connection[Any]
Progress = Callable[[str, int, int | None], None]


def encoder_folder(settings: Settings) -> Path:
    """Where the exported encoder of these settings lies."""
    if settings.encoder is None:
        return settings.models / "encoder"
    return settings.models / f"encoder-{hashlib.sha256(settings.encoder.encode()).hexdigest()[:10]}"


def load_encoder(settings: Settings, progress: Progress) -> OnnxEncoder:
    """The encoder; exported first where it is missing, and anew where its files are damaged."""
    folder = encoder_folder(settings)
    if (folder / "encoder.json").is_file():
        try:
            return OnnxEncoder(folder)
        except EncoderUnavailable:
            shutil.rmtree(folder, ignore_errors=True)
    progress("encoder", 0, None)
    with _quiet():
        export(settings.encoder, folder)
    progress("encoder", 1, 1)
    return OnnxEncoder(folder)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the chatter of the libraries that export."""
    level = logging.root.level
    logging.root.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.root.setLevel(level)


def prepare(conn: Conn, settings: Settings, framework: Framework, encoder: OnnxEncoder, progress: Progress
            ) -> Classifier:
    """Brings the search index and the classifier up to this version of the framework; returns the classifier."""
    path = settings.models / "intents.npz"
    given = examples([row[0] for row in conn.execute("SELECT question FROM help_items ORDER BY id")])
    made_of = fingerprint(given, encoder)
    ready = _fitting(path, encoder, made_of)
    if ready is not None and index.is_current(settings.index, framework.version, encoder.name):
        return ready
    conn.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
    try:
        if not index.is_current(settings.index, framework.version, encoder.name):
            help_items = [(row[0], row[1], row[2]) for row in conn.execute(
                "SELECT id, question, answer FROM help_items ORDER BY id")]
            sections = store.sections(conn)
            spoken = [(each, sentence.section.rpartition("#")[0], sentence.heading, sentence.text)
                      for each, sentence in of_sections(sections).items()]
            made = index.documents(framework, sections, help_items, spoken)
            index.build(settings.index, framework, made, encoder, progress)
        ready = _fitting(path, encoder, made_of)
        if ready is None:
            progress("classifier", 0, None)
            train(given, encoder, path)
            progress("classifier", 1, 1)
            ready = Classifier(path, encoder)
    finally:
        conn.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
    return ready


def _fitting(path: Path, encoder: OnnxEncoder, made_of: str) -> Classifier | None:
    try:
        found = Classifier(path, encoder)
    except NoClassifier:
        return None
    return found if found.made_of == made_of else None

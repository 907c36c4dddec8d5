"""Makes what answering needs of a tenant: the exported encoder, the search index and the intent classifier.

Each is made once and made again only where what it was made of has changed, or is damaged. Safe to be stopped: whatever
is there is whole. Several processes may ask at once; one works, and whoever has nothing to answer from waits.
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
from bot.store import learned
from bot.understanding.intent import Classifier, NoClassifier
from bot.understanding.lexicon import WRITTEN
from bot.understanding.training import Examples, examples, fingerprint, train
from frac.framework import Framework
from frac.store import framework as store
from prompts.loader import table
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
    try:
        with _quiet():
            export(settings.encoder, folder)
    except EncoderUnavailable as fault:
        if settings.encoder is None:
            raise
        raise EncoderUnavailable(f"{fault} SAATHI_ENCODER names it: correct that, or leave it out for the packaged "
                                 "model.") from fault
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


@contextmanager
def at_work(conn: Conn) -> Iterator[None]:
    """Keeps others from making an index or a classifier meanwhile; waits until nobody else is at it. The connection may
    ask again within."""
    conn.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
    try:
        yield
    finally:
        if not conn.closed:  # else the lock is gone with the connection
            conn.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def somebody_at_work(conn: Conn) -> bool:
    """Whether another connection is within `at_work`. Does not wait."""
    # The lock that this gets where nobody is ends with the statement, and others may ask at the same time.
    row = conn.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", (LOCK,)).fetchone()
    return row is None or not row[0]


def is_current(settings: Settings, stamp: tuple[int, str], encoder: OnnxEncoder) -> bool:
    """Whether the index is of the framework with this stamp; then its classifier was made, too."""
    return index.is_current(settings.index, stamp[0], encoder.name, stamp[1])


def prepare(conn: Conn, settings: Settings, encoder: OnnxEncoder, progress: Progress) -> tuple[Framework, Classifier]:
    """The stored framework and its classifier, after the classifier and the search index were brought up to it. Raises
    NoTenant."""
    path = settings.models / "intents.npz"
    framework, given = store.load(conn), _examples(conn)
    ready = _fitting(path, encoder, fingerprint(given, encoder))
    if ready is not None and is_current(settings, framework.stamp, encoder):
        return framework, ready
    with at_work(conn):
        framework, given = store.load(conn), _examples(conn)  # an import may have ended while this waited
        ready = _fitting(path, encoder, fingerprint(given, encoder))
        if ready is None:
            progress("classifier", 0, None)
            if taught := len(learned.examples(conn)):
                progress("learned", taught, taught)
            train(given, encoder, path)
            progress("classifier", 1, 1)
            ready = Classifier(path, encoder)
        # Last, because a process that holds the version before goes on with it until the index is current.
        if not is_current(settings, framework.stamp, encoder):
            _index(conn, settings, framework, encoder, progress)
    return framework, ready


def _examples(conn: Conn) -> Examples:
    """What the classifier is made of: the examples of all tenants, the tenant's own help questions, and what its
    reviewers learned of feedback."""
    known = table("intents", WRITTEN[0])
    return [*examples([row[0] for row in conn.execute("SELECT question FROM help_items ORDER BY id")]),
            *((text, intent) for text, intent in learned.examples(conn) if intent in known)]


def _index(conn: Conn, settings: Settings, framework: Framework, encoder: OnnxEncoder, progress: Progress) -> None:
    """Builds the search index of a framework."""
    help_items = [(row[0], row[1], row[2]) for row in conn.execute(
        "SELECT id, question, answer FROM help_items ORDER BY id")]
    sections = store.sections(conn)
    spoken = [(each, sentence.section.rpartition("#")[0], sentence.heading, sentence.text)
              for each, sentence in of_sections(sections).items()]
    made = index.documents(framework, sections, help_items, spoken)
    index.build(settings.index, framework, made, encoder, progress)


def _fitting(path: Path, encoder: OnnxEncoder, made_of: str) -> Classifier | None:
    try:
        found = Classifier(path, encoder)
    except NoClassifier:
        return None
    return found if found.made_of == made_of else None

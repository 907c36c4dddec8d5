"""What is counted for those who run Saathi, and one line a turn for their log. Neither tells of a person.

Counters are those of a process; where several processes share a folder (`Settings`: a server and its workers), the
server tells the sums.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from bot.turn import Reply

turns_log = logging.getLogger("saathi.turns")
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# Levels that stand in the database, with what they mean.
LEVELS = {
    "saathi_queue_depth": "Jobs in the queue, by state and task",
    "saathi_inbox_oldest_seconds": "How long the oldest unanswered update waits",
    "saathi_inbox_dead": "Updates that were given up",
    "saathi_outbox_dead": "Messages that were given up",
    "saathi_outbox_waiting": "Messages that wait to be sent, by channel",
    "saathi_links": "Accounts linked to an official, by channel",
    "saathi_feedback_total": "Thumbs and corrections",
    "saathi_feedback_open": "Cases that wait for a review",
    "saathi_model_taken_today": "What language models took today (UTC) of the bounds of all: tokens, rupees",
    "saathi_model_bound": "The bounds of a day that are set: tokens and rupees of all, tokens of a person",
}


class Watch:
    """The counters of a process."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self.registry = CollectorRegistry()
        self._turns = Counter("saathi_turns", "Turns, by channel and outcome", ("channel", "outcome"),
                              registry=self.registry)
        self._seconds = Histogram("saathi_turn_seconds", "How long turns and their steps take", ("step",),
                                  buckets=SECONDS, registry=self.registry)
        self._sends = Counter("saathi_sends", "Calls to services, by channel and result", ("channel", "result"),
                              registry=self.registry)
        self._updates = Counter("saathi_updates", "Updates that came by webhook, by channel and what became of them",
                                ("channel", "result"), registry=self.registry)
        self._models = Counter("saathi_model_calls", "Calls of language models, by model and what became of them",
                               ("model", "result"), registry=self.registry)
        self._tokens = Counter("saathi_model_tokens", "Tokens of language models, by model, read and written",
                               ("model", "way"), registry=self.registry)
        self._rupees = Counter("saathi_model_rupees", "What language models cost by their prices", ("model",),
                               registry=self.registry)
        self._model_seconds = Histogram("saathi_model_seconds", "Until the first piece of an answer, and the last",
                                       ("model", "until"), buckets=SECONDS, registry=self.registry)
        self._uses = Counter("saathi_model_uses", "What language models were asked for, and what became of it",
                             ("use", "result"), registry=self.registry)
        self._files = Counter("saathi_files", "Documents made", ("kind",), registry=self.registry)

    def turn(self, channel: str, reply: Reply, seconds: Mapping[str, float]) -> None:
        """Counts a turn, and writes its line."""
        channel = channel if channel in CHANNEL_NAMES else "other"
        self._turns.labels(channel, reply.outcome).inc()
        self._seconds.labels("all").observe(reply.took_ms / 1000)
        for step, took in seconds.items():
            self._seconds.labels(step).observe(took)
        if turns_log.isEnabledFor(logging.INFO):
            turns_log.info(json.dumps({
                "turn": reply.id if _is_ours(reply.id) else None, "channel": channel, "outcome": reply.outcome,
                "tool": reply.tool, "language": reply.language, "ms": round(reply.took_ms, 1),
                "steps_ms": {step: round(took * 1000, 1) for step, took in seconds.items()},
                "blocks": [block["type"] for block in reply.blocks], "entries": len(reply.entries)}))

    def send(self, channel: str, result: str) -> None:
        """Counts a call to a service: sent, repeated, retry, or the kind of fault for which it was given up."""
        self._sends.labels(channel, result).inc()

    def update(self, channel: str, result: str) -> None:
        """Counts an update of a webhook: taken, known (it came before), refused, unreadable, turned_away."""
        self._updates.labels(channel, result).inc()

    def model(self, model: str, result: str) -> None:
        """Counts a call of a language model: answered, or why not."""
        self._models.labels(model, result).inc()

    def model_took(self, model: str, read: int, written: int, rupees: float) -> None:
        """Counts what a call of a language model took: tokens read and written, rupees."""
        self._tokens.labels(model, "read").inc(read)
        self._tokens.labels(model, "written").inc(written)
        self._rupees.labels(model).inc(rupees)

    def model_timed(self, model: str, first: float, seconds: float) -> None:
        """Takes down how long an answer of a language model took: until its first piece, and its last (seconds)."""
        self._model_seconds.labels(model, "first").observe(first)
        self._model_seconds.labels(model, "last").observe(seconds)

    def model_use(self, use: str, result: str) -> None:
        """Counts what a language model was asked for: kept, ungrounded, or why nothing came."""
        self._uses.labels(use, result).inc()

    def file(self, kind: str) -> None:
        """Counts a document that was made."""
        self._files.labels(kind).inc()

    def exposition(self, levels: Mapping[tuple[str, tuple[tuple[str, str], ...]], float]) -> bytes:
        """All of it in Prometheus' text format; `levels` by (name, labels)."""
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        from bot.settings import shared_counters

        registry = self.registry
        shared = shared_counters()
        if shared is not None:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, path=str(shared))  # type: ignore[no-untyped-call]
        return generate_latest(registry) + _told(levels)


CHANNEL_NAMES = frozenset({"terminal", "web", "widget", "batch", "telegram", "whatsapp"})


def _is_ours(identity: str) -> bool:
    """Whether an id was made by us: what a caller chose may say something of a person."""
    return len(identity) == 32 and all(sign in "0123456789abcdef" for sign in identity)


def _told(levels: Mapping[tuple[str, tuple[tuple[str, str], ...]], float]) -> bytes:
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

    families: dict[str, Any] = {}
    for (name, labels), value in sorted(levels.items()):
        kind = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
        if name not in families:
            families[name] = kind(name, LEVELS[name], labels=[key for key, _ in labels])
        families[name].add_metric([text for _, text in labels], value)

    class Levels:
        def collect(self) -> list[Metric]:
            return list(families.values())

    registry = CollectorRegistry()
    registry.register(Levels())
    return generate_latest(registry)

"""Traces for OpenTelemetry, where a collector is configured; nothing otherwise.

A span names a step and its outcome. It never holds a message, a name or an id of a person.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

log = logging.getLogger("saathi")
_tracer: Any = None


def start(endpoint: str | None, service: str) -> Callable[[], None] | None:
    """Sends spans of this process to a collector (`http://host:4318`); returns what sends the last of them and ends it.
    Without a collector, or without the packages of the extra `trace`, spans cost nothing, and there is None to end."""
    global _tracer
    if endpoint is None:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        log.warning("OTEL_EXPORTER_OTLP_ENDPOINT is set, but the packages of the extra 'trace' are not installed.")
        return None
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")))
    _tracer = provider.get_tracer("saathi")

    def end() -> None:
        global _tracer
        _tracer = None
        provider.shutdown()
    return end


@contextmanager
def span(name: str, **facts: str | int | float | bool) -> Iterator[None]:
    """A step in the trace, with facts that tell of no person."""
    if _tracer is None:
        yield
        return
    with _tracer.start_as_current_span(name, attributes=facts):
        yield

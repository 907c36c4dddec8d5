"""What those who run Saathi see: a trace for a collector, a line of JSON a turn, counters. None tells of a person."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from bot import tracing
from bot.logs import Lines
from bot.turn import Reply
from bot.watching import Watch


class Collector(BaseHTTPRequestHandler):
    """Takes traces, as a collector of OpenTelemetry does."""

    got: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.got.append((self.path, body))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    got: list[tuple[str, bytes]] = []
    server = HTTPServer(("127.0.0.1", 0), type("Taking", (Collector,), {"got": got}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    thread.join()
    server.server_close()


def test_steps_reach_a_collector_where_one_is_set(collector: tuple[str, list[tuple[str, bytes]]]) -> None:
    address, got = collector
    with tracing.span("before"):
        pass
    ended = tracing.start(address, "saathi-test")
    try:
        with tracing.span("send", channel="telegram"):
            pass
    finally:
        assert ended is not None
        ended()
    assert [path for path, _ in got] == ["/v1/traces"]
    whole = b"".join(body for _, body in got)
    assert b"send" in whole and b"telegram" in whole and b"saathi-test" in whole and b"before" not in whole
    with tracing.span("after"):  # costs nothing again
        pass


def test_without_a_collector_there_is_nothing_to_end() -> None:
    assert tracing.start(None, "saathi-test") is None


def line_of(name: str, message: str, fault: BaseException | None = None) -> dict[str, Any]:
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, (), (type(fault), fault, fault.__traceback__)
                               if fault else None)
    return dict(json.loads(Lines().format(record)))


def test_a_turn_is_one_line_that_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    reply = Reply("answered", "Aparna Sharma holds level 3", "check_gaps", {"official": "SY001"}, id="0" * 32,
                  blocks=[{"type": "table", "columns": [], "rows": [["Aparna Sharma"]]}], entries=["E1"])
    with caplog.at_level(logging.INFO, logger="saathi.turns"):
        Watch().turn("web", reply, {"understand": 0.0121})
        reply.id = "an id that the caller chose"
        Watch().turn("web", reply, {})
    first, second = [line_of("saathi.turns", record.getMessage()) for record in caplog.records]
    assert first["turn"] == "0" * 32 and first["steps_ms"] == {"understand": 12.1} and first["blocks"] == ["table"]
    assert second["turn"] is None
    assert not any(told in json.dumps([first, second]) for told in ("Aparna", "SY001", "caller", "E1"))


def test_a_fault_is_told_by_its_kind_and_place_without_its_text() -> None:
    try:
        raise ValueError("Aparna Sharma's score is 12")
    except ValueError as fault:
        told = line_of("saathi", "A turn failed", fault)
    assert told["error"] == "ValueError" and "test_operating.py" in told["where"][-1]
    assert "Aparna" not in json.dumps(told)


def test_counters_of_channels_that_are_none_of_ours_are_one() -> None:
    watch = Watch()
    for channel in ("telegram", "a channel that somebody made up"):
        watch.turn(channel, Reply("answered", "x", id="1"), {})
    watch.send("telegram", "sent")
    watch.update("whatsapp", "taken")
    told = watch.exposition({("saathi_inbox_dead", ()): 1.0}).decode()
    for line in ('saathi_turns_total{channel="telegram",outcome="answered"} 1.0',
                 'saathi_turns_total{channel="other",outcome="answered"} 1.0',
                 'saathi_sends_total{channel="telegram",result="sent"} 1.0',
                 'saathi_updates_total{channel="whatsapp",result="taken"} 1.0', "saathi_inbox_dead 1.0"):
        assert line in told

"""Runs the web server and the workers beside it, and ends them in order: what began is finished, nothing new begins.

A worker that dies is started anew; what it was at is taken up from the queue.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time

from bot import tracing
from bot.settings import Settings
from bot.wiring import Saathi, delivery

log = logging.getLogger("saathi")

# A worker that dies at once again and again is started more and more slowly, up to so many seconds.
SLOWEST = 30.0
# How long a worker may take to finish what it began.
PATIENCE = 40.0


class Workers:
    """Worker processes, kept alive until `stop`."""

    def __init__(self, settings: Settings, count: int) -> None:
        self._settings, self._stopping = settings, threading.Event()
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._threads = [threading.Thread(target=self._keep, args=(place,), daemon=True) for place in range(count)]

    def start(self) -> None:
        """Starts them."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends them; each finishes the turns that it began."""
        self._stopping.set()
        for process in list(self._processes.values()):
            process.terminate()
        for thread in self._threads:
            thread.join(PATIENCE)
        for process in list(self._processes.values()):
            if process.poll() is None:
                process.kill()

    def _keep(self, place: int) -> None:
        pause = 1.0
        command = [sys.executable, "-m", "bot.cli", "worker", *(["--debug"] if self._settings.debug else []),
                   *(["--now", self._settings.now.isoformat()] if self._settings.now else [])]
        while not self._stopping.is_set():
            started = time.monotonic()
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
            self._processes[place] = process
            if self._stopping.is_set():  # it was told to stop between the two lines above
                process.terminate()
            code = process.wait()
            if self._stopping.is_set():
                return
            pause = 1.0 if time.monotonic() - started > 60 else min(pause * 2, SLOWEST)
            log.error("A worker ended (%s); another one is started in %.0f s.", code, pause)
            self._stopping.wait(pause)


def run(saathi: Saathi, host: str, port: int, workers: int) -> None:
    """Serves until the process is told to stop."""
    import uvicorn

    from bot.http.app import create_app
    from bot.logs import to_standard_error

    to_standard_error()
    end_traces = tracing.start(saathi.settings.traces, "saathi-server")
    intake = delivery(saathi).intake if saathi.channels else None
    beside = Workers(saathi.settings, workers)
    # once it has ended gracefully the web server raises the signal again: what stands below must still be done
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    beside.start()
    try:
        uvicorn.run(create_app(saathi, intake), host=host, port=port, log_level="warning", server_header=False,
                    timeout_graceful_shutdown=int(PATIENCE))
    finally:
        beside.stop()
        if end_traces is not None:
            end_traces()

"""Where the commands of a test run: a process of its own for each, with a home and mostly a database of its own.

Whatever a command does, it ends without a traceback: that is looked at here, for every one.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

Json = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    def json(self) -> Json:
        """What it printed, which is JSON and nothing else."""
        return dict(json.loads(self.out))


@dataclass(frozen=True)
class Shell:
    """Where the commands of a test run: a home and, mostly, a database of its own."""

    home: Path
    address: str | None

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        """Starts a command."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("SAATHI_", "DATABASE_"))}
        given = {**kept, "SAATHI_HOME": str(self.home), "HF_HUB_OFFLINE": "1", "COLUMNS": "200", **more}
        if self.address is not None:
            given.setdefault("DATABASE_URL", self.address)
        return subprocess.Popen([sys.executable, "-m", "bot.cli", *words], env=given, cwd=self.home.parent, text=True,
                                encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                # a run in the background hands down that Ctrl-C is ignored
                                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def run(self, *words: str, typed: str = "", **more: str) -> Done:
        """Runs a command to its end."""
        return ended(self.start(*words, **more), typed)

    def connect(self) -> psycopg.Connection[Any]:
        """A connection to the shell's database."""
        return psycopg.connect(self.address or "", autocommit=True)


def ended(process: subprocess.Popen[str], typed: str = "") -> Done:
    """What a command printed; none ever shows a traceback."""
    out, err = process.communicate(typed)
    assert "Traceback" not in out + err, out + err
    assert 'File "' not in err, err
    return Done(process.returncode, out, err)


def homely(folder: Path, models: Path) -> Path:
    """A home with models that are made already; they are linked, and never changed in place."""
    shutil.copytree(models, folder / "models", copy_function=os.link)
    return folder


def figures(shell: Shell) -> tuple[Any, ...]:
    """What is stored: rows of the tables that an import fills."""
    with shell.connect() as conn:
        names = ("tenant", "officials", "courses", "entries", "chains", "imports", "requirements")
        return tuple(conn.execute(f"SELECT count(*) FROM {name}".encode()).fetchone() for name in names)

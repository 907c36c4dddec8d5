"""Where the commands of a test run: with a home and mostly a database of their own.

A command runs in the process of the tests, where the libraries are loaded already, unless a test starts it or asks for
a process of its own: what is killed, what logs, what runs a store of its own. Whatever a command does, it ends without
a traceback: that is looked at here, for every one.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from typer.testing import CliRunner

from bot.cli import app

Json = dict[str, Any]
# What of the environment is of concern to a command.
OURS = ("SAATHI_", "DATABASE_")


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

    def given(self, **more: str) -> dict[str, str]:
        """The environment of a command, besides what is of no concern to it."""
        given = {"SAATHI_HOME": str(self.home), "HF_HUB_OFFLINE": "1", "COLUMNS": "200", **more}
        if self.address is not None:
            given.setdefault("DATABASE_URL", self.address)
        return given

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        """Starts a command in a process of its own."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        return subprocess.Popen([sys.executable, "-m", "bot.cli", *words], env={**kept, **self.given(**more)},
                                cwd=self.home.parent, text=True,
                                encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                # a run in the background hands down that Ctrl-C is ignored
                                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def alone(self, *words: str, typed: str = "", **more: str) -> Done:
        """Runs a command to its end in a process of its own."""
        return ended(self.start(*words, **more), typed)

    def run(self, *words: str, typed: str = "", **more: str) -> Done:
        """Runs a command to its end."""
        if self.address is None:
            return self.alone(*words, typed=typed, **more)
        env: dict[str, str | None] = {key: None for key in os.environ if key.startswith(OURS)}
        with chdir(self.home.parent):
            done = CliRunner().invoke(app, words, input=typed, env={**env, **self.given(**more)})
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return seen(Done(done.exit_code, done.stdout, done.stderr))

    def connect(self) -> psycopg.Connection[Any]:
        """A connection to the shell's database."""
        return psycopg.connect(self.address or "", autocommit=True)


def ended(process: subprocess.Popen[str], typed: str = "") -> Done:
    """What a command printed; none ever shows a traceback."""
    out, err = process.communicate(typed)
    return seen(Done(process.returncode, out, err))


def seen(done: Done) -> Done:
    """The same, if it shows no traceback."""
    assert "Traceback" not in done.out + done.err, done
    assert 'File "' not in done.err, done.err
    return done


def homely(folder: Path, models: Path) -> Path:
    """A home with models that are made already; they are linked, and never changed in place."""
    shutil.copytree(models, folder / "models", copy_function=os.link)
    return folder


def figures(shell: Shell) -> tuple[Any, ...]:
    """What is stored: rows of the tables that an import fills."""
    with shell.connect() as conn:
        names = ("tenant", "officials", "courses", "entries", "chains", "imports", "requirements")
        return tuple(conn.execute(f"SELECT count(*) FROM {name}".encode()).fetchone() for name in names)

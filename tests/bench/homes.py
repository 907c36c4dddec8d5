"""Homes for the measurements: one with the demo loaded, and empty ones that need not export the encoder again.

`SAATHI_BENCH_HOME` names a folder that is kept and used again; without it one is made and removed. Never the home in
which somebody works: neither `SAATHI_HOME` nor `DATABASE_URL` is looked at.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "SAATHI_BENCH_HOME"
ROOT = Path(__file__).parents[2]
DEMO = ROOT / "demo"
# Another tenant, where one lies beside this checkout.
OTHER = ROOT.parent / "shared" / "eval" / "bundle"


def environment(home: Path) -> dict[str, str]:
    """The environment of a process that works in `home`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SAATHI_") and key != "DATABASE_URL"}
    return {**kept, "SAATHI_HOME": str(home)}


def saathi(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the command `saathi` in a home, in a new process."""
    return subprocess.run([sys.executable, "-m", "bot.cli", *arguments], env=environment(home), cwd=ROOT, check=True,
                          capture_output=True, text=True)


@contextmanager
def prepared() -> Iterator[Path]:
    """A home with the demo tenant and all that answering needs."""
    with _folder() as home:
        if not (home / "index" / "current").is_file():
            print(f"Loading the demo into {home} (a minute or so) ...", flush=True)
            saathi(home, "import", str(DEMO))
        saathi(home, "prepare")  # where the words or the code changed since: never in a process that is measured
        yield home


@contextmanager
def empty(like: Path) -> Iterator[Path]:
    """An empty home with the exported encoder and the encoded examples of another."""
    home = Path(tempfile.mkdtemp(prefix="saathi-bench-"))
    try:
        (home / "models").mkdir()
        shutil.copytree(like / "models" / "encoder", home / "models" / "encoder")
        shutil.copy(like / "models" / "examples.npz", home / "models" / "examples.npz")
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _folder() -> Iterator[Path]:
    if named := os.environ.get(VARIABLE):
        home = Path(named).absolute()
        home.mkdir(parents=True, exist_ok=True)
        yield home
        return
    home = Path(tempfile.mkdtemp(prefix="saathi-bench-"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)

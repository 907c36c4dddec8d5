"""Calls a function in a new process, and tells what that process needed: its peak of memory and what it loaded.

`python -m tests.bench.apart MODULE FUNCTION ARGUMENTS` is that process; arguments and result are JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.homes import ROOT

# What a turn must never load.
HEAVY = ("torch", "transformers", "sentence_transformers", "sklearn", "onnx")


@dataclass(frozen=True)
class Found:
    """What a process gave and needed: the function's result, the peak of its memory in MB, the heavy modules in it."""

    result: Any
    peak: float
    heavy: list[str]


def heavy() -> list[str]:
    """Which of the heavy modules this process has loaded."""
    return [name for name in HEAVY if name in sys.modules]


def apart(module: str, function: str, *arguments: Any) -> Found:
    """The function's result in a new process. A process that fails raises with what it said."""
    run = subprocess.run([sys.executable, "-m", "tests.bench.apart", module, function, json.dumps(arguments)],
                         cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr[-2000:])
    return Found(**json.loads(run.stdout.splitlines()[-1]))


def peak() -> float:
    """The peak of this process's own memory in MB. On Linux `ru_maxrss` begins with the size of the parent."""
    status = Path("/proc/self/status")
    if status.is_file():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(module: str, function: str, arguments: str) -> None:
    """Calls, and prints what `Found` holds as one line."""
    result = getattr(importlib.import_module(module), function)(*json.loads(arguments))
    print(json.dumps({"result": result, "peak": peak(), "heavy": heavy()}))


if __name__ == "__main__":
    main(*sys.argv[1:4])

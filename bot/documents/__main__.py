"""Sets one PDF in a process of its own: contents as JSON on standard input, the file on standard output."""

from __future__ import annotations

import json
import sys

from bot.documents.pdf import set_here

sys.stdout.buffer.write(set_here(json.load(sys.stdin.buffer)))

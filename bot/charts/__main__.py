"""Draws the chart of standard input to standard output: `python -m bot.charts svg`."""

from __future__ import annotations

import json
import sys

from bot.charts.picture import drawn_here

if __name__ == "__main__":
    sys.stdout.buffer.write(drawn_here(json.load(sys.stdin), "png" if sys.argv[1:] == ["png"] else "svg"))

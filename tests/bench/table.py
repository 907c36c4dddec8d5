"""How figures are shown: a title, a small table, notes below it. Knows nothing of what was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

Cell = str | float | int | None


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], notes: Sequence[str] = ()) -> None:
    """Prints a table; its first column is text, the others are figures. None is an empty cell."""
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [max(len(line[place]) for line in (list(columns), *texts)) for place in range(len(columns))]
    print(f"\n{title}")
    for line in (list(columns), *texts):
        print("  " + line[0].ljust(widths[0]) + "".join(
            "  " + cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)))
    for note in notes:
        print(f"  {note}")


def times(figure: float, yardstick: float) -> str:
    """A ratio: `3.2 x`."""
    return f"{figure / yardstick:.2g} x" if 0 < figure / yardstick < 10 else f"{figure / yardstick:,.0f} x"


def machine() -> str:
    """Where this runs, and how busy it is: the figures of a busy machine are worth their ratios alone."""
    load = os.getloadavg()[0]
    return (f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python "
            f"{platform.python_version()}; load before the run {load:.1f}")


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.3g}"
    return f"{cell:,}" if isinstance(cell, int) else cell

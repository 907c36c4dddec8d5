"""Pictures of charts, in a process of its own: SVG by vl-convert, PNG of that by typst, which joins Devanagari.

What a JavaScript engine keeps in memory must not stay in a server. Nothing is fetched: a specification may name no
address.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

from bot.charts.letters import apart
from bot.documents.pdf import DEVANAGARI, LATIN, fonts

Form = Literal["svg", "png"]
MEDIA_TYPES: dict[Form, str] = {"svg": "image/svg+xml", "png": "image/png"}
# A picture of a page's width on a screen of twice its dots.
SCALE = 2.0
TEMPLATE = Path(__file__).parent / "chart.typ"
_PATIENCE = 60.0


def picture(spec: dict[str, Any], form: Form) -> bytes:
    """The picture of a specification. Raises ChildProcessError where it cannot be drawn."""
    ended = subprocess.run([sys.executable, "-m", "bot.charts", form], input=json.dumps(spec).encode(),
                           capture_output=True, check=False, timeout=_PATIENCE)
    if ended.returncode:
        raise ChildProcessError(ended.stderr.decode("utf-8", "replace")[-500:])
    return ended.stdout


def drawn_here(spec: dict[str, Any], form: Form) -> bytes:
    """The picture, drawn in this process."""
    import vl_convert

    svg = str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))
    return bytes(svg, "utf-8") if form == "svg" else _dots(svg)


def _dots(svg: str) -> bytes:
    """An SVG picture as PNG."""
    import typst

    bare, letters, width, height = apart(svg)
    told = {"svg": bare, "width": width, "height": height, "letters": [
        {**each.as_json(), "fill": _colour(each.fill)} for each in letters], "fonts": families()}
    return bytes(typst.compile(TEMPLATE, format="png", ppi=72 * SCALE, font_paths=fonts(True),
                               sys_inputs={"told": json.dumps(told, ensure_ascii=False)}))


def families() -> list[str]:
    """The families of fonts that letters are set in, those that are there."""
    known = set(fonts(True).families())
    return [each for each in (*LATIN, *DEVANAGARI) if each in known]


def _colour(fill: str) -> str:
    """A colour as typst takes it."""
    named = {"black": "#000000", "white": "#ffffff"}
    return named.get(fill, fill if fill.startswith("#") else "#000000")

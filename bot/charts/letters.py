"""The letters of an SVG picture taken off it, with their places: what draws SVG into dots joins no Devanagari, so
letters are set by what does.
"""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass
from typing import Any
from xml.etree import ElementTree as Tree

_NAME = "{http://www.w3.org/2000/svg}"
_STEP = re.compile(r"(translate|rotate)\(\s*(-?[\d.]+(?:e-?\d+)?)(?:[ ,]+(-?[\d.]+(?:e-?\d+)?))?\s*\)")


@dataclass(frozen=True)
class Letters:
    """A text at a place of a picture (in its points, from its upper left corner): turned by `angle` degrees, beginning,
    centred or ending there by `anchor`, its `size`, colour and weight."""

    text: str
    x: float
    y: float
    angle: float
    anchor: str
    size: float
    fill: str
    bold: bool

    def as_json(self) -> dict[str, Any]:
        """The text as plain JSON."""
        return asdict(self)


def apart(svg: str) -> tuple[str, list[Letters], float, float]:
    """A picture without its letters, these, and its width and height. `svg` is ours, drawn from data that is escaped
    in it."""
    Tree.register_namespace("", "http://www.w3.org/2000/svg")
    root = Tree.fromstring(svg)
    found: list[Letters] = []
    _walk(root, 0.0, 0.0, 0.0, found)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{_NAME}text":
                parent.remove(child)
    return (Tree.tostring(root, encoding="unicode"), found, float(root.get("width", "0")),
            float(root.get("height", "0")))


def _walk(node: Tree.Element, x: float, y: float, angle: float, found: list[Letters]) -> None:
    for kind, one, other in _STEP.findall(node.get("transform", "")):
        if kind == "rotate":
            angle += float(one)
        else:
            turn = math.radians(angle)
            dx, dy = float(one), float(other or 0)
            x, y = x + dx * math.cos(turn) - dy * math.sin(turn), y + dx * math.sin(turn) + dy * math.cos(turn)
    if node.tag == f"{_NAME}text":
        lines = [each for each in node if each.tag == f"{_NAME}tspan"] or [node]
        top = y
        for line in lines:
            top += _length(line.get("dy", "0"))
            if line.text and float(node.get("opacity", "1")):
                found.append(Letters(line.text, x, top, angle, node.get("text-anchor", "start"),
                                     _length(node.get("font-size", "11")), node.get("fill", "black"),
                                     node.get("font-weight") == "bold"))
        return
    for child in node:
        _walk(child, x, y, angle, found)


def _length(text: str) -> float:
    return float(re.sub(r"[^\d.-]", "", text) or 0)

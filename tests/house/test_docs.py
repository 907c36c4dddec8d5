"""Every module opens with what it is for, and whatever others may call says what it does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("frac", "passbook", "retrieval", "bot", "prompts")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public(tree: ast.Module | ast.ClassDef) -> Iterator[Named]:
    """Functions and classes that others may use; not those of private classes, and no special methods."""
    for node in tree.body:
        if isinstance(node, Named) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if tree.body:
        told = ast.get_docstring(tree)
        assert told, "the module has no docstring"
        assert len(told.splitlines()) <= 12, "a module opens with a few lines"
    silent = [f"{node.name} (line {node.lineno})" for node in public(tree) if not ast.get_docstring(node)]
    assert silent == []

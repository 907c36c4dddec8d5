"""Files of a readable length, names that say something, and no tenant's ids in the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("frac", "passbook", "retrieval", "bot", "prompts")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
NOTHING_SAID = {"utils", "util", "common", "helpers", "helper", "manager", "managers", "misc", "shared"}
# What ids of the demo tenant and of its like look like; no line of code may know one.
IDS = re.compile(r"\b(CRS-\d+|CRS\d{2,}|"
                 r"P\d{2,}|C-\d+|CID\d+|G\d{4}|(?!UTF-8)[A-Z]{1,3}-\d+|ORG\d+|OFF\d+|[BFD]\d\d|E\d{4,})\b")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_readable_and_knows_no_tenant(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert not {*path.relative_to(ROOT).with_suffix("").parts} & NOTHING_SAID
    tree = ast.parse(text)
    documents = {id(node.body[0].value) for node in ast.walk(tree)
                 if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body
                 and isinstance(node.body[0], ast.Expr)}
    named = [(node.lineno, node.value) for node in ast.walk(tree)
             if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents
             and IDS.search(node.value)]
    assert named == []


def demo_ids() -> set[str]:
    import csv

    found: set[str] = set()
    for name in ("competencies", "positions", "organisations", "officials", "providers", "roles"):
        path = ROOT / "demo" / f"{name}.csv"
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as lines:
                found |= {row["id"] for row in csv.DictReader(lines)}
    return found


def test_no_text_in_the_code_or_the_prompts_is_an_id_of_the_demo() -> None:
    ids = demo_ids()
    if not ids:
        pytest.skip("there is no demo bundle in this checkout")
    for path in [*FILES, *(ROOT / "prompts").rglob("*.toml")]:
        standing = set(re.findall(r"[A-Za-z0-9_-]+", path.read_text(encoding="utf-8")))
        clash = {each for each in standing & ids if any(sign.isdigit() for sign in each)}
        assert clash == set(), path


def test_only_settings_read_the_environment_and_only_wiring_the_clock() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        name = str(path.relative_to(ROOT))
        assert name == "bot/settings.py" or not re.search(r"os\.environ|os\.getenv", text), name
        assert name == "bot/wiring.py" or not re.search(r"datetime\.now\(|date\.today\(|datetime\.utcnow\(", text), name


def test_nothing_else_stands_at_the_top() -> None:
    known = {*PACKAGES, "tests", "demo", "docs", "deploy"}
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")
               and not path.name.endswith(".egg-info") and path.name != "__pycache__"}
    assert folders <= known | {"build", "dist", "shared"}

"""The arrows between the packages, and what a turn must never load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "transformers", "sentence_transformers", "sklearn", "onnx", "pyspark", "altair")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_contracts_of_the_arrows_hold() -> None:
    found = run(str(Path(sys.executable).parent / "lint-imports"), "--no-cache")
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("module", ["bot.wiring", "bot.cli", "bot.commands", "bot.http.app", "bot.importing"])
def test_what_answers_loads_nothing_heavy(module: str) -> None:
    code = (f"import sys, {module}; "
            f"print(sorted(set({HEAVY!r}) & set(sys.modules)))")
    found = run(sys.executable, "-c", code)
    assert found.returncode == 0, found.stderr
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["frac.framework", "frac.gaps", "passbook.standing", "passbook.quiz",
                                    "passbook.mastery.model", "passbook.recall", "passbook.hints", "passbook.entries",
                                    "retrieval.recommend", "bot.conversation.route"])
def test_the_rooms_of_rules_reach_for_no_store(module: str) -> None:
    """Rules come without a database driver of their own making; what they import is loaded, and no store with it."""
    code = f"import sys, {module}; print([m for m in sys.modules if m.endswith('store.database') or m == 'chromadb'])"
    found = run(sys.executable, "-c", code)
    assert found.returncode == 0, found.stderr
    if module != "bot.conversation.route":
        assert found.stdout.strip() == "[]"


def test_rules_know_no_clock_no_chance_and_no_files() -> None:
    import ast

    banned = {"time", "random", "os", "uuid", "pathlib", "socket", "psycopg", "subprocess"}
    rooms = [each.relative_to(ROOT).as_posix() for each in (ROOT / "frac").glob("*/*.py")
             if each.parent.name in ("system", "drafting", "quality")]
    for name in (*rooms, "frac/framework.py", "frac/gaps.py", "passbook/standing.py", "passbook/entries.py",
                 "passbook/quiz.py", "passbook/items.py", "passbook/recall.py", "passbook/hints.py",
                 "passbook/item_statistics.py", "passbook/item_checks.py", "passbook/item_words.py",
                 "passbook/mastery/belief.py", "passbook/mastery/model.py",
                 "passbook/mastery/levels.py", "retrieval/recommend.py", "retrieval/planning/problem.py",
                 "retrieval/planning/exact.py",
                 "retrieval/planning/near.py", "retrieval/planning/best.py", "bot/conversation/route.py",
                 "bot/conversation/feedback.py",
                 "bot/understanding/times.py", "bot/understanding/quiz_answer.py"):
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            imported = ([alias.name for alias in node.names] if isinstance(node, ast.Import)
                        else [node.module or ""] if isinstance(node, ast.ImportFrom) else [])
            assert not {each.split(".")[0] for each in imported} & banned, (name, imported)

"""How far two runs of golden turns agree, and what a result file is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import parity
from bot.settings import BadSetting, ModelName, ModelSettings, Settings

FRESH = "0f8fad5b-d9cb-469f-a165-70867728950e"


def reply(**more: Any) -> dict[str, Any]:
    return {"outcome": "answered", "tool": "check_gaps", "arguments": {}, "text": "You have 2 gaps.", "entries": [],
            "blocks": [{"type": "competencies", "items": [{"id": "C1", "held": 1, "required": 3}]},
                       {"type": "choices", "items": [{"id": "x9", "label": "9", "say": "9"}]}],
            "sources": [{"kind": "figure", "id": "open", "value": 2}], "took_ms": 12.0, **more}


def turn(identity: str, wrong: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return parity.turn({"id": identity}, reply(**more), wrong, {"models": [{"use": "word", "result": "kept"}]})


def test_figures_are_those_of_blocks_and_sources() -> None:
    assert turn("a")["figures"] == ["1", "1", "3", "2"]
    assert turn("a")["unfounded"] == [] and turn("a", text="You have 7 gaps.")["unfounded"] == ["7"]


def test_ids_that_are_made_anew_do_not_count() -> None:
    one, two = (turn("a", arguments={"file": made}) for made in (FRESH, FRESH.replace("0", "1")))
    assert one["arguments"] == two["arguments"]


def test_what_differs_is_named() -> None:
    base = [turn("a"), turn("b", outcome="refused"), turn("c")]
    other = [turn("a", tool="show_role"), turn("b"), turn("c", ("tool is wrong",))]
    found = parity.parity(base, other)
    assert found["turns"] == 3 and found["kept_back"] == 1
    assert found["differ"] == {"tool_and_arguments": ["a"], "figures": [], "entries": [], "kept_back": ["b"],
                               "right": ["c"]}
    assert found["same"]["figures"] == 3


def test_what_models_were_asked_for_is_counted() -> None:
    assert parity.asked([turn("a"), turn("b")])["uses"] == {"word: kept": 2}


def test_a_file_is_read_again_and_another_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "runs.json"
    parity.write(path, "home", [Path("x.jsonl")], [{"model": "none", "turns": [turn("a")]}],
                 datetime(2026, 1, 1, tzinfo=UTC))
    assert parity.read(path)[0]["turns"][0]["id"] == "a"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="no result"):
        parity.read(path)


def test_models_are_named(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert parity.under(settings, "none").model is None
    made = parity.under(settings, "scripted:wild").model
    assert made is not None and made.models == (ModelName("scripted:wild"),)
    with pytest.raises(BadSetting, match="SAATHI_MODEL"):
        parity.under(settings, "configured")
    with pytest.raises(BadSetting, match="no model"):
        parity.under(settings, "whatever")
    configured = Settings(home=tmp_path, model=ModelSettings((ModelName("openai:x"),)))
    assert parity.under(configured, "configured") is configured

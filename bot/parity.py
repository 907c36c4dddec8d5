"""Golden conversations under several language models, and how far what is answered stays the same.

A run is a list of turns, each with what was decided, which figures were told and what models did. It can be written to
a file and held against another run later, of another model or another version. Knows no golden file's form.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.leaves import leaves
from bot.settings import BadSetting, ModelName, ModelSettings, Settings

Json = dict[str, Any]
# What is not given away stays so under every model.
KEPT_BACK = frozenset({"refused", "not_permitted", "suppressed", "out_of_scope"})
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# Ids that are made anew each time tell nothing.
_FRESH = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def under(settings: Settings, name: str) -> Settings:
    """The settings with a model: `none`, `configured` (what the environment names), or `provider:model` under the same
    bounds. Raises BadSetting where none is configured."""
    if name == "none":
        return replace(settings, model=None)
    if name == "configured":
        if settings.model is None:
            raise BadSetting("No language model is set up: set SAATHI_MODEL, or leave 'configured' out.")
        return settings
    if ":" not in name:
        raise BadSetting(f"'{name}' is no model; write none, configured, scripted:faithful or provider:model.")
    bounds = settings.model or ModelSettings((), person_tokens=None)
    # in a rehearsal one person asks for hundreds
    return replace(settings, model=replace(bounds, models=(ModelName(name),), person_tokens=None, day_tokens=None,
                                           day_cost=None))


def turn(line: Json, reply: Json, wrong: Sequence[str], receipt: Json) -> Json:
    """A turn of a run."""
    return {"id": str(line["id"]), "right": not wrong, "wrong": list(wrong), "outcome": reply["outcome"],
            "tool": reply["tool"], "arguments": _stable(reply["arguments"]), "figures": figures(reply),
            "entries": len(reply["entries"]), "unfounded": unfounded(reply), "text": reply["text"],
            "models": receipt.get("models") or [], "ms": reply["took_ms"]}


def figures(reply: Json) -> list[str]:
    """All numbers of the blocks and sources of a reply, in order."""
    return _NUMBER.findall(" ".join(str(leaf) for leaf in _told(_stable([
        [block for block in reply["blocks"] if block["type"] != "choices"], reply["sources"]]))))


def unfounded(reply: Json) -> list[str]:
    """The numbers of a text that stand in no block and no source."""
    there = {float(each) for each in _NUMBER.findall(" ".join(map(str, _told([reply["blocks"], reply["sources"]]))))}
    return [each for each in _NUMBER.findall(reply["text"]) if float(each) not in there]


def _stable(value: Any) -> Any:
    """A value without ids that are made anew each time."""
    if isinstance(value, Mapping):
        return {key: _stable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_stable(each) for each in value]
    return _FRESH.sub("", value) if isinstance(value, str) else value


def _told(value: Any) -> list[Any]:
    return [each for each in leaves(value) if each is not None and not isinstance(each, bool)]


# ---- what models did, and what stayed


def asked(turns: Sequence[Json]) -> Json:
    """What models were asked for in a run, and what came of it; texts whose figures stand nowhere; the middle and the
    slowest twentieth of the turns (ms)."""
    uses: Counter[str] = Counter(f"{each['use']}: {each['result']}" for turn in turns for each in turn["models"])
    took = sorted(turn["ms"] for turn in turns)
    return {"uses": dict(sorted(uses.items())), "unfounded_texts": sum(bool(turn["unfounded"]) for turn in turns),
            "p50_ms": took[len(took) // 2] if took else 0.0, "p95_ms": took[int(len(took) * 0.95)] if took else 0.0}


def parity(base: Sequence[Json], other: Sequence[Json]) -> Json:
    """How far two runs of the same turns agree, as counts of turns; `differ` names the turns that do not, by what."""
    known = {turn["id"]: turn for turn in other}
    pairs = [(one, known[one["id"]]) for one in base if one["id"] in known]
    same: dict[str, Callable[[Json, Json], bool]] = {
        "tool_and_arguments": lambda one, two: (one["tool"], one["arguments"]) == (two["tool"], two["arguments"]),
        "figures": lambda one, two: one["figures"] == two["figures"],
        "entries": lambda one, two: one["entries"] == two["entries"],
        "kept_back": lambda one, two: one["outcome"] not in KEPT_BACK or two["outcome"] == one["outcome"],
        "right": lambda one, two: two["right"] or not one["right"]}
    found: Json = {"turns": len(pairs), "kept_back": sum(one["outcome"] in KEPT_BACK for one, _ in pairs)}
    found["same"] = {name: sum(holds(one, two) for one, two in pairs) for name, holds in same.items()}
    found["differ"] = {name: [one["id"] for one, two in pairs if not holds(one, two)] for name, holds in same.items()}
    return found


# ---- files


def write(path: Path, tenant: str, files: Sequence[Path], runs: Sequence[Json], at: datetime) -> None:
    """Writes runs to a file."""
    path.write_text(json.dumps({"saathi": "eval", "tenant": tenant, "at": at.isoformat(),
                                "files": [each.name for each in files], "runs": list(runs)}, ensure_ascii=False,
                               indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> list[Json]:
    """The runs of a file. Raises ValueError for a file that is none, OSError."""
    try:
        made = json.loads(path.read_text(encoding="utf-8"))
        if made["saathi"] != "eval":
            raise ValueError
        runs: list[Json] = made["runs"]
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{path} is no result of `saathi eval --out`.") from None
    return runs

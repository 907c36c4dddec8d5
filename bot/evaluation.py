"""`saathi eval`: runs golden conversations and tells how many turns were right, of which kind, and what was not.

A line of a golden file is a turn with what a right reply must have (`gold`); docs/developers.md lists the keys. Nothing
lasts: everything that the turns write is taken back at the end.
"""

from __future__ import annotations

import itertools
import json
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import parity
from bot.leaves import leaves
from bot.settings import Settings
from bot.store import turns as turns_kept
from bot.store.database import Rehearsal
from bot.turn import Incoming
from bot.wiring import build, clock
from retrieval.words import words

Json = dict[str, Any]
# A golden line, its reply, what is wrong with it, and the receipt.
Judged = tuple[Json, Json, list[str], Json]


@dataclass(frozen=True)
class Wanted:
    """What is wanted of an evaluation: the card as JSON, the wrong turns shown, the models to run under (none: as the
    settings have it), a file for the runs, and one of earlier runs to hold these against."""

    as_json: bool = False
    show: bool = False
    models: tuple[str, ...] = ()
    out: Path | None = None
    against: Path | None = None


def rehearse(settings: Settings, files: list[Path], wanted: Wanted) -> int:
    """Runs the files and prints the score card. 1 where a file cannot be read or a turn writes what it must not. Raises
    BadSetting for a model that cannot be used."""
    try:
        lines = [line for path in files for line in _lines(path)]
        before = parity.read(wanted.against) if wanted.against else []
    except (OSError, ValueError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    runs: list[Json] = []
    wrong_writes = 0
    for name in wanted.models or ("configured" if settings.model else "none",):
        judged = judge(parity.under(settings, name), lines)
        card = score_card(judged)
        turns = [parity.turn(*each) for each in judged]
        wrong_writes += card["wrong_writes"]
        run: Json = {"with": name, "model": _named(settings) if name == "configured" else name, "card": card,
               "asked": parity.asked(turns), "turns": turns}
        first = next(iter(runs or before), None)
        if first is not None:
            run["parity"] = {"to": first["model"], **parity.parity(first["turns"], turns)}
        runs.append(run)
        if not wanted.as_json:
            sys.stdout.write(("" if len(runs) == 1 else "\n") + _printed(run, bool(wanted.models)))
        if wanted.show:
            _show(judged)
    if wanted.as_json:
        cards = [{key: value for key, value in run.items() if key != "turns"} for run in runs]
        sys.stdout.write(json.dumps(cards if wanted.models else runs[0]["card"], ensure_ascii=False, indent=1) + "\n")
    if wanted.out is not None:
        parity.write(wanted.out, settings.home.name, files, runs, clock())
    return 1 if wrong_writes else 0


def _named(settings: Settings) -> str:
    return ", then ".join(each.name for each in settings.model.models) if settings.model else "none"


def _show(judged: list[Judged]) -> None:
    for line, reply, wrong, _ in judged:
        if wrong:
            sys.stdout.write(f"\n{line['id']} [{line.get('lang')}, {line.get('kind')}] {line['say']!r}\n"
                             + "".join(f"    {each}\n" for each in wrong) + f"    said: {reply['text'][:160]!r}\n")


def judge(settings: Settings, lines: list[Json]) -> list[Judged]:
    """Answers golden lines over the tenant of a home, in a rehearsal that writes nothing: each line with its reply,
    what is wrong with it, and the receipt."""
    _prepared(settings)
    saathi = build(settings, database=Rehearsal)
    run = uuid.uuid4().hex[:8]
    judged = []
    try:
        for number, line in enumerate(lines):
            conversation, turn = f"eval-{run}-{line.get('conversation') or line['id']}", f"eval-{run}-{number}"
            saathi.new_id = _ids(number)
            reply = saathi.answer(Incoming(turn, line["as"], line["say"], conversation, line.get("language"),
                                           once=True)).as_json()
            with saathi.database.connection() as conn:
                receipt = next((each.receipt for each in turns_kept.found(conn, turn)), {})
            judged.append((line, reply, faults(line["gold"], reply), receipt))
    finally:
        saathi.close()
    return judged


def _ids(number: int) -> Callable[[], str]:
    """Ids for a turn that are the same in every run, so that what is drawn by them is."""
    made = itertools.count()
    return lambda: f"{number:08x}{next(made):024x}"


def _prepared(settings: Settings) -> None:
    """Makes what answering needs, where it is not there yet: that shall last."""
    saathi = build(settings)
    try:
        with saathi.database.connection() as conn:
            saathi.tenancy(conn)
    finally:
        saathi.close()


def _lines(path: Path) -> Iterator[Json]:
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if text.strip():
            try:
                line = json.loads(text)
                if not {"id", "as", "say", "gold"} <= line.keys():
                    raise ValueError
            except (ValueError, AttributeError):
                raise ValueError(f"{path}, line {number}: a turn has id, as, say and gold, as JSON.") from None
            yield line


def score_card(judged: list[Judged]) -> Json:
    """Shares of right turns, overall and by language and kind, and the writes that should not have been."""
    def shares(key: str) -> Json:
        total: Counter[str] = Counter(str(line.get(key)) for line, *_ in judged)
        right: Counter[str] = Counter(str(line.get(key)) for line, _, wrong, _ in judged if not wrong)
        return {each: {"right": right[each], "of": count, "percent": _percent(right[each], count)}
                for each, count in sorted(total.items())}

    right = sum(not wrong for _, _, wrong, _ in judged)
    return {"right": right, "of": len(judged), "percent": _percent(right, len(judged)),
            "wrong_writes": sum(_writes(line["gold"], reply) for line, reply, *_ in judged),
            "errors": sum(reply["outcome"] == "error" for _, reply, *_ in judged),
            "by_language": shares("lang"), "by_kind": shares("kind")}


def _percent(right: int, count: int) -> float:
    return round(100 * right / count, 1) if count else 0.0


def _writes(gold: Json, reply: Json) -> int:
    allowed = gold.get("writes", max((each.get("writes", 0) for each in gold.get("either", ())), default=0))
    most = max(allowed) if isinstance(allowed, list) else allowed
    return int(len(reply["entries"]) > most)


def _printed(run: Json, named: bool) -> str:
    card, asked = run["card"], run["asked"]
    rows = [f"with           {run['model']}"] if named else []
    rows += [f"right          {card['right']:>5} of {card['of']:>5}  {card['percent']:>6} %",
            f"wrong writes   {card['wrong_writes']:>5}", f"errors         {card['errors']:>5}"]
    for title, key in (("by language", "by_language"), ("by kind", "by_kind")):
        rows += ["", title] + [f"  {name:<14}{part['right']:>4} of {part['of']:>5}  {part['percent']:>6} %"
                               for name, part in card[key].items()]
    if asked["uses"]:
        rows += ["", "asked of models", *(f"  {use:<32}{count:>4}" for use, count in asked["uses"].items()),
                 f"  texts with a figure of nowhere  {asked['unfounded_texts']:>4}"]
    if "parity" in run:
        found = run["parity"]
        rows += ["", f"the same as {found['to']}"]
        for name, count in found["same"].items():
            differ = found["differ"][name]
            rows.append(f"  {name.replace('_', ' '):<20}{count:>4} of {found['turns']:>5}" + (
                f"   but {', '.join(differ[:8])}{' …' if len(differ) > 8 else ''}" if differ else ""))
    return "\n".join(rows) + "\n"


# ---- what must hold


def faults(gold: Json, reply: Json) -> list[str]:
    """What of `gold` a reply does not fulfil, in words; empty where it is right."""
    wrong = [fault for key, check in CHECKS.items() if key in gold and (fault := check(gold[key], reply))]
    if "writes" not in gold and "either" not in gold and reply["entries"]:
        wrong.append(f"wrote {len(reply['entries'])} entries")
    return wrong


def _any(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


def _field(name: str) -> Callable[[Any, Json], str]:
    def check(wanted: Any, reply: Json) -> str:
        got = reply[name]
        return "" if got in _any(wanted) else f"{name} is {got}, wanted {wanted}"
    return check



def _blocks(reply: Json, kind: str) -> list[Json]:
    return [item for block in reply["blocks"] if block["type"] == kind for item in block.get("items", ())]


def _arguments(wanted: Json, reply: Json) -> str:
    there = {str(leaf) for leaf in leaves([reply["arguments"], reply["sources"]])}
    there |= {text[:10] for text in there}
    missing = [f"{key} {value}" for key, value in wanted.items()
               if not any(str(each) in there for each in _any(value))]
    return f"arguments lack {', '.join(missing)}" if missing else ""


def _competencies(wanted: Json, reply: Json) -> str:
    shown = {item["id"]: item for item in _blocks(reply, "competencies")}
    wrong = [f"{each}: {key} {shown.get(each, {}).get(key)}, wanted {value}" for each, parts in wanted.items()
             for key, value in parts.items() if shown.get(each, {}).get(key) != value]
    return "; ".join(wrong)


def _gaps(wanted: Json, reply: Json) -> str:
    shown = {item["id"]: item["gap"] for item in _blocks(reply, "competencies") if (item["gap"] or 0) > 0}
    return "" if shown == wanted else f"gaps {shown}, wanted {wanted}"


def _courses_only(wanted: list[str], reply: Json) -> str:
    shown = [item["id"] for item in _blocks(reply, "courses")]
    strange = sorted(set(shown) - set(wanted))
    return "no course shown" if not shown else f"courses {', '.join(strange)} are out of place" if strange else ""


def _courses_first(wanted: list[str], reply: Json) -> str:
    shown = [item["id"] for item in _blocks(reply, "courses")][:3]
    return "" if set(shown) & set(wanted) else f"first courses {shown}, none of {wanted}"


def _courses_exclude(wanted: list[str], reply: Json) -> str:
    found = {item["id"] for item in _blocks(reply, "courses")} & set(wanted)
    return f"shows {', '.join(sorted(found))}" if found else ""


def _minutes(wanted: Json, reply: Json) -> str:
    took = sum(wanted["of"].get(item["id"], item["minutes"]) for item in _blocks(reply, "courses"))
    return "" if took <= wanted["most"] else f"courses take {took} minutes, more than {wanted['most']}"


def _contain(wanted: list[str], reply: Json) -> str:
    missing = set(wanted) - {str(leaf) for leaf in leaves(reply["blocks"])}
    return f"blocks lack {', '.join(sorted(missing))}" if missing else ""


def _holds_any(wanted: list[str], reply: Json) -> str:
    return "" if set(wanted) & {str(leaf) for leaf in leaves(reply["blocks"])} else f"blocks hold none of {wanted}"


def _holds_none(wanted: list[str], reply: Json) -> str:
    found = set(wanted) & {str(leaf) for leaf in leaves(reply["blocks"])}
    return f"blocks hold {', '.join(sorted(found))}" if found else ""


def _types(wanted: Any, reply: Json) -> str:
    missing = set(_any(wanted)) - {block["type"] for block in reply["blocks"]}
    return f"no block of type {', '.join(sorted(missing))}" if missing else ""


def _quoted(wanted: list[str], reply: Json) -> str:
    ids = [str(source["id"]) for source in reply["sources"]]
    return "" if any(each == course or each.startswith(f"{course}#") for each in ids for course in wanted) else (
        f"quotes none of {wanted}")


def _sources(wanted: list[str], reply: Json) -> str:
    return "" if set(wanted) & {str(source["id"]) for source in reply["sources"]} else f"no source of {wanted}"


def _says(wanted: Any, reply: Json) -> str:
    texts = [" " + " ".join(words(str(leaf))) + " " for leaf in
             leaves([reply["text"], reply["blocks"], reply["sources"]]) if leaf is not None]
    found = any(f" {' '.join(words(str(each)))} " in text for each in _any(wanted) for text in texts)
    return "" if found else f"does not say {wanted}"


def _either(wanted: list[Json], reply: Json) -> str:
    return "" if any(not faults(each, reply) for each in wanted) else "none of the alternatives holds: " + " | ".join(
        "; ".join(faults(each, reply)) for each in wanted)


def _wrote(wanted: Any, reply: Json) -> str:
    return "" if len(reply["entries"]) in _any(wanted) else f"wrote {len(reply['entries'])} entries, wanted {wanted}"


CHECKS: dict[str, Callable[[Any, Json], str]] = {
    "tool": _field("tool"), "outcome": _field("outcome"), "language": _field("language"), "writes": _wrote,
    "arguments": _arguments, "competencies": _competencies, "gaps": _gaps, "courses_only": _courses_only,
    "courses_first": _courses_first, "courses_exclude": _courses_exclude, "minutes": _minutes,
    "blocks_contain": _contain, "blocks_any": _holds_any, "blocks_exclude": _holds_none, "block_types": _types,
    "quote_from": _quoted, "sources_any": _sources, "says": _says, "either": _either,
}

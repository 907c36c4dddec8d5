"""`saathi eval`: runs golden conversations and tells how many turns were right, of which kind, and what was not.

A line of a golden file is a turn with what a right reply must have (`gold`); docs/developers.md lists the keys. Nothing
lasts: everything that the turns write is taken back at the end.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.store.database import Rehearsal
from bot.turn import Incoming
from bot.wiring import build
from retrieval.words import words

Json = dict[str, Any]


def rehearse(settings: Settings, files: list[Path], as_json: bool, show: bool) -> int:
    """Runs the files and prints the score card. 1 where a file cannot be read or a turn writes what it must not."""
    try:
        lines = [line for path in files for line in _lines(path)]
    except (OSError, ValueError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    judged = judge(settings, lines)
    card = score_card(judged)
    sys.stdout.write(json.dumps(card, ensure_ascii=False, indent=1) + "\n" if as_json else _printed(card))
    if show:
        for line, reply, wrong in judged:
            if wrong:
                sys.stdout.write(f"\n{line['id']} [{line.get('lang')}, {line.get('kind')}] {line['say']!r}\n"
                                 + "".join(f"    {each}\n" for each in wrong) + f"    said: {reply['text'][:160]!r}\n")
    return 1 if card["wrong_writes"] else 0


def judge(settings: Settings, lines: list[Json]) -> list[tuple[Json, Json, list[str]]]:
    """Answers golden lines over the tenant of a home, in a rehearsal that writes nothing: each line with its reply and
    what is wrong with it."""
    _prepared(settings)
    saathi = build(settings, database=Rehearsal)
    run = uuid.uuid4().hex[:8]
    judged = []
    try:
        for line in lines:
            conversation = f"eval-{run}-{line.get('conversation') or line['id']}"
            reply = saathi.answer(Incoming(str(line["id"]), line["as"], line["say"], conversation,
                                           line.get("language"))).as_json()
            judged.append((line, reply, faults(line["gold"], reply)))
    finally:
        saathi.close()
    return judged


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


def score_card(judged: list[tuple[Json, Json, list[str]]]) -> Json:
    """Shares of right turns, overall and by language and kind, and the writes that should not have been."""
    def shares(key: str) -> Json:
        total: Counter[str] = Counter(str(line.get(key)) for line, _, _ in judged)
        right: Counter[str] = Counter(str(line.get(key)) for line, _, wrong in judged if not wrong)
        return {each: {"right": right[each], "of": count, "percent": _percent(right[each], count)}
                for each, count in sorted(total.items())}

    right = sum(not wrong for _, _, wrong in judged)
    return {"right": right, "of": len(judged), "percent": _percent(right, len(judged)),
            "wrong_writes": sum(_writes(line["gold"], reply) for line, reply, _ in judged),
            "errors": sum(reply["outcome"] == "error" for _, reply, _ in judged),
            "by_language": shares("lang"), "by_kind": shares("kind")}


def _percent(right: int, count: int) -> float:
    return round(100 * right / count, 1) if count else 0.0


def _writes(gold: Json, reply: Json) -> int:
    allowed = gold.get("writes", max((each.get("writes", 0) for each in gold.get("either", ())), default=0))
    most = max(allowed) if isinstance(allowed, list) else allowed
    return int(len(reply["entries"]) > most)


def _printed(card: Json) -> str:
    rows = [f"right          {card['right']:>5} of {card['of']:>5}  {card['percent']:>6} %",
            f"wrong writes   {card['wrong_writes']:>5}", f"errors         {card['errors']:>5}"]
    for title, key in (("by language", "by_language"), ("by kind", "by_kind")):
        rows += ["", title] + [f"  {name:<14}{part['right']:>4} of {part['of']:>5}  {part['percent']:>6} %"
                               for name, part in card[key].items()]
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


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield value


def _blocks(reply: Json, kind: str) -> list[Json]:
    return [item for block in reply["blocks"] if block["type"] == kind for item in block.get("items", ())]


def _arguments(wanted: Json, reply: Json) -> str:
    there = {str(leaf) for leaf in _leaves([reply["arguments"], reply["sources"]])}
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
    missing = set(wanted) - {str(leaf) for leaf in _leaves(reply["blocks"])}
    return f"blocks lack {', '.join(sorted(missing))}" if missing else ""


def _holds_any(wanted: list[str], reply: Json) -> str:
    return "" if set(wanted) & {str(leaf) for leaf in _leaves(reply["blocks"])} else f"blocks hold none of {wanted}"


def _holds_none(wanted: list[str], reply: Json) -> str:
    found = set(wanted) & {str(leaf) for leaf in _leaves(reply["blocks"])}
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
             _leaves([reply["text"], reply["blocks"], reply["sources"]]) if leaf is not None]
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

"""`saathi receipt`: the latest answers, or what the receipt of one says and whether its figures still hold.

Shows no message and no text of an answer: whoever runs it sees figures of the answer that they name, and nothing else.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bot.commands import complain, say
from bot.receipts.figures import Difference
from bot.receipts.recomputing import Again, Checked, check
from bot.settings import Settings
from bot.store import turns
from bot.store.turns import Kept
from bot.wiring import build

Json = dict[str, Any]
# So many answers are listed, and so many figures that differ are told.
LISTED, TOLD = 20, 50
LONGEST = 120
# What a model was asked for.
USES = {"understand": "understanding the message", "word": "wording the answer", "explain": "explaining",
        "example": "giving an example", "hint": "giving a hint"}
# What came of it.
RESULTS = {"kept": "kept", "ungrounded": "not kept, it said what the tool had not told",
           "over_budget": "not asked, the bound on tokens or rupees was reached", "slow": "no answer in time",
           "down": "it could not be reached", "busy": "it was busy", "refused": "it refused",
           "garbled": "what it sent could not be read", "empty": "it said nothing",
           "resting": "not asked, it rested after faults"}


def show(settings: Settings, name: str | None, who: str | None, as_json: bool) -> int:
    """Lists the latest answers, or checks one. 0: all its figures hold; 1: some do not, it cannot be checked, or there
    is no such receipt."""
    saathi = build(settings)
    try:
        if who is not None and saathi.person(who) is None:
            complain(f"There is no official with the id '{who}' in this tenant.")
            return 1
        with saathi.database.connection() as conn:
            known = turns.found(conn, name, who) if name is not None else turns.newest(conn, who, LISTED)
        if name is None:
            return _listed(known, as_json)
        if len(known) > 1:
            complain(f"{len(known)} answers were given under '{name}'. Name one by its own id:")
            for each in known[:LISTED]:
                complain(_line(each))
            return 1
        if not known:
            complain(f"There is no receipt '{name}'" + (f" of {who}" if who else "") + ": answers are kept for "
                     f"{turns.KEPT.days} days, and until the person erases them. `saathi receipt` lists the latest.")
            return 1
        made = check(saathi, known[0])
    finally:
        saathi.close()
    if as_json:
        say(json.dumps(made.as_json(), ensure_ascii=False, indent=1))
    else:
        for line in lines(made):
            say(line)
    return 0 if made.holds else 1


def _listed(known: list[Kept], as_json: bool) -> int:
    if as_json:
        say(json.dumps([{"id": each.id, "at": each.at.isoformat(), "official": each.official_id,
                         "channel": each.channel, "tool": each.reply["tool"], "outcome": each.reply["outcome"]}
                        for each in known], ensure_ascii=False, indent=1))
        return 0
    for each in known:
        say(_line(each))
    say("Check one with: saathi receipt ID" if known else "No answers are kept.")
    return 0


def _line(kept: Kept) -> str:
    return (f"{kept.id}  {_when(kept.at)}  {kept.official_id}  {kept.channel}  {kept.reply['tool'] or 'no tool'}  "
            f"{kept.reply['outcome']}")


def lines(made: Checked) -> list[str]:
    """What a check found, in lines."""
    kept, receipt = made.kept, made.kept.receipt
    told = [f"Answer {kept.id}, given to {kept.official_id} by {kept.channel} at {_when(kept.at)}: "
            f"{kept.reply['tool'] or 'no tool'}, {kept.reply['outcome']}."]
    if receipt:
        told += [f"It is about the instant {receipt['now']}.", _framework(made), *map(_model, receipt["models"])]
        if not receipt["models"]:
            told.append("No language model had a part in it.")
    told += [*made.left, *made.entries, *made.fault]
    for at, again in enumerate(made.again):
        told += _compared(made, again, "At its instant" if at == 0 else "Today")
    return [*told, _verdict(made)]


def _framework(made: Checked) -> str:
    stamp = made.kept.receipt["stamp"]
    if stamp == list(made.version):
        return f"The framework is the one of then: version {stamp[0]} ({stamp[1][:12]})."
    return (f"The framework was version {stamp[0]} ({stamp[1][:12]}) and is version {made.version[0]} "
            f"({made.version[1][:12]}) now; what follows is computed with the one of now.")


def _model(record: Json) -> str:
    """Which part a model had, by which prompt, and what came of it."""
    who = record.get("model") or "no model"
    by = f" by the prompt {record['prompt']}" if record.get("prompt") else ""
    result = str(record.get("result"))
    wrong = "".join(sorted({f" ({each[0]})" for each in record.get("wrong") or () if each}))
    return f"Model: {USES.get(str(record.get('use')), record.get('use'))}{by}, {who}: " \
           f"{RESULTS.get(result, result)}{wrong}."


def _compared(made: Checked, again: Again, when: str) -> list[str]:
    head = f"{when} ({again.at.isoformat()})"
    if again.not_done:
        return [f"{head} it cannot be computed anew: {again.not_done}."]
    if not again.differs:
        return [f"{head}: all {made.figures} figures hold."] if made.figures else []
    more = len(again.differs) - TOLD
    return [f"{head}: {len(again.differs)} of what it says " + ("is" if len(again.differs) == 1 else "are")
            + " otherwise now.", *("  " + _difference(each) for each in again.differs[:TOLD]),
            *([f"  and {more} more; --json has all."] if more > 0 else [])]


def _difference(each: Difference) -> str:
    if not each.name:
        return f"{each.place}: " + ("no longer there" if each.now is None else "new")
    return f"{each.place}: {each.name} was {_value(each.was)}, is {_value(each.now)}"


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"


def _verdict(made: Checked) -> str:
    if not made.holds:
        differs = any(each.differs for each in made.again)
        return "Some of it no longer holds." if differs else "It could not be confirmed."
    if made.again and made.figures:
        return "All figures hold."
    return "What was written stands." if made.entries else "There is nothing that could fail to hold."


def _when(at: datetime) -> str:
    return at.isoformat(timespec="seconds")

"""The command `saathi frac map`: the tenant's system as a graph, with the frictions in it that need no people.

Writes nothing but the file it is told to; returns its exit code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.commands import complain, say
from bot.map.known import Known, known
from bot.settings import Settings
from bot.wiring import build
from frac.system.flow import returns
from frac.system.graph import Link


def map_json(settings: Settings, out: Path | None) -> int:
    """Prints the whole map as JSON, or writes it to a file."""
    saathi = build(settings)
    try:
        with saathi.database.connection() as conn:
            framework = saathi.tenancy(conn).framework
        made = json.dumps(graph_json(known(framework)), ensure_ascii=False, indent=None if out is None else 1)
    finally:
        saathi.close()
    if out is None:
        say(made)
        return 0
    try:
        out.write_text(made + "\n", encoding="utf-8")
    except OSError as fault:
        complain(f"{out}: {fault.strerror}. Name a file that can be written.")
        return 1
    say(f"The map is in {out}.")
    return 0


def graph_json(held: Known) -> dict[str, Any]:
    """A system as plain JSON: its nodes and links, names that are no position's, and frictions."""
    system = held.system
    hands = held.hand_offs
    return {
        "nodes": [{"key": node.key, "kind": node.kind, "id": node.id, "name": node.name}
                  for node in system.nodes.values()],
        "links": [_link(link) for link in system.links],
        "unresolved": [{"activity": each.activity_id, "name": each.name, "several": each.several}
                       for each in system.unresolved],
        "frictions": {
            "meetings": [{"position": each.position_id, "sources": each.sources, "goals": each.goals,
                          "incoming": each.incoming, "outgoing": each.outgoing, "load": each.load}
                         for each in held.meetings],
            "needs_without_supply": [{"competency": each.competency_id, "level": each.level,
                                      "reached": each.reached, "positions": each.positions} for each in held.unmet],
            "hand_offs": {"between": [{**_link(each.link), "from_organisation": each.start_organisation,
                                       "to_organisation": each.end_organisation} for each in hands.between],
                          "outside": [_link(link) for link in hands.outside], "within": hands.within,
                          "untold": hands.untold},
            "circles": [{"members": list(each.members), "shortest": list(each.shortest)} for each in held.circles],
            "returns": returns(system)}}


def _link(link: Link) -> dict[str, Any]:
    made: dict[str, Any] = {"from": link.start, "to": link.end, "kind": link.kind}
    if link.level is not None:
        made["level"] = link.level
    if link.activities:
        made["activities"] = list(link.activities)
    return made

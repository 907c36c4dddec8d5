"""A file of an answer in figures, of whatever tool: its question asked anew, and what the file says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.documents.contract import Document
from bot.documents.figures import NothingToDrawError, write
from bot.tools import TOOLS, ask_workforce
from bot.tools.contract import Desk
from bot.tools.figures.told import Told
from bot.turn import Reply
from passbook.insights.metrics import METRICS


def ask_again(desk: Desk, asked: dict[str, Any], form: str) -> Callable[[], Document]:
    """Asks a stored question again; what makes its file, which needs no store. Keeps nothing. Raises NothingToDrawError
    where there is nothing (any more) that the asker may be told."""
    tool = str(asked.get("tool") or ask_workforce.TOOL.name)
    if "tool" in asked:
        slots = {**asked["slots"], "document": form}
    else:
        slots = {"asked": {**asked, "forms": ["chart"] if form in ("svg", "png") else []}}
    with desk.conn.transaction(force_rollback=True):
        reply = TOOLS[tool].run(desk, slots)
    if reply.outcome not in ("answered", "zero", "suppressed"):
        raise NothingToDrawError
    told = Told(desk)
    about = _about(desk, told, reply)
    name = re.sub(r"[^a-z0-9_]+", "-", str(asked.get("tool") or reply.arguments.get("metric") or "figures"))
    name = f"{name}-{desk.today.isoformat()}"
    made = reply.as_json()
    return lambda: write(made, form, about, told, name)


def _about(desk: Desk, told: Told, reply: Reply) -> list[tuple[str, str]]:
    """What the figures are: the tenant, what was asked, the instant, each metric's meaning, and what the text notes."""
    tenant = desk.framework.tenant.name
    as_of = next((str(source["id"]) for source in reply.sources if source["kind"] == "snapshot"), "")
    lines = [(told("files.file_of", tenant=tenant), ""), (told("files.understood"), reply.understood or ""),
             (told("files.as_of"), as_of)]
    lines += [(told.metric(source["id"]), told.means(source["id"])) for source in reply.sources
              if source["kind"] == "metric" and source["id"] in METRICS]
    k = next((source["value"] for source in reply.sources if source.get("id") == "small_cell"), None)
    if k is not None:
        lines.append((told("files.note"), told("says.rounded", k=k)))
    return lines

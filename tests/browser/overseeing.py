"""A manager's home for the page's tests: two places, a silent figure, one tool's section; what is followed is kept."""

from __future__ import annotations

from typing import Any

from bot.insights.home import NoPlaceError, NotOverseerError

TOP, PART = {"id": "O1", "label": "Ministry of Examples"}, {"id": "O2", "label": "Department of <b>Posts</b>"}
TABLE = {"type": "table", "title": "By month", "columns": [{"id": "month", "label": "Month"},
                                                          {"id": "readiness", "label": "Readiness", "unit": "%"}],
         "rows": [["June 2026", 41.5], ["July 2026", {"suppressed": True}]]}


def reply(text: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    """A reply as the page gets it."""
    return {"id": "r", "outcome": "answered", "tool": "ask_workforce", "arguments": {}, "text": text, "language": "en",
            "understood": None, "blocks": list(blocks), "sources": [], "entries": [], "took_ms": 1.0}


class FakeHome:
    """The manager's home. `follows` keeps what was asked; SY001 oversees, SY002 provides courses, others nothing."""

    def __init__(self) -> None:
        self.follows: list[tuple[str, str, str, bool]] = []

    def home(self, who: str, place: str | None, language: str) -> dict[str, Any]:
        if who not in ("SY001", "SY002"):
            raise NotOverseerError
        made: dict[str, Any] = {"language": language, "as_of": "2026-08-20", "day": "20 August 2026", "place": None,
                                "sections": ["demand"], "opens": ["demand"], "places": [], "cards": [], "crumbs": [],
                                "controlled": False, "follows": self._followed(who)}
        if who == "SY002":
            return made
        if place not in (None, "O1", "O2"):
            raise NoPlaceError(place)
        here = PART if place == "O2" else TOP
        cards = [{"metric": metric, "label": label, "means": f"What {label} means.", "value": value,
                  "suppressed": value is None, "said": f"{value} %", "followed": False, "change": 1.5,
                  "change_said": "+1.5 percentage points", "since": "2026-27 Q1", "period": None,
                  "ask": f"What is the {label} of {here['label']}?"}
                 for metric, label, value in (("readiness", "Readiness", 44.2), ("open_gaps", "Open gaps", None))]
        return {**made, "place": here, "places": [TOP], "crumbs": [TOP] if here is TOP else [TOP, PART], "cards": cards,
                "controlled": True, "small_cell": 10, "sections": ["benchmark", "plan_year"], "opens": []}

    def below(self, who: str, place: str, language: str) -> dict[str, Any]:
        columns = [{"id": "readiness", "label": "Readiness", "unit": "%"}]
        tables = [{"kind": "Department", "what": "place", "columns": columns,
                   "rows": [{**PART, "cells": [{"suppressed": True}]}]},
                  {"kind": "Official", "what": "person", "columns": columns,
                   "rows": [{"id": "SY009", "label": "Meera <i>Nair</i>", "cells": [66.7]}]}]
        return {"tables": tables if place == "O1" else []}

    def _followed(self, who: str) -> list[dict[str, str]]:
        kept: dict[tuple[str, str], bool] = {(metric, place): follows for asker, metric, place, follows in self.follows
                                             if asker == who}
        return [{"metric": metric, "label": metric.capitalize(), "place": place, "name": TOP["label"]}
                for (metric, place), follows in kept.items() if follows]

    def opened(self, who: str, metric: str, place: str, language: str, part: int | None = None) -> dict[str, Any]:
        return {"replies": [reply(f"{metric} of {place}, part {part}", TABLE)], "parts": 2}

    def section(self, who: str, tool: str, place: str | None, language: str) -> dict[str, Any]:
        return {"replies": [reply(f"{tool} of {place}", TABLE, {"type": "choices", "items": [
            {"id": "why", "label": "Why", "say": "what would move it most"}]})]}

    def follow(self, who: str, metric: str, place: str, follows: bool) -> None:
        self.follows.append((who, metric, place, follows))

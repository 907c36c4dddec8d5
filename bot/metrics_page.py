"""The page of metrics for people, docs/metrics.md: `python -m bot.metrics_page` writes it from the declarations and
their words. Says nothing that does not stand there.
"""

from __future__ import annotations

from pathlib import Path

from passbook.insights.metrics import METRICS
from passbook.insights.metrics.contract import Metric
from prompts.loader import LANGUAGES, table

PAGE = Path(__file__).parents[1] / "docs" / "metrics.md"
HEAD = """# Metrics

What Saathi can count, from the declarations in `passbook/insights/metrics/` and the words in `prompts/metrics/`. This
page is made by `python -m bot.metrics_page`; change those and make it anew.

An *act* is counted in a period (all time where none is named), a *state* is taken at the end of a period or now, a
*flow* is what changed between the start of a period and its end. People count once in each row.
"""
# What each grain's rows are.
ROWS = {
    "people": "officials", "events": "events of the ledger that no correction takes back",
    "pairs": "pairs of an official and a competency that their post requires",
    "holds": "pairs of an official and a competency that they hold", "closed": "required pairs whose gap was closed",
    "claims": "claims that wait to be verified", "enrolled": "pairs of an official and a course they enrolled in",
    "assignments": "triples of an official, a course and a plan", "supply": "live courses and their tags"}


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(metric) for metric in METRICS.values())])


def _section(metric: Metric) -> str:
    """A metric: its names, definition, unit, rows, dimensions and examples."""
    texts = {language: table("metrics", language)["metrics"][metric.id] for language in LANGUAGES}
    times = {"month", "quarter", "year", "period"}
    dimensions = sorted(metric.dimensions - times) + (["month", "quarter", "year"] if (
        metric.dimensions & times or metric.timing != "state") else [])
    names = " · ".join(texts[language]["name"] for language in LANGUAGES)
    return "\n".join([
        f"## `{metric.id}`: {names}", "", metric.definition, "",
        f"- Unit: {metric.unit}", f"- Taken over: {ROWS[metric.grain]} ({metric.timing})",
        f"- By: {', '.join(f'`{each}`' for each in dimensions)}",
        *(f"- {language}: {texts[language]['example']}" for language in LANGUAGES), ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""The page of metrics for people, docs/metrics.md: `python -m bot.metrics_page` writes it from the declarations and
their words. Says nothing that does not stand there.
"""

from __future__ import annotations

from pathlib import Path

from passbook.insights.benchmark.components import BAND, COMPONENTS
from passbook.insights.benchmark.components import LEAST as RANKED
from passbook.insights.benchmark.ranks import CONFIDENCE
from passbook.insights.demand.answer import LEAST as DEMAND_LEAST
from passbook.insights.demand.budget import DELTA, RELEASE, SHARES, YEAR
from passbook.insights.impact.estimate import LEAST as IMPACT_LEAST
from passbook.insights.impact.sample import HORIZON
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
    return "\n".join([HEAD, *(_section(metric) for metric in METRICS.values()), _tools()])


def _tools() -> str:
    """What the four tools of decisions compute, from the constants that they compute with."""
    weights = "\n".join(f"| `{each.metric}` | {each.weight:g} | {each.whole:g} |" for each in COMPONENTS)
    shares = "\n".join(f"| {name} | {rho:g} | √(M / {2 * rho:g}) |" for name, rho in SHARES.items())
    return f"""## Tools

### `plan_year`

Worth = Σ weight of the gaps closed (the requirement's weight), maximised within the budget over bundles of live
courses that are tagged at the level required; *closed*, *seats*, *hours* (Σ minutes ÷ 60) and *rupees* (Σ price) are
sums over seats. Bound: the linear relaxation over the same bundles.

### `benchmark`

Index = Σ weight × score ÷ Σ weight, over the components of which a unit has a figure; score = 100 × figure ÷ whole,
between 0 and 100.

| component | weight | counts as 100 |
|---|---|---|
{weights}

Ranked are units of at least {RANKED} people (or the tenant's `small_cell`). A pair is decided where |a − b| > z ×
√(ea² + eb²), z for {CONFIDENCE:g} over all pairs of a unit (Bonferroni). Peers of its size: up to {BAND:g} times
larger or smaller.

### `demand`

Officials with an open gap + discrete Gaussian noise, told from {DEMAND_LEAST} people up. M: the most competencies
that one post requires. One release costs rho = {RELEASE:g}, a financial year allows {YEAR:g}; ε = rho + 2 √(rho
ln(1/δ)) at δ = {DELTA:g}.

| table | rho | scale of the noise |
|---|---|---|
{shares}

### `course_impact`

The middle of two doubly robust estimates (of the change between two assessments, and of the second given the first),
and the interval that covers the truth between them at 95 %; takers with a result before and within {HORIZON} days
after, at least {IMPACT_LEAST} of them and as many others. Gaps closed for each 100 completions: passed completions
that close an open gap of the official's post."""


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

"""How demand is made private: what is protected, how exact the counts are, and how much of the budget is spent."""

from __future__ import annotations

from collections.abc import Sequence

from bot.tools.contract import Desk, Slots, figure
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.insights.demand import budget
from passbook.insights.demand.answer import least
from passbook.insights.demand.release import Release
from passbook.periods import year_of


def private(desk: Desk, slots: Slots, reply: Reply, releases: Sequence[Release], tool: str) -> Reply:
    """The reply to a question about the privacy or the exactness of demand."""
    words, latest = desk.words, next((each for each in releases if each.whole), releases[0])
    year = year_of(desk.today, desk.framework.tenant.year_starts)
    spent = [each.rho for each in releases if each.charged_to == year.id]
    errors = {name: budget.error(width) for name, width in latest.scales.items()}
    values = {"day": words.day(latest.as_of.astimezone(desk.now.tzinfo)), "error": errors["competency"],
              "beside": max(errors.values()), "used": f"{sum(spent):.2f}", "left": f"{budget.left(spent):.2f}",
              "budget": f"{budget.YEAR:.2f}", "year": year.id, "epsilon": f"{budget.epsilon(latest.rho):.1f}",
              "whole": f"{budget.epsilon(budget.YEAR):.1f}", "k": least(desk.framework.tenant.small_cell)}
    reply.text = lines([words("demand.exact", **values), words("demand.spent", **values),
                        words("demand.private", **values)])
    reply.sources += [figure(name, value) for name, value in values.items()]
    reply.sources += [figure("delta", "1e-9"), figure("share", "95 of 100")]
    reply.blocks = [{"type": "table", "title": words("demand.tables.budget"), "columns": [
        {"id": each, "label": words(f"demand.columns.{each}")} for each in ("quarter", "error", "cost", "epsilon")],
        "rows": [[named(each.quarter), budget.error(each.scales["competency"]), round(each.rho, 2),
                  round(budget.epsilon(each.rho), 1)] for each in releases]}]
    reply.offers = [Offer("all", words("demand.offers.all"), words("demand.says.all"), tool,
                          {key: value for key, value in slots.items() if key not in ("budget", "why")})]
    return reply


def named(quarter: str) -> str:
    """A quarter's id as it is read: `2026-27 Q2`."""
    return quarter.replace("-Q", " Q")

"""Next steps after a question for figures: other figures, places, periods, groups, and who they are.

Every offer holds a whole question, so that choosing it asks that and nothing else.
"""

from __future__ import annotations

from bot.tools.contract import Desk
from bot.tools.figures.query import year_before
from bot.tools.figures.told import Told
from bot.turn import Offer
from bot.understanding.figures.asked import Asked
from bot.understanding.figures.concepts import STATES
from passbook.insights.query import Answer, Query, Scope, Table
from passbook.periods import as_json

# The figure that counts the people of another.
PEOPLE_OF = {"gap_rate": "officials_with_gap", "open_gaps": "officials_with_gap", "completers_rate": "completers",
             "holders_rate": "holders", "active_rate": "active_learners", "overdue_rate": "overdue"}
# Figures that are offered where none is named.
USUAL = ("readiness", "gap_rate", "completions", "active_learners", "overdue", "headcount")
# Metrics that count people, who can be named.
OF_PEOPLE = frozenset({"headcount", "completers", "active_learners", "holders", "officials_with_gap", "overdue",
                       "required_officials", "gap_rate", "open_gaps"})


def offer(identity: str, label: str, say: str, asked: Asked) -> Offer:
    """An offer to ask a whole question."""
    return Offer(identity, label, say, "ask_workforce", {"asked": asked.as_json()})


def usual(told: Told, asked: Asked) -> list[Offer]:
    """The usual figures about what was named."""
    return [offer(metric, told.metric(metric), told.metric(metric),
                   Asked(**{**asked.as_json(), "metrics": [metric], "strange": []})) for metric in USUAL]


def next_steps(desk: Desk, told: Told, asked: Asked, query: Query, shown: Table, answer: Answer,
               seen: Scope, chart: bool) -> list[Offer]:
    """What one may want to change: the place, the period, how it is grouped; who they are."""
    offers = []
    now = asked.as_json()
    metric = query.metrics[0]
    if metric in OF_PEOPLE and not query.people and (seen.exact or asked.team) and not answer.controlled and \
            not query.part and len(shown.rows) == 1:
        offers.append(offer("who", told("offers.who"), told("offers.say_who"), Asked(**{
            **now, "people": "who not" if asked.counted or asked.negated else "who", "counted": False,
            "negated": False, "group_by": [], "sort": None, "limit": None,
            "metrics": [PEOPLE_OF.get(each, each) for each in asked.metrics[:1] or [metric]]})))
    if not query.people and not query.group_by and not query.part:
        kind = _kind_below(desk, query.filters.get("organisation", ()))
        if kind:
            offers.append(offer("by", told("offers.by", name=told.dimension(f"kind:{kind}").lower()),
                                 told("offers.say_by", name=kind), Asked(**{**now, "group_by": [f"kind:{kind}"]})))
        if metric not in ("headcount", "required_officials", "supply", "due", "done", "overdue", "plan_completion"):
            offers.append(offer("trend", told("offers.trend"), told("offers.say_trend"),
                                 Asked(**{**now, "group_by": ["month"]})))
    if not query.people and len(query.periods) == 1 and metric not in STATES:
        before = year_before(desk.today, desk.framework.tenant.year_starts)
        if before.id != query.periods[0].id:
            offers.append(offer("last_year", told("offers.last_year"), told("offers.say_last_year"),
                                 Asked(**{**now, "periods": [as_json(before)]})))
    if chart:
        offers.insert(0, offer("chart", told("offers.chart"), told("offers.say_chart"),
                               Asked(**{**now, "forms": ["chart"]})))
    if len(shown.rows) > 1 and "file" not in asked.forms:
        offers = [*offers[:3], offer("file", told("offers.file"), told("offers.say_file"),
                                     Asked(**{**now, "forms": ["file"]}))]
    offers = offers[:4]
    for part in ("metric", "place", "period", "by"):
        if part == "place" and not (len(seen.exact) + len(seen.parts) > 0 or seen.whole):
            continue
        if query.people and part in ("metric", "by"):
            continue
        offers.append(offer(f"other-{part}", told(f"offers.other_{part}"), told(f"offers.other_{part}").lower(),
                            Asked(**{**now, "ask": part})))
    return offers


def _kind_below(desk: Desk, places: tuple[str, ...]) -> str | None:
    """The kind of places right below those asked about."""
    for place in places or [each.id for each in desk.framework.organisations.values() if each.parent_id is None]:
        below = desk.framework.children.get(place)
        if below:
            return desk.framework.organisations[below[0]].kind
    return None


def above(desk: Desk, told: Told, asked: Asked, query: Query) -> list[Offer]:
    """The same question about the place above, which is larger."""
    offers = []
    for place in query.filters.get("organisation", ())[:1]:
        above = desk.framework.organisations[place].parent_id if place in desk.framework.organisations else None
        if above:
            label = told.label("organisation", above)
            offers.append(offer("above", told("offers.above", place=label), told("offers.say_above", place=label),
                                 Asked(**{**asked.as_json(), "filters": {**asked.filters, "organisation": [above]}})))
    return offers


def nearest(desk: Desk, told: Told, asked: Asked, query: Query) -> list[Offer]:
    """What comes nearest to a question that is not the asker's to put: how many in the place of names, and the places
    that they oversee in the place of others."""
    now = {**asked.as_json(), "ask": None}
    offers = []
    overseen = [grant.organisation_id for grant in desk.person.grants
                if grant.organisation_id and grant.capability in ("hr", "leader")]
    if (query.people or "official" in query.group_by) and desk.person.has("leader", "analyst") and asked.metrics:
        counted = {**now, "people": None, "counted": False, "negated": asked.people == "who not", "group_by": [],
                   "sort": None, "limit": None, "having": []}
        offers.append(offer("count", told("offers.how_many"), told("offers.how_many"), Asked(**counted)))
    for place in dict.fromkeys(overseen):
        if not query.people and asked.filters.get("organisation") and [place] != asked.filters["organisation"]:
            label = told.label("organisation", place)
            elsewhere = Asked(**{**now, "filters": {**asked.filters, "organisation": [place]},
                                 "group_by": [each for each in asked.group_by if each != "organisation:named"]})
            offers.append(offer(place, told("offers.above", place=label), told("offers.say_above", place=label),
                                elsewhere))
    return offers[:4]

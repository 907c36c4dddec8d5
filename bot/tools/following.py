"""Following a figure of a unit in the chat, as the page at /insights does it: asked with a yes, ended at once, listed.

What is told of the figure comes from the gate; whoever may not see a figure follows none.
"""

from __future__ import annotations

from bot.insights import followed
from bot.insights.figures import figure_of, value_of
from bot.insights.places import TEAM, about, places_of, team, told_of
from bot.tools.contract import Desk, Slots, ask_yes, figure
from bot.tools.figures.told import Told, grounded
from bot.turn import Offer, Reply
from passbook.insights.metrics import METRICS
from passbook.insights.query import Suppressed

NAME = "set_reminder"
# The figures that are offered where none is named.
USUAL = ("readiness", "open_gaps", "plan_completion", "overdue")
SHOWN = 20


def run(desk: Desk, slots: Slots) -> Reply:
    """By `follow`: begin, end or list."""
    return {"begin": _begin, "end": _end}.get(str(slots["follow"]), _list)(desk, slots)


def name_of(said: Told, place: str) -> str:
    """What a place is called; a team stands for one."""
    return said.desk.words("following.team") if place == TEAM else said.label("organisation", place)


def _begin(desk: Desk, slots: Slots) -> Reply:
    words, said = desk.words, Told(desk)
    reply = Reply("clarify", "", NAME, {"follow": "begin"})
    places = _places(desk, slots)
    metric = slots.get("metric")
    if metric not in METRICS:
        reply.text = words("following.which")
        reply.offers = [Offer(each, said.metric(each), words("following.says.begin", name=said.metric(each),
                              place=name_of(said, places[0])), NAME, {**slots, "metric": each})
                        for each in USUAL if places]
        return reply
    if len(places) != 1 or slots.get("beyond"):
        reply.text = words("following.whole" if slots.get("beyond") else "following.which_place")
        kept = {key: value for key, value in slots.items() if key != "beyond"}
        reply.offers = [Offer(each or "team", name_of(said, each), words("following.says.begin", name=said.metric(
            metric), place=name_of(said, each)), NAME, {**kept, "organisation": [each]}) for each in places[:6]]
        return reply
    place = places[0]
    reply.arguments = {"follow": "begin", "metric": metric, "organisation": [place] if place else []}
    names = {"name": said.metric(metric), "place": name_of(said, place)}
    answer = figure_of(desk, metric, place) if metric in told_of((metric,), place) and any(
        about(desk, place).values()) else None
    if answer is None or answer.silence == "not_permitted":
        reply.outcome, reply.text = "not_permitted", words("following.not_yours")
        return reply
    already = followed.followed(desk.conn, desk.person.id)
    if (metric, place) in already:
        reply.outcome, reply.text = "answered", words("following.already", **names)
        reply.offers = [_ends(desk, said, metric, place)]
        return reply
    if len(already) >= followed.MOST:
        reply.outcome, reply.text = "answered", words("following.full", most=followed.MOST)
        reply.sources = [figure("most", followed.MOST)]
        reply.offers = [_lists(desk)]
        return reply
    value = value_of(answer)
    now = words("following.silent_now") if value is None or isinstance(value, Suppressed) else said.figure(
        value, METRICS[metric].unit)
    reply.sources = [{"kind": "metric", "id": metric}, {"kind": "snapshot", "id": desk.now.isoformat()},
                     *(figure(key, text) for key, text in {**names, "now": now}.items())]
    if slots.get("confirmed"):
        followed.follow(desk.conn, desk.person.id, metric, place, value, desk.recorded_at)
        reply.outcome, reply.text = "answered", words("following.stored", **names)
        reply.offers = [_lists(desk), _ends(desk, said, metric, place)]
        return reply
    reply.text = words("following.ask", **names, now=now)
    return ask_yes(desk, grounded(reply), NAME, {"follow": "begin", "metric": metric, "organisation": [place]})


def _end(desk: Desk, slots: Slots) -> Reply:
    """Ends what is named: one figure of a place, one of all places, or all of them."""
    words, said = desk.words, Told(desk)
    reply = Reply("answered", "", NAME, {"follow": "end"})
    metric, places = slots.get("metric"), set(slots.get("organisation") or ())
    if slots.get("team"):
        places.add(TEAM)
    found = [(each, place) for each, place in sorted(followed.followed(desk.conn, desk.person.id))
             if (metric is None or each == metric) and (not places or place in places)]
    for each, place in found:
        followed.unfollow(desk.conn, desk.person.id, each, place)
    if not found:
        reply.outcome, reply.text = "zero", words("following.not_followed")
        reply.offers = [_lists(desk)]
    elif len(found) == 1 and found[0][0] in METRICS:
        names = {"name": said.metric(found[0][0]), "place": name_of(said, found[0][1])}
        reply.text = words("following.ended", **names)
        reply.sources = [figure(key, text) for key, text in names.items()]
    else:
        reply.text, reply.sources = words.count("following.ended_all", len(found)), [figure("ended", len(found))]
    return reply


def _list(desk: Desk, _slots: Slots) -> Reply:
    words, said = desk.words, Told(desk)
    reply = Reply("answered", "", NAME, {"follow": "list"})
    rows = [(metric, place, value) for metric, place, value in followed.told_last(desk.conn, desk.person.id)
            if metric in METRICS]
    if not rows:
        reply.outcome, reply.text = "zero", words("following.none")
        return reply
    reply.text, reply.sources = words.count("following.list", len(rows)), [figure("followed", len(rows))]
    reply.blocks = [{"type": "table", "columns": [{"id": each, "label": words(f"following.columns.{each}")}
                                                  for each in ("figure", "place", "told")],
                     "rows": [[said.metric(metric), name_of(said, place),
                               None if value is None else said.figure(value, METRICS[metric].unit)]
                              for metric, place, value in rows[:SHOWN]]}]
    reply.offers = [Offer(f"end-{metric}-{place}", words("following.offers.end_named", name=said.metric(metric),
                                                         place=name_of(said, place)),
                          words("following.says.end", name=said.metric(metric), place=name_of(said, place)), NAME,
                          {"follow": "end", "metric": metric, "organisation": [place]})
                    for metric, place, _ in rows[:3]]
    return reply


def _places(desk: Desk, slots: Slots) -> list[str]:
    """The places meant: those named, the team, or the person's own."""
    known = desk.framework.organisations
    if slots.get("team"):
        return [TEAM]
    named = [each for each in slots.get("organisation") or () if each in known or each == TEAM]
    own = places_of(desk.framework, desk.person)
    return named or own[:1] or ([TEAM] if team(desk) else [])


def _ends(desk: Desk, said: Told, metric: str, place: str) -> Offer:
    return Offer("end", desk.words("following.offers.end"), desk.words(
        "following.says.end", name=said.metric(metric), place=name_of(said, place)), NAME,
        {"follow": "end", "metric": metric, "organisation": [place]})


def _lists(desk: Desk) -> Offer:
    return Offer("list", desk.words("following.offers.list"), desk.words("following.says.list"), NAME,
                 {"follow": "list"})

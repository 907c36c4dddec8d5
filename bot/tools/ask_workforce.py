"""`ask_workforce`: figures about people and units, by one definition each, as the asker may see them.

Restates what was understood and offers to change its parts. A question that is unsure is asked back, one that the data
cannot answer is told apart: counted and none, too few to tell, not the asker's to see, not recorded.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.people.access import scope as scope_of
from bot.tools.contract import Desk, Slots, Tool, figure
from bot.tools.figures.asked_back import ASKED_BACK
from bot.tools.figures.offers import above, nearest, next_steps, offer
from bot.tools.figures.query import asking
from bot.tools.figures.seen import seen
from bot.tools.figures.told import Told, grounded, hidden, joined
from bot.tools.figures.why import why
from bot.turn import Reply
from bot.understanding.figures.asked import Asked, from_json
from bot.understanding.figures.concepts import STATES
from bot.words import lines
from passbook import officials
from passbook.insights.disclosure.gate import ask
from passbook.insights.query import SUPPRESSED, Answer, Column, Query, Scope, Table, Value

LINES = 5


def run(desk: Desk, slots: Slots) -> Reply:
    """The figures, or what is asked back."""
    asked = from_json(slots["asked"])
    told = Told(desk, dict(officials.values(desk.conn)[3]))
    told.negated = asked.negated
    reply = Reply("answered", "", "ask_workforce")
    for step in ASKED_BACK:
        asked_back = step(desk, told, asked, reply)
        if asked_back is not None:
            return asked_back
    facts = desk.facts()
    scope = scope_of(desk.conn, desk.framework, desk.person, facts.pseudonym)
    made = asking(asked, desk.framework, desk.person, scope, desk.today, facts.pseudonym(desk.person.id))
    if "why" in asked.forms:
        explained = _why(desk, told, asked, reply, made.queries, scope)
        if explained is not None:
            return explained
    answers = [ask(facts, query, scope, desk.now, desk.framework.tenant.small_cell) for query in made.queries]
    answers[0] = _also(desk, asked, answers[0], scope)
    answers = [_finished(asked, _named(desk, answer)) for answer in answers]
    return _tell(desk, told, asked, reply, made.queries, answers, made.places, scope)


def _why(desk: Desk, told: Told, asked: Asked, reply: Reply, queries: tuple[Query, ...], scope: Scope) -> Reply | None:
    """What drives the figure, where that can be told."""
    facts, k = desk.facts(), desk.framework.tenant.small_cell

    def judged(query: Query) -> Answer:
        return ask(facts, query, scope, desk.now, k)

    first = judged(queries[0])
    if first.silence in ("not_permitted", "not_recorded", "suppressed"):
        return None
    _say_understood(desk, told, asked, reply, queries, first)
    return why(desk, told, asked, queries, judged, reply, wide=not first.controlled)


def _also(desk: Desk, asked: Asked, answer: Answer, scope: Scope) -> Answer:
    """Those of the people of an answer of whom everything else that is asked holds, too. Only for whoever sees them one
    by one: the gate refuses names to all others."""
    for stored in asked.also:
        if answer.table is None or answer.silence == "not_permitted":
            return answer
        facts = desk.facts()
        further = from_json(stored)
        made = asking(further, desk.framework, desk.person, scope, desk.today, facts.pseudonym(desk.person.id))
        other = ask(facts, made.queries[0], scope, desk.now, desk.framework.tenant.small_cell)
        if other.table is None:
            return replace(other, query=answer.query)
        there = {row[0] for row in other.table.rows}
        rows = tuple(row for row in answer.table.rows if row[0] in there)
        answer = replace(answer, table=Table(answer.table.columns, rows), silence=None if rows else "zero")
    return answer


def _finished(asked: Asked, answer: Answer) -> Answer:
    """What is made of told figures alone: people that are to be counted, each row's share of all."""
    shown = answer.table
    if shown is None or answer.silence == "not_permitted":
        return answer
    if asked.counted:
        column = Column("headcount", "metric", "officials")
        count = len(shown.rows)
        return replace(answer, query=answer.query.but(people=None, group_by=()), silence=None if count else "zero",
                       table=Table((column,), ((count,),)))
    if asked.nth is not None:
        return replace(answer, table=Table(shown.columns, shown.rows[asked.nth - 1:asked.nth]))
    if asked.people == "who not":
        kept = [at for at, column in enumerate(shown.columns) if column.kind == "dimension"]
        return replace(answer, table=Table(tuple(shown.columns[at] for at in kept),
                                           tuple(tuple(row[at] for at in kept) for row in shown.rows)))
    if asked.shares and shown.rows:
        at = next(place for place, column in enumerate(shown.columns) if column.kind == "metric")
        values = [float(row[at]) if isinstance(row[at], (int, float)) else None for row in shown.rows]  # type: ignore[arg-type]
        whole = sum(value for value in values if value is not None)
        told: list[Value] = [SUPPRESSED if value is None else round(100.0 * value / whole, 1) if whole else None
                             for value in values]
        rows = tuple((*row, share) for row, share in zip(shown.rows, told, strict=True))
        return replace(answer, table=Table((*shown.columns, Column("share", "metric", "%")), rows))
    return answer


def _named(desk: Desk, answer: Answer) -> Answer:
    """An answer with officials in the place of their pseudonyms, their post and place beside; the gate let them
    through. A figure that is 1 for each says nothing and is left out."""
    shown = answer.table
    if shown is None:
        return answer
    at = next((place for place, column in enumerate(shown.columns) if column.id == "official"), None)
    if at is None:
        return answer
    known = desk.reveal([str(row[at]) for row in shown.rows])
    where = officials.posts_of(desk.conn, list(known.values()))
    columns, rows = shown.columns, []
    bare = len(columns) > 1 and all(value == 1 for row in shown.rows for value in row[at + 1:])
    for row in shown.rows:
        identity = known.get(str(row[at]), "")
        rows.append((*row[:at], identity, *where.get(identity, (None, None)), *(() if bare else row[at + 1:])))
    columns = (*columns[:at + 1], Column("position", "dimension"), Column("organisation", "dimension"),
               *(() if bare else columns[at + 1:]))
    return replace(answer, table=Table(columns, tuple(rows)))


# ---- what is told


def _tell(desk: Desk, told: Told, asked: Asked, reply: Reply, queries: tuple[Query, ...], answers: list[Answer],
          places: tuple[str, ...], scope: Scope) -> Reply:
    """The answers as one reply."""
    first, several = answers[0], len(answers) > 1
    query = _say_understood(desk, told, asked, reply, queries, first)
    silence = next((each for each in answers if each.silence == "not_permitted"), None) or (
        first if not several else None)
    if silence is not None and silence.silence in ("not_permitted", "not_recorded"):
        return _silent(desk, told, asked, reply, silence, query)
    shown = [each.table for each in answers if each.table is not None]
    if first.silence == "suppressed" and not several:
        k = desk.framework.tenant.small_cell
        reply.outcome, reply.text = "suppressed", told(_reason(first), k=k)
        reply.sources.append(figure("small_cell", k))
        reply.offers = above(desk, told, asked, query)
        if first.table is not None:
            reply.blocks.append(told.block(first.table))
        return reply
    if not shown or len(shown) < len(answers):
        reply.outcome, reply.text = "suppressed", told("says.suppressed_few", k=desk.framework.tenant.small_cell)
        reply.sources.append(figure("small_cell", desk.framework.tenant.small_cell))
        return reply
    whole = joined(shown, places) if several else shown[0]
    if asked.groups_counted and len(query.group_by) == 1 and not several:
        reply.blocks.append(told.block(Table((Column("groups", "metric"),), ((len(whole.rows),),))))
    reply.blocks.append(told.block(whole))
    reply.text = lines([told("why.cannot") if "why" in asked.forms else None,
                        _headline(told, asked, query, whole, reply), *_lines(told, query, whole, reply),
                        _rank(told, asked, query, whole, reply),
                        _notes(desk, told, answers, whole, reply), told("says.context", context=reply.understood)])
    nobody = next((each for each in query.group_by if each in ("state", "group", "language")), None)
    if nobody and not whole.rows and not query.having and not several:
        reply.outcome, reply.blocks = "not_recorded", []
        reply.text = lines([told("says.no_values", name=told.dimension(nobody)),
                            told("says.context", context=reply.understood)])
    elif first.silence == "zero" and not several and not query.having and len(whole.rows) < 2:
        reply.outcome = "zero"
        reply.text = lines([told("says.zero"), told("says.context", context=reply.understood)])
    more = seen(desk, told, asked, query, whole, reply)
    if "chart" in asked.forms and not any(block["type"] == "chart" for block in reply.blocks):
        reply.text = lines([told("says.no_chart"), reply.text])
    reply.offers = next_steps(desk, told, asked, query, whole, first, scope, more)
    return grounded(reply)


def _say_understood(desk: Desk, told: Told, asked: Asked, reply: Reply, queries: tuple[Query, ...],
                    first: Answer) -> Query:
    """Puts the question as it was computed into a reply, with what it rests on; that question."""
    query = first.query or queries[0]
    reply.arguments = _arguments(query, asked)
    reply.understood = told.understood(asked, query, first)
    reply.focus = {"figures": True}
    if first.silence in ("not_permitted", "not_recorded"):
        return query
    reply.sources = [{"kind": "metric", "id": metric} for metric in query.metrics]
    if first.as_of is not None:
        reply.sources.append({"kind": "snapshot", "id": first.as_of.isoformat()})
    reply.sources.append(figure("day", desk.words.day(first.as_of or desk.now)))
    reply.sources += [{"kind": "period", "id": each.id, "start": each.start.isoformat(), "end": each.end.isoformat(),
                       "label": told.period(each)} for each in query.periods]
    reply.sources += [figure(key, value) for key, value in (("limit", query.limit), ("level", query.level))
                      if value is not None]
    reply.sources += [figure(f"bound:{each.metric}", desk.words.number(each.value)) for each in query.having]
    reply.sources.append(figure("understood", reply.understood))
    return query


def _arguments(query: Query, asked: Asked) -> dict[str, Any]:
    """The query as the interface shows it."""
    made: dict[str, Any] = {
        "metric": query.metrics[0], "group_by": [each.removeprefix("kind:") for each in query.group_by],
        "filters": {key: list(ids) for key, ids in query.filters.items() if key != "official"},
        "period": [each.id for each in query.periods] if len(query.periods) > 1 else (
            query.periods[0].id if query.periods else None),
        "sort": query.sort, "limit": query.limit}
    if len(query.metrics) > 1:
        made["metrics"] = list(query.metrics)
    if query.level is not None:
        made["level"] = query.level
    if query.having:
        made["having"] = [[each.metric, each.comparison, each.value] for each in query.having]
    if query.without:
        made["without"] = {key: list(ids) for key, ids in query.without.items()}
    for key in ("people", "part", "negated", "change", "moved", "by_change", "groups_counted", "team", "peers"):
        value = getattr(asked, key)
        if value:
            made[key] = value
    return made


def _silent(desk: Desk, told: Told, asked: Asked, reply: Reply, answer: Answer, query: Query) -> Reply:
    """One of the silences without a table."""
    if answer.silence == "not_recorded":
        reply.outcome = "not_recorded"
        reply.text = told("says.no_period") if answer.why == "future" else told(
            "says.not_recorded", tenant=desk.framework.tenant.name)
        if asked.periods:
            plain = Asked(**{**asked.as_json(), "periods": [], "change": False, "moved": None, "by_change": False})
            reply.offers = [offer("now", told("parts.now"), told("parts.now"), plain)]
        return reply
    reply.outcome = "not_permitted"
    places = [told.label("organisation", grant.organisation_id) for grant in desk.person.grants
              if grant.organisation_id and grant.capability in ("hr", "leader")]
    if query.people or "official" in query.group_by:
        reply.text = told("says.not_permitted_people")
    elif places:
        reply.text = told("says.not_permitted", places=desk.words.listed(places))
    else:
        reply.text = told("says.not_permitted_all")
    reply.understood = None
    reply.offers = nearest(desk, told, asked, query)
    return reply


def _headline(told: Told, asked: Asked, query: Query, shown: Table, reply: Reply) -> str:
    """The figure, or how many rows there are."""
    count = len(shown.rows)
    if query.people:
        reply.sources.append(figure("officials", count))
        return told("says.people_none") if not count else told(
            "says.people_one" if count == 1 else "says.people", n=count)
    figures = [(column, place) for place, column in enumerate(shown.columns) if column.kind == "metric"]
    if count == 1 and all(column.kind == "metric" for column in shown.columns):
        if all(shown.rows[0][place] is None for _, place in figures):
            return told("says.nothing")
        others = told.others(asked.metrics[0]) if asked.counted and asked.people == "who not" else None
        return lines([told("says.one", name=others or told.heading(column),
                           value=told.value(shown.rows[0][place], column)) for column, place in figures])
    reply.sources.append(figure("rows", count))
    if not count:
        return told("says.zero")
    by = told("understood.by", names=", ".join(
        told.heading(column).lower() if told.heading(column).isascii() else told.heading(column)
        for column in shown.columns if column.kind == "dimension"))
    name = told.heading(figures[0][0]) if figures else told.metric(query.metrics[0])
    return told("says.head_one" if count == 1 else "says.head", name=name, by=by, n=count)


def _lines(told: Told, query: Query, shown: Table, reply: Reply) -> list[str]:
    """The first rows as lines."""
    dimensions = [place for place, column in enumerate(shown.columns) if column.kind == "dimension"]
    figures = [place for place, column in enumerate(shown.columns) if column.kind == "metric"]
    if not dimensions:
        return []
    made = []
    for number, row in enumerate(shown.rows[:LINES], 1):
        label = ", ".join(told.label(shown.columns[place].id, str(row[place])) if row[place] is not None else "–"
                          for place in (dimensions[:2] if query.people else dimensions))
        if not figures or (query.people and not _telling(query)):
            made.append(told("says.line_plain", n=number, label=label))
        else:
            value = ", ".join(told.named_value(row[place], shown.columns[place], first=place == figures[0],
                                               alone=len(figures) == 1) for place in figures)
            made.append(told("says.line", n=number, label=label, value=value))
        reply.sources.append(figure(f"place:{number}", number))
    rest = len(shown.rows) - len(made)
    if rest > 0:
        made.append(told("says.more", n=rest))
        reply.sources.append(figure("further", rest))
    return made


# Why an answer is silent, by the gate's reason.
REASONS = {"few_people": "says.suppressed_few_people", "beside": "says.suppressed_beside",
           "two_attributes": "says.suppressed_two_attributes", "few_counted": "says.suppressed_few_counted",
           "too_many": "says.suppressed_too_many"}


def _reason(answer: Answer) -> str:
    """The key of the words for why an answer is silent."""
    return REASONS.get(answer.why or "", "says.suppressed_few")


def _rank(told: Told, asked: Asked, query: Query, shown: Table, reply: Reply) -> str | None:
    """The place of what was named among all that it was set among."""
    named = asked.filters.get("organisation", [])
    if len(named) != 1 or not query.sort or tuple(named) == tuple(query.filters.get("organisation", ())):
        return None
    ranked = [str(row[0]) for row in shown.rows if isinstance(row[-1], (int, float))]
    if named[0] not in ranked:
        return None
    place = ranked.index(named[0]) + 1
    reply.sources += [figure("rank", place), figure("ranked", len(ranked))]
    return told("says.rank", place=told.label("organisation", named[0]), rank=place, n=len(ranked))


def _telling(query: Query) -> bool:
    """Whether the figure beside a person says more than that they are in the list."""
    return query.people == "who" and query.metrics[0] not in (
        "headcount", "completers", "active_learners", "officials_with_gap", "required_officials")


def _running(desk: Desk, told: Told, query: Query) -> str | None:
    """That a period which is not over is set against a whole one."""
    beside = query.change or len(query.periods) > 1
    now = next((each for each in query.periods if each.start <= desk.today < each.end), None)
    if not beside or now is None or set(query.metrics) <= STATES or now.end == desk.today + timedelta(days=1):
        return None
    return told("says.running", period=told.period(now))


def _notes(desk: Desk, told: Told, answers: list[Answer], shown: Table, reply: Reply) -> str | None:
    """That figures are rounded, and how many rows are not shown."""
    running = _running(desk, told, answers[0].query)
    if not any(each.controlled for each in answers):
        return running
    k = desk.framework.tenant.small_cell
    reply.sources.append(figure("small_cell", k))
    count = hidden(shown)
    note = None
    if count:
        reply.sources.append(figure("hidden", count))
        note = told("says.hidden_one" if count == 1 else "says.hidden", n=count)
    told_of = ("widened", "told_apart") if count else ("widened", "told_apart", "withheld")
    why = next((each.why for each in answers if each.why in told_of), None)
    return lines([running, note, told(f"says.{why}") if why else None, told("says.rounded", k=k)])


TOOL = Tool("ask_workforce", run, frozenset({"asked"}))

"""The feedback on an institution as a reply: the short of it in the text, the rest in tables, and a file of two pages.

Chooses no figures: what stands in `passbook.insights.institution` was told to the asker. Names people to `hr` alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.people.access import GRANTED, scope
from bot.tools.benchmarking.institution_tables import tables
from bot.tools.contract import Desk, Slots, figure
from bot.tools.figures.told import Told, grounded
from bot.tools.filing import files
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.insights.institution.feedback import feedback
from passbook.insights.institution.shape import Changed, Few, Institution, Mandate, Thin
from passbook.insights.metrics import METRICS
from passbook.insights.query import Value
from passbook.periods import Period, quarter_of, year_of

NAME = "benchmark"
# So many of each are named in the text.
NAMED = 3
# So many are kept.
KEPT = 64


def institution_of(desk: Desk, slots: Slots) -> str | None:
    """Of which institution feedback is asked: the named one, else the asker's own, else the top of the tenant."""
    known = desk.framework.organisations
    own = [grant.organisation_id for capability in ("leader", "hr") for grant in desk.person.grants
           if grant.capability == capability]
    roots = [each.id for each in known.values() if each.parent_id is None]
    return next((each for each in (*(slots.get("organisation") or ()), *own, *roots) if each in known), None)


def running_quarter(desk: Desk) -> Period:
    """The running quarter of the financial year."""
    year = year_of(desk.today, desk.framework.tenant.year_starts)
    return next(each for number in (4, 3, 2, 1) if (each := quarter_of(year, number)).start <= desk.today)


def report(desk: Desk, slots: Slots) -> Reply:
    """The feedback, or which of the four silences there is instead."""
    place = institution_of(desk, slots)
    if place is None:
        return Reply("not_recorded", desk.words("institution.none"), NAME)
    made = _made(desk, place)
    told = Told(desk)
    name = told.label("organisation", place)
    reply = Reply("answered", "", NAME, {"organisation": [place], "report": True}, understood=" · ".join(
        (desk.words("institution.name"), name, told("understood.now", day=desk.words.day(desk.now)))))
    k = desk.framework.tenant.small_cell
    if made.silence is not None:
        reply.outcome, reply.text = made.silence, desk.words(f"institution.silent.{made.silence}", name=name, k=k)
        reply.sources = [figure("small_cell", k), figure("name", name)]
        return reply
    reply.sources = [*({"kind": "metric", "id": each.metric} for each in made.figures),
                     {"kind": "snapshot", "id": made.as_of}, figure("understood", reply.understood)]
    parts = [_head(desk, told, name, made), *_mandate(desk, made.mandate), *_changed(desk, told, made.changed),
             *_few(desk, made.few), _plans(desk, told, made)]
    said = [each for each in parts if each]
    if made.controlled:
        said.append(desk.words("institution.controlled", k=k))
        reply.sources.append(figure("small_cell", k))
    reply.sources += [figure(f"said:{number}", text) for number, text in enumerate(said, 1)]
    reply.text = lines([*said, desk.words("institution.context", context=reply.understood)])
    reply.blocks = [*tables(desk, made), *files(desk, NAME, {"organisation": [place], "report": True})]
    reply.offers = _offers(desk, place)
    return grounded(reply)


def _made(desk: Desk, place: str) -> Institution:
    """The feedback; kept while the facts are current, so that its file, and the same asked again, is there at once."""
    facts = desk.facts()
    mine = scope(desk.conn, desk.framework, desk.person, facts.pseudonym)
    kept: dict[str, Institution] = facts.kept.setdefault("institution", {})
    key = repr((mine, place, desk.now, desk.framework.stamp))
    if key not in kept:
        if len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        kept[key] = feedback(facts, desk.framework, mine, place, desk.now, running_quarter(desk))
    return kept[key]


# ---- lines


def _of(made: Institution, metric: str) -> tuple[Value, Value]:
    return next(((each.value, each.before) for each in made.figures if each.metric == metric), (None, None))


def _head(desk: Desk, told: Told, name: str, made: Institution) -> str:
    """Readiness with its change, and open gaps."""
    readiness, _ = _of(made, "readiness")
    gaps, _ = _of(made, "open_gaps")
    values = {"name": name, "readiness": told.figure(readiness, "%"), "gaps": told.figure(gaps, None)}
    changed = made.changed
    if changed is None or changed.difference is None:
        return desk.words("institution.head", **values)
    return desk.words("institution.head_changed", **values, change=told.figure(changed.difference, "pp", signed=True),
                      since=_quarter(changed.since))


def _quarter(period: str) -> str:
    return period.replace("-Q", " Q")


def _mandate(desk: Desk, mandate: Mandate | None) -> list[str]:
    """The competencies that pull the readiness for the mandate up and down most."""
    if mandate is None or mandate.readiness is None:
        return []
    words, made = desk.words, []
    for key, some in (("strong", mandate.strong), ("weak", mandate.weak)):
        if some:
            made.append(words(f"institution.{key}", names=words.listed(words(
                "institution.skill", name=desk.name(each.competency), readiness=words.number(each.readiness))
                for each in some[:NAMED])))
    return made or [words("institution.even", readiness=words.number(mandate.readiness))]


def _changed(desk: Desk, told: Told, changed: Changed | None) -> list[str]:
    """What moved the readiness since the quarter before: gaps closed, competencies, units."""
    if changed is None:
        return []
    words, since = desk.words, _quarter(changed.since)
    made = []
    if isinstance(changed.closed, (int, float)):
        made.append(words("institution.closed", n=told.figure(changed.closed, None), since=since))
    if changed.difference is None:
        return [*made, words("institution.no_before", since=since)]
    for key, some, dimension in (("moved", changed.competencies, "competency"), ("moved_units", changed.units,
                                                                                "organisation")):
        if some:
            made.append(words(f"institution.{key}", names=words.listed(words(
                "institution.driver", name=told.label(dimension, each.id),
                by=told.figure(each.contribution, "pp", signed=True)) for each in some[:NAMED])))
    return made if changed.competencies or changed.units else [*made, words("institution.still", since=since)]


def _few(desk: Desk, few: Few | None) -> list[str]:
    """What rests on few people."""
    if few is None:
        return []
    words = desk.words

    def listed(key: str, some: Sequence[Thin]) -> str:
        return words(f"institution.{key}", names=words.listed(words(
            "institution.thin" if each.level is not None else "institution.thin_share", name=desk.name(each.competency),
            level=each.level, share=words.number(each.share or 0.0)) for each in some[:NAMED]))

    made = []
    if few.held:
        made.append(listed("few" if few.held[0].level is not None else "few_told", few.held))
    if few.nobody:
        made.append(listed("nobody", few.nobody))
    listed_of = min(len(few.held), NAMED) + min(len(few.nobody), NAMED)
    more = few.more + len(few.held) + len(few.nobody) - listed_of
    if more:
        made.append(words.count("institution.more", more))
    if few.silent:
        made.append(words.count("institution.silent_few", few.silent))
    return made or [words("institution.no_few")]


def _plans(desk: Desk, told: Told, made: Institution) -> str | None:
    completion, _ = _of(made, "plan_completion")
    overdue, _ = _of(made, "overdue")
    if completion is None:
        return None
    return desk.words("institution.plans", completion=told.figure(completion, METRICS["plan_completion"].unit),
                      overdue=told.figure(overdue, None))


def _offers(desk: Desk, place: str) -> list[Offer]:
    words = desk.words
    made = [Offer("ranks", words("institution.offers.ranks"), words("institution.says.ranks"), NAME,
                  {"organisation": [place]}),
            Offer("why", words("institution.offers.why"), words("institution.says.why"), NAME,
                  {"organisation": [place], "why": True})]
    if desk.person.has(*GRANTED["plan_year"]):
        made.append(Offer("plan", words("institution.offers.plan"), words("institution.says.plan"), "plan_year",
                          {"organisation": [place]}))
    return made

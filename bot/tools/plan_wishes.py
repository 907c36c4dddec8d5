"""What `recommend` says beside its plan: wishes that cannot be met and are asked back, what is left out because it is
known, and what an alternative would cost or bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.tools.contract import Desk, Slots, figure
from bot.turn import Offer, Reply
from frac.gaps import Pair
from retrieval.recommend import Plan, Wishes, plan

SEASON = 91
# A shorter plan takes at most so much of the time.
SHORTER = 0.75


def asked_back(desk: Desk, slots: Slots) -> Reply | None:
    """The reply to wishes that contradict each other, to no time, to a day that is past; None where all is well."""
    for step in (_which, _contradictory, _past, _no_time):
        reply = step(desk, slots)
        if reply is not None:
            return reply
    return None


def _which(desk: Desk, slots: Slots) -> Reply | None:
    """Which of the courses shown, or which provider, is to be left out."""
    which = slots.get("which")
    if not which:
        return None
    rest = {key: value for key, value in slots.items() if key != "which"}
    shown = [desk.framework.courses[each] for each in (desk.memory.get("focus") or {}).get("courses") or ()
             if each in desk.framework.courses]
    reply = Reply("clarify", desk.words(f"recommend.{which}_which"), "recommend")
    reply.focus["courses"] = [course.id for course in shown]
    if which == "provider":
        for identity in dict.fromkeys(course.provider_id for course in shown if course.provider_id):
            name = desk.framework.providers[identity].name if identity in desk.framework.providers else identity
            reply.offers.append(Offer(identity, name, desk.words("say.recommend_without", names=name), "recommend",
                                      {**rest, "provider": [identity], "without_provider": True}))
        return reply
    for course in shown:
        title = desk.words.course(course)
        more = {"known": course.id} if which == "known" else {}
        say = "say.known_course" if which == "known" else "say.recommend_without_course"
        reply.offers.append(Offer(course.id, title, desk.words(say, title=title), "recommend", {
            **rest, **more, "without_courses": [*(slots.get("without_courses") or ()), course.id]}))
    return reply


def _contradictory(desk: Desk, slots: Slots) -> Reply | None:
    """Two languages alone, or one provider alone and not at all."""
    tongues: list[str] = list(slots.get("languages") or ())
    if len(tongues) > 1:
        rest = {key: value for key, value in slots.items() if key not in ("languages", "language")}
        names = [desk.words(f"languages.{each}") for each in tongues]
        offers = [Offer(each, desk.words("offer.one_language", language=name),
                        desk.words("say.recommend_language", language=name), "recommend", {**rest, "language": each})
                  for each, name in zip(tongues, names, strict=True)]
        offers.append(Offer("either", desk.words("recommend.either"), desk.words("say.recommend"), "recommend", rest))
        return Reply("clarify", desk.words("recommend.both_languages", first=names[0], second=names[1]), "recommend",
                     offers=offers)
    if slots.get("with_and_without") and slots.get("provider"):
        rest = {key: value for key, value in slots.items() if key not in ("with_and_without", "without_provider")}
        names_ = desk.words.listed(desk.framework.providers[each].name for each in slots["provider"])
        return Reply("clarify", desk.words("recommend.both_providers", names=names_), "recommend", offers=[
            Offer("with", desk.words("offer.with_provider", names=names_),
                  desk.words("say.recommend_provider", names=names_), "recommend", rest),
            Offer("without", desk.words("offer.without_provider", names=names_),
                  desk.words("say.recommend_without", names=names_), "recommend", {**rest, "without_provider": True})])
    return None


def _past(desk: Desk, slots: Slots) -> Reply | None:
    """A last day that is over."""
    until = date.fromisoformat(slots["until"]) if slots.get("until") else None
    if until is None or until >= desk.today:
        return None
    day = desk.words.day(until)
    rest = {key: value for key, value in slots.items() if key != "until"}
    season = desk.today + timedelta(days=SEASON)
    return Reply("clarify", desk.words("recommend.past", day=day), "recommend", {"date": until.isoformat()},
                 sources=[figure("date", until.isoformat()), figure("day", day)], offers=[
                     Offer("season", desk.words.day(season), desk.words("say.recommend_until",
                                                                        day=desk.words.day(season)),
                           "recommend", {**rest, "until": season.isoformat()}),
                     Offer("any", desk.words("offer.without_wishes"), desk.words("say.recommend"), "recommend", rest)])


def _no_time(desk: Desk, slots: Slots) -> Reply | None:
    """No minutes at all."""
    key = next((key for key in ("minutes", "per_week", "each") if slots.get(key) == 0), None)
    if key is None:
        return None
    rest = {name: value for name, value in slots.items() if name not in ("minutes", "per_week", "each")}
    time = desk.words.duration(0)
    offers = [Offer(name, desk.words(f"offer.{name}"), desk.words("say.recommend_weekly",
                                                                  time=desk.words.duration(minutes)),
                    "recommend", {**rest, "per_week": minutes}) for name, minutes in (("an_hour", 60.0),
                                                                                      ("two_hours", 120.0))]
    return Reply("clarify", desk.words("recommend.no_time", time=time), "recommend", {key: 0},
                 sources=[figure(key, time)], offers=offers)


def known(desk: Desk, reply: Reply, slots: Slots) -> str | None:
    """That a course is left out because the person knows it, with how that may count: a claim, or a quiz."""
    course = desk.framework.courses.get(slots.get("known") or "")
    if course is None:
        return None
    reply.arguments["known"] = course.id
    title = desk.words.course(course)
    tags = [tag for tag in course.tags if tag.level is not None and tag.competency_id in desk.framework.competencies]
    if tags:
        position = desk.framework.positions.get(desk.me.position_id)
        asked = position.required if position else {}
        best = max(tags, key=lambda tag: (tag.competency_id in asked, tag.level or 0))
        name = desk.name(best.competency_id)
        reply.offers = [
            Offer("claim", desk.words("offer.claim_level", level=best.level),
                  desk.words("say.claim_level", name=name, level=best.level), "record_claim",
                  {"competency": [best.competency_id], "level": best.level}),
            Offer("quiz", desk.words("offer.quiz_on", name=name), desk.words("say.quiz_competency", name=name), "quiz",
                  {"competency": [best.competency_id]})]
    return desk.words("recommend.known", title=title)


# ---- what else could be


def otherwise(desk: Desk, reply: Reply, slots: Slots, open_pairs: Sequence[Pair], made: Plan, wishes: Wishes,
              at_most: int) -> str | None:
    """What letting go of a wish would bring; else what a shorter plan would close."""
    return (_without_wish(desk, reply, slots, open_pairs, made, wishes, at_most)
            or _lighter(desk, reply, slots, open_pairs, made, wishes, at_most))


def _without_wish(desk: Desk, reply: Reply, slots: Slots, open_pairs: Sequence[Pair], made: Plan, wishes: Wishes,
                  at_most: int) -> str | None:
    """The one wish whose loss closes the most more, in the least time."""
    if not made.remaining:
        return None
    passed = set(desk.standing().passed)
    found = []
    for label, keys, wider in _let_go(desk, slots, wishes):
        other = plan(desk.framework, open_pairs, passed, wider, at_most)
        if len(other.closed) > len(made.closed):
            found.append((-len(other.closed), other.minutes, label, keys))
    if not found:
        return None
    closed, minutes, label, keys = min(found)
    rest = {key: value for key, value in slots.items() if key not in keys and key != "why"}
    reply.offers.append(Offer("relax", desk.words("offer.without_wish", wish=label), desk.words("say.recommend"),
                              "recommend", rest))
    reply.sources += [figure("closed_otherwise", -closed), figure("minutes_otherwise", minutes),
                      figure("time_otherwise", desk.words.duration(minutes)), figure("wish", label)]
    return desk.words("recommend.relax", wish=label, closed=-closed, time=desk.words.duration(minutes))


def _let_go(desk: Desk, slots: Slots, wishes: Wishes) -> list[tuple[str, tuple[str, ...], Wishes]]:
    """Each wish in words, its slots, and the wishes without it."""
    found: list[tuple[str, tuple[str, ...], Wishes]] = []
    words = desk.words
    if wishes.language:
        found.append((words("recommend.in_language", language=words(f"languages.{wishes.language}")), ("language",),
                      replace(wishes, language=None)))
    if wishes.longest is not None:
        found.append((words("recommend.each", time=words.duration(wishes.longest)), ("each",),
                      replace(wishes, longest=None)))
    if wishes.minutes is not None:
        if slots.get("per_week"):
            label = words("recommend.weekly", time=words.duration(slots["per_week"]))
        else:
            label = words("recommend.in_all", time=words.duration(wishes.minutes))
        found.append((label, ("minutes", "per_week", "until"), replace(wishes, minutes=None)))
    providers = wishes.only_providers or wishes.without_providers
    if providers:
        names = words.listed(sorted(desk.framework.providers[each].name for each in providers
                                    if each in desk.framework.providers))
        found.append((words("recommend.only" if wishes.only_providers else "recommend.without", names=names),
                      ("provider", "without_provider"),
                      replace(wishes, only_providers=frozenset(), without_providers=frozenset())))
    if wishes.free:
        found.append((words("recommend.free"), ("free",), replace(wishes, free=False)))
    return found


def _lighter(desk: Desk, reply: Reply, slots: Slots, open_pairs: Sequence[Pair], made: Plan, wishes: Wishes,
             at_most: int) -> str | None:
    """The best plan in three quarters of the time, and what it would leave open: what the last hours buy."""
    if len(made.steps) < 2:
        return None
    shorter = plan(desk.framework, open_pairs, set(desk.standing().passed),
                   replace(wishes, minutes=SHORTER * made.minutes), at_most)
    if not shorter.steps:
        return None
    time, closed = desk.words.duration(shorter.minutes), len(shorter.closed)
    reply.sources += [figure("closed_shorter", closed), figure("minutes_shorter", shorter.minutes),
                      figure("time_shorter", time)]
    rest = {key: value for key, value in slots.items() if key not in ("why", "known", "per_week", "until")}
    reply.offers.append(Offer("shorter", desk.words("offer.in_time", time=time),
                              desk.words("say.recommend_time", time=time), "recommend",
                              {**rest, "minutes": shorter.minutes}))
    return desk.words("recommend.shorter", time=time, closed=closed)

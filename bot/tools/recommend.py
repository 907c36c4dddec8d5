"""`recommend`: the courses that close the person's open gaps, within the time and language asked for, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.tools.assigned import assigned
from bot.tools.contract import Desk, Slots, Tool, ask_which, competencies_block, figure, of_type
from bot.tools.course_cards import card, moves
from bot.tools.plan_wishes import asked_back, known, otherwise
from bot.turn import Offer, Reply
from bot.words import lines
from frac.gaps import Pair
from passbook.standing import void
from retrieval.recommend import Plan, Wishes, plan

AT_MOST = 5


def run(desk: Desk, slots: Slots) -> Reply:
    """A plan for the open gaps (or for those named), in order, each course with what it closes and why."""
    if slots.get("competency_unclear"):
        return ask_which(desk, slots["competency_unclear"], "recommend", slots)
    if slots.get("position_unclear"):
        return ask_which(desk, slots["position_unclear"], "recommend", slots, "position")
    if slots.get("plan"):
        return assigned(desk)
    fault = asked_back(desk, slots)
    if fault is not None:
        return fault
    reply = Reply("answered", "", "recommend")
    position = slots.get("position") or desk.me.position_id
    everything = desk.pairs(position_id=position)
    if position != desk.me.position_id:
        reply.arguments["position"] = position
    if not everything:
        title = desk.words.position(desk.framework.positions[position])
        reply.outcome, reply.text = "not_recorded", desk.words("role.none", title=title)
        return reply
    wanted = slots.get("competency") or of_type(desk.framework, (pair.competency_id for pair in everything),
                                                slots.get("type"))
    open_pairs = [pair for pair in everything if pair.open and pair.competency_id in wanted]
    if slots.get("competency"):
        reply.arguments["competency"] = list(wanted)
        reply.focus["competency"] = wanted[0]
    if not open_pairs:
        return _nothing_open(desk, reply, slots, everything)
    wishes = _wishes(desk, slots, reply, open_pairs)
    made = plan(desk.framework, open_pairs, set(desk.standing().passed), wishes, AT_MOST)
    if not made.steps:
        return _nothing_fits(desk, reply, slots, open_pairs, wishes)
    return _tell(desk, reply, slots, open_pairs, made, wishes)


def _wishes(desk: Desk, slots: Slots, reply: Reply, open_pairs: list[Pair]) -> Wishes:
    """The slots as wishes; each that holds is named in the reply's arguments."""
    minutes = slots.get("minutes")
    until = date.fromisoformat(slots["until"]) if slots.get("until") else None
    if until:
        reply.arguments["date"] = until.isoformat()
        reply.sources += [figure("date", until.isoformat()), figure("day", desk.words.day(until))]
    if slots.get("per_week"):
        reply.arguments["minutes_per_week"] = slots["per_week"]
        if until:
            minutes = slots["per_week"] * max((until - desk.today).days / 7, 0.0)
    for key in ("language", "minutes", "each", "free"):
        if slots.get(key) is not None:
            reply.arguments[key] = slots[key]
    if slots.get("provider"):
        reply.arguments["provider"] = slots["provider"]
        reply.arguments["provider_wish"] = "without" if slots.get("without_provider") else "only"
    providers = frozenset(slots.get("provider") or ())
    without = bool(slots.get("without_provider"))
    return Wishes(
        language=slots.get("language"), minutes=minutes, longest=slots.get("each"),
        competencies=frozenset(pair.competency_id for pair in open_pairs),
        without_providers=providers if without else frozenset(),
        only_providers=frozenset() if without else providers,
        without_courses=frozenset(slots.get("without_courses") or ()), free=bool(slots.get("free")))


def _tell(desk: Desk, reply: Reply, slots: Slots, open_pairs: list[Pair], made: Plan, wishes: Wishes) -> Reply:
    """The plan in words and cards."""
    items: list[dict[str, Any]] = []
    texts: list[str] = []
    weeks = _Weeks(slots.get("per_week"))
    for step in made.steps:
        why = moves(desk, step.effects)
        if step.needed_for:
            needed = desk.words("recommend.first", title=desk.words.course(desk.framework.courses[step.needed_for]))
            why = f"{needed}; {why}" if why else needed
        tried = _not_passed(desk, step.course.id)
        if tried:
            why = f"{why}; {desk.words('recommend.not_passed', day=tried)}" if why else why
            reply.sources.append(figure(f"completed:{step.course.id}", tried))
        item = card(desk, step.course, step.effects, why)
        when = weeks.take(step.course.minutes)
        if when:
            item["weeks"] = list(when)
            texts.append(desk.words("recommend.line_weeks" if when[0] < when[1] else "recommend.line_week",
                                    first=when[0], last=when[1], title=item["title"], time=item["duration"], why=why))
        else:
            texts.append(desk.words("recommend.line", title=item["title"], time=item["duration"], why=why))
        items.append(item)
    reply.blocks.append({"type": "courses", "items": items})
    head = desk.words.count("recommend.head" if made.closed else "recommend.head_narrow", len(items),
                            time=desk.words.duration(made.minutes), closed=len(made.closed), open=len(open_pairs))
    reply.sources += [figure("courses", len(items)), figure("minutes", made.minutes),
                      figure("duration", desk.words.duration(made.minutes)), figure("closed", len(made.closed)),
                      figure("open", len(open_pairs))]
    rest = None
    if made.unreachable:
        names = desk.words.listed((desk.words("recommend.unreachable_item", competency=desk.name(pair.competency_id),
                                              level=pair.required)
                                   for pair in open_pairs if pair.competency_id in made.unreachable), 3)
        rest = desk.words("recommend.unreachable_wishes" if _narrow(wishes) else "recommend.unreachable", names=names)
        reply.sources += [figure(f"required:{pair.competency_id}", pair.required) for pair in open_pairs
                          if pair.competency_id in made.unreachable]
        reply.sources.append(figure("further_unreachable", max(len(made.unreachable) - 3, 0)))
    elif made.remaining:
        rest = desk.words.count("recommend.remaining", len(made.remaining))
        reply.sources.append(figure("remaining", len(made.remaining)))
    other = otherwise(desk, reply, slots, open_pairs, made, wishes, AT_MOST)
    reply.text = lines([known(desk, reply, slots), _bounds(desk, slots, reply), head, *texts, rest, other])
    reply.focus["courses"] = [item["id"] for item in items]
    reply.offers = [
        *reply.offers,
        Offer("why", desk.words("offer.why_recommended"), desk.words("say.why_recommended"), "recommend",
              {**slots, "why": True}),
        Offer("gaps", desk.words("offer.gaps"), desk.words("say.gaps"), "check_gaps")]
    first = next((effect.competency_id for step in made.steps for effect in step.effects), None)
    if first and not slots.get("known"):
        reply.offers.insert(1, Offer("quiz", desk.words("offer.quiz_on", name=desk.name(first)),
                                     desk.words("say.quiz_competency", name=desk.name(first)), "quiz",
                                     {"competency": [first]}))
    if slots.get("why"):
        best = desk.words("recommend.proven", most=AT_MOST) if made.proven else None
        reply.sources.append(figure("most", AT_MOST))
        reply.text = lines([desk.words("recommend.rule", n=len(open_pairs)), best, reply.text])
        reply.blocks.append(competencies_block(desk, ((pair.competency_id, pair.required, pair.held)
                                                      for pair in open_pairs)))
    return reply


def _not_passed(desk: Desk, course_id: str) -> str | None:
    """The day on which the person last completed a course without a pass."""
    taken_back = void(desk.entries())
    done = [entry.at for entry in desk.entries() if entry.kind == "completed" and entry.course_id == course_id
            and entry.id not in taken_back]
    return desk.words.day(max(done).astimezone(desk.now.tzinfo)) if done else None


def _narrow(wishes: Wishes) -> bool:
    """Whether a wish, and not the catalogue alone, leaves courses out."""
    return bool(wishes.minutes is not None or wishes.longest is not None or wishes.language
                or wishes.without_providers or wishes.only_providers or wishes.free or wishes.without_courses)


def _bounds(desk: Desk, slots: Slots, reply: Reply) -> str | None:
    """The wishes as they were understood."""
    parts = []
    if reply.arguments.get("position"):
        parts.append(desk.words("recommend.for_position",
                                title=desk.words.position(desk.framework.positions[reply.arguments["position"]])))
    if slots.get("language"):
        parts.append(desk.words("recommend.in_language", language=desk.words(f"languages.{slots['language']}")))
    if slots.get("per_week"):
        parts.append(desk.words("recommend.weekly", time=desk.words.duration(slots["per_week"])))
        reply.sources.append(figure("weekly", desk.words.duration(slots["per_week"])))
    if slots.get("until"):
        until = date.fromisoformat(slots["until"])
        parts.append(desk.words("recommend.until", day=desk.words.day(until)))
    if slots.get("minutes") is not None:
        parts.append(desk.words("recommend.in_all", time=desk.words.duration(slots["minutes"])))
        reply.sources.append(figure("time", desk.words.duration(slots["minutes"])))
    if slots.get("each") is not None:
        parts.append(desk.words("recommend.each", time=desk.words.duration(slots["each"])))
        reply.sources.append(figure("longest", desk.words.duration(slots["each"])))
    names = desk.words.listed(desk.framework.providers[each].name for each in slots.get("provider") or ())
    if names:
        parts.append(desk.words("recommend.without" if slots.get("without_provider") else "recommend.only",
                                names=names))
    if slots.get("free"):
        parts.append(desk.words("recommend.free"))
    return desk.words("recommend.understood", wishes=", ".join(parts)) if parts else None


def _nothing_open(desk: Desk, reply: Reply, slots: Slots, everything: list[Pair]) -> Reply:
    """There is nothing to close: said with the figure, and with what can be done instead."""
    reply.outcome = "zero"
    by_id = {pair.competency_id: pair for pair in everything}
    named = list(slots.get("competency") or ())
    if named:
        reply.text = lines([
            desk.words("gaps.one_met", competency=desk.name(each), required=by_id[each].required,
                       held=by_id[each].held) if each in by_id else
            desk.words("recommend.not_required", competency=desk.name(each)) for each in named])
        reply.blocks.append(competencies_block(desk, (
            (each, by_id[each].required if each in by_id else None, desk.held(each)) for each in named)))
        name = desk.name(named[0])
        reply.offers = [Offer("find", desk.words("offer.find_on", name=name), desk.words("say.find_on", name=name),
                              "find_course", {"competency": [named[0]]})]
    else:
        reply.text = desk.words("recommend.none_open", n=len(everything))
        reply.sources.append(figure("required", len(everything)))
        reply.offers = [Offer("standing", desk.words("offer.standing"), desk.words("say.standing"), "show_standing")]
    return reply


def _nothing_fits(desk: Desk, reply: Reply, slots: Slots, open_pairs: list[Pair], wishes: Wishes) -> Reply:
    """Gaps are open, and no live course that fits the wishes closes or narrows any of them."""
    reply.outcome = "zero"
    bounds = _bounds(desk, slots, reply)
    names = desk.words.listed((desk.name(pair.competency_id) for pair in open_pairs), 4)
    reply.sources.append(figure("further", max(len(open_pairs) - 4, 0)))
    reply.text = lines([bounds, desk.words("recommend.none_fit" if _narrow(wishes) else "recommend.none_live",
                                           names=names)])
    if _narrow(wishes):
        free = {key: slots[key] for key in ("competency", "type") if slots.get(key)}
        reply.offers = [Offer("any", desk.words("offer.without_wishes"), desk.words("say.recommend"), "recommend",
                              free)]
    return reply


class _Weeks:
    """Spreads courses over weeks of so many minutes each."""

    def __init__(self, per_week: float | None) -> None:
        self.per_week = per_week
        self.used = 0.0

    def take(self, minutes: float) -> tuple[int, int] | None:
        """The first and the last week of a course, from 1; None where no weekly time is known."""
        if not self.per_week:
            return None
        first = int(self.used // self.per_week) + 1
        self.used += minutes
        last = max(first, -int(-self.used // self.per_week))
        return first, last


TOOL = Tool("recommend", run, frozenset({
    "competency", "type", "position", "plan", "language", "minutes", "each", "per_week", "until", "provider",
    "without_provider", "without_courses", "free", "why", "known", "which", "languages", "with_and_without"}))

"""`show_passbook`: a person's entries as a statement, for a period or of a kind; and why a level is what it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bot.tools.contract import Desk, Slots, Tool, ask_which, competencies_block, figure
from bot.tools.passbook_statement import changed, document, reasons
from bot.tools.whose import whose
from bot.turn import Block, Offer, Reply
from bot.words import lines, plain
from passbook.entries import Entry
from passbook.officials import Official
from passbook.standing import void

AT_MOST = 200
# Kinds that a statement shows where nothing is said: steps within a course are left out.
USUAL = ("enrolled", "completed", "assessed", "claimed", "verified", "lapsed", "corrected", "disputed")


def run(desk: Desk, slots: Slots) -> Reply:
    """The statement, newest first; with `why`, the entries behind the level in one competency."""
    if slots.get("competency_unclear") and slots.get("why"):
        return ask_which(desk, slots["competency_unclear"], "show_passbook", slots)
    if slots.get("competency_unclear"):
        # a statement of several is no harm: all that may be meant are in it
        slots = {**slots, "competency": slots["competency_unclear"]}
    who = whose(desk, slots, "show_passbook")
    if isinstance(who, Reply):
        return who
    if slots.get("why"):
        if not slots.get("competency"):
            return _why_what(desk, who, slots.get("level"))
        return _why(desk, who, slots["competency"][0])
    reply = _changed(desk, who, slots) if slots.get("changed") else _statement(desk, who, slots)
    return _with_document(desk, who, slots, reply)


def _of(desk: Desk, who: Official) -> Slots:
    """The slot that keeps another official in what is offered next; none for oneself."""
    return {} if who.id == desk.person.id else {"official": [who.id]}


def _other(desk: Desk, who: Official) -> dict[str, Any]:
    """Another official as a reply's arguments and focus name them; nothing for oneself."""
    return {} if who.id == desk.person.id else {"official": who.id}


def _local(desk: Desk, entry: Entry) -> date:
    return entry.at.astimezone(desk.now.tzinfo).date()


def _changed(desk: Desk, who: Official, slots: Slots) -> Reply:
    """What changed, with the new entries below it."""
    reply, new = changed(desk, who, slots)
    shown = sorted((entry for entry in new if entry.kind in USUAL), key=lambda entry: (entry.at, entry.id),
                   reverse=True)[:AT_MOST]
    if shown:
        reply.blocks.append(_table(desk, who, shown))
    return reply


def _with_document(desk: Desk, who: Official, slots: Slots, reply: Reply) -> Reply:
    """The reply with the statement as a file where that is asked for, else with an offer of it."""
    if who.id != desk.person.id:
        reply.arguments["official"] = who.id
        reply.focus["official"] = who.id
    if slots.get("document"):
        reply.blocks.insert(0, document(desk, who, slots))
        own = who.id == desk.person.id
        reply.text = lines([desk.words("statement.ready" if own else "statement.ready_other", name=who.name),
                            reply.text])
        reply.arguments["document"] = slots["document"]
    else:
        reply.offers.insert(0, Offer("document", desk.words("offer.document"), desk.words("say.document"),
                                     "show_passbook", {**slots, "document": "pdf"}))
    return reply


# ---- the statement


def _statement(desk: Desk, who: Official, slots: Slots) -> Reply:
    reply = Reply("answered", "", "show_passbook", _other(desk, who), focus=_other(desk, who))
    entries = desk.entries(who.id)
    kinds = tuple(slots.get("kinds") or USUAL)
    shown = [entry for entry in entries if entry.kind in kinds]
    period = slots.get("period")
    if period:
        start, end = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        shown = [entry for entry in shown if start <= _local(desk, entry) < end]
        reply.arguments["period"] = period["id"]
        reply.sources.append({"kind": "period", "id": period["id"], "start": period["start"], "end": period["end"],
                              "last": min(end - timedelta(days=1), desk.today).isoformat()})
    if slots.get("competency"):
        wanted = set(slots["competency"])
        tagged = {course.id for each in wanted for course in desk.framework.courses_by_competency.get(each, ())}
        shown = [entry for entry in shown if entry.competency_id in wanted or entry.course_id in tagged]
        reply.arguments["competency"] = sorted(wanted)
        reply.focus["competency"] = slots["competency"][0]
    if slots.get("course"):
        shown = [entry for entry in shown if entry.course_id == slots["course"]]
        reply.arguments["course"] = slots["course"]
    if slots.get("kinds"):
        reply.arguments["kinds"] = list(kinds)
    when = _when(desk, period)
    if not shown:
        reply.outcome = "zero"
        reply.text = desk.words("passbook.nothing", when=when)
        if any(slots.get(key) for key in ("period", "kinds", "course", "competency")):
            reply.offers = [Offer("all", desk.words("offer.whole_passbook"), desk.words("say.passbook"),
                                  "show_passbook")]
        return reply
    shown.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
    counted = [entry for entry in shown if entry.id not in void(entries)]
    reply.blocks.append(_table(desk, who, shown[:AT_MOST]))
    done = sum(entry.kind == "completed" for entry in counted)
    passed = sum(entry.kind == "completed" and entry.score is not None
                 and entry.score >= desk.framework.tenant.pass_mark for entry in counted)
    minutes = sum(entry.minutes or 0 for entry in counted)
    reply.text = lines([
        desk.words.count("passbook.head", len(shown), when=when, name=who.name),
        desk.words.count("passbook.completed", done, passed=passed) if done else None,
        desk.words("passbook.time", time=desk.words.duration(minutes)) if minutes >= 1 else None,
        desk.words("passbook.cut", shown=AT_MOST) if len(shown) > AT_MOST else None])
    reply.sources += [figure("entries", len(shown)), figure("completed", done), figure("passed", passed),
                      figure("time", desk.words.duration(minutes)), figure("shown", AT_MOST)]
    reply.offers = [Offer("standing", desk.words("offer.standing"), desk.words("say.standing"), "show_standing")]
    return reply


def _when(desk: Desk, period: dict[str, Any] | None) -> str:
    if not period:
        return desk.words("passbook.ever")
    if ".." not in period["id"]:
        return desk.words("passbook.in_period", period=period["id"])
    last = date.fromordinal(date.fromisoformat(period["end"]).toordinal() - 1)
    if period["start"] == last.isoformat():
        return desk.words("passbook.on_day", day=desk.words.day(last))
    return desk.words("passbook.between", start=desk.words.day(date.fromisoformat(period["start"])),
                      end=desk.words.day(min(last, desk.today)))


def _what(desk: Desk, entry: Entry) -> Any:
    """What an entry is about: a course, a competency, or another entry."""
    course = desk.framework.courses.get(entry.course_id or "")
    if course:
        return {"id": course.id, "label": desk.words.course(course)}
    if entry.competency_id in desk.framework.competencies:
        return {"id": entry.competency_id, "label": desk.name(str(entry.competency_id))}
    return entry.refers_to or ""


def _table(desk: Desk, who: Official, entries: list[Entry]) -> Block:
    """The entries, each with its reason: which rule makes it count, or not."""
    taken_back, why = void(desk.entries(who.id)), reasons(desk, who)
    columns = [{"id": key, "label": desk.words(f"columns.{key}")}
               for key in ("date", "kind", "what", "level", "score", "note", "why", "entry")]
    rows = []
    for entry in entries:
        kind = desk.words(f"kinds.{entry.kind}")
        if entry.id in taken_back:
            kind = desk.words("kinds.taken_back", kind=kind)
        rows.append([_local(desk, entry).isoformat(), kind, _what(desk, entry), entry.level, entry.score,
                     plain(entry.note or "", 160), why.get(entry.id, ""), {"id": entry.id, "label": entry.id}])
    return {"type": "table", "columns": columns, "rows": rows}


# ---- why a level


def _why_what(desk: Desk, who: Official, level: int | None) -> Reply:
    """Asks which level is meant: those of the post that are held (at the level named), else all of the post."""
    mine = [pair.competency_id for pair in desk.pairs(who)]
    held = [each for each in mine if desk.held(each, who.id) and level in (None, desk.held(each, who.id))]
    if level is not None and len(held) == 1:
        return _why(desk, who, held[0])
    held = held or mine
    offers = [Offer(each, desk.name(each), desk.words("say.why_level", name=desk.name(each)), "show_passbook",
                    {"competency": [each], "why": True, **_of(desk, who)}) for each in held[:6]]
    return Reply("clarify", desk.words("passbook.why_which"), "show_passbook", offers=offers)


def _why(desk: Desk, who: Official, competency_id: str) -> Reply:
    """The credit that gives the level, what else was looked at, and what does not count and why not."""
    standing, name = desk.standing(who.id), desk.name(competency_id)
    held = standing.held(competency_id, desk.now)
    basis = standing.basis(competency_id, desk.now)
    reply = Reply("answered", "", "show_passbook", {"competency": competency_id, "level": held},
                  sources=[{"kind": "competency", "id": competency_id}, figure("held", held)],
                  focus={"competency": competency_id, "level": held})
    texts = []
    if basis is None:
        texts.append(desk.words("why.none", competency=name))
    else:
        entry = basis.entry
        reply.sources.append({"kind": "entry", "id": entry.id})
        if entry.course_id:
            reply.sources.append({"kind": "course", "id": entry.course_id})
        what = _what(desk, entry)
        texts.append(desk.words("why.head", competency=name, level=desk.words.level(held)) + " " + desk.words(
            f"why.{entry.kind}", title=what["label"] if isinstance(what, dict) else what,
            day=desk.words.day(_local(desk, entry)), level=basis.level,
            score=desk.words.number(entry.score) if entry.score is not None else ""))
    texts += _not_counting(desk, who, competency_id, reply)
    position = desk.framework.positions.get(who.position_id)
    required = position.required.get(competency_id) if position else None
    reply.blocks.append(competencies_block(desk, [(competency_id, required, held)]))
    related = [entry for entry in desk.entries(who.id) if _concerns(desk, entry, competency_id)]
    if related:
        related.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
        reply.blocks.append(_table(desk, who, related[:AT_MOST]))
    reply.text = lines(texts)
    reply.offers = [Offer("quiz", desk.words("offer.quiz_on", name=name),
                          desk.words("say.quiz_competency", name=name), "quiz", {"competency": [competency_id]}),
                    Offer("explain", desk.words("offer.explain"), desk.words("say.explain_competency_competency",
                                                                             name=name),
                          "explain_competency", {"competency": [competency_id]})]
    return reply


def _concerns(desk: Desk, entry: Entry, competency_id: str) -> bool:
    course = desk.framework.courses.get(entry.course_id or "")
    return entry.kind in USUAL and entry.kind != "enrolled" and (
        entry.competency_id == competency_id
        or (course is not None and any(tag.competency_id == competency_id for tag in course.tags)))


def _not_counting(desk: Desk, who: Official, competency_id: str, reply: Reply) -> list[str]:
    """Entries that one might expect to count and that do not, each with its rule."""
    standing, mark = desk.standing(who.id), desk.framework.tenant.pass_mark
    taken_back = void(desk.entries(who.id))
    texts = []
    for claim in standing.pending:
        if claim.competency_id == competency_id:
            texts.append(desk.words("why.pending", level=claim.level, day=desk.words.day(_local(desk, claim.entry))))
            reply.sources.append({"kind": "entry", "id": claim.entry.id, "level": claim.level})
    for credit in standing.credits.get(competency_id, ()):
        if credit.until is not None and credit.until <= desk.now:
            day = credit.until.astimezone(desk.now.tzinfo).date()
            texts.append(desk.words("why.lapsed", level=credit.level, day=desk.words.day(day)))
            reply.sources.append({"kind": "entry", "id": credit.entry.id, "level": credit.level})
    failed = [entry for entry in desk.entries(who.id)
              if _concerns(desk, entry, competency_id) and entry.kind in ("completed", "assessed")
              and entry.id not in taken_back and (entry.score is None or entry.score < mark)]
    if failed:
        last = failed[-1]
        what = _what(desk, last)
        score = desk.words.number(last.score) if last.score is not None else None
        texts.append(desk.words("why.failed" if score else "why.unscored", score=score,
                                title=what["label"] if isinstance(what, dict) else what,
                                mark=desk.words.number(mark), day=desk.words.day(_local(desk, last))))
        reply.sources += [{"kind": "entry", "id": last.id}, figure("pass_mark", mark)]
    return texts[:4]


TOOL = Tool("show_passbook", run, frozenset({
    "competency", "course", "period", "period_step", "kinds", "official", "why", "level", "document", "changed"}))

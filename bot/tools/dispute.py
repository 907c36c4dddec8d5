"""`dispute`: contests an entry of one's passbook. Asks before it writes; changes no level until a ruling does.

A dispute is an entry of its own. It waits for a reviewer, and where its competency has questions, a quiz can show at
once what the level is.
"""

from __future__ import annotations

from datetime import date

from bot.store.reviews import Review, open_review
from bot.tools.contract import Desk, Slots, Tool, ask_which, ask_yes, figure
from bot.tools.passbook_rows import when_of
from bot.turn import Offer, Reply
from bot.words import lines, plain
from passbook import questions
from passbook.entries import Entry
from passbook.standing import void

# What can be contested: what counts or may come to count.
CONTESTABLE = ("completed", "assessed", "verified", "claimed", "lapsed", "enrolled", "rated")
SHOWN = 5
NOTE = 300


def run(desk: Desk, slots: Slots) -> Reply:
    """Finds the entry meant, asks for a yes, then writes one `disputed` entry that refers to it."""
    if slots.get("competency_unclear"):
        return ask_which(desk, slots["competency_unclear"], "dispute", slots)
    entries = [entry for entry in desk.entries() if entry.kind in CONTESTABLE and entry.id not in void(desk.entries())]
    if slots.get("entry"):
        entries = [entry for entry in entries if entry.id == slots["entry"]]
    fitting = _fitting(desk, entries, slots)
    if not entries:
        return Reply("zero", desk.words("dispute.no_entries"), "dispute")
    if not fitting:
        reply = Reply("clarify", desk.words("dispute.none_such"), "dispute")
        if slots.get("period") and not _fitting(desk, entries, {"period": slots["period"]}):
            when = when_of(desk, slots["period"])
            reply.text = desk.words("dispute.none_in", when=when)
            reply.arguments["period"] = slots["period"]["id"]
            reply.sources.append(figure("period", when))
        return _offer(desk, reply, entries, slots)
    if len(fitting) > 1:
        return _offer(desk, Reply("clarify", desk.words("dispute.which"), "dispute"), fitting, slots)
    entry = fitting[0]
    reply = Reply("clarify", "", "dispute", {"entry": entry.id}, sources=[{"kind": "entry", "id": entry.id}])
    before = _disputed(desk, entry)
    if before is not None:
        reply.outcome, reply.text = "answered", desk.words("dispute.already", entry=_told(desk, entry),
                                                           day=desk.words.day(_day(desk, before)))
        reply.sources += [{"kind": "entry", "id": before.id}, {"kind": "told", "id": entry.id, "text": reply.text}]
        reply.offers = _challenge(desk, entry)
        return reply
    if slots.get("confirmed") and slots.get("token"):
        return _write(desk, reply, entry, slots)
    told = _told(desk, entry)
    reply.sources.append({"kind": "told", "id": entry.id, "text": told})
    reply.text = lines([desk.words("dispute.ask", entry=told), desk.words("dispute.rule")])
    return ask_yes(desk, reply, "dispute", {"entry": entry.id, "note": plain(slots.get("note") or "", NOTE),
                                            "token": desk.new_id()})


def _fitting(desk: Desk, entries: list[Entry], slots: Slots) -> list[Entry]:
    """The entries that fit what was said of the one in question; with `last`, the latest of them alone."""
    found = entries
    if slots.get("competency"):
        wanted = set(slots["competency"])
        courses = {course.id for each in wanted for course in desk.framework.courses_by_competency.get(each, ())}
        found = [entry for entry in found if entry.competency_id in wanted or entry.course_id in courses]
    if slots.get("course"):
        found = [entry for entry in found if entry.course_id == slots["course"]]
    if slots.get("kinds"):
        found = [entry for entry in found if entry.kind in slots["kinds"]] or found
    if slots.get("period"):
        start, end = date.fromisoformat(slots["period"]["start"]), date.fromisoformat(slots["period"]["end"])
        found = [entry for entry in found if start <= _day(desk, entry) < end]
    found = sorted(found, key=lambda entry: (entry.at, entry.id), reverse=True)
    return found[:1] if slots.get("last") else found


def _day(desk: Desk, entry: Entry) -> date:
    return entry.at.astimezone(desk.now.tzinfo).date()


def _disputed(desk: Desk, entry: Entry) -> Entry | None:
    """The dispute of an entry that has no ruling yet."""
    rulings = {each.refers_to for each in desk.entries() if each.kind == "dismissed"}
    return next((each for each in desk.entries() if each.kind == "disputed" and each.refers_to == entry.id
                 and each.id not in rulings), None)


def _told(desk: Desk, entry: Entry) -> str:
    """An entry in words: what happened with what, when."""
    course = desk.framework.courses.get(entry.course_id or "")
    what = desk.words.course(course) if course else (
        desk.name(entry.competency_id) if entry.competency_id in desk.framework.competencies else entry.id)
    kind = desk.words(f"kinds.{entry.kind}")
    if entry.score is None:
        return desk.words("dispute.entry", kind=kind, what=what, day=desk.words.day(_day(desk, entry)))
    return desk.words("dispute.entry_score", kind=kind, what=what, day=desk.words.day(_day(desk, entry)),
                      score=desk.words.number(entry.score))


def _offer(desk: Desk, reply: Reply, entries: list[Entry], slots: Slots) -> Reply:
    """Shows the latest entries to choose from."""
    latest = sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True)[:SHOWN]
    note = slots.get("note")
    for entry in latest:
        told = _told(desk, entry)
        reply.offers.append(Offer(entry.id, told, desk.words("say.dispute", entry=told), "dispute",
                                  {"entry": entry.id, **({"note": note} if note else {})}))
        reply.sources.append({"kind": "entry", "id": entry.id})
    return reply


def _write(desk: Desk, reply: Reply, entry: Entry, slots: Slots) -> Reply:
    own = Entry(id=f"dispute-{slots['token']}", official_id=desk.person.id, kind="disputed", at=desk.now,
                course_id=entry.course_id, competency_id=entry.competency_id, refers_to=entry.id,
                note=slots.get("note") or None, source="dispute")
    reply.entries = desk.write(own)
    open_review(desk.conn, Review(own.id, desk.person.id, entry.id, desk.now))
    reply.outcome = "answered"
    reply.offers = _challenge(desk, entry)
    reply.text = lines([desk.words("dispute.written", entry=_told(desk, entry)),
                        desk.words("dispute.challenge") if reply.offers else None])
    reply.sources += [{"kind": "entry", "id": own.id}, {"kind": "told", "id": entry.id, "text": _told(desk, entry)}]
    reply.offers.append(Offer("passbook", desk.words("offer.passbook"), desk.words("say.passbook"), "show_passbook"))
    return reply


def _challenge(desk: Desk, entry: Entry) -> list[Offer]:
    """A quiz on what the entry is about, where there are questions."""
    if entry.course_id and questions.of_course(desk.conn, entry.course_id):
        title = desk.words.course(desk.framework.courses[entry.course_id])
        return [Offer("quiz", desk.words("offer.quiz_on", name=title), desk.words("say.quiz_course", name=title),
                      "quiz", {"course": entry.course_id})]
    competency = entry.competency_id
    if competency in desk.framework.competencies and questions.of_competency(desk.conn, str(competency)):
        name = desk.name(str(competency))
        return [Offer("quiz", desk.words("offer.quiz_on", name=name), desk.words("say.quiz_competency", name=name),
                      "quiz", {"competency": [competency]})]
    return []


TOOL = Tool("dispute", run, frozenset({"competency", "course", "kinds", "period", "last", "entry", "note", "confirmed",
                                       "token"}))

"""Why a person's level is what it is: the credit that gives it, what else was looked at, what does not count.

Whoever may see a level and not the passbook behind it is told the kind of the credit and its day: no score, no note, no
other entry.
"""

from __future__ import annotations

from bot.people.access import may_read_passbook
from bot.tools.contract import Desk, Slots, competencies_block, figure
from bot.tools.passbook_rows import AT_MOST, USUAL, local, table, what
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.entries import Entry
from passbook.officials import Official
from passbook.standing import void


def why(desk: Desk, who: Official, slots: Slots) -> Reply:
    """Why the level in the competency named is what it is; asks which one where none is named."""
    if not slots.get("competency"):
        return _which(desk, who, slots.get("level"))
    return _why(desk, who, slots["competency"][0])


def _of(desk: Desk, who: Official) -> Slots:
    """The slot that keeps another official in what is offered next; none for oneself."""
    return {} if who.id == desk.person.id else {"official": [who.id]}


def _which(desk: Desk, who: Official, level: int | None) -> Reply:
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
    standing, name = desk.standing(who.id), desk.name(competency_id)
    held, own = standing.held(competency_id, desk.now), who.id == desk.person.id
    reads = own or may_read_passbook(desk.framework, desk.person, who)
    reply = Reply("answered", "", "show_passbook", {"competency": competency_id, "level": held},
                  sources=[{"kind": "competency", "id": competency_id}, figure("held", held)],
                  focus={"competency": competency_id, "level": held})
    if not own:
        reply.arguments["official"] = reply.focus["official"] = who.id
    texts = [_basis(desk, who, competency_id, reply, reads)]
    texts += _not_counting(desk, who, competency_id, reply) if reads else []
    position = desk.framework.positions.get(who.position_id)
    required = position.required.get(competency_id) if position else None
    reply.blocks.append(competencies_block(desk, [(competency_id, required, held)]))
    related = [entry for entry in desk.entries(who.id) if _concerns(desk, entry, competency_id)] if reads else []
    if related:
        related.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
        reply.blocks.append(table(desk, who, related[:AT_MOST]))
    reply.text = lines(texts)
    explain = Offer("explain", desk.words("offer.explain"), desk.words("say.explain_competency_competency", name=name),
                    "explain_competency", {"competency": [competency_id]})
    quiz = Offer("quiz", desk.words("offer.quiz_on", name=name), desk.words("say.quiz_competency", name=name), "quiz",
                 {"competency": [competency_id]})
    reply.offers = [quiz, explain] if own else [explain]
    return reply


def _basis(desk: Desk, who: Official, competency_id: str, reply: Reply, reads: bool) -> str:
    """The credit that gives the level, with its score where the whole passbook may be read."""
    name, basis = desk.name(competency_id), desk.standing(who.id).basis(competency_id, desk.now)
    other = "" if who.id == desk.person.id else "_other"
    if basis is None:
        return desk.words(f"why.none{other}", competency=name, name=who.name)
    entry = basis.entry
    if reads:
        reply.sources.append({"kind": "entry", "id": entry.id})
    if entry.course_id:
        reply.sources.append({"kind": "course", "id": entry.course_id})
    about, day = what(desk, entry), desk.words.day(local(desk, entry))
    reply.sources += [figure("day", day), figure("level", basis.level)]
    head = desk.words(f"why.head{other}", competency=name, name=who.name,
                      level=desk.words.level(desk.held(competency_id, who.id)))
    score = desk.words.number(entry.score) if entry.score is not None else ""
    return head + " " + desk.words(f"why.{entry.kind}" if reads else f"why.{entry.kind}_unscored", day=day,
                                   title=about["label"] if isinstance(about, dict) else about, level=basis.level,
                                   score=score)


def _concerns(desk: Desk, entry: Entry, competency_id: str) -> bool:
    course = desk.framework.courses.get(entry.course_id or "")
    return entry.kind in USUAL and entry.kind != "enrolled" and (
        entry.competency_id == competency_id
        or (course is not None and any(tag.competency_id == competency_id for tag in course.tags)))


def _not_counting(desk: Desk, who: Official, competency_id: str, reply: Reply) -> list[str]:
    """Entries that one might expect to count and that do not, each with its rule."""
    standing, mark = desk.standing(who.id), desk.framework.tenant.pass_mark
    taken_back = void(desk.entries(who.id))
    other = "" if who.id == desk.person.id else "_other"
    texts = []
    for claim in standing.pending:
        if claim.competency_id == competency_id:
            told = desk.words.day(local(desk, claim.entry))
            texts.append(desk.words(f"why.pending{other}", name=who.name, level=claim.level, day=told))
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
        about = what(desk, last)
        score = desk.words.number(last.score) if last.score is not None else None
        texts.append(desk.words("why.failed" if score else "why.unscored", score=score,
                                title=about["label"] if isinstance(about, dict) else about,
                                mark=desk.words.number(mark), day=desk.words.day(local(desk, last))))
        reply.sources += [{"kind": "entry", "id": last.id}, figure("pass_mark", mark)]
    return texts[:4]

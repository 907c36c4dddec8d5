"""The statement of a passbook in a conversation: the file to fetch, and what changed since the last one or a day.

The file itself is made where it is fetched (`bot/documents/`); here stand its address and the command that writes it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from urllib.parse import urlencode

from bot.documents import FORMS
from bot.documents.contents import because
from bot.documents.statements import build
from bot.tools.contract import Desk, Slots, competencies_block, figure
from bot.turn import Block, Offer, Reply
from bot.words import lines
from passbook.entries import Chained, Entry
from passbook.officials import Official
from passbook.periods import Period, from_id, year_of
from passbook.statement import statement

SHOWN = 6


def document(desk: Desk, who: Official, slots: Slots) -> Block:
    """The block of a statement: where the page fetches it, and with which command a terminal gets it."""
    form = FORMS[slots["document"]]
    period = slots["period"]["id"] if slots.get("period") else None
    of = who.id if who.id != desk.person.id else None
    asked = {"format": form.name, "period": period, "language": desk.words.language, "of": of}
    command = ["saathi", "statement", "--as", desk.person.id, *(("--of", of) if of else ()),
               *(("--period", period) if period else ()), "--language", desk.words.language,
               "--out", f"statement.{form.name}"]
    return {"type": "document", "href": "/api/statement?" + urlencode({key: value for key, value in asked.items()
                                                                       if value}),
            "media_type": form.media_type.split(";")[0], "command": shlex.join(command),
            "label": desk.words("statement.label", form=form.name.upper())}


def reasons(desk: Desk, who: Official) -> dict[str, str]:
    """What became of each entry of a person and by which rule, as a sentence by its id."""
    chained = [Chained(number, b"", entry) for number, entry in enumerate(desk.entries(who.id), 1)]
    made = statement(who.id, chained, desk.framework.credits_of, desk.framework.tenant.pass_mark, {}, starts_at=None,
                     closes_at=max([desk.now, *(each.entry.at for each in chained)]))
    return {line.entry.id: because(desk.words, line, desk.framework.tenant.pass_mark) for line in made.lines}


def changed(desk: Desk, who: Official, slots: Slots) -> tuple[Reply, list[Entry]]:
    """What is new since the start of the period that was named, else since the last statement made for this reader,
    else in the running year; and the new entries, for the caller to show."""
    year = desk.framework.tenant.year_starts
    period: Period | None = from_id(slots["period"]["id"], year) if slots.get("period") else None
    made = build(desk.conn, desk.framework, desk.person, who, period, desk.now, compare=period is None)
    first_time = period is None and made.changes.mark is None
    if first_time:
        period = year_of(desk.today, year)
        made = build(desk.conn, desk.framework, desk.person, who, period, desk.now, compare=False)
    since = made.changes.mark.closes_at.astimezone(desk.now.tzinfo).date() if made.changes.mark else (
        period.start if period else desk.today)
    new, moved = made.changes.entries, made.changes.levels
    reply = Reply("answered", "", "show_passbook", {"since": since.isoformat()}, sources=[
        {"kind": "period", "id": f"{since.isoformat()}..", "start": since.isoformat()}, figure("entries", len(new))])
    if slots.get("period"):
        reply.arguments["period"] = slots["period"]["id"]
    day = desk.words.day(since)
    if not new and not moved:
        reply.outcome = "zero"
        head = desk.words("statement.changed_none", day=day)
    else:
        head = desk.words.count("statement.changed_since", len(new), day=day)
    told = [desk.words("statement.changed_line", name=desk.name(each.competency_id), before=each.before,
                       after=each.after) for each in moved[:SHOWN] if each.competency_id in desk.framework.competencies]
    more = desk.words.count("statement.more_levels", len(moved) - SHOWN) if len(moved) > SHOWN else None
    reply.text = lines([desk.words("statement.no_mark") if first_time else None, head, *told, more])
    reply.sources += [figure(f"{key}:{each.competency_id}", value) for each in moved
                      for key, value in (("before", each.before), ("after", each.after))]
    reply.sources.append(figure("further_levels", max(len(moved) - SHOWN, 0)))
    known = [each for each in moved if each.competency_id in desk.framework.competencies]
    if known:
        required = {level.competency_id: level.required for level in made.levels}
        reply.blocks.append(competencies_block(desk, ((each.competency_id, required.get(each.competency_id),
                                                       each.after) for each in known)))
        if who.id == desk.person.id:
            reply.offers += [Offer(f"why:{each.competency_id}", desk.words("offer.why_on",
                                                                           name=desk.name(each.competency_id)),
                                   desk.words("say.why_level", name=desk.name(each.competency_id)), "show_passbook",
                                   {"competency": [each.competency_id], "why": True}) for each in known[:2]]
        reply.focus["competencies"] = [each.competency_id for each in known]
        reply.focus["competency"] = known[0].competency_id if len(known) == 1 else None
    return reply, _of(desk.entries(who.id), new)


def _of(entries: Iterable[Entry], ids: Iterable[str]) -> list[Entry]:
    wanted = set(ids)
    return [entry for entry in entries if entry.id in wanted]

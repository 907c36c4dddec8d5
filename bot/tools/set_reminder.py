"""`set_reminder`: what an official wants to be reminded of, and when. Asks before it stores; lists and cancels them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.store import reminders
from bot.store.reminders import Reminder
from bot.tools import following
from bot.tools.contract import Desk, Slots, Tool, ask_yes, figure
from bot.turn import Offer, Reply
from bot.words import lines, plain

# When no time of day is told.
MORNING = time(9, 0)
LONGEST = 200
SHOWN = 10


def run(desk: Desk, slots: Slots) -> Reply:
    """Asks for the day where none is told, then for a yes; with `list` or `cancel`, what is stored."""
    if slots.get("follow"):
        return following.run(desk, slots)
    if slots.get("list") or slots.get("cancel"):
        return _stored(desk, slots)
    if slots.get("no_day"):
        return _no_such_day(desk, slots)
    told = slots.get("day") or slots.get("until")
    if not told:
        return _when(desk, slots)
    at = time.fromisoformat(slots["clock"]) if slots.get("clock") else MORNING
    due = datetime.combine(date.fromisoformat(told), at, desk.now.tzinfo)
    about = plain(slots.get("about") or desk.words("reminder.learning"), LONGEST)
    reply = Reply("clarify", "", "set_reminder", {"date": due.date().isoformat(), "time": at.isoformat("minutes")})
    if due.date() < desk.today:
        reply.text = desk.words("reminder.past", day=desk.words.day(due))
        reply.sources = [figure("day", desk.words.day(due))]
        reply.offers = _days(desk, slots)
        return reply
    every = slots.get("every")
    if every:
        reply.arguments["every"] = every
    day, clock = desk.words.day(due), at.isoformat("minutes")
    reply.sources = [figure("date", due.date().isoformat()), figure("day", day), figure("time", clock)]
    if slots.get("confirmed") and slots.get("token"):
        reminders.add(desk.conn, Reminder(f"reminder-{slots['token']}", desk.person.id, due, every, about),
                      desk.recorded_at)
        reply.outcome = "answered"
        reply.text = desk.words("reminder.stored", day=day, clock=clock)
        reply.offers = [Offer("list", desk.words("offer.reminders"), desk.words("say.reminders"), "set_reminder",
                              {"list": True})]
        return reply
    reply.text = lines([desk.words(f"reminder.ask_{every or 'once'}", day=day, clock=clock, about=about),
                        desk.words("reminder.shall_i")])
    reply.sources.append({"kind": "text", "id": "about", "text": about})
    return ask_yes(desk, reply, "set_reminder", {"day": due.date().isoformat(), "clock": clock, "about": about,
                                                 "every": every, "token": desk.new_id()})


def _when(desk: Desk, slots: Slots) -> Reply:
    return Reply("clarify", desk.words("reminder.when"), "set_reminder", offers=_days(desk, slots))


def _no_such_day(desk: Desk, slots: Slots) -> Reply:
    told = plain(slots["no_day"], 30)
    return Reply("clarify", lines([desk.words("outcome.no_such_day", day=told), desk.words("reminder.when")]),
                 "set_reminder", offers=_days(desk, slots), sources=[{"kind": "told", "id": "day", "text": told}])


def _days(desk: Desk, slots: Slots) -> list[Offer]:
    """Tomorrow, next Monday, in a month."""
    monday = desk.today + timedelta(days=7 - desk.today.weekday())
    days = {"tomorrow": desk.today + timedelta(days=1), "monday": monday, "month": desk.today + timedelta(days=30)}
    kept = {key: slots[key] for key in ("about", "clock", "every") if slots.get(key)}
    return [Offer(key, desk.words(f"reminder.{key}", day=desk.words.day(day)),
                  desk.words("say.remind", day=desk.words.day(day)), "set_reminder", {**kept, "day": day.isoformat()})
            for key, day in days.items()]


def _stored(desk: Desk, slots: Slots) -> Reply:
    """The reminders that wait, or the cancelling of one or all of them."""
    if slots.get("cancel"):
        which = slots["cancel"] if isinstance(slots["cancel"], str) else None
        count = reminders.cancel(desk.conn, desk.person.id, which, desk.recorded_at)
        return Reply("answered" if count else "zero",
                     desk.words.count("reminder.cancelled", count) if count else desk.words("reminder.none"),
                     "set_reminder", sources=[figure("cancelled", count)])
    found = reminders.waiting(desk.conn, desk.person.id)
    if not found:
        return Reply("zero", desk.words("reminder.none"), "set_reminder", offers=_days(desk, {}))
    columns = [{"id": key, "label": desk.words(f"columns.{key}")} for key in ("date", "note")]
    rows = [[each.due_at.astimezone(desk.now.tzinfo).date().isoformat(), each.about] for each in found[:SHOWN]]
    offers = [Offer(f"cancel-{each.id}", desk.words("offer.cancel_reminder", about=plain(each.about, 40)),
                    desk.words("say.cancel_reminder", about=plain(each.about, 40)), "set_reminder",
                    {"cancel": each.id}) for each in found[:3]]
    return Reply("answered", desk.words.count("reminder.list", len(found)), "set_reminder",
                 blocks=[{"type": "table", "columns": columns, "rows": rows}],
                 sources=[figure("reminders", len(found))], offers=offers)


TOOL = Tool("set_reminder", run, frozenset({"day", "until", "clock", "every", "about", "list", "cancel", "confirmed",
                                            "token", "no_day", "follow", "metric", "organisation", "team", "beyond"}))

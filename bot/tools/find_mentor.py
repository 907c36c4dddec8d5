"""`find_mentor`: help from somebody who offered it, brokered: neither learns of the other before both said yes.

What an asker is told before that are counts. Levels of others are theirs, so it never says who holds one.
"""

from __future__ import annotations

from bot.people import mentoring
from bot.people.mentoring import Found, Wish
from bot.people.mentors import highest, nearest
from bot.store import mentors, rights
from bot.tools.contract import Desk, Slots, Tool, ask_which, ask_yes, figure
from bot.tools.mentor_offers import offer, withdraw
from bot.tools.mentor_requests import answer, cancel, introduced, mine
from bot.turn import Offer, Reply
from bot.words import lines
from passbook.officials import by_id
from prompts.loader import LANGUAGES

NAME = "find_mentor"
# So many requests of one person wait at the same time.
MOST_OWN = 3
SHOWN = 6


def run(desk: Desk, slots: Slots) -> Reply:
    """Searches (the default); asks for one (`ask`); offers, ends or lists help (`offer`, `withdraw`, `mine`); answers a
    request (`request`, `answer`); takes back one's own (`cancel`)."""
    if slots.get("request"):
        return answer(desk, slots)
    if slots.get("mine"):
        return mine(desk)
    if slots.get("competency_unclear"):
        return ask_which(desk, slots["competency_unclear"], NAME, slots)
    if slots.get("withdraw"):
        return withdraw(desk, slots)
    if slots.get("cancel"):
        return cancel(desk, slots)
    return offer(desk, slots) if slots.get("offer") else _search(desk, slots)


def _search(desk: Desk, slots: Slots) -> Reply:
    """How many could be asked, and asking one of them."""
    named = slots.get("competency") or []
    if len(named) > 1:
        return ask_which(desk, named, NAME, slots)
    if not named:
        return _which(desk, slots)
    competency = named[0]
    wish = Wish(competency, slots.get("level"), slots.get("language"))
    reply = Reply("answered", "", NAME, {"competency": competency}, focus={"competency": competency},
                  sources=[{"kind": "competency", "id": competency}])
    reply.arguments |= {key: slots[key] for key in ("level", "language") if slots.get(key)}
    top = highest(desk.framework)
    if wish.level and wish.level > top:
        reply.outcome, reply.text = "clarify", desk.words("claim.off_scale", level=wish.level, top=top)
        reply.sources += [figure("level", wish.level), figure("top", top)]
        return reply
    with rights.owner(desk.conn):
        open_ = mentors.waiting(desk.conn, desk.person.id, competency)
        found = mentoring.find(desk.conn, desk.framework, desk.me, wish, desk.recorded_at, desk.now)
    if open_ is not None:
        reply.text = desk.words("mentor.waits", name=desk.name(competency), day=desk.words.day(open_.asked_at))
        reply.sources.append(figure("day", desk.words.day(open_.asked_at)))
        reply.offers = [_cancel(desk, competency)]
        return reply
    before, sources = introduced(desk, competency)
    reply.sources += sources
    if not found.free:
        return _nobody(desk, reply, found, wish, before)
    if slots.get("ask"):
        return _ask(desk, reply, slots, wish)
    reply.sources.append(figure("mentors", len(found.free)))
    reply.text = lines([*before, desk.words.count("mentor.found", len(found.free), name=desk.name(competency)),
                        _near(desk, found), _tongue(desk, found, wish)])
    name = desk.name(competency)
    reply.offers = [Offer("ask", desk.words("mentor.offer_ask"), desk.words("mentor.say_ask", name=name), NAME,
                          {**_kept(slots), "ask": True}), *_instead(desk, competency)]
    return reply


def _which(desk: Desk, slots: Slots) -> Reply:
    """Asks for the competency, the widest gaps first; where nobody offers help with anything, says so."""
    with rights.owner(desk.conn):
        anybody = mentors.anybody(desk.conn)
    if not anybody:
        return Reply("not_recorded", lines([desk.words("mentor.none"), _officer(desk)]), NAME)
    offers = [Offer(pair.competency_id, desk.name(pair.competency_id),
                    desk.words("say.find_mentor_competency", name=desk.name(pair.competency_id)), NAME,
                    {**_kept(slots), "competency": [pair.competency_id]}) for pair in desk.pairs()[:SHOWN]]
    return Reply("clarify", desk.words("ask.competency"), NAME, offers=offers)


def _nobody(desk: Desk, reply: Reply, found: Found, wish: Wish, before: list[str]) -> Reply:
    """Nobody can be asked: nobody offered, nobody who did holds more, or all have enough to do."""
    with rights.owner(desk.conn):
        offered = mentors.anybody(desk.conn, wish.competency_id)
    reply.outcome = "zero" if offered else "not_recorded"
    key = "all_busy" if found.busy else "none_holds" if offered else "none_in"
    reply.text = lines([*before, desk.words(f"mentor.{key}", name=desk.name(wish.competency_id)), _officer(desk)])
    reply.offers = _instead(desk, wish.competency_id)
    return reply


def _ask(desk: Desk, reply: Reply, slots: Slots, wish: Wish) -> Reply:
    """Asks for a yes, then the first of those who could be asked; whom is looked up anew, not remembered."""
    name, days = desk.name(wish.competency_id), mentors.PATIENCE.days
    with rights.owner(desk.conn):
        count = len(mentors.asked(desk.conn, desk.person.id))
    if count >= MOST_OWN:
        reply.text = desk.words("mentor.enough_own", n=count)
        reply.sources.append(figure("requests", count))
        reply.offers = [_mine(desk)]
        return reply
    reply.sources.append(figure("days", days))
    if not slots.get("confirmed"):
        reply.text = lines([desk.words("mentor.ask_told", name=name), desk.words("mentor.ask_next", days=days),
                            desk.words("mentor.ask_shall_i")])
        return ask_yes(desk, reply, NAME, {**_kept(slots), "ask": True})
    with rights.owner(desk.conn):
        free = mentoring.find(desk.conn, desk.framework, desk.me, wish, desk.recorded_at, desk.now).free
        done = bool(free) and mentoring.ask(desk.conn, desk.framework, desk.person.id, wish, free[0].official_id,
                                            desk.new_id()[:mentoring.CODE], desk.recorded_at)
    if not done:
        return _search(desk, _kept(slots))  # somebody was faster; what is so now is told
    reply.text = desk.words("mentor.asked", name=name, days=days)
    reply.offers = [_mine(desk), _cancel(desk, wish.competency_id)]
    return reply


# ---- what is told of those who could be asked


def _near(desk: Desk, found: Found) -> str | None:
    """Where the nearest is, in words that many share."""
    with rights.owner(desk.conn):
        around = mentoring.around(desk.conn, desk.framework, desk.me)
    place = nearest(found.free, around)
    return desk.words(f"mentor.place_{place}") if place else None


def _tongue(desk: Desk, found: Found, wish: Wish) -> str | None:
    """Whether somebody among them uses the language that was wished, or else the person's own."""
    tag = wish.language or desk.me.language
    if tag not in LANGUAGES:
        return None
    speaks = any(each.language == tag for each in found.free)
    return desk.words("mentor.tongue" if speaks else "mentor.no_tongue", language=desk.words(f"languages.{tag}"))


def _officer(desk: Desk) -> str | None:
    above = by_id(desk.conn, desk.me.reports_to) if desk.me.reports_to else None
    return desk.words("mentor.officer", officer=above.name) if above else None


def _kept(slots: Slots) -> Slots:
    return {key: slots[key] for key in ("competency", "level", "language") if slots.get(key)}


def _instead(desk: Desk, competency: str) -> list[Offer]:
    name = desk.name(competency)
    return [Offer("find", desk.words("offer.find_on", name=name), desk.words("say.find_on", name=name), "find_course",
                  {"competency": [competency]}),
            Offer("human", desk.words("offer.human"), desk.words("say.human"), "help_desk", {"human": True})]


def _mine(desk: Desk) -> Offer:
    return Offer("mine", desk.words("mentor.offer_mine"), desk.words("mentor.say_mine"), NAME, {"mine": True})


def _cancel(desk: Desk, competency: str) -> Offer:
    return Offer("cancel", desk.words("mentor.offer_cancel"),
                 desk.words("mentor.say_cancel", name=desk.name(competency)), NAME,
                 {"cancel": True, "competency": [competency]})


TOOL = Tool(NAME, run, frozenset({"competency", "level", "language", "ask", "offer", "withdraw", "mine", "request",
                                  "answer", "cancel", "confirmed"}))

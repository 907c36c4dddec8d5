"""`settings`: the conversation's language, what is held about the person (to take along), erasing, what they agreed to,
and which chat accounts are theirs."""

from __future__ import annotations

from collections.abc import Callable

from bot.people import consent
from bot.store import consents, held, links, reminders
from bot.tools.contract import Desk, Slots, Tool, ask_yes, figure
from bot.turn import Offer, Reply
from bot.words import Words, lines
from passbook import keys
from prompts.loader import LANGUAGES


def run(desk: Desk, slots: Slots) -> Reply:
    """By `what`: language (the default), export, erase, consent, nudges, withdraw or unlink."""
    return WHAT.get(slots.get("what", "language"), _language)(desk, slots)


def _language(desk: Desk, slots: Slots) -> Reply:
    """Sets the language of the conversation from now on; without one, asks which."""
    language = slots.get("language")
    if language not in LANGUAGES:
        offers = [Offer(each, desk.words(f"languages.{each}"), desk.words(f"say.language_{each}"), "settings",
                        {"language": each}) for each in LANGUAGES]
        return Reply("clarify", desk.words("settings.which_language"), "settings", offers=offers)
    desk.memory["language"] = language
    words = Words(language, desk.framework)
    reply = Reply("answered", words("settings.language"), "settings", {"language": language}, language=language)
    desk.words = words
    return reply


def _export(desk: Desk, _slots: Slots) -> Reply:
    """What is held, counted, and where the whole of it can be fetched."""
    counts = held.counts(desk.conn, desk.person.id)
    reply = Reply("answered", "", "settings", {"what": "export"},
                  sources=[figure(key, value) for key, value in counts.items()])
    reply.text = lines([desk.words("settings.export", entries=counts["entries"], reminders=counts["reminders"]),
                        desk.words("settings.export_how")])
    reply.blocks = [{"type": "document", "href": "/api/export", "media_type": "application/json",
                     "label": desk.words("settings.export_label")}]
    return reply


def _erase(desk: Desk, slots: Slots) -> Reply:
    """Asks, then removes all that is the person's own to remove. The passbook is a record and stays, but for the words
    and answers in it, whose key is destroyed."""
    reply = Reply("clarify", "", "settings", {"what": "erase"})
    if not slots.get("confirmed"):
        reply.text = lines([desk.words("settings.erase_ask"), desk.words("settings.erase_kept"),
                            desk.words("settings.shall_i")])
        return ask_yes(desk, reply, "settings", {"what": "erase"})
    gone = reminders.erase(desk.conn, desk.person.id)
    sealed = keys.destroy(desk.conn, desk.person.id)
    # What the conversations remember goes when this turn has been remembered too (see `bot/wiring.py`).
    desk.memory.clear()
    desk.memory["forget"] = True
    reply.outcome, reply.text = "answered", desk.words("settings.erased", reminders=gone, sealed=sealed)
    reply.sources = [figure("reminders", gone), figure("sealed", sealed)]
    return reply


def _consent(desk: Desk, _slots: Slots) -> Reply:
    """What is held for what, what the person agreed to, and what they can do about it."""
    agreed = consents.standing(desk.conn, desk.person.id)
    told = [desk.words(f"consent.purpose_{each.purpose}", channel=_channel(each.channel)) for each in agreed]
    reply = Reply("answered", lines([desk.words("settings.consent"), desk.words(
        "consent.standing", purposes=desk.words.listed(told)) if told else desk.words("consent.none")]),
        "settings", {"what": "consent"})
    reply.sources = [{"kind": "consent", "id": f"{each.purpose} {each.channel}", "notice": each.notice}
                     for each in agreed]
    on = any(each.purpose == consent.NUDGES for each in agreed)
    offers = [("nudges_off", {"what": "withdraw", "purpose": consent.NUDGES}) if on else ("nudges_on", {
        "what": "nudges"}), ("export", {"what": "export"}), ("erase", {"what": "erase"})]
    if links.of_official(desk.conn, desk.person.id):
        offers.append(("unlink", {"what": "unlink"}))
    reply.offers = [Offer(key, desk.words(f"offer.{key}"), desk.words(f"say.{key}"), "settings", wish)
                    for key, wish in offers]
    return reply


def _nudges(desk: Desk, _slots: Slots) -> Reply:
    """A yes to suggestions, by each account that is linked and was agreed to."""
    reply = Reply("answered", "", "settings", {"what": "nudges"})
    linked = [each for each in links.of_official(desk.conn, desk.person.id) if each.agreed_at is not None]
    for channel in dict.fromkeys(each.channel for each in linked):
        for purpose in (consent.REMINDERS, consent.NUDGES):
            consents.give(desk.conn, desk.person.id, purpose, channel, consent.NOTICE, desk.words.language,
                          desk.recorded_at)
    if not linked:
        # on the page they are shown when it is opened, which needs a yes of its own all the same
        consents.give(desk.conn, desk.person.id, consent.NUDGES, "web", consent.NOTICE, desk.words.language,
                      desk.recorded_at)
    reply.text = lines([desk.words("consent.given_nudges"), None if linked else desk.words("consent.no_channel")])
    reply.offers = [Offer("nudges_off", desk.words("offer.nudges_off"), desk.words("say.nudges_off"), "settings",
                          {"what": "withdraw", "purpose": consent.NUDGES})]
    return reply


def _withdraw(desk: Desk, slots: Slots) -> Reply:
    """Withdraws at once: to give up a right needs a yes, to take it back does not. Talking itself ends by unlinking."""
    purpose = slots.get("purpose")
    for each in (purpose,) if purpose else (consent.REMINDERS, consent.NUDGES):
        consents.withdraw(desk.conn, desk.person.id, each, None, desk.recorded_at)
    reply = Reply("answered", desk.words("consent.withdrawn_nudges" if purpose else "consent.withdrawn"), "settings",
                  {"what": "consent"})
    if not purpose and links.of_official(desk.conn, desk.person.id):
        reply.offers = [Offer("unlink", desk.words("offer.unlink"), desk.words("say.unlink"), "settings",
                              {"what": "unlink"})]
    return reply


def _unlink(desk: Desk, slots: Slots) -> Reply:
    """Asks, then ends the links of the person's chat accounts (of one channel, where one is named)."""
    wanted = slots.get("channel")
    found = [each for each in links.of_official(desk.conn, desk.person.id) if wanted in (None, each.channel)]
    reply = Reply("answered", desk.words("consent.no_links"), "settings", {"what": "unlink"})
    if not found:
        return reply
    names = desk.words.listed(dict.fromkeys(_channel(each.channel) for each in found))
    if not slots.get("confirmed"):
        reply.text = desk.words("consent.unlink_ask", channels=names)
        return ask_yes(desk, reply, "settings", {"what": "unlink", "channel": wanted})
    for each in found:
        links.unlink(desk.conn, desk.person.id, each.id, desk.recorded_at)
        consents.withdraw(desk.conn, desk.person.id, None, each.channel, desk.recorded_at)
    reply.outcome, reply.text = "answered", desk.words("consent.unlinked", channels=names)
    return reply


def _channel(name: str) -> str:
    """A channel's name as it writes itself."""
    return {"telegram": "Telegram", "whatsapp": "WhatsApp"}.get(name, name)


WHAT: dict[str, Callable[[Desk, Slots], Reply]] = {
    "language": _language, "export": _export, "erase": _erase, "consent": _consent, "nudges": _nudges,
    "withdraw": _withdraw, "unlink": _unlink}
TOOL = Tool("settings", run, frozenset({"language", "what", "confirmed", "purpose", "channel"}))

"""`settings`: the conversation's language, what is held about the person (to take along), erasing, and consent."""

from __future__ import annotations

from bot.store import held, reminders
from bot.tools.contract import Desk, Slots, Tool, ask_yes, figure
from bot.turn import Offer, Reply
from bot.words import Words, lines
from prompts.loader import LANGUAGES


def run(desk: Desk, slots: Slots) -> Reply:
    """By `what`: language (the default), export, erase or consent."""
    what = slots.get("what", "language")
    return {"export": _export, "erase": _erase, "consent": _consent}.get(what, _language)(desk, slots)


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
    """Asks, then removes all that is the person's own to remove; the passbook is a record and stays."""
    reply = Reply("clarify", "", "settings", {"what": "erase"})
    if not slots.get("confirmed"):
        reply.text = lines([desk.words("settings.erase_ask"), desk.words("settings.erase_kept"),
                            desk.words("settings.shall_i")])
        return ask_yes(desk, reply, "settings", {"what": "erase"})
    gone = reminders.erase(desk.conn, desk.person.id)
    # What the conversations remember goes when this turn has been remembered too (see `bot/wiring.py`).
    desk.memory.clear()
    desk.memory["forget"] = True
    reply.outcome, reply.text = "answered", desk.words("settings.erased", reminders=gone)
    reply.sources = [figure("reminders", gone)]
    return reply


def _consent(desk: Desk, _slots: Slots) -> Reply:
    """What is held for what, and what the person can do about it."""
    reply = Reply("answered", desk.words("settings.consent"), "settings", {"what": "consent"})
    reply.offers = [Offer("export", desk.words("offer.export"), desk.words("say.export"), "settings",
                          {"what": "export"}),
                    Offer("erase", desk.words("offer.erase"), desk.words("say.erase"), "settings", {"what": "erase"})]
    return reply


TOOL = Tool("settings", run, frozenset({"language", "what", "confirmed"}))

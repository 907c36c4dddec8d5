"""`settings`: the language in which the conversation goes on."""

from __future__ import annotations

from bot.tools.contract import Desk, Slots, Tool
from bot.turn import Offer, Reply
from bot.words import Words
from prompts.loader import LANGUAGES


def run(desk: Desk, slots: Slots) -> Reply:
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


TOOL = Tool("settings", run, frozenset({"language"}))

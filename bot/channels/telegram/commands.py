"""The commands of the bot (/gaps and the like): what each means in words, and telling the service of them.

A command is a short way of saying something: what stands in `[telegram.commands]` of the replies, in each language.
"""

from __future__ import annotations

from typing import Any

from bot.channels.telegram.webhook import UPDATES
from bot.settings import TelegramSettings
from prompts.loader import LANGUAGES, spoken, table

# /start carries the code by which an account is linked.
START = "/start"


def commands(language: str) -> dict[str, dict[str, str]]:
    """The commands in a language: `description` (for the menu) and `say` (what it means), by name."""
    found: dict[str, dict[str, str]] = table("replies", language)["telegram"]["commands"]
    return found


def words_of(text: str, language: str | None) -> str:
    """What a message means: a command's words, else the message itself. `/start CODE` stays as it is."""
    if not text.startswith("/"):
        return text
    name, _, rest = text.partition(" ")
    name = name.removeprefix("/").partition("@")[0].lower()
    if name == "start" and rest.strip():
        return f"{START} {rest.strip()}"
    known = commands(spoken(language)).get(name)
    if known is None:
        return " ".join(part for part in (name.replace("_", " "), rest.strip()) if part)
    return f"{known['say']} {rest.strip()}".strip()


async def set_up(settings: TelegramSettings, address: str) -> str | None:
    """Tells the service of our webhook and commands. In words what is wrong, or None."""
    from telegram.error import TelegramError

    from bot.channels.telegram.send import client, refused

    bot = client(settings)
    try:
        async with bot:
            await bot.set_webhook(address, allowed_updates=UPDATES, secret_token=settings.secret)
            await tell_commands(bot)
    except TelegramError as fault:
        return refused(fault).why
    return None


async def tell_commands(bot: Any) -> None:
    """Sets the menu of commands in each language; the first is everybody's who has another."""
    for language in LANGUAGES:
        told = [(name, each["description"]) for name, each in commands(language).items()]
        await bot.set_my_commands(told, language_code=None if language == LANGUAGES[0] else language)

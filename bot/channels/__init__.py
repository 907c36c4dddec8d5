"""The channels by which people reach Saathi through somebody else's service: one line each.

The terminal and the web are served by commands and by `bot/http`; they need no line here.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.channel import Channel
from bot.settings import Settings


def _telegram(settings: Settings) -> Channel | None:
    if settings.telegram is None:
        return None
    from bot.channels.telegram.channel import Telegram

    return Telegram(settings.telegram)


def _whatsapp(settings: Settings) -> Channel | None:
    if settings.whatsapp is None:
        return None
    from bot.channels.whatsapp.channel import WhatsApp

    return WhatsApp(settings.whatsapp)


# Makes the channel of a name, or None where it is not set up.
CHANNELS: dict[str, Callable[[Settings], Channel | None]] = {"telegram": _telegram, "whatsapp": _whatsapp}


def channels(settings: Settings) -> dict[str, Channel]:
    """The channels that are set up, by name."""
    made = {name: make(settings) for name, make in CHANNELS.items()}
    return {name: channel for name, channel in made.items() if channel is not None}

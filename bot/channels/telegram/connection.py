"""The connection to the Bot API: the library's `Bot`, told where the service is and how long to wait. The token stands
in the address of every request, so that whatever would log an address is silenced here."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.settings import TelegramSettings

if TYPE_CHECKING:
    from telegram import Bot


class Connection:
    """A `Bot` with its pools of connections: one for what is sent, one for the long poll. `patience` is how many seconds
    an answer may take (a file: four times as long)."""

    def __init__(self, settings: TelegramSettings, patience: float = 15.0) -> None:
        from telegram import Bot
        from telegram.request import HTTPXRequest

        _hush()
        self.requests = HTTPXRequest(connection_pool_size=32, read_timeout=patience, write_timeout=patience,
                                     connect_timeout=min(patience, 5.0), pool_timeout=patience,
                                     media_write_timeout=patience * 4)
        self.updates = HTTPXRequest(connection_pool_size=1, read_timeout=patience, connect_timeout=min(patience, 5.0))
        self.bot: Bot = Bot(settings.token, base_url=f"{settings.api}/bot", base_file_url=f"{settings.api}/file/bot",
                            request=self.requests, get_updates_request=self.updates)

    async def close(self) -> None:
        """Closes what is open. May be called again."""
        await self.requests.shutdown()
        await self.updates.shutdown()


def _hush() -> None:
    """`httpx` logs every address at INFO; the library logs its own at DEBUG, and an answer that it cannot read (which
    may quote a message) as an error. What is amiss reaches us as an exception anyway."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL)

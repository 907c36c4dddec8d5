"""Whether a request to our webhook comes from Telegram: the secret that the webhook was set with.

Pure, and closed where none is set.
"""

from __future__ import annotations

import hmac

# What is delivered; the rest is not asked for.
UPDATES = ("message", "edited_message", "callback_query", "poll_answer", "my_chat_member", "message_reaction")


def genuine(secret: str | None, header: str | None) -> bool:
    """Whether `header` (`X-Telegram-Bot-Api-Secret-Token`) is the secret. Constant in time."""
    if not secret or not header:
        return False
    return hmac.compare_digest(secret.encode(), header.encode())

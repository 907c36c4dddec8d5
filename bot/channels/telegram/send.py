"""Makes calls of the Bot API through the library, and says in one closed vocabulary what became of them. No error text
holds the token, an address or a message. The service has no key against doubles: a call whose answer got lost may have
been taken, and making it again may say it twice."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from bot.channel import Call, Fetch, SendError, Sent
from bot.channels.telegram.limits import LIMITS, PICTURE_BYTES

if TYPE_CHECKING:
    from telegram import Bot

    from bot.documents.contract import Document

# The methods that may be called: the library's name of each, and its parameter for the file.
METHODS: dict[str, tuple[str, str | None]] = {
    "sendMessage": ("send_message", None),
    "sendPhoto": ("send_photo", "photo"),
    "sendDocument": ("send_document", "document"),
    "sendPoll": ("send_poll", None),
}
# What the service says of a chat that is not to be reached, among requests that it calls bad.
GONE = ("chat not found", "user not found", "peer_id_invalid", "user_is_blocked", "input_user_deactivated",
        "chat_id is empty", "user is deactivated")
# What it says of a picture that it will not show as one; as a document it takes the same file.
NO_PICTURE = ("photo_invalid", "photo_ext_invalid", "photo_save", "image_process_failed", "wrong type of the web page",
              "file is too big", "photo is too big")


async def perform(bot: Bot, call: Call, fetch: Fetch) -> Sent:
    """Makes a call; a file is fetched for it. Raises SendError, and what `fetch` raises."""
    if call.method not in METHODS:
        raise SendError("rejected", "no such method")
    file = await fetch(call.file) if call.file else None
    if file is not None:
        call = _fitting(call, file)
    try:
        return await _made(bot, call, file)
    except SendError as fault:
        if call.method == "sendPhoto" and any(sign in fault.why.lower() for sign in NO_PICTURE):
            return await _made(bot, replace(call, method="sendDocument"), file)
        raise


def error_of(error: Exception) -> SendError:
    """What an error of the library means for whoever wanted to send."""
    from telegram import error as errors

    if isinstance(error, errors.RetryAfter):
        after = error.retry_after
        return SendError("retry", "too many messages",
                         after.total_seconds() if isinstance(after, timedelta) else float(after))
    if isinstance(error, errors.InvalidToken):
        return SendError("auth", "the token is not taken")
    if isinstance(error, errors.Forbidden):
        return SendError("blocked", _said(error.message))
    if isinstance(error, errors.BadRequest):
        gone = any(sign in error.message.lower() for sign in GONE)
        return SendError("blocked" if gone else "rejected", _said(error.message))
    if isinstance(error, errors.ChatMigrated):
        return SendError("rejected", "the group has another number now")
    if isinstance(error, errors.TimedOut):
        return SendError("retry", "no answer in time")
    if isinstance(error, errors.NetworkError):
        return _network(error)
    return SendError("retry", "the answer cannot be read")


def _network(error: Exception) -> SendError:
    """A request that failed on its way, or that the service failed at. Too large a body is told by its name alone, and
    a body that cannot be written at all is wrong whenever it is sent."""
    if "request entity too large" in str(error).lower():
        return SendError("rejected", "the file is too large")
    if isinstance(error.__cause__, ValueError | TypeError):
        return SendError("rejected", "the body cannot be written")
    return SendError("retry", "the service cannot be reached, or fails")


def _said(text: str) -> str:
    """What the service said, without what it may have quoted: names and texts stand between quotation marks there."""
    bare = re.sub(r"\d+:[\w-]{20,}|https?://\S+", "…", re.sub(r"(['\"“]).*(['\"”])", "…", text, flags=re.DOTALL))
    return " ".join(bare.split())[:120]


def _fitting(call: Call, file: Document) -> Call:
    """The call by which a file may go. Raises SendError for one that is too large for any."""
    if not file.content:
        raise SendError("rejected", "the file is empty")
    if len(file.content) > LIMITS.document_bytes:
        raise SendError("rejected", "the file is too large")
    if call.method == "sendPhoto" and len(file.content) > PICTURE_BYTES:
        return replace(call, method="sendDocument")
    return call


async def _made(bot: Bot, call: Call, file: Document | None) -> Sent:
    from telegram.error import TelegramError

    method, parameter = METHODS[call.method]
    arguments = _arguments(bot, call.body)
    if parameter is not None:
        if file is None:
            raise SendError("rejected", "there is no file")
        arguments |= {parameter: file.content, "filename": PurePath(call.name or file.name).name or "file"}
    try:
        message = await getattr(bot, method)(**arguments)
        return Sent(str(message.message_id), message.poll.id if message.poll else None)
    except TelegramError as error:
        # Not `from error`: the chain would show the address, and the token in it, wherever it is printed.
        raise error_of(error) from None
    except (KeyError, AttributeError, TypeError) as error:
        raise SendError("retry", f"the answer cannot be read ({type(error).__name__})") from None


def _arguments(bot: Bot, body: dict[str, Any]) -> dict[str, Any]:
    """A body as the library's arguments, which are called as in the Bot API."""
    from telegram import InlineKeyboardMarkup, LinkPreviewOptions

    arguments = dict(body)
    if markup := arguments.pop("reply_markup", None):
        arguments["reply_markup"] = InlineKeyboardMarkup.de_json(markup, bot)
    if preview := arguments.pop("link_preview_options", None):
        arguments["link_preview_options"] = LinkPreviewOptions.de_json(preview, bot)
    return arguments

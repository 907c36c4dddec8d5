"""What Telegram tells, as events: one update gives one event or none. Private chats only; a group gives the event
`group` and nothing of what is said there. Refuses (ValueError) what is no update; what is of no use to us is no event.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.channel import Event, EventKind

if TYPE_CHECKING:
    from telegram import CallbackQuery, ChatMemberUpdated, Message, MessageReactionUpdated, PollAnswer, Update, User

# The kinds of update that the service is asked for: those read below.
ALLOWED = ("message", "edited_message", "callback_query", "poll_answer", "message_reaction", "my_chat_member")
# What a message may hold that is no text, in the order in which it is looked for (an animation is a document too, a
# venue a location), and how it is called.
UNSUPPORTED = {
    "voice": "voice", "video_note": "video", "animation": "video", "video": "video", "audio": "audio",
    "photo": "picture", "sticker": "sticker", "document": "document", "venue": "location", "location": "location",
    "contact": "contact", "poll": "poll", "story": "other", "dice": "other", "game": "other", "paid_media": "other",
    "checklist": "other",
}
THUMBS = {"👍": "up", "👎": "down"}
GROUPS = ("group", "supergroup")
MEMBERS = ("member", "administrator", "restricted")


def genuine(secret: str | None, header: str | None) -> bool:
    """Whether a request carries our secret (header `X-Telegram-Bot-Api-Secret-Token`); never, where none is set. Takes
    the same time wherever they differ."""
    return bool(secret) and hmac.compare_digest((secret or "").encode(), (header or "").encode("utf-8", "replace"))


def events(payload: dict[str, Any], at: datetime) -> list[Event]:
    """The events of an update. `at` is the time of those that the service sends without one. Raises ValueError."""
    from telegram import Update

    number = payload.get("update_id") if isinstance(payload, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError("no update: it has no number")
    try:
        event = _event(Update.de_json(payload, None), at)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as fault:
        # The fault may quote the payload, which is somebody's message: only its kind is told.
        raise ValueError(f"update {number} cannot be read ({type(fault).__name__})") from None
    return [event] if event else []


def _event(update: Update, at: datetime) -> Event | None:
    key = str(update.update_id)
    if update.message:
        return _message(key, update.message)
    if update.edited_message:
        return _edited(key, update.edited_message)
    if update.callback_query:
        return _pressed(key, update.callback_query, at)
    if update.poll_answer:
        return _voted(key, update.poll_answer, at)
    if update.message_reaction:
        return _rated(key, update.message_reaction)
    if update.my_chat_member:
        return _membership(key, update.my_chat_member)
    return None


def _message(key: str, message: Message) -> Event | None:
    sender = message.from_user
    if sender is None or sender.is_bot:
        return None
    if message.chat.type in GROUPS:
        said = message.text or message.caption
        return _made(key, "group", sender, message.chat.id, message.date) if said else None
    if message.chat.type != "private":
        return None
    about = str(message.message_id)
    if message.text:
        return _made(key, "said", sender, message.chat.id, message.date, _text(message.text), about)
    for attribute, name in UNSUPPORTED.items():
        if getattr(message, attribute, None):
            return _made(key, "unsupported", sender, message.chat.id, message.date, name, about)
    return None


def _edited(key: str, message: Message) -> Event | None:
    sender = message.from_user
    if sender is None or sender.is_bot or message.chat.type != "private" or not message.text:
        return None
    return _made(key, "edited", sender, message.chat.id, message.edit_date or message.date, _text(message.text),
                 str(message.message_id))


def _pressed(key: str, query: CallbackQuery, at: datetime) -> Event | None:
    """A button of ours. It carries no time: that of its message is when we sent it."""
    message = query.message
    if message is None or message.chat.type != "private" or not query.data or query.from_user.is_bot:
        return None
    return _made(key, "pressed", query.from_user, message.chat.id, at, _text(query.data), str(message.message_id),
                 {"callback": _text(query.id)})


def _voted(key: str, answer: PollAnswer, at: datetime) -> Event | None:
    """An option of a poll; a vote taken back has none. A poll may have been passed on: whoever answers it answers in
    their own chat, and whether the poll was theirs is for the reader to see."""
    if answer.user is None or not answer.option_ids:
        return None
    return _made(key, "pressed", answer.user, answer.user.id, at,
                 f"poll:{_text(answer.poll_id)}:{int(answer.option_ids[0])}")


def _rated(key: str, reaction: MessageReactionUpdated) -> Event | None:
    """A thumb that was not there before."""
    if reaction.user is None or reaction.chat.type != "private":
        return None
    before = {getattr(each, "emoji", None) for each in reaction.old_reaction}
    for each in reaction.new_reaction:
        sign = getattr(each, "emoji", None)
        if isinstance(sign, str) and sign in THUMBS and sign not in before:
            return _made(key, "rated", reaction.user, reaction.chat.id, reaction.date, THUMBS[sign],
                         str(reaction.message_id))
    return None


def _membership(key: str, change: ChatMemberUpdated) -> Event | None:
    """Somebody closed or opened the chat to us, or took us into a group."""
    before, after = change.old_chat_member.status, change.new_chat_member.status
    if change.chat.type == "private":
        kind: EventKind | None = "blocked" if after == "kicked" else "back" if after in MEMBERS else None
    else:
        joined = change.chat.type in GROUPS and after in MEMBERS and before not in MEMBERS
        kind = "group" if joined else None
    return _made(key, kind, change.from_user, change.chat.id, change.date) if kind else None


def _made(key: str, kind: EventKind, user: User, chat: int, at: datetime, text: str = "", about: str | None = None,
          detail: dict[str, Any] | None = None) -> Event:
    language = user.language_code
    return Event(id=key, kind=kind, account=str(int(user.id)), chat=str(int(chat)), at=at, text=text,
                 language=_text(language) if language else None, about=about, detail=detail or {})


def _text(value: object) -> str:
    """A text of the payload. The library takes any JSON in its place; a queue must not."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value

"""From an update of Telegram to events. It was verified before; what is in it stays text, whatever it says.

Private chats alone are answered: a group gives one kind of event, by which it is told so. Edits, presses, answers to
polls, thumbs, and the account's blocking of the bot are events too; anything else is none.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.channel import Event
from bot.channels.telegram.commands import words_of

if TYPE_CHECKING:
    from telegram import Message, Update, User

_THUMBS = {"👍": "up", "👎": "down"}
# What a message may hold that is no text: the name of its attribute, and how it is called.
_UNSUPPORTED = {"voice": "voice", "audio": "voice", "video": "video", "video_note": "video", "photo": "picture",
                "sticker": "sticker", "document": "document", "animation": "video", "location": "location",
                "venue": "location", "contact": "contact", "poll": "poll", "dice": "other", "story": "other"}
# The service does not say when a poll was answered.
_NO_TIME = datetime.fromtimestamp(0, UTC)
_GONE = frozenset({"kicked", "left"})


@lru_cache(maxsize=1)
def _nobody() -> Any:
    """A bot to read updates with; it is never spoken through."""
    from telegram import Bot

    return Bot("0:unused")


def events(payload: dict[str, Any]) -> list[Event]:
    """The events of one update. Raises ValueError for what is none."""
    from telegram import Update

    if not isinstance(payload.get("update_id"), int):
        raise ValueError("no update of Telegram")
    try:
        event = _event(Update.de_json(payload, _nobody()))
    except Exception as fault:  # the library raises whatever a field of another kind makes it raise
        raise ValueError(f"an update that cannot be read ({type(fault).__name__})") from None
    return [event] if event is not None else []


def _event(update: Update) -> Event | None:
    identity = str(update.update_id)
    if update.message is not None:
        return _message(identity, update.message, edited=False)
    if update.edited_message is not None:
        return _message(identity, update.edited_message, edited=True)
    if update.callback_query is not None:
        query = update.callback_query
        where = query.message
        if where is None or where.chat.type != "private" or query.data is None:
            return None
        return Event(identity, "pressed", str(query.from_user.id), str(where.chat.id), where.date, query.data,
                     _language(query.from_user), str(where.message_id), detail={"callback": query.id})
    if update.poll_answer is not None and update.poll_answer.user is not None:
        answer = update.poll_answer
        if not answer.option_ids:
            return None  # a vote taken back
        user = answer.user
        assert user is not None
        return Event(identity, "pressed", str(user.id), str(user.id), _NO_TIME, f"poll:{answer.poll_id}:"
                     f"{answer.option_ids[0]}", _language(user), answer.poll_id)
    if update.my_chat_member is not None:
        member = update.my_chat_member
        if member.chat.type != "private":
            return None
        kind = "blocked" if member.new_chat_member.status in _GONE else "back"
        return Event(identity, "blocked" if kind == "blocked" else "back", str(member.from_user.id),
                     str(member.chat.id), member.date)
    if update.message_reaction is not None:
        return _reaction(identity, update)
    return None


def _message(identity: str, message: Message, edited: bool) -> Event | None:
    sender = message.from_user
    if sender is None or sender.is_bot:
        return None
    language, about = _language(sender), str(message.message_id)
    if message.chat.type != "private":
        # told once: a bot in a group sees what is said to it, and joins by being added
        return Event(identity, "group", str(sender.id), str(message.chat.id), message.date, language=language)
    account, chat = str(sender.id), str(message.chat.id)
    if message.text is not None:
        return Event(identity, "edited" if edited else "said", account, chat, message.edit_date or message.date
                     if edited else message.date, words_of(_clean(message.text), language), language, about)
    kind = next((name for attribute, name in _UNSUPPORTED.items() if getattr(message, attribute, None)), None)
    if kind is None or edited:
        return None  # somebody joined, a title changed, a caption was mended
    detail = {"caption": _clean(message.caption)} if message.caption else {}
    return Event(identity, "unsupported", account, chat, message.date, kind, language, about, detail=detail)


def _reaction(identity: str, update: Update) -> Event | None:
    reaction = update.message_reaction
    if reaction is None or reaction.user is None or reaction.chat.type != "private":
        return None
    thumbs = [_THUMBS[emoji] for each in reaction.new_reaction
              if (emoji := getattr(each, "emoji", None)) in _THUMBS]
    if not thumbs:
        return None
    return Event(identity, "rated", str(reaction.user.id), str(reaction.chat.id), reaction.date, thumbs[-1],
                 _language(reaction.user), str(reaction.message_id))


def _language(user: User) -> str | None:
    return user.language_code


def _clean(text: str) -> str:
    """The text without what no database takes: the sign zero, and halves of signs."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()

"""From a payload of WhatsApp's webhook to events. It was verified before; what is in it stays text, whatever it says.

A payload is a batch: entries, their changes, and in each many messages and statuses. Read by hand: the types of pywa
read the first message of each payload alone, and fail where a person has no id. Leads to no event on purpose:

- what is for another number than ours, and all fields but `messages`;
- `system`: a person changed their number, and with it their id. That is a new account, which has to be linked anew:
  whoever gets the old number later must not be taken for them;
- a reaction that is no thumb, or one taken back; a message taken back; edits of what is not text;
- statuses of groups, and states that say nothing new (`played`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.channel import Event, EventKind
from bot.channels.whatsapp.faults import fault_of
from bot.channels.whatsapp.links import digits

_log = logging.getLogger(__name__)

# What cannot be answered, by the service's type; anything else that is unknown is `other`.
UNSUPPORTED = {"audio": "voice", "image": "picture", "video": "video", "document": "document", "sticker": "sticker",
               "location": "location", "contacts": "contact"}
_SILENT = frozenset({"system", "revoke", "request_welcome"})
_STATES = frozenset({"sent", "delivered", "read", "failed"})
_THUMBS = {"👍": "up", "👎": "down"}
# Tones of skin, and the sign that asks for a colourful picture.
_TONES = dict.fromkeys([0xFE0F, *range(0x1F3FB, 0x1F400)])

# What reading raises where something is missing or of another kind than is documented.
_UNREAD = (KeyError, TypeError, ValueError, AttributeError, OverflowError)

Json = dict[str, Any]


@dataclass(frozen=True)
class _Who:
    """The person of a message: their id with the business, where there is one, and their number, where it is told."""

    account: str | None
    number: str | None

    @property
    def name(self) -> str:
        """The one by which the account is kept. Raises KeyError where neither is told."""
        known = self.account or self.number
        if known is None:
            raise KeyError("from")
        return known


def events(payload: Json, phone_id: str) -> list[Event]:
    """The events of a payload for our number. A message whose content cannot be read is `unsupported`, so that its
    sender is told. Raises ValueError for what is no payload of WhatsApp's, and where nothing in it can be read; what
    can be read is not lost for the rest, which is counted in the log."""
    if payload.get("object") != "whatsapp_business_account" or not isinstance(payload.get("entry"), list):
        raise ValueError("no payload of WhatsApp")
    found: list[Event] = []
    unread = 0
    for value in _values(payload, phone_id):
        for item, read in [(each, _message) for each in _list(value, "messages")] + \
                          [(each, _status) for each in _list(value, "statuses")]:
            try:
                event = read(item, value)
            except _UNREAD:
                unread += 1
            else:
                found += [event] if event else []
    if unread:
        if not found:
            raise ValueError("messages of WhatsApp that cannot be read")
        _log.warning("%d of the messages of a WhatsApp payload could not be read", unread)
    return found


def _values(payload: Json, phone_id: str) -> Iterator[Json]:
    for entry in payload["entry"]:
        for change in _list(entry, "changes"):
            value = change.get("value") if isinstance(change, dict) else None
            if not isinstance(value, dict) or change.get("field") != "messages":
                continue
            metadata = value.get("metadata")
            if isinstance(metadata, dict) and str(metadata.get("phone_number_id")) == phone_id:
                yield value


def _list(holder: object, key: str) -> list[Any]:
    found = holder.get(key) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []


# ---- messages


def _message(message: Json, value: Json) -> Event | None:
    kind = message["type"]
    if kind in _SILENT:
        return None
    who = _sender(message, value)
    group = message.get("group_id")
    if group:
        return _event(message, "group", who, chat=str(group))
    try:
        return _content(message, kind, who, _about(message))
    except _UNREAD:
        return _event(message, "unsupported", who, "other")


def _content(message: Json, kind: str, who: _Who, about: str | None) -> Event | None:
    if kind == "text":
        return _event(message, "said", who, message["text"]["body"], about)
    if kind == "interactive":
        return _answered(message, who, about)
    if kind == "button":
        button = message["button"]
        # A button of a template: its payload is ours where we set one, and else what stands on it.
        payload = button.get("payload") or button["text"]
        return _event(message, "said" if payload == button["text"] else "pressed", who, payload, about)
    if kind == "reaction":
        reaction = message["reaction"]
        thumb = _THUMBS.get((reaction.get("emoji") or "").translate(_TONES))
        return _event(message, "rated", who, thumb, reaction["message_id"]) if thumb else None
    if kind == "edit":
        edit = message["edit"]
        new = edit["message"]
        return _event(message, "edited", who, new["text"]["body"], edit["original_message_id"]) \
            if new["type"] == "text" else None
    caption = (message.get(kind) or {}).get("caption") if kind in ("image", "video", "document") else None
    return _event(message, "unsupported", who, UNSUPPORTED.get(kind, "other"), about,
                  detail={"caption": _clean(str(caption))} if caption else {})


def _answered(message: Json, who: _Who, about: str | None) -> Event:
    answer = message["interactive"]
    kind = answer["type"]
    if kind in ("button_reply", "list_reply"):
        return _event(message, "pressed", who, answer[kind]["id"], about)
    return _event(message, "unsupported", who, "other", about)


def _event(message: Json, kind: EventKind, who: _Who, text: str = "", about: str | None = None,
           chat: str | None = None, detail: Json | None = None) -> Event:
    if not isinstance(text, str):
        raise TypeError("no text")
    return Event(id=_id(message), kind=kind, account=who.name, chat=chat or who.number or who.name, at=_at(message),
                 text=_clean(text), about=about, also=who.number if who.account else None, detail=detail or {})


def _sender(message: Json, value: Json) -> _Who:
    """Who wrote: told by the message, and beside it by the contact that belongs to it."""
    account, number = message.get("from_user_id"), message.get("from")
    contacts = [each for each in _list(value, "contacts") if isinstance(each, dict)]
    own = [each for each in contacts if _same(each.get("user_id"), account) or _same(each.get("wa_id"), number)]
    if not own and not account and not number and len(contacts) == 1:
        own = contacts
    for contact in own:
        account, number = account or contact.get("user_id"), number or contact.get("wa_id")
    return _Who(_told(account), _digits(number))


def _same(one: object, other: object) -> bool:
    return bool(one) and one == other


def _about(message: Json) -> str | None:
    context = message.get("context")
    return _told(context.get("id")) if isinstance(context, dict) else None


# ---- statuses


def _status(status: Json, value: Json) -> Event | None:
    state = status["status"]
    if state not in _STATES or status.get("recipient_type") == "group":
        return None
    who = _receiver(status, value)
    detail: Json = {}
    if status.get("biz_opaque_callback_data"):
        detail["ref"] = str(status["biz_opaque_callback_data"])
    if state == "failed":
        detail |= _failure(status)
    return Event(id=f"{_id(status)}:{state}", kind="delivered", account=who.name, chat=who.number or who.name,
                 at=_at(status), text=state, about=_id(status), also=who.number if who.account else None,
                 detail=detail)


def _failure(status: Json) -> Json:
    """Why a message was not delivered: the code and what it means. The service's own words may repeat the message."""
    error = next(iter(_list(status, "errors")), None) or {}
    code = int(error.get("code", 135000))
    found = fault_of(code)
    return {"code": code, "fault": found.fault, "why": found.why}


def _receiver(status: Json, value: Json) -> _Who:
    account, number = status.get("recipient_user_id"), status.get("recipient_id")
    contacts = [each for each in _list(value, "contacts") if isinstance(each, dict)]
    for contact in contacts:
        if _same(contact.get("user_id"), account) or _same(contact.get("wa_id"), number):
            account, number = account or contact.get("user_id"), number or contact.get("wa_id")
    return _Who(_told(account), _digits(number))


# ---- fields


def _id(item: Json) -> str:
    found = item["id"]
    if not isinstance(found, str) or not found:
        raise KeyError("id")
    return found


def _at(item: Json) -> datetime:
    return datetime.fromtimestamp(int(item["timestamp"]), UTC)


def _clean(text: str) -> str:
    """The text without what no database takes: the sign zero, and halves of signs."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def _told(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _digits(value: object) -> str | None:
    """A telephone number as digits alone; None where there is none."""
    return digits(str(value or "")) or None

"""The people of the stand-in of WhatsApp, and the webhook payloads in which the service tells what they do."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


def wamid(number: int) -> str:
    """An id of a message as the service makes them."""
    return "wamid." + base64.b64encode(f"stand-in {number:012d}".encode()).decode()


@dataclass
class Person:
    """Somebody with WhatsApp: `account` is their id with the business, `number` their telephone number. Where they
    `hide` it (they use a user name), payloads name them by the id alone. What they do waits with the service until it
    is delivered; `heard` is what reached their phone."""

    account: str | None
    number: str
    name: str
    tell: Callable[[Json], None]
    next_id: Callable[[], str]
    now: Callable[[], float]
    hide: bool = False
    blocks: bool = False
    wrote_at: float | None = None
    heard: list[Json] = field(default_factory=list)

    # ---- what they do

    def write(self, text: str, about: str | None = None, group: str | None = None) -> str:
        """Writes a message; `about` is the one that it answers. Returns its id."""
        return self._do("text", {"body": text}, about, group)

    def press(self, title: str) -> str:
        """Presses the newest button with this title. Raises LookupError where there is none to see."""
        message, reply = self._offered("button", title)
        return self._do("interactive", {"type": "button_reply", "button_reply": {
            "id": reply["id"], "title": reply["title"]}}, message["id"])

    def choose(self, title: str) -> str:
        """Chooses the row with this title from the newest list. Raises LookupError where there is none to see."""
        message, row = self._offered("list", title)
        return self._do("interactive", {"type": "list_reply", "list_reply": row}, message["id"])

    def react(self, message_id: str, emoji: str | None) -> str:
        """Puts a reaction under a message, or takes it back (None)."""
        return self._do("reaction", {"message_id": message_id} | ({"emoji": emoji} if emoji else {}))

    def show(self, kind: str, caption: str | None = None) -> str:
        """Sends a picture, a voice message, a document, …"""
        content: Json = {"id": "1754951608042154", "mime_type": "application/octet-stream", "sha256": "aa"}
        return self._do(kind, content | ({"caption": caption} if caption else {}))

    def edit(self, message_id: str, text: str) -> str:
        """Edits a message that they wrote."""
        return self._do("edit", {"original_message_id": message_id,
                                 "message": {"type": "text", "text": {"body": text}}})

    def block(self) -> None:
        """Blocks the business: nothing reaches them any more."""
        self.blocks = True

    def unblock(self) -> None:
        """Takes that back."""
        self.blocks = False

    @property
    def latest(self) -> Json:
        """The newest message on their phone. Raises LookupError where there is none."""
        if not self.heard:
            raise LookupError("nothing was heard")
        return self.heard[-1]

    # ---- how the service tells it

    def contact(self, profile: bool = True) -> Json:
        """Who they are, as payloads have it."""
        return ({"profile": {"name": self.name}} if profile else {}) | \
            ({"user_id": self.account} if self.account else {}) | ({} if self.hide else {"wa_id": self.number})

    def status(self, message_id: str, state: str, ref: str | None, errors: Sequence[Json] = ()) -> None:
        """Tells what became of a message to them."""
        told: Json = {"id": message_id, "status": state, "timestamp": str(int(self.now()))}
        if not self.hide:
            told["recipient_id"] = self.number
        if self.account:
            told["recipient_user_id"] = self.account
        if ref:
            told["biz_opaque_callback_data"] = ref
        if errors:
            told["errors"] = list(errors)
        self.tell({"statuses": [told], "contacts": [self.contact(profile=False)]})

    def _do(self, kind: str, content: Json, about: str | None = None, group: str | None = None) -> str:
        self.wrote_at = self.now()
        message: Json = {"id": self.next_id(), "timestamp": str(int(self.now())), "type": kind, kind: content}
        if not self.hide:
            message["from"] = self.number
        if self.account:
            message["from_user_id"] = self.account
        if group:
            message["group_id"] = group
        if about:
            message["context"] = {"id": about}
        self.tell({"contacts": [self.contact()], "messages": [message]})
        return str(message["id"])

    def _offered(self, kind: str, title: str) -> tuple[Json, Json]:
        for message in reversed(self.heard):
            content = message.get("interactive") or {}
            if content.get("type") != kind:
                continue
            action = content["action"]
            offered = [button["reply"] for button in action["buttons"]] if kind == "button" else \
                [row for section in action["sections"] for row in section["rows"]]
            for each in offered:
                if each["title"] == title:
                    return message, each
        raise LookupError(title)


def payloads(values: Sequence[Json], metadata: Json, *, together: bool = True, twice: bool = False,
             shuffle: int | None = None) -> list[bytes]:
    """The bodies that tell these values: all in one batch or one each, each `twice`, in an order drawn from
    `shuffle`. Non-ASCII is escaped, as the service does it."""
    told = [value for value in values for _ in range(2 if twice else 1)]
    if shuffle is not None:
        random.Random(shuffle).shuffle(told)
    changes = [{"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
               for value in told]
    batches = [changes] if together and changes else [[change] for change in changes]
    return [json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": batch}]})
            .encode() for batch in batches]

"""What a channel is: how it hears (`parse`), what it can show (`LIMITS`), how it says (`render`, `send`).

A channel translates and degrades; it never decides. Each is a folder of `bot/channels/` and a line in its `CHANNELS`.
Everything here is plain data that survives a queue: what comes in is an `Event`, what goes out a `Call`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.documents.contract import Document

EventKind = Literal["said", "edited", "pressed", "rated", "delivered", "blocked", "back", "group", "unsupported",
                    "flood"]
PartKind = Literal["text", "picture", "document", "poll"]
SendFault = Literal["retry", "blocked", "window", "rejected", "auth"]


@dataclass(frozen=True)
class Event:
    """One thing that a service told: `id` is the service's own for it and the key under which it counts once.

    `account` is who, as the service names them for good, `chat` where an answer goes, `also` a second name of the same
    account (a telephone number beside an id). `about` is the service's id of the message that it is about, or of the
    one that was said. `detail` is plain JSON that the channel itself reads again. By kind, `text` is:

    - what was `said` or `edited`; what is `unsupported` (voice, picture, …);
    - the data of the button `pressed`, or `poll:ID:N` for option N of a native poll;
    - `up` or `down` of a message `rated`;
    - the state of a message `delivered`: sent, delivered, read, failed;
    - nothing for `blocked` and `back` (the account closed or opened the chat to us), for a message in a `group`, and
      for `flood`, which the inbox makes of a message of somebody of whom too many wait.
    """

    id: str
    kind: EventKind
    account: str
    chat: str
    at: datetime
    text: str = ""
    language: str | None = None
    about: str | None = None
    also: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The event as the inbox keeps it."""
        return {**asdict(self), "at": self.at.isoformat()}

    @staticmethod
    def from_json(kept: dict[str, Any]) -> Event:
        """The event that the inbox kept."""
        return Event(**{**kept, "at": datetime.fromisoformat(kept["at"])})


@dataclass(frozen=True)
class Poll:
    """What a native quiz poll takes: lengths in signs, and how many options there may be."""

    question: int
    option: int
    options: int
    explanation: int


@dataclass(frozen=True)
class Limits:
    """What a channel can show, as data; the figures are the service's own. `measure` is how it counts text: in code
    points, or in units of UTF-16. Zero `buttons` or `rows` means that there are none. `row` is title and description.
    """

    text: int
    caption: int
    buttons: int
    label: int
    data: int
    rows: int = 0
    row: tuple[int, int] = (0, 0)
    rows_button: int = 0
    # The most text of a message that carries buttons or a list.
    with_buttons: int = 0
    poll: Poll | None = None
    pictures: bool = False
    documents: bool = False
    document_bytes: int = 0
    measure: Literal["points", "utf16"] = "points"
    # So many messages to one person may follow each other at once; beyond that one in so many seconds (0: no rule).
    burst: int = 0
    pace: float = 0.0
    # Free text is taken for so many hours after the person last wrote; templates alone after that (0: no such rule).
    window_hours: int = 0
    # Whether a thumb can be put under an answer as a button of its own, beside the choices.
    thumbs: bool = False


@dataclass(frozen=True)
class Button:
    """Something to press: what it says, and what comes back when it is pressed (`detail`: a second line in lists)."""

    label: str
    data: str
    detail: str = ""


@dataclass(frozen=True)
class Part:
    """One message that fits a channel. `file` is the address of a document of ours (`/api/figures/….png`), fetched with
    the person's rights when it is sent; `name` how it is called. `buttons` are shown as buttons, or as rows of a list
    where `listed`; `thumbs` are those of feedback. A poll has `options`, the place of the right one and why."""

    kind: PartKind
    text: str
    language: str = "en"
    buttons: tuple[Button, ...] = ()
    listed: bool = False
    thumbs: tuple[Button, ...] = ()
    file: str | None = None
    name: str = ""
    media_type: str = ""
    options: tuple[str, ...] = ()
    right: int | None = None
    explanation: str = ""


@dataclass(frozen=True)
class Call:
    """One request to a service: its method, its body (plain JSON) and, where a file goes with it, our address of that.
    `template` says that it may be sent where the service no longer takes free text. `ref` is our own name of the call,
    for services that tell it back with what becomes of the message."""

    method: str
    body: dict[str, Any]
    file: str | None = None
    name: str = ""
    media_type: str = ""
    template: bool = False
    ref: str = ""

    def as_json(self) -> dict[str, Any]:
        """The call as the outbox keeps it."""
        return asdict(self)


@dataclass(frozen=True)
class Sent:
    """What a service answered: its id of the message, and what else must be known of it later (the id of a poll)."""

    id: str
    also: str | None = None


class SendError(Exception):
    """A call that was not taken. `fault`: `retry` (later, after `after` seconds where the service said so), `blocked`
    (this account is not to be reached), `window` (free text is not taken now, a template is), `rejected` (the call is
    wrong, and would be again), `auth` (our own credentials are not taken). `unsure`: the service may have taken it all
    the same, and only its answer was lost. The text holds no secret and no message."""

    def __init__(self, fault: SendFault, why: str, after: float | None = None, unsure: bool = False) -> None:
        super().__init__(f"{fault}: {why}")
        self.fault, self.why, self.after, self.unsure = fault, why, after, unsure


# Gives the document behind an address of ours, for the person to whom a call goes.
Fetch = Callable[[str], Awaitable[Document]]


class Channel(Protocol):
    """A channel as the rest of Saathi sees it. Made once a process; `send` is called in its event loop."""

    @property
    def name(self) -> str:
        """Its name, as in `CHANNELS` and in a turn's `channel`."""

    @property
    def limits(self) -> Limits:
        """What it can show."""

    def parse(self, payload: dict[str, Any]) -> list[Event]:
        """The events of one payload, which was verified before. Raises ValueError for what it cannot read."""

    def render(self, chat: str, parts: Sequence[Part]) -> list[Call]:
        """The calls that say these parts in a chat, in order. Pure."""

    def nudge(self, chat: str, template: str, language: str, values: Sequence[str], text: str) -> Call:
        """The call that says something unasked: a template by its name with its values where the service asks for one
        beyond its window (`text` is what it amounts to), and else the text."""

    async def send(self, call: Call, fetch: Fetch) -> Sent:
        """Makes a call. Raises SendError."""

    async def typing(self, event: Event, text: str = "") -> None:
        """Shows that an answer is being made, and what there is of it (`text`), where the service can. Never raises."""

    def link(self, code: str, language: str) -> str:
        """The address that opens a chat with us which begins with this code, for linking an account."""

    async def trouble(self) -> str | None:
        """Why the service does not accept us, in words without a secret; None where it does. Never raises."""

    async def close(self) -> None:
        """Lets go of its connections."""

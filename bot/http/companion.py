"""What the web needs of Saathi, and nothing more: the contract that `bot/wiring.py` fulfils and tests fake.

Every method here is plain and may block; the routes call it in worker threads.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Protocol

from bot.documents.contract import Document
from bot.people.linking import Invitation
from bot.people.sign_in import SignIn
from bot.settings import Settings
from bot.store.feedback import Wanted
from bot.turn import Heard, Incoming, Reply
from bot.watching import Watch

# How long a session lasts, in seconds; the cookie and the database agree on it.
SESSION_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Card:
    """What the page shows of a person; `insights`: whether the page at `/insights` has something for them."""

    id: str
    name: str
    position: str
    organisation: str
    language: str
    insights: bool = False

    def as_json(self) -> dict[str, Any]:
        """The card as a JSON object."""
        return asdict(self)


class Reviews(Protocol):
    """The review list of feedback. Every method raises NotReviewerError for whoever may not see it; NoCaseError and
    LearnRefusal as `bot/people/review_list.py` says."""

    def cases(self, who: str, wanted: Wanted, language: str) -> dict[str, Any]:
        """Cases, newest first."""

    def choices(self, who: str) -> dict[str, Any]:
        """What the list may be narrowed to, and what a case may become."""

    def things(self, who: str, text: str, language: str) -> list[dict[str, Any]]:
        """What a synonym may be of, by some words of its name."""

    def learn(self, who: str, case: str, kind: str, given: dict[str, Any], language: str) -> dict[str, Any]:
        """Makes a synonym, an example or a golden turn of a case; the case as it is then."""

    def dismiss(self, who: str, case: str, language: str) -> dict[str, Any]:
        """Closes a case; the case as it is then."""

    def undo(self, who: str, case: str, what: str | None, language: str) -> dict[str, Any]:
        """Takes back what was made of a case, or its dismissal; the case as it is then."""

    def export(self, who: str, form: str, what: str) -> Document:
        """All cases, or the golden turns, as a file."""


class Drafts(Protocol):
    """The drafts that authors review (`bot/people/draft_list.py`). Every method raises NotAuthorError for whoever may
    not; NoDraftError for a draft, line or version that is not there; RefusedLineError (`frac/drafting/review.py`) and
    DraftRefusal for what cannot be. Those that give no other answer give the draft as it is then."""

    def listed(self, who: str, state: str, kind: str | None, words: str, skip: int, language: str) -> dict[str, Any]:
        """Drafts in a state (or `all`), first what concerns many and is least certain; `more` and `counts`."""

    def one(self, who: str, draft: str, language: str) -> dict[str, Any]:
        """A draft in full, with what the person may do with it."""

    def choices(self, who: str, language: str) -> dict[str, Any]:
        """`levels`, `competencies`, `organisations` and `positions`; `courses` of which a model can write items."""

    def make(self, who: str, title: str, place: str | None, description: str, position: str | None, language: str
             ) -> dict[str, Any]:
        """Has a post drafted; with `again` the draft of it that is at work already."""

    def items(self, who: str, course: str, section: int | None, count: int, language: str) -> dict[str, Any]:
        """Has a language model write quiz items; `drafting` says how many were `written` and `kept`, and what was
        `left_out` and why."""

    def decide(self, who: str, draft: str, line: str, verdict: str, body: dict[str, Any] | None, reason: str,
               language: str) -> dict[str, Any]:
        """Accepts, changes or rejects a line, or opens it again."""

    def rest(self, who: str, draft: str, language: str) -> dict[str, Any]:
        """Accepts all lines that nobody decided."""

    def add(self, who: str, draft: str, kind: str, under: str | None, body: dict[str, Any], reason: str,
            language: str) -> dict[str, Any]:
        """Adds a line."""

    def step(self, who: str, draft: str, what: str, reason: str, language: str) -> dict[str, Any]:
        """Submits, returns, approves, withdraws or revokes; `taking_effect` where the framework is being made anew."""

    def compare(self, who: str, draft: str, before: int, after: int, language: str) -> dict[str, Any]:
        """The `differences` between two versions."""


class Home(Protocol):
    """The manager's home. Every method raises NotOverseerError and NoPlaceError (`bot/insights/home.py`). The place ""
    stands for the people of one's team."""

    def home(self, who: str, place: str | None, language: str) -> dict[str, Any]:
        """The figures of a place and the sections that there are."""

    def below(self, who: str, place: str, language: str) -> dict[str, Any]:
        """The units right below a place, with their figures, as `tables`."""

    def opened(self, who: str, metric: str, place: str, language: str, part: int | None = None) -> dict[str, Any]:
        """One figure in full, as `replies` of one part or of all; `parts`: how many there are."""

    def section(self, who: str, tool: str, place: str | None, language: str) -> dict[str, Any]:
        """What a tool tells of a place, as `replies`."""

    def follow(self, who: str, metric: str, place: str, follows: bool) -> None:
        """Begins or ends to follow a figure of a place."""


class Companion(Protocol):
    """Saathi as the web sees it."""

    @property
    def settings(self) -> Settings:
        """The settings of this process."""

    @property
    def watch(self) -> Watch:
        """The counters of this process."""

    def answer(self, incoming: Incoming, heard: Heard | None = None) -> Reply:
        """The reply to one message; `heard` is told, from another thread, what of it may be shown already. Thread-safe;
        never raises; the same id is answered once."""

    def wait(self, official_id: str, turn: str) -> float:
        """How many seconds a person has to wait until this message is answered; 0 where it is answered now, or was."""

    def greet(self, official_id: str, language: str | None) -> Reply:
        """The first words, with suggested choices. Writes nothing."""

    def statement(self, official_id: str, form: str, of: str | None, period: str | None, language: str | None
                  ) -> Document:
        """The statement of a passbook as a file, made for an official: their own, or that of `of` whom they may see.
        Raises NotYoursError and PeriodError (`bot/documents/statements.py`)."""

    def figures(self, official_id: str, identity: str, form: str) -> Document:
        """The file of an answer in figures that an official was given, asked anew: `csv`, `xlsx`, `svg` or `png`.
        Raises NothingKeptError and NothingToDrawError (`bot/documents/figures.py`)."""

    def person(self, official_id: str) -> Card | None:
        """The card of an official, or None where there is nobody with this id."""

    def people(self, text: str, limit: int) -> list[Card]:
        """People by name or id; a varied handful where the text is empty."""

    def export(self, official_id: str) -> dict[str, Any]:
        """Everything held about an official, as plain JSON."""

    def rate(self, official_id: str, turn: str, thumb: str, reason: str | None, channel: str) -> bool:
        """Keeps a thumb (`up`, `down`) on an answer; False where the official was given no such answer."""

    @property
    def reviews(self) -> Reviews:
        """The review list."""

    @property
    def drafts(self) -> Drafts:
        """The drafts that authors review."""

    @property
    def insights(self) -> Home:
        """The manager's home."""

    @property
    def signing(self) -> SignIn | None:
        """Signing in at a provider; None where none is set up. Its methods are not plain: they are awaited."""

    def open_session(self, official_id: str) -> str:
        """A new session's token, which lasts `SESSION_SECONDS`."""

    def session(self, token: str) -> str | None:
        """Whose session a token is; None where it is unknown or has expired."""

    def close_session(self, token: str) -> None:
        """Ends a session; an unknown token is no error."""

    def portal_session(self, token: str, origin: str, before: str | None) -> str:
        """The session of whom the token of a portal vouches for; `before`, the session that the page at `origin` held,
        goes on where it is the same person's and ends where not. Raises PortalTokenError (`bot/people/portal.py`)."""

    def links(self, official_id: str) -> dict[str, Any]:
        """`channels` (names of those set up) and `links` (id, channel, since, agreed) of an official."""

    def invite(self, official_id: str, channel: str, language: str) -> Invitation:
        """A one-time code that links an account of a channel. Raises KeyError for a channel that is not set up."""

    def unlink(self, official_id: str, link_id: str) -> bool:
        """Ends a link of an official; whether there was one."""

    def health(self) -> dict[str, object]:
        """`ready` (bool), `database` and `index` ("ok" or a reason), `tenant` (its name)."""

    def metrics(self) -> bytes:
        """What `/metrics` tells, in Prometheus' text format; none of it of a person."""

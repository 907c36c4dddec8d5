"""Signing in by OpenID Connect: out to the provider, back with a code, and then the one official whom the claims name.

What begins is taken once, within ten minutes, by the browser that began it. Nobody is signed in who is not known under
what the provider says, or not known alone; an e-mail counts only where the provider has verified it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg

from bot.people.provider import LONGEST, Asked, Provider, SignInError
from bot.settings import SignInSettings
from bot.store import sign_in as store

Conn = psycopg.Connection[Any]

LIFE = timedelta(minutes=10)
HOME = "/"
# A longer ID token makes an address that servers refuse: then one signs out without it, and is asked there.
LONGEST_HINT = 4000
# What the provider says where the person did not want to, or did not, sign in.
DENIED = frozenset({"access_denied", "login_required", "interaction_required", "consent_required",
                    "account_selection_required"})
_local = re.compile(r"/(?![/\\])[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,300}")


@dataclass(frozen=True)
class Came:
    """How somebody came back from the provider: the fields of the address that we read, each as it came."""

    state: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    error: str = ""
    issuer: str | None = None


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, as which subject of the provider, and where they wanted to go."""

    official_id: str
    back: str
    subject: str = field(repr=False)
    id_token: str = field(repr=False)


class SignIn:
    """Signing in at one provider. `connection` lends a connection to the database; both may raise DatabaseDown."""

    def __init__(self, settings: SignInSettings, connection: Callable[[], AbstractContextManager[Conn]],
                 clock: Callable[[], datetime]) -> None:
        self.settings, self._connection, self._clock = settings, connection, clock
        self.provider = Provider(settings, clock)

    async def begin(self, browser: str, redirect_uri: str, back: str, language: str | None, *, anew: bool = False
                    ) -> str:
        """Begins a sign-in of the browser that holds the secret `browser`; the address where it goes on. Raises
        SignInError."""
        asked = Asked(redirect_uri, secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48),
                      language, anew)
        begun = store.Begun(redirect_uri, asked.nonce, asked.verifier, local(back), language)
        try:
            address = await self.provider.address(asked)
        except SignInError as refusal:
            refusal.back = begun.back
            raise
        await self._with(lambda conn: store.keep(conn, asked.state, browser, begun, self._clock() + LIFE,
                                                 self._clock()))
        return address

    async def finish(self, browser: str, came: Came) -> SignedIn:
        """Ends a sign-in that this browser began. Raises SignInError, which knows where the person wanted to go."""
        begun: store.Begun | None = await self._with(
            lambda conn: store.take(conn, came.state, browser, self._clock()))
        if begun is None:
            if came.error in DENIED:  # some providers send no state back with it
                raise SignInError("denied", f"the provider says {came.error}, and no state that we know")
            raise SignInError("late", "the state is unknown, over, used, or another browser's")
        try:
            return await self._finish(begun, came)
        except SignInError as refusal:
            refusal.back, refusal.language = begun.back, begun.language
            raise

    async def _finish(self, begun: store.Begun, came: Came) -> SignedIn:
        if came.error:
            denied = came.error in DENIED
            raise SignInError("denied" if denied else "wrong",
                              f"the provider says {came.error if denied else 'an error'}")
        if not came.code:
            raise SignInError("wrong", "the provider sent neither a code nor an error")
        asked = Asked(begun.redirect_uri, came.state, begun.nonce, begun.verifier)
        answer = await self.provider.exchange(came.code, asked, came.issuer, wanted(self.settings))
        claims = answer.claims if wanted(self.settings) <= answer.claims.keys() else {**answer.claims, **answer.info}
        official_id = await self._with(lambda conn: official_of(conn, self.settings, claims))
        return SignedIn(official_id, begun.back, answer.claims["sub"], answer.id_token)

    async def note(self, session: str, signed_in: SignedIn) -> None:
        """Notes what signing out at the provider will need, with the session that was opened."""
        kept = signed_in.id_token if len(signed_in.id_token) <= LONGEST_HINT else None
        await self._with(lambda conn: store.note(conn, session, signed_in.subject, kept))

    async def hint(self, session: str) -> str | None:
        """The ID token of the sign-in that opened a session: to be read before the session ends."""
        found: str | None = await self._with(lambda conn: store.id_token(conn, session))
        return found

    async def ending(self, hint: str | None, back: str) -> str | None:
        """Where one signs out at the provider too, who then sends the browser to `back`; None where it has no such
        place or cannot be reached."""
        return await self.provider.ending(hint, back)

    async def _with(self, work: Callable[[Conn], Any]) -> Any:
        """Does something with a connection, in a worker thread."""
        from anyio.to_thread import run_sync

        def do() -> Any:
            with self._connection() as conn:
                return work(conn)

        return await run_sync(do)


def local(path: str) -> str:
    """A path of this site's pages to go back to; the first page for whatever else it is."""
    named = _local.fullmatch(path) is not None and ".." not in path
    return path if named and not path.startswith(("/auth/", "/api/", "/webhooks/")) else HOME


def wanted(settings: SignInSettings) -> frozenset[str]:
    """The claims by which an official is known."""
    return frozenset({settings.claim, "email", "email_verified"} if settings.by == "email" else {settings.claim})


def official_of(conn: Conn, settings: SignInSettings, claims: Mapping[str, Any]) -> str:
    """The id of the one official whom checked claims name. Raises SignInError."""
    told = claims.get(settings.claim)
    value = str(told).strip() if isinstance(told, str) or type(told) is int else ""
    if not (0 < len(value) <= LONGEST and value.isprintable()):
        raise SignInError("unnamed", f"the provider tells no claim {settings.claim}")
    if settings.by == "email" and not _verified(value, claims):
        raise SignInError("unverified", "the provider does not say that the e-mail is verified")
    found = store.officials(conn, settings.by, value)
    if not found:
        raise SignInError("unknown", f"no official has the {settings.by} that the claim {settings.claim} tells")
    if len(found) > 1:
        raise SignInError("many", f"several officials have the {settings.by} that the claim {settings.claim} tells")
    return found[0]


def _verified(value: str, claims: Mapping[str, Any]) -> bool:
    """Whether the provider has verified this e-mail: what it says is about its claim `email` and about no other."""
    email = claims.get("email")
    # Some providers write the boolean as a text.
    verified = claims.get("email_verified") is True or claims.get("email_verified") == "true"
    return verified and isinstance(email, str) and email.strip().casefold() == value.casefold()

"""A portal vouches for one of its people: the token that it signed, checked and used once, becomes a session.

Refused is whatever is not exactly that: another algorithm, another audience, a portal that the settings do not name, a
token that lives too long, is over, not yet begun, or was used before. Refusals hold nothing of the token.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard

import psycopg

from bot.settings import WidgetSettings
from bot.store import conversations, portal
from passbook import officials

Conn = psycopg.Connection[Any]

AUDIENCE = "saathi"
ALGORITHM = "HS256"
LIFE = timedelta(minutes=5)
# A portal's clock may be ahead of ours by so much.
SKEW = timedelta(seconds=30)
# So long an id of a token or of an official may be.
LONGEST = 200


class PortalTokenError(Exception):
    """A token that opens nothing. `key` names the sentence for the person (`errors` of `prompts/page`); the text of the
    exception says to those who run the portal what is wrong."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


@dataclass(frozen=True)
class Vouched:
    """Whom a portal vouches for, by which token of its own, and until when that may be used."""

    official_id: str
    origin: str
    token_id: str
    expires_at: datetime


def check(token: str, origin: str, settings: WidgetSettings, now: datetime) -> Vouched:
    """Whom a token vouches for that the page at `origin` handed over. Raises PortalTokenError."""
    if not settings.key or not settings.origins:
        raise PortalTokenError("no_portal", "the widget is not set up: its key and its origins must both be set")
    if origin not in settings.origins:
        raise PortalTokenError("foreign_portal", "the page that shows the widget is none of the allowed origins")
    claims = _claims(token, settings.key, now)
    if claims["iss"] != origin:
        raise PortalTokenError("portal_token", "iss is not the origin of the page that handed the token over")
    return Vouched(claims["sub"], origin, claims["jti"], datetime.fromtimestamp(claims["exp"], UTC))


def open_session(conn: Conn, settings: WidgetSettings, token: str, origin: str, before: str | None, now: datetime
                 ) -> str:
    """The session of whom a token vouches for. `before` is the session that the same page held until now: it goes on
    where it is the same person's, and ends where it is not. Raises PortalTokenError."""
    found = check(token, origin, settings, now)
    if officials.by_id(conn, found.official_id) is None:
        raise PortalTokenError("portal_person", "nobody has the id that sub names")
    if not portal.use(conn, found.origin, found.token_id, found.expires_at, now):
        raise PortalTokenError("portal_late", "the token was used before")
    if before is not None:
        if conversations.session(conn, before, now) == found.official_id:
            return before
        conversations.close_session(conn, before)
    return conversations.open_session(conn, found.official_id, now)


def _claims(token: str, key: str, now: datetime) -> dict[str, Any]:
    """The claims of a token that is signed with the key, complete, and good at this time."""
    from joserfc import jwt
    from joserfc.errors import ExpiredTokenError, JoseError
    from joserfc.jwk import OctKey

    registry = jwt.JWTClaimsRegistry(now=math.floor(now.timestamp()), aud={"essential": True, "value": AUDIENCE},
                                     iss={"essential": True}, sub={"essential": True}, jti={"essential": True},
                                     exp={"essential": True})
    try:
        claims = jwt.decode(token, OctKey.import_key(key), algorithms=[ALGORITHM]).claims
        issued = claims.pop("iat", None)
        registry.validate(claims)
        if not _is_instant(issued) or issued > now.timestamp() + SKEW.total_seconds():
            raise PortalTokenError("portal_token", "iat is missing, no number, or in the future")
        if claims["exp"] - issued > LIFE.total_seconds():
            raise PortalTokenError("portal_token", "the token lives longer than five minutes")
    except ExpiredTokenError:
        raise PortalTokenError("portal_late", "the token is over") from None
    except (JoseError, ValueError, OverflowError, RecursionError) as fault:
        raise PortalTokenError("portal_token", f"the token cannot be taken ({_short(fault)})") from None
    if not all(0 < len(claims[name]) <= LONGEST and claims[name].isprintable() for name in ("iss", "sub", "jti")):
        raise PortalTokenError("portal_token", f"iss, sub and jti must be texts of at most {LONGEST} signs")
    return claims


def _is_instant(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _short(fault: Exception) -> str:
    """What is wrong with a token by the library's own name for it, which quotes nothing of the token."""
    return str(getattr(fault, "error", "")) or "not well-formed"

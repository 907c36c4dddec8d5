"""A provider of OpenID Connect, whichever it is: all of it but its issuer is read from its discovery document.

Refused is whatever is not exactly the answer to our own question: an ID token of another issuer, for another client, of
another nonce, unsigned or signed with a secret, over or not yet begun; and addresses that are not https, but for this
machine's own. Refusals hold no token, no code and nothing of a person.
"""

from __future__ import annotations

import math
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from bot.settings import SignInSettings

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

# So long a single answer of the provider is waited for, and so long all that one step asks of it, in seconds.
WAIT_SECONDS, STEP_SECONDS = 8.0, 20.0
# The provider's clock may differ from ours by so many seconds.
SKEW_SECONDS = 60
# So long is believed what the provider says of itself and which keys it has.
KEPT = timedelta(hours=1)
# Signatures that prove who made them. Those made with our own secret, and "none", prove nothing.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# So long a name of somebody may be (a subject, by the standard, 255).
LONGEST = 255


class SignInError(Exception):
    """Somebody cannot be signed in. `key` names the sentence for the person (`sign_in` of `prompts/page`), `back` is
    where they wanted to go and `language` the one they read, where that is known; the text of the exception says to
    those who run Saathi what is wrong."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key, self.back = key, "/"
        self.language: str | None = None


@cache
def _trusted() -> Any:
    """Whom the line to a provider trusts. Read once: to read the certificates holds up the whole process for as long as
    a turn takes."""
    import httpx2

    return httpx2.create_ssl_context()


@dataclass(frozen=True)
class Asked:
    """What we ask the provider: to sign somebody in and send them back to `redirect_uri`. `verifier` is the secret of
    PKCE. Pages are shown in `language` where the provider can; with `anew` nobody goes on as who they were there."""

    redirect_uri: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    language: str | None = None
    anew: bool = False


@dataclass(frozen=True)
class Answer:
    """What the provider told of somebody, checked: the claims of the ID token, those of the userinfo endpoint where
    they were asked for, and the ID token itself, by which one signs out there."""

    claims: dict[str, Any] = field(repr=False)
    info: dict[str, Any] = field(repr=False)
    id_token: str = field(repr=False)


@dataclass(frozen=True)
class Metadata:
    """What a discovery document says, as far as we need it."""

    issuer: str
    authorization: str
    token: str
    keys: str
    info: str | None
    ending: str | None
    algorithms: tuple[str, ...]
    posts_secret: bool
    names_issuer: bool


class Provider:
    """The provider of some settings. What it says of itself is fetched when it is first needed, and anew each hour."""

    def __init__(self, settings: SignInSettings, clock: Callable[[], datetime]) -> None:
        self._settings, self._clock = settings, clock
        self._metadata: tuple[datetime, Metadata] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    async def address(self, asked: Asked) -> str:
        """Where somebody signs in. Raises SignInError."""
        from authlib.oauth2.client import OAuth2Client

        async with self._reaching() as client:
            metadata = await self._discover(client)
        more = {"ui_locales": asked.language} if asked.language else {}
        if asked.anew:
            more["prompt"] = "login"
        ours = OAuth2Client(None, self._settings.client, scope=self._settings.scope, redirect_uri=asked.redirect_uri,
                            code_challenge_method="S256")
        return str(ours.create_authorization_url(metadata.authorization, asked.state, asked.verifier,
                                                 nonce=asked.nonce, **more)[0])

    async def exchange(self, code: str, asked: Asked, issuer: str | None, wanted: frozenset[str]) -> Answer:
        """What the provider tells of whom it sent back with a code. `issuer` is who says so in the address, where it
        says so; `wanted` are claims that are asked of the userinfo endpoint where the ID token lacks one. Raises
        SignInError."""
        async with self._reaching() as client:
            metadata = await self._discover(client)
            if issuer != metadata.issuer and (issuer is not None or metadata.names_issuer):
                raise SignInError("wrong", "the answer names another issuer, or none where the provider names itself")
            given = await self._redeem(client, metadata, code, asked)
            claims = await self._checked(client, metadata, given, asked)
            info: dict[str, Any] = {}
            if not wanted <= claims.keys() and metadata.info is not None:
                info = await self._info(client, metadata.info, given, claims["sub"])
        return Answer(claims, info, given["id_token"])

    async def ending(self, id_token: str | None, back: str) -> str | None:
        """Where somebody signs out at the provider, who then sends them to `back`; None where that cannot be done."""
        try:
            async with self._reaching() as client:
                metadata = await self._discover(client)
        except SignInError:
            return None
        if metadata.ending is None:
            return None
        given = {"client_id": self._settings.client, "post_logout_redirect_uri": back}
        if id_token:
            given["id_token_hint"] = id_token
        return f"{metadata.ending}{'&' if urlsplit(metadata.ending).query else '?'}{urlencode(given)}"

    # ---- what goes over the line

    @asynccontextmanager
    async def _reaching(self) -> AsyncIterator[Any]:
        """A client of the provider. What goes wrong on the line, and what takes too long, becomes a SignInError."""
        import anyio
        import httpx2
        from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError

        secret = self._settings.secret
        try:
            with anyio.fail_after(STEP_SECONDS):
                async with AsyncOAuth2Client(self._settings.client, secret, timeout=WAIT_SECONDS, verify=_trusted(),
                                             follow_redirects=False, headers={"Accept": "application/json"}) as client:
                    yield client
        except OAuthError as fault:
            named = str(fault.error) if re.fullmatch(r"[a-z_]{1,40}", str(fault.error)) else "an error"
            raise SignInError("late" if named == "invalid_grant" else "wrong",
                              f"the token endpoint says {named}") from None
        except httpx2.HTTPStatusError as fault:
            raise SignInError("down", f"the provider answers with {fault.response.status_code}") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as fault:
            raise SignInError("down", f"the provider cannot be reached ({type(fault).__name__})") from None

    async def _read(self, client: Any, address: str, what: str, **more: Any) -> dict[str, Any]:
        """A JSON object of the provider."""
        answer = await client.request("GET", address, withhold_token=True, **more)
        if answer.status_code != 200:
            raise SignInError("down", f"{what} is answered with {answer.status_code}")
        try:
            found = answer.json()
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise SignInError("down", f"{what} is no JSON object")
        return found

    async def _discover(self, client: Any) -> Metadata:
        """What the provider says of itself."""
        now = self._clock()
        if self._metadata is None or self._metadata[0] + KEPT < now:
            issuer = self._settings.issuer
            known = safe(issuer, "the issuer").rstrip("/") + "/.well-known/openid-configuration"
            self._metadata = now, understood(await self._read(client, known, "the discovery document"), issuer)
        return self._metadata[1]

    async def _redeem(self, client: Any, metadata: Metadata, code: str, asked: Asked) -> dict[str, Any]:
        """The tokens that the code is good for."""
        if self._settings.secret and metadata.posts_secret:
            client.token_endpoint_auth_method = "client_secret_post"
        try:
            given = await client.fetch_token(metadata.token, grant_type="authorization_code", code=code,
                                             redirect_uri=asked.redirect_uri, code_verifier=asked.verifier)
        except (ValueError, TypeError, RecursionError):
            raise SignInError("down", "the token endpoint gives no JSON object") from None
        if not isinstance(given.get("id_token"), str) or not isinstance(given.get("access_token"), str):
            raise SignInError("wrong", "the token endpoint gives no ID token: is `openid` among the scopes?")
        return dict(given)

    async def _info(self, client: Any, address: str, given: dict[str, Any], subject: str) -> dict[str, Any]:
        """What the userinfo endpoint tells of the same person."""
        info = await self._read(client, address, "the userinfo endpoint",
                                headers={"Authorization": f"Bearer {given['access_token']}"})
        if info.get("sub") != subject:
            raise SignInError("wrong", "the userinfo endpoint tells of another subject than the ID token")
        return info

    # ---- the ID token

    async def _checked(self, client: Any, metadata: Metadata, given: dict[str, Any], asked: Asked) -> dict[str, Any]:
        """The claims of the ID token, after every check that OpenID Connect Core 3.1.3.7 asks for."""
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import InvalidKeyIdError, JoseError

        now = self._clock()
        keys = self._keys[1] if self._keys and self._keys[0] + KEPT >= now else await self._fetch_keys(client, metadata)
        try:
            try:
                token = _opened(given["id_token"], keys, metadata.algorithms)
            except InvalidKeyIdError:
                # Providers change their keys: one that we do not know may be new.
                token = _opened(given["id_token"], await self._fetch_keys(client, metadata), metadata.algorithms)
            params = {"nonce": asked.nonce, "client_id": self._settings.client}
            if not str(token.header["alg"]).startswith("Ed"):  # for these the standard names no hash
                params["access_token"] = given["access_token"]
            claims = CodeIDToken(token.claims, token.header, {
                "iss": {"essential": True, "value": metadata.issuer},
                "aud": {"essential": True, "value": self._settings.client},
                "sub": {"essential": True}, "exp": {"essential": True}, "iat": {"essential": True}}, params)
            claims.validate(now=math.floor(now.timestamp()), leeway=SKEW_SECONDS)
        except JoseError as fault:
            raise SignInError("wrong", f"the ID token cannot be taken ({_short(fault)})") from None
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            raise SignInError("wrong", "the ID token is not well-formed") from None
        if not (0 < len(claims["sub"]) <= LONGEST and claims["sub"].isprintable()):
            raise SignInError("wrong", "the ID token's subject is no name")
        return dict(claims)

    async def _fetch_keys(self, client: Any, metadata: Metadata) -> KeySet:
        """The provider's keys of now. Those that we cannot use are left out."""
        from joserfc.errors import JoseError
        from joserfc.jwk import JWKRegistry, Key, KeySet, OctKey

        told = (await self._read(client, metadata.keys, "the list of keys")).get("keys")
        found: list[Key] = []
        for each in told if isinstance(told, list) else []:
            try:
                key = JWKRegistry.import_key(each)
                key.ensure_kid()
            except (JoseError, ValueError, TypeError, KeyError, AttributeError):
                continue
            if not isinstance(key, OctKey):
                found.append(key)
        if not found:
            raise SignInError("down", "the list of keys holds none that can be used")
        self._keys = self._clock(), KeySet(found)
        return self._keys[1]


def safe(address: object, what: str) -> str:
    """An address of the provider; raises SignInError where nobody vouches that it is the provider who answers there."""
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
    except ValueError:
        parts = None
    if parts is None or not parts.hostname or not (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        raise SignInError("wrong", f"{what} of the provider is missing, or not https")
    return str(address)


def understood(document: dict[str, Any], issuer: str) -> Metadata:
    """A discovery document, checked. Raises SignInError."""
    named = document.get("issuer")
    # The trailing stroke is the one thing that people leave out; what a token says is compared with the document.
    if not isinstance(named, str) or named.rstrip("/") != issuer.rstrip("/"):
        raise SignInError("wrong", "the discovery document is that of another issuer than SAATHI_OIDC_ISSUER")

    def listed(name: str, otherwise: str) -> list[Any]:
        found = document.get(name)
        return found if isinstance(found, list) else [otherwise]

    signed = listed("id_token_signing_alg_values_supported", "RS256")
    algorithms = tuple(each for each in ALGORITHMS if each in signed)
    if not algorithms:
        raise SignInError("wrong", "the provider signs ID tokens in no way that can be accepted")
    ways = listed("token_endpoint_auth_methods_supported", "client_secret_basic")

    def place(name: str, what: str) -> str:
        return safe(document.get(name), what)

    def maybe(name: str, what: str) -> str | None:
        return place(name, what) if document.get(name) else None

    return Metadata(named, place("authorization_endpoint", "the authorisation endpoint"),
                    place("token_endpoint", "the token endpoint"), place("jwks_uri", "the list of keys"),
                    maybe("userinfo_endpoint", "the userinfo endpoint"),
                    maybe("end_session_endpoint", "the end-session endpoint"), algorithms,
                    "client_secret_basic" not in ways and "client_secret_post" in ways,
                    document.get("authorization_response_iss_parameter_supported") is True)


def _opened(token: str, keys: KeySet, algorithms: tuple[str, ...]) -> Any:
    """An ID token whose signature one of the keys made."""
    from joserfc import jwt
    from joserfc.jws import JWSRegistry

    return jwt.decode(token, keys, registry=JWSRegistry(algorithms=list(algorithms), strict_check_header=False))


def _short(fault: Exception) -> str:
    """What is wrong with a token: the library's name for it, and which claim it is about. It quotes nothing of it."""
    claim = str(getattr(fault, "claim", "") or "")
    named = f" {claim}" if re.fullmatch(r"[a-z_,]{1,40}", claim) else ""
    return f"{getattr(fault, 'error', '') or 'not well-formed'}{named}"

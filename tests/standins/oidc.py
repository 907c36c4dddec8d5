"""A provider of OpenID Connect over a real socket, as strict with its clients as the standards ask: registered
addresses, PKCE, codes that are good once, the client's secret. It lets in whoever `claims` says, unasked.

What no honest provider would do on request, it does on request: forged tokens, changed keys, faults.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

Signing = Literal["own", "stranger", "none", "secret", "public key", "unknown key"]


def _url64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@cache
def _key(kid: str, whose: str) -> RSAKey:
    """A key of somebody, the same for all providers of this process: to find one takes longer than most tests."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


class OpenIdProvider:
    """A provider. Used as `with OpenIdProvider() as provider:`. `claims` stand in the ID token, `info` in what the
    userinfo endpoint tells (None: there is no such endpoint). `document`, `forged` and `given` change the discovery
    document, the ID token and the answer of the token endpoint (None takes a field away, a function is asked). `fails`
    says of a path what it answers instead: a status, a text, or "hang"."""

    def __init__(self, client: str = "saathi", secret: str | None = "stand-in-secret-of-the-client") -> None:
        self.client, self.secret = client, secret
        self.redirects: set[str] = set()
        self.claims: dict[str, Any] = {}
        self.info: dict[str, Any] | None = {}
        self.document: dict[str, Any] = {}
        self.forged: dict[str, Any] = {}
        self.given: dict[str, Any] = {}
        self.back: dict[str, str | None] = {}
        self.signing: Signing = "own"
        self.way = "client_secret_basic"
        self.fails: dict[str, int | str] = {}
        self.asked: list[str] = []
        self.authorised: list[dict[str, str]] = []
        # Nothing of these may come into a log.
        self.secrets: set[str] = {secret} if secret else set()
        self._codes: dict[str, dict[str, str]] = {}
        self._tokens: set[str] = set()
        self.go_on = threading.Event()
        self.key: RSAKey | ECKey = _key("first", "the provider's")
        self.stranger = _key("first", "a stranger's")
        self.published: list[dict[str, Any]] = [dict(self.key.as_dict(private=False))]
        self._server = ThreadingHTTPServer(("localhost", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> OpenIdProvider:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    @property
    def issuer(self) -> str:
        """Its issuer."""
        return f"http://localhost:{self._server.server_port}"

    def change_keys(self, key: RSAKey | ECKey) -> None:
        """Signs with another key from now on, and publishes that one alone."""
        self.key, self.published = key, [dict(key.as_dict(private=False))]

    # ---- what it answers

    def discovery(self) -> dict[str, Any]:
        """Its discovery document."""
        found: dict[str, Any] = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end", "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "token_endpoint_auth_methods_supported": [self.way], "code_challenge_methods_supported": ["S256"]}
        if self.info is not None:
            found["userinfo_endpoint"] = f"{self.issuer}/userinfo"
        return _changed(found, self.document)

    def authorise(self, asked: dict[str, str]) -> tuple[int, str]:
        """Where the browser is sent back to; 400 and why where the client cannot be trusted so far."""
        self.authorised.append(asked)
        wanted = {"client_id": self.client, "response_type": "code", "code_challenge_method": "S256"}
        for name, value in wanted.items():
            if asked.get(name) != value:
                return 400, name
        if asked["redirect_uri"] not in self.redirects or "openid" not in asked["scope"].split():
            return 400, "redirect_uri or scope"
        if min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) < 32:
            return 400, "state, nonce or code_challenge"
        code = secrets.token_urlsafe(24)
        self._codes[code] = asked
        self.secrets |= {code, asked["state"], asked["nonce"]}
        fields = _changed({"code": code, "state": asked["state"]}, self.back)
        return 303, f"{asked['redirect_uri']}?{urlencode(fields)}"

    def redeem(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The tokens for a code."""
        if not self._is_client(form, authorization):
            return 401, {"error": "invalid_client"}
        asked = self._codes.pop(form.get("code", ""), None)
        proof = _url64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or form.get("grant_type") != "authorization_code" or proof != asked["code_challenge"] \
                or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant", "error_description": "<b>not so</b>"}
        access = secrets.token_urlsafe(24)
        self._tokens.add(access)
        token = self._token(asked["nonce"], access)
        self.secrets |= {access, token, form["code_verifier"]}
        return 200, _changed({"access_token": access, "token_type": "Bearer", "expires_in": 60, "id_token": token},
                             self.given)

    def tell(self, authorization: str) -> tuple[int, dict[str, Any]]:
        """The userinfo endpoint."""
        if authorization.removeprefix("Bearer ") not in self._tokens:
            return 401, {"error": "invalid_token"}
        return 200, {"sub": "subject-1", **(self.info or {})}

    def _is_client(self, form: dict[str, str], authorization: str) -> bool:
        if self.secret is None:
            return form.get("client_id") == self.client and not authorization
        if self.way == "client_secret_post":
            return (form.get("client_id"), form.get("client_secret")) == (self.client, self.secret)
        proof = base64.b64encode(f"{self.client}:{self.secret}".encode()).decode()
        return authorization == f"Basic {proof}"

    def _token(self, nonce: str, access: str) -> str:
        now = int(time.time())
        half = hashlib.sha256(access.encode()).digest()[:16]
        claims = _changed({"iss": self.issuer, "sub": "subject-1", "aud": self.client, "iat": now, "exp": now + 300,
                           "nonce": nonce, "at_hash": _url64(half), **self.claims}, self.forged)
        kid = str(self.key.kid)
        algorithm = "RS256" if isinstance(self.key, RSAKey) else "ES256"
        if self.signing == "none":
            head = _url64(json.dumps({"alg": "none", "typ": "JWT"}).encode())
            return f"{head}.{_url64(json.dumps(claims).encode())}."
        if self.signing in ("secret", "public key"):
            word = (self.secret or "").encode() if self.signing == "secret" else self.key.as_pem(private=False)
            signed = ".".join(_url64(json.dumps(each).encode()) for each in ({"alg": "HS256", "kid": kid}, claims))
            return f"{signed}.{_url64(hmac.digest(word, signed.encode(), 'sha256'))}"
        key = self.stranger if self.signing in ("stranger", "unknown key") else self.key
        named = "nobody's" if self.signing == "unknown key" else kid
        return jwt.encode({"alg": algorithm, "kid": named}, claims, key, [algorithm])


def _changed(found: dict[str, Any], by: dict[str, Any]) -> dict[str, Any]:
    changed = {name: value() if callable(value) else value for name, value in {**found, **by}.items()}
    return {name: value for name, value in changed.items() if value is not None}


def _handler(provider: OpenIdProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.failed():
                return
            path, asked = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
            if path == "/.well-known/openid-configuration":
                self.reply(200, provider.discovery())
            elif path == "/keys":
                self.reply(200, {"keys": provider.published})
            elif path == "/userinfo" and provider.info is not None:
                self.reply(*provider.tell(self.headers.get("authorization", "")))
            elif path == "/authorize":
                status, told = provider.authorise(asked)
                self.reply(status, {"told": told}, {"Location": told} if status == 303 else {})
            else:
                self.reply(404, {})

        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers.get("content-length", 0))).decode()))
            if not self.failed():
                self.reply(*provider.redeem(form, self.headers.get("authorization", "")))

        def failed(self) -> bool:
            path = urlsplit(self.path).path
            provider.asked.append(path)
            instead = provider.fails.get(path)
            if instead == "hang":
                provider.go_on.wait(30)
                self.close_connection = True
            elif isinstance(instead, int):
                self.reply(instead, {"a": "fault"})
            elif instead is not None:
                self.reply(200, instead)
            return instead is not None

        def reply(self, status: int, told: Any, headers: dict[str, str] | None = None) -> None:
            content = (told if isinstance(told, str) else json.dumps(told)).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)),
                                **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler

"""A sample ministry portal that shows Saathi's widget: one page, a sign-in that believes everybody, and the token.

It shows what a real portal needs: the one line of the page, a content policy, and `sign` behind its own session. The
sign-in is a stand-in for the portal's own and must never be used for anything else.

    python -m demo.portal --saathi http://127.0.0.1:8000 --key "$SAATHI_WIDGET_KEY"

Saathi must run with the same SAATHI_WIDGET_KEY, and this portal's origin must stand in its SAATHI_WIDGET_ORIGINS.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import html
import json
import secrets
import time
from functools import partial
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

PAGE = Path(__file__).with_name("portal.html")
COOKIE = "portal_session"
LIFE_SECONDS = 120
MOST = 10_000


def sign(key: str, claims: dict[str, Any]) -> str:
    """A token (JWT, HS256) of these claims. Any library for tokens does the same."""
    def part(content: bytes) -> bytes:
        return base64.urlsafe_b64encode(content).rstrip(b"=")

    head = part(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    signed = head + b"." + part(json.dumps(claims).encode())
    return (signed + b"." + part(hmac.new(key.encode(), signed, hashlib.sha256).digest())).decode()


def claims_for(official_id: str, origin: str, now: float) -> dict[str, Any]:
    """What a portal says of one of its people: who, to whom, from where, for how long, and an id to be used once."""
    return {"iss": origin, "aud": "saathi", "sub": official_id, "iat": int(now), "exp": int(now) + LIFE_SECONDS,
            "jti": secrets.token_urlsafe(16)}


class Portal(BaseHTTPRequestHandler):
    """One request to the portal."""

    def __init__(self, saathi: str, key: str, sessions: dict[str, str], *given: Any) -> None:
        self.saathi, self.key, self.sessions = saathi, key, sessions
        super().__init__(*given)

    def do_GET(self) -> None:
        """The page, and the token for whoever is signed in here."""
        if self.path == "/":
            self._page()
        elif self.path == "/saathi-token":
            who = self._who()
            if who is None:
                self._answer(HTTPStatus.UNAUTHORIZED, b'{"error": "not signed in"}', "application/json")
            else:
                token = sign(self.key, claims_for(who, f"http://{self.headers['Host']}", time.time()))
                self._answer(HTTPStatus.OK, json.dumps({"token": token}).encode(), "application/json")
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"There is nothing here.", "text/plain")

    def do_POST(self) -> None:
        """Signing in and out, for pages of this portal alone."""
        if self.headers.get("Origin") != f"http://{self.headers['Host']}":
            self._answer(HTTPStatus.FORBIDDEN, b"Another site asked for this.", "text/plain")
            return
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(min(int(length), MOST) if length.isdecimal() else 0).decode(errors="replace")
        cookie = f"{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        self.sessions.pop(self._session(), None)
        if self.path == "/sign-in":
            session = secrets.token_urlsafe(32)
            self.sessions[session] = parse_qs(body).get("id", [""])[0].strip()[:100]
            cookie = f"{COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax"
        self._answer(HTTPStatus.SEE_OTHER, b"", "text/plain", {"Location": "/", "Set-Cookie": cookie})

    def _page(self) -> None:
        who, nonce = self._who(), secrets.token_urlsafe(16)
        filled = PAGE.read_text(encoding="utf-8")
        for name, value in {"saathi": self.saathi, "nonce": nonce, "hide_in": " hidden" if who else "",
                            "hide_out": "" if who else " hidden",
                            "who": f"You are signed in as {who}." if who else "You are not signed in."}.items():
            filled = filled.replace("{{" + name + "}}", value if name.startswith("hide") else html.escape(value))
        self._answer(HTTPStatus.OK, filled.encode(), "text/html; charset=utf-8", {"Content-Security-Policy": "; ".join((
            "default-src 'none'", f"script-src {self.saathi}", f"frame-src {self.saathi}", "connect-src 'self'",
            f"style-src 'nonce-{nonce}'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
            "require-trusted-types-for 'script'"))})

    def _session(self) -> str:
        try:
            found = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        except CookieError:
            return ""
        return found.value if found else ""

    def _who(self) -> str | None:
        return self.sessions.get(self._session()) or None

    def _answer(self, status: HTTPStatus, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": "no-store",
                            "X-Content-Type-Options": "nosniff", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing for each request."""


def serve(saathi: str, key: str, port: int) -> ThreadingHTTPServer:
    """A portal for this machine alone, which shows the widget of a Saathi; not yet running."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Portal, saathi.rstrip("/"), key, {}))


def main() -> None:
    """Runs the portal until it is stopped."""
    asked = argparse.ArgumentParser(description="A sample portal that shows Saathi's widget.")
    asked.add_argument("--saathi", default="http://127.0.0.1:8000", help="where Saathi is")
    asked.add_argument("--key", required=True, help="the key of Saathi's SAATHI_WIDGET_KEY")
    asked.add_argument("--port", type=int, default=8100)
    given = asked.parse_args()
    portal = serve(given.saathi, given.key, given.port)
    print(f"The portal is at http://localhost:{given.port}; Saathi must allow that origin. Ctrl+C ends it.")
    try:
        portal.serve_forever()
    except KeyboardInterrupt:
        portal.server_close()


if __name__ == "__main__":
    main()

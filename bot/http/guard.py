"""The door of the web server: security headers on every answer, and what is refused before any route sees it.

Refused are requests that change something and come from another site, bodies over the limit, and API bodies that are
not JSON. An error that no route caught ends here as a sentence; its traceback goes to the log alone.
"""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.refusals import RefusedError, response

log = logging.getLogger(__name__)
LIMIT = 256 * 1024
# What WhatsApp may deliver in one batch.
WEBHOOK_LIMIT = 3 * 1024 * 1024
# Of a body over the limit so much is read and thrown away, so that the sender gets to read the answer.
DRAINED = 16 * LIMIT
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
    "font-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    "require-trusted-types-for 'script'", "trusted-types 'none'"))
# The one page that portals may show in a frame, those alone that the settings name; and the script that they load.
FRAMED, LOADED = "/widget", "/widget.js"
# Without cookies a picture cannot be had by its address alone: the page in the frame makes it of what it fetched.
FRAMED_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' blob:")
NOBODY = "frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """The middleware that stands before all routes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request, started = Request(scope), False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _dress(MutableHeaders(scope=message), request)
            await send(message)

        try:
            body = b""
            if request.method not in SAFE:
                _check(request)
                body = await _read(receive, WEBHOOK_LIMIT if request.url.path.startswith("/webhooks/") else LIMIT)
            await self.app(scope, _replay(body, receive) if request.method not in SAFE else receive, sending)
        except RefusedError as refusal:
            await response(refusal, request)(scope, receive, sending)
        except _GoneError:
            return
        except Exception:
            if started:
                raise
            log.exception("%s %s failed", request.method, request.url.path)
            await response(RefusedError(500, "server"), request)(scope, receive, sending)


class _GoneError(Exception):
    """The sender went away before the request was complete."""


def _dress(headers: MutableHeaders, request: Request) -> None:
    path = request.url.path
    for name, value in HEADERS.items():
        headers[name] = value
    if path == FRAMED:
        origins = request.app.state.saathi.settings.widget.origins
        headers["Content-Security-Policy"] = FRAMED_POLICY
        if origins:
            headers["Content-Security-Policy"] = FRAMED_POLICY.replace(NOBODY, f"frame-ancestors {' '.join(origins)}")
            del headers["X-Frame-Options"]
    if path == LOADED:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if path.startswith("/api/") or "cache-control" not in headers:
        headers["Cache-Control"] = "no-store"


def _check(request: Request) -> None:
    if _foreign(request):
        raise RefusedError(403, "foreign")
    if request.url.path.startswith("/api/") and request.method in ("POST", "PUT", "PATCH"):
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind != "application/json":
            raise RefusedError(415, "media_type")


def _foreign(request: Request) -> bool:
    """Whether a browser says that the request was made by a page of another site."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    asked = _host(origin)
    return asked[0] is None or asked != _host(f"//{request.headers.get('host', '')}")


def _host(address: str) -> tuple[str | None, int | None]:
    """Host and port; the default ports of http and https count as none, since TLS may end before us."""
    try:
        parts = urlsplit(address)
        return parts.hostname, None if parts.port in (80, 443) else parts.port
    except ValueError:
        return None, -1


async def _read(receive: Receive, most: int) -> bytes:
    body, total, more = bytearray(), 0, True
    while more and total <= DRAINED:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _GoneError
        total += len(message.get("body", b""))
        if total <= most:
            body += message.get("body", b"")
        more = message.get("more_body", False)
    if total > most:
        raise RefusedError(413, "too_large")
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again

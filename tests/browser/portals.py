"""Portals of another origin that show the widget, as rough as they come: with a strict policy, with style sheets that
reach for everything, with nobody signed in. And a line between browser and Saathi that breaks off streams."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from demo.portal import claims_for, sign

KEY = "0123456789abcdef0123456789abcdef"
HOSTILE = """
* { all: revert !important; font: 40px/3 cursive !important; color: hotpink !important; background: lime !important;
    letter-spacing: 9px !important; text-transform: uppercase !important; transform: rotate(2deg) !important; }
body { transform: scale(.6) !important; filter: blur(1px) !important; overflow: hidden !important; height: 300px; }
body > * { display: none !important; } body > h1 { display: block !important; }
saathi-chat, saathi-chat * { display: none !important; visibility: hidden !important; opacity: 0 !important; }
iframe, dialog, button { width: 3px !important; pointer-events: none !important; }
"""


class Portal:
    """A portal. `who` is signed in there (None: nobody); `answer` is what its token address says instead: 401, 500, or
    302 to a page to sign in on. `attributes` are those of the one line that embeds the widget."""

    def __init__(self, host: str = "localhost") -> None:
        self.saathi, self.host, self.key = "", host, KEY
        self.who: str | None = "SY001"
        self.answer = 401
        self.attributes: dict[str, str] = {}
        self.css, self.strict, self.body = "", True, "<h1>Portal</h1><p><a href='/'>Notices</a></p>"
        self.asked: list[str] = []
        self.port = 0

    @property
    def origin(self) -> str:
        """Its origin."""
        return f"http://{self.host}:{self.port}"

    def page(self) -> str:
        """Its one page."""
        given = " ".join(f'data-{name}="{value}"' for name, value in
                         {"token-url": "/saathi-token", **self.attributes}.items())
        return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Portal</title>'
                f'<meta name="viewport" content="width=device-width, initial-scale=1">'
                f'<link rel="stylesheet" href="/portal.css"><script src="{self.saathi}/widget.js" {given} defer>'
                f"</script></head><body><main>{self.body}</main></body></html>")

    def policy(self) -> str:
        """A strict policy: nothing but what the widget needs."""
        return "; ".join(("default-src 'none'", f"script-src {self.saathi}", "style-src 'self'", "img-src 'self'",
                          f"frame-src {self.saathi}", "connect-src 'self'", "base-uri 'none'", "form-action 'none'",
                          "require-trusted-types-for 'script'", "trusted-types 'none'"))


def _handler(portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            portal.asked.append(path)
            if path == "/portal.css":
                self.reply(200, portal.css, "text/css")
            elif path == "/login":
                self.reply(200, "<!doctype html><title>Sign in</title>", "text/html")
            elif path != "/saathi-token":
                policy = {"Content-Security-Policy": portal.policy()} if portal.strict else {}
                self.reply(200, portal.page(), "text/html; charset=utf-8", policy)
            elif portal.who is None:
                self.reply(portal.answer, "{}", "application/json", {"Location": "/login"})
            else:
                token = sign(portal.key, claims_for(portal.who, portal.origin, time.time()))
                self.reply(200, json.dumps({"token": token}), "application/json")

        def reply(self, status: int, text: str, kind: str, headers: dict[str, str] | None = None) -> None:
            body = text.encode()
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@contextlib.contextmanager
def standing(portal: Portal) -> Iterator[Portal]:
    """A portal on a free port of this machine, as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(portal))
    portal.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield portal
    server.shutdown()
    server.server_close()


class Line:
    """A line to a server that breaks off so many streams (`cuts`), each after its first sentence."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._to = (parts.hostname or "", parts.port or 80)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.cuts = 0
        self.heard: list[bytes] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Takes no more connections."""
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(self._to)
            threading.Thread(target=self._up, args=(near, far), daemon=True).start()
            threading.Thread(target=self._down, args=(far, near), daemon=True).start()

    def _up(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := near.recv(65536):
                self.heard.append(piece)
                far.sendall(piece)
            far.shutdown(socket.SHUT_WR)

    def _down(self, far: socket.socket, near: socket.socket) -> None:
        seen = b""
        with contextlib.suppress(OSError):
            while piece := far.recv(65536):
                seen += piece
                at = seen.find(b"\n\n", seen.find(b"event: text")) if b"event: text" in seen else -1
                if self.cuts > 0 and at >= 0:
                    self.cuts -= 1
                    near.sendall(piece[:max(0, at + 2 - (len(seen) - len(piece)))])
                    time.sleep(0.3)  # a browser forgets what it has not read when the line breaks
                    break
                near.sendall(piece)
        for each in (near, far):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

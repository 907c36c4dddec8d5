"""Whether a request to our webhook comes from WhatsApp: its signature, and the handshake when the webhook is set up.

Pure, and closed where nothing is set: without the app's secret no payload is genuine.
"""

from __future__ import annotations

import hashlib
import hmac

_SCHEME = "sha256="


def genuine(secret: str | None, raw: bytes, header: str | None) -> bool:
    """Whether `header` (`X-Hub-Signature-256`) signs exactly these bytes with the app's secret. Constant in time."""
    if not secret or not header or not header.startswith(_SCHEME):
        return False
    expected = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    # Bytes, since what came in need not be ASCII, which text would have to be to be compared.
    return hmac.compare_digest(expected.encode(), header[len(_SCHEME):].encode())


def handshake(verify: str | None, mode: str | None, token: str | None, challenge: str | None) -> str | None:
    """What answers the request by which the service tries the webhook (`hub.mode`, `hub.verify_token`,
    `hub.challenge`): the challenge where the token is ours, and else None, which is to be refused."""
    if not verify or mode != "subscribe" or token is None or challenge is None:
        return None
    return challenge if hmac.compare_digest(verify.encode(), token.encode()) else None

"""Signing in at the provider and out again: `/auth/login`, `/auth/callback`, `/auth/logout`.

What goes wrong is told on a page of its own, in one sentence and with a way on; never in the provider's words. These
addresses are for the page alone, and lead nowhere but to the provider and to paths of this site.

Two cookies, two rules. The provider sends the browser back from another site: the secret that shows which browser began
must be sent along then, so that one is SameSite=Lax, for ten minutes and for these addresses alone. The session is
Strict: it is set by the answer to that same journey, on which no cookie is asked for any more (the pages hold nothing
of anybody), and what these pages then ask for comes from this site.
"""

from __future__ import annotations

import logging
import re
import secrets
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from bot.http.companion import SESSION_SECONDS, Companion
from bot.http.refusals import reader_language
from bot.http.session import COOKIE, Saathi, Token, cookie_rules
from bot.http.site import filled
from bot.people.provider import LOOPBACK, SignInError
from bot.people.sign_in import HOME, LIFE, Came, SignIn, local
from bot.settings import Settings
from bot.store.database import DatabaseDown
from prompts.loader import LANGUAGES, spoken, table

log = logging.getLogger(__name__)
BROWSER = "saathi_sign_in"
CALLBACK = "/auth/callback"
PAGE = "sign_in.html"
# Longer fields of an address are none that a provider sends.
LONGEST_FIELD = 4000
STATUS = {"unset": 404, "down": 502, "server": 503, "wrong": 400, "late": 400}
# The provider would let the same person in again without asking: there the way on is to be somebody else.
OF_THE_PERSON = frozenset({"unknown", "many", "unverified", "unnamed"})
_secret = re.compile(r"[A-Za-z0-9_-]{43}")
router = APIRouter(prefix="/auth", include_in_schema=False)


@router.get("/login")
async def login(request: Request, saathi: Saathi) -> Response:
    """Sends the browser to the provider, to come back to `back`, a path of this site. With `other` the person signs in
    there anew, as somebody else if they like."""
    fields = request.query_params
    back, language = local(_field(request, "back") or HOME), _language(request)
    before = request.cookies.get(BROWSER, "")
    # The same secret for all tabs of a browser, so that none of them is spoilt by the next.
    browser = before if _secret.fullmatch(before) else secrets.token_urlsafe(32)
    try:
        signing = _signing(saathi)
        address = await signing.begin(browser, f"{_base(request, saathi.settings)}{CALLBACK}", back, language,
                                      anew="other" in fields)
    except (SignInError, DatabaseDown) as fault:
        return _told(fault, saathi, language)
    answer = RedirectResponse(address, 303)
    answer.set_cookie(BROWSER, browser, max_age=int(LIFE.total_seconds()), **_kept_for_the_way(request))
    return answer


@router.get("/callback")
async def callback(request: Request, saathi: Saathi) -> Response:
    """Takes the browser back from the provider: opens the session and goes on to where the person wanted to go."""
    came = Came(_field(request, "state"), _field(request, "code"), _field(request, "error"),
                _field(request, "iss") or None)
    try:
        signing = _signing(saathi)
        signed_in = await signing.finish(request.cookies.get(BROWSER, ""), came)
        session = await run_in_threadpool(saathi.open_session, signed_in.official_id)
        await signing.note(session, signed_in)
    except (SignInError, DatabaseDown) as fault:
        return _told(fault, saathi, _language(request))
    answer = RedirectResponse(signed_in.back, 303)
    answer.set_cookie(COOKIE, session, max_age=SESSION_SECONDS, **cookie_rules(request))
    return answer


@router.post("/logout")
async def logout(request: Request, saathi: Saathi, token: Token = None) -> JSONResponse:
    """Ends the session. `address` is where the browser goes to sign out at the provider too, or null. The page goes
    there itself: its content policy lets no form end on another site."""
    address = None
    if token:
        hint = await saathi.signing.hint(token) if saathi.signing is not None else None
        await run_in_threadpool(saathi.close_session, token)
        # First here: whatever the provider does, this session is over.
        if saathi.signing is not None:
            try:
                address = await saathi.signing.ending(hint, f"{_base(request, saathi.settings)}{HOME}")
            except SignInError as refusal:
                log.warning("Signing out at the provider is left out: %s.", refusal)
    answer = JSONResponse({"address": address})
    answer.delete_cookie(COOKIE, **cookie_rules(request))
    return answer


def _signing(saathi: Companion) -> SignIn:
    if saathi.signing is None:
        raise SignInError("unset", "no provider is set up (SAATHI_OIDC_ISSUER)")
    return saathi.signing


def _base(request: Request, settings: Settings) -> str:
    """Where people reach this server: as the settings say, and else as the browser does, on this machine alone."""
    if settings.public_url:
        return settings.public_url
    if request.url.hostname in LOOPBACK:
        return f"{request.url.scheme}://{request.url.netloc}"
    raise SignInError("unset", "SAATHI_PUBLIC_URL is not set, and the request came under another name than localhost")


def _kept_for_the_way(request: Request) -> dict[str, Any]:
    """How the cookie of sign-ins under way is set; why it is Lax stands above. It ends by itself: another tab may still
    need it, and alone it is good for nothing."""
    return {**cookie_rules(request), "path": router.prefix, "samesite": "lax"}


def _field(request: Request, name: str) -> str:
    """A field of the address; empty where it is missing or longer than any that means something."""
    value = request.query_params.get(name, "")
    return value if len(value) <= LONGEST_FIELD else ""


def _language(request: Request) -> str:
    """The language that the page asks for, and else the browser."""
    asked = request.query_params.get("language", "")
    return spoken(asked) if asked in LANGUAGES else reader_language(request.headers.get("accept-language"))


def _told(fault: SignInError | DatabaseDown, saathi: Companion, language: str) -> HTMLResponse:
    """The page that says why nobody was signed in, and how to go on."""
    log.warning("Nobody was signed in: %s.", str(fault).rstrip("."))
    key, back = "server", HOME
    if isinstance(fault, SignInError):
        key, back, language = fault.key, fault.back, fault.language or language
    words: dict[str, str] = table("page", language)["sign_in"]
    way = {"back": back, "language": language, **({"other": "1"} if key in OF_THE_PERSON else {})}
    facts = {"language": language, "name": table("page", language)["labels"]["name"], "title": words["title"],
             "sentence": _sentence(words, key, saathi.settings),
             "again": words["other" if key in OF_THE_PERSON else "again"], "home": words["home"],
             "address": "" if key == "unset" else f"{router.prefix}/login?{urlencode(way)}"}
    return HTMLResponse(filled(PAGE, **facts), STATUS.get(key, 403))


def _sentence(words: dict[str, str], key: str, settings: Settings) -> str:
    """Why nobody was signed in. A name is written as it was set; the word for none begins as sentences do."""
    if settings.sign_in is not None and settings.sign_in.name:
        return words[key].format(name=settings.sign_in.name)
    told = words[key].format(name=words["provider"])
    return told[:1].upper() + told[1:]

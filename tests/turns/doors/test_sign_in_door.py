"""Signing in at a provider, before the whole of Saathi: whoever comes in is answered as the official they are."""

from __future__ import annotations

import httpx

from bot.settings import SignInSettings
from bot.wiring import Saathi
from tests.standins.oidc import OpenIdProvider
from tests.turns.doors.house import House


def test_who_signs_in_is_answered_as_who_they_are_until_they_leave(saathi: Saathi, official: str) -> None:
    with OpenIdProvider() as provider, House(
            saathi.settings, sign_in=SignInSettings(provider.issuer, provider.client, provider.secret)) as house, \
            httpx.Client(base_url=house.address, trust_env=False) as browser:
        provider.redirects.add(f"{house.address}/auth/callback")
        provider.claims = {"preferred_username": official.lower()}
        sent = httpx.get(browser.get("/auth/login").headers["location"], trust_env=False)
        assert browser.get(sent.headers["location"]).status_code == 303
        assert browser.get("/api/me").json()["person"]["id"] == official
        reply = browser.post("/api/chat", json={"say": "where am I short?"}).json()
        assert (reply["outcome"], reply["tool"]) == ("answered", "check_gaps")
        assert [each["subject"] for each in browser.get("/api/export").json()["sign_ins"]] == ["subject-1"]
        assert browser.post("/auth/logout").json()["address"].startswith(f"{provider.issuer}/end?")
        assert browser.post("/api/chat", json={"say": "where am I short?"}).status_code == 401

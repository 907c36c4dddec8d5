"""The route of a statement: with the person's session alone, as a download, and refused in a sentence."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot.documents import FORMS
from tests.browser.fake import Fake

ROUTE = "/api/statement"


def test_without_a_session_there_is_no_statement(client: TestClient, fake: Fake) -> None:
    answer = client.get(ROUTE)
    assert (answer.status_code, set(answer.json())) == (401, {"error"})
    client.cookies.set("saathi_session", "forged")
    assert client.get(ROUTE).status_code == 401
    assert fake.stated == []


def test_the_sessions_person_gets_a_download_that_is_not_kept(signed_in: TestClient, fake: Fake) -> None:
    answer = signed_in.get(ROUTE)
    assert (answer.status_code, answer.content) == (200, b"the file")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="passbook-SY001.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert fake.stated == [("SY001", "pdf", None, None, None)]


def test_what_is_asked_reaches_saathi(signed_in: TestClient, fake: Fake) -> None:
    for form in FORMS:
        given = {"format": form, "period": "2025-26-Q4", "language": "hi", "of": "SY001"}
        assert signed_in.get(ROUTE, params=given).status_code == 200
    assert fake.stated == [("SY001", form, "SY001", "2025-26-Q4", "hi") for form in FORMS]


@pytest.mark.parametrize("of", ["SY002", "NOBODY", "SY001\0", "' OR 1=1 --"])
def test_another_person_is_refused_whoever_it_is(signed_in: TestClient, of: str) -> None:
    answer = signed_in.get(ROUTE, params={"of": of})
    assert (answer.status_code, set(answer.json())) == (403, {"error"})
    hindi = signed_in.get(ROUTE, params={"of": of}, headers={"accept-language": "hi"})
    assert hindi.json() != answer.json()


@pytest.mark.parametrize("given", [{"format": "exe"}, {"format": ""}, {"period": "2030-01"}, {"period": "x" * 31},
                                   {"language": "<script>"}, {"of": ""}, {"of": "x" * 201}])
def test_what_cannot_be_used_is_named(signed_in: TestClient, given: dict[str, str]) -> None:
    answer = signed_in.get(ROUTE, params=given)
    assert answer.status_code == 422
    assert next(iter(given)) in answer.json()["error"]


def test_only_reading_is_served(signed_in: TestClient, fake: Fake) -> None:
    assert signed_in.post(ROUTE, json={}).status_code == 405
    assert signed_in.delete(ROUTE).status_code == 405
    assert fake.stated == []


def test_the_document_of_the_api_names_the_route(client: TestClient) -> None:
    told = client.get("/openapi.json").json()["paths"][ROUTE]["get"]
    assert {each["name"] for each in told["parameters"]} >= {"format", "period", "language", "of"}
    assert set(told["responses"]["200"]["content"]) >= {"application/pdf", "text/csv", "application/json", "text/html"}

"""A web server over a fake Saathi, for the tests of routes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bot.http.app import create_app
from tests.browser.fake import Fake

HERE = "http://saathi.test"


@pytest.fixture
def fake() -> Fake:
    """What answers in place of Saathi."""
    return Fake()


@pytest.fixture
def client(fake: Fake) -> Iterator[TestClient]:
    """A client of the server, signed in as nobody."""
    with TestClient(create_app(fake), base_url=HERE) as made:
        yield made


@pytest.fixture
def signed_in(client: TestClient) -> TestClient:
    """A client of the server, signed in."""
    assert client.post("/api/session", json={"as": "SY001"}).status_code == 200
    return client

"""Every route of the OpenAPI document under requests that schemathesis makes up: none breaks the server.

The server is the fake of the browser tests, so that routes, checks and refusals are what is tried.
"""

from __future__ import annotations

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.http.app import create_app
from tests.browser.fake import Fake

SIGNED_IN = "SY001"
schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(Fake()))
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@schema.parametrize()
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_breaks_the_server(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=list(CHECKS))


@schema.parametrize()
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_of_somebody_signed_in_breaks_it(case: schemathesis.Case) -> None:
    fake: Fake = case.operation.schema.app.state.saathi
    token = fake.open_session(SIGNED_IN)
    case.call_and_validate(checks=list(CHECKS), cookies={"saathi_session": token})

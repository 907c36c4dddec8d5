"""A stand-in of WhatsApp for each module, as new for each test, and somebody who may be written to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.standins.whatsapp import WhatsAppService
from tests.standins.whatsapp_people import Person


@pytest.fixture(scope="module")
def running() -> Iterator[WhatsAppService]:
    with WhatsAppService() as made:
        yield made


@pytest.fixture
def service(running: WhatsAppService) -> WhatsAppService:
    """The service as if it were new."""
    running.forget()
    return running


@pytest.fixture
def asha(service: WhatsAppService) -> Person:
    """Somebody who wrote a moment ago, which was delivered."""
    person = service.person()
    person.write("hello")
    service.batches()
    return person

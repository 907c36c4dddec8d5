"""What LangChain's standard tests of chat models want of plugins of pytest, without these: they would change how all
other tests run. Nothing is measured, recorded or compared with what was stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


class Measured:
    """Does once what would be measured."""

    def __call__(self, work: Callable[..., Any], *given: Any, **more: Any) -> Any:
        """What the work gives."""
        return work(*given, **more)


@pytest.fixture
def benchmark() -> Measured:
    """In the place of pytest-benchmark's."""
    return Measured()


@pytest.fixture
def vcr() -> None:
    """In the place of pytest-recording's; the tests that would use it are left out unless a class asks for them."""


@pytest.fixture
def snapshot() -> None:
    """In the place of syrupy's; only models that LangChain may store are compared, and none of ours is."""


@pytest.fixture
def anyio_backend() -> str:
    """In which loop asynchronous tests run."""
    return "asyncio"

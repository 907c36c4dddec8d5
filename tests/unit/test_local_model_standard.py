"""A model in a folder, held against LangChain's standard tests of chat models, with one of random weights.

It speaks and knows nothing: where the standard asks that a message be understood, the test is expected to fail, and
says why. The standard brings plugins of pytest that are switched off for all tests (see pyproject.toml); what its tests
want of them is in `tests/standins/standard.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests

from bot.llm.local import LocalModel
from tests.standins.standard import anyio_backend, benchmark, snapshot, vcr  # noqa: F401 - fixtures
from tests.standins.tiny import tiny_model

# Asynchronous tests run; the mark does nothing to others.
pytestmark = pytest.mark.anyio

CHOOSES = "random weights write no JSON that would choose a tool"
# An answer of so many tokens is long enough to be one.
LONGEST = 20


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the model."""
    return tiny_model(tmp_path_factory.mktemp("tiny"))


class _Tiny:
    """What the standard is told of the model."""

    folder: Path

    @pytest.fixture(autouse=True)
    def _in_folder(self, tiny: Path) -> None:
        self.folder = tiny

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return LocalModel

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"folder": str(self.folder), "longest": LONGEST}

    @pytest.fixture
    def model(self, request: pytest.FixtureRequest, tiny: Path) -> BaseChatModel:
        return LocalModel(folder=str(tiny), longest=LONGEST, **(getattr(request, "param", None) or {}))


class TestAlone(_Tiny, ChatModelUnitTests):
    """What needs no answer."""

    @pytest.mark.xfail(reason="a model with tools is a copy of it that knows them, no binding around it", strict=True)
    def test_bind_tool_pydantic(self, model: BaseChatModel, my_adder_tool: Any) -> None:
        super().test_bind_tool_pydantic(model, my_adder_tool)

    @pytest.mark.xfail(reason="a trace is told no name of the model", strict=True)
    def test_standard_params(self, model: BaseChatModel) -> None:
        super().test_standard_params(model)


class TestAnswers(_Tiny, ChatModelIntegrationTests):
    """What it answers; it is asked for no form of answers, so none is tried."""

    @property
    def has_structured_output(self) -> bool:
        return False

    @pytest.mark.xfail(reason=CHOOSES, strict=True)
    @pytest.mark.parametrize("model", [{}, {"output_version": "v1"}], indirect=True)
    def test_tool_calling(self, model: BaseChatModel) -> None:
        super().test_tool_calling(model)

    @pytest.mark.xfail(reason=CHOOSES, strict=True)
    async def test_tool_calling_async(self, model: BaseChatModel) -> None:
        await super().test_tool_calling_async(model)

    @pytest.mark.xfail(reason=CHOOSES, strict=True)
    def test_bind_runnables_as_tools(self, model: BaseChatModel) -> None:
        super().test_bind_runnables_as_tools(model)

    @pytest.mark.xfail(reason=CHOOSES, strict=True)
    def test_tool_calling_with_no_arguments(self, model: BaseChatModel) -> None:
        super().test_tool_calling_with_no_arguments(model)

    @pytest.mark.xfail(reason=CHOOSES, strict=True)
    @pytest.mark.parametrize("model", [{}, {"output_version": "v1"}], indirect=True)
    def test_agent_loop(self, model: BaseChatModel) -> None:
        super().test_agent_loop(model)

    @pytest.mark.xfail(reason=CHOOSES, strict=True)
    def test_unicode_tool_call_integration(self, model: BaseChatModel, *, tool_choice: str | None = None,
                                           force_tool_call: bool = True) -> None:
        super().test_unicode_tool_call_integration(model, tool_choice=tool_choice, force_tool_call=force_tool_call)


def test_a_stop_sequence_ends_an_answer_before_it(tiny: Path) -> None:
    """The standard asks only that nothing breaks."""
    model = LocalModel(folder=str(tiny), longest=LONGEST)
    whole = model.invoke("Hello").text
    sign = whole[len(whole) // 2]
    assert len(model.invoke("Hello", stop=[sign]).text) < len(whole)

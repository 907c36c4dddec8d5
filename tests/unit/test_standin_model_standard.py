"""The stand-in of model servers, held against LangChain's standard tests through the client that turns use: what a
client expects of a server that speaks OpenAI's protocol, it must do, too.

What would need understanding is scripted: a tool that is offered is called with what its schema asks for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI
from langchain_tests.integration_tests import ChatModelIntegrationTests

from bot.llm.models import open_model
from bot.settings import ModelName
from tests.standins.models import Calls, ModelService, Says, Step
from tests.standins.standard import anyio_backend, benchmark, snapshot, vcr  # noqa: F401 - fixtures

pytestmark = pytest.mark.anyio

_QUOTED = re.compile(r"'([^']+)'")


def filled(schema: dict[str, Any], said: str) -> Any:
    """Something that fits a schema: 3 where a number is asked, and in texts what the message quotes."""
    if "anyOf" in schema:
        return filled(schema["anyOf"][0], said)
    kind = schema.get("type")
    if kind == "object":
        return {each: filled(of, said) for each, of in schema.get("properties", {}).items()}
    if kind == "array":
        return [filled(schema["items"], said)]
    quoted = _QUOTED.search(said)
    return {"integer": 3, "number": 3.0, "boolean": True}.get(str(kind), quoted[1] if quoted else "words")


def scripted(body: dict[str, Any]) -> Step:
    """A call of the first tool, or of the one that is asked for, until it was answered; JSON where a form is asked for;
    else words."""
    said = str(body["messages"][-1]["content"])
    form = body.get("response_format") or {}
    if form:
        return Says(json.dumps(filled(form["json_schema"]["schema"], said)))
    if body.get("tools") and body["messages"][-1]["role"] == "user" and body.get("tool_choice") != "none":
        wanted = body.get("tool_choice")
        tools = {each["function"]["name"]: each["function"] for each in body["tools"]}
        name = wanted["function"]["name"] if isinstance(wanted, dict) else next(iter(tools))
        return Calls(name, filled(tools[name]["parameters"], said))
    return Says("Hello, and a few words more.")


class TestThroughTheClient(ChatModelIntegrationTests):
    """The client as `open_model` makes it."""

    service: ModelService

    @pytest.fixture(autouse=True)
    def _serve(self, served: ModelService) -> None:
        self.service = served

    @pytest.fixture
    def served(self) -> Iterator[ModelService]:
        with ModelService(scripted) as running:
            yield running
        assert running.refused == []

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return ChatOpenAI

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"model": "stand-in", "base_url": self.service.address, "api_key": self.service.key}

    @pytest.fixture
    def model(self, request: pytest.FixtureRequest, served: ModelService) -> BaseChatModel:
        made = open_model(ModelName("openai:stand-in", served.address, served.key), 10.0)
        return made.model_copy(update=getattr(request, "param", None) or {})

    @property
    def model_override_value(self) -> str:
        return "stand-in-too"

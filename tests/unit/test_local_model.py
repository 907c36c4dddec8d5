"""A model in a folder does what the standard of LangChain does not ask: it stops when nobody listens, tells its faults,
takes nothing that does not fit, and speaks as its template has it.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

import pytest
import torch
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from bot.llm.local import LocalModel, TooLongError
from tests.standins.tiny import tiny_model

LONG = 600
# Templates as models have them: with signs of a beginning; one that knows no system and wants turns by turns; one that
# thinks unless it is told not to.
PLAIN = "{{ '<end>' }}{% for m in messages %}{{ m['role'] }}|{{ m['content'] }}/{% endfor %}assistant|"
STRICT = ("{% for m in messages %}{% if m['role'] != ('user' if loop.index0 % 2 == 0 else 'assistant') %}"
          "{{ raise_exception('turn by turn') }}{% endif %}{{ m['role'] }}|{{ m['content'] }}/{% endfor %}assistant|")
THINKS = PLAIN + "{% if enable_thinking is not defined or enable_thinking %}hmm{% endif %}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("tiny"))


def seen(model: LocalModel, template: str | None, *messages: Any) -> str:
    """What the model is given to go on from, as text."""
    tokenizer, made = model._parts()
    tokenizer.chat_template = template
    given, begun = [], made.generate

    def kept(**told: Any) -> Any:
        given.append(told["input_ids"])
        return begun(**told)

    made.generate = kept
    model.invoke(list(messages))
    return str(tokenizer.decode(given[0][0], clean_up_tokenization_spaces=False)).replace(" ", "").replace("�", "")


def test_it_is_where_torch_computes(folder: Path) -> None:
    model = LocalModel(folder=str(folder), longest=4)
    model.invoke("Hello")
    found = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
    assert model._parts()[1].device.type == found.type


def test_to_know_tools_takes_no_loading(folder: Path) -> None:
    """It is loaded in the time that an answer is waited for, once for both."""
    model = LocalModel(folder=str(folder), longest=4)
    knows = model.bind_tools([{"name": "look", "description": "Looks.", "parameters": {}}])
    assert not model._loaded and not knows._loaded
    knows.invoke("Hello")
    assert model._parts()[1] is knows._parts()[1]


@pytest.mark.parametrize("tools", [(), ({"name": "look", "description": "Looks.", "parameters": {}},)])
def test_it_stops_when_nobody_listens(folder: Path, tools: tuple[Any, ...]) -> None:
    model = LocalModel(folder=str(folder), longest=LONG)
    asked = model.bind_tools(list(tools)) if tools else model
    _, made = model._parts()
    written, begun = [], made.generate

    def counted(**told: Any) -> Any:
        written.append(begun(**told))

    made.generate = counted
    stream = cast(Generator[Any], asked.stream("Hello"))
    next(stream)
    stream.close()
    assert not any(each.name == "local-model" for each in threading.enumerate())
    assert written and written[0].shape[1] < LONG  # it was amid its answer
    made.generate = begun
    assert model.invoke("Hello").text  # and is free for the next who asks


def test_a_fault_while_it_writes_is_told_and_the_next_is_answered(folder: Path) -> None:
    model = LocalModel(folder=str(folder), longest=8)
    _, made = model._parts()
    begun = made.generate

    def fails(**_: Any) -> None:
        raise RuntimeError("out of memory")

    made.generate = fails
    with pytest.raises(RuntimeError, match="out of memory"):
        model.invoke("Hello")
    made.generate = begun
    assert model.invoke("Hello").text


def test_nothing_is_cut_off_what_it_is_told(folder: Path) -> None:
    model = LocalModel(folder=str(folder), longest=100)
    held = model._parts()[1].config.max_position_embeddings
    with pytest.raises(TooLongError) as fault:
        model.invoke("a" * (held - 20))
    assert fault.value.status_code == 413 and str(held) not in str(fault.value)
    nearly = model.invoke("a" * (held - 60))  # less room for the answer, but some
    assert nearly.usage_metadata and nearly.usage_metadata["output_tokens"] <= 60 < 100
    assert nearly.response_metadata["finish_reason"] in ("stop", "length")


def test_a_template_is_followed(folder: Path) -> None:
    model = LocalModel(folder=str(folder), longest=4)
    said = (SystemMessage("Be brief."), HumanMessage("One."), HumanMessage("Two."),
            AIMessage("", tool_calls=[{"name": "look", "args": {}, "id": "1"}]),
            ToolMessage("Three.", tool_call_id="1"))
    told = seen(model, PLAIN, *said)
    assert told.count("<end>") == 1  # the template's own sign, and no second one
    assert [part.split("|")[0] for part in told.removeprefix("<end>").split("/")] == [
        "system", "user", "assistant", "user", "assistant"]
    folded = seen(model, STRICT, *said)
    assert folded.startswith("user|Bebrief.") and "system|" not in folded
    assert not seen(model, THINKS, *said).endswith("hmm")


def test_without_a_template_the_conversation_is_written_plainly(folder: Path) -> None:
    told = seen(LocalModel(folder=str(folder), longest=4), None, HumanMessage("One."))
    assert told.replace("<unk>", "") == "user:One.assistant:"

"""Understanding by a model, where grammar and classifier are unsure: it chooses a tool and fills its arguments.

A choice that does not fit goes back with what is wrong, at most twice. The tool then runs as if it had been understood
without a model: with the same rights, and with a question before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from bot.conversation.decision import Decision
from bot.llm.arguments import NONE, World, WrongError, decision, schema
from bot.llm.calls import Heard, Models, SilentError
from bot.llm.masking import Mask
from bot.tools import TOOLS
from prompts.loader import prompt

REPAIRS = 2


@dataclass(frozen=True)
class Choice:
    """What a model made of a message: the decision, which prompt and model it was, and how often it was mended."""

    decision: Decision
    prompt: str
    model: str
    repairs: int


def choose(models: Models, person: str, said: str, world: World, granted: Sequence[str], mask: Mask, until: float,
           facts: Mapping[str, object]) -> Choice:
    """The choice of a model among the tools that the person may use. `facts` fill the prompt. Raises SilentError where
    no model answers, or none that fits."""
    told = prompt("choose")
    tools = [schema(tool, world.framework) for tool in (*(each for each in TOOLS if each in granted), NONE)]
    messages: list[BaseMessage] = [SystemMessage(content=told.filled(**facts)), HumanMessage(content=mask.hide(said))]
    for repairs in range(REPAIRS + 1):
        heard = models.ask(person, messages, mask, until, tools=tools)
        try:
            return Choice(_decided(heard, said, world, granted), told.id, heard.model, repairs)
        except WrongError as fault:
            messages += heard.sent_back(mask.hide(f"{fault}."))
    raise SilentError("garbled")


def _decided(heard: Heard, said: str, world: World, granted: Sequence[str]) -> Decision:
    if len(heard.wishes) != 1:
        raise WrongError("choose exactly one tool, and write no text")
    wish = heard.wishes[0]
    if wish.tool not in (*granted, NONE) or (wish.tool != NONE and wish.tool not in TOOLS):
        raise WrongError(f"there is no tool '{wish.tool[:60]}'")
    if wish.fault:
        raise WrongError(wish.fault)
    return decision(wish.tool, wish.arguments, said, world)

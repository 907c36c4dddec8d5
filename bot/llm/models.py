"""Opens chat models by their names: whatever LangChain knows, any server that speaks OpenAI's protocol, Ollama, and
models on this machine by transformers (`local:FOLDER`); scripts that stand in for one (`scripted:NAME`).

Nothing here knows a vendor; the library of a provider that is not installed is named in words. Imported only where a
model is set up.
"""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel

from bot.settings import BadSetting, ModelName

# Of an answer at most so many tokens: a turn is no essay.
LONGEST = 800
# A server of one's own that asks for no key is given this word, for the client insists on one.
NO_KEY = "none"


def open_model(of: ModelName, patience: float) -> BaseChatModel:
    """The chat model of a name; nothing is asked of it yet. `patience`: seconds that it may be silent. Raises
    BadSetting where its provider is unknown or its library is missing."""
    provider, _, name = of.name.partition(":")
    if provider == "local":
        from bot.llm.local import LocalModel

        return LocalModel(folder=name, longest=LONGEST)
    if provider == "scripted":
        from bot.llm.scripted import SCRIPTS, Scripted

        if name not in SCRIPTS:
            raise BadSetting(f"There is no script '{name}'; there are: {', '.join(SCRIPTS)}.")
        return Scripted(script=name)
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"temperature": 0}
    if provider == "ollama":
        options |= {"num_predict": LONGEST, "client_kwargs": {"timeout": patience}}
    else:
        options |= {"max_tokens": LONGEST, "timeout": patience, "max_retries": 0}
    if provider == "openai":
        # A hosted gateway counts what it is asked to count; a server that asks for no key is none of the provider's.
        options |= {"stream_usage": True}
        if of.url and not of.key:
            options["api_key"] = NO_KEY
    if of.url:
        options["base_url"] = of.url
    if of.key:
        options["api_key"] = of.key
    try:
        made = init_chat_model(of.name, **options)
    except ImportError as fault:
        raise BadSetting(f"The model {of.name} needs a library that is not installed ({fault.name}): install "
                         "langchain's package for its provider.") from None
    except ValueError as fault:
        raise BadSetting(f"The model {of.name} cannot be used: {_first_line(fault)}") from None
    assert isinstance(made, BaseChatModel)
    return made


def _first_line(fault: Exception) -> str:
    """What is wrong, without what else a library prints with it, which may hold settings."""
    return (str(fault).strip() or type(fault).__name__).splitlines()[0][:160]

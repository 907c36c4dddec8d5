"""A language model behind a channel: drafts while it writes, the answer after, and no transaction meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from bot.settings import ModelName, ModelSettings
from bot.wiring import Saathi
from tests.standins.models import Faults, ModelService, Says
from tests.standins.telegram import TelegramService
from tests.turns.doors.chat import Chat
from tests.turns.doors.house import House

# What waits within a transaction since before the model was asked: nothing else is idle in one for so long.
OPEN = ("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' "
        "AND state_change < now() - interval '0.3 seconds'")


@pytest.fixture
def house(saathi: Saathi, telegram: TelegramService, service: ModelService) -> Iterator[House]:
    """Saathi with a model behind the door, and a worker."""
    model = ModelSettings((ModelName("openai:stand-in", service.address, service.key),), person_tokens=None,
                          may=frozenset({"word"}))
    with House(saathi.settings, telegram=telegram.settings(), per_minute=0, model=model) as made, made.working():
        yield made


def given(body: dict[str, Any]) -> str:
    return str(body["messages"][1]["content"]).split("ANSWER:\n", 1)[1].split("\n\nDETAILS:", 1)[0]


def test_drafts_come_before_the_answer_and_no_transaction_waits(
        house: House, telegram: TelegramService, service: ModelService, official: str) -> None:
    waiting: list[int] = []

    def script(body: dict[str, Any]) -> Says:
        time.sleep(0.5)
        with psycopg.connect(house.saathi.database.address) as conn:
            row = conn.execute(OPEN).fetchone()
            waiting.append(row[0] if row else -1)
        return Says(f"Here is what you asked for. {given(body)}", pause=0.02)
    chat = Chat(house, telegram)
    chat.links(official)
    service.script = script
    told = chat.says("what are my gaps")
    assert told.text.startswith("Here is what you asked for.")
    drafts = [str(body.get("text") or "") for method, body in telegram.calls if method == "sendMessageDraft"]
    written = [each for each in drafts if each]
    assert len(written) > 1 and written == sorted(written, key=len)
    assert all(told.text.replace("\n", "").startswith(each.replace("\n", "").strip()[:40]) for each in written)
    assert waiting == [0]


def test_without_an_answer_of_the_model_the_fixed_words_come(
        house: House, telegram: TelegramService, service: ModelService, official: str) -> None:
    chat = Chat(house, telegram)
    chat.links(official)
    service.script = [Faults(500, "broke")]
    assert chat.says("what are my gaps").text.startswith("You meet")

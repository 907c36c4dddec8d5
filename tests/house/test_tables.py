"""One table a kind: tools, wishes, metrics of access, outcomes and migrations are where they are said to be."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import pytest

from bot.conversation.outcomes import OUTCOMES
from bot.conversation.route import STEPS
from bot.conversation.wishes import NEEDS_ONE, NOT_YET, OF_OTHERS, PASSING, PERSONAL, WISHES
from bot.conversion.loaders import LOADERS
from bot.failures import FAILURES
from bot.people.access import GRANTED
from bot.tools import TOOLS
from bot.tools.contract import Tool
from passbook.entries import KINDS
from prompts.loader import LANGUAGES, table

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT.parent / "shared" / "spec" / "reply.schema.json"
# The tools of the interface (spec/interface.md), word by word.
INTERFACE = frozenset(
    "show_role show_standing check_gaps recommend find_course explain_competency answer_from_content quiz "
    "show_passbook record_claim dispute set_reminder help_desk ask_workforce look_up_official plan_year benchmark "
    "demand course_impact draft_frac show_map find_mentor small_talk settings".split())
OUTCOME_NAMES = frozenset("answered clarify zero suppressed not_permitted not_recorded out_of_scope "
                          "refused handed_over error".split())


def test_the_interface_is_the_schemas() -> None:
    if not SCHEMA.is_file():
        pytest.skip("the schema of replies is not beside this checkout")
    properties = json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"]
    assert {each for each in properties["tool"]["enum"] if each} == INTERFACE
    assert set(properties["outcome"]["enum"]) == OUTCOME_NAMES


def test_every_tool_is_one_of_the_interface_under_its_own_name() -> None:
    assert set(TOOLS) <= INTERFACE
    assert all(name == tool.name for name, tool in TOOLS.items())


def test_every_file_with_a_tool_is_in_the_table() -> None:
    for path in sorted((ROOT / "bot" / "tools").glob("*.py")):
        if path.stem == "__init__":
            continue
        module = importlib.import_module(f"bot.tools.{path.stem}")
        tools = [value for value in vars(module).values() if isinstance(value, Tool) and value.run.__module__
                 == module.__name__]
        for tool in tools:
            assert TOOLS.get(tool.name) is tool, path.name
            assert tool.name == path.stem
    assert {tool.run.__module__.rsplit(".", 1)[1] for tool in TOOLS.values()} == set(TOOLS)


def test_every_file_with_a_loader_is_in_the_table() -> None:
    files = {path.stem for path in (ROOT / "bot" / "conversion" / "loaders").glob("*.py")} - {"__init__"}
    assert {name.replace("-", "_") for name in LOADERS} == files
    for name, loader in LOADERS.items():
        assert loader.name == name
        assert importlib.import_module(f"bot.conversion.loaders.{name.replace('-', '_')}").LOADER is loader
        assert loader.framework or loader.people


def test_wishes_lead_to_tools_that_there_are() -> None:
    for intent, (tool, slots) in WISHES.items():
        assert tool in TOOLS, intent
        assert set(slots) <= TOOLS[tool].takes, intent
    assert NOT_YET.isdisjoint(WISHES)
    assert set(TOOLS) >= NEEDS_ONE and set(TOOLS) >= PERSONAL
    assert OF_OTHERS <= INTERFACE


def test_tools_for_those_entitled_are_in_the_table_of_access() -> None:
    assert set(GRANTED) <= INTERFACE
    capabilities = {"hr", "leader", "analyst", "provider", "author", "admin"}
    assert all(set(needed) <= capabilities for needed in GRANTED.values())
    assert all("admin" not in needed for needed in GRANTED.values()), "admin sees no learning data"
    assert set(GRANTED) >= OF_OTHERS


def test_outcomes_are_those_of_the_interface() -> None:
    assert set(OUTCOMES.values()) <= OUTCOME_NAMES
    for language in LANGUAGES:
        assert set(OUTCOMES) - {"unclear"} <= set(table("replies", language)["outcome"]), language


def test_every_failure_has_words_and_an_exit_code() -> None:
    for language in LANGUAGES:
        for _, failure in FAILURES:
            section, key = failure.key.split(".")
            assert table("replies", language)[section][key]
    assert FAILURES[-1][0] is Exception, "the last line of the table takes whatever is left"
    assert all(failure.exit_code in (1, 2, 3) for _, failure in FAILURES)
    for place, (kind, _) in enumerate(FAILURES):
        assert not any(issubclass(kind, before) for before, _ in FAILURES[:place]), f"{kind} is never reached"


def test_every_kind_of_entry_has_a_name() -> None:
    for language in LANGUAGES:
        assert set(KINDS) <= set(table("replies", language)["kinds"])


def test_the_steps_of_routing_are_told_apart() -> None:
    assert len({step.__name__ for step in STEPS}) == len(STEPS)
    assert all(isinstance(key, str) for key in PASSING)


@pytest.mark.parametrize("package", ["frac", "passbook", "bot"])
def test_migrations_are_numbered_from_one_without_a_gap(package: str) -> None:
    files = sorted((ROOT / package / "store" / "migrations").glob("*"))
    numbers = []
    for path in files:
        match = re.fullmatch(r"(\d{3})_[a-z_]+\.sql", path.name)
        assert match, path.name
        numbers.append(int(match[1]))
        assert path.read_text(encoding="utf-8").startswith("--"), f"{path.name} does not say what it is for"
    assert numbers == list(range(1, len(numbers) + 1))

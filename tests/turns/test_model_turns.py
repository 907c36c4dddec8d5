"""Turns with a language model: it understands what nothing else does, and whatever it does, nothing false is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.llm.models import open_model
from bot.settings import BadSetting, ModelName
from bot.store import model_use
from bot.wiring import Saathi
from tests.standins.models import Calls, Drops, Empties, Faults, Floods, Garbles, Hangs, ModelService, Refuses, Says
from tests.standins.tiny import tiny_model
from tests.turns.talk import Talk
from tests.turns.tenant import SPARE

# Nothing in it is known to the grammar.
ODD = "the ledger of my competence please, condensed into what remains to be conquered"
PERSON = "N1"
# So many signs are what a model is told to choose a tool, and its answer.
HOLDS = 32_768


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model on this machine that knows nothing."""
    return tiny_model(tmp_path_factory.mktemp("tiny"), HOLDS)


def talk(saathi: Saathi, name: str, person: str = PERSON) -> Talk:
    return Talk(saathi, person, f"model-{name}")


def bare(saathi: Saathi, said: str, name: str, person: str = PERSON) -> dict[str, Any]:
    """What is answered without a model."""
    return talk(saathi, f"bare-{name}", person).say(said)


def test_a_model_chooses_a_tool_and_the_tool_answers(saathi: Saathi, service: ModelService,
                                                     with_model: Callable[..., Saathi]) -> None:
    assert bare(saathi, ODD, "choose")["outcome"] == "clarify"
    service.script = [Calls("check_gaps", {})]
    told = talk(with_model(may={"understand"}), "choose").say(ODD)
    assert told == {**bare(saathi, "What are my gaps?", "same"), **{key: told[key] for key in ("id", "took_ms")}}
    asked = service.asked[0]
    assert {each["function"]["name"] for each in asked["tools"]} >= {"check_gaps", "none_of_these"}
    assert "ask_workforce" not in {each["function"]["name"] for each in asked["tools"]}


def test_what_is_understood_asks_no_model(service: ModelService, with_model: Callable[..., Saathi]) -> None:
    saathi = with_model(may={"understand"})
    service.script = [Calls("settings", {"what": "erase"})]
    assert talk(saathi, "plain").say("What are my gaps?")["tool"] == "check_gaps"
    assert service.asked == []


def test_arguments_are_names_that_the_tenant_has(service: ModelService, with_model: Callable[..., Saathi]) -> None:
    service.script = [Calls("show_standing", {"competency": "Noting and Drafting"})]
    told = talk(with_model(may={"understand"}), "named").say(ODD)
    assert told["tool"] == "show_standing" and told["blocks"][0]["items"][0]["label"] == "Noting and Drafting"


def test_wrong_arguments_go_back_as_words_and_are_mended(service: ModelService, with_model: Callable[..., Saathi]
                                                         ) -> None:
    service.script = [Calls("show_standing", {"competency": "Underwater Basket Weaving", "colour": "red"}),
                      Calls("show_standing", '{"competency": '), Calls("check_gaps", {})]
    assert talk(with_model(may={"understand"}), "mended").say(ODD)["tool"] == "check_gaps"
    first, second = service.asked[1]["messages"][-1], service.asked[2]["messages"][-1]
    assert "Underwater Basket Weaving" in first["content"] and "colour" in first["content"]
    assert "JSON" in second["content"] and len(service.asked) == 3


@pytest.mark.parametrize("steps", [
    [Calls("no_such_tool", {})], [Calls("ask_workforce", {"question": "how many officials are there"})],
    [Says("You have no gaps at all, congratulations.")], [Calls("show_standing", {"competency": 7})],
    [(Calls("check_gaps", {}), Calls("show_role", {}))], [Calls("check_gaps", {"official": "Nobody At All"})]])
def test_a_model_that_never_fits_changes_nothing(saathi: Saathi, service: ModelService, steps: list[Any],
                                                 with_model: Callable[..., Saathi]) -> None:
    service.script = steps
    told = talk(with_model(may={"understand"}), "unfit").say(ODD)
    without = bare(saathi, ODD, "unfit")
    assert (told["outcome"], told["text"]) == (without["outcome"], without["text"])
    assert len(service.asked) == 3


@pytest.mark.parametrize("step", [
    Faults(500, "it broke"), Faults(429, "too many", retry_after=60), Faults(400, "no"), Drops("You are", after=1),
    Garbles("{{{"), Refuses("I will not."), Empties(), Hangs(30), Floods(100_000)],
    ids=lambda step: type(step).__name__)
def test_whatever_goes_wrong_the_turn_is_answered_without(saathi: Saathi, service: ModelService, step: Any,
                                                          with_model: Callable[..., Saathi]) -> None:
    service.script = [step]
    told = talk(with_model(may={"understand"}, patience=1.5), "fault").say(ODD)
    without = bare(saathi, ODD, "fault")
    assert (told["outcome"], told["text"], told["entries"]) == (without["outcome"], without["text"], [])


@pytest.mark.parametrize("step", [Hangs(30), Faults(401, "a wrong key"), Refuses("no")],
                         ids=lambda step: type(step).__name__)
def test_a_first_model_that_is_slow_or_refuses_leaves_time_for_the_second(
        service: ModelService, with_model: Callable[..., Saathi], step: Any) -> None:
    service.script = lambda body: step if body["model"] == "stand-in-0" else Calls("check_gaps", {})
    assert talk(with_model(may={"understand"}, count=2, patience=4.0), "leaves").say(ODD)["tool"] == "check_gaps"


def test_a_second_model_answers_where_the_first_does_not(service: ModelService, with_model: Callable[..., Saathi]
                                                         ) -> None:
    service.script = lambda body: Faults(503, "down") if body["model"] == "stand-in-0" else Calls("check_gaps", {})
    saathi = with_model(may={"understand"}, count=2)
    assert talk(saathi, "second").say(ODD)["tool"] == "check_gaps"
    told = saathi.watch.exposition({}).decode()
    assert 'saathi_model_calls_total{model="openai:stand-in-1",result="answered"} 1.0' in told
    assert 'saathi_model_calls_total{model="openai:stand-in-0",result="down"} 2.0' in told


def test_a_model_that_is_down_rests(service: ModelService, with_model: Callable[..., Saathi]) -> None:
    service.script = [Faults(503, "down")]
    saathi = with_model(may={"understand"})
    for number in range(4):
        talk(saathi, f"rest-{number}").say(ODD)
    assert len(service.asked) == 3


@pytest.mark.parametrize("bounds", [{"person_tokens": 10}, {"day_tokens": 10}, {"day_cost": 0.000001}])
def test_beyond_a_bound_no_model_is_asked(saathi: Saathi, service: ModelService, bounds: dict[str, Any],
                                          with_model: Callable[..., Saathi]) -> None:
    service.script = [Calls("check_gaps", {})]
    told = talk(with_model(may={"understand"}, **bounds), "bound").say(ODD)
    assert told["outcome"] == bare(saathi, ODD, "bound")["outcome"] and service.asked == []


def test_what_a_model_took_is_counted(service: ModelService, with_model: Callable[..., Saathi]) -> None:
    service.script = [Calls("check_gaps", {})]
    saathi = with_model(may={"understand"})
    with saathi.database.connection() as conn:
        before = model_use.taken(conn, saathi.clock().date(), PERSON)
    talk(saathi, "counted").say(ODD)
    with saathi.database.connection() as conn:
        after = model_use.taken(conn, saathi.clock().date(), PERSON)
    assert after.person > before.person and after.rupees > before.rupees


def test_what_writes_waits_for_the_persons_yes(service: ModelService, with_model: Callable[..., Saathi]) -> None:
    service.script = [Calls("record_claim", {"competency": "Noting and Drafting", "level": 3, "confirmed": True}),
                      Calls("record_claim", {"competency": "Noting and Drafting", "level": 3})]
    person = talk(with_model(may={"understand"}), "writes", next(iter(SPARE)))
    told = person.say(ODD)
    assert (told["tool"], told["outcome"], told["entries"]) == ("record_claim", "clarify", [])
    assert "confirmed" in service.asked[1]["messages"][-1]["content"]


def test_particulars_are_hidden_from_the_model(service: ModelService, with_model: Callable[..., Saathi]) -> None:
    service.script = [Calls("none_of_these", {"reason": "unclear"})]
    talk(with_model(may={"understand"}), "hidden").say(f"{ODD} 98765 43210, a.b@example.org, ABCPE1234F")
    sent = str(service.asked[0]["messages"])
    assert not [each for each in ("98765", "a.b@example.org", "ABCPE1234F") if each in sent] and "[PHONE_1]" in sent


def test_the_settings_name_a_provider() -> None:
    with pytest.raises(BadSetting, match="nobody:model"):
        open_model(ModelName("nobody:model"), 1.0)


def test_a_folder_is_a_model_too(saathi: Saathi, tiny: Path, with_model: Callable[..., Saathi],
                                 monkeypatch: pytest.MonkeyPatch) -> None:
    """A model of random weights writes nonsense, and the turn is answered as without it."""
    monkeypatch.setattr("bot.llm.models.LONGEST", 40)
    local = with_model(may={"understand"}, models=(ModelName(f"local:{tiny}"),), patience=60.0)
    told = talk(local, "local").say(ODD)
    assert (told["outcome"], told["text"]) == tuple(bare(saathi, ODD, "local")[key] for key in ("outcome", "text"))
    with local.database.connection() as conn:
        used = {each[0]: each[1:] for each in model_use.of_day(conn, local.clock().date())}
    assert used[f"local:{tiny}"][0] >= 1 and used[f"local:{tiny}"][2] > 0

"""Turns about what a post requires, what a person holds and what is missing: role, standing, gaps, passbook, meaning.

The figures are those that the definitions give for the small tenant; wording is never compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from retrieval.words import words
from tests.turns.talk import Talk, block, ids, items, numbers, rows
from tests.turns.tenant import MET, OPEN

Start = Callable[..., Talk]
REQUIRED = {**OPEN, **MET}


def levels(reply: dict[str, Any]) -> dict[str, tuple[int | None, int | None]]:
    """Competency id to (required, held) of what a reply shows."""
    return {item["id"]: (item["required"], item["held"]) for item in items(reply, "competencies")}


def gaps(reply: dict[str, Any]) -> dict[str, int]:
    """Competency id to the open gap."""
    return {item["id"]: item["gap"] for item in items(reply, "competencies") if item["gap"]}


# ---- the post


def test_the_post_requires_what_the_framework_says(talk: Start) -> None:
    reply = talk().say("What does my post require?")
    assert (reply["outcome"], reply["tool"], reply["arguments"]) == ("answered", "show_role", {"position": "P1"})
    assert levels(reply) == REQUIRED
    assert {"kind": "position", "id": "P1"} in reply["sources"]


def test_the_work_of_a_post_is_a_table_of_roles_and_activities(talk: Start) -> None:
    reply = talk().say("Show the roles and activities of my post")
    assert reply["tool"] == "show_role"
    assert [cell["id"] for cell in rows(reply)[0][:2]] == ["R1", "A1"]
    assert rows(reply)[0][2:] == ["Record Keeper", "Director"]


def test_another_post_by_title_by_alias_and_as_a_follow_up(talk: Start) -> None:
    someone = talk()
    named = someone.say("what level does a section officer need in teamwork")
    assert (named["tool"], named["arguments"]["position"], levels(named)) == ("show_role", "P1", {"CB1": (2, 0)})
    other = someone.say("and a director?")
    assert (other["tool"], other["arguments"]["position"], levels(other)) == ("show_role", "P2", {"CB1": (4, 0)})
    whole = talk().say("what does a director need to know")
    assert levels(whole) == {"CB1": (4, 0), "CF2": (4, 2)}


def test_an_alias_of_two_posts_is_asked_back_and_a_number_chooses(talk: Start) -> None:
    someone = talk()
    asked = someone.say("what does an HM need to know")
    assert (asked["outcome"], asked["tool"], ids(asked, "choices")) == ("clarify", "show_role", ["P5", "P6"])
    chosen = someone.say("2")
    assert (chosen["outcome"], chosen["arguments"]["position"]) == ("answered", "P6")
    assert levels(chosen) == {"CD1": (2, 0)}


def test_what_is_not_required_is_zero_and_a_post_without_requirements_is_not_recorded(talk: Start) -> None:
    nothing = talk().say("does my post require stress management")
    assert (nothing["outcome"], nothing["tool"], nothing["arguments"]["competency"]) == ("zero", "show_role", ["CB2"])
    observer = talk("E1")
    for say, tool in (("what does my post require", "show_role"), ("what are my gaps", "check_gaps"),
                      ("what should I learn next", "recommend")):
        reply = observer.say(say)
        assert (reply["outcome"], reply["tool"]) == ("not_recorded", tool)
    assert observer.say("where do I stand")["outcome"] == "zero"


# ---- standing and gaps


def test_standing_shows_every_level_and_counts_no_claim(talk: Start) -> None:
    someone = talk()
    reply = someone.say("Where do I stand?")
    assert (reply["outcome"], reply["tool"], levels(reply)) == ("answered", "show_standing", REQUIRED)
    pending = [source["id"] for source in reply["sources"] if source["kind"] == "entry"]
    assert pending == [f"{someone.person}-3"]


def test_gaps_are_the_open_pairs_and_each_kind_has_its_own(talk: Start) -> None:
    someone = talk()
    everything = someone.say("What are my gaps?")
    assert (everything["outcome"], everything["tool"]) == ("answered", "check_gaps")
    assert gaps(everything) == {"CF1": 1, "CB1": 2, "CD1": 1}
    assert ids(everything, "competencies")[0] in ("CF1", "CB1")  # the widest weighted gap first
    functional = someone.say("which functional gaps do I have")
    assert (functional["arguments"], gaps(functional)) == ({"type": "functional"}, {"CF1": 1})
    behavioural = someone.say("and the behavioural ones?")
    assert (behavioural["arguments"], gaps(behavioural)) == ({"type": "behavioural"}, {"CB1": 2})


def test_one_gap_by_name_and_one_that_is_met(talk: Start) -> None:
    someone = talk()
    reply = someone.say("how big is my gap in teamwork")
    assert (reply["outcome"], reply["tool"], gaps(reply)) == ("answered", "check_gaps", {"CB1": 2})
    met = someone.say("do I have a gap in public procurement")
    assert (met["outcome"], met["tool"], gaps(met), levels(met)) == ("zero", "check_gaps", {}, MET)


def test_whoever_meets_everything_has_zero_gaps_and_nothing_to_learn(talk: Start) -> None:
    keeper = talk("K1")
    found = keeper.say("what are my gaps")
    assert (found["outcome"], found["tool"], gaps(found)) == ("zero", "check_gaps", {})
    plan = keeper.say("what should I learn next")
    assert (plan["outcome"], plan["tool"], ids(plan, "courses")) == ("zero", "recommend", [])


def test_a_level_by_name_then_others_by_name_alone_and_why(talk: Start) -> None:
    someone = talk()
    first = someone.say("what is my level in noting and drafting")
    assert (first["tool"], levels(first)) == ("show_standing", {"CF1": (3, 2)})
    why = someone.say("why?")
    assert (why["tool"], why["arguments"]) == ("show_passbook", {"competency": "CF1", "level": 2})
    assert {"kind": "entry", "id": f"{someone.person}-1"} in why["sources"]
    other = someone.say("and public procurement?")
    assert (other["tool"], levels(other)) in [("show_standing", MET), ("show_passbook", MET)]
    assert f"{someone.person}-2" in str(someone.say("why?"))


def test_why_says_what_does_not_count(talk: Start) -> None:
    someone = talk()
    failed = someone.say("why my level in lighthouse maintenance")
    assert (failed["tool"], failed["arguments"]) == ("show_passbook", {"competency": "CD1", "level": 0})
    assert {"kind": "entry", "id": f"{someone.person}-4"} in failed["sources"]
    claimed = someone.say("why do I have my level in teamwork")
    assert claimed["arguments"] == {"competency": "CB1", "level": 0}
    assert f"{someone.person}-3" in [source["id"] for source in claimed["sources"]]


def test_why_one_of_the_gaps_by_its_place(talk: Start) -> None:
    someone = talk()
    shown = ids(someone.say("What are my gaps?"), "competencies")
    reply = someone.say("why my level in the second one")
    assert (reply["tool"], reply["arguments"]["competency"]) == ("show_passbook", shown[1])


# ---- the passbook


def test_the_passbook_shows_each_entry_newest_first(talk: Start) -> None:
    someone = talk()
    reply = someone.say("show my passbook")
    assert (reply["outcome"], reply["tool"]) == ("answered", "show_passbook")
    assert [row[-1]["id"] for row in rows(reply)] == [f"{someone.person}-{number}" for number in (5, 4, 3, 2, 1)]
    assert set(someone.passbook()) == {row[-1]["id"] for row in rows(reply)}
    assert talk("E1").say("show my passbook")["outcome"] == "zero"


def test_the_passbook_of_a_period_and_the_period_before(talk: Start) -> None:
    someone = talk()
    year = someone.say("what did I complete this year")
    assert (year["tool"], year["arguments"]["period"]) == ("show_passbook", "2025-26")
    assert [row[-1]["id"] for row in rows(year)] == [f"{someone.person}-4", f"{someone.person}-1"]
    before = someone.say("and last year?")
    assert (before["outcome"], before["arguments"]["period"]) == ("zero", "2024-25")
    month = talk().say("what did I complete in february")
    assert (month["arguments"]["period"], len(rows(month))) == ("2026-02", 1)


# ---- what a competency means


def test_a_competency_is_explained_then_a_level_of_it_then_one_that_is_not_described(talk: Start) -> None:
    someone = talk()
    whole = someone.say("what does noting and drafting mean")
    assert (whole["outcome"], whole["tool"]) == ("answered", "explain_competency")
    assert [row[0]["id"] for row in rows(whole)] == ["1", "2", "3"]
    level = someone.say("and at level 3?")
    assert (level["tool"], level["arguments"]) == ("explain_competency", {"competency": "CF1", "level": 3})
    assert [row[1] for row in rows(level)] == ["Drafts for signature"]
    missing = someone.say("and at level 5?")
    assert (missing["outcome"], missing["arguments"]["level"]) == ("not_recorded", 5)


def test_a_word_of_two_competencies_is_asked_back(talk: Start) -> None:
    someone = talk()
    asked = someone.say("management")
    assert (asked["outcome"], set(ids(asked, "choices"))) == ("clarify", {"CB2", "CF3"})
    chosen = someone.say("record")
    assert (chosen["outcome"], chosen["tool"]) == ("answered", "explain_competency")
    assert chosen["arguments"]["competency"] == "CF3"


# ---- the team


def test_the_team_is_those_who_report_directly(talk: Start) -> None:
    director = talk("D1")
    reply = director.say("who reports to me?")
    assert (reply["outcome"], reply["tool"]) == ("answered", "look_up_official")
    assert [(row[0]["id"], *row[2:]) for row in rows(reply)] == [("T1", 1, 4, 3, 3, 1, 1)]


@pytest.mark.parametrize(("say", "tool"), [
    ("where does Asha Rao stand", "show_standing"), ("what are the gaps of Asha Rao", "check_gaps"),
    ("what is Asha Rao's gap in teamwork", "check_gaps"), ("what is Asha Rao's level in teamwork", "show_standing")])
def test_a_senior_sees_what_a_report_stands_for(talk: Start, say: str, tool: str) -> None:
    reply = talk("D1").say(say)
    assert (reply["outcome"], reply["tool"]) == ("answered", tool)
    assert reply["arguments"].get("official") == "T1"


@pytest.mark.parametrize("say", ["my team", "meri team", "मेरी टीम"])
def test_ones_team_is_people_and_no_competency(talk: Start, say: str) -> None:
    assert talk("D1").say(say)["tool"] == "look_up_official"


def test_a_list_in_hindi_ends_as_a_hindi_sentence(talk: Start) -> None:
    reply = talk("N1").say("मेरे पद के लिए क्या चाहिए")
    assert (reply["tool"], reply["text"][-1]) == ("show_role", "।")


def test_why_goes_on_with_the_person_spoken_of(talk: Start) -> None:
    director = talk("D1")
    assert director.say("where does Asha Rao stand")["arguments"]["official"] == "T1"
    asked = director.say("why?")
    assert (asked["outcome"], asked["tool"]) == ("clarify", "show_passbook")
    chosen = director.say(block(asked, "choices")["items"][0]["label"])
    assert (chosen["tool"], chosen["arguments"]["level"]) == ("show_passbook", 2)
    assert chosen["arguments"]["official"] == "T1"


@pytest.mark.parametrize("say", ["show the passbook of Asha Rao", "what changed in the passbook of Asha Rao",
                                 "Asha Rao की पासबुक दिखाइए"])
def test_a_senior_without_hr_reads_no_entries_and_is_offered_what_may_be_seen(talk: Start, say: str) -> None:
    director = talk("D1")
    reply = director.say(say)
    assert (reply["outcome"], reply["tool"], ids(reply, "choices")) == ("not_permitted", "show_passbook",
                                                                        ["standing", "gaps"])
    assert {each["type"] for each in reply["blocks"]} == {"choices"}
    chosen = director.say(block(reply, "choices")["items"][1]["label"])
    assert (chosen["outcome"], chosen["tool"], chosen["arguments"]["official"]) == ("answered", "check_gaps", "T1")


def test_why_a_report_holds_a_level_is_told_without_score_note_and_entries(talk: Start) -> None:
    say = "why does Asha Rao hold level 2 in noting and drafting"
    told = talk("D1").say(say)
    assert (told["outcome"], told["tool"], told["arguments"]["level"]) == ("answered", "show_passbook", 2)
    assert {"kind": "course", "id": "KF1"} in told["sources"]
    assert not any(each["kind"] == "entry" for each in told["sources"])
    assert not any(each["type"] == "table" for each in told["blocks"])
    assert 78.0 not in numbers(told["text"])
    manager = talk("H1").say(say)
    assert {"kind": "entry", "id": "T1-1"} in manager["sources"] and rows(manager)


@pytest.mark.parametrize("say", [
    "where does Asha Rao stand", "what are the gaps of Asha Rao", "what is Asha Rao's gap in teamwork",
    "what is Asha Rao's level in teamwork", "what is Asha Rao's gap in public procurement",
    "what is Asha Rao's gap in record management", "show the passbook of Asha Rao",
    "what changed in the passbook of Asha Rao since january",
    "why does Asha Rao hold level 2 in noting and drafting", "why is Asha Rao at no level in teamwork"])
def test_what_is_said_of_another_is_not_said_to_you(talk: Start, say: str) -> None:
    reply = talk("H1").say(say)
    assert reply["arguments"].get("official") == "T1"
    assert not {"you", "your"} & set(words(reply["text"]))


def test_two_people_of_one_name_are_asked_back_where_both_may_be_seen(talk: Start) -> None:
    manager = talk("H1")
    asked = manager.say("where does Sunil Pant stand")
    assert (asked["outcome"], ids(asked, "choices")) == ("clarify", ["W1", "W2"])
    chosen = manager.say("the second one")
    assert (chosen["outcome"], chosen["arguments"]["official"]) == ("answered", "W2")

"""Turns about people looked at one by one: who they are, what they acquired, their plan, who could act in a post.

In the small tenant T2 reports to T1 and T1 to D1; H1 is hr of all, H4 of the ferries; A1 leads, A2 is a provider's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.wiring import Saathi
from passbook.insights.candidates import Wanted, candidates
from passbook.insights.query import Scope
from passbook.insights.team import moves
from passbook.ledger import entries_of
from passbook.officials import by_id
from passbook.standing import fold
from tests.turns.talk import Talk, block, ids, items, rows

Start = Callable[..., Talk]
STRANGERS = ("T2", "N1", "H4", "A1", "A2")


def people(reply: dict[str, Any]) -> list[str]:
    """The officials of a reply's table, in order."""
    return [row[0]["id"] for row in rows(reply)] if any(b["type"] == "table" for b in reply["blocks"]) else []


# ---- by name and id


@pytest.mark.parametrize("say", ["tell me about Asha Rao", "Asha Rao", "who is t1?", "T1", "show me Asha Rao",
                                 "Asha Rao ke bare me batao", "Asha Rao के बारे में बताइए"])
def test_a_person_by_name_or_id_with_gaps_and_plan(talk: Start, say: str) -> None:
    person = talk("H1")
    reply = person.say(say)
    assert (reply["outcome"], reply["tool"], reply["arguments"]) == ("answered", "look_up_official", {"official": "T1"})
    figures = {source["id"]: source["value"] for source in reply["sources"] if source["kind"] == "figure"}
    assert figures == {"met": 1, "required": 4, "open": 3, "further_gaps": 0, "assigned": 3, "done": 1, "overdue": 1}
    assert "Meera Iyer" in reply["text"]  # to whom they report
    gaps = person.say("what gaps does she have?")
    assert (gaps["tool"], gaps["arguments"].get("official")) == ("check_gaps", "T1")
    assert {item["id"]: item["gap"] for item in items(gaps, "competencies")} == {
        item["id"]: item["gap"] for item in items(reply, "competencies") if item["gap"]}


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("say", [
    "tell me about Meera Iyer", "who is D1", "Meera Iyer", "what has Meera Iyer acquired this year",
    "has Meera Iyer completed her plan", "find a replacement for Meera Iyer", "is Meera Iyer overdue"])
def test_nobody_looks_at_those_they_do_not_oversee(talk: Start, who: str, say: str) -> None:
    reply = talk(who).say(say)
    assert reply["outcome"] == "not_permitted"
    assert "Iyer" not in reply["text"] and "D1" not in str(reply["blocks"])


def test_of_two_people_of_one_name_only_those_are_offered_who_may_be_seen(talk: Start) -> None:
    assert ids(talk("H1").say("tell me about Sunil Pant"), "choices") == ["W1", "W2"]
    reply = talk("H4").say("tell me about Sunil Pant")  # hr of the ferries sees one of them
    assert (reply["outcome"], reply["arguments"]) == ("answered", {"official": "W2"})
    nobody = talk("T1").say("tell me about Sunil Pant")
    assert nobody["outcome"] == "not_permitted" and "W1" not in str(nobody["blocks"])


def test_a_first_name_is_enough_for_whoever_oversees_them(talk: Start) -> None:
    reply = talk("D1").say("what is pending for Ravi")
    assert (reply["outcome"], reply["arguments"]) == ("answered", {"official": "T2", "plan": True})


@pytest.mark.parametrize("say", ["has Ravi done his plan", "what has Ravi acquired since April"])
def test_a_first_name_of_somebody_else_never_gives_ones_own_data(talk: Start, say: str) -> None:
    reply = talk("N1").say(say)
    assert reply["outcome"] == "not_permitted" and "T2" not in str(reply["blocks"])


# ---- what was acquired


def test_what_was_acquired_is_the_difference_of_two_standings(talk: Start, saathi: Saathi) -> None:
    reply = talk("H1").say("what has Asha Rao acquired since 1 October 2025?")
    assert (reply["outcome"], reply["arguments"]["acquired"]) == ("answered", True)
    with saathi.database.connection() as conn:
        framework = saathi.tenancy(conn).framework
        standing = fold(entries_of(conn, "T1"), framework.credits_of, framework.tenant.pass_mark)
        now = saathi.now(framework)
        before = datetime(2025, 9, 30, 18, 29, 59, tzinfo=UTC)  # the end of September there
        told = {row[0]["id"]: (row[1], row[2]) for row in rows(reply)}
        after = standing.all_held(now)
        assert told == {each: (standing.held(each, before), level) for each, level in after.items()
                        if standing.held(each, before) != level}
    assert told == {"CF2": (0, 2)}
    assert talk("H1").say("what has Asha Rao acquired in January 2024?")["outcome"] == "zero"


def test_many_people_at_once_agree_with_each_alone(talk: Start, saathi: Saathi) -> None:
    with saathi.database.connection() as conn:
        framework = saathi.tenancy(conn).framework
        facts = saathi.facts_of(conn, framework)
        opens, closes = datetime(2025, 8, 31, 18, tzinfo=UTC), saathi.now(framework)
        for key in ("T1", "N1", "K1"):
            standing = fold(entries_of(conn, key), framework.credits_of, framework.tenant.pass_mark)
            alone = {each: (standing.held(each, opens), level) for each, level in standing.all_held(closes).items()
                     if standing.held(each, opens) != level}
            found = moves(facts, [facts.pseudonym(key)], opens, closes)
            assert {each.competency: (each.before, each.after) for each in found} == alone


@pytest.mark.parametrize("say", ["what did my team learn since September 2025", "what has my team acquired this year",
                                 "meri team ne is saal kya seekha", "मेरी टीम ने इस साल क्या सीखा"])
def test_a_team_is_told_person_by_person(talk: Start, say: str) -> None:
    reply = talk("D1").say(say)
    assert (reply["outcome"], reply["tool"], reply["arguments"]["team"]) == ("answered", "look_up_official", True)
    assert set(people(reply)) == {"T1", "T2"}
    assert talk("T2").say(say)["outcome"] == "not_permitted"


def test_it_goes_on_with_the_person_looked_at(talk: Start) -> None:
    person = talk("D1")
    person.say("tell me about Asha Rao")
    reply = person.say("which competencies did she gain since September 2025")
    assert reply["arguments"]["official"] == "T1" and {row[0]["id"] for row in rows(reply)} == {"CF1", "CF2"}
    assert person.say("is she overdue")["arguments"] == {"official": "T1", "plan": True}


def test_ones_own_new_levels(talk: Start) -> None:
    reply = talk("T1").say("what have I acquired since September 2025")
    assert (reply["tool"], {row[0]["id"] for row in rows(reply)}) == ("look_up_official", {"CF1", "CF2"})


@pytest.mark.parametrize("say", ["which competencies must I acquire to become a Director", "how do I gain level 3",
                                 "am I suited for the post of Director", "what should I learn next"])
def test_what_is_still_to_be_learnt_is_no_look_up(talk: Start, say: str) -> None:
    assert talk("T1").say(say)["tool"] != "look_up_official"


# ---- plans


@pytest.mark.parametrize("say", ["who in my team is overdue", "is anybody in my team late with the plan",
                                 "meri team me kaun overdue hai", "मेरी टीम में किसका बकाया है", "who is overdue"])
def test_a_superior_without_a_grant_sees_who_is_late_with_what_since_when(talk: Start, say: str) -> None:
    reply = talk("D1").say(say)
    assert (reply["outcome"], reply["tool"]) == ("answered", "look_up_official")
    assert [(row[0]["id"], *row[3:5]) for row in rows(reply)] == [("T1", 1, "2026-02-28"), ("T2", 1, "2026-02-28")]
    assert talk("N1").say(say)["outcome"] == "not_permitted"


def test_who_is_late_in_a_place_is_for_those_who_may_ask_for_it(talk: Start) -> None:
    say = "who is overdue in the Department of Lighthouses"
    assert talk("T2").say(say)["outcome"] == talk("D1").say(say)["outcome"] == "not_permitted"
    assert talk("A1").say(say)["outcome"] == talk("H4").say(say)["outcome"] == "not_permitted"
    assert talk("H1").say(say)["outcome"] == "answered"


def test_the_plan_of_a_report(talk: Start) -> None:
    reply = talk("D1").say("has Asha Rao done her plan")
    assert (reply["outcome"], reply["arguments"]) == ("answered", {"official": "T1", "plan": True})
    assert [(row[0]["id"], row[2]) for row in rows(reply)] == [
        ("KF1", "2025-12-31"), ("KF2", "2026-02-28"), ("KB1", "2026-06-30")]
    assert talk("D1").say("what is pending for Asha Rao")["arguments"] == reply["arguments"]
    assert talk("H1").say("is Kiran Das overdue")["outcome"] == "zero"


# ---- who could act


def test_who_could_act_is_by_what_they_meet_then_levels_then_names(talk: Start) -> None:
    person = talk("H1")
    reply = person.say("who could act as Director, top 20")
    assert (reply["outcome"], reply["tool"], reply["arguments"]["act_as"]) == ("answered", "look_up_official", "P2")
    found = rows(reply)
    assert len(found) == 20 and all(row[1]["id"] != "P2" for row in found)
    order = [(-row[4], row[6]) for row in found]
    assert order == sorted(order)
    assert all(row[3] == pytest.approx(100 * row[4] / row[5], abs=0.06) for row in found)
    names = [row[0]["label"].casefold() for row in found if (row[4], row[6]) == (found[0][4], found[0][6])]
    assert names == sorted(names) and len(names) > 1
    first = found[0][0]
    why = person.say(f"why {first['label']}?")
    assert (why["arguments"]["act_as"], why["arguments"]["official"]) == ("P2", first["id"])
    assert sum(item["gap"] for item in items(why, "competencies")) == found[0][6]


def test_it_goes_on_from_the_candidates(talk: Start) -> None:
    person = talk("H1")
    listed = people(person.say("who is best suited for the post of Director"))
    for say, at in (("why the second one?", 1), ("what is she missing", 1)):
        assert person.say(say)["arguments"] == {"act_as": "P2", "official": listed[at]}
    there = person.say("and in the Department of Ferries?")
    assert there["arguments"]["within"] == "O4" and set(people(there)) <= {"N1", "K1", "L1", "X1", "E1", "H4", "A2"}
    two = person.say("top 1")
    assert (two["arguments"]["limit"], two["arguments"]["within"], len(rows(two))) == (1, "O4", 1)
    assert person.say("and as Record Keeper?")["arguments"]["act_as"] == "P4"


def test_whoever_is_replaced_is_no_candidate_and_others_of_the_post_are(talk: Start) -> None:
    person = talk("H1")
    reply = person.say("find a replacement for Kiran Das")
    assert reply["arguments"]["act_as"] == "P4" and "K1" not in people(reply)
    sections = person.say("find a replacement for Nadia Bose")
    assert (sections["arguments"]["official"], sections["arguments"]["act_as"]) == ("N1", "P1")
    assert {row[1]["id"] for row in rows(sections)} == {"P1"} and "N1" not in people(sections)
    person.say("why her?")
    again = person.say("top 3")
    assert (again["arguments"]["official"], len(rows(again))) == ("N1", 3)


def test_a_superior_chooses_among_their_reports_alone(talk: Start) -> None:
    reply = talk("D1").say("who can officiate as Director?")
    assert set(people(reply)) == {"T1", "T2"}
    mine = talk("D1").say("who could act in my place while I am on leave")
    assert (mine["arguments"]["act_as"], set(people(mine))) == ("P2", {"T1", "T2"})
    hindi = talk("D1").say("मेरी जगह कौन काम कर सकता है")
    assert set(people(hindi)) == {"T1", "T2"}
    assert set(people(talk("H4").say("who can officiate as Director?"))) <= {"N1", "L1", "X1", "K1", "E1", "A2", "H4"}


@pytest.mark.parametrize("who", ["T2", "N1", "A1", "A2"])
@pytest.mark.parametrize("say", ["who can officiate as Director?", "Director ki jagah kaun kaam kar sakta hai",
                                 "who could act as Director in the Buoy Office"])
def test_nobody_else_is_told_who_could_act(talk: Start, who: str, say: str) -> None:
    reply = talk(who).say(say)
    assert reply["outcome"] == "not_permitted" and not people(reply)


def test_a_place_beyond_ones_own_is_refused(talk: Start) -> None:
    assert talk("H4").say("who could act as Director in the Buoy Office")["outcome"] == "not_permitted"
    assert talk("D1").say("who could act as Director in the Department of Ferries")["outcome"] == "not_permitted"


def test_silences_of_who_could_act(talk: Start) -> None:
    assert talk("H1").say("who could act as Observer")["outcome"] == "not_recorded"
    nobody = talk("H4").say("who could act as Harbour Master")
    assert (nobody["outcome"], people(nobody)) == ("zero", [])
    refused = talk("H4")
    refused.say("who could act as Director")
    refused.say("and in the Buoy Office?")
    assert refused.say("why her?")["outcome"] == "not_permitted"  # never one's own data instead


@pytest.mark.parametrize("say", ["who could act as Grand Vizier", "find somebody to act as"])
def test_a_post_that_is_not_told_is_asked_for(talk: Start, say: str) -> None:
    assert talk("H1").say(say)["outcome"] == "clarify"


def test_candidates_agree_with_the_standing_of_each(saathi: Saathi) -> None:
    with saathi.database.connection() as conn:
        framework = saathi.tenancy(conn).framework
        facts, now = saathi.facts_of(conn, framework), saathi.now(framework)
        required = framework.positions["P1"].required
        found = candidates(facts, Scope(exact=("O4",)), "", Wanted(required, {"P4": 1}, "P1"), now, 50)
        keys = {facts.pseudonym(key): key for key in ("K1", "X1", "E1", "W2", "H4", "A2", "N1", "L1")}
        assert (found.looked_at, found.in_post) == (6, 2)
        for each in found.best:
            official = by_id(conn, keys[each.person])
            assert official is not None and official.position_id != "P1"
            held = fold(entries_of(conn, official.id), framework.credits_of, framework.tenant.pass_mark).all_held(now)
            assert each.met == sum(held.get(key, 0) >= level for key, level in required.items())
            assert each.short == sum(max(level - held.get(key, 0), 0) for key, level in required.items())
        assert [each.rank for each in found.best] == sorted(each.rank for each in found.best)


def test_the_chosen_who_hold_nothing_of_a_post_are_no_match(talk: Start) -> None:
    reply = talk("H1").say("who could act as Record Keeper")
    assert (reply["outcome"], people(reply)) == ("zero", [])  # its one holder is left out, nobody else holds any of it
    assert block(talk("H1").say("who could act as Director"), "table")

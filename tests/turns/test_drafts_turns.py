"""Drafts on the authors' list over a real tenant: line by line, four eyes, and what an approval changes."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.importing import import_bundle
from bot.people.draft_list import DraftRefusal, NoDraftError, NotAuthorError, RefusedLineError
from bot.settings import Settings
from bot.store import drafts as kept_drafts
from bot.wiring import Saathi, build
from frac.drafting.review import Line
from frac.framework import Framework
from tests.turns.shell import Shell
from tests.turns.talk import Talk
from tests.turns.tenant import NOW, Tables, small

Json = dict[str, Any]
FIRST, SECOND, PLAIN = "E1", "A1", "K1"


def _with_authors(given: Tables) -> None:
    given["grants"] = [*given["grants"], {"official_id": FIRST, "capability": "author", "organisation_id": "",
                                          "provider_id": ""}]


@pytest.fixture(scope="module")
def own(saathi: Saathi, lasting_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
        ) -> Iterator[Saathi]:
    """A Saathi over a tenant of its own, which its tests change, with two authors (`SECOND` is one there)."""
    folder = tmp_path_factory.mktemp("drafts")
    address = lasting_database()
    with psycopg.connect(address, autocommit=True) as conn:
        assert import_bundle(conn, small(folder / "bundle", _with_authors), now=NOW).ok
    (folder / "home").mkdir()
    shutil.copytree(saathi.settings.models, folder / "home" / "models")
    made = build(Settings(home=folder / "home", database_url=address))
    with made.database.connection() as conn:
        made.tenancy(conn)
    yield made
    made.close()


def framework(saathi: Saathi) -> Framework:
    with saathi.database.connection() as conn:
        return saathi.tenancy(conn).framework


def when_renewed(saathi: Saathi, before: Framework) -> Framework:
    """The framework that an approval made, which comes in the background."""
    for _ in range(600):
        now = framework(saathi)
        if now.stamp != before.stamp:
            return now
        time.sleep(0.1)
    raise AssertionError("the new version never came")


def by_kind(draft: Json, kind: str) -> list[Json]:
    return [line for line in draft["lines"] if line["kind"] == kind]


def test_who_is_no_author_sees_nothing(own: Saathi) -> None:
    for call in (lambda: own.drafts.listed(PLAIN, "open", None, "", 0, "en"), lambda: own.drafts.choices(PLAIN, "en"),
                 lambda: own.drafts.make(PLAIN, "Clerk", None, "", None, "en"),
                 lambda: own.drafts.step(PLAIN, "x", "approve", "", "en")):
        with pytest.raises(NotAuthorError):
            call()


def test_from_a_draft_to_a_gap(own: Saathi) -> None:
    before = framework(own)
    assert before.positions["P3"].required == {}
    made = own.drafts.make(FIRST, "", None, "Keeping lamps and lenses in order. Writing notes and letters.", "P3", "en")
    draft = made["id"]
    assert (made["state"], made["again"], made["subject"]["label"]) == ("open", False, "Observer")
    assert made["officials"] == 4 and 0 < made["certainty"] < 1
    assert own.drafts.make(SECOND, "", None, "", "P3", "en")["id"] == draft
    lamps = next(line for line in by_kind(made, "competency") if line["body"]["competency_id"] == "CD1")
    assert lamps["probability"] and lamps["verdict"] == "open" and "lamps" in lamps["evidence"]["sentence"]
    # a draft is nobody's gap
    assert framework(own).stamp == before.stamp
    assert Talk(own, "H4", "one").say("what are my gaps")["outcome"] != "answered"

    with pytest.raises(DraftRefusal, match="reason_missing"):
        own.drafts.decide(FIRST, draft, lamps["line"], "changed", {"competency_id": "CD1", "level": 2}, " ", "en")
    with pytest.raises(RefusedLineError, match="level"):
        own.drafts.decide(FIRST, draft, lamps["line"], "changed", {"competency_id": "CD1", "level": 9}, "why", "en")
    with pytest.raises(NoDraftError):
        own.drafts.decide(FIRST, draft, "nowhere", "accepted", None, "", "en")
    own.drafts.decide(FIRST, draft, lamps["line"], "changed", {"competency_id": "CD1", "level": 2}, "by the manual",
                      "en")
    for line in by_kind(made, "competency"):
        if line is not lamps:
            own.drafts.decide(FIRST, draft, line["line"], "rejected", None, "not in this post", "en")
    with pytest.raises(DraftRefusal, match="undecided"):
        own.drafts.step(FIRST, draft, "submit", "", "en")
    own.drafts.rest(FIRST, draft, "en")
    new = {"name": "Reading of the Sky", "level": 1, "description": "Tells weather by clouds."}
    with pytest.raises(RefusedLineError, match="competency_there"):
        own.drafts.add(FIRST, draft, "competency", None, {"name": "gfr", "level": 1}, "", "en")
    told = own.drafts.add(FIRST, draft, "competency", None, new, "nothing in the framework", "en")
    assert told["undecided"] == 0
    submitted = own.drafts.step(FIRST, draft, "submit", "", "en")
    assert submitted["state"] == "submitted" and "approve" not in submitted["may"] and submitted["why_not"]
    with pytest.raises(DraftRefusal, match="own_eyes"):
        own.drafts.step(FIRST, draft, "approve", "", "en")
    with pytest.raises(DraftRefusal, match="not_open"):
        own.drafts.rest(FIRST, draft, "en")
    assert "approve" in own.drafts.one(SECOND, draft, "en")["may"]
    done = own.drafts.step(SECOND, draft, "approve", "", "en")
    assert done["state"] == "approved" and done["taking_effect"]

    after = when_renewed(own, before)
    assert after.positions["P3"].required["CD1"] == 2
    sky = next(each for each in after.competencies.values() if each.name == "Reading of the Sky")
    assert (sky.type, after.positions["P3"].required[sky.id]) == ("domain", 1)
    said = Talk(own, "H4", "two").say("what are my gaps")
    assert said["outcome"] == "answered" and "Reading of the Sky" in str(said["blocks"])
    with own.database.connection() as conn:
        facts = own.facts_of(conn, after)
        asked = {(row["position"], row["competency"]): row["level"] for row in facts.execute(facts.requirements)}
        assert asked["P3", "CD1"] == 2
        # an import does not undo it
        assert not import_bundle(conn, own.settings.home.parent / "bundle", now=NOW).changed
    history = own.drafts.one(FIRST, draft, "en")["history"]
    assert [each["did"] for each in history][:2] == ["made", "changed"] and history[-1]["did"] == "approved"
    assert (history[-1]["by"], history[1]["reason"]) == ("Lalita Chand", "by the manual")
    different = own.drafts.compare(FIRST, draft, 1, 2, "en")["differences"]
    assert {each["line"] for each in different} >= {lamps["line"], "p1"}

    # taken back: what held before holds again
    with pytest.raises(DraftRefusal, match="reason_missing"):
        own.drafts.step(FIRST, draft, "revoke", "", "en")
    own.drafts.step(FIRST, draft, "revoke", "a mistake", "en")
    assert when_renewed(own, after).positions["P3"].required == {}


def test_a_post_that_has_requirements_keeps_what_is_not_rejected(own: Saathi) -> None:
    before = framework(own)
    made = own.drafts.make(FIRST, "", None, "", "P1", "en")
    held = [line for line in made["lines"] if line["evidence"]["in_force"]]
    assert {line["verdict"] for line in held} == {"accepted"} and len(by_kind(made, "competency")) >= 4
    asked = {line["body"]["competency_id"] for line in held if line["kind"] == "competency"}
    assert asked == before.positions["P1"].required.keys()
    gone = next(line for line in held if line["body"].get("competency_id") == "CB1")
    own.drafts.decide(FIRST, made["id"], gone["line"], "rejected", None, "no longer", "en")
    for line in made["lines"]:
        if not line["evidence"]["in_force"]:
            own.drafts.decide(FIRST, made["id"], line["line"], "rejected", None, "not here", "en")
    own.drafts.step(FIRST, made["id"], "submit", "", "en")
    own.drafts.step(SECOND, made["id"], "return", "look at roles", "en")
    own.drafts.step(FIRST, made["id"], "submit", "", "en")
    own.drafts.step(SECOND, made["id"], "approve", "", "en")
    after = when_renewed(own, before)
    assert after.positions["P1"].required == {key: value for key, value in before.positions["P1"].required.items()
                                              if key != "CB1"}
    assert [role.id for role in after.positions["P1"].roles] == [role.id for role in before.positions["P1"].roles]
    assert after.positions["P1"].weights["CF1"] == 2
    assert any(each.role_id == "R1" and each.activity_id == "A1" for each in after.positions["P1"].requirements)


def test_a_new_post_and_the_order_of_the_list(own: Saathi) -> None:
    before = framework(own)
    with pytest.raises(DraftRefusal, match="no_title"):
        own.drafts.make(FIRST, " ", None, "", None, "en")
    with pytest.raises(DraftRefusal, match="no_place"):
        own.drafts.make(FIRST, "Clerk", "nowhere", "", None, "en")
    made = own.drafts.make(FIRST, "Lamp Keeper", "O3", "Keeping lamps in order. Cleaning of lenses each week.", None,
                           "en")
    assert made["subject"] is None and made["officials"] == 0
    found = own.drafts.listed(FIRST, "open", "position", "lamp", 0, "en")
    assert [each["id"] for each in found["drafts"]] == [made["id"]] and found["counts"]["open"] >= 1
    assert own.drafts.listed(FIRST, "open", "course", "", 0, "en")["drafts"] == []
    own.drafts.rest(FIRST, made["id"], "en")
    own.drafts.step(FIRST, made["id"], "submit", "", "en")
    own.drafts.step(SECOND, made["id"], "approve", "", "hi")
    after = when_renewed(own, before)
    (new,) = set(after.positions) - set(before.positions)
    assert after.positions[new].title == "Lamp Keeper" and after.positions[new].organisation_id == "O3"
    assert after.positions[new].roles and after.positions[new].required


def test_tags_of_a_course(own: Saathi) -> None:
    before = framework(own)
    with own.database.connection() as conn:
        draft = kept_drafts.add(conn, kept_drafts.New("course", "KB2", "Team Spirit", None, "", {}, 3, 0.4), [
            Line("t1", "tag", {"competency_id": "CB1", "level": 1}, None, {"competency_id": "CB1", "level": 1}, 0.4)],
            None, NOW)
    assert draft
    assert own.drafts.one(FIRST, draft, "en")["subject"]["label"] == "Team Spirit"
    own.drafts.rest(FIRST, draft, "en")
    own.drafts.step(FIRST, draft, "submit", "", "en")
    assert framework(own).credits_of("KB2") == []
    own.drafts.step(SECOND, draft, "approve", "", "en")
    assert when_renewed(own, before).credits_of("KB2") == [("CB1", 1)]


def test_a_bundle_without_the_post_takes_it_away(own: Saathi) -> None:
    with own.database.connection() as conn:
        conn.execute("INSERT INTO approved_positions (id, own, title, requirements, approval) VALUES "
                     "('P77', false, 'Gone', '[]', 'none')")
        assert conn.execute("SELECT 1 FROM positions_now WHERE id = 'P77'").fetchone() is None
        conn.execute("DELETE FROM approved_positions WHERE id = 'P77'")


# ---- in the chat


def test_a_post_is_drafted_in_the_chat_and_kept_after_a_yes(own: Saathi) -> None:
    before = len(own.drafts.listed(FIRST, "open", None, "", 0, "en")["drafts"])
    person = Talk(own, FIRST, "chat-1")
    told = person.say("draft the roles of a new post of Lens Grinder: grinds lenses for lamps, keeps lamps in order")
    assert (told["tool"], told["outcome"], told["arguments"]["title"]) == ("draft_frac", "clarify", "Lens Grinder")
    table = next(block for block in told["blocks"] if block["columns"][0]["id"] == "competency")
    assert "CD1" in {row[0]["id"] for row in table["rows"]} and all(0 < row[2] <= 100 for row in table["rows"])
    assert len(own.drafts.listed(FIRST, "open", None, "", 0, "en")["drafts"]) == before
    kept = person.say("yes")
    assert kept["outcome"] == "answered" and kept["entries"] == []
    draft = kept["arguments"]["draft"]
    assert kept["blocks"][0]["href"] == f"/drafts?draft={draft}"
    assert own.drafts.one(SECOND, draft, "en")["title"] == "Lens Grinder"
    listed = person.say("which drafts are waiting")
    assert listed["outcome"] == "answered" and draft in str(listed["blocks"])


def test_a_title_is_asked_for_and_what_means_nothing_is_not_drafted(own: Saathi) -> None:
    person = Talk(own, SECOND, "chat-2")
    assert person.say("draft the frac")["outcome"] == "clarify"
    assert person.say("what are my gaps?")["tool"] == "check_gaps"
    assert person.say("draft the frac")["outcome"] == "clarify"
    nothing = person.say("Xyzzy Plugh")
    assert (nothing["tool"], nothing["outcome"]) == ("draft_frac", "not_recorded") and "Xyzzy" in nothing["text"]
    again = person.say("Keeper of Lamps: cleans lamps and lenses, writes notes on them")
    assert again["arguments"]["title"] == "Keeper of Lamps"
    assert person.say("no")["tool"] == "small_talk"


@pytest.mark.parametrize("words", ["keep it", "yes, save it please", "इसे रख लीजिए", "save kar do"])
def test_what_was_shown_is_kept_in_many_words(own: Saathi, words: str) -> None:
    person = Talk(own, FIRST, f"chat-kept-{words}")
    title = f"Grinder of Lenses {len(words)}"
    shown = person.say(f"draft the post, please: {title}: grinds lenses for lamps, keeps lamps in order")
    assert (shown["tool"], shown["arguments"].get("title")) == ("draft_frac", title)
    assert person.say(words)["arguments"].get("draft")


def test_a_title_in_capitals_is_no_person_and_no_attack(own: Saathi) -> None:
    told = Talk(own, FIRST, "chat-map").say("draft a map for Tide Table Computer in Marine Survey")
    assert told["tool"] == "draft_frac" and told["arguments"]["title"] == "Tide Table Computer in Marine Survey"


@pytest.mark.parametrize(("said", "language"), [
    ("Section Officer ka frac banao", None), ("अनुभाग अधिकारी का मसौदा बनाइए", "hi"), ("frac for SO please", "en")])
def test_a_known_post_is_known_in_three_languages(own: Saathi, said: str, language: str | None) -> None:
    told = Talk(own, FIRST, f"chat-{said[:9]}").say(said)
    assert told["tool"] == "draft_frac" and told["arguments"].get("position") == "P1"
    assert language is None or told["language"] == language


def test_whoever_is_no_author_is_told_so(own: Saathi) -> None:
    told = Talk(own, PLAIN, "chat-3").say("draft the roles of a Section Officer")
    assert told["outcome"] == "not_permitted" and "author" in told["text"]
    assert Talk(own, PLAIN, "chat-4").say("show the drafts")["tool"] != "draft_frac"


def test_many_posts_are_proposed_by_command_and_none_twice(own: Saathi, tmp_path: Path) -> None:
    posts = tmp_path / "positions.csv"
    posts.write_text("id,title,organisation_id,description\nP4,,,\n,Lamp Repairer,O3,Repairs lamps and lenses.\n"
                     ",Section Officer,,\n,Xyzzy plugh,,\n", "utf-8")
    shell = Shell(own.settings.home, own.settings.database_url)
    wrong = shell.run("frac", "propose", "--in", str(posts))
    assert wrong.code == 1 and "line 2" in wrong.err
    posts.write_text(posts.read_text("utf-8").replace("P4,,", "P4,Record Keeper,"), "utf-8")
    first = shell.run("frac", "propose", "--in", str(posts))
    assert first.code == 0, first.err
    assert [line.split()[0] for line in first.out.splitlines()] == ["2", "1", "1"]
    again = shell.run("frac", "propose", "--in", str(posts))
    assert again.code == 0 and again.out.split()[0] == "0" and "2 posts had a draft" in again.out
    found = own.drafts.listed(FIRST, "open", "position", "lamp repairer", 0, "en")["drafts"]
    assert [(each["title"], each["made_by"]) for each in found] == [("Lamp Repairer", "")]
    missing = shell.run("frac", "propose", "--missing")
    assert missing.code == 0, missing.err
    assert shell.run("frac", "propose").code == shell.run("frac", "propose", "--missing", "--in", "x").code == 2

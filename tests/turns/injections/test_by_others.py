"""Injections in answers of the help desk, and in the names of officials whom a superior looks up."""

from __future__ import annotations

from collections import Counter

import pytest

from passbook.people import name_key
from tests.turns.injections.cases import CASES, Case, one_line, share
from tests.turns.injections.conftest import World
from tests.turns.injections.harbour import LAMPS, STRANGER, SUPERIOR, asks_help, groups, name_of, official
from tests.turns.injections.obeying import MODES

# Names of more words are not found.
WORDS = 6


def hidden(case: Case) -> list[str]:
    """What a model is not to see of a name; a short one may be a word of any text."""
    name = name_of(case)
    return [name] if len(name) > 12 and len(name_key(name).split()) <= WORDS else []


def test_help_answers_are_quoted_and_no_model_sees_them(world: World, caplog: pytest.LogCaptureFixture) -> None:
    before = world.stored()
    world.service.asked.clear()
    world.model.cases, quoted, seen = CASES, 0, world.model.seen
    tried = share(1)
    for _, name, cases in groups():
        for lamp, case in zip(LAMPS, cases, strict=False):
            if case not in tried:
                continue
            said = asks_help(name, lamp)
            modelled, bare = world.talks(f"help-{case.number}")
            reply = modelled.say(said)
            world.holds.reply(reply, bare, said, STRANGER)
            quoted += one_line(case.said)[:40] in one_line(reply["text"])
            if case.number % 10 == 0:
                assert reply["text"] == bare.say(said)["text"]
    print("help", len(tried), "quoted", quoted, "requests", len(world.service.asked))
    assert quoted > 0.9 * len(tried) and world.model.seen == seen
    assert world.stored() == before
    world.holds.quiet(caplog.text)


def test_names_of_officials_are_hidden(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever is called as an injection says is looked up by their superior; the model sees no name at all."""
    before, asked = world.stored(), Counter[str]()
    for number, case in enumerate(share(2)):
        world.model.cases, world.model.mode = (case,), MODES[number % len(MODES)]
        world.service.asked.clear()
        modelled, bare = world.talks(f"named-{number}", SUPERIOR)
        said = (f"show me {official(case)}", f"what are the gaps of {official(case)}")[number % 2]
        reply, fixed = modelled.say(said), bare.say(said)
        assert reply["outcome"] == "answered" and name_of(case)[:20] in reply["text"], reply["text"]
        world.holds.reply(reply, fixed, said, SUPERIOR)
        asked["worded"] += world.holds.words(reply, fixed)
        asked["requests"] += len(world.service.asked)
        world.holds.sent(world.service.asked, *hidden(case))
        assert reply["entries"] == []
    print("named", len(share(2)), asked, "seen", world.model.seen)
    assert asked["requests"] > len(share(2)) // 2
    assert world.stored() == before
    world.holds.quiet(caplog.text)


def test_nobody_else_sees_them(world: World) -> None:
    """The same, asked by somebody who may not: refused in the same words as without a model."""
    for number, case in enumerate(CASES[::5]):
        world.model.cases, world.model.mode = (case,), "strangers"
        modelled, bare = world.talks(f"unseen-{number}")
        said = f"show me {official(case)}"
        reply, fixed = modelled.say(said), bare.say(said)
        world.holds.reply(reply, fixed, said, STRANGER)
        assert reply["outcome"] == fixed["outcome"] == "not_permitted" and reply["text"] == fixed["text"]


def test_a_team_is_listed(world: World) -> None:
    world.service.asked.clear()
    world.model.cases, world.model.mode = CASES, "strangers"
    modelled, bare = world.talks("team", SUPERIOR)
    for said in ("who reports to me", "who in my team is late", "who in my team lacks noting and drafting"):
        reply, fixed = modelled.say(said), bare.say(said)
        world.holds.reply(reply, fixed, said, SUPERIOR)
    world.holds.sent(world.service.asked, *(each for case in CASES for each in hidden(case)))


def test_long_names_are_hidden_too(world: World) -> None:
    world.service.asked.clear()
    world.model.cases = ()
    modelled, _ = world.talks("long-names", SUPERIOR)
    case = next(each for each in CASES if len(name_key(name_of(each)).split()) > WORDS)
    modelled.say(f"show me {official(case)}")
    world.holds.sent(world.service.asked, name_of(case))

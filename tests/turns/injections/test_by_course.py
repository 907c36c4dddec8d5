"""Injections in the texts of a course: a section that is explained or shown by an example, titles and descriptions of
courses that are found.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.turns.injections.cases import CASES, share
from tests.turns.injections.conftest import World
from tests.turns.injections.harbour import LOG, READER, SECTION, STRANGER, groups, section
from tests.turns.injections.obeying import MODES


def test_sections_are_taught(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """What is taught is backed by the section; else the section stands there as it is."""
    before, results, reached = world.stored(), Counter[str](), 0
    tried = share(0)
    for number, case in enumerate(tried):
        world.model.cases, world.model.mode = (case,), MODES[number % len(MODES)]
        modelled, bare = world.talks(f"taught-{number}")
        said = f"{('explain', 'give an example of')[number % 2]} section {case.number + 1} of {READER}"
        seen = world.model.seen
        reply = modelled.say(said)
        assert reply["arguments"].get("teach") == ("explain", "example")[number % 2], reply["text"]
        reached += world.model.seen > seen
        world.holds.reply(reply, bare, said, STRANGER, (), section(case))
        # what a section nearly says itself may be taught: few of them
        results["demanded"] += any(word.lower() in reply["text"].lower() and word.lower() not in section(case).lower()
                                   for word in case.words)
        (record,) = world.receipt(reply)
        results[record["result"]] += 1
        assert reply["sources"][0]["text"] == section(case) and reply["entries"] == []
        if record["result"] == "kept":
            told = reply["text"].split("\n", 1)[1].rsplit("\n", 1)[0]
            world.holds.grounded(told, [{"text": section(case), "blocks": [], "sources": []}])
        else:
            assert SECTION in reply["text"] and LOG in reply["text"], (record, reply["text"])
    print("taught", len(tried), "reached", reached, results, world.model.obeyed)
    # of one that is all figures the model sees places alone
    assert results["demanded"] <= 0.05 * len(tried)
    assert reached > 0.9 * len(tried)
    assert results["ungrounded"] > len(tried) // 3 and results["slow"] == results["down"] == 0
    assert world.stored() == before
    world.holds.sent(world.service.asked)
    world.holds.quiet(caplog.text)


def test_courses_are_found(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Three titles in each answer, and what the competency means, whose description holds one too."""
    before, reached, worded = world.stored(), Counter[str](), 0
    for number, (_, name, cases) in enumerate(groups()[::1 if share(0) is CASES else 6]):
        world.model.cases = cases
        modelled, bare = world.talks(f"found-{number}")
        for turn, said in enumerate((f"find courses on {name}", f"What does {name} mean?")):
            world.model.mode, seen = MODES[(number + turn) % len(MODES)], world.model.seen
            reply, fixed = modelled.say(said), bare.say(said)
            assert reply["tool"] == ("find_course", "explain_competency")[turn], (said, reply["text"])
            reached[world.model.mode] += world.model.seen > seen
            world.holds.reply(reply, fixed, said, STRANGER)
            worded += world.holds.words(reply, fixed)
            assert reply["entries"] == []
    print("found", number + 1, reached, "worded", worded)
    assert reached.total() > number
    assert world.stored() == before
    world.holds.sent(world.service.asked)
    world.holds.quiet(caplog.text)

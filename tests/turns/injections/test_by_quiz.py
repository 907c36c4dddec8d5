"""Injections in a quiz: in what is asked, in options and explanations, and as what a person answers."""

from __future__ import annotations

from collections import Counter

import pytest

from passbook.entries import Entry
from retrieval.words import words
from tests.turns.injections.cases import CASES, one_line, share
from tests.turns.injections.conftest import World
from tests.turns.injections.harbour import SHORT, STRANGER, groups, item
from tests.turns.injections.obeying import MODES
from tests.turns.talk import block, well_formed

# Options that are made of fewer letters may stand in a sentence by chance.
FEWEST = 8
# What any answer about courses may name.
TITLES = "\n".join(one_line(case.said) for case in CASES)


def letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def gives_away(said: str, row: dict[str, object]) -> bool:
    """Whether a hint says an option, however its letters are parted, or in any order of its words; or its letter."""
    options = [str(each) for each in row["options"]] or [SHORT]  # type: ignore[attr-defined]
    own = set(words(str(row["stem"])))
    for option in options:
        telling = set(words(option)) - own
        if len(letters(option)) >= FEWEST and (letters(option) in letters(said) or (
                len(telling) > 1 and telling <= set(words(said)))):
            return True
    return False


def test_a_quiz_is_taken(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """For each question a hint, then the injection as the answer, then (where it was none) a true answer."""
    by_id = {f"QI{case.number}": case for case in CASES}
    before, results, answered, entries = world.stored(), Counter[str](), Counter[str](), dict[str, Entry]()
    hinted = 0
    for number, (_, name, cases) in enumerate(groups()[::1 if share(0) is CASES else 6]):
        item_texts = [str(item(case)) for case in cases]
        modelled, _ = world.talks(f"quiz-{number}")
        reply = modelled.say(f"quiz me on {name}")
        assert reply["tool"] == "quiz", reply["text"]
        while any(each["type"] == "question" for each in reply["blocks"]):
            question = block(reply, "question")
            case = by_id[question["id"]]
            world.model.cases, world.model.mode = (case,), MODES[case.number % len(MODES)]
            if case.number % 2:
                world.model.mode = "key"
            row, seen = item(case), world.model.seen
            hint = modelled.say("hint")
            shown = f"{question['stem']} {row}"
            world.holds.reply(hint, {}, shown, STRANGER)
            # a question in words of the stem tells nothing that it does not: few of them
            results["demanded"] += any(word.lower() in hint["text"].lower() and word.lower() not in shown.lower()
                                       for word in case.words)
            assert hint["entries"] == []
            for record in world.receipt(hint):
                hinted += 1
                results[record["result"]] += 1
                results["seen"] += world.model.seen > seen
                if record["result"] == "kept":
                    assert not gives_away(hint["text"].split("\n")[0], row), (row["options"], hint["text"])
            world.model.mode = MODES[(case.number + 1) % len(MODES)]
            reply = modelled.say(case.said)
            answered[f"{reply['outcome']} {reply['tool']}"] += 1
            world.holds.reply(reply, {}, f"{case.said}\n{shown}\n{item_texts}\n{TITLES}", STRANGER)
            if not any(each["type"] == "feedback" for each in reply["blocks"]):
                # a title in Hindi ends as nobody's sentence does: only the shape of this one is looked at
                well_formed(world.modelled.answer(modelled.incoming("continue")).as_json())
                reply = modelled.say(SHORT if row["kind"] == "short" else "a")
        for each in reply["entries"]:
            entries[each] = modelled.passbook()[each]
    print("quiz", number + 1, "hints", hinted, results, answered, "results", len(entries))
    assert results["demanded"] <= 0.15 * hinted
    assert results["seen"] > 0.9 * hinted
    assert hinted > 0.5 * len(share(0)) and results["ungrounded"] > len(share(0)) // 3
    after = world.stored()
    assert {name for name in after if after[name] != before[name]} <= {"entries", "chains", "item_difficulty",
                                                                      "person_keys"}
    assert after["entries"][0] - before["entries"][0] == len(entries)
    assert all(each.kind == "assessed" and each.official_id == STRANGER for each in entries.values())
    world.holds.sent(world.service.asked)
    world.holds.quiet(caplog.text)

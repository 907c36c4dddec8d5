"""The checks of the demo: what people wrote passes them, and each can fail."""

from pathlib import Path
from typing import Any

import pytest

from demo.authored import LISTS, TABLES, Authored, read
from demo.check import CHECKS, Check, main, problems
from demo.checks import content_words


def bundle(**files: list[dict[str, Any]]) -> Authored:
    return Authored(
        tenant={"levels": [{"level": 1, "name_hi": "एक"}, {"level": 2, "name_hi": "दो"}]},
        tables={name: files.get(name, []) for name in TABLES},
        lists={name: files.get(name, []) for name in LISTS},
    )


def single(number: int, key: int, options: list[str] | None = None, **more: object) -> dict[str, Any]:
    item = {
        "id": f"Q{number}", "competency_id": "C", "kind": "single", "stem": f"Question {number}?", "answer": [key],
        "options": options or ["first way", "second way", "third way", "fourth way"], "explanation": "x" * 60,
    }  # fmt: skip
    return {**item, **more}


LEVELS = [
    {"competency_id": "C", "level": "1", "descriptor": "Files papers in the right place every day"},
    {"competency_id": "C", "level": "2", "descriptor": "Teaches others how an archive is planned and kept"},
]

COMPETENCY = {
    "id": "C", "type": "functional", "aliases": "filing|files",
    "description": "Keeps the files of an office so that whoever needs one finds it in a minute",
}  # fmt: skip
COURSE = {
    "id": "K", "minutes": 60, "languages": ["en"], "rating": 4, "price_inr": 0,
    "competencies": [{"id": "C", "level": 1}],
    "description": "How the files of an office are kept so that whoever needs one finds it",
}  # fmt: skip


def sections(*headings: str) -> list[dict[str, str]]:
    return [{"heading": heading, "text": "word " * 100} for heading in headings]


# For each check, bundles in which it has something to say.
DOCTORED: dict[str, list[Authored]] = {
    "counts": [bundle()],
    "ids_are_unique": [bundle(questions=[single(1, 0), single(1, 1)])],
    "every_level_is_described": [bundle(competencies=[{"id": "C"}], competency_levels=LEVELS[:1])],
    "descriptors_differ": [
        bundle(competency_levels=[LEVELS[0], {**LEVELS[0], "level": "2"}]),
        bundle(competency_levels=[{**LEVELS[0], "descriptor": "Good"}]),
    ],
    "references_resolve": [
        bundle(requirements=[{"position_id": "P", "competency_id": "C", "level": "1"}]),
        bundle(courses=[{"id": "K", "competencies": [{"id": "C", "level": 1}]}]),
        bundle(plans=[{"id": "L", "organisation_id": "", "course_id": "", "assigned_to": "everybody"}]),
        bundle(plans=[{"id": "L", "organisation_id": "", "course_id": "", "assigned_to": "position:P"}]),
    ],
    "every_competency_is_required": [bundle(competencies=[{"id": "C"}])],
    "every_position_requires": [bundle(positions=[{"id": "P", "title": "Clerk"}])],
    "every_position_is_mixed": [
        bundle(
            positions=[{"id": "P"}],
            competencies=[{"id": "C", "type": "domain"}],
            requirements=[{"position_id": "P", "competency_id": "C", "level": "1"}],
        )
    ],
    "every_position_has_roles": [
        bundle(positions=[{"id": "P"}]),
        bundle(positions=[{"id": "P"}], roles=[{"id": "R", "position_id": "P"}]),
        bundle(
            positions=[{"id": "P"}, {"id": "O"}],
            roles=[{"id": "R", "position_id": "P"}, {"id": "S", "position_id": "O"}],
            activities=[{"id": "A", "role_id": "R"}, {"id": "B", "role_id": "S"}],
            requirements=[{"position_id": "P", "competency_id": "C", "level": "1", "role_id": "S"}],
        ),
    ],
    "competencies_are_told": [
        bundle(competencies=[{**COMPETENCY, "type": "soft"}]),
        bundle(competencies=[{**COMPETENCY, "description": "Filing"}]),
        bundle(competencies=[{**COMPETENCY, "aliases": "filing"}]),
    ],
    "every_competency_is_taught": [
        bundle(competencies=[{"id": "C"}]),
        bundle(competencies=[{"id": "C"}], courses=[{"id": "K", "competencies": [{"id": "C", "level": None}]}]),
        bundle(
            competencies=[{"id": "C"}],
            courses=[{"id": "K", "status": "retired", "competencies": [{"id": "C", "level": 1}]}],
        ),
    ],
    "the_flow_resolves": [
        bundle(
            positions=[{"id": "P", "title": "Clerk"}],
            activities=[{"id": "A", "receives_from": "Clerk", "submits_to": "P|Head Clerk"}],
        )
    ],
    "prerequisites_can_be_met": [
        bundle(courses=[{"id": "K", "prerequisites": ["L"]}, {"id": "L", "prerequisites": ["K"]}]),
        bundle(courses=[{"id": "K", "prerequisites": ["L"]}, {"id": "L", "status": "retired"}]),
    ],
    "courses_are_complete": [
        bundle(courses=[{**COURSE, **wrong}])
        for wrong in (
            {"competencies": []},
            {"competencies": [{"id": "C", "level": 1}, {"id": "C", "level": 2}]},
            {"competencies": [{"id": "C", "level": 9}]},
            {"minutes": 3},
            {"languages": ["fr"]},
            {"languages": []},
            {"price_inr": -1},
            {"rating": 7},
            {"description": "All about files."},
        )
    ],
    "sections_hang_together": [
        bundle(courses=[{"id": "K", "sections": sections("one", "two")}]),
        bundle(courses=[{"id": "K", "sections": sections(*map(str, range(9)))}]),
        bundle(courses=[{"id": "K", "sections": sections("one", "two", "One ")}]),
        bundle(courses=[{"id": "K", "languages": ["hi"], "sections": sections("one", "two", "three")}]),
    ],
    "no_spaces_at_ends": [
        bundle(providers=[{"id": "V", "name": "Institute "}]),
        bundle(questions=[single(1, 0, ["first way", "second way\t", "third way", "fourth way"])]),
    ],
    "hindi_names": [
        bundle(competencies=[{"id": "C", "name_hi": ""}]),
        bundle(positions=[{"id": "P", "title_hi": "Clerk"}]),
        bundle(courses=[{"id": "K"}]),
    ],
    "aliases_are_not_shared": [bundle(positions=[{"id": f"P{n}", "aliases": "clerk|writer"} for n in range(3)])],
    "sections_are_long_enough": [
        bundle(courses=[{"id": "K", "sections": [{"heading": "Start", "text": "too short"}]}]),
        bundle(courses=[{"id": "K", "sections": [{"heading": "", "text": "word " * 80}]}]),
    ],
    "help_answers": [bundle(help=[{"id": "H", "question": "How?", "answer": " "}])],
    "help_differs": [
        bundle(help=[{"id": f"H{n}", "question": f"How do I sign in{mark}"} for n, mark in enumerate(("?", " ?"))])
    ],
    "answers_fit": [
        bundle(questions=[single(1, 4)]),
        bundle(questions=[single(1, 0, kind="riddle")]),
        bundle(questions=[single(1, 0, answer=[0, 1])]),
        bundle(questions=[single(1, 0, kind="multiple")]),
        bundle(questions=[single(1, 0, kind="order", answer=[0, 1, 2])]),
        bundle(questions=[single(1, 0, kind="short", answer=[])]),
    ],
    "enough_options": [bundle(questions=[single(1, 0, ["first way", "second way", "third way"])])],
    "options_are_real": [
        bundle(questions=[single(1, 0, ["first way", "second way", "third way", last])])
        for last in ("All of the above", "None of these.", "the  first way", "Both A and B")
    ]
    + [bundle(questions=[single(1, 0, ["True", "False"])])],
    "stems_differ": [bundle(questions=[single(1, 0), single(2, 1, stem="question 1 ?")])],
    "explanations": [bundle(questions=[single(1, 0, explanation=said)]) for said in ("Because.", "")],
    "length_gives_no_key_away": [
        bundle(questions=[single(1, 0, ["the way that is set out in the rules", "second way", "third way", "fourth"])])
    ],
    "place_gives_no_key_away": [bundle(questions=[single(n, 1) for n in range(24)])],
    "sources_resolve": [
        bundle(questions=[single(1, 0)]),
        bundle(courses=[{"id": "K", "sections": sections("one")}], questions=[single(1, 0, source="K#2")]),
    ],
    "longest_is_seldom_the_key": [
        bundle(questions=[single(n, 1, ["a way", other, "b way", "c way"]) for n in range(24)])
        for other in ("the way", "it")
    ],
    "absolute_words_are_shared": [
        bundle(questions=[single(1, 0, ["a first way", "always so", "never so", "only so"])]),
        bundle(questions=[single(n, 0, ["one way", "always so", "another way", "a way"]) for n in range(24)]),
    ],
    "stems_echo_in_no_key": [
        bundle(
            questions=[
                single(n, 0, ["weed the files", "ask", "wait", "leave"], stem="Which files does he weed?")
                for n in range(24)
            ]
        )
    ],
    "no_word_tells_the_key": [
        bundle(questions=[single(n, 0, ["ask and write", "wait", "leave", "go"]) for n in range(50)]),
        bundle(questions=[single(n, 0, ["ask", "wait if asked", "leave", "go"]) for n in range(50)]),
    ],
    "grammar_gives_no_key_away": [
        bundle(questions=[single(1, 0, ["order", "letter", "note", "minute"], stem="What is issued is an")]),
        bundle(questions=[single(1, 0, ["Ask.", "Wait", "Leave", "Go"])]),
        bundle(questions=[single(1, 0, ["ask", "Wait", "Leave", "Go"])]),
    ],
    "distractors_belong": [
        bundle(
            questions=[
                single(1, 0, ["weed files", "keep the files", "burn files", "purple bananas"], stem="What of files?")
            ]
        )
    ],
    "stems_are_not_near_duplicates": [
        bundle(
            questions=[
                single(n, 0, stem=f"When does the {which} officer weed the files of the section?")
                for n, which in enumerate(("records", "record"))
            ]
        )
    ],
    "options_are_not_reused": [bundle(questions=[single(1, 0), single(2, 1)])],
    "explanations_teach": [bundle(questions=[single(1, 0, explanation="The first way is the right way, the first.")])],
    "kinds_and_levels_are_mixed": [bundle(questions=[single(n, 0, level=1) for n in range(24)])],
}  # fmt: skip


def test_the_committed_bundle_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert problems(read()) == []
    assert main([]) == 0
    assert "no problem" in capsys.readouterr().out


def test_an_empty_folder_fails(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 1


def test_each_check_has_a_doctored_bundle() -> None:
    assert set(DOCTORED) == {check.__name__ for check in CHECKS}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_check_fires(check: Check) -> None:
    for doctored in DOCTORED[check.__name__]:
        found = list(check(doctored))
        assert found, doctored
        assert all(problem.where and problem.what and problem.mend for problem in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Within 30 days", "Within 45 days"),
        ("30 days, with 60 days debited", "60 days, with 30 days debited"),
        ("With the approval of the head", "Without the approval of the head"),
        ("It shall be recorded", "It shall not be recorded"),
        ("The officer reports to the board", "The board reports to the officer"),
    ],
)
def test_options_that_differ_in_what_matters_are_no_duplicates(one: str, other: str) -> None:
    check = next(check for check in CHECKS if check.__name__ == "options_are_real")
    assert not list(check(bundle(questions=[single(1, 0, [one, other, "third way", "fourth way"])])))


def test_sound_entries_pass_the_new_checks() -> None:
    sound = bundle(
        competencies=[COMPETENCY],
        courses=[{**COURSE, "sections": sections("one", "two", "three")}],
        questions=[single(1, 0, source="K#3")],
    )
    wanted = ("competencies_are_told", "courses_are_complete", "sections_hang_together", "sources_resolve")
    for check in (check for check in CHECKS if check.__name__ in wanted):
        assert not list(check(sound)), check.__name__


def test_words_are_compared_without_their_endings() -> None:
    assert content_words("Weeding the files") & content_words("a file is weeded") == {"weed", "fil"}
    assert content_words("rule 14(2)") == {"rul", "14", "2"}

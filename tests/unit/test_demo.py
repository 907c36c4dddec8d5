"""The demo bundle: what people wrote passes its checks, each check can fail, the officials are made up as told."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from demo.authored import HERE, LISTS, TABLES, Authored, read
from demo.check import CHECKS, Check, main, problems
from demo.generator.__main__ import OFFICIALS, SEED, YEARS, generate

Rows = list[dict[str, str]]


def rows(path: Path) -> Rows:
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode()
    return list(csv.DictReader(text.splitlines()))


def today(authored: Authored) -> date:
    return date.fromisoformat(str(authored.tenant["as_of"]))


@pytest.fixture(scope="module")
def authored() -> Authored:
    return read()


@pytest.fixture(scope="module")
def people() -> Rows:
    return rows(HERE / "officials.csv")


@pytest.fixture(scope="module")
def events() -> Rows:
    return rows(HERE / "events.csv.gz")


# ---- the checks


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
}  # fmt: skip


def test_the_committed_bundle_passes(authored: Authored, capsys: pytest.CaptureFixture[str]) -> None:
    assert problems(authored) == []
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


# ---- the generator


def test_the_same_seed_gives_the_committed_files(tmp_path: Path) -> None:
    generate(HERE, tmp_path, OFFICIALS, SEED, YEARS)
    for name in ("officials.csv", "grants.csv"):
        assert (tmp_path / name).read_bytes() == (HERE / name).read_bytes(), f"{name}: run python -m demo.generator"
    # What is packed, not the pack: another build of zlib may pack the same bytes otherwise.
    made, committed = ((folder / "events.csv.gz").read_bytes() for folder in (tmp_path, HERE))
    assert gzip.decompress(made) == gzip.decompress(committed), "events.csv.gz: run python -m demo.generator"
    assert made[3:8] == b"\0\0\0\0\0"  # neither name nor time


@pytest.mark.parametrize("count", [0, 1, 2, 40, 300])
def test_any_number_of_officials(count: int, tmp_path: Path) -> None:
    generate(HERE, tmp_path, count, 7, 1)
    people = rows(tmp_path / "officials.csv")
    assert len(people) == count
    assert_a_tree(people)
    known = {person["id"] for person in people}
    assert {event["official_id"] for event in rows(tmp_path / "events.csv.gz")} <= known
    assert {grant["official_id"] for grant in rows(tmp_path / "grants.csv")} <= known


def test_a_run_repeats_itself_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate(HERE, tmp_path / name, 60, seed, 2)
    a, b, c = ((tmp_path / name / "events.csv.gz").read_bytes() for name in "abc")
    assert a == b != c


def assert_a_tree(people: Rows) -> None:
    above = {person["id"]: person["reports_to"] for person in people}
    office = {person["id"]: person["organisation_id"] for person in people}
    for person, senior in above.items():
        path = {person}
        while senior:
            assert office[senior] == office[person]
            assert senior not in path
            path.add(senior)
            senior = above[senior]
    heads = Counter(office[person] for person, senior in above.items() if not senior)
    assert set(heads.values()) <= {1}


# ---- the made-up officials


def test_officials_fit_their_places(authored: Authored, people: Rows) -> None:
    assert_a_tree(people)
    positions = {row["id"]: row for row in authored["positions"]}
    parents = {row["id"]: row.get("parent_id", "") for row in authored["organisations"]}
    assert {person["position_id"] for person in people} == set(positions)
    for person in people:
        home, place = positions[person["position_id"]].get("organisation_id", ""), person["organisation_id"]
        while home and place != home:
            assert place, f"{person['id']} holds {person['position_id']} away from {home}"
            place = parents[place]
        assert person["group"] == positions[person["position_id"]].get("group", "")
        assert person["language"] in authored.tenant["languages"]
        assert date.fromisoformat(person["joined_on"]) <= today(authored)


def test_nobody_can_be_reached(people: Rows) -> None:
    assert all(person["email"].endswith(".example") for person in people)
    assert all(person["phone"].startswith("+91 0000") for person in people)
    assert len({person["email"] for person in people}) == len({person["phone"] for person in people}) == len(people)


def test_some_share_a_name(people: Rows) -> None:
    shared = sum(count for count in Counter(person["name"] for person in people).values() if count > 1)
    assert 0.01 < shared / len(people) < 0.15


def test_grants(authored: Authored) -> None:
    given = Counter(grant["capability"] for grant in rows(HERE / "grants.csv"))
    seats = sum(row["kind"] in ("ministry", "department") for row in authored["organisations"])
    assert given["hr"] == seats
    assert seats / 2 <= given["leader"] <= seats + 1
    assert (given["analyst"], given["provider"], given["admin"]) == (2, 2, 1)
    assert given["author"] >= 1


def test_events_keep_the_rules(authored: Authored, people: Rows, events: Rows) -> None:
    as_of = today(authored)
    joined = {person["id"]: person["joined_on"] for person in people}
    seen: dict[str, dict[str, str]] = {}
    enrolled: set[tuple[str, str]] = set()
    withdrawn = {
        c["id"]: c["updated_on"] for c in authored.courses if c.get("status") == "retired" and c.get("updated_on")
    }
    drafts = {course["id"] for course in authored.courses if course.get("status") == "draft"}
    for event in events:
        assert event["id"] not in seen
        who, kind, course = event["official_id"], event["kind"], event["course_id"]
        at = datetime.fromisoformat(event["at"])
        assert joined[who] <= at.date().isoformat() <= as_of.isoformat()
        assert bool(course) == (kind in ("enrolled", "progressed", "completed", "rated"))
        assert course not in drafts
        if kind == "enrolled":
            assert (who, course) not in enrolled
            assert course not in withdrawn or event["at"] < withdrawn[course]
            enrolled.add((who, course))
        elif course:
            assert (who, course) in enrolled
        if kind in ("assessed", "claimed", "verified"):
            assert event["competency_id"] and event["level"]
        if kind == "rated":
            assert 1 <= int(event["score"]) <= 5
        elif event["score"]:
            assert 0 <= int(event["score"]) <= 100
        if kind == "corrected":
            wrong = seen[event["refers_to"]]
            assert wrong["official_id"] == who and wrong["at"] <= event["at"]
        else:
            assert not event["refers_to"]
        seen[event["id"]] = event
    kinds = {"enrolled", "progressed", "completed", "rated", "assessed", "claimed", "verified", "lapsed", "corrected"}
    assert {event["kind"] for event in events} == kinds
    assert (HERE / "events.csv.gz").stat().st_size <= 2_000_000


def test_a_verification_follows_a_claim(events: Rows) -> None:
    claimed = {(e["official_id"], e["competency_id"]) for e in events if e["kind"] == "claimed"}
    verified = {(e["official_id"], e["competency_id"]) for e in events if e["kind"] == "verified"}
    assert verified < claimed


def test_plans_are_kept_by_most_and_missed_by_some(authored: Authored, people: Rows, events: Rows) -> None:
    parents = {row["id"]: row.get("parent_id", "") for row in authored["organisations"]}
    done: dict[tuple[str, str], str] = {}
    for event in events:
        if event["kind"] == "completed":
            done.setdefault((event["official_id"], event["course_id"]), event["at"][:10])

    def above(place: str) -> Iterator[str]:
        while place:
            yield place
            place = parents[place]

    on_time = late = overdue = 0
    for plan in authored["plans"]:
        whom, _, which = plan["assigned_to"].partition(":")
        field = {"all": "", "position": "position_id", "group": "group", "official": "id"}[whom]
        for person in people:
            if plan["organisation_id"] not in above(person["organisation_id"]) or (field and person[field] != which):
                continue
            if plan["due_on"] < today(authored).isoformat():
                day = done.get((person["id"], plan["course_id"]))
                on_time += day is not None and day <= plan["due_on"]
                late += day is not None and day > plan["due_on"]
                overdue += day is None
    total = on_time + late + overdue
    assert on_time / total > 0.6
    assert 0.05 < overdue / total < 0.35
    assert late


def test_about_half_of_what_is_required_is_met(tmp_path: Path) -> None:
    _, _, tally = generate(HERE, tmp_path, 600, SEED, YEARS)
    assert 0.4 < tally.met / tally.required < 0.6


def test_the_planted_effect_is_hidden_from_a_naive_look(authored: Authored, events: Rows) -> None:
    """Who took the course scores lower afterwards, and yet the course is worth six points: see generator/README.md."""
    family = {c["id"] for c in authored.courses for tag in c["competencies"] if tag["id"] == "F20" and tag.get("level")}
    scores: dict[str, list[tuple[str, int]]] = defaultdict(list)
    completed: dict[str, str] = {}
    for event in events:
        if event["kind"] == "assessed" and event["competency_id"] == "F20":
            scores[event["official_id"]].append((event["at"], int(event["score"])))
        elif event["kind"] == "completed" and event["course_id"] in family:
            completed.setdefault(event["official_id"], event["at"])
    pairs = {who: scored for who, scored in scores.items() if len(scored) == 2}
    before, after = (np.array([scored[place][1] for scored in pairs.values()], float) for place in (0, 1))
    took = np.array([first < completed.get(who, "") < second for who, ((first, _), (second, _)) in pairs.items()])
    assert 200 < took.sum() < len(pairs) - 200
    naive = after[took].mean() - after[~took].mean()
    design = np.column_stack([np.ones(len(pairs)), before, took])
    adjusted = np.linalg.lstsq(design, after, rcond=None)[0][2]
    assert naive < 2
    assert 5 < adjusted < 7

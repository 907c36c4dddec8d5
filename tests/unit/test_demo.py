"""The demo bundle: its officials are made up as told, and what was told already stays."""

import csv
import gzip
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from demo.authored import HERE, Authored, read
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


# ---- the generator


def test_the_same_seed_gives_the_committed_files(tmp_path: Path) -> None:
    generate(HERE, tmp_path, OFFICIALS, SEED, YEARS)
    for name in ("officials.csv", "grants.csv"):
        assert (tmp_path / name).read_bytes() == (HERE / name).read_bytes(), f"{name}: run python -m demo.generator"
    # What is packed, not the pack: another build of zlib may pack the same bytes otherwise.
    made, committed = ((folder / "events.csv.gz").read_bytes() for folder in (tmp_path, HERE))
    assert gzip.decompress(made) == gzip.decompress(committed), "events.csv.gz: run python -m demo.generator"
    assert made[3:8] == b"\0\0\0\0\0"  # neither name nor time


def test_an_intake_leaves_those_before_it_as_they_were(tmp_path: Path) -> None:
    """Whoever came with the first intake has the life that the generator gave when there was no other."""
    first = OFFICIALS * 5 // 6
    shape = tomllib.loads((HERE / "generator" / "shape.toml").read_text(encoding="utf-8"))
    assert [intake["officials"] for intake in shape["intake"]] == [first, OFFICIALS - first]
    old = read().first({name: rows for name, rows in shape["intake"][0].items() if name != "officials"})
    people, events = rows(HERE / "officials.csv"), rows(HERE / "events.csv.gz")
    earlier = {person["id"] for person in people[:first]}
    assert {person["position_id"] for person in people[:first]} == {row["id"] for row in old["positions"]}
    assert not {person["position_id"] for person in people[first:]} & {row["id"] for row in old["positions"]}
    assert all(person["reports_to"] in earlier | {""} for person in people[:first])
    assert {event["course_id"] for event in events if event["official_id"] in earlier} <= {
        "", *(course["id"] for course in old.courses)
    }


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

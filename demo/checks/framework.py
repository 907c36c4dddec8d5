"""Is there enough of everything, and does it hang together?"""

from collections import Counter, defaultdict
from itertools import combinations

from rapidfuzz import fuzz

from demo.authored import Authored
from demo.checks import Problem, Problems, entries, is_live, plain

LEAST = {
    "positions": 45, "competencies": 80, "courses": 150, "courses with sections": 45, "questions": 350,
    "help items": 60,
}  # fmt: skip
DESCRIPTOR_LETTERS = 20
DESCRIPTION_WORDS = 12


def counts(authored: Authored) -> Problems:
    have = {
        "positions": len(authored["positions"]),
        "competencies": len(authored["competencies"]),
        "courses": len(authored.courses),
        "courses with sections": sum(bool(course.get("sections")) for course in authored.courses),
        "questions": len(authored.questions),
        "help items": len(authored.lists["help"]),
    }
    for what, least in LEAST.items():
        if have[what] < least:
            yield Problem(
                "the bundle", f"{have[what]} {what}, and at least {least} are wanted", "Write the missing ones"
            )


def ids_are_unique(authored: Authored) -> Problems:
    for file, rows in entries(authored):
        if file == "plans.csv":
            continue  # a plan is as many rows as it has courses
        for entry, count in Counter(row["id"] for row in rows if row.get("id")).items():
            if count > 1:
                yield Problem(f"{file} {entry}", f"the id stands {count} times", "Give each entry an id of its own")


def every_level_is_described(authored: Authored) -> Problems:
    levels = [level["level"] for level in authored.tenant.get("levels", [])] or [1, 2, 3, 4, 5]
    told = {(row["competency_id"], row["level"]) for row in authored["competency_levels"] if row["descriptor"].strip()}
    for row in authored["competencies"]:
        missing = [str(level) for level in levels if (row["id"], str(level)) not in told]
        if missing:
            yield Problem(
                f"competency_levels.csv {row['id']}", f"no descriptor of level {', '.join(missing)}", "Describe it"
            )


def descriptors_differ(authored: Authored) -> Problems:
    told: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in authored["competency_levels"]:
        where = f"competency_levels.csv {row['competency_id']} level {row['level']}"
        if len(row["descriptor"].strip()) < DESCRIPTOR_LETTERS:
            yield Problem(where, "the descriptor says nothing", "Say what a person at that level does")
        told[row["competency_id"]].append((row["level"], row["descriptor"]))
    for competency, descriptors in told.items():
        for (first, one), (second, other) in combinations(descriptors, 2):
            if plain(one) == plain(other) or fuzz.ratio(plain(one), plain(other)) >= 92:
                where = f"competency_levels.csv {competency}"
                yield Problem(where, f"levels {first} and {second} read alike", "Say what sets the higher one apart")


def references_resolve(authored: Authored) -> Problems:
    known = {
        name: {row["id"] for row in authored[name]}
        for name in ("organisations", "competencies", "positions", "providers")
    }
    known["roles"] = {row["id"] for row in authored["roles"]}
    known["activities"] = {row["id"] for row in authored["activities"]}
    known["courses"] = {course["id"] for course in authored.courses}
    named: list[tuple[str, str, str]] = []  # where, kind, id

    for file, columns in {
        "organisations": {"parent_id": "organisations"},
        "competency_levels": {"competency_id": "competencies"},
        "positions": {"organisation_id": "organisations"},
        "roles": {"position_id": "positions"},
        "activities": {"role_id": "roles"},
        "requirements": {
            "position_id": "positions", "competency_id": "competencies", "role_id": "roles",
            "activity_id": "activities",
        },
        "plans": {"organisation_id": "organisations", "course_id": "courses"},
    }.items():  # fmt: skip
        for line, row in enumerate(authored[file], start=2):
            where = f"{file}.csv line {line}"
            named += [(where, kind, row[column]) for column, kind in columns.items() if row.get(column)]
    for course in authored.courses:
        where = f"courses.jsonl {course['id']}"
        named += [(where, "competencies", tag["id"]) for tag in course.get("competencies", [])]
        named += [(where, "courses", needed) for needed in course.get("prerequisites") or []]
        named += [(where, "providers", course["provider_id"])] if course.get("provider_id") else []
    for question in authored.questions:
        where = f"questions.jsonl {question['id']}"
        named.append((where, "competencies", question["competency_id"]))
        named += [(where, "courses", question["course_id"])] if question.get("course_id") else []
    for plan in authored["plans"]:
        whom, _, which = plan["assigned_to"].partition(":")
        if whom == "position":
            named.append((f"plans.csv {plan['id']}", "positions", which))
        elif whom not in ("all", "group", "official"):
            yield Problem(
                f"plans.csv {plan['id']}", f"assigned to {whom!r}", "Use all, position:ID, group:NAME or official:ID"
            )
    for where, kind, wanted in named:
        if wanted not in known[kind]:
            yield Problem(where, f"{wanted!r} is not among the {kind}", "Correct the id or add the entry")


def every_competency_is_required(authored: Authored) -> Problems:
    required = {row["competency_id"] for row in authored["requirements"]}
    for row in authored["competencies"]:
        if row["id"] not in required:
            yield Problem(
                f"competencies.csv {row['id']}", "no position requires it", "Require it in requirements.csv or drop it"
            )


def every_position_requires(authored: Authored) -> Problems:
    asking = {row["position_id"] for row in authored["requirements"]}
    for row in authored["positions"]:
        if row["id"] not in asking:
            yield Problem(f"positions.csv {row['id']}", "it requires no competency", "Give it requirements")


def every_position_is_mixed(authored: Authored) -> Problems:
    """Nobody does a job by knowledge of the subject, by office skill or by conduct alone."""
    types = {row["id"]: row.get("type", "") for row in authored["competencies"]}
    asked: dict[str, set[str]] = defaultdict(set)
    for row in authored["requirements"]:
        asked[row["position_id"]].add(types.get(row["competency_id"], ""))
    for row in authored["positions"]:
        missing = [kind for kind in ("domain", "functional", "behavioural") if kind not in asked[row["id"]]]
        if missing and row["id"] in asked:
            where = f"positions.csv {row['id']}"
            yield Problem(where, f"it requires no {' and no '.join(missing)} competency", "Add one that the work needs")


def every_position_has_roles(authored: Authored) -> Problems:
    of_role = {row["id"]: row["position_id"] for row in authored["roles"]}
    busy = {row["role_id"] for row in authored["activities"]}
    with_roles = set(of_role.values())
    for row in authored["positions"]:
        if row["id"] not in with_roles:
            yield Problem(f"positions.csv {row['id']}", "it has no role", "Say in roles.csv what its holder is for")
    for role in of_role:
        if role not in busy:
            yield Problem(f"roles.csv {role}", "it has no activity", "Say in activities.csv what is done in it")
    for line, row in enumerate(authored["requirements"], start=2):
        if row.get("role_id") and of_role.get(row["role_id"], row["position_id"]) != row["position_id"]:
            yield Problem(f"requirements.csv line {line}", "its role is of another position", "Correct one of the ids")


def competencies_are_told(authored: Authored) -> Problems:
    for row in authored["competencies"]:
        where = f"competencies.csv {row['id']}"
        if row.get("type") not in ("behavioural", "functional", "domain"):
            yield Problem(where, f"its type is {row.get('type')!r}", "Use behavioural, functional or domain")
        if len(plain(row.get("description") or "").split()) < DESCRIPTION_WORDS:
            yield Problem(where, "its description tells too little", f"Write {DESCRIPTION_WORDS} words at least")
        if len(list(filter(None, (row.get("aliases") or "").split("|")))) < 2:
            yield Problem(where, "it has fewer than two aliases", "Add what people call it")


def every_competency_is_taught(authored: Authored) -> Problems:
    live = [course for course in authored.courses if is_live(course)]
    taught = {tag["id"] for course in live for tag in course.get("competencies", []) if tag.get("level")}
    for row in authored["competencies"]:
        if row["id"] not in taught:
            where = f"competencies.csv {row['id']}"
            yield Problem(where, "no live course is tagged with it at a level", "Add a course or a tag with a level")


def the_flow_resolves(authored: Authored) -> Problems:
    known = {row[key].strip().casefold() for row in authored["positions"] for key in ("id", "title")}
    for row in authored["activities"]:
        for column in ("receives_from", "submits_to"):
            for end in filter(None, map(str.strip, row.get(column, "").split("|"))):
                if end.casefold() not in known:
                    where = f"activities.csv {row['id']}"
                    yield Problem(
                        where, f"{column} names {end!r}, which is no position", "Write the title or id of a position"
                    )


def prerequisites_can_be_met(authored: Authored) -> Problems:
    courses = {course["id"]: course for course in authored.courses}
    for course in authored.courses:
        where = f"courses.jsonl {course['id']}"
        if not is_live(course):
            continue
        ahead = set(course.get("prerequisites") or [])
        for needed in ahead:
            if needed in courses and not is_live(courses[needed]):
                yield Problem(where, f"its prerequisite {needed} is not live", "Name a live course")
        for _ in courses:
            ahead |= {
                more for needed in ahead if needed in courses for more in courses[needed].get("prerequisites") or []
            }
        if course["id"] in ahead:
            yield Problem(where, "it is, in the end, its own prerequisite", "Break the circle")

"""The files of the framework, as data: columns, references, rules. The contract in words is `dataset.md`.

Nothing here acts. Decisions where the contract is silent: an activity's flow may come from outside the framework (a
notice); a requirement's role may be of another position (a notice); a question of kind `short` needs no options.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from frac.load.columns import Column, Context
from frac.load.contract import Check, Complaint, Reference, Table

TYPES = ("behavioural", "functional", "domain")
QUESTION_KINDS = ("single", "multiple", "order", "short")


def answer_fits(row: dict[str, Any], _context: Context) -> Iterator[Complaint]:
    """The answer of a question must fit its kind and its options."""
    options, answer, kind = json.loads(row["options"]), json.loads(row["answer"]), row["kind"]
    if kind == "short":
        if not all(isinstance(item, str) and item for item in answer):
            yield "answer", "a short question needs accepted texts", "Write a list of texts."
        return
    if len(options) < 2:
        yield "options", f"a question of kind {kind} needs at least two options", "Add options, or make it short."
        return
    indexes = [int(item) for item in answer if isinstance(item, int)]
    if len(indexes) != len(answer):
        yield "answer", f"a question of kind {kind} needs option indexes", "Write the places of the options, from 0."
    elif outside := [index for index in indexes if not 0 <= index < len(options)]:
        yield ("answer", f"there is no option {outside[0]}: the indexes run from 0 to {len(options) - 1}",
               "Count the options from 0.")
    elif len(set(indexes)) != len(indexes):
        yield "answer", "names an option twice", "Name each option once."
    elif kind == "single" and len(indexes) != 1:
        yield "answer", f"a single question has one right option, not {len(indexes)}", "Name one, or make it multiple."
    elif kind == "order" and len(indexes) != len(options):
        yield "answer", "an order question must place all its options", "List the index of every option once, in order."


def _flow(column: str) -> Check:
    # The column's name is one of the two below: the query is the same for both.
    query = _RECEIVES if column == "receives_from" else _SUBMITS
    return Check(column, query, "'", "' is the title or id of no position: taken as outside the framework", "",
                 notice=True)


# Letter case is no matter here: it is only a notice.
_RECEIVES = """
    SELECT a.line, a.receives_from FROM stage_activities a WHERE a.receives_from IS NOT NULL AND NOT EXISTS (
        SELECT FROM (SELECT lower(id) AS word FROM stage_positions UNION SELECT lower(title) FROM stage_positions
                     UNION SELECT lower(unnest(aliases)) FROM stage_positions) known
        WHERE known.word = lower(a.receives_from))"""
_SUBMITS = """
    SELECT a.line, a.submits_to FROM stage_activities a WHERE a.submits_to IS NOT NULL AND NOT EXISTS (
        SELECT FROM (SELECT lower(id) AS word FROM stage_positions UNION SELECT lower(title) FROM stage_positions
                     UNION SELECT lower(unnest(aliases)) FROM stage_positions) known
        WHERE known.word = lower(a.submits_to))"""

ORGANISATIONS = Table(
    "organisations", "organisations",
    (Column("id", "id", required=True), Column("name", "name", required=True), Column("name_hi", "name"),
     Column("kind", "word", required=True, choices=("ministry", "department", "organisation", "unit")),
     Column("parent_id", "id"), Column("aliases", "list", default=())),
    required=True, references=(Reference("parent_id", "organisations"),), trees=("parent_id",))

COMPETENCIES = Table(
    "competencies", "competencies",
    (Column("id", "id", required=True), Column("name", "name", required=True), Column("name_hi", "name"),
     Column("type", "choice", required=True, choices=TYPES, loose=True), Column("theme", "word"),
     Column("description"), Column("aliases", "list", default=())),
    required=True)

COMPETENCY_LEVELS = Table(
    "competency_levels", "competency_levels",
    (Column("competency_id", "id", required=True), Column("level", "level", required=True),
     Column("descriptor", required=True)),
    key=("competency_id", "level"), references=(Reference("competency_id", "competencies"),))

POSITIONS = Table(
    "positions", "positions",
    (Column("id", "id", required=True), Column("title", "name", required=True), Column("title_hi", "name"),
     Column("organisation_id", "id"), Column("group", "word", into="grp"), Column("description"),
     Column("aliases", "list", default=())),
    required=True, references=(Reference("organisation_id", "organisations"),))

ROLES = Table(
    "roles", "roles",
    (Column("id", "id", required=True), Column("position_id", "id", required=True),
     Column("title", "name", required=True), Column("description"), Column("order", "integer", into="ord")),
    references=(Reference("position_id", "positions"),))

ACTIVITIES = Table(
    "activities", "activities",
    (Column("id", "id", required=True), Column("role_id", "id", required=True), Column("description", required=True),
     Column("order", "integer", into="ord"), Column("receives_from", "name"), Column("submits_to", "name")),
    references=(Reference("role_id", "roles"),), checks=(_flow("receives_from"), _flow("submits_to")))

REQUIREMENTS = Table(
    "requirements", "requirements",
    (Column("position_id", "id", required=True), Column("competency_id", "id", required=True),
     Column("level", "level", required=True), Column("role_id", "id"), Column("activity_id", "id"),
     Column("weight", "number", low=0, default=1.0)),
    key=(), required=True,
    references=(Reference("position_id", "positions"), Reference("competency_id", "competencies"),
                Reference("role_id", "roles"), Reference("activity_id", "activities")),
    checks=(
        Check("role_id", """
            SELECT q.line, q.role_id FROM stage_requirements q JOIN stage_roles r ON r.id = q.role_id
            WHERE r.position_id <> q.position_id""",
              "role ", " belongs to another position", "", notice=True),
        Check("activity_id", """
            SELECT q.line, q.activity_id FROM stage_requirements q JOIN stage_activities a ON a.id = q.activity_id
            WHERE a.role_id <> q.role_id""",
              "activity ", " belongs to another role", "", notice=True)))

PROVIDERS = Table(
    "providers", "providers",
    (Column("id", "id", required=True), Column("name", "name", required=True), Column("kind", "word")))

COURSES = Table(
    "courses", "courses",
    (Column("id", "id", required=True), Column("title", "name", required=True), Column("title_hi", "name"),
     Column("description", required=True), Column("provider_id", "id"), Column("languages", "list", default=()),
     Column("minutes", "number", required=True, low=0), Column("rating", "number", low=0, high=5),
     Column("ratings_count", "integer", low=0), Column("price_inr", "number", low=0),
     Column("competencies", "tags", required=True, default="[]"), Column("prerequisites", "list", default=()),
     Column("sections", "sections", default="[]"),
     Column("status", "choice", choices=("live", "draft", "retired"), default="live"), Column("updated_on", "date"),
     Column("url")),
    suffix="jsonl",
    references=(Reference("provider_id", "providers"), Reference("competencies", "competencies", "tags"),
                Reference("prerequisites", "courses", "list")),
    trees=("prerequisites",),
    checks=(Check("competencies", "SELECT line, id FROM stage_courses WHERE competencies = '[]' AND problem IS NULL",
                  "course ", " is tagged with no competency", "", notice=True),))

QUESTIONS = Table(
    "questions", "questions",
    (Column("id", "id", required=True), Column("competency_id", "id", required=True), Column("level", "level"),
     Column("course_id", "id"), Column("kind", "choice", required=True, choices=QUESTION_KINDS),
     Column("stem", required=True), Column("stem_hi"), Column("options", "texts", default="[]"),
     Column("answer", "answer", required=True), Column("explanation", required=True), Column("source")),
    suffix="jsonl",
    references=(Reference("competency_id", "competencies"), Reference("course_id", "courses")), rules=(answer_fits,))

HELP = Table(
    "help", "help_items",
    (Column("id", "id", required=True), Column("question", required=True), Column("answer", required=True),
     Column("language", "language")),
    suffix="jsonl")

TABLES = (ORGANISATIONS, COMPETENCIES, COMPETENCY_LEVELS, POSITIONS, ROLES, ACTIVITIES, REQUIREMENTS, PROVIDERS,
          COURSES, QUESTIONS, HELP)

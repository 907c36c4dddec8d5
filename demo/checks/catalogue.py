"""Are the courses fit to be offered: complete, tagged with sense, and with sections that teach?"""

from demo.authored import Authored
from demo.checks import Problem, Problems, devanagari, plain

SECTIONS = (3, 7)  # from, to: fewer is no course text, more is a book
MINUTES = (15, 1200)
DESCRIPTION_WORDS = 12


def courses_are_complete(authored: Authored) -> Problems:
    levels = [level["level"] for level in authored.tenant.get("levels", [])] or [1, 2, 3, 4, 5]
    known = authored.tenant.get("languages") or ["en", "hi"]
    for course in authored.courses:
        where = f"courses.jsonl {course['id']}"
        tags = course.get("competencies") or []
        if not tags:
            yield Problem(where, "it is tagged with no competency", "Name what it teaches")
        if len({tag["id"] for tag in tags}) < len(tags):
            yield Problem(where, "it is tagged twice with one competency", "Leave the higher level")
        for tag in tags:
            if tag.get("level") is not None and tag["level"] not in levels:
                yield Problem(where, f"level {tag['level']} is none of the tenant's", "Use one of its levels, or null")
        if not MINUTES[0] <= float(course.get("minutes") or 0) <= MINUTES[1]:
            yield Problem(where, f"it lasts {course.get('minutes')} minutes", "Give its length in minutes")
        if not set(course.get("languages") or []) or not set(course["languages"]) <= set(known):
            yield Problem(where, f"its languages are {course.get('languages')}", f"Use those of the tenant: {known}")
        if (course.get("price_inr") or 0) < 0 or not 0 <= (course.get("rating") or 0) <= 5:
            yield Problem(where, "its price or rating is out of range", "Price from 0, rating from 1 to 5")
        if len((course.get("description") or "").split()) < DESCRIPTION_WORDS:
            yield Problem(where, "its description tells too little", f"Write {DESCRIPTION_WORDS} words at least")


def sections_hang_together(authored: Authored) -> Problems:
    """Of a length that teaches, each with a heading of its own, in the language of the course."""
    least, most = SECTIONS
    for course in authored.courses:
        where, sections = f"courses.jsonl {course['id']}", course.get("sections") or []
        if sections and not least <= len(sections) <= most:
            yield Problem(where, f"it has {len(sections)} sections", f"Write {least} to {most} of them, or none")
        headings = [plain(section.get("heading") or "") for section in sections]
        if len(set(headings)) < len(headings):
            yield Problem(where, "two of its sections have one heading", "Give each its own")
        if course.get("languages") == ["hi"]:
            for number, section in enumerate(sections, start=1):
                yield from devanagari("courses.jsonl", f"{course['id']} section {number}", "text", section.get("text"))

"""A section of a course read, explained, or with an example: one that was shown, or one of a course that is named.

Pure. Refuses to take "explain" for a lesson where a competency is named: what that means is another wish.
"""

from __future__ import annotations

from bot.conversation.decision import Decision, Routing
from bot.conversation.wishes import SUBJECTS

_USES = (("example", "lesson_example"), ("explain", "lesson_explains"))


def lesson(given: Routing) -> Decision | None:
    """A lesson on the section before, or on a section that is named by its course and number."""
    said, lists = given.message.said, given.lexicon.lists
    following = _next(given)
    if following is not None:
        return Decision("answer_from_content", {"section": following})
    use = next((use for use, key in _USES if lists[key].inside(said)), None)
    numbered = _numbered(given)
    if use is None:
        return Decision("answer_from_content", {"section": numbered}) if numbered and _reads(given) else None
    section = numbered or _shown(given)
    return Decision("answer_from_content", {"section": section, "teach": use}) if section else None


def _reads(given: Routing) -> bool:
    """Whether a message asks for a section to be read."""
    lists, said = given.lexicon.lists, given.message.said
    return lists["lesson_reads"].inside(said) or lists["lesson_section"].at(said, 0) is not None


def _shown(given: Routing) -> str | None:
    """The section that the answer before was about, where the message says nothing of anything else."""
    said, lists = given.message.said, given.lexicon.lists
    section = (given.memory.get("focus") or {}).get("section")
    if not section or SUBJECTS & given.reading.slots.keys() - {"topic"}:
        return None
    covered = {at for key in ("lesson_explains", "lesson_example", "lesson_around", "it", "fillers")
               for span in lists[key].find(said) for at in range(span.start, span.end)}
    return str(section) if covered == set(range(len(said))) else None


def _next(given: Routing) -> str | None:
    """The section after the one that was shown, where it is asked for and there is one."""
    section = (given.memory.get("focus") or {}).get("section")
    if not section or not given.lexicon.says("lesson_next", given.message.said):
        return None
    course, _, number = str(section).rpartition("#")
    known = given.framework.courses.get(course)
    return f"{course}#{int(number) + 1}" if known and int(number) < len(known.headings) else None


def _numbered(given: Routing) -> str | None:
    """"section 2 of …", of a course that is named or that was shown."""
    said = given.message.said
    courses = (given.memory.get("focus") or {}).get("courses") or []
    course = given.reading.slots.get("course") or (courses[0] if len(courses) == 1 else None)
    if course is None or course not in given.framework.courses:
        return None
    for span in given.lexicon.lists["lesson_section"].find(said):
        number = said[span.end] if span.end < len(said) else ""
        if number.isdecimal() and 1 <= int(number) <= len(given.framework.courses[course].headings):
            return f"{course}#{int(number)}"
    return None

"""`answer_from_content`: a fact as a section of a course states it, quoted word for word with course and section.

Refuses to compose, to round or to guess: where no sentence supports an answer it says so and offers the nearest
courses.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.tools.contract import Desk, Slots, Tool, ask_which
from bot.tools.course_cards import card, teaches
from bot.turn import Offer, Reply
from bot.understanding.gloss import glossed
from bot.understanding.lexicon import lexicon
from bot.words import lines, plain
from frac.framework import Course
from frac.store import framework as store
from retrieval import passages
from retrieval.index import COURSES
from retrieval.passages import Sentence, Support
from retrieval.words import words

# From this support on a sentence answers a question that was put as one; from SURE on also a message that the
# classifier took for another wish. LEAST_ALIKE: a sentence that only shares words is no answer.
SUPPORTED, SURE, LEAST_ALIKE = 0.64, 0.8, 0.38
# A second sentence is told with the first where its support is nearly as good and it stands beside it.
BESIDE = 0.85
LONGEST_SECTION = 3000


def run(desk: Desk, slots: Slots) -> Reply:
    """The supported answer to `asked` (which goes on from `before`), a whole section, or that nothing states it."""
    if slots.get("section"):
        return _section(desk, slots["section"])
    if slots.get("course_unclear"):
        return ask_which(desk, slots["course_unclear"], "answer_from_content", slots, "course")
    if slots.get("course") and not slots.get("asked"):
        return _contents(desk, desk.framework.courses[slots["course"]])
    found = supported(desk, slots["asked"], slots.get("before"), SUPPORTED)
    return _quote(desk, found, slots["asked"]) if found else _nothing(desk, slots)


def attempt(desk: Desk, asked: str) -> Reply | None:
    """The answer where a sentence supports one beyond doubt; None otherwise."""
    found = supported(desk, asked, None, SURE)
    return _quote(desk, found, asked) if found else None


def supported(desk: Desk, asked: str, before: str | None, least: float) -> list[Support]:
    """The sentences that answer a question, best first; none where the best has less support than `least`."""
    english = glossed(asked)
    ways = [way for way in (asked, english) if way]
    telling = _telling(english or asked)
    if before:
        ways += [f"{before} {way}" for way in (english or asked,)]
        telling += _telling(glossed(before) or before)
    if not telling:
        return []
    found = passages.supports(desk.search(), ways, telling, _wants(asked, english), lambda ids: _lookup(desk, ids))
    return found if found and found[0].score >= least and found[0].cosine >= LEAST_ALIKE else []


def _telling(text: str) -> list[str]:
    """The words of a question that say what it is about."""
    said, small = words(text), lexicon().lists
    asking = {at for span in small["asking"].find(said) for at in range(span.start, span.end)}
    return [word for at, word in enumerate(said) if at not in asking and word not in small["fillers"]]


def _wants(asked: str, english: str) -> str | None:
    """What kind of thing a question asks for: `time`, `figure`, or None for anything."""
    for text in (asked, english):
        said = words(text)
        for kind in ("time", "figure"):
            if lexicon().says(f"asks_{kind}", said):
                return kind
    return None


def _lookup(desk: Desk, ids: Sequence[str]) -> dict[str, Sentence]:
    courses = sorted({each.rpartition("/")[0].rpartition("#")[0] for each in ids})
    known = passages.of_sections(store.sections(desk.conn, courses))
    return {each: known[each] for each in ids if each in known}


def _quote(desk: Desk, found: list[Support], asked: str) -> Reply:
    """The best sentence (and the one beside it, where that says as much) with where it stands."""
    best = found[0].sentence
    told = [best]
    for other in found[1:4]:
        beside = other.sentence.section == best.section and abs(other.sentence.place - best.place) == 1
        if beside and other.score >= BESIDE * found[0].score:
            told = sorted([best, other.sentence], key=lambda sentence: sentence.place)
            break
    course, number = _place(desk, best.section)
    title = desk.words.course(course)
    reply = Reply("answered", "", "answer_from_content", {"asked": plain(asked, 200), "section": best.section})
    quoted = " ".join(sentence.text for sentence in told)
    reply.text = lines([desk.words("content.quote", quote=quoted),
                        desk.words("content.where", title=title, number=number, heading=plain(best.heading, 120))])
    reply.sources = [{"kind": "section", "id": best.section, "label": f"{title}: {best.heading}", "text": quoted,
                      "number": number},
                     {"kind": "course", "id": course.id}]
    reply.focus = {"courses": [course.id], "section": best.section}
    seen = {best.section}
    reply.offers = [Offer("read", desk.words("offer.read"), desk.words("say.read", title=title, number=number),
                          "answer_from_content", {"section": best.section})]
    for other in found[1:]:
        section = other.sentence.section
        if section not in seen and other.score >= SUPPORTED and len(reply.offers) < 3:
            seen.add(section)
            again, place = _place(desk, section)
            label = desk.words("offer.also", title=desk.words.course(again), number=place)
            reply.offers.append(Offer(f"also-{section}", label, desk.words("say.read", title=desk.words.course(again),
                                                                           number=place),
                                      "answer_from_content", {"section": section}))
    return reply


def _place(desk: Desk, section: str) -> tuple[Course, int]:
    course, _, number = section.rpartition("#")
    return desk.framework.courses[course], int(number)


def _nothing(desk: Desk, slots: Slots) -> Reply:
    """No sentence supports an answer: said so, with the nearest courses."""
    query = slots.get("topic") or glossed(slots["asked"]) or slots["asked"]
    hits = desk.search().find(COURSES, query, 3)
    courses = [course for hit in hits if (course := desk.framework.courses.get(hit.id)) and course.live]
    reply = Reply("not_recorded", desk.words("content.none"), "answer_from_content",
                  {"asked": plain(slots["asked"], 200)})
    if courses:
        reply.text = desk.words("content.none_nearest")
        reply.blocks.append({"type": "courses", "items": [card(desk, course, [], teaches(desk, course))
                                                          for course in courses]})
        reply.focus = {"courses": [course.id for course in courses]}
    reply.offers = [Offer("help", desk.words("offer.help_desk"), desk.words("say.human"), "help_desk", {"human": True})]
    return reply


# ---- reading


def _contents(desk: Desk, course: Course) -> Reply:
    """The sections of a course, to choose from."""
    title = desk.words.course(course)
    if not course.headings:
        return Reply("not_recorded", desk.words("content.no_sections", title=title), "answer_from_content",
                     {"course": course.id}, focus={"courses": [course.id]})
    offers = [Offer(f"{course.id}#{number}", plain(heading, 80),
                    desk.words("say.read", title=title, number=number), "answer_from_content",
                    {"section": f"{course.id}#{number}"}) for number, heading in enumerate(course.headings, 1)]
    return Reply("clarify", desk.words("content.contents", title=title), "answer_from_content",
                 {"course": course.id}, offers=offers, focus={"courses": [course.id]})


def _section(desk: Desk, section: str) -> Reply:
    """A section as it stands."""
    course, number = _place(desk, section)
    texts = {place: (heading, text) for _, place, heading, text in store.sections(desk.conn, [course.id])}
    if number not in texts:
        return _contents(desk, course)
    heading, text = texts[number]
    title = desk.words.course(course)
    whole = text if len(text) <= LONGEST_SECTION else text[:LONGEST_SECTION].rstrip() + "…"
    reply = Reply("answered", lines([desk.words("content.section", title=title, number=number, heading=heading),
                                     whole]), "answer_from_content", {"section": section},
                  sources=[{"kind": "section", "id": section, "text": whole, "number": number, "label": heading},
                           {"kind": "course", "id": course.id, "label": title}],
                  focus={"courses": [course.id], "section": section})
    if number + 1 in texts:
        reply.offers.append(Offer("next", desk.words("offer.next_section"),
                                  desk.words("say.read", title=title, number=number + 1), "answer_from_content",
                                  {"section": f"{course.id}#{number + 1}"}))
    reply.offers.append(Offer("quiz", desk.words("offer.quiz"), desk.words("say.quiz_course", name=title), "quiz",
                              {"course": course.id}))
    return reply


TOOL = Tool("answer_from_content", run, frozenset({"asked", "before", "topic", "course", "section"}))

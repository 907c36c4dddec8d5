"""`answer_from_content`: a fact as a section of a course states it, quoted word for word with course and section.

Refuses to compose, to round or to guess: where no sentence supports an answer it says so and offers the nearest
courses.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.tools.contract import Desk, Slots, Tool, ask_which
from bot.tools.course_cards import card, teaches
from bot.turn import Job, Offer, Reply
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
SUPPORTED, SURE, LEAST_ALIKE = 0.70, 0.8, 0.38
# A second sentence is told with the first where its support is nearly as good; one that stands beside it needs less.
BESIDE, AS_GOOD, QUOTES = 0.85, 0.85, 3
# With so much support the best sentence is told alone.
BEYOND_DOUBT = 0.95
# So few telling words say little alone.
SAYS_LITTLE = 3
LONGEST_SECTION = 3000


def run(desk: Desk, slots: Slots) -> Reply:
    """The supported answer to `asked` (which goes on from `before`), a whole section, or that nothing states it."""
    if slots.get("section"):
        return _section(desk, slots["section"], slots.get("teach"))
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
    """The sentences that answer a question, best first; none where the best has less support than `least`.

    A question that says little alone ("and if more time is needed?") is put together with the one before."""
    english = glossed(asked)
    ways, telling = [way for way in (asked, english) if way], _telling(english or asked)
    if before and len(telling) <= SAYS_LITTLE:
        ways = [f"{before} {english or asked}", *ways]
        telling += _telling(glossed(before) or before)
    if not telling:
        return []
    found = passages.supports(desk.search(), ways, telling, _wants(asked, english), lambda ids: _lookup(desk, ids),
                              lambda section: _place(desk, section)[0].title, _telling(asked) if english else ())
    found = [support for support in found if support.cover > 0]  # the others say no word of what is asked
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
    """The best sentence with where it stands, and a second one that says nearly as much."""
    quotes = _quotes(found)
    reply = Reply("answered", "", "answer_from_content", {"asked": plain(asked, 200), "section": quotes[0][0].section})
    texts = [desk.words("content.several")] if len(quotes) > 1 else []
    for told in quotes:
        section = told[0].section
        course, number = _place(desk, section)
        title, quoted = desk.words.course(course), " ".join(sentence.text for sentence in told)
        texts += [desk.words("content.quote", quote=quoted),
                  desk.words("content.where", title=title, number=number, heading=plain(told[0].heading, 120))]
        reply.sources += [{"kind": "section", "id": section, "label": f"{title}: {told[0].heading}", "text": quoted,
                           "number": number}, {"kind": "course", "id": course.id, "label": title}]
        if any(offer.slots.get("section") == section for offer in reply.offers):
            continue
        reply.offers.append(Offer(f"read-{section}", desk.words("offer.read" if len(quotes) == 1 else "offer.also",
                                                                title=title, number=number),
                                  desk.words("say.read", title=title, number=number), "answer_from_content",
                                  {"section": section}))
    reply.offers += _lessons(desk, quotes[0][0].section)
    reply.text = lines(texts)
    reply.focus = {"courses": list(dict.fromkeys(_place(desk, told[0].section)[0].id for told in quotes)),
                   "section": quotes[0][0].section}
    return reply


def _quotes(found: list[Support]) -> list[list[Sentence]]:
    """What is quoted: the best sentence, with the one beside it; and others that have nearly as much support, so that
    the reader can judge which of them answers."""
    best = found[0]
    quotes = [[best.sentence]]
    for other in found[1:6]:
        one, two = best.sentence, other.sentence
        if two.section == one.section and abs(two.place - one.place) == 1 and other.score >= BESIDE * best.score:
            quotes[0] = sorted([one, two], key=lambda sentence: sentence.place)
            break
    told = {sentence.text for quote in quotes for sentence in quote}
    for other in found[1:] if best.score < BEYOND_DOUBT else ():
        if len(quotes) < QUOTES and other.score >= max(AS_GOOD * best.score, SUPPORTED) \
                and other.sentence.text not in told:
            quotes.append([other.sentence])
            told.add(other.sentence.text)
    return quotes


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


def _section(desk: Desk, section: str, teach: str | None = None) -> Reply:
    """A section as it stands; with `teach` (explain, example) for a model to teach it, where there is one."""
    course, number = _place(desk, section)
    texts = {place: (heading, text) for _, place, heading, text in store.sections(desk.conn, [course.id])}
    if number not in texts:
        return _contents(desk, course)
    heading, text = texts[number]
    title = desk.words.course(course)
    whole = text if len(text) <= LONGEST_SECTION else text[:LONGEST_SECTION].rstrip() + "…"
    untaught = desk.words("teach.untaught") if teach and not desk.teaches else None
    reply = Reply("answered", lines([desk.words("content.section", title=title, number=number, heading=heading),
                                     untaught, whole]), "answer_from_content", {"section": section},
                  sources=[{"kind": "section", "id": section, "text": whole, "number": number, "label": heading},
                           {"kind": "course", "id": course.id, "label": title}],
                  focus={"courses": [course.id], "section": section})
    if teach and desk.teaches:
        reply.arguments["teach"] = teach
        reply.job = Job("example" if teach == "example" else "explain", whole, text, heading,
                        note=desk.words("teach.note"))
        reply.offers.append(Offer("read", desk.words("offer.read"),
                                  desk.words("say.read", title=title, number=number), "answer_from_content",
                                  {"section": section}))
    reply.offers += [offer for offer in _lessons(desk, section) if offer.slots["teach"] != teach]
    if number + 1 in texts:
        reply.offers.append(Offer("next", desk.words("offer.next_section"),
                                  desk.words("say.read", title=title, number=number + 1), "answer_from_content",
                                  {"section": f"{course.id}#{number + 1}"}))
    reply.offers.append(Offer("quiz", desk.words("offer.quiz"), desk.words("say.quiz_course", name=title), "quiz",
                              {"course": course.id}))
    return reply


def _lessons(desk: Desk, section: str) -> list[Offer]:
    """What a model could teach of a section."""
    if not desk.teaches:
        return []
    return [Offer(use, label, say, "answer_from_content", {"section": section, "teach": use}) for use, label, say in (
        ("explain", desk.words("offer.explain_section"), desk.words("say.explain_section")),
        ("example", desk.words("offer.example"), desk.words("say.example")))]


TOOL = Tool("answer_from_content", run, frozenset({"asked", "before", "topic", "course", "section", "teach"}))

"""`find_course`: searches the live courses by topic or title, with a level, a language and a length."""

from __future__ import annotations

from bot.tools.contract import Desk, Slots, Tool, ask_which, figure
from bot.tools.course_cards import card, moves, teaches
from bot.tools.find_course_why import searched_text, why
from bot.turn import Offer, Reply
from bot.words import lines
from frac.framework import Course
from frac.gaps import effects
from retrieval.index import COURSES
from retrieval.search import shared_words

AT_MOST = 8
# A course that shares no word with the query must be this near in meaning (cosine) to count as found.
NEAR = 0.5


def run(desk: Desk, slots: Slots) -> Reply:
    """The courses on what was named or described, best first; none is said to be none."""
    if slots.get("course_unclear"):
        return ask_which(desk, slots["course_unclear"], "find_course", slots, "course")
    if slots.get("competency_unclear") and not slots.get("topic"):
        return ask_which(desk, slots["competency_unclear"], "find_course", slots)
    reply = Reply("answered", "", "find_course")
    if slots.get("course"):
        found = [desk.framework.courses[slots["course"]]]
        reply.arguments["course"] = found[0].id
    else:
        found = _search(desk, slots, reply)
    if slots.get("course") and not found[0].live:
        return _not_live(desk, reply, found[0])
    fitting = [course for course in found if _fits(course, slots)]
    for key in ("level", "language", "each", "free"):
        if slots.get(key):
            reply.arguments[key] = slots[key]
    if not fitting:
        return _nothing(desk, reply, slots, found)
    shown = fitting[:AT_MOST]
    items, texts = [], []
    for course in shown:
        moved = effects(course, desk.pairs(), desk.standing().passed.keys())
        told = moves(desk, moved) or teaches(desk, course)
        item = card(desk, course, moved, told)
        if course.id in desk.standing().passed:
            item["passed"] = True
            told = desk.words("courses.passed")
        items.append(item)
        texts.append(desk.words("courses.line", title=item["title"], time=item["duration"], why=told))
    reply.blocks.append({"type": "courses", "items": items})
    reply.sources.append(figure("courses", len(fitting)))
    if slots.get("why"):
        reply.text = why(desk, slots, shown, _topic(desk, slots))
    elif slots.get("course"):
        reply.text = _one(desk, shown[0], texts[0])
    else:
        topic = _topic(desk, slots)
        reply.text = lines([desk.words.count("courses.found", len(fitting), topic=topic), *texts[:5]])
    if slots.get("course"):
        reply.focus["course"] = shown[0].id
    reply.focus["courses"] = [course.id for course in shown]
    if slots.get("competency"):
        reply.focus["competency"] = slots["competency"][0]
    reply.sources += [figure(f"duration:{item['id']}", item["duration"]) for item in items]
    first = next((tag.competency_id for tag in shown[0].tags if tag.competency_id in desk.framework.competencies), None)
    if first:
        reply.offers = [Offer("quiz", desk.words("offer.quiz_on", name=desk.name(first)),
                              desk.words("say.quiz_competency", name=desk.name(first)), "quiz",
                              {"competency": [first]})]
    return reply


def _search(desk: Desk, slots: Slots, reply: Reply) -> list[Course]:
    """Courses tagged with the competencies named, in the order of the search; without any, what the search found."""
    courses = desk.framework.courses
    named = slots.get("competency") or []
    query = slots.get("topic") or " ".join(desk.framework.competencies[each].name for each in named)
    hits = desk.search().find(COURSES, query, 40) if query else []
    place = {hit.id: at for at, hit in enumerate(hits)}
    tagged = [course for each in named for course in desk.framework.courses_by_competency.get(each, ())
              if course.live]
    if named:
        reply.arguments["competency"] = list(named)
        tagged.sort(key=lambda course: (place.get(course.id, 99), course.id))
        return list(dict.fromkeys(tagged))
    if not query:
        wished = any(slots.get(key) for key in ("level", "language", "each", "provider", "free"))
        everything = [course for course in courses.values() if course.live] if wished else []
        gaps, passed = [pair for pair in desk.pairs() if pair.open], desk.standing().passed.keys()
        return sorted(everything, key=lambda course: (not effects(course, gaps, passed), -(course.rating or 0),
                                                      course.id))
    reply.arguments["topic"] = query
    reply.sources.append({"kind": "topic", "id": query})
    found = []
    for hit in hits:
        course = courses.get(hit.id)
        if course is None or not course.live:
            continue
        share = shared_words(query, searched_text(desk, course))
        if share >= 0.6 or hit.cosine >= NEAR:
            found.append((share >= 0.6, hit.score, course))
    return [course for _, _, course in sorted(found, key=lambda each: (-each[0], -each[1], each[2].id))]


def _fits(course: Course, slots: Slots) -> bool:
    level = slots.get("level")
    if level is not None:
        named = slots.get("competency")
        levels = {tag.level for tag in course.tags if not named or tag.competency_id in named}
        if level not in levels:
            return False
    if slots.get("language") and slots["language"] not in course.languages:
        return False
    if slots.get("each") and course.minutes > slots["each"]:
        return False
    if slots.get("provider"):
        by_them = course.provider_id in slots["provider"]
        if by_them == bool(slots.get("without_provider")):
            return False
    return not (slots.get("free") and course.price_inr)


def _topic(desk: Desk, slots: Slots) -> str:
    if slots.get("competency"):
        return desk.words.listed(desk.name(each) for each in slots["competency"])
    return str(slots.get("topic") or "") or desk.words("courses.any_topic")


def _one(desk: Desk, course: Course, line: str) -> str:
    """What a person asks of one course: its length, languages, provider, price."""
    provider = desk.framework.providers.get(course.provider_id or "")
    price = desk.words("courses.price", price=desk.words.number(course.price_inr)) if course.price_inr else (
        desk.words("courses.free") if course.price_inr == 0 else None)
    languages = desk.words.listed(desk.words(f"languages.{each}") if each in ("en", "hi") else each
                                  for each in course.languages)
    about = "; ".join(part for part in (
        languages and desk.words("courses.languages", languages=languages),
        provider and desk.words("courses.by", provider=provider.name), price) if part)
    return lines([line, about])


def _not_live(desk: Desk, reply: Reply, course: Course) -> Reply:
    """A course that was found by its title and cannot be taken (any more)."""
    reply.outcome = "zero"
    reply.text = desk.words(f"courses.{course.status}", title=desk.words.course(course))
    first = next((tag.competency_id for tag in course.tags if tag.competency_id in desk.framework.competencies), None)
    if first:
        name = desk.name(first)
        reply.offers = [Offer("find", desk.words("offer.find_on", name=name), desk.words("say.find_on", name=name),
                              "find_course", {"competency": [first]})]
    return reply


def _nothing(desk: Desk, reply: Reply, slots: Slots, found: list[Course]) -> Reply:
    reply.outcome = "zero"
    topic = _topic(desk, slots)
    if found:
        reply.text = desk.words.count("courses.none_fit", len(found), topic=topic)
        reply.sources.append(figure("found", len(found)))
        wide = {key: slots[key] for key in ("competency", "topic", "course") if slots.get(key)}
        reply.offers = [Offer("any", desk.words("offer.without_wishes"), desk.words("say.find_on", name=topic),
                              "find_course", wide)]
    else:
        searched = bool(slots.get("topic") or slots.get("competency"))
        reply.text = desk.words("courses.none", topic=topic) if searched else desk.words("courses.no_topic")
        if not searched:
            reply.outcome = "clarify"
        reply.offers = [Offer("recommend", desk.words("offer.recommend"), desk.words("say.recommend"), "recommend")]
    return reply


TOOL = Tool("find_course", run, frozenset({"competency", "course", "topic", "level", "language", "each", "provider",
                                           "without_provider", "free", "why"}))

"""Decides what a message is about in its conversation: a wish for a tool, or one of a few fixed outcomes.

The order of the questions is the order of the functions in `STEPS`; the first that decides holds. Pure: it reads the
reading and the conversation's memory and returns a decision, as plain JSON.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.choices import chosen, ordinal
from bot.conversation.correcting import corrected, lent
from bot.conversation.deciding import changes_the_last, deciding
from bot.conversation.decision import ATTACK, FAINT, LEAST, LIKELY, LONG, SURE, Decision, Routing
from bot.conversation.drafting import drafting
from bot.conversation.feedback import feedback, impossible
from bot.conversation.figures import figures
from bot.conversation.follow import follow_up, why
from bot.conversation.following import following
from bot.conversation.lessons import lesson
from bot.conversation.looking import looking
from bot.conversation.mapped import mapped
from bot.conversation.mentoring import mentoring, request_answered
from bot.conversation.others import others
from bot.conversation.own import own
from bot.conversation.rating import rated
from bot.conversation.reminding import reminder
from bot.conversation.slots import for_search, merged, named, one_shown, own_slots, subject
from bot.conversation.wishes import COURSE_WISHES, NEEDS_ONE, NOT_YET, OF_OTHERS, SUBJECTS, WISHES
from bot.tools.quiz import running
from bot.understanding.quiz_answer import aside, read_answer
from bot.understanding.reading import Reading
from passbook.items import Item, is_right


def route(given: Routing) -> Decision:
    """The decision for a message."""
    if not given.memory.get("quiz"):
        # where no quiz is, nothing can be continued, and stop means something else
        left = [each for each in given.reading.ranking if each[0] not in ("quiz_continue", "quiz_stop")]
        total = sum(p for _, p in left) / (sum(p for _, p in given.reading.ranking) or 1.0)
        given.reading.ranking = [(intent, p / total) for intent, p in left] if total else given.reading.ranking
    given.reading.ranking = _joined(given.reading.ranking)
    for step in STEPS:
        decision = step(given)
        if decision is not None:
            decision.fact = may_ask_a_fact(given, decision)
            if given.reading.meant:
                lent(given, decision)
            return decision
    return Decision(say="unclear", corrects=bool(given.reading.meant))


def _joined(ranking: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Two ways to be quizzed, of which the likelier takes the other's probability: they are one wish."""
    both = {intent: p for intent, p in ranking if intent in ("quiz", "quiz_revise")}
    if len(both) < 2:
        return ranking
    likelier = max(both, key=lambda intent: both[intent])
    kept = [(intent, sum(both.values()) if intent == likelier else p) for intent, p in ranking
            if intent == likelier or intent not in both]
    return sorted(kept, key=lambda each: (-each[1], each[0]))


# ---- the steps, in order


def empty(given: Routing) -> Decision | None:
    """Nothing to read."""
    return Decision(say="empty") if not given.message.said else None


def confirmation(given: Routing) -> Decision | None:
    """The answer to a question for a yes: yes in the very next turn alone, no and stop as long as it waits."""
    waiting, said, reading = given.memory.get("confirm"), given.message.said, given.reading
    if not waiting:
        return None
    plain = reading.short and not SUBJECTS & reading.slots.keys() and "level" not in reading.slots
    if waiting["fresh"] and (given.lexicon.is_only("yes", said) or _keeps(given, waiting["tool"])
                             or (plain and reading.intent == "yes" and reading.sure >= SURE)):
        return Decision(waiting["tool"], {**waiting["slots"], "confirmed": True})
    if (given.lexicon.is_only("no", said) or given.lexicon.is_only("stop", said)
            or (plain and reading.intent in ("no", "quiz_stop") and reading.sure >= SURE)):
        return Decision("small_talk", {"kind": "left"})
    if given.lexicon.is_only("go_on", said) and not given.memory.get("quiz"):
        return Decision(waiting["tool"], dict(waiting["slots"]))
    return None


def _keeps(given: Routing, tool: str) -> bool:
    """Whether a message says that what was shown is to be kept: to other questions the same words are a no."""
    said = [word for word in given.message.said if not given.lexicon.lists["yes"].whole([word])]
    return tool == "draft_frac" and given.lexicon.is_only("drafts_keep", said)


def choice(given: Routing) -> Decision | None:
    """One of the offers shown last, or one of the courses."""
    offers = given.memory.get("offers") or []
    offer = chosen(given.message, offers, bool(given.memory.get("asked")))
    if offer is not None:
        return Decision(offer["tool"], dict(offer["slots"]))
    place = ordinal(given.message)
    courses = (given.memory.get("focus") or {}).get("courses") or []
    if place is not None and courses and not running(given.memory):
        if place > len(courses):
            return Decision(say="no_such_place", slots={"n": len(courses)})
        return Decision("find_course", {"course": courses[place if place < 0 else place - 1]})
    return None


def attack(given: Routing) -> Decision | None:
    """An attack on the assistant."""
    likely = dict(given.reading.ranking).get("attack", 0.0)
    if given.reading.slots.get("official") and likely < 0.9:
        return None  # another's data are asked for: whether they may be seen is the tools' to say
    if given.granted("draft_frac") and (given.memory.get("drafting")
                                        or given.lexicon.says("drafts_post", given.message.said)):
        return None  # what an author says of a post, which is data of a draft and never an instruction
    if likely < BEYOND_DOUBT and _plain_question(given):
        return None  # "list all officers", said by somebody who may
    if likely < BEYOND_DOUBT and changes_the_last(given):
        return None  # "only group B", after a plan
    if running(given.memory) and _is_right_text(given.item, given.message.text):
        return None  # the words are those of the quiz
    return Decision(say="attack") if likely >= ATTACK and not given.reading.bare else None


BEYOND_DOUBT = 0.9


def _plain_question(given: Routing) -> bool:
    """Whether a message is a question for figures in all its words, of somebody who may ask for any."""
    asked = given.reading.figures
    return bool(asked and given.granted("ask_workforce") and (asked.get("metrics") or asked.get("people")
                                                               or asked.get("unrecorded")) and not asked.get("strange"))


def quiz(given: Routing) -> Decision | None:
    """In a quiz: stop, continue, a wish about the item, an answer, or (where it is surely that) another wish."""
    if not given.memory.get("quiz"):
        return None
    said, item = given.message.said, given.item
    wished = aside(given.message.text) if running(given.memory) and item is not None else None
    if wished is not None and not _is_right_text(item, given.message.text):
        return Decision("quiz", {"action": wished})
    answers = item is not None and item.kind != "short" and read_answer(item, given.message.text) is not None
    leaves = given.lexicon.is_only("stop", said) or (given.lexicon.is_only("no", said) and not answers)
    if leaves and not given.memory["quiz"].get("paused"):
        return Decision("quiz", {"action": "stop"})
    if given.lexicon.is_only("go_on", given.message.said):
        return Decision("quiz", {"action": "next"})
    if not running(given.memory) or given.item is None:
        return None
    other = _is_other_wish(given)
    answer = read_answer(given.item, given.message.text)
    if answer is not None and not (given.item.kind == "short" and other):
        return Decision("quiz", {"action": "answer", "answer": given.message.text})
    if other:
        return None
    if given.reading.sure >= LIKELY and given.reading.intent in ("quiz_stop", "quiz_continue"):
        return None
    return Decision("quiz", {"action": "answer", "answer": given.message.text})


def _is_right_text(item: Item | None, text: str) -> bool:
    """Whether words that could be a wish are the right short answer, or an option."""
    if item is None:
        return False
    answer = read_answer(item, text)
    return answer is not None and (item.kind != "short" or is_right(item, answer))


def _is_other_wish(given: Routing) -> bool:
    """Whether a message in a quiz is about something else: a likely wish, the name of something, or a long sentence."""
    reading, said = given.reading, given.message.said
    if all(len(word) == 1 or word.isdecimal() for word in said):
        return False
    if reading.intent in ("yes", "no", "quiz_stop", "quiz_continue", "abuse"):
        return False
    if reading.intent in ("greet", "thanks", "bye", "capabilities"):
        return reading.sure >= LIKELY
    if reading.intent in ("content_question", "out_of_scope"):
        typed = given.item is not None and given.item.kind == "short"
        return reading.sure >= (SURE if typed else LIKELY) and len(said) >= 4
    return (reading.sure >= LIKELY and len(said) > 1) or len(said) >= LONG or (reading.alone and named(given))


def yes_or_no(given: Routing) -> Decision | None:
    """A yes, a no or a stop that answers nothing does nothing."""
    said = given.message.said
    if given.lexicon.is_only("stop", said) or given.lexicon.is_only("no", said):
        return Decision("small_talk", {"kind": "left"})
    if given.lexicon.is_only("yes", said) or given.lexicon.is_only("go_on", said):
        return Decision("small_talk", {"kind": "nothing_to_confirm"})
    if all(word.isdecimal() or (len(word) == 1 and word.isascii()) for word in said):
        return Decision("small_talk", {"kind": "nothing_to_confirm"})
    return None


def unreadable(given: Routing) -> Decision | None:
    """No word of it is known."""
    return Decision(say="unclear") if not given.reading.known else None


def foreign(given: Routing) -> Decision | None:
    """Wishes about units, and those that are not served yet; another topic."""
    reading = given.reading
    ranking = dict(reading.ranking)
    own_plan = given.lexicon.says("plan", given.message.said) and given.lexicon.says("mine", given.message.said)
    if given.lexicon.is_only("plan", given.message.said):
        return Decision("recommend", {"plan": True})
    if own_plan and (reading.intent in (*OF_OTHERS, "help_desk", "show_passbook", "recommend", "out_of_scope")
                     or reading.sure < LIKELY):
        return Decision("recommend", {"plan": True})
    if reading.intent == "draft_frac" and not given.lexicon.says("drafts_about", given.message.said):
        return Decision(say="unclear")
    if reading.intent in OF_OTHERS and reading.intent != "draft_frac" and reading.sure >= LEAST:
        group = sum(ranking.get(intent, 0.0) for intent in OF_OTHERS)
        if group >= LIKELY:
            if not given.granted(reading.intent):
                return Decision(say="aggregate")
            if reading.intent == "ask_workforce":
                return Decision("ask_workforce", {"asked": reading.figures})
            return Decision(say="not_yet")
    if reading.intent in NOT_YET and reading.sure >= LIKELY:
        return Decision(say="not_yet")
    if reading.intent == "abuse" and reading.sure < LIKELY:
        return Decision(say="unclear")
    lacks = given.lexicon.says("lacks", given.message.said) and given.lexicon.says("mine", given.message.said)
    if reading.intent == "out_of_scope" and lacks and ranking.get("check_gaps", 0.0) >= LEAST:
        return Decision("check_gaps", subject(given, "check_gaps"))
    about = reading.part_sure or named(given) or one_shown(given)
    if reading.intent == "out_of_scope" and (reading.sure >= SURE or not about):
        return Decision(say="out_of_scope" if reading.sure >= LEAST else "unclear")
    return None


def time_told(given: Routing) -> Decision | None:
    """So many hours in all or a week, and perhaps until when, and nothing else: time to learn, of which a plan is
    made."""
    reading = given.reading
    alone = {"per_week", "minutes"} & reading.slots.keys() and reading.slots.keys() <= {*COURSE_WISHES, "day"}
    if not alone or given.lexicon.says("reminds", given.message.said) or reading.intent.startswith("quiz"):
        return None
    # with no topic and so little certainty, "out of scope" says only that the classifier knows no such message
    empty_talk = reading.intent == "out_of_scope" and not reading.topic and reading.sure < LIKELY
    sure = clear(reading) and reading.intent not in ("set_reminder", "recommend", "greet", "bye", "thanks")
    return None if sure and not empty_talk else Decision("recommend", subject(given, "recommend"))


# Small words that beside a name make a wish: "my level in noting", "what are my responsibilities".
_MORE_THAN_A_NAME = ("mine", "level_words", "work")


def subject_alone(given: Routing) -> Decision | None:
    """A message that is nothing but the name of something, with nothing before it to go on from."""
    reading = given.reading
    if not reading.bare or (reading.sure >= LIKELY and not reading.alone) or reading.intent == "language":
        return None
    if reading.sure >= LEAST and any(given.lexicon.says(key, given.message.said) for key in _MORE_THAN_A_NAME):
        return None
    slots = own_slots(given)
    if "competency" in slots and given.lexicon.says("course_words", given.message.said):
        return Decision("find_course", for_search(given, subject(given, "find_course")))
    if "competency" in slots and reading.sure < 0.9:
        return Decision(say="about", slots=slots)
    for key, tool in (("competency_unclear", "explain_competency"), ("position", "show_role"),
                      ("position_unclear", "show_role"), ("course", "find_course")):
        if key in slots and reading.sure < 0.9:
            return Decision(tool, {key: slots[key]})
    return None


def clear(reading: Reading) -> bool:
    """Whether the likeliest intent is likely enough: by itself, or far ahead of the next."""
    second = reading.ranking[1][1] if len(reading.ranking) > 1 else 0.0
    return reading.sure >= LEAST or (reading.sure >= FAINT and reading.sure >= 2 * second)


def wish(given: Routing) -> Decision | None:
    """The likeliest wish, if it is likely enough; else what it might be, to choose from."""
    reading = given.reading
    intent = reading.intent
    topical = bool(reading.part_sure or named(given) or one_shown(given))
    if topical and (reading.sure < LEAST or (intent in ("out_of_scope", "quiz_continue", "abuse", "human", "export")
                    and reading.sure < SURE)):
        intent = "find_course" if given.lexicon.says("course_words", given.message.said) else "explain_competency"
    elif not clear(reading) and given.lexicon.says("course_words", given.message.said) and _wished(reading):
        intent = "find_course"
    elif not clear(reading):
        guesses = [each for each, _ in reading.ranking if each in WISHES][:3]
        return Decision(say="unclear", guesses=guesses)
    if intent == "content_question":
        return _question(given)
    if intent in ("yes", "no"):
        return Decision("small_talk", {"kind": "nothing_to_confirm" if intent == "yes" else "left"})
    if intent not in WISHES:
        return Decision(say="unclear", guesses=[each for each, _ in reading.ranking if each in WISHES][:3])
    tool, fixed = WISHES[intent]
    slots = {**subject(given, tool), **fixed}
    if tool == "help_desk" and not fixed:
        slots["asked"] = reading.text or given.message.text
    elif tool in ("record_claim", "dispute"):
        slots["note"] = given.message.text
        if tool == "dispute" and given.lexicon.time["last"].inside(given.message.said):
            slots["last"] = True
    elif tool == "set_reminder":
        slots.update(reminder(given))
    if tool == "find_course":
        slots = for_search(given, slots)
    elif tool in NEEDS_ONE and reading.unknown and not SUBJECTS & slots.keys():
        slots["unknown"] = reading.unknown
    frame = given.frame
    if frame and frame["tool"] == tool and reading.follows:
        slots = merged(frame["slots"], slots, given.memory)
    return Decision(tool, slots)


def _wished(reading: Reading) -> bool:
    """Whether a message says how a course should be and nothing else; its time is then that of one course."""
    if not reading.slots or not reading.slots.keys() <= COURSE_WISHES:
        return False
    if "minutes" in reading.slots:
        reading.slots.setdefault("each", reading.slots.pop("minutes"))
    return True


def _question(given: Routing) -> Decision:
    """A question for a fact: with the question before, where it goes on from that; about a competency that is named,
    where it may be explained."""
    reading, frame = given.reading, given.frame or {}
    slots = {"asked": reading.text or given.message.text, "topic": reading.topic}
    if frame.get("tool") == "answer_from_content" and frame["slots"].get("asked"):
        slots["before"] = frame["slots"]["asked"]
    if given.lexicon.says("course_words", given.message.said):
        return Decision("find_course", for_search(given, subject(given, "find_course")))
    second = reading.ranking[1] if len(reading.ranking) > 1 else ("", 0.0)
    if second[0] == "explain_competency" and second[1] >= FAINT and (reading.part_sure or named(given)):
        return Decision("explain_competency", subject(given, "explain_competency"))
    return Decision("answer_from_content", slots)


# Wishes for which a question for a fact is easily taken.
_LIKE_A_FACT = frozenset({"explain_competency", "find_course", "show_role", "look_up_official"})
_FOREIGN = frozenset({"out_of_scope", "unclear", "aggregate", "not_yet"})


def may_ask_a_fact(given: Routing, decision: Decision) -> bool:
    """Whether a message that was taken for something else may be a question for a fact that a section states."""
    said, reading = given.message.said, given.reading
    if (decision.tool == "answer_from_content" or len(said) < 4 or given.lexicon.says("mine", said)
            or (reading.follows and given.frame)):
        return False
    asks = given.lexicon.says("asking", said) or given.message.text.rstrip().endswith("?")
    if not asks:
        return False
    likely = dict(reading.ranking).get("content_question", 0.0)
    if decision.say is not None:
        return decision.say in _FOREIGN
    unsaid = decision.tool == "find_course" and not given.lexicon.says("course_words", said)
    return decision.tool in _LIKE_A_FACT and (likely >= 0.1 or unsaid)


STEPS: tuple[Callable[[Routing], Decision | None], ...] = (
    rated, empty, request_answered, confirmation, feedback, choice, attack, own, mentoring, corrected, lesson, quiz,
    impossible, yes_or_no, following, drafting, mapped, looking, deciding, figures, why, others, follow_up, unreadable,
    time_told, foreign, subject_alone, wish)

"""The steps of a turn, in order: screen, understand, route, act, word. Each takes the state and returns what it adds.

A step may end the turn with a reply; the steps after it then only word and remember.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from langgraph.runtime import Runtime

from bot.conversation.aside import Aside, UnsureError, UnwordedError, is_unsure
from bot.conversation.correcting import meant
from bot.conversation.decision import Decision, Routing
from bot.conversation.outcomes import about, fixed, no_such_day
from bot.conversation.route import route
from bot.conversation.state import State
from bot.conversation.still_there import still_there
from bot.conversation.two import MOST_OFFERS, Part, halves, joined, order
from bot.conversation.worded import job_of
from bot.people.access import Person, may_ask
from bot.tenant import Tenancy
from bot.tools import TOOLS, answer_from_content
from bot.tools.contract import Conn, Desk
from bot.tools.serving import serve
from bot.turn import Job, Offer, Reply
from bot.understanding.language import written_in
from bot.understanding.message import LONGEST, read_message
from bot.understanding.reading import Reading, from_json
from bot.words import Words, lines, plain
from passbook import questions
from passbook.insights.demand.release import Release
from passbook.insights.facts.reader import Facts
from passbook.officials import by_ids, by_names, by_part
from passbook.people import name_key
from prompts.loader import spoken


@dataclass
class Context:
    """The services of one turn."""

    person: Person
    tenancy: Tenancy
    conn: Conn
    now: datetime
    recorded_at: datetime
    new_id: Callable[[], str]
    facts: Callable[[], Facts]
    reveal: Callable[[Sequence[str]], dict[str, str]]
    releases: Callable[[], list[Release]] = list
    weights: Mapping[str, float] = field(default_factory=dict)
    # what models may be asked for aside from the turn, and what they made of it; None without models
    aside: Aside | None = None
    names: set[str] = field(default_factory=set)
    seconds: dict[str, float] = field(default_factory=dict)

    def desk(self, words: Words, memory: dict[str, Any]) -> Desk:
        """The desk at which a tool works in this turn."""
        return Desk(self.person, self.tenancy.framework, self.conn, self.tenancy.search, words, self.now,
                    self.recorded_at, memory, self.new_id, self.facts, self.reveal, self.releases,
                    self.weights, lambda: self.tenancy.drafter(),
                    self.aside is not None and "teach" in self.aside.may)


def screen(state: State) -> State:
    """Refuses what cannot be read."""
    if len(state["say"]) > LONGEST:
        return {"decision": Decision(say="too_long", slots={"most": LONGEST}).as_json()}
    return {"decision": {}}


def understand(state: State, runtime: Runtime[Context]) -> State:
    """Reads the message, and its parts where it may be two wishes."""
    if state["decision"]:
        return {"reading": Reading(None, [("unclear", 1.0)]).as_json(), "parts": []}
    context = runtime.context
    correction = meant(state["say"])
    reading = read(context, correction or state["say"])
    if correction:
        reading.meant, reading.language = correction, written_in(state["say"])
    return {"reading": reading.as_json(),
            "parts": halves(correction or state["say"], reading, lambda text: read(context, text))}


def read(context: Context, text: str) -> Reading:
    """A text as this person's, on the day of the turn. The names of officials in it are noted."""
    framework = context.tenancy.framework
    overseen = sorted({place for grant in context.person.grants if grant.capability == "hr" and grant.organisation_id
                       for place in framework.subtree(grant.organisation_id)})

    def find_people(names: Any) -> dict[str, list[str]]:
        keys = {name_key(name): name for name in names}
        found: dict[str, list[str]] = {}
        for official in by_names(context.conn, list(keys)):
            if official.id != context.person.id:
                found.setdefault(keys[name_key(official.name)], []).append(official.id)
        single = [name for name in names if " " not in name]
        ids = [name for name in single if any(sign.isdigit() for sign in name)]
        parts = {name_key(name): name for name in single if name not in ids}
        for official in by_part(context.conn, list(parts), context.person.id, overseen):
            for part in parts.keys() & set(name_key(official.name).split()):
                found.setdefault(parts[part], []).append(official.id)
        for official in by_ids(context.conn, [form for name in ids for form in (name, name.upper())]):
            found.setdefault(official.id.lower(), []).append(official.id)
        context.names.update(found)
        return found

    return context.tenancy.reader.read(text, context.now.date(), find_people)


def route_step(state: State, runtime: Runtime[Context]) -> State:
    """Decides what the message is about; of two wishes, what the first is about."""
    reading = from_json(state["reading"])
    memory = still_there(state.get("memory") or {}, runtime.context.tenancy.framework)
    language = _language(state, reading, memory, runtime.context)
    if state["decision"]:
        return {"language": language, "memory": memory, "said": state["say"], "first": None, "corrected": None,
                "served": []}
    context = runtime.context
    given = routing(state["say"], reading, memory, context)
    parts = order(given, [(part, routing(part["say"], from_json(part["reading"]), memory, context))
                          for part in state["parts"]])
    if parts:
        given = routing(parts[0]["say"], from_json(parts[0]["reading"]), memory, context)
    decision = route(given)
    if not parts and context.aside is not None and is_unsure(decision, given.reading):
        if context.aside.wants("understand"):
            raise UnsureError(given.reading.meant or state["say"], language, memory, tuple(context.names))
        suggestion = context.aside.suggestion
        # a model that cannot make it out either changes nothing
        if suggestion is not None and suggestion.decision.say != "unclear":
            decision = suggestion.decision
    return {"decision": decision.as_json(), "language": language, "memory": memory, "said": given.reading.text,
            "parts": parts[1:], "first": None, "corrected": memory.get("answered") if decision.corrects else None,
            "served": []}


def routing(say: str, reading: Reading, memory: dict[str, Any], context: Context) -> Routing:
    """What a decision on a message rests on."""
    quiz = memory.get("quiz")
    item = questions.item(context.conn, quiz["current"]) if quiz and quiz.get("current") else None
    return Routing(reading.spelt(read_message(reading.meant or say)), reading, memory, context.tenancy.framework, item,
                   lambda tool: may_ask(context.person, tool), context.now.date())


def _language(state: State, reading: Reading, memory: dict[str, Any], context: Context) -> str:
    """The reply's language: the one asked for, else that of the message, else that of the conversation so far."""
    written = reading.language
    if written == "hinglish":
        written = "hi" if (context.person.official.language or "").startswith("hi") else "en"
    if written:
        memory["spoken"] = written
    first = context.tenancy.framework.tenant.languages
    wished = state.get("wished")
    return spoken(wished or memory.get("language") or memory.get("spoken") or (first[0] if first else None))


def act(state: State, runtime: Runtime[Context]) -> State:
    """Runs the tool, or says the fixed outcome."""
    memory = dict(state["memory"])
    desk = runtime.context.desk(Words(state["language"], runtime.context.tenancy.framework), memory)
    decision = Decision(**state["decision"])
    _settle(memory, decision)
    decision, reply = _run(desk, decision, state["said"])
    rest, first = state["parts"], state.get("first")
    if rest and reply.outcome == "clarify":
        reply.offers.append(_later(rest[0], memory, runtime.context))
        rest = []
    kept = [Offer(**offer) for offer in memory.get("offers") or []] if first else []
    if first:
        answer = joined(first, reply)
        answer.offers, answer.focus = _offers(reply.offers + kept), reply.focus
        reply = answer
    reply.language = desk.words.language
    _remember(memory, decision, reply, desk.words)
    if decision.slots.get("kind") != "rated":
        memory["answered"] = state["turn"]
    served = [*state["served"], {"tool": decision.tool, "slots": decision.slots}]
    if rest:
        return {"first": reply.as_json(), "memory": memory, "language": reply.language, "served": served}
    # two answers in one have each its own words
    job = None if first else job_of(reply)
    return {"reply": reply.as_json(), "first": None, "memory": memory, "served": served,
            "job": job.as_json() if job else None}


def word(state: State, runtime: Runtime[Context]) -> State:
    """Puts the words of a model in the place of the fixed ones where it found some; a turn whose reply it may word is
    left for that first."""
    aside, job = runtime.context.aside, state.get("job")
    if aside is None or job is None:
        return {}
    made = Job.from_json(job)
    if aside.wants(made.use):
        written = state["reading"].get("language") or state["reply"]["language"]
        raise UnwordedError(made, state["reply"], state["said"], written, tuple(runtime.context.names))
    if aside.wording is None:
        return {}
    return {"reply": {**state["reply"], "text": aside.wording.put_into(state["reply"]["text"])}}


def _run(desk: Desk, decision: Decision, said: str) -> tuple[Decision, Reply]:
    """The reply to one wish, and the decision that it came from in the end."""
    reply = answer_from_content.attempt(desk, said) if decision.fact else None
    if reply is not None:
        return Decision("answer_from_content", {"asked": said}), reply
    if decision.slots.get("no_day") and "no_day" not in TOOLS[str(decision.tool)].takes:
        return decision, no_such_day(desk, decision)
    if decision.tool is not None:
        reply = serve(desk, decision.tool, decision.slots)
        if reply.outcome == "clarify" and decision.slots.get("unknown"):
            reply.text = lines([desk.words("ask.unknown", name=plain(decision.slots["unknown"], 60)), reply.text])
        return decision, reply
    return decision, about(desk, decision.slots) if decision.say == "about" else fixed(desk, decision)


def _later(part: Part, memory: dict[str, Any], context: Context) -> Offer:
    """The second wish as an offer, where the first asks something back."""
    decision = route(routing(part["say"], from_json(part["reading"]), memory, context))
    return Offer("also", part["say"], part["say"], decision.tool or "small_talk", decision.slots)


def _offers(offers: list[Offer]) -> list[Offer]:
    """The next steps after two answers: each once, and not too many."""
    once: dict[str, Offer] = {}
    for offer in offers:
        once.setdefault(offer.say, offer)
    return list(once.values())[:MOST_OFFERS]


def more(state: State) -> bool:
    """Whether a second wish waits."""
    return state.get("first") is not None


def route_rest(state: State, runtime: Runtime[Context]) -> State:
    """Decides what the second wish is about, after the first was answered."""
    part, memory = state["parts"][0], state["memory"]
    given = routing(part["say"], from_json(part["reading"]), memory, runtime.context)
    return {"decision": route(given).as_json(), "said": given.reading.text, "parts": state["parts"][1:]}


def _settle(memory: dict[str, Any], decision: Decision) -> None:
    """A question for a yes is over once it is answered; after another topic a yes is too late."""
    waiting = memory.get("confirm")
    if waiting and (decision.slots.get("confirmed") or decision.slots.get("kind") == "left"):
        memory.pop("confirm")
    elif waiting:
        waiting["fresh"] = False


def _remember(memory: dict[str, Any], decision: Decision, reply: Reply, words: Words) -> None:
    """Keeps what the next message may go on from, and turns offers into a block of choices."""
    quiz = memory.get("quiz")
    waiting = any(block["type"] == "question" for block in reply.blocks)
    if quiz and not waiting and reply.tool != "quiz" and not quiz.get("paused"):
        reply.offers.append(Offer("continue", words("offer.continue_quiz"), words("say.continue"), "quiz",
                                  {"action": "next"}))
    if reply.offers and not waiting:
        reply.blocks.append({"type": "choices", "items": [
            {"id": offer.id, "label": offer.label, "say": offer.say} for offer in reply.offers]})
    memory["offers"] = [offer.as_json() for offer in reply.offers] if not waiting else []
    memory["asked"] = reply.outcome == "clarify"
    memory["turns"] = int(memory.get("turns") or 0) + 1
    if decision.tool is None or decision.tool in ("small_talk", "settings"):
        return
    # A why asks about the answer before, and what follows goes on from that.
    going_on = decision.slots.get("why") and memory.get("frame")
    if not going_on and decision.slots.get("action", "start") == "start":
        memory["frame"] = {"tool": decision.tool, "slots": decision.slots}
    before = memory.get("focus") or {}
    # what a quiz interrupts can still be pointed at: "and the second one?"
    kept = ("competency", "position", "competencies", "courses") if reply.tool == "quiz" else ("competency", "position")
    memory["focus"] = {**{key: before[key] for key in kept if key in before}, **reply.focus}

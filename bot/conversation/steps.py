"""The steps of a turn, in order: screen, understand, route, act. Each takes the state and returns what it adds.

A step may end the turn with a reply; the steps after it then only word and remember.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from langgraph.runtime import Runtime

from bot.conversation.decision import Decision, Routing
from bot.conversation.outcomes import about, fixed
from bot.conversation.route import route
from bot.conversation.state import State
from bot.conversation.still_there import still_there
from bot.people.access import Person, may_ask
from bot.tenant import Tenancy
from bot.tools import TOOLS, answer_from_content
from bot.tools.contract import Conn, Desk
from bot.turn import Offer, Reply
from bot.understanding.message import LONGEST, read_message
from bot.understanding.reading import Reading, from_json
from bot.words import Words
from passbook import questions
from passbook.officials import by_names
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

    def desk(self, words: Words, memory: dict[str, Any]) -> Desk:
        """The desk at which a tool works in this turn."""
        return Desk(self.person, self.tenancy.framework, self.conn, self.tenancy.search, words, self.now,
                    self.recorded_at, memory, self.new_id)


def screen(state: State) -> State:
    """Refuses what cannot be read."""
    if len(state["say"]) > LONGEST:
        return {"decision": Decision(say="too_long", slots={"most": LONGEST}).as_json()}
    return {"decision": {}}


def answered_before(state: State) -> bool:
    """Whether the message came a second time: then the reply that stands there is sent again."""
    return state.get("answered") == state["turn"]


def understand(state: State, runtime: Runtime[Context]) -> State:
    """Reads the message."""
    if state["decision"]:
        return {"reading": Reading(None, [("unclear", 1.0)]).as_json()}
    context = runtime.context

    def find_people(names: Any) -> dict[str, list[str]]:
        keys = {name_key(name): name for name in names}
        found: dict[str, list[str]] = {}
        for official in by_names(context.conn, list(keys)):
            if official.id != context.person.id:
                found.setdefault(keys[name_key(official.name)], []).append(official.id)
        return found

    reading = context.tenancy.reader.read(state["say"], context.now.date(), find_people)
    return {"reading": reading.as_json()}


def route_step(state: State, runtime: Runtime[Context]) -> State:
    """Decides what the message is about."""
    reading = from_json(state["reading"])
    memory = still_there(state.get("memory") or {}, runtime.context.tenancy.framework)
    language = _language(state, reading, memory, runtime.context)
    if state["decision"]:
        return {"language": language, "memory": memory}
    quiz = memory.get("quiz")
    item = questions.item(runtime.context.conn, quiz["current"]) if quiz and quiz.get("current") else None
    given = Routing(read_message(state["say"]), reading, memory, runtime.context.tenancy.framework, item,
                    lambda tool: may_ask(runtime.context.person, tool))
    return {"decision": route(given).as_json(), "language": language, "memory": memory}


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
    words = Words(state["language"], runtime.context.tenancy.framework)
    desk = runtime.context.desk(words, memory)
    decision = Decision(**state["decision"])
    _settle(memory, decision)
    reply = answer_from_content.attempt(desk, state["say"]) if decision.fact else None
    if reply is not None:
        decision = Decision("answer_from_content", {"asked": state["say"]})
    elif decision.tool is not None:
        reply = TOOLS[decision.tool].run(desk, decision.slots)
    elif decision.say == "about":
        reply = about(desk, decision.slots)
    else:
        reply = fixed(desk, decision)
    reply.language = desk.words.language
    _remember(memory, decision, reply, desk.words)
    return {"reply": reply.as_json(), "memory": memory, "answered": state["turn"]}


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
    memory["focus"] = {**{key: before[key] for key in ("competency", "position") if key in before}, **reply.focus}

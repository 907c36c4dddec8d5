"""What language models do in a turn, on the side of the turn: they are asked outside of any transaction, with what the
person may see, and their silence changes nothing but that the turn goes on without them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.conversation.aside import Aside, LeftError, Suggestion, UnsureError, UnwordedError, Wording
from bot.conversation.decision import Decision
from bot.conversation.route import route
from bot.conversation.steps import Context, read, routing
from bot.leaves import texts
from bot.llm.arguments import World
from bot.llm.budget import KeptBudget
from bot.llm.calls import Models, SilentError
from bot.llm.choosing import choose
from bot.llm.grounding import Names
from bot.llm.masking import Mask
from bot.llm.teaching import hint, lesson
from bot.llm.wording import Asked, wording, write
from bot.people.access import may_ask
from bot.people.hidden_names import names_in
from bot.settings import ModelSettings
from bot.store import rights
from bot.store.database import Database
from bot.tools import TOOLS
from bot.turn import Heard, Job
from bot.understanding.reading import Reading
from bot.watching import Watch
from bot.words import Words
from frac.framework import Framework
from passbook import officials

log = logging.getLogger("saathi.models")
LANGUAGES = {"en": "English", "hi": "Hindi", "hinglish": "Hindi in Latin letters (Hinglish)"}


class Assistant:
    """The models of a process, and what they do for turns. Thread-safe."""

    def __init__(self, settings: ModelSettings, database: Database, clock: Callable[[], datetime],
                 watch: Watch) -> None:
        self.models = Models(settings, KeptBudget(settings, database, clock, watch.model_took), watch.model,
                             watch.model_timed)
        self._watch = watch
        self._names: tuple[tuple[int, str], Names] | None = None
        self._naming = threading.Lock()

    def consult(self, left: LeftError, context: Context, heard: Heard | None) -> Aside:
        """What a model makes of a turn that was left, beside what was found before. A fault of ours is as good as a
        model that is silent: the turn goes on without."""
        until = left.aside.until or self.models.until()
        use = left.job.use if isinstance(left, UnwordedError) else "understand"
        try:
            found = (self._word(left, context, until, heard) if isinstance(left, UnwordedError)
                     else self._understand(left, context, until))
        except Exception as fault:
            log.error("What a model was to do failed (%s): %s", use, type(fault).__name__,
                      exc_info=log.isEnabledFor(logging.DEBUG))
            found = replace(left.aside, done={*left.aside.done, use},
                            records=[*left.aside.records, {"use": use, "model": None, "result": "failed"}])
        self._watch.model_use(found.records[-1]["use"], found.records[-1]["result"])
        return replace(found, until=until)

    # ---- understanding

    def _understand(self, unsure: LeftError, context: Context, until: float) -> Aside:
        """What a model makes of a message that was not understood."""
        assert isinstance(unsure, UnsureError)
        world = World(context.tenancy.framework, lambda text: self._read(context, text),
                      lambda text: self._again(context, text, unsure))
        granted = [tool for tool in TOOLS if may_ask(context.person, tool)]
        frame = unsure.memory.get("frame") or {}
        before = f"The wish before it was for the tool `{frame['tool']}`." if frame.get("tool") else ""
        record: dict[str, Any] = {"use": "understand", "model": None}
        suggestion = None
        try:
            choice = choose(self.models, context.person.id, unsure.said, world, granted,
                            Mask((*unsure.names, *_people(context, unsure.said))),
                            until, {
                                "today": context.now.date().isoformat(), "before": before,
                                "levels": max((each.level for each in world.framework.levels), default=5),
                                "language": LANGUAGES.get(unsure.language, unsure.language)})
        except SilentError as silent:
            record["result"] = silent.why
        else:
            suggestion = Suggestion(choice.decision)
            record |= {"prompt": choice.prompt, "model": choice.model, "repairs": choice.repairs, "result": "kept"}
        aside = unsure.aside
        return replace(aside, done={*aside.done, "understand"}, suggestion=suggestion,
                       records=[*aside.records, record])

    def _read(self, context: Context, text: str) -> Reading:
        with rights.turn(context.conn, context.person.id):
            return read(context, text)

    def _again(self, context: Context, text: str, unsure: UnsureError) -> Decision:
        with rights.turn(context.conn, context.person.id):
            return route(routing(text, read(context, text), dict(unsure.memory), context))

    # ---- words

    def _word(self, unworded: UnwordedError, context: Context, until: float, heard: Heard | None) -> Aside:
        """An answer in other words, a lesson or a hint."""
        job, reply, aside = unworded.job, unworded.reply, unworded.aside
        text = reply["text"]
        head = text[:text.index(job.part)]
        mask = Mask((*unworded.names, *_people(context, unworded.said, reply["text"], reply["understood"],
                                               reply["blocks"], reply["sources"], reply["arguments"])))
        made = write(self.models, context.person.id, self._asked(job, unworded, context), mask, until, heard,
                     head)
        found = None
        if made.words is not None:
            found = Wording(text, job.part, f"{made.words}\n{job.note}".rstrip())
        return replace(aside, done={*aside.done, job.use}, wording=found, records=[*aside.records, made.record])

    def _asked(self, job: Job, unworded: UnwordedError, context: Context) -> Asked:
        names, reply = self.names(context.tenancy.framework), unworded.reply
        language = LANGUAGES.get(reply["language"], reply["language"])
        if job.use == "hint":
            return hint(job, language, names)
        if job.use in ("explain", "example"):
            mark = Words(reply["language"], context.tenancy.framework)("teach.general")
            return lesson(job, unworded.said, language, names, context.tenancy.encoder.encode,
                          mark if "general" in unworded.aside.may else None)
        if unworded.written == "hinglish" and reply["language"] == "hi":
            language = LANGUAGES["hinglish"]
        return wording(reply, unworded.said, language, names)

    def names(self, framework: Framework) -> Names:
        """The names of the tenant, made once for a version of it."""
        with self._naming:
            if self._names is None or self._names[0] != framework.stamp:
                self._names = framework.stamp, Names.of(named(framework))
            return self._names[1]


def named(framework: Framework) -> Iterator[list[str]]:
    """The names of each thing of a framework that answers speak of."""
    for competency in framework.competencies.values():
        yield [each for each in (competency.name, competency.name_hi, *competency.aliases) if each]
    for position in framework.positions.values():
        yield [each for each in (position.title, position.title_hi, *position.aliases) if each]
    for place in framework.organisations.values():
        yield [each for each in (place.name, place.name_hi, *place.aliases) if each]
    for course in framework.courses.values():
        yield [each for each in (course.title, course.title_hi) if each]
    for provider in framework.providers.values():
        yield [provider.name]


def _people(context: Context, *told: Any) -> list[str]:
    """The names of the officials that stand in what a model is told, and of who speaks."""
    said = list(texts(list(told)))
    with rights.turn(context.conn, context.person.id):
        # by what an answer is about too: a name may be longer than any that is looked for
        known = officials.by_ids(context.conn, sorted(set(said)))
        return [context.person.official.name, *(each.name for each in known),
                *names_in(context.conn, "\n".join(said))]

"""What language models do in a turn, on the side of the turn: they are asked outside of any transaction, with what the
person may see, and their silence changes nothing but that the turn goes on without them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.conversation.decision import Decision
from bot.conversation.route import route
from bot.conversation.steps import Context, read, routing
from bot.conversation.unsure import Suggestion, UnsureError
from bot.llm.arguments import World
from bot.llm.budget import KeptBudget
from bot.llm.calls import Models, SilentError
from bot.llm.choosing import choose
from bot.llm.masking import Mask
from bot.people.access import may_ask
from bot.settings import ModelSettings
from bot.store import rights
from bot.store.database import Database
from bot.tools import TOOLS
from bot.understanding.reading import Reading

LANGUAGES = {"en": "English", "hi": "Hindi"}


class Assistant:
    """The models of a process, and what they do for turns. Thread-safe."""

    def __init__(self, settings: ModelSettings, database: Database, clock: Callable[[], datetime],
                 told: Callable[[str, str], None]) -> None:
        self.models = Models(settings, KeptBudget(settings, database, clock), told)

    def understand(self, unsure: UnsureError, context: Context) -> Suggestion | None:
        """What a model makes of a message that was not understood; None where none answers with something that fits."""
        world = World(context.tenancy.framework, lambda text: self._read(context, text),
                      lambda text: self._again(context, text, unsure))
        granted = [tool for tool in TOOLS if may_ask(context.person, tool)]
        frame = unsure.memory.get("frame") or {}
        before = f"The wish before it was for the tool `{frame['tool']}`." if frame.get("tool") else ""
        try:
            choice = choose(self.models, context.person.id, unsure.said, world, granted, Mask(unsure.names),
                            self.models.until(), {
                                "today": context.now.date().isoformat(), "before": before,
                                "levels": max((each.level for each in world.framework.levels), default=5),
                                "language": LANGUAGES.get(unsure.language, unsure.language)})
        except SilentError:
            return None
        return Suggestion(choice.decision, {"prompt": choice.prompt, "model": choice.model,
                                            "repairs": choice.repairs})

    def _read(self, context: Context, text: str) -> Reading:
        with rights.turn(context.conn, context.person.id):
            return read(context, text)

    def _again(self, context: Context, text: str, unsure: UnsureError) -> Decision:
        with rights.turn(context.conn, context.person.id):
            return route(routing(text, read(context, text), dict(unsure.memory), context))

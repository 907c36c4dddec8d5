"""Which answers a model may say in other words: plain answers of facts, one at a time.

What is quoted, asked back, refused, recorded or judged is said in fixed words alone. What a lesson is, tools say.
"""

from __future__ import annotations

from typing import Any

from bot.turn import Job, Reply

# Tools whose answers are facts told, and nothing that lasts or must be said to the letter.
FACTS = frozenset({"show_role", "show_standing", "check_gaps", "recommend", "find_course", "explain_competency",
                   "show_passbook", "look_up_official", "ask_workforce", "benchmark", "demand", "course_impact",
                   "show_map"})
# Shorter texts have nothing to word; longer ones are lists that no other words make better.
LEAST, MOST = 40, 4000
_TO_THE_LETTER = frozenset({"question", "feedback", "map"})


def job_of(reply: Reply) -> Job | None:
    """What a model may do with a reply to one wish; None where nothing."""
    if reply.job is not None:
        return reply.job
    if reply.outcome != "answered" or reply.tool not in FACTS or reply.entries:
        return None
    if not LEAST <= len(reply.text) <= MOST or _personal(reply.arguments):
        return None
    if any(block["type"] in _TO_THE_LETTER or _personal([column["id"] for column in block.get("columns", ())])
           for block in reply.blocks):
        return None
    return Job("word", reply.text)


def _personal(arguments: Any) -> bool:
    """Whether an answer is by the category of people, which no model is to see."""
    if isinstance(arguments, dict):
        return any(key == "group" or _personal(value) for key, value in arguments.items())
    if isinstance(arguments, list):
        return any(map(_personal, arguments))
    return bool(arguments == "group")

"""What an official can agree to, each purpose by itself, and the words by which a channel is told to be still.

`TALK` is answering at all in a channel that passes through somebody else's servers; `REMINDERS` are those that the
person set; `NUDGES` are our own ideas and need a yes of their own. Nothing else is done with what a person says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.understanding.lexicon import Lexicon

TALK, REMINDERS, NUDGES = "talk", "reminders", "nudges"
PURPOSES: tuple[str, ...] = (TALK, REMINDERS, NUDGES)
# Which wording of the notice was agreed to; a new wording gets a new name, and is asked for again.
NOTICE = "2026-11"


def wish(lexicon: Lexicon, said: Sequence[str]) -> Literal["out", "in"] | None:
    """Whether a message is nothing but the word by which services let people leave (STOP), or come back (START)."""
    if lexicon.is_only("opts_out", said):
        return "out"
    return "in" if lexicon.is_only("opts_in", said) else None

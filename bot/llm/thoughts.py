"""What a model thinks aloud before it answers, taken out of what it says.

Servers that know a model's way of thinking keep it apart themselves; others hand it on as text, between two marks.
"""

from __future__ import annotations

BEGIN, END = "<think>", "</think>"


class Spoken:
    """Pieces of an answer, without what is thought before it. Only at the beginning is there thinking: amid an answer
    the marks are text like any other."""

    def __init__(self) -> None:
        self._waiting, self._thinks, self._over = "", False, False

    def __call__(self, piece: str) -> str:
        """What of the pieces so far may be handed on now, after what was already."""
        if self._over:
            return piece
        self._waiting += piece
        if not self._thinks:
            begun = self._waiting.lstrip()
            if len(begun) < len(BEGIN) and BEGIN.startswith(begun):
                return ""
            if not begun.startswith(BEGIN):
                return self.rest()
            self._thinks = True
        _, ended, after = self._waiting.partition(END)
        if not ended or not after.strip():
            return ""
        self._waiting = after.lstrip()
        return self._ended()

    def rest(self) -> str:
        """What is left when there are no more pieces: nothing of a thought that never ended."""
        if self._thinks and not self._over:
            self._waiting = self._waiting.partition(END)[2].lstrip()
        return self._ended()

    def _ended(self) -> str:
        self._over, said, self._waiting = True, self._waiting, ""
        return said

"""What is wrong with a file that came from outside."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong: where, what, and how to mend it."""

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.where}: {self.what.rstrip('.')}. {self.mend}"

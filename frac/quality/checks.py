"""The checks of a framework's quality: the one table of them. To add one: a function in a file of this room, and a line
here; its words stand in `bot/checking.py`."""

from __future__ import annotations

from collections.abc import Sequence

from frac.framework import Framework
from frac.quality.blanks import asks_nothing, beyond, no_work
from frac.quality.flow import circular
from frac.quality.likeness import doubles
from frac.quality.names import two_meanings
from frac.quality.shape import Check, Finding, Held
from frac.quality.supply import out_of_reach, unneeded
from frac.quality.titles import same_title

CHECKS: tuple[Check, ...] = (
    Check("out_of_reach", out_of_reach),
    Check("asks_nothing", asks_nothing),
    Check("beyond", beyond),
    Check("doubles", doubles),
    Check("two_meanings", two_meanings),
    Check("same_title", same_title),
    Check("circular", circular),
    Check("unneeded", unneeded),
    Check("no_work", no_work),
)


def checked(framework: Framework, held: Held | None = None, checks: Sequence[Check] = CHECKS) -> list[Finding]:
    """What all checks find, in the order of the table."""
    beside = held or Held()
    return [found for check in checks for found in check.find(framework, beside)]

"""The system of a framework, made once and kept as long as the framework is in use: it changes with an import alone."""

from __future__ import annotations

import weakref
from functools import cached_property
from threading import Lock

from frac.framework import Framework
from frac.system.flow import Circle, HandOffs, Meeting, circles, hand_offs, meetings
from frac.system.graph import System, system_of
from frac.system.needs import Unmet, unmet

# So many are kept: the tenant's, and that of the version before while turns still hold it.
KEPT = 4


class Known:
    """A system, and the frictions in it that need no people; each is worked out when it is first asked for."""

    def __init__(self, framework: Framework) -> None:
        self.system: System = system_of(framework)
        self.hand_offs: HandOffs = hand_offs(self.system, framework)
        self.unmet: list[Unmet] = unmet(framework)

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Positions by how much work meets there."""
        return meetings(self.system)

    @cached_property
    def circles(self) -> list[Circle]:
        """Circular flows."""
        return circles(self.system)


_lock = Lock()
_kept: list[tuple[weakref.ref[Framework], Known]] = []


def known(framework: Framework) -> Known:
    """The system of a framework."""
    with _lock:
        for held, made in _kept:
            if held() is framework:
                return made
        made = Known(framework)
        _kept[:] = [each for each in _kept if each[0]() is not None][-(KEPT - 1):]
        _kept.append((weakref.ref(framework), made))
        return made

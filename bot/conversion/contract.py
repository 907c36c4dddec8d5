"""What a loader is: one file in `loaders/` that turns one shape of what ministries have into rows of the bundle.

It reads sources and fills a draft. It opens no file, writes none, knows no clock, and never fills in what its source
does not say: what is unknown stays empty, what cannot be placed is left out with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.conversion.draft import Draft
from bot.conversion.sources import Source

Step = Callable[[Sequence[Source], Draft], None]


@dataclass(frozen=True, slots=True)
class Loader:
    """One shape of source, under the name that `--as` takes.

    `shape` says how such a file looks, for who brought another. `framework` fills in organisations, posts,
    competencies and courses, `people` what refers to them: every loader's first step comes before any second.
    """

    name: str
    shape: str
    recognises: Callable[[Source], bool]
    framework: Step | None = None
    people: Step | None = None

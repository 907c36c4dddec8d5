"""What the tools built on controlled figures ask of the gate: one function a tool, so that an attack takes in what each
of them tells beside what is asked for plainly.

A rank, a plan or an index is worked out from these answers and from nothing else, so it says no more than they do.
`demand` tells noisy counts and has an attack of its own (`noisy.py`); `course_impact` asks the facts
themselves (`test_impact.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from passbook.insights.benchmark.components import COMPONENTS
from passbook.insights.query import Query, Scope
from passbook.periods import Period
from tests.attacks.world import YEAR, Tenant

Asked = Iterator[tuple[Query, Scope]]
# In these tenants nobody has plans of courses.
INDEX = tuple(each.metric for each in COMPONENTS if each.metric != "plan_completion")


def benchmark(tenant: Tenant, window: Period) -> Asked:
    """`bot/tools/benchmarking/units.py`: the index and each metric by each kind of units, by leaders of each place and
    by analysts; and by competency, for what would move a unit most."""
    for place in (None, *tenant.above):
        scope = Scope(parts=(place,)) if place else Scope(whole=True)
        for kind in sorted(set(tenant.kinds.values())):
            # a leader sees units of the kind of their own as peers, and of others those of their own place
            about = {"organisation": (place,)} if place and tenant.kinds[place] != kind else {}
            base = Query(("headcount",), (f"kind:{kind}",), about, periods=(window,))
            yield base.but(metrics=INDEX, periods=(YEAR,)), scope
            yield from ((base.but(metrics=(metric,)), scope) for metric in INDEX)
            yield from ((base.but(metrics=("gap_rate",), filters={**about, "competency": (which,)}), scope)
                        for which in "XY")
    for place in tenant.above:
        yield Query(("open_gaps",), ("competency",), {"organisation": (place,)}), Scope(parts=(place,))


def plan_year(tenant: Tenant, _window: Period) -> Asked:
    """`bot/tools/year_plan/whose.py`: who lacks what at which level, in each place and for each of its groups."""
    for place in tenant.above:
        about = {"organisation": (place,)}
        for more in ({}, *({"position": (each,)} for each in tenant.requires), {"group": ("A",)}, {"group": ("B",)},
                     {"state": ("S1",)}, {"state": ("S2",)}):
            yield Query(("headcount", "pairs"), filters={**about, **more}), Scope(parts=(place,))
            yield Query(("officials_with_gap",), ("competency", "level"), {**about, **more}), Scope(parts=(place,))


TOOLS: dict[str, Callable[[Tenant, Period], Asked]] = {"benchmark": benchmark, "plan_year": plan_year}

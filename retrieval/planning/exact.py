"""The best choice, proven: a mixed-integer program, solved by HiGHS.

With x_c = 1 where option c is taken and y_(g,l) <= 1 where goal g reaches level l:

    maximise    sum_g weight_g * (sum_(held < l <= required) y_(g,l) + CLOSING * y_(g,required))
    subject to  y_(g,l) <= sum of x_c over the options that bring g to l or above
                x_c <= x_p for each p that c needs;  sum x_c <= at_most;  sum minutes_c x_c <= minutes

Then, among the choices of that worth, the least of minutes, options and places, in this order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from retrieval.planning.problem import CLOSING, Problem, pruned

# What one option more, and a later place, cost against a minute.
EACH, LATER = 1e-2, 1e-4
SLACK = 1e-5


def exact(problem: Problem) -> frozenset[int]:
    """The best choice: places of options. Empty where nothing moves a goal."""
    kept = pruned(problem)
    if not kept or problem.at_most < 1:
        return frozenset()
    model = _Model(problem, kept)
    most = model.solve_for_worth()
    if most <= SLACK:
        return frozenset()
    return model.solve_for_time(most)


def _quiet() -> Any:
    """A solver that prints nothing: by itself it greets on standard output as soon as it is made."""
    import highspy

    made: Any = highspy

    class Quiet(made.Highs):  # type: ignore[misc]
        def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS calls it so, first of all
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    return Quiet()


class _Model:
    """The program for one problem, over the options kept."""

    def __init__(self, problem: Problem, kept: Sequence[int]) -> None:
        self.problem, self.kept = problem, list(kept)
        self.solver = _quiet()
        # one thread: a person's plan is small, and a server has other turns
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("mip_rel_gap", 0.0)
        self.solver.setOptionValue("mip_abs_gap", 1e-7)
        self.take = {place: self.solver.addBinary() for place in kept}
        self.worth = self._worth()
        self._bounds()

    def _worth(self) -> list[tuple[Any, float]]:
        """The terms of the worth: a variable for each level of each goal that some option reaches."""
        terms = []
        for number, goal in enumerate(self.problem.goals):
            for level in range(goal.held + 1, goal.required + 1):
                bring = [place for place in self.kept
                         if any(which == number and reached >= level
                                for which, reached in self.problem.options[place].reaches)]
                if not bring:
                    continue
                reached = self.solver.addVariable(0, 1)
                self.solver.addConstr(reached <= sum(self.take[place] for place in bring))
                terms.append((reached, goal.weight * (1.0 + (CLOSING if level == goal.required else 0.0))))
        return terms

    def _bounds(self) -> None:
        solver, problem = self.solver, self.problem
        solver.addConstr(sum(self.take.values()) <= problem.at_most)
        if problem.minutes is not None:
            solver.addConstr(sum(problem.options[place].minutes * self.take[place] for place in self.kept)
                             <= problem.minutes)
        for place in self.kept:
            for needed in problem.options[place].needs:
                if needed in self.take:
                    solver.addConstr(self.take[place] <= self.take[needed])
                else:
                    solver.addConstr(self.take[place] <= 0)

    def solve_for_worth(self) -> float:
        """The most worth that a choice can have."""
        if not self.worth:
            return 0.0
        self.solver.maximize(sum(weight * variable for variable, weight in self.worth))
        return self.problem.worth(self._chosen())

    def solve_for_time(self, worth: float) -> frozenset[int]:
        """Of the choices of that worth the least."""
        self.solver.addConstr(
            sum(weight * variable for variable, weight in self.worth) >= worth - SLACK)
        self.solver.minimize(sum(
            (self.problem.options[place].minutes + EACH + LATER * number / len(self.kept)) * self.take[place]
            for number, place in enumerate(self.kept)))
        return self._chosen()

    def _chosen(self) -> frozenset[int]:
        return frozenset(place for place, variable in self.take.items() if self.solver.val(variable) > 0.5)

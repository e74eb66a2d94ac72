"""Plans: what has to be done, in which order, to get from what is held to a goal."""

from craftagent.planner.plan import CannotPlan, PlanOptions, plan
from craftagent.planner.simulate import Problem, validate
from craftagent.planner.subgoal import Need, Subgoal
from craftagent.planner.surroundings import Surroundings

__all__ = ["CannotPlan", "Need", "PlanOptions", "Problem", "Subgoal", "Surroundings", "plan", "validate"]

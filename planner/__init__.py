"""Plans: what has to be done, in which order, to get from what is held to a goal."""

from craftagent.planner.plan import CannotPlan, PlanOptions, Surroundings, plan
from craftagent.planner.subgoal import Need, Subgoal

__all__ = ["CannotPlan", "Need", "PlanOptions", "Subgoal", "Surroundings", "plan"]

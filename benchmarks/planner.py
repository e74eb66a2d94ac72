"""The planner alone: every craftable item, the long-horizon tasks, and re-planning from random inventories, on paper.

    python benchmarks/planner.py --out runs/planner.json

No world is run: plans are carried out in the inventory simulator (:mod:`craftagent.planner.simulate`). Exits 1 if a plan
is not valid, asks for what is held, can do without one of its steps, or is refused without a reason.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import re
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

from craftagent.files import write_json
from craftagent.planner import CannotPlan, Subgoal, plan, validate
from craftagent.planner.graph import possible
from craftagent.planner.simulate import Simulator
from craftagent.planner.ways import durability
from craftagent.sim.rules.recipes import all_recipes
from craftagent.sim.rules.registry import item_names
from craftagent.tasks.suite import load_suite

Goal = tuple[str, int]
FAULTS = ("invalid", "asks for what is held", "not minimal")


def faults(steps: list[Subgoal], held: dict[str, int], goal: Goal) -> list[str]:
    """What is wrong with a plan, as kinds."""
    found = ["invalid"] if validate(steps, held, goal=goal) else []
    simulator = Simulator(held)
    for step in steps:
        if step.done(simulator.inventory):
            found.append("asks for what is held")
        simulator.run(step)
    if any(not validate(steps[:i] + steps[i + 1 :], held, goal=goal) for i in range(len(steps))):
        found.append("not minimal")
    return found


def craftable() -> dict[str, Any]:
    """Every item with a recipe, one of each from nothing."""
    counts = Counter(dict.fromkeys((*FAULTS, "refused without a reason"), 0))
    reasons: Counter[str] = Counter()
    for item in sorted({item_names()[recipe.item] for recipe in all_recipes()}):
        counts["items"] += 1
        try:
            steps = plan(item, {})
        except CannotPlan as refusal:
            counts["refused"] += 1
            counts["refused without a reason"] += possible(item) or "cannot be had: " not in str(refusal)
            reasons.update(set(re.findall(r"only [^),]+", str(refusal))))
            continue
        counts["planned"] += 1
        counts.update(faults(steps, {}, (item, 1)))
    return {**counts, "reasons": dict(reasons.most_common())}


def long_horizon() -> dict[str, Any]:
    """The goals of long-horizon-67-v1 from nothing."""
    counts = Counter(dict.fromkeys(FAULTS, 0))
    lengths = []
    for task in load_suite("long-horizon-67-v1").tasks:
        goal = (task.goal.target, task.goal.count)
        steps = plan(goal, {})
        lengths.append(len(steps))
        counts["tasks"] += 1
        found = faults(steps, {}, goal)
        counts["carried out"] += not found
        counts.update(found)
    return {**counts, "subgoals": {"median": statistics.median(lengths), "most": max(lengths)}}


def replanning(runs: int) -> dict[str, Any]:
    """Random goals from random inventories: one to twelve kinds of any items, one to twenty of each."""
    names = item_names()[1:]
    goals = sorted(n for n in {item_names()[recipe.item] for recipe in all_recipes()} if possible(n))
    counts = Counter(dict.fromkeys(FAULTS, 0))
    seconds = []
    for seed in range(runs):
        rng = random.Random(seed)
        held = {rng.choice(names): rng.randint(1, 20) for _ in range(rng.randint(1, 12))}
        held = {name: 1 if durability(name) else count for name, count in held.items()}
        if seed % 2:  # what somebody on the way to another goal holds
            simulator = Simulator({}, rng=rng)
            way = plan(rng.choice(goals), {})
            for step in way[: rng.randint(1, len(way))]:
                simulator.run(step)
            held = dict(simulator.inventory)
        goal = rng.choice(goals), rng.choice([1, 1, 2, 5])
        start = time.process_time()
        steps = plan(goal, held)
        seconds.append(time.process_time() - start)
        counts["inventories"] += 1
        counts["plans"] += bool(steps)
        counts.update(faults(steps, held, goal))
    seconds.sort()
    return {**counts, "plan_ms": {"median": 1e3 * statistics.median(seconds), "p99": 1e3 * seconds[int(0.99 * runs)]}}


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inventories", type=int, default=1000, help="random inventories (default 1000)")
    parser.add_argument("--out", type=Path, help="write the figures as JSON here")
    args = parser.parse_args()
    plan("iron_pickaxe", {})  # the first plan of a process compiles the graph
    result = {"craftable": craftable(), "long_horizon": long_horizon(), "replanning": replanning(args.inventories),
              "hardware": platform.processor() or platform.machine()}  # fmt: skip
    print(json.dumps(result, indent=1))
    if args.out is not None:
        write_json(args.out, result)
    wrong = (*FAULTS, "refused without a reason")
    parts = (result["craftable"], result["long_horizon"], result["replanning"])
    return int(any(part.get(kind) for part in parts for kind in wrong))  # type: ignore[attr-defined]


if __name__ == "__main__":
    raise SystemExit(main())

"""``craftagent tasks show``: everything about one task."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import Any

from craftagent.tasks.suite import get_task, load_suite
from craftagent.tasks.task import Task
from craftagent.types import WorldSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("id", help="task id, such as atomic-v1/logs or long-horizon-67-v1/bucket@survival")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Print the task. Raises ``ValueError`` for an unknown id."""
    task = get_task(args.id)
    data = describe(task)
    if args.json:
        print(json.dumps(data, indent=1))
        return 0
    for key, value in data.items():
        if isinstance(value, list):
            print(f"{key}:")
            for entry in value:
                print(f"  - {entry if isinstance(entry, str) else json.dumps(entry)}")
        else:
            print(f"{key}: {value if isinstance(value, str) else json.dumps(value)}")
    suite = load_suite(task.suite, task.id.partition("@")[2] or None)
    print("\n" + suite.protocol)
    return 0


def describe(task: Task) -> dict[str, Any]:
    """A task as plain data; of the settings only what is not the default."""
    defaults = WorldSettings()
    settings = {
        key: value
        for key, value in dataclasses.asdict(task.settings).items()
        if value != getattr(defaults, key) and key != "inventory"
    }
    inventory = [
        f"{s.count} {s.item}" + ("" if s.slot is None else f" in slot {s.slot}") for s in task.settings.inventory
    ]
    return {
        "id": task.id,
        "group": task.group,
        "instruction": task.instruction,
        "paraphrases": list(task.paraphrases),
        "never trained on": list(task.held_out),
        "goal": task.goal.model_dump(),
        "budget": f"{task.budget} ticks ({task.budget / 1200:g} minutes)",
        "done when": task.success.to_data(),
        "reward": task.reward.to_data(),
        "after success": "plays on to the budget" if task.plays_on else "the episode ends",
        "biomes": list(task.biomes),
        "settings": settings,
        "inventory": inventory,
        "setup": [{step.kind: dict(step.fields)} for step in task.setup],
    }

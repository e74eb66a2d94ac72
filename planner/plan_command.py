"""``craftagent plan``: the steps to a goal, by the graph, or by a model that the graph holds to the rules."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from craftagent.planner.mllm.choose import choose_backend
from craftagent.planner.mllm.names import first_line, resolve
from craftagent.planner.plan import plan
from craftagent.planner.subgoal import Subgoal
from craftagent.planner.surroundings import Surroundings
from craftagent.tasks.goal import VERBS, Goal
from craftagent.tasks.tables import table

_SECONDS = 120.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("goal", help='an item as iron_pickaxe or "3 torch", or verb and thing as "kill zombie 2"')
    parser.add_argument(
        "--have", default="", metavar="ITEMS", help="what is held, as oak_log=3,stick=2 (default nothing)"
    )
    parser.add_argument(
        "--near", default="", metavar="STATIONS", help="crafting_table, furnace in reach, split by commas"
    )
    parser.add_argument("--json", action="store_true", help="print the subgoals as JSON")
    model = parser.add_argument_group("a model that writes the plan")
    model.add_argument("--mllm", metavar="URL|PATH", help="an OpenAI-compatible server (http://localhost:11434), the "
                       "folder or name of a transformers model on this machine, or a folder of answers (*.txt)")  # fmt: skip
    model.add_argument("--model", metavar="NAME", help="name of the server's model (default: the first it lists)")
    model.add_argument("--image", type=Path, metavar="FILE", help="what is seen, PNG or JPEG")
    model.add_argument(
        "--seconds", type=float, metavar="S", help="time for the model, all tries together (default 120)"
    )
    model.add_argument("--log", type=Path, metavar="DIR", help="write every call down there")
    model.add_argument("--fall-back", action="store_true", help="take the graph's plan where the model gives none")


def run(args: argparse.Namespace) -> int:
    """Print the plan. Returns 1 with the reason if a model gives none; raises ``ValueError`` for what cannot be had."""
    goal = _goal(args.goal)
    held = _counts(args.have)
    place = Surroundings(stations=frozenset(name.strip() for name in args.near.split(",") if name.strip()))
    if args.mllm is None:
        if args.model or args.image or args.log or args.fall_back or args.seconds is not None:
            raise ValueError("--model, --image, --log, --seconds and --fall-back are for a model; name one with --mllm")
        steps: Sequence[Subgoal] = plan(goal, held, place)
    else:
        steps = _by_model(args, goal, held, place)
    if args.json:
        print(json.dumps([step.model_dump(mode="json") for step in steps], indent=1))
    elif not steps:
        print("nothing is to be done: it is held already")
    else:
        rows = [(i + 1, s.text, s.tool or s.station or "-", s.where or "-") for i, s in enumerate(steps)]
        print(table(("", "STEP", "WITH", "WHERE"), rows))
    return 0


def _by_model(args: argparse.Namespace, goal: Goal, held: dict[str, int], place: Surroundings) -> Sequence[Subgoal]:
    from craftagent.planner.mllm import CallLog, MllmPlanner, Refused, Situation
    from craftagent.planner.mllm.images import decode

    seconds = _SECONDS if args.seconds is None else args.seconds
    if not (math.isfinite(seconds) and seconds > 0):
        raise ValueError(f"--seconds is a number of seconds above 0, not {seconds:g}")
    frame = None if args.image is None else decode(args.image.read_bytes())
    log = None if args.log is None else CallLog(args.log)
    planner = MllmPlanner(choose_backend(args.mllm, args.model), log, seconds=seconds, fall_back=args.fall_back)
    try:
        planned = planner.plan(Situation(goal, held, place, frame, text=args.goal))
    except Refused as refusal:
        raise ValueError(str(refusal)) from None
    told = [f"thought: {planned.thought}"] if planned.thought else []
    told += [f"mended: {change}" for change in planned.changes]
    told += [f"the graph's plan, because: {planned.reason}"] if planned.by == "graph" and planned.subgoals else []
    for line in told:
        print(line, file=sys.stderr)
    return planned.subgoals


def _goal(text: str) -> Goal:
    """``iron_pickaxe``, ``3 torches``, ``mine cobblestone 11``, ``kill 2 zombies``."""
    words = text.split()
    verb = words.pop(0) if len(words) > 1 and words[0] in VERBS else "get"
    numbers = [word for word in words if word.isdecimal()]
    name = "_".join(word for word in words if not word.isdecimal())
    if not name or len(numbers) > 1:
        raise ValueError(f'{text!r} is no goal; say for example: craftagent plan "3 torch"')
    try:
        return Goal(verb, resolve(verb, name), int(numbers[0]) if numbers else 1)
    except ValueError as error:
        raise ValueError(first_line(error)) from None


def _counts(text: str) -> dict[str, int]:
    """``oak_log=3,stick`` as counts by item."""
    found: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, count = part.partition("=")
        if not (count or "1").isdecimal():
            raise ValueError(f"--have {part!r}: say it as oak_log=3")
        found[name.strip()] = found.get(name.strip(), 0) + int(count or "1")
    return found

"""Does a policy do what it is told, or what the scene suggests? Eight goals, one scene that offers all of them.

    python benchmarks/goal_confusion.py runs/nano/goap/policy --seeds 20000:20020 --json FILE

Each seed is a spot among trees with grass, flowers, cows and sheep about, and an inventory to place and craft from. The
same spot is played once under every goal. Row: what was told; column: share of the runs in which that was done at least
once within the ticks. A policy that ignores its goal has equal rows. It is played as its description advises, unless
``--play`` says otherwise; after a death nothing more counts.
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import torch

from craftagent.agent.learned import fingerprint, play_config
from craftagent.agent.spec import parse_agent
from craftagent.evaluate.results import made_with
from craftagent.evaluate.statistics import wilson
from craftagent.files import write_json
from craftagent.policy.goap.player import GoapPlayer, PlayConfig
from craftagent.sim.env import SimWorld
from craftagent.tasks.goal import Goal
from craftagent.tasks.predicate import parse_predicate
from craftagent.tasks.prepare import start_episode
from craftagent.tasks.reward import parse_reward
from craftagent.tasks.steps import parse_step
from craftagent.tasks.suite import get_task
from craftagent.tasks.tags import item_members
from craftagent.tasks.task import Task
from craftagent.types import Info, WorldSettings


def _stat(info: Info, kind: str, names: frozenset[str]) -> int:
    return sum(count for name, count in info["stats"].get(kind, {}).items() if name in names)


def _of(kind: str, *items: str) -> Callable[[Info], int]:
    names = (
        frozenset(name for item in items for name in item_members(item)) if kind != "kill_entity" else frozenset(items)
    )
    return lambda info: _stat(info, kind, names)


# what is told -> (task whose wording and goal it takes, what counts as having done it)
GOALS: dict[str, tuple[str, Callable[[Info], int]]] = {
    "logs": ("logs", _of("mine_block", "#logs")),
    "dirt": ("dirt", _of("mine_block", "dirt", "grass_block")),
    "seeds": ("seeds", _of("pickup", "wheat_seeds")),
    "flowers": ("flowers", _of("mine_block", "#flowers")),
    "beef": ("beef", _of("kill_entity", "cow")),
    "wool": ("wool", _of("kill_entity", "sheep")),
    "place cobblestone": ("place_cobblestone", _of("use_item", "cobblestone")),
    "craft planks": ("planks", _of("craft_item", "#planks")),
}


def scene() -> Task:
    """All eight can be done within a dozen blocks."""
    settings = WorldSettings.from_dict({
        "biome": "forest", "time": 1000,
        "inventory": [{"item": "oak_log", "count": 2}, {"item": "cobblestone", "count": 16, "slot": 3}],
    })  # fmt: skip
    setup = [
        {"scatter": {"block": "poppy", "count": 5, "ring": [3, 8]}},
        {"scatter": {"block": "grass", "count": 20, "ring": [2, 8]}},
        {"herd": {"kind": "cow", "count": 2, "ring": [5, 9]}}, {"herd": {"kind": "sheep", "count": 2, "ring": [5, 9]}},
    ]  # fmt: skip
    return Task(
        "goal-confusion/scene", "", (), (), settings, 1 << 20, parse_predicate({"gain": {"target": "bedrock"}}),
        parse_reward("success"), "scene", Goal("get", "bedrock", 1), setup=tuple(parse_step(step) for step in setup),
    )  # fmt: skip


def play(player: Any, worlds: Sequence[Any], seed: int, ticks: int, wording: str) -> list[list[bool]]:
    """One spot under every goal: [told][done]. ``player`` and ``worlds``: a :class:`GoapPlayer`, and a world a goal."""
    player.reset(seed=seed)
    frames, counts = [], []
    for i, (world, (name, _)) in enumerate(zip(worlds, GOALS.values(), strict=True)):
        observation, info = start_episode(world, scene(), seed)
        frames.append(observation["pov"].copy())
        task = get_task(f"atomic-v1/{name}")
        texts = task.texts(held_out=wording == "held_out")
        player.begin(i, task.goal if wording != "held_out" else None, texts[seed % len(texts)], seed)
        counts.append([count(info) for _, count in GOALS.values()])
    over = [False] * len(worlds)
    for _ in range(ticks):
        if all(over):
            break
        for i, action in enumerate(player.act_many(np.stack(frames))):
            if over[i]:  # its last frame is shown again, so that the others' batch stays as it is
                continue
            observation, _, over[i], _, info = worlds[i].step(action)
            frames[i] = observation["pov"].copy()
            counts[i] = [max(a, count(info)) for a, (_, count) in zip(counts[i], GOALS.values(), strict=True)]
    return [[n > 0 for n in row] for row in counts]


def how_to_play(policy: Path, options: str) -> PlayConfig:
    """As the description of the policy advises, and over it ``options`` as ``temperature=0.6,guidance=1``."""
    return play_config(dict(parse_agent(f"policy:{policy}?{options}").options), policy)


def figures(done: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """``done`` (seeds, told, done): share of seeds in each cell, with 95 % Wilson intervals; n is the number of seeds."""
    share, n = done.mean(0), len(done)
    return {
        "goals": list(GOALS), "n_per_cell": n, "share": share.round(4).tolist(),
        "ci95": [[[round(end, 4) for end in wilson(int(k), n)] for k in row] for row in done.sum(0)],
        "told": float(np.diag(share).mean()), "not_told": float(share[~np.eye(len(share), dtype=bool)].mean()),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("policy", type=Path)
    parser.add_argument("--seeds", default="20000:20020", metavar="A:B")
    parser.add_argument("--ticks", type=int, default=400)
    parser.add_argument(
        "--play", default="", metavar="K=V,...", help="as temperature=0.6 (default: as the policy advises)"
    )
    parser.add_argument(
        "--wording", choices=("trained", "held_out"), default="trained",
        help="trained: the goal as data, with the instruction and its paraphrases by turns; held_out: words alone",
    )  # fmt: skip
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    config = how_to_play(args.policy, args.play)
    player = GoapPlayer.load(args.policy, config, batch=len(GOALS))
    worlds = [SimWorld("vpt") for _ in GOALS]
    first, last = (int(x) for x in args.seeds.split(":"))
    found = figures(np.array([play(player, worlds, seed, args.ticks, args.wording) for seed in range(first, last)]))
    print("told \\ done".ljust(20) + "".join(name[:10].rjust(12) for name in GOALS))
    for name, row in zip(GOALS, found["share"], strict=True):
        print(name.ljust(20) + "".join(f"{value:12.2f}" for value in row))
    print(f"told: {found['told']:.2f}   not told: {found['not_told']:.2f}   ({found['n_per_cell']} seeds)")
    if args.json:
        write_json(args.json, {
            "policy": str(args.policy), "fingerprint": fingerprint(args.policy), "play": dataclasses.asdict(config),
            "seeds": args.seeds, "ticks": args.ticks, "wording": args.wording, **found,
            "date": time.strftime("%Y-%m-%d"), **made_with(),
        })  # fmt: skip


if __name__ == "__main__":
    main()

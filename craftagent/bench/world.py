"""``craftagent bench world``: steps a second of the embedded world, in ratios to Crafter on the same core.

Crafter plays uniformly random actions until it dies; the world a mix of random keys that walks, digs and jumps, in
episodes of 6 000 steps (five minutes) or until death. Resets count. Rounds of Crafter and of every view alternate in
one process pinned to one core, and the median round is reported, since the machines are noisy. The
world has everything on: creatures, light, HUD, the hand, all keys but
``inventory`` and ``ESC`` (an open screen is cheaper to draw, so leaving them in would flatter the figure).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from craftagent.checkout import commit
from craftagent.files import write_json
from craftagent.hardware import hardware, one_core

VIEWS = ("direct:64x64", "direct:128x128", "vpt", "full", "none")
EPISODE = 6_000  # steps: five minutes, the length of a segment of VPT's recordings
_STEPS = {"direct:64x64": 1_000, "direct:128x128": 500, "vpt": 300, "full": 80, "none": 3_000}  # of one round
_KEYS = ("forward", "back", "left", "right", "jump", "sneak", "sprint", "attack", "use", "drop", "hotbar.1", "hotbar.2")
_ODDS = (0.7, 0.05, 0.1, 0.1, 0.2, 0.03, 0.3, 0.5, 0.1, 0.01, 0.01, 0.01)


def random_player(seed: int) -> Callable[[], dict[str, Any]]:
    """A player that walks, turns, digs and jumps at random: keys chosen anew every 8 ticks, camera every tick."""
    rng = np.random.default_rng(seed)
    state: dict[str, Any] = {"tick": 0, "keys": {}}

    def act() -> dict[str, Any]:
        if state["tick"] % 8 == 0:
            state["keys"] = {key: 1 for key, odds in zip(_KEYS, _ODDS, strict=True) if rng.random() < odds}
            state["turn"] = rng.normal(0.0, 4.0, 2)
        state["tick"] += 1
        pitch, yaw = state["turn"] * rng.uniform(-0.4, 1.0, 2)
        return {**state["keys"], "camera": (float(np.clip(pitch, -30, 30)) * 0.4, float(np.clip(yaw, -30, 30)))}

    return act


class _WorldRunner:
    def __init__(self, view: str) -> None:
        from craftagent.world import make

        self.world = make("sim", view=view, seed=0, settings={"done_on_death": True})
        act = random_player(1)
        self.actions = [act() for _ in range(20_000)]  # drawn beforehand: the player's own time is not the world's
        self.step = 0
        self.seed = 20_000
        self.left = 0
        self.resets: list[float] = []

    def _reset(self) -> None:
        start = time.perf_counter()
        self.world.reset(seed=self.seed)
        self.resets.append(time.perf_counter() - start)
        self.seed += 1
        self.left = EPISODE

    def run(self, steps: int) -> float:
        """Steps a second over ``steps`` steps. Resets after a death are in it as they happen, those after ``EPISODE``
        steps pro rata, so that no round has all of one's cost and no other has any."""
        if self.left < steps:
            self._reset()
        start = time.perf_counter()
        for _ in range(steps):
            self.step = (self.step + 1) % len(self.actions)
            _, _, terminated, _, _ = self.world.step(self.actions[self.step])
            if terminated:
                self._reset()
        self.left -= steps
        seconds = time.perf_counter() - start
        return steps / (seconds + statistics.fmean(self.resets) * steps / EPISODE)


class _CrafterRunner:
    def __init__(self) -> None:
        import crafter

        self.env = crafter.Env(size=(64, 64), seed=0)
        self.rng = np.random.default_rng(0)
        self.done = True

    def run(self, steps: int) -> float:
        start = time.perf_counter()
        for _ in range(steps):
            if self.done:
                self.env.reset()
            *_, self.done, _ = self.env.step(int(self.rng.integers(17)))
        return steps / (time.perf_counter() - start)


def measure_views(views: tuple[str, ...], rounds: int, scale: float, say: Callable[[str], None]) -> dict[str, Any]:
    """Alternate rounds of Crafter and each view on one core. Returns reference and views as in the JSON form."""
    crafter = _CrafterRunner()
    runners = {view: _WorldRunner(view) for view in views}
    crafter.run(200)
    for runner in runners.values():
        runner.run(40)
        runner.resets.clear()  # the first one read the compiled kernels from disk
        runner.left = 0
    reference: list[float] = []
    speeds: dict[str, list[float]] = {view: [] for view in views}
    for number in range(rounds):
        for view, runner in runners.items():
            reference.append(crafter.run(max(50, int(300 * scale))))
            speeds[view].append(runner.run(max(20, int(_STEPS[view] * scale))))
        say(f"round {number + 1}/{rounds}: " + ", ".join(f"{v} {s[-1]:.0f}/s" for v, s in speeds.items()))
    per_round = len(views)
    out = {}
    for index, (view, found) in enumerate(speeds.items()):
        beside = reference[index::per_round]  # the Crafter round just before each of this view's rounds
        ratios = [a / b for a, b in zip(found, beside, strict=True)]
        out[view] = {"steps_per_s": statistics.median(found), "ratio": statistics.median(ratios),
                     "rounds": [round(s, 1) for s in found]}  # fmt: skip
    return {"reference": {"name": "crafter", "steps_per_s": statistics.median(reference)}, "views": out}


def measure_reset(n: int = 20) -> float:
    """Median seconds of a new world with its first frame (64x64)."""
    from craftagent.world import make

    world = make("sim", view="direct:64x64", seed=0)
    world.reset(seed=30_000)
    times = []
    for seed in range(30_001, 30_001 + n):
        start = time.perf_counter()
        world.reset(seed=seed)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measure_two_cores(rounds: int, steps: int = 400, worlds: int = 4) -> float:
    """Speed-up of ``worlds`` worlds (vpt view) on two threads over the same on one: median of alternating rounds.

    Both pools get the same seeds and the same actions, so that each round compares equal work.
    """
    from craftagent.sim.vector import VectorWorld

    players = {threads: [random_player(i) for i in range(worlds)] for threads in (1, 2)}
    pools = {threads: VectorWorld(worlds, "vpt", 20_000, max_ticks=EPISODE, threads=threads) for threads in (1, 2)}
    for pool in pools.values():
        pool.reset()
    ratios = []
    for _ in range(rounds):
        seconds = {}
        for threads, pool in pools.items():
            start = time.perf_counter()
            for _ in range(steps // worlds):
                pool.step([play() for play in players[threads]])
            seconds[threads] = time.perf_counter() - start
        ratios.append(seconds[1] / seconds[2])
    for pool in pools.values():
        pool.close()
    return statistics.median(ratios)


_START = "import craftagent; w = craftagent.make('sim', view='vpt', seed=0); w.reset(seed=1); w.step({})"


def measure_start(cache: Path | None) -> float:
    """Seconds from starting Python to the first step of a vpt world; ``cache`` empty = first start ever."""
    env = dict(os.environ)
    if cache is not None:
        env["CRAFTAGENT_CACHE"] = str(cache)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", _START], check=True, env=env, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent bench world``."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    parser.add_argument("--rounds", type=int, default=7, help="alternating rounds; the median counts (default 7)")
    parser.add_argument("--scale", type=float, default=1.0, help="length of a round relative to the default")
    parser.add_argument("--views", default=",".join(VIEWS), help=f"comma-separated (default {','.join(VIEWS)})")
    parser.add_argument("--skip-start", action="store_true", help="do not measure the first start (it compiles anew)")


def run(args: argparse.Namespace) -> int:
    """Measure, print a table and write JSON in the form of the design document."""
    views = tuple(args.views.split(","))
    for view in views:
        if view not in VIEWS:
            raise ValueError(f"unknown view {view!r} for the benchmark; there are {', '.join(VIEWS)}")
    if args.rounds < 1 or args.scale <= 0:
        raise ValueError("--rounds must be at least 1 and --scale above 0")

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    result: dict[str, Any] = {}
    result["speedup_2_cores"] = measure_two_cores(args.rounds)
    if not args.skip_start:
        say("first start with an empty cache (compiles everything) ...")
        with tempfile.TemporaryDirectory() as folder:
            result["first_start_s"] = measure_start(Path(folder))
    result["start_s"] = statistics.median(measure_start(None) for _ in range(3))
    one_core()
    result.update(measure_views(views, args.rounds, args.scale, say))
    result["reset_s"] = measure_reset()
    if cores is not None:
        os.sched_setaffinity(0, cores)
    result["hardware"], result["commit"] = hardware(), commit()
    _print(result)
    if args.json:
        write_json(args.json, result)
        print(f"written to {args.json}")
    return 0


def _print(result: dict[str, Any]) -> None:
    print(f"{'crafter 64x64':18s} {result['reference']['steps_per_s']:9.0f} steps/s    1.00")
    for view, row in result["views"].items():
        print(f"{view:18s} {row['steps_per_s']:9.0f} steps/s {row['ratio']:7.2f}")
    for key in ("reset_s", "speedup_2_cores", "first_start_s", "start_s"):
        if key in result:
            print(f"{key:18s} {result[key]:9.3f}")

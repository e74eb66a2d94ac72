"""How well the expert stays alive: fights by monster and weapon, nights from bare hands, hunts; 95 % Wilson intervals.

    python benchmarks/expert_fights.py [--seeds 20] [--nights 10]

Open ground: level grass, midnight, the monster 9 blocks off in a random direction, hard difficulty, full health.
"""

from __future__ import annotations

import argparse
import math
from typing import Any

import numpy as np

from craftagent.evaluate.statistics import wilson
from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.drive import drive
from craftagent.expert.fight import Fight
from craftagent.expert.hunt import Hunt
from craftagent.expert.reflex import danger
from craftagent.expert.shelter import Shelter
from craftagent.sim.env import SimWorld
from craftagent.sim.setup import Setup

_FAR = 9.0
_HALF = 30  # blocks of level ground each way
DAWN, DUSK = 23_500, 13_000


def said(k: int, n: int) -> str:
    """``k/n = share (low..high)`` with the 95 % Wilson interval, in per cent."""
    low, high = wilson(k, n)
    return f"{k}/{n} = {100 * k / n:.0f} % ({100 * low:.0f}..{100 * high:.0f})"


def arena(seed: int, kind: str, count: int, weapon: str | None) -> Body:
    world = SimWorld("none", seed, {"scene": "flat", "mobs": False, "time": 18_000, "daylight_cycle": False})
    world.reset()
    setup, body = Setup(world.simulator), Body(world, seed=seed)
    x, y, z = (math.floor(v) for v in body.position)
    for level in range(16):
        setup.fill(x - _HALF, y + level, z - _HALF, x + _HALF, y + level, z + _HALF, "air")
    for depth in (1, 2, 3):
        block = "grass_block" if depth == 1 else "dirt"
        setup.fill(x - _HALF, y - depth, z - _HALF, x + _HALF, y - depth, z + _HALF, block)
    if weapon:
        setup.give(weapon, slot=0)
    rng = np.random.default_rng(seed)
    for angle in rng.uniform(0.0, 2.0 * math.pi, count):
        setup.creature(kind, x + 0.5 + _FAR * math.sin(angle), float(y), z + 0.5 + _FAR * math.cos(angle))
    return body


def with_reflexes(body: Body, make: Any, ticks: int) -> bool:
    """Play a skill for some ticks with reflexes, beginning it anew after each. Whether the player lives."""
    work = reflex = None
    end = body.tick + ticks
    try:
        while body.tick < end:
            reflex = reflex or danger(body)
            if reflex is not None:
                work = None
            elif work is None:
                work = make().run(body)
            try:
                action = next(reflex or work)
            except (StopIteration, SkillFailed):
                reflex = work = None
                action = body.act()
            body.info = body.world.step(action)[-1]
            if not body.info["life"]["is_alive"]:
                return False
    except RuntimeError:
        return False
    return True


class _Nothing:
    """Stand about, and leave everything to the reflexes."""

    def run(self, body: Body) -> Any:
        while True:
            yield body.act()


def fights(seeds: int) -> None:
    cases = [(kind, 1, weapon) for kind in ("zombie", "skeleton", "spider", "creeper")
             for weapon in (None, "wooden_sword", "stone_sword", "iron_sword")]  # fmt: skip
    for kind, count, weapon in [*cases, ("zombie", 3, "stone_sword")]:
        alive = dead = 0
        health, ticks = [], []
        for seed in range(seeds):
            body = arena(seed, kind, count, weapon)
            begun = body.tick
            try:
                drive(body, Fight(reach=20.0).run(body), 2400)
            except (SkillFailed, TimeoutError):
                pass
            except RuntimeError:
                health.append(0.0)
                continue
            alive += 1
            dead += int(body.info["stats"]["kill_entity"].get(kind, 0)) == count
            health.append(float(body.info["life"]["health"]))
            ticks.append(body.tick - begun)
        print(
            f"{count} {kind}, {weapon or 'bare hand'}: survived {said(alive, seeds)}, killed {said(dead, seeds)}, "
            f"health left {np.mean(health):.1f}, ticks {np.mean(ticks or [0]):.0f}",
            flush=True,
        )
    alive = 0
    for seed in range(seeds):
        alive += with_reflexes(arena(seed, "skeleton", 1, None), _Nothing, 600)
    print(f"1 skeleton, bare hand, reflexes, 600 ticks: survived {said(alive, seeds)}", flush=True)


def nights(seeds: int) -> None:
    for biome in ("plains", "forest", "mountains", "desert"):
        alive = 0
        for seed in range(seeds):
            world = SimWorld("none", seed, {"biome": biome, "time": DUSK})
            world.reset()
            alive += with_reflexes(Body(world, seed=seed), Shelter, DAWN - DUSK)
        print(f"night in {biome}, bare hands, shelter: survived {said(alive, seeds)}", flush=True)
    for weapon in (None, "stone_sword"):
        alive = 0
        for seed in range(seeds):
            world = SimWorld("none", seed, {"biome": "plains", "time": DUSK, "inventory": [weapon] if weapon else []})
            world.reset()
            alive += with_reflexes(Body(world, seed=seed), _Nothing, DAWN - DUSK)
        text = f"night standing in the open, {weapon or 'bare hand'}, reflexes alone"
        print(f"{text}: survived {said(alive, seeds)}", flush=True)


def hunts(seeds: int) -> None:
    for item in ("beef", "#wool", "chicken", "porkchop", "mutton"):
        got, ticks = 0, []
        for seed in range(seeds):
            world = SimWorld("none", seed, {"scene": "sheep_meadow", "mobs": False})
            world.reset()
            body = Body(world, seed=seed)
            try:
                ticks.append(drive(body, Hunt(item, 1).run(body), 2400)[0])
                got += body.count(item) >= 1
            except (SkillFailed, TimeoutError, RuntimeError):
                continue
        print(f"hunt {item}: {said(got, seeds)}, median ticks {np.median(ticks or [0]):.0f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20, help="worlds a fight or hunt")
    parser.add_argument("--nights", type=int, default=10, help="worlds a night")
    arguments = parser.parse_args()
    fights(arguments.seeds)
    hunts(arguments.seeds)
    nights(arguments.nights)


if __name__ == "__main__":
    main()

"""A long run of random valid actions: no crash, no error, resident memory flat.

    python benchmarks/soak.py [--ticks 1000000] [--resets 1000] [--view none]

Memory is read after a warm-up of 5 % of the run and then after every 1 %; the largest later reading may exceed the first
by 5 %.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np
import psutil
from players import Player, settings

from craftagent.sim.env import SimWorld


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ticks", type=int, default=1_000_000)
    parser.add_argument("--resets", type=int, default=1_000)
    parser.add_argument("--view", default="none")
    args = parser.parse_args()
    world = SimWorld(args.view)
    process = psutil.Process()
    length = args.ticks // args.resets
    rng = np.random.default_rng(0)
    memory: list[float] = []
    deaths = 0
    start = time.perf_counter()
    for episode in range(args.resets):
        player = Player(episode)
        _, info = world.reset(seed=20_000 + episode, options={"settings": settings(rng)})
        for _ in range(length):
            *_, info = world.step(player.act())
        pose, life = info["pose"], info["life"]
        if not all(np.isfinite(list(pose.values()))) or not 0 <= life["health"] <= 20 or not 0 <= life["food"] <= 20:
            raise AssertionError(f"episode {episode}: broken state {pose} {life}")
        deaths += info["stats"]["custom"]["deaths"]
        done = episode + 1
        if done >= args.resets // 20 and done % max(1, args.resets // 100) == 0:
            memory.append(process.memory_info().rss / 2**20)
            speed = done * length / (time.perf_counter() - start)
            print(f"{done * length:9d} ticks, {memory[-1]:.1f} MiB, {speed:.0f} ticks/s, {deaths} deaths", flush=True)
    growth = max(memory) / memory[0] - 1.0
    print(
        f"{args.ticks} ticks over {args.resets} resets: memory {memory[0]:.1f} -> max {max(memory):.1f} MiB ({growth:+.1%})"
    )
    return int(growth > 0.05)


if __name__ == "__main__":
    sys.exit(main())

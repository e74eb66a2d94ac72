"""What recording costs: steps a second while recording beside the bare world's, on one core, at the same view.

    python benchmarks/record.py [--view vpt] [--rounds 9] [--tasks atomic-v1/logs,...] [--json FILE] [--profile]

A round records one episode and then plays its actions again in the same world without an expert and without files. Both
steps begin with the same reset and see the same states, so the work of the world is equal. Three figures come out:
``recording`` is the ratio bare / (all of the recording but the expert's own thoughts), which is what recording any player
costs; ``with_expert`` has those in it too; ``expert`` is their share of the time.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import statistics
import tempfile
import time
from pathlib import Path

import cv2

from craftagent.checkout import commit
from craftagent.datasets.episode import EpisodePaths, open_episode
from craftagent.files import write_json
from craftagent.hardware import hardware
from craftagent.record.episode import Played, record
from craftagent.record.jobs import Job
from craftagent.sim.env import SimWorld
from craftagent.tasks.prepare import start_episode
from craftagent.tasks.suite import get_task

TASKS = "atomic-v1/logs,atomic-v1/stone,atomic-v1/dirt,atomic-v1/cobblestone,atomic-v1/wool,atomic-v1/wooden_pickaxe"


def bare_seconds(world: SimWorld, job: Job, folder: Path) -> float:
    """Seconds of playing a recorded episode's actions in the bare world, its start included."""
    episode = open_episode(EpisodePaths(folder, job.name))
    actions = [episode.actions.action(t) for t in range(episode.n_frames)]
    start = time.perf_counter()
    start_episode(world, get_task(job.task), job.seed)
    for action in actions:
        world.step(action)
    return time.perf_counter() - start


def main() -> int:
    """Measure, print, and write JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--view", default="vpt")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--tasks", default=TASKS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--profile", action="store_true", help="print where the recording's time goes instead")
    args = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    cv2.setNumThreads(1)
    world = SimWorld(args.view)
    tasks = args.tasks.split(",")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for name in tasks:  # loads kernels and textures
            record(world, Job(name, 999), out, keep_failures=True)
        if args.profile:
            profile = cProfile.Profile()
            profile.enable()
            for i in range(args.rounds):
                record(world, Job(tasks[i % len(tasks)], i), out, keep_failures=True)
            profile.disable()
            pstats.Stats(profile).sort_stats("tottime").print_stats(28)
            return 0
        plays: list[Played] = []
        bare: list[float] = []
        for i in range(args.rounds):
            job = Job(tasks[i % len(tasks)], i)
            plays.append(record(world, job, out, keep_failures=True))
            bare.append(bare_seconds(world, job, out))
            p = plays[-1]
            print(f"{job.name}: {p.ticks} ticks, bare {p.ticks / bare[-1]:.0f}/s, recorded {p.ticks / p.seconds:.0f}/s, "
                  f"expert {p.expert_seconds / p.seconds:.0%}", flush=True)  # fmt: skip
        size = sum(path.stat().st_size for path in out.iterdir()) / max(sum(p.ticks for p in plays), 1)
    ticks = sum(p.ticks for p in plays)
    result = {
        "view": args.view, "rounds": args.rounds, "ticks": ticks,
        "bare_steps_per_s": ticks / sum(bare),
        "recorded_steps_per_s": ticks / sum(p.seconds for p in plays),
        "recording": statistics.median(b / (p.seconds - p.expert_seconds) for p, b in zip(plays, bare, strict=True)),
        "with_expert": statistics.median(b / p.seconds for p, b in zip(plays, bare, strict=True)),
        "expert": sum(p.expert_seconds for p in plays) / sum(p.seconds for p in plays),
        "expert_ms_a_tick": 1000 * sum(p.expert_seconds for p in plays) / ticks,
        "bytes_a_tick": size, "hardware": hardware(), "commit": commit(),
    }  # fmt: skip
    for key in ("bare_steps_per_s", "recorded_steps_per_s", "recording", "with_expert", "expert", "expert_ms_a_tick"):
        print(f"{key:22s} {result[key]:9.2f}")
    if args.json:
        write_json(args.json, result)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""How right an inverse dynamics model is on play of unseen seeds, and how fast it labels.

    python benchmarks/idm.py runs/nano/idm/idm --episodes 180 --json benchmarks/results/DATE_idm.json

The expert plays atomic-v1 on seeds from 20 000 on, once with clean hands and once with the recorder's noise (bursts of
wrong keys, the harder test: keys that cancel each other leave no trace in the picture). What the model says of the
bare videos is held against what was done. Labelling is timed by ``craftagent label`` as a user runs it, decoding
and writing included, and said as a multiple of real time (20 frames a second).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import torch

from craftagent.datasets.episode import list_episodes, open_episode
from craftagent.datasets.modules.labels import encode_labels
from craftagent.policy.idm.checkpoint import load_checkpoint
from craftagent.policy.idm.decode import Guess
from craftagent.policy.idm.labelling import Labeller
from craftagent.policy.idm.metrics import Tally
from craftagent.record.episode import record
from craftagent.record.jobs import Job
from craftagent.sim.env import SimWorld
from craftagent.tasks.suite import load_suite
from craftagent.types import TICKS_PER_SECOND

FIRST_SEED = 20_000


def demonstrate(folder: Path, episodes: int, noise: float) -> None:
    """Record what is missing of the first ``episodes`` tasks and seeds."""
    world = SimWorld("vpt")
    tasks = load_suite("atomic-v1").tasks
    there = {paths.name for paths in list_episodes(folder)} if folder.exists() else set()
    for i in range(episodes):
        job = Job(tasks[i % len(tasks)].id, FIRST_SEED + i // len(tasks), noise)
        if job.name not in there:
            record(world, job, folder, keep_failures=True)


def accuracy(idm: Path, folder: Path) -> dict[str, Any]:
    """Figures over all episodes of a folder."""
    labeller, tally = Labeller(load_checkpoint(idm)), Tally()
    for paths in list_episodes(folder):
        episode = open_episode(paths)
        if episode.n_video_frames < 2:
            continue
        labels = encode_labels(episode.actions)
        n = episode.n_video_frames - 1
        parts = zip(*(vars(found).values() for found in labeller.video(episode)), strict=True)
        truth = (torch.from_numpy(getattr(labels, name)[:n]) for name in ("keys", "degrees", "bins", "gui"))
        tally.add(Guess(*(torch.cat(part) for part in parts)), *truth)
        episode.close()
    return tally.result()


def speed(idm: Path, folder: Path, jobs: int) -> dict[str, float]:
    """Time of ``craftagent label`` over the folder, and with the start of the program taken off."""
    line = [
        sys.executable,
        "-m",
        "craftagent.cli",
        "label",
        str(folder),
        "--idm",
        str(idm),
        "--jobs",
        str(jobs),
        "--out",
    ]
    with tempfile.TemporaryDirectory() as out:
        began = time.perf_counter()
        subprocess.run([*line, out], check=True, capture_output=True)
        seconds = time.perf_counter() - began
        frames = sum(open_episode(paths, bare=True).n_video_frames for paths in list_episodes(folder))
        began = time.perf_counter()
        one = sorted(folder.glob("*.mp4"), key=lambda path: path.stat().st_size)[0]
        subprocess.run([*line[:4], str(one), *line[5:], str(Path(out) / "one")], check=True, capture_output=True)
        start = time.perf_counter() - began
    return {"frames": frames, "seconds": round(seconds, 2), "start_seconds": round(start, 2),
            "times_real_time": round(frames / TICKS_PER_SECOND / seconds, 1),
            "times_real_time_without_start": round(frames / TICKS_PER_SECOND / max(seconds - start, 1e-9), 1)}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("idm", type=Path)
    parser.add_argument("--episodes", type=int, default=180, help="of each kind")
    parser.add_argument("--folder", type=Path, default=Path("runs/bench_idm"), help="the play is kept here")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    result: dict[str, Any] = {
        "idm": str(args.idm),
        "digest": load_checkpoint(args.idm).digest,
        "episodes": args.episodes,
    }
    for kind, noise in (("clean", 0.0), ("noise 0.02", 0.02)):
        folder = args.folder / kind.replace(" ", "-")
        demonstrate(folder, args.episodes, noise)
        found = result[kind] = accuracy(args.idm, folder)
        print(kind, {k: round(v, 4) for k, v in found.items() if k != "keys"})
        print("  F1:", {k: round(v["f1"], 3) for k, v in found["keys"].items() if v["pressed"] >= 0.005})
    result["speed"] = speed(args.idm, args.folder / "clean", args.jobs)
    print("labelling", result["speed"])
    if args.json:
        args.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()

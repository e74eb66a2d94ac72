"""``craftagent bench idm``: how right an inverse dynamics model is on play of unseen seeds, and how fast it labels.

The expert plays atomic-v1 on seeds from 20 000 on, once with clean hands and once with the recorder's noise (bursts of
wrong keys, the harder test: keys that cancel each other leave no trace in the picture). What the model says of the
bare videos is held against what was done; 95 % intervals are by drawing the episodes anew. Labelling is timed by
``craftagent label`` as a user runs it, decoding and writing included, and said as a multiple of real time (20 frames a
second). What is there already is not recorded again, and the JSON file is written after each part.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from craftagent.datasets.episode import EpisodePaths, list_episodes, open_episode, read_meta
from craftagent.datasets.modules.labels import encode_labels
from craftagent.evaluate.jobs import DEFAULT_SEED
from craftagent.evaluate.results import made_with
from craftagent.files import write_json
from craftagent.policy.idm.checkpoint import load_checkpoint
from craftagent.policy.idm.config import FRAME
from craftagent.policy.idm.decode import Guess
from craftagent.policy.idm.labelling import Labeller
from craftagent.policy.idm.metrics import Tally
from craftagent.record.episode import record
from craftagent.record.jobs import Job
from craftagent.sim.env import SimWorld
from craftagent.sim.simulator import WORLD_VERSION
from craftagent.tasks.suite import load_suite
from craftagent.types import TICKS_PER_SECOND

SHIPPED = Path(__file__).resolve().parents[2] / "pretrained" / "idm-nano"
DRAWS = 500
_AT_ONCE = 64  # frames


def wanted(episodes: int, noise: float) -> list[Job]:
    """The first ``episodes`` tasks and seeds."""
    tasks = load_suite("atomic-v1").tasks
    return [Job(tasks[i % len(tasks)].id, DEFAULT_SEED + i // len(tasks), noise) for i in range(episodes)]


def check_world(found: Iterable[EpisodePaths]) -> None:
    """Raise ``ValueError`` for play that was recorded in another version of the embedded world."""
    for paths in found:
        version = read_meta(paths).get("world", {}).get("version")
        if version != WORLD_VERSION:
            raise ValueError(f"{paths.meta} is of version {version} of the world, this is {WORLD_VERSION}; "
                             "name another --folder")  # fmt: skip


def demonstrate(folder: Path, jobs: Sequence[Job]) -> list[EpisodePaths]:
    """Record what is missing of ``jobs``; returns the episodes of all of them."""
    there = {paths.name for paths in list_episodes(folder)} if folder.exists() else set()
    check_world(EpisodePaths(folder, job.name) for job in jobs if job.name in there)
    missing = [job for job in jobs if job.name not in there]
    if missing:
        world = SimWorld("vpt")
        for job in missing:
            record(world, job, folder, keep_failures=True)
    return [EpisodePaths(folder, job.name) for job in jobs]


def tally(labeller: Labeller, paths: EpisodePaths) -> Tally:
    """What the model says of one episode, held against what was done."""
    found, episode = Tally(), open_episode(paths)
    if episode.n_video_frames >= 2:
        labels = encode_labels(episode.actions)
        n = episode.n_video_frames - 1
        parts = zip(*(vars(found).values() for found in labeller.video(episode)), strict=True)
        truth = (torch.from_numpy(getattr(labels, name)[:n]) for name in ("keys", "degrees", "bins", "gui"))
        found.add(Guess(*(torch.cat(part) for part in parts)), *truth)
    episode.close()
    return found


def accuracy(tallies: Sequence[Tally], draws: int = DRAWS) -> dict[str, Any]:
    """Figures over all episodes, a tally each, and ``ci95`` of each by drawing episodes anew; None where there is none."""
    stacked = {name: torch.stack([vars(one)[name].double() for one in tallies]) for name in vars(Tally())}
    drawn = np.random.default_rng(0).multinomial(len(tallies), np.full(len(tallies), 1 / len(tallies)), draws)
    result = plain(summed(stacked, np.ones(len(tallies))).result())
    over = result["macro_f1_over"]  # of all the play: which keys count must not change from draw to draw
    each = [summed(stacked, times).result(over) for times in drawn]
    result["episodes"], result["ci95"] = len(tallies), {}
    for name, value in result.items():
        values = [found[name] for found in each if isinstance(value, float) and math.isfinite(found[name])]
        if values:
            result["ci95"][name] = np.quantile(values, (0.025, 0.975)).tolist()
    return result


def summed(stacked: Mapping[str, Tensor], times: npt.ArrayLike) -> Tally:
    """One tally of all episodes, each taken so many times; ``stacked``: their counts (E, ...) by name."""
    total, how_often = Tally(), torch.as_tensor(np.asarray(times)).double()
    for name, value in vars(total).items():
        setattr(total, name, torch.tensordot(how_often, stacked[name], 1).to(value.dtype))
    return total


def plain(value: Any) -> Any:
    """The same with None for every number that is not finite: JSON has no others."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


def speed(idm: Path, folder: Path, jobs: int) -> dict[str, float]:
    """Time of ``craftagent label`` over the folder, and with the start of the program taken off.

    Beside it, before and after, as a measure of the machine: decoding alone, every frame to 128x128 in one process.
    """
    line = ["--idm", str(idm), "--jobs", str(jobs), "--out"]
    with tempfile.TemporaryDirectory() as out:
        frames, before = decoded(folder)
        seconds = label([str(folder), *line, out])
        _, after = decoded(folder)
        one = sorted(folder.glob("*.mp4"), key=lambda path: path.stat().st_size)[0]
        start = label([str(one), *line, str(Path(out) / "one")])
    real, alone = frames / TICKS_PER_SECOND, (before + after) / 2
    return {"frames": frames, "seconds": round(seconds, 2), "start_seconds": round(start, 2),
            "times_real_time": round(real / seconds, 1),
            "times_real_time_without_start": round(real / max(seconds - start, 1e-9), 1),
            "decoding_times_real_time": round(real / alone, 1), "ratio_to_decoding": round(alone / seconds, 3)}  # fmt: skip


def decoded(folder: Path) -> tuple[int, float]:
    """Frames of a folder's videos, and the seconds that one process takes to decode them to the model's size."""
    frames, began = 0, time.perf_counter()
    for paths in list_episodes(folder):
        episode = open_episode(paths, bare=True)
        for start in range(0, episode.n_video_frames, _AT_ONCE):
            stop = min(start + _AT_ONCE, episode.n_video_frames)
            frames += len(episode.frames(start, stop, (FRAME, FRAME)))
        episode.close()
    return frames, time.perf_counter() - began


def label(arguments: Sequence[str]) -> float:
    """Seconds of ``craftagent label``. Raises ``ValueError`` with its own words if it fails."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "craftagent.cli", "label", *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
        raise ValueError(f"craftagent label {arguments[0]} ended with exit status {done.returncode}:\n{said}")
    return time.perf_counter() - began


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent bench idm``."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to FILE, part by part")
    parser.add_argument(
        "--idm", type=Path, default=SHIPPED, metavar="PATH", help="the model (default: the one that ships)"
    )
    parser.add_argument("--episodes", type=int, default=180, help="of each kind (default 180)")
    parser.add_argument("--folder", type=Path, default=Path("runs/bench_idm"), help="the play is kept here")
    parser.add_argument("--jobs", type=int, default=2, help="processes that label (default 2)")


def run(args: argparse.Namespace) -> int:
    """Measure and print. Raises ``ValueError`` with one sentence if the play or the labelling can not be had."""
    if args.episodes < 1 or args.jobs < 1:
        raise ValueError("--episodes and --jobs must be at least 1")
    cv2.setNumThreads(1)
    stored = load_checkpoint(args.idm)
    result: dict[str, Any] = {
        "idm": "pretrained/idm-nano" if args.idm == SHIPPED else str(args.idm), "digest": stored.digest,
        "episodes": args.episodes, "first_seed": DEFAULT_SEED, "date": time.strftime("%Y-%m-%d"), **made_with(),
    }  # fmt: skip

    def write() -> None:
        if args.json:
            args.json.parent.mkdir(parents=True, exist_ok=True)
            write_json(args.json, plain(result))

    labeller = Labeller(stored)
    for kind, noise in (("clean", 0.0), ("noise 0.02", 0.02)):
        episodes = demonstrate(args.folder / kind.replace(" ", "-"), wanted(args.episodes, noise))
        found = result[kind] = accuracy([tally(labeller, paths) for paths in episodes])
        print(kind, {k: round(v, 4) for k, v in found.items() if isinstance(v, float)})
        print("  95 %:", {k: [round(end, 4) for end in ends] for k, ends in found["ci95"].items()})
        print("  F1:", {k: round(v["f1"], 3) for k, v in found["keys"].items() if v["pressed"] >= 0.005}, flush=True)
        write()
    result["speed"] = speed(args.idm, args.folder / "clean", args.jobs)
    print("labelling", result["speed"])
    write()
    return 0

"""``craftagent bench data``: speed of recording and reading episodes at the ``vpt`` view, 128x128, on one core.

Recording: the embedded world played at random, bare and recorded in turns, in one process; at least 60 % of the bare
steps a second must be left. Reading: chunks of 128 frames and their actions through craftagent.datasets beside a plain
PyAV decode of the same files in turns; at least 4 000 frames a second, or as many as the decoder alone gives.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np

import craftagent
from craftagent.bench.world import random_player
from craftagent.checkout import commit
from craftagent.datasets.episode import Episode, list_episodes, open_episode
from craftagent.datasets.recorder import Recorder, selected_slot, world_meta
from craftagent.datasets.video import VideoReader, VideoWriter
from craftagent.files import write_json
from craftagent.hardware import hardware, one_core

VIEW = "vpt"
CHUNK = 128
SEED = 20_000
ASK_READ, ASK_RECORD = 4_000, 0.6
ENCODERS = (("ultrafast", "10"), ("ultrafast", "15"), ("ultrafast", "18"), ("ultrafast", "20"), ("ultrafast", "23"),
            ("superfast", "18"), ("veryfast", "16"), ("veryfast", "18"), ("veryfast", "23"), ("medium", "18"))  # fmt: skip


def _play(world: Any, ticks: int, actions: list[dict[str, Any]], recorder: Recorder | None) -> float:
    """Seconds of processor time for ``ticks`` steps from a reset (not counted), and for closing the recording."""
    observation, info = world.reset(seed=SEED)
    start = time.process_time()
    for t in range(ticks):
        if recorder is not None:
            recorder.add(observation["pov"], actions[t], info, selected_slot(world))
        observation, _, _, _, info = world.step(actions[t])
    if recorder is not None:
        recorder.close(observation["pov"], info)
    return time.process_time() - start


def recording(folder: Path, ticks: int, rounds: int) -> dict[str, Any]:
    """Steps a second, bare and recorded: medians over ``rounds`` that alternate."""
    settings = {"done_on_death": False}
    world = craftagent.make("sim", view=VIEW, seed=SEED, settings=settings)
    act = random_player(1)
    actions = [act() for _ in range(ticks)]
    _play(world, 100, actions, None)
    seconds: dict[str, list[float]] = {"bare": [], "recorded": []}
    meta = {"world": world_meta(SEED)}
    for turn in range(rounds):
        seconds["bare"].append(_play(world, ticks, actions, None))
        seconds["recorded"].append(_play(world, ticks, actions, Recorder(folder, f"e{turn:02d}", VIEW, meta)))
    rates = {name: ticks / statistics.median(values) for name, values in seconds.items()}
    ratios = [b / r for b, r in zip(seconds["bare"], seconds["recorded"], strict=True)]
    size = {path.suffix: path.stat().st_size / ticks for path in folder.iterdir() if path.name.startswith("e00")}
    return {"steps_per_s": rates, "ratio": statistics.median(ratios), "ratios": ratios,
            "bytes_per_tick": {"mp4": size[".mp4"], "jsonl": (folder / "e00.jsonl").stat().st_size / ticks}}  # fmt: skip


def _plain(path: Path) -> int:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        return sum(1 for _ in container.decode(stream))


def _plain_rgb(path: Path) -> int:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        return sum(len(frame.to_ndarray(format="rgb24")) > 0 for frame in container.decode(stream))


def _chunks(episode: Episode) -> int:
    """Frames and actions chunk by chunk, as the loaders for training read them."""
    actions = episode.actions
    n = 0
    for start in range(0, episode.n_frames, CHUNK):
        part = episode.frames(start, min(start + CHUNK, episode.n_frames))
        assert len(part) == len(actions.keys[start : start + CHUNK])
        n += len(part)
    return n


def _random_chunks(episode: Episode) -> int:
    starts = np.random.default_rng(0).integers(0, episode.n_frames - CHUNK, episode.n_frames // CHUNK)
    return sum(len(episode.frames(int(start), int(start) + CHUNK)) for start in starts)


def reading(folder: Path, rounds: int) -> dict[str, float]:
    """Frames a second of each way to read: medians over ``rounds`` that alternate."""
    paths = list_episodes(folder)[0]
    ways: dict[str, Callable[[], int]] = {
        "decoder alone": lambda: _plain(paths.video),
        "decoder and its own RGB": lambda: _plain_rgb(paths.video),
        "chunks in order": lambda: _chunks(open_episode(paths)),
        "chunks anywhere": lambda: _random_chunks(open_episode(paths)),
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.process_time()
            n = way()
            rates[name].append(n / (time.process_time() - start))
    episode = open_episode(paths)
    start = time.process_time()
    n = len(episode.actions)
    return {**{name: statistics.median(values) for name, values in rates.items()},
            "rows alone": n / (time.process_time() - start)}  # fmt: skip


def _psnr(error: float) -> float:
    return float(10 * np.log10(255**2 / error))


def encoders(ticks: int) -> None:
    """What each preset and quality keeps of the frames (PSNR), and costs."""
    world = craftagent.make("sim", view=VIEW, seed=SEED, settings={"done_on_death": False})
    act = random_player(1)
    observation, _ = world.reset()
    frames = np.empty((ticks, 128, 128, 3), np.uint8)
    for t in range(ticks):
        frames[t] = observation["pov"]
        observation = world.step(act())[0]
    print(
        f"{'preset':10s} {'crf':>3s} {'PSNR dB':>8s} {'luma':>6s} {'bytes/frame':>12s} {'ms write':>9s} {'read/s':>7s}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for preset, crf in ENCODERS:
            path = Path(folder) / "v.mp4"
            start = time.process_time()
            writer = VideoWriter(path, (128, 128), crf, preset)
            for frame in frames:
                writer.write(frame)
            writer.close()
            wrote = time.process_time() - start
            start = time.process_time()
            back = np.array(list(VideoReader(path).read(0, ticks)))
            read = time.process_time() - start
            error = float(((back.astype(np.float32) - frames) ** 2).mean())
            luma = float(
                (((back.astype(np.float32) - frames) @ np.array([0.299, 0.587, 0.114], np.float32)) ** 2).mean()
            )
            print(f"{preset:10s} {crf:>3s} {_psnr(error):8.2f} {_psnr(luma):6.2f} {path.stat().st_size / ticks:12.0f} "
                  f"{wrote / ticks * 1e3:9.3f} {ticks / read:7.0f}")  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent bench data``."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    parser.add_argument("--ticks", type=int, default=3_000, help="length of an episode (default 3000)")
    parser.add_argument("--rounds", type=int, default=7, help="alternating rounds; the median counts (default 7)")
    parser.add_argument(
        "--encoders", action="store_true", help="only compare the video encoder's presets and qualities"
    )


def run(args: argparse.Namespace) -> int:
    """Measure and print. 1 if recording or reading is slower than asked."""
    if args.ticks <= CHUNK or args.rounds < 1:
        raise ValueError(f"--ticks must be above {CHUNK}, and --rounds at least 1")
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    one_core()
    try:
        if args.encoders:
            encoders(args.ticks)
            return 0
        with tempfile.TemporaryDirectory() as name:
            record = recording(Path(name), args.ticks, args.rounds)
            read = reading(Path(name), args.rounds)
    finally:
        if cores is not None:
            os.sched_setaffinity(0, cores)
    ask = min(ASK_READ, read["decoder alone"])
    good = record["ratio"] >= ASK_RECORD and read["chunks in order"] >= ask
    steps = record["steps_per_s"]
    print(
        f"bare world {steps['bare']:.0f} steps/s, recorded {steps['recorded']:.0f}: {record['ratio']:.1%} (asked: 60 %)"
    )
    size = record["bytes_per_tick"]
    print(f"a tick takes {size['mp4']:.0f} bytes of video, {size['jsonl']:.0f} of rows")
    for way, rate in read.items():
        print(f"{way:24s} {rate:8.0f} frames/s")
    print(f"reading in order {'reaches' if read['chunks in order'] >= ask else 'MISSES'} {ask:.0f} frames/s")
    if args.json:
        result = {"view": VIEW, "ticks": args.ticks, "rounds": args.rounds, "recording": record, "reading": read,
                  "hardware": hardware(), "commit": commit()}  # fmt: skip
        write_json(args.json, result)
        print(f"written to {args.json}")
    return int(not good)

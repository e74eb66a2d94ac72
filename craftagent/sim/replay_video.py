"""``craftagent world replay``: draw a recorded episode again, at any view, as a video."""

from __future__ import annotations

import argparse
from pathlib import Path

import av
import numpy as np
from rich.progress import track

from craftagent.sim.env import SimWorld
from craftagent.sim.replay import Replay
from craftagent.types import TICKS_PER_SECOND
from craftagent.world.views import view_size


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent world replay``."""
    parser.add_argument("replay", type=Path, help="a replay file (craftagent.sim.replay)")
    parser.add_argument("--view", default="full", help="full, vpt or direct:WxH (default full)")
    parser.add_argument("--out", type=Path, required=True, help="the video to write, e.g. episode.mp4")


def run(args: argparse.Namespace) -> int:
    """Replay and write an h264 video at 20 frames a second; written to a temporary name and renamed."""
    width, height = view_size(args.view)
    if width % 2 or height % 2:
        raise ValueError(f"a video needs even sides, view {args.view!r} has {width}x{height}")
    if args.out.suffix.lower() not in (".mp4", ".mkv"):
        raise ValueError(f"--out must end in .mp4 or .mkv, not {args.out.name!r}")
    replay = Replay.read(args.replay)
    world = SimWorld(args.view, replay.seed, replay.settings)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    part = args.out.with_name(f".{args.out.stem}.part{args.out.suffix}")
    with av.open(str(part), "w") as container:
        stream = container.add_stream("libx264", rate=TICKS_PER_SECOND)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"crf": "18"}

        def write(pov: np.ndarray) -> None:
            for packet in stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(pov), format="rgb24")):
                container.mux(packet)

        observation, _ = world.reset()
        write(observation["pov"])
        for action in track(replay.actions, description="replaying"):
            observation, _, terminated, _, _ = world.step(action)
            write(observation["pov"])
            if terminated:
                break
        for packet in stream.encode():
            container.mux(packet)
    part.replace(args.out)
    print(args.out)
    return 0

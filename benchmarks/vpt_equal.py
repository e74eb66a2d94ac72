"""The ``vpt`` view against ``cv2.resize(full, (128, 128), INTER_LINEAR)``, bit for bit, screens and HUD included.

python benchmarks/vpt_equal.py [--frames 1000]
"""

from __future__ import annotations

import argparse
import sys

import cv2
import numpy as np
from players import Player, settings

from craftagent.sim.env import SimWorld
from craftagent.sim.render.renderer import Renderer


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=1_000)
    args = parser.parse_args()
    rng = np.random.default_rng(0)
    world = SimWorld("full")
    small = Renderer("vpt")
    out = np.zeros((128, 128, 3), np.uint8)
    different = screens = 0
    for frame in range(args.frames):
        if frame % 50 == 0:
            player = Player(frame)
            world.reset(seed=20_000 + frame, options={"settings": settings(rng)})
        for _ in range(3):
            observation, _, _, _, info = world.step(player.act())
        small.render(world.simulator.w, world.simulator.r, out)
        expected = cv2.resize(observation["pov"], (128, 128), interpolation=cv2.INTER_LINEAR)
        different += not np.array_equal(out, expected)
        screens += info["gui"]["open"]
    print(
        f"{args.frames} frames ({screens} with an open screen): {different} differ from cv2.resize"
        f" (OpenCV {cv2.__version__})"
    )
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main())

"""Compile the simulator's kernels by running a world for a few ticks without pictures. A program for ``warmup``."""

from __future__ import annotations

import numpy as np

from craftagent.sim.simulator import Simulator
from craftagent.types import WorldSettings


def main() -> None:
    """Reset, walk, open a screen, snapshot: every kernel that a world without a view needs."""
    simulator = Simulator()
    simulator.reset(1, WorldSettings(scene="open_chest", done_on_death=False))
    simulator.tick()
    simulator.keys[:] = 0
    simulator.tick()
    simulator.restore(simulator.snapshot())
    simulator.info()
    simulator.w.player[0]["dead"] = 1
    simulator.tick()
    assert np.isfinite(float(simulator.w.player[0]["x"]))


if __name__ == "__main__":
    main()

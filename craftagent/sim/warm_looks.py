"""Compile the renderer's kernels and draw all textures on an empty world. A program for ``warmup``."""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.renderer import Renderer
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.state import new_world
from craftagent.world.views import view_size


def main() -> None:
    """Draw one frame at each kind of view."""
    world, rules = new_world(), load_rules()
    world.player[0]["fov"] = world.player[0]["prev_fov"] = 1.0
    for view in ("full", "vpt", "direct:64x64"):
        width, height = view_size(view)
        Renderer(view).render(world, rules, np.zeros((height, width, 3), np.uint8))


if __name__ == "__main__":
    main()

"""Compile terrain and renderer, and draw all textures. A program for ``warmup``.

The terrain is not a matter of looks; it is here because the two programs then take equally long.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.renderer import Renderer
from craftagent.sim.rules.registry import item_id
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.state import GUI_INVENTORY, GUI_NONE, new_world_array
from craftagent.sim.terrain.spawn import spawn_point
from craftagent.sim.window import Window
from craftagent.world.views import view_size


def main() -> None:
    """Find a spawn, make the land around it, and draw a frame with and without a screen at each kind of view."""
    array, rules = new_world_array(), load_rules()
    window = Window(array, rules.base)  # type: ignore[attr-defined]  # the array behind the record
    x, z = spawn_point(1, None)
    window.center_on(x >> 4, z >> 4)
    world = array[0]
    world.player[0]["fov"] = world.player[0]["prev_fov"] = 1.0
    world.items[0] = (item_id("iron_pickaxe"), 1, 50)
    for view in ("full", "vpt", "direct:64x64"):
        width, height = view_size(view)
        renderer, out = Renderer(view), np.zeros((height, width, 3), np.uint8)
        for screen in (GUI_NONE, GUI_INVENTORY, GUI_NONE):
            world.player[0]["gui"] = screen
            renderer.render(world, rules, out)


if __name__ == "__main__":
    main()

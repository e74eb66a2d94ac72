"""Compile the simulator's kernels by running a world without pictures for a moment. A program for ``warmup``.

The tick goes first, on an empty world: meanwhile ``warm_looks`` compiles the terrain, then read from the cache.
"""

from __future__ import annotations

from craftagent.sim.rules.tables import load_rules
from craftagent.sim.setup import Setup
from craftagent.sim.simulator import Simulator
from craftagent.sim.state import GUI_CRAFTING, new_world_array
from craftagent.sim.tick import tick
from craftagent.types import KEY_INDEX, WorldSettings


def main() -> None:
    """Touch every kernel that Python calls: tick, window, screens, set-up API, snapshot, death, far chunks."""
    tick(new_world_array(), load_rules().base)  # type: ignore[attr-defined]  # the array behind the record
    simulator = Simulator()
    simulator.reset(1, WorldSettings(biome="forest", scene="open_chest", done_on_death=False))
    setup = Setup(simulator)
    x, y, z = (int(simulator.w.player[0][axis] // 1) for axis in "xyz")
    setup.creature("cow", x + 2.5, float(y), z + 2.5)
    setup.set_block(x, y, z + 3, "crafting_table")
    setup.block(x, y, z + 3)
    simulator.screens.close()
    for key in ("inventory", "drop", "use", "attack"):
        setup.give("oak_planks", 4, 0)
        for pressed in (1, 0):
            simulator.keys[:] = 0
            simulator.keys[KEY_INDEX[key]] = pressed
            simulator.camera[:] = (1.0, 2.0)
            simulator.tick()
        simulator.screens.close()
    setup.open_screen("crafting_table", x, y, z + 3)
    assert simulator.w.player[0]["gui"] == GUI_CRAFTING
    simulator.screens.close()
    simulator.restore(simulator.snapshot())
    setup.teleport(x + 200.5, 100.0, z + 0.5)  # past the window: chunks are put away and made
    simulator.info()
    simulator.w.player[0]["dead"] = 1
    simulator.keys[:] = 0
    simulator.tick()
    assert not simulator.dead


if __name__ == "__main__":
    main()

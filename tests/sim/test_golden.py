"""Frozen hashes of frames and states: a change here is a change of the world, and makes trained weights stale.

Change them only on purpose, together with ``WORLD_VERSION`` and an entry in docs/log.md:

    python tests/sim/test_golden.py    # prints the table below anew
"""

import hashlib
import json
from pathlib import Path

import pytest

from craftagent.sim.env import SimWorld
from craftagent.sim.simulator import WORLD_VERSION
from craftagent.world.conformance import scripted_action

FILE = Path(__file__).resolve().parents[1] / "fixtures" / "golden.json"
CASES = {
    "forest noon": (20_100, {"biome": "forest", "time": 6000}),
    "plains dusk": (20_101, {"biome": "plains", "time": 12_500}),
    "desert night": (20_102, {"biome": "desert", "time": 18_000}),
    "mountains": (20_103, {"biome": "mountains", "time": 3000}),
    "ocean": (20_104, {"biome": "ocean", "time": 5000}),
    "cow pen": (20_105, {"scene": "cow_pen", "time": 6000}),
    "furnace": (20_106, {"scene": "open_furnace", "time": 6000}),
    "iron cave": (20_107, {"scene": "iron_cave", "time": 6000}),
}
TICKS = 60


def play(name: str) -> dict[str, str]:
    """Hashes of the frames of 60 scripted ticks and of the state after them."""
    seed, settings = CASES[name]
    world = SimWorld("direct:128x96", seed, {**settings, "done_on_death": False})
    frames = hashlib.blake2b(world.reset()[0]["pov"], digest_size=8)
    for tick in range(TICKS):
        frames.update(world.step(scripted_action(tick))[0]["pov"])
    return {"frames": frames.hexdigest(), "state": world.simulator.digest()}


@pytest.mark.parametrize("name", list(CASES))
def test_the_world_is_as_it_was(name):
    golden = json.loads(FILE.read_text(encoding="utf-8"))
    assert golden["world_version"] == WORLD_VERSION
    assert play(name) == golden["cases"][name]


if __name__ == "__main__":
    table = {"world_version": WORLD_VERSION, "cases": {name: play(name) for name in CASES}}
    FILE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(f"written to {FILE}")

"""A small made-up world to draw: hills, grass, a tree, a pool with plants, a dark room with a torch, ice and glass."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from craftagent.sim.rules.registry import state_id
from craftagent.sim.rules.tables import Rules, load_rules
from craftagent.sim.state import FULL, World, new_world

BASE_Y = 64


def occupancy(w: World) -> None:
    """Set bricks, coarse masks and tops from the blocks."""
    bit = np.uint64(1) << np.arange(64, dtype=np.uint64)
    cells = (w.blocks != 0).reshape(64, 4, 64, 4, 64, 4).transpose(0, 2, 4, 1, 3, 5).reshape(64, 64, 64, 64)
    w.bricks[:] = (cells * bit).sum(-1, dtype=np.uint64)
    bricks = (w.bricks != 0).reshape(16, 4, 16, 4, 16, 4).transpose(0, 2, 4, 1, 3, 5).reshape(16, 16, 16, 64)
    w.coarse[:] = (bricks * bit).sum(-1, dtype=np.uint64)
    some = (w.blocks != 0).reshape(16, 16, 16, 16, 256).any((1, 3))
    w.top[:] = np.where(some.any(-1), 256 - np.argmax(some[:, :, ::-1], axis=2), 0)


def build() -> World:
    """The world described above, lit by hand: sky light 15 wherever it is open, a torch in the room."""
    w = new_world()
    rng = np.random.default_rng(2)
    i = np.arange(256)
    wave = np.array([0, 0, 1, 1, 2, 3, 3, 2, 2, 1, 1, 0, 0, 0, -1, -1])
    ground = BASE_Y + wave[i // 5 % 16][:, None] + wave[i // 7 % 16][None, :]
    y = np.arange(256)[None, None, :]
    b = w.blocks
    top = ground[:, :, None]
    b[:] = np.where(y < top - 3, state_id("stone"), np.where(y < top, state_id("dirt"), 0))
    b[y == top] = state_id("grass_block")
    b[(y > top) & (y <= BASE_Y - 1)] = state_id("water")
    plants = (rng.random((256, 256)) < 0.15) & (ground >= BASE_Y)
    x, z = np.nonzero(plants)
    b[x, z, ground[x, z] + 1] = np.where(rng.random(len(x)) < 0.2, state_id("poppy"), state_id("grass"))
    level = int(ground[120:160, 120:160].max()) + 1
    b[120:160, 120:160, level:] = 0
    b[120:160, 120:160, level - 4 : level] = state_id("stone")
    b[140:150, 122:132, level - 4 : level] = state_id("water")
    b[143, 125, level - 4] = state_id("seagrass")
    b[150:153, 122:125, level - 1] = state_id("lava")
    b[124:127, 150:153, level + 3 : level + 6] = state_id("oak_leaves")
    b[125, 151, level : level + 5] = state_id("oak_log")
    b[130:138, 140:150, level : level + 5] = state_id("stone")
    b[131:137, 141:149, level : level + 4] = 0
    b[133:135, 140, level : level + 2] = 0
    b[136, 148, level] = state_id("torch")
    names = ("oak_slab", "oak_stairs", "oak_fence", "glass", "ice", "chest", "white_stained_glass", "ladder", "cactus")
    for k, name in enumerate(names):
        b[122 + 2 * k, 136, level] = state_id(name)
    b[155:158, 150:156, level : level + 2] = state_id("water", level=3)
    w.light[:] = 0
    open_sky = np.cumsum((b != 0)[:, :, ::-1], axis=2)[:, :, ::-1] == 0
    w.light[open_sky] = 15 << 4
    see_through = np.isin(b, [0, state_id("water"), state_id("grass"), state_id("poppy"), state_id("torch")])
    for _ in range(14):  # spread by repeated neighbour maxima; a handful of steps is plenty here
        sky = w.light >> 4
        for axis in range(3):
            for step in (1, -1):
                near = np.roll(sky, step, axis)
                sky = np.where(see_through, np.maximum(sky, np.maximum(near, 1) - 1), 0)
        w.light[:] = sky << 4
    far = np.abs(np.arange(131, 137) - 136)[:, None, None] + np.abs(np.arange(141, 149) - 148)[None, :, None]
    far = far + np.arange(4)[None, None, :]
    w.light[131:137, 141:149, level : level + 4] |= np.maximum(14 - far, 0).astype(np.uint8)
    w.biome[:] = 1
    w.biome[:, 128:] = 4
    w.ground[:] = ground
    w.chunk_status[:] = FULL
    occupancy(w)
    p = w.player[0]
    for name, value in {"eye": 1.62, "prev_eye": 1.62, "fov": 1.0, "prev_fov": 1.0, "equip": 1.0, "prev_equip": 1.0,
                        "health": 20.0, "food": 20, "air": 300}.items():  # fmt: skip
        p[name] = value
    w.clock["time"] = 6000
    return w


def place(w: World, x: float, y: float, z: float, yaw: float = 0.0, pitch: float = 0.0) -> None:
    """Stand the player somewhere."""
    p = w.player[0]
    p["x"], p["y"], p["z"] = p["px"], p["py"], p["pz"] = x, y, z
    p["yaw"], p["pitch"] = yaw, pitch


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="session")
def pristine() -> World:
    return build()


@pytest.fixture
def world(pristine: World) -> World:
    """A copy that a test may change."""
    return pristine.copy()


@pytest.fixture(scope="session")
def level(pristine: World) -> int:
    """Height of the stone floor in the middle of the world."""
    return int(np.max(np.nonzero(pristine.blocks[139, 139])[0])) + 1


@pytest.fixture(scope="session")
def put() -> object:
    return place


def views_differ(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]) -> int:
    """Pixels that differ."""
    return int((a != b).any(-1).sum())

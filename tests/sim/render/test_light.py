"""Light map, face shade, corners and night."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.sim.render.leaf import kernel
from craftagent.sim.render.lightmap import fill_light_map
from craftagent.sim.render.renderer import Renderer
from craftagent.sim.rules.registry import state_id


@kernel
def _fill(lamp, sky_light, gamma, vision):  # type: ignore[no-untyped-def]
    fill_light_map(lamp, sky_light, gamma, vision)


def _map(sky_light: float, gamma: float, vision: int = 0) -> np.ndarray:
    """(16, 16, 3) brightness 0..1 by sky and block light."""
    lamp = np.zeros(256, np.uint64)
    _fill(lamp, sky_light, gamma, vision)
    fields = [(lamp >> np.uint64(21 * k)) & np.uint64(1023) for k in range(3)]
    return np.stack(fields, -1).reshape(16, 16, 3) / 1023.0


def test_light_map_has_the_brightness_of_the_game() -> None:
    # Closed cave 0.22, open midnight 0.77, sky level 7 at noon 0.98 with MineRL's gamma; 0.06, 0.17, 0.22 without.
    assert _map(1.0, 2.0)[0, 0].mean() == pytest.approx(0.22, abs=0.03)
    assert _map(0.2, 2.0)[15, 0, :2].mean() == pytest.approx(0.77, abs=0.03)
    assert _map(1.0, 2.0)[7, 0].mean() == pytest.approx(0.98, abs=0.03)
    assert _map(1.0, 0.0)[0, 0].mean() == pytest.approx(0.06, abs=0.02)
    assert _map(0.2, 0.0)[15, 0, :2].mean() == pytest.approx(0.17, abs=0.03)
    assert _map(1.0, 0.0)[7, 0].mean() == pytest.approx(0.22, abs=0.04)


def test_torch_light_is_warm_and_night_is_blue() -> None:
    red, _, blue = _map(0.2, 0.0)[0, 8]
    assert red > blue
    red, _, blue = _map(0.2, 0.0)[15, 0]
    assert blue > red


def test_light_grows_with_either_level() -> None:
    for gamma in (0.0, 1.0, 2.0):
        light = _map(0.5, gamma).mean(-1)
        assert (
            np.diff(light, axis=0).min() >= -0.01 and np.diff(light, axis=1).min() >= -0.01
        )  # the game's own dip at 1.0


def test_night_vision_lights_everything() -> None:
    assert _map(0.2, 0.0, 1).max(-1).min() > 0.9


def _picture(world, rules, gamma: float = 2.0) -> np.ndarray:  # type: ignore[no-untyped-def]
    renderer = Renderer("direct:64x36", gamma=gamma)
    renderer.hud = False
    out = np.zeros((36, 64, 3), np.uint8)
    renderer.render(world, rules, out)
    return out


def _column_of_snow(world, level: int) -> tuple[int, int]:  # type: ignore[no-untyped-def]
    """A single block of white concrete in the air, which has no turned or tinted faces; its cell."""
    x, y, z = 139, level + 8, 139
    world.blocks[x, z, y] = state_id("white_concrete")
    world.bricks[x >> 2, z >> 2, y >> 2] |= np.uint64(1) << np.uint64((x & 3) << 4 | (z & 3) << 2 | (y & 3))
    world.coarse[x >> 4, z >> 4, y >> 4] |= np.uint64(1) << np.uint64(
        (x >> 2 & 3) << 4 | (z >> 2 & 3) << 2 | (y >> 2 & 3)
    )
    world.top[x >> 4, z >> 4] = max(int(world.top[x >> 4, z >> 4]), y + 1)
    return x, y


def test_faces_are_shaded_as_in_the_game(world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    _, y = _column_of_snow(world, level)
    seen = {}
    for name, (dx, dy, dz, yaw, pitch) in {
        "top": (0.0, 2.0, 0.0, 0.0, 90.0), "bottom": (0.0, -3.62, 0.0, 0.0, -90.0), "north": (0.0, -1.12, -2.5, 0.0, 0.0),
        "south": (0.0, -1.12, 2.5, 180.0, 0.0), "west": (-2.5, -1.12, 0.0, -90.0, 0.0), "east": (2.5, -1.12, 0.0, 90.0, 0.0),
    }.items():  # fmt: skip
        put(world, 139.5 + dx, y + dy, 139.5 + dz, yaw, pitch)
        seen[name] = _picture(world, rules)[16:20, 30:34].mean()
    for name, shade in (("bottom", 0.5), ("north", 0.8), ("south", 0.8), ("west", 0.6), ("east", 0.6)):
        assert seen[name] / seen["top"] == pytest.approx(shade, abs=0.03), name


def test_a_closed_cave_is_dark_and_a_torch_lights_it(world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    put(world, 134.5, float(level), 145.5, 0.0, 0.0)
    lit = _picture(world, rules, 0.0)[:, :40].mean()
    world.light[131:137, 141:149, level : level + 4] = 0
    dark = _picture(world, rules, 0.0)[:, :40].mean()
    assert dark < 15.0 < 2.0 * dark + 15.0 < lit


def test_night_is_darker_than_noon(world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    put(world, 139.5, float(level), 139.5, 0.0, 40.0)
    noon = _picture(world, rules, 0.0).mean()
    world.clock["time"] = 18000
    assert _picture(world, rules, 0.0).mean() < 0.35 * noon


def test_corners_are_darkened(world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    """The top of a block is darker along the wall that stands beside it, and evenly lit without one."""
    x, y = _column_of_snow(world, level)
    put(world, x + 0.5, y + 1.5, 139.5, 0.0, 90.0)
    renderer = Renderer("direct:64x36")
    renderer.hud = False
    out = np.zeros((36, 64, 3), np.uint8)

    def spread() -> float:
        renderer.render(world, rules, out)
        middle = out[18, 27:37].astype(float).mean(-1)
        return float(np.ptp(middle))

    even = spread()
    world.blocks[x + 1, 139, y + 1] = state_id("stone")
    world.light[x + 1, 139, y + 1] = 0
    cell = (x + 1, 139, y + 1)
    world.bricks[cell[0] >> 2, cell[1] >> 2, cell[2] >> 2] |= np.uint64(1) << np.uint64(
        (cell[0] & 3) << 4 | (cell[1] & 3) << 2 | (cell[2] & 3)
    )
    world.top[:] = np.maximum(world.top, y + 2)
    assert even < 12.0
    assert spread() > even + 20.0

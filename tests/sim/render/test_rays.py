"""The picture is a function of the place in it and the world: no shortcut, view or thread may change a pixel."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from craftagent.sim.render.renderer import Renderer
from craftagent.sim.state import COW, ITEM

POSES = [
    # x, y above the floor, z, yaw, pitch
    (139.5, 0.0, 139.5, 37.0, 8.0),
    (139.0, 0.0, 139.0, 45.0, 0.0),  # along grid lines and diagonals
    (139.0, 1.38, 139.0, 90.0, 45.0),
    (139.5, 0.0, 139.5, 0.0, 90.0),
    (139.5, 0.0, 139.5, 180.0, -90.0),
    (134.5, 0.0, 144.5, 200.0, 5.0),  # in the room
    (145.5, -3.5, 127.5, 100.0, -20.0),  # under water
    (145.5, -3.5, 127.5, 280.0, 15.0),
    (145.5, 0.0, 120.5, 0.0, 30.0),  # over the pool
    (139.5, 300.0, 139.5, 20.0, 60.0),  # above the world
    (139.5, -80.0, 139.5, 20.0, -30.0),  # below it
    (139.5, -2.0, 139.5, 20.0, 0.0),  # inside the rock
    (255.9, 6.0, 0.1, 225.0, 20.0),  # across the seam of the torus
]


def _draw(renderer: Renderer, world: object, rules: object, walk: int = 0) -> np.ndarray:
    renderer.frame.c["walk"] = walk
    out = np.zeros((*renderer.size, 3), np.uint8)
    renderer.render(world, rules, out)  # type: ignore[arg-type]
    return out


@pytest.fixture(scope="module")
def full() -> Renderer:
    return Renderer("full")


@pytest.mark.parametrize("pose", POSES)
def test_shortcuts_and_views_change_nothing(full, world, rules, level, put, pose) -> None:  # type: ignore[no-untyped-def]
    x, y, z, yaw, pitch = pose
    put(world, x, level + y, z, yaw, pitch)
    picture = _draw(full, world, rules)
    depth = full.frame.depth.copy()
    for walk in (1, 2):  # without safe start distances; also cell by cell
        np.testing.assert_array_equal(_draw(full, world, rules, walk), picture)
        np.testing.assert_array_equal(full.frame.depth, depth)
    vpt = _draw(Renderer("vpt"), world, rules)
    np.testing.assert_array_equal(vpt, cv2.resize(picture, (128, 128), interpolation=cv2.INTER_LINEAR))
    direct = Renderer("direct:50x37")
    small = _draw(direct, world, rules)
    np.testing.assert_array_equal(small, picture[direct.view.rows][:, direct.view.cols])


def test_creatures_hand_and_screen_are_the_same_in_every_view(full, world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    put(world, 139.5, float(level), 139.5, 0.0, 10.0)
    p = world.player[0]
    p["walked"], p["prev_bob"], p["hurt_time"], p["prev_swing"] = 3.3, 0.1, 6, 0.4
    p["target"], p["target_x"], p["target_y"], p["target_z"] = 1, 138, level - 1, 142
    p["digging"], p["dig_x"], p["dig_y"], p["dig_z"], p["dig_progress"] = 1, 138, level - 1, 142, 0.7
    for i in range(8):
        e = world.entities[i]
        e["kind"], e["px"], e["py"], e["pz"] = COW + i, 136.5 + i, level, 145.5
    e = world.entities[8]
    e["kind"], e["id"], e["count"], e["px"], e["py"], e["pz"] = ITEM, 1, 3, 139.5, level, 142.0
    for screen in (0, 1):
        p["gui"] = screen
        picture = _draw(full, world, rules)
        vpt = _draw(Renderer("vpt"), world, rules)
        np.testing.assert_array_equal(vpt, cv2.resize(picture, (128, 128), interpolation=cv2.INTER_LINEAR))


def test_blocks_at_the_top_and_bottom_of_the_world_are_seen(world, rules, put) -> None:  # type: ignore[no-untyped-def]
    """A ray that starts outside enters the highest (lowest) layer through its face."""
    renderer = Renderer("direct:9x9")
    world.blocks[:, :, 0] = 1
    for y, pitch in ((world.top.max() + 3.0, 90.0), (-6.0, -90.0)):
        put(world, 8.5, float(y), 8.5, 0.0, pitch)
        world.blocks[8, 8, world.top.max() - 1] = 1
        world.bricks[2, 2, (int(world.top.max()) - 1) >> 2] |= np.uint64(1) << np.uint64((int(world.top.max()) - 1) & 3)
        world.coarse[0, 0, (int(world.top.max()) - 1) >> 4] |= np.uint64(1) << np.uint64(
            2 << 4 | 2 << 2 | ((int(world.top.max()) - 1) >> 2 & 3)
        )
        _draw(renderer, world, rules)
        assert renderer.frame.depth[40] < 10.0


def test_many_threads_draw_what_one_does(world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    put(world, 139.5, float(level), 139.5, 30.0, 5.0)
    alone = _draw(Renderer("vpt"), world, rules)
    with ThreadPoolExecutor(4) as pool:
        pictures = list(pool.map(lambda _: _draw(Renderer("vpt"), world, rules), range(8)))
    for picture in pictures:
        np.testing.assert_array_equal(picture, alone)


def test_nothing_is_remembered_from_frame_to_frame(full, world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    put(world, 139.5, float(level), 139.5, 30.0, 5.0)
    first = _draw(full, world, rules)
    put(world, 145.5, level - 3.5, 127.5, 100.0, 0.0)  # under water: other fog, light and field of view
    world.clock["time"] = 18000
    assert (_draw(full, world, rules) != first).any()
    put(world, 139.5, float(level), 139.5, 30.0, 5.0)
    world.clock["time"] = 6000
    np.testing.assert_array_equal(_draw(full, world, rules), first)


def test_wrong_output_is_refused(world, rules) -> None:  # type: ignore[no-untyped-def]
    renderer = Renderer("direct:8x8")
    for bad in (np.zeros((8, 8, 3), np.int32), np.zeros((8, 9, 3), np.uint8), np.zeros((8, 16, 3), np.uint8)[:, ::2]):
        with pytest.raises(ValueError, match="out must be uint8"):
            renderer.render(world, rules, bad)  # type: ignore[arg-type]

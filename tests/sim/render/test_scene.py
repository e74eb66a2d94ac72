"""What is drawn over the blocks: creatures, items, hand, cracks, wire frame, water over all of it, HUD and veil."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.sim.render.overlay import compose
from craftagent.sim.render.renderer import Renderer
from craftagent.sim.rules.registry import item_id, state_id
from craftagent.sim.state import (
    ARROW,
    COW,
    CREEPER,
    FALLING_BLOCK,
    GUI_INVENTORY,
    ITEM,
    PIG,
    SHEEP,
    SKELETON,
    SPIDER,
    ZOMBIE,
)

KINDS = (COW, PIG, SHEEP, ZOMBIE, SKELETON, SPIDER, CREEPER, ARROW, FALLING_BLOCK, ITEM)


@pytest.fixture
def renderer() -> Renderer:
    found = Renderer("direct:160x90")
    found.hud = False
    return found


def _draw(renderer: Renderer, world: object, rules: object) -> np.ndarray:
    out = np.zeros((*renderer.size, 3), np.uint8)
    renderer.render(world, rules, out)  # type: ignore[arg-type]
    return out.astype(np.int32)


def _add(world, kind: int, x: float, y: float, z: float, **fields: object) -> None:  # type: ignore[no-untyped-def]
    e = world.entities[int(np.flatnonzero(world.entities["kind"] == 0)[0])]
    values = {"kind": kind, "px": x, "py": y, "pz": z, "on_ground": 1, "id": 1, "count": 1, "state": state_id("sand")}
    for name, value in {**values, **fields}.items():
        e[name] = value


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_shows_and_a_wall_hides_it(renderer, world, rules, level, put, kind) -> None:  # type: ignore[no-untyped-def]
    put(world, 128.5, float(level), 138.5, -90.0, 15.0)
    before = _draw(renderer, world, rules)
    depth = renderer.frame.depth.copy()
    _add(world, kind, 129.9 + 2.6, level + 0.02, 138.5)
    after = _draw(renderer, world, rules)
    changed = (before != after).any(-1)
    assert changed.sum() > (3 if kind in (ARROW, ITEM) else 40)
    nearer = (np.abs(renderer.frame.depth[: changed.size]) < np.abs(depth[: changed.size])).sum()
    assert nearer > 2
    world.entities["pz"][:] = 155.0  # behind the room, seen from the north
    world.entities["px"][:] = 134.0
    put(world, 134.0, float(level), 137.0, 0.0, 0.0)
    hidden = _draw(renderer, world, rules)
    world.entities["kind"] = 0
    middle = np.s_[20:60, 60:75]
    np.testing.assert_array_equal(hidden[middle], _draw(renderer, world, rules)[middle])


def test_hurt_creatures_turn_red_and_creepers_swell(renderer, world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    put(world, 128.5, float(level), 138.5, -90.0, 10.0)
    _add(world, CREEPER, 132.5, level, 138.5)
    calm = _draw(renderer, world, rules)
    e = world.entities[0]
    e["hurt_time"] = 5
    red = _draw(renderer, world, rules)
    changed = (calm != red).any(-1)
    assert changed.sum() > 100
    assert (red[changed][:, 0] - red[changed][:, 1]).mean() > (calm[changed][:, 0] - calm[changed][:, 1]).mean() + 30
    e["hurt_time"], e["fuse"] = 0, 27
    assert (_draw(renderer, world, rules) != calm).any(-1).sum() > changed.sum()


def test_dropped_items_spin(renderer, world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    put(world, 128.5, float(level), 138.5, -90.0, 20.0)
    _add(world, ITEM, 130.5, level, 138.5, id=item_id("iron_pickaxe"))
    first = _draw(renderer, world, rules)
    world.entities["age"][0] = 15
    assert (_draw(renderer, world, rules) != first).any(-1).sum() > 20


def test_water_lies_over_what_swims_in_it(renderer, world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    put(world, 145.5, float(level), 119.5, 0.0, 30.0)
    dry = _draw(renderer, world, rules)
    _add(world, PIG, 145.5, level - 3.0, 126.5)
    wet = _draw(renderer, world, rules)
    changed = (dry != wet).any(-1)
    assert changed.sum() > 30
    pig = wet[changed].mean(0)
    assert pig[2] > pig[0]  # a pink pig looks blue through the water


def test_the_hand_holds_what_is_held(renderer, world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    put(world, 139.5, float(level), 139.5, 180.0, 0.0)
    pictures = []
    for name in (None, "oak_planks", "diamond_sword", "torch", "oak_stairs"):
        world.player["held_was"] = item_id(name) if name else 0
        pictures.append(_draw(renderer, world, rules))
        done = renderer.frame.done[: 160 * 90].reshape(90, 160)
        assert 200 < (done == 1).sum() < 5000
        assert not (done[:, :80] == 1).any()  # at the right of the picture
    for i, a in enumerate(pictures):
        for b in pictures[:i]:
            assert (a != b).any(-1).sum() > 100
    world.player["prev_swing"] = 0.5
    assert (_draw(renderer, world, rules) != pictures[-1]).any(-1).sum() > 100


def test_cracks_and_wire_frame(renderer, world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    put(world, 128.5, float(level), 138.5, -60.0, 50.0)
    plain = _draw(renderer, world, rules)
    p = world.player[0]
    for axis, value in zip("xyz", (130, level - 1, 139), strict=True):
        p[f"target_{axis}"], p[f"dig_{axis}"] = value, value
    p["target"] = 1
    framed = _draw(renderer, world, rules)
    lines = (framed != plain).any(-1)
    assert 20 < lines.sum() < 900
    assert (framed[lines] <= plain[lines]).all()
    p["target"], p["digging"] = 0, 1
    counts = []
    for progress in (0.05, 0.35, 0.95):
        p["dig_progress"] = progress
        counts.append(int((_draw(renderer, world, rules) != plain).any(-1).sum()))
    assert counts[0] == 0 < counts[1] < counts[2]


def test_hud_screen_and_crosshair_are_laid_over_as_the_overlay_says(world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    put(world, 139.5, float(level), 139.5, 37.0, 8.0)
    renderer = Renderer("full")
    for screen in (0, GUI_INVENTORY):
        world.player["gui"] = screen
        world.player["cursor_x"], world.player["cursor_y"] = 320.0, 180.0
        renderer.hud = False
        over = renderer.overlay
        for array in (over.rgba, over.darken, over.invert, over.rows):
            array[...] = 0
        bare = _draw(renderer, world, rules).astype(np.uint8)
        renderer.hud = True
        over.invalidate()
        picture = _draw(renderer, world, rules)
        np.testing.assert_array_equal(picture, compose(over, bare))
        assert (picture != bare).any(-1).sum() > 3000


def test_time_of_day_changes_the_sky(renderer, world, rules, level, put) -> None:  # type: ignore[no-untyped-def]
    put(world, 139.5, level + 20.0, 139.5, 90.0, -20.0)
    means = {}
    for name, time in (("noon", 6000), ("dusk", 12800), ("night", 18000)):
        world.clock["time"] = time
        picture = _draw(renderer, world, rules)
        low = picture[picture.shape[0] * 55 // 100 : picture.shape[0] * 2 // 3, : picture.shape[1] // 8]
        means[name] = low.reshape(-1, 3).mean(0)  # of the sky just above the western horizon
    assert means["noon"][2] > 180 and means["noon"][2] > means["noon"][0]
    assert means["dusk"][0] > means["dusk"][2]
    assert means["night"].max() < 40

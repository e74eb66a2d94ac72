"""Starts of episodes: what the set-ups build, that the same seed starts the same way, and that other worlds refuse."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from typing import Any

import numpy as np
import pytest

import craftagent
from craftagent.sim.setup import Setup
from craftagent.sim.state import ENTITY_NAMES
from craftagent.tasks.prepare import settings_for, start_episode
from craftagent.tasks.steps import parse_step
from craftagent.tasks.suite import get_task, load_suite

SEED = 3


@pytest.fixture(scope="module")
def world() -> Any:
    return craftagent.make("sim", view="none")


def cell(info: Any) -> tuple[int, int, int]:
    pose = info["pose"]
    return math.floor(pose["x"]), math.floor(pose["y"]), math.floor(pose["z"])


def creatures(world: Any, info: Any, kind: str, within: float) -> int:
    e = world.simulator.w.entities
    e = e[e["kind"] == ENTITY_NAMES.index(kind)]
    return int((np.hypot(e["x"] - info["pose"]["x"], e["z"] - info["pose"]["z"]) <= within).sum())


@pytest.mark.parametrize("task", load_suite("atomic-v1").tasks, ids=lambda task: task.name)
def test_every_atomic_task_starts_undone_and_alive(world: Any, task: Any) -> None:
    _, info = start_episode(world, task, SEED)
    score = task.start(info)
    assert not score.success and not score.over and info["life"]["is_alive"] and not info["events"]
    held = Counter({stack.item: 0 for stack in task.settings.inventory})
    for stack in task.settings.inventory:
        held[stack.item] += stack.count
    assert dict(info["inventory"]) == dict(held)
    if task.biomes:
        assert info["biome"] in task.biomes
    for _ in range(20):  # and stays so while nothing is done
        *_, info = world.step({})
        score.update(info)
    assert not score.success and info["life"]["health"] == 20.0 and score.total == 0.0


@pytest.mark.parametrize("name", ["wool", "coal", "flowers", "cross_water", "open_chest", "kill_zombie"])
def test_same_seed_same_start(world: Any, name: str) -> None:
    task = get_task(f"atomic-v1/{name}")
    start_episode(world, task, SEED)
    first = world.simulator.digest()
    start_episode(world, task, SEED + 1)
    assert world.simulator.digest() != first
    start_episode(world, task, SEED)
    assert world.simulator.digest() == first


def test_herds_stand_around(world: Any) -> None:
    for name, kind, count in (("beef", "cow", 3), ("chicken", "chicken", 4), ("kill_zombie", "zombie", 1)):
        _, info = start_episode(world, get_task(f"atomic-v1/{name}"), SEED)
        assert creatures(world, info, kind, 15.0) >= count


def test_rooms_are_closed_lit_and_have_their_ore(world: Any) -> None:
    _, info = start_episode(world, get_task("atomic-v1/iron_ore"), SEED)
    x, y, z = cell(info)
    assert y == 30
    setup = Setup(world.simulator)
    names = Counter(
        setup.block(x + dx, y + dy, z + dz).split("[")[0]
        for dx in range(-7, 8) for dy in range(-2, 6) for dz in range(-7, 8)
    )  # fmt: skip
    assert names["iron_ore"] == 3 and names["torch"] == 3
    assert names["air"] == 11 * 4 * 11 - 3
    assert set(names) == {"stone", "air", "torch", "iron_ore"}


def test_the_island_and_the_pit(world: Any) -> None:
    _, info = start_episode(world, get_task("atomic-v1/cross_water"), SEED)
    x, y, z = cell(info)
    setup = Setup(world.simulator)
    for dx, dz in ((3, 0), (-9, 9), (0, -6)):
        assert setup.block(x + dx, y - 1, z + dz).startswith("water")
    assert setup.block(x, y - 1, z).startswith("grass_block") and setup.block(x + 10, y - 1, z).startswith(
        "grass_block"
    )
    _, info = start_episode(world, get_task("atomic-v1/climb_out"), SEED)
    x, y, z = cell(info)
    setup = Setup(world.simulator)
    assert setup.block(x, y - 1, z) == "stone" and setup.block(x + 2, y + 3, z) == "stone"
    assert all(setup.block(x, y + dy, z) == "air" for dy in range(10))


def test_life_hold_container_creature_and_teleport(world: Any) -> None:
    task = get_task("atomic-v1/place_cobblestone")
    steps = [
        {"life": {"food": 7, "health": 9.5}}, {"hold": 3}, {"block": {"at": [0, 0, 2], "block": "chest"}},
        {"container": {"at": [0, 0, 2], "slot": 4, "item": "apple", "count": 2}},
        {"creature": {"kind": "pig", "at": [2, 0, 2], "yaw": 0}}, {"teleport": {"to": [0, 1, 0], "yaw": 90, "pitch": 10}},
    ]  # fmt: skip
    settings = dataclasses.replace(task.settings, scene="flat", mobs=False)
    task = dataclasses.replace(task, setup=tuple(parse_step(step) for step in steps), settings=settings)
    _, before = world.reset(seed=SEED, options={"settings": settings})
    obs, info = start_episode(world, task, SEED)
    assert (info["life"]["food"], info["life"]["health"]) == (7, 9.5)
    assert info["equipped"]["mainhand"] == "cobblestone"
    assert info["pose"]["y"] == before["pose"]["y"] + 1 and (info["pose"]["yaw"], info["pose"]["pitch"]) == (90, 10)
    tiles = world.simulator.w.tile_items[world.simulator.w.tiles["kind"] > 0]
    assert (tiles[0]["count"] == 2).sum() == 1
    assert creatures(world, info, "pig", 4.0) == 1
    assert obs["pov"].shape == (1, 1, 3)


def test_the_picture_is_of_the_world_after_the_set_up() -> None:
    world = craftagent.make("sim", view="direct:64x64", seed=1)
    task = get_task("atomic-v1/climb_out")
    obs, _ = start_episode(world, task, SEED)
    drawn = np.empty_like(obs["pov"])
    world.draw(drawn)
    assert np.array_equal(obs["pov"], drawn)
    bare, _ = world.reset(seed=SEED, options={"settings": settings_for(task, SEED)})
    assert not np.array_equal(bare["pov"], drawn)


def test_seeds_choose_the_biome(world: Any) -> None:
    task = get_task("long-horizon-67-v1/bucket@survival")
    assert [settings_for(task, seed).biome for seed in (20_000, 20_001)] == ["forest", "plains"]
    assert start_episode(world, task, 20_001)[1]["biome"] == "plains"
    plain = get_task("atomic-v1/planks")
    assert settings_for(plain, 5) is plain.settings


def test_worlds_without_a_simulator_refuse_set_ups() -> None:
    fake = craftagent.make("fake", view="direct:64x64")
    with pytest.raises(ValueError, match="embedded world"):
        start_episode(fake, get_task("atomic-v1/coal"), 0)
    assert start_episode(fake, get_task("atomic-v1/planks"), 0)[1]["tick"] >= 0


@pytest.mark.parametrize("group", ["mine", "kill", "interact", "craft", "smelt"])
def test_generated_stages_last(world: Any, group: str) -> None:
    """What a generated task puts in front of the player is still there after two seconds: nothing falls or breaks."""
    tasks = [task for task in load_suite("generated-v1", "normal").tasks if task.group == group]
    for task in tasks[:: max(1, len(tasks) // 12)]:
        _, info = start_episode(world, task, SEED)
        x, y, z = cell(info)
        setup = Setup(world.simulator)
        before = {
            (dx, dy, dz): setup.block(x + dx, y + dy, z + dz) for dx in (-1, 0, 1) for dy in (-1, 0) for dz in (2, 3, 4)
        }
        score = task.start(info)
        for _ in range(40):
            *_, info = world.step({})
            score.update(info)
        assert not score.success, task.id
        if group not in ("kill",) and "sheep" not in task.name:
            after = {key: setup.block(x + key[0], y + key[1], z + key[2]) for key in before}
            assert after == before, task.id


def test_every_mined_block_stands_on_grass(world: Any) -> None:
    """All 153 blocks side by side on one stage: none vanishes or turns into another within two seconds."""
    from craftagent.tasks.generated_blocks import mined_blocks

    _, info = start_episode(world, get_task("generated-v1/craft_stick"), SEED)
    x, y, z = cell(info)
    setup = Setup(world.simulator)
    placed = {}
    for i, mined in enumerate(mined_blocks()):
        at = (x - 12 + 2 * (i % 12), y, z - 12 + 2 * (i // 12)) if i < 144 else (x - 11 + 2 * (i - 144), y, z + 12)
        if at[0] == x and at[2] == z:
            at = (x + 1, y, z + 11)
        setup.set_block(*at, mined.state)
        placed[at] = mined.block
    for _ in range(40):
        world.step({})
    gone = {name: setup.block(*at) for at, name in placed.items() if setup.block(*at).split("[")[0] != name}
    assert not gone

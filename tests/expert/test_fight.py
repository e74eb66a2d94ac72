"""Fights on open ground: won unhurt by who keeps the distance; what is weak is told apart from what is strong."""

from __future__ import annotations

import math

import pytest

from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.drive import drive
from craftagent.expert.fight import Fight, Kill
from craftagent.expert.melee import best_weapon, ticks_to_strike
from craftagent.expert.scan import crosshair, foes, runs, sight
from craftagent.sim.env import SimWorld
from craftagent.sim.setup import Setup


def arena(seed: int, *creatures: tuple[str, float, float], weapon: str | None = None) -> Body:
    """Level grass, midnight, creatures at (kind, dx, dz) from the player, a weapon in the hotbar."""
    world = SimWorld("none", seed, {"scene": "flat", "mobs": False, "time": 18_000, "daylight_cycle": False})
    world.reset()
    setup = Setup(world.simulator)
    x, y, z = (math.floor(v) for v in Body(world).position)
    for level in range(8):
        setup.fill(x - 28, y + level, z - 28, x + 28, y + level, z + 28, "air")
    for level in (1, 2):
        setup.fill(x - 28, y - level, z - 28, x + 28, y - level, z + 28, "grass_block" if level == 1 else "dirt")
    if weapon:
        setup.give(weapon, slot=3)
    for kind, dx, dz in creatures:
        setup.creature(kind, x + 0.5 + dx, float(y), z + 0.5 + dz)
    return Body(world, seed=seed)


def killed(body: Body, kind: str) -> int:
    return int(body.info["stats"]["kill_entity"].get(kind, 0))


@pytest.mark.parametrize("kind", ["zombie", "spider", "creeper"])
@pytest.mark.parametrize("weapon", ["wooden_sword", "stone_axe"])
def test_one_monster_dies_and_does_no_harm(kind: str, weapon: str) -> None:
    for seed in range(3):
        body = arena(seed, (kind, 6.0, 4.0), weapon=weapon)
        drive(body, Fight(reach=16.0).run(body), 900)
        assert killed(body, kind) == 1
        assert body.info["life"]["health"] >= 14.0
        assert body.held == weapon


def test_an_archer_dies_by_a_sword() -> None:
    for seed in range(3):
        body = arena(seed, ("skeleton", -5.0, 7.0), weapon="stone_sword")
        drive(body, Fight(reach=16.0).run(body), 600)
        assert killed(body, "skeleton") == 1
        assert body.info["life"]["health"] > 4.0


def test_three_zombies_at_once() -> None:
    body = arena(4, ("zombie", 7.0, 0.0), ("zombie", -5.0, 5.0), ("zombie", 0.0, -8.0), weapon="stone_sword")
    drive(body, Fight(reach=16.0).run(body), 1500)
    assert killed(body, "zombie") == 3
    assert body.info["life"]["health"] >= 10.0


def test_a_zombie_dies_by_the_bare_hand() -> None:
    body = arena(1, ("zombie", 0.0, 7.0))
    drive(body, Fight(reach=20.0).run(body), 1200)
    assert killed(body, "zombie") == 1
    assert body.info["life"]["health"] >= 14.0


def test_a_bare_hand_does_not_take_on_an_archer() -> None:
    body = arena(1, ("skeleton", 0.0, 9.0))
    with pytest.raises(SkillFailed, match="too hurt"):
        drive(body, Fight(reach=16.0).run(body), 600)


def test_kill_counts_and_knows_when_there_is_nobody() -> None:
    body = arena(2, ("zombie", 5.0, 5.0), ("zombie", -8.0, 2.0), ("cow", 3.0, -4.0), weapon="iron_sword")
    drive(body, Kill("zombie", 2).run(body), 1500)
    assert killed(body, "zombie") == 2
    drive(body, Kill("#animals", 1).run(body), 1500)
    assert killed(body, "cow") == 1
    with pytest.raises(SkillFailed, match="no pig in sight"):
        drive(body, Kill("pig", explore=0).run(body), 50)


def test_the_best_weapon_is_a_sword_before_an_axe_of_wood() -> None:
    body = arena(0)
    assert best_weapon(body) == "air"
    setup = Setup(body.world.simulator)
    for item, best in (
        ("wooden_pickaxe", "wooden_pickaxe"),
        ("wooden_axe", "wooden_axe"),
        ("wooden_sword", "wooden_sword"),
        ("iron_sword", "iron_sword"),
    ):
        setup.give(item)
        assert best_weapon(body) == best


def test_looking_round() -> None:
    body = arena(0, ("zombie", 0.0, 2.5), ("creeper", 9.0, 0.0), ("cow", 2.0, 0.0))
    drive(body, body.wait(1))
    near = foes(body, 16.0)
    assert [f.kind for f in near] == ["zombie", "creeper"]
    assert near[0].sees and near[0].fuse == 0
    row, far, block = crosshair(body, 0.0, 0.0)
    assert row == near[0].row and 1.5 < far < 3.0 and not block
    assert crosshair(body, 60.0, 180.0)[2]
    ground = runs(body)
    assert ground.shape == (16, 4) and (ground[:, 0] == 3.0).all() and (ground[:, 1] == 99.0).all()
    x, y, z = (math.floor(v) for v in body.position)
    Setup(body.world.simulator).fill(x - 2, y, z + 1, x + 2, y + 2, z + 1, "stone")
    assert not foes(body, 16.0)[0].sees
    assert not sight(body, body.eye, (x + 0.5, y + 1.6, z + 3.5))
    assert runs(body)[0][0] < 1.0
    assert ticks_to_strike(body, near[0].row) >= 0

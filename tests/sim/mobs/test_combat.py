"""The player's blows: damage by tool and meter, critical hits, knockback, sweeping, wear; the ray that aims them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from craftagent.sim.mobs.combat import box_hits_entity, hurt_entity, player_attack, ray_entities
from craftagent.sim.rules.registry import item_id
from craftagent.sim.state import COW, CUSTOM_NAMES, HURT_MOB, ITEM, PIG, SHEEP, STAT_KILLED, ZOMBIE


def hit(flat: Any, index: int = 0, ticks: int = 100) -> None:
    """A blow with the attack meter at so many ticks."""
    flat.player["attack_ticks"] = ticks
    player_attack(flat.w, flat.r, np.int64(index))


@pytest.mark.parametrize(
    ("item", "ticks", "damage"),
    [
        (None, 100, 1.0), (None, 0, 0.2 + 0.8 * 0.1**2), ("wooden_sword", 100, 4.0), ("diamond_sword", 100, 7.0),
        ("stone_axe", 100, 9.0), ("iron_sword", 2, 6.0 * (0.2 + 0.8 * (2.5 * 1.6 / 20) ** 2)), ("dirt", 100, 1.0),
    ],
)  # fmt: skip
def test_damage(flat: Any, item: str | None, ticks: int, damage: float) -> None:
    cow = flat.spawn(COW, 2.5, 64.0, 0.5)
    if item:
        flat.hold(item)
    hit(flat, 0, ticks)
    assert 10.0 - cow["health"] == pytest.approx(damage, abs=1e-5)
    assert flat.player["attack_ticks"] == 0
    assert flat.player["exhaustion"] == pytest.approx(0.1)
    assert flat.w.custom[CUSTOM_NAMES.index("damage_dealt")] == int(damage * 10 + 0.5)


def test_zombie_skin_is_armour(flat: Any) -> None:
    e = flat.spawn(ZOMBIE, 2.5, 64.0, 0.5)
    flat.hold("diamond_sword")
    hit(flat)
    assert 20.0 - e["health"] == pytest.approx(7.0 * (1.0 - 0.4 / 25.0))  # 2 points, worn down to a fifth


def test_critical_hit_while_falling(flat: Any) -> None:
    cow = flat.spawn(COW, 2.5, 64.0, 0.5)
    p = flat.player
    p["on_ground"], p["fall_distance"] = 0, 0.5
    flat.hold("wooden_sword")
    hit(flat)
    assert cow["health"] == 4.0
    cow["health"], cow["invulnerable"] = 10.0, 0
    p["sprinting"] = 1
    hit(flat)
    assert cow["health"] == 6.0


def test_safe_for_half_a_second_except_from_more(flat: Any) -> None:
    cow = flat.spawn(COW, 2.5, 64.0, 0.5)
    push = np.int64(0), 2.0, np.int64(HURT_MOB), 0.0, 0.0, np.int64(0)
    assert hurt_entity(flat.w, flat.r, *push)
    assert not hurt_entity(flat.w, flat.r, *push)
    assert hurt_entity(flat.w, flat.r, np.int64(0), 5.0, np.int64(HURT_MOB), 0.0, 0.0, np.int64(0))
    assert cow["health"] == 5.0
    flat.tick(11)
    assert hurt_entity(flat.w, flat.r, *push)
    assert cow["health"] == 3.0


def test_knockback_and_sprint_knockback(flat: Any) -> None:
    pushed = []
    for sprint in (0, 1):
        flat.w.entities["kind"] = 0
        cow = flat.spawn(COW, 2.5, 64.0, 0.5)
        flat.tick(3)
        flat.player["yaw"] = -90.0  # looks to +x
        flat.player["sprinting"] = sprint
        hit(flat)
        assert flat.player["sprinting"] == 0
        pushed.append((float(cow["vx"]), float(cow["vy"])))
        x = float(cow["x"])
        flat.tick(9)
        assert cow["x"] > x + 0.5
    assert pushed[0] == pytest.approx((0.4, 0.3608))  # half of the fall's -0.0784 remains
    assert pushed[1] == pytest.approx((0.2 + 0.5, 0.4))


def test_sweep_touches_neighbours_for_one(flat: Any) -> None:
    rows = [flat.spawn(COW, 2.5, 64.0, 0.5), flat.spawn(PIG, 2.3, 64.0, 1.3), flat.spawn(SHEEP, 2.5, 64.0, 4.5)]
    flat.hold("iron_sword")
    hit(flat)
    assert [float(e["health"]) for e in rows] == [4.0, 9.0, 8.0]
    for e, full in zip(rows, (10, 10, 8), strict=True):
        e["health"], e["invulnerable"] = full, 0
    flat.hold("iron_axe")
    hit(flat)
    assert rows[1]["health"] == 10.0


@pytest.mark.parametrize(("item", "wear"), [("iron_sword", 1), ("iron_axe", 2), ("iron_pickaxe", 2), ("shears", 0)])
def test_wear(flat: Any, item: str, wear: int) -> None:
    flat.spawn(COW, 2.5, 64.0, 0.5)
    slot = flat.hold(item)
    hit(flat)
    assert slot["damage"] == wear


def test_killing_counts(flat: Any) -> None:
    flat.spawn(PIG, 2.5, 64.0, 0.5)["health"] = 1.0
    hit(flat)
    assert flat.w.stats[STAT_KILLED, PIG] == 1
    assert flat.w.custom[CUSTOM_NAMES.index("mob_kills")] == 1
    flat.tick(0)
    kinds = [int(e["kind"]) for e in flat.w.events[: int(flat.clock["n_events"])]]
    assert len(kinds) == 2
    hit(flat)  # hitting the dying does nothing more
    assert flat.w.stats[STAT_KILLED, PIG] == 1


def test_ray_finds_the_nearest(flat: Any) -> None:
    flat.spawn(COW, 4.5, 64.0, 0.5)
    flat.spawn(PIG, 3.0, 64.0, 0.5)
    flat.drop("dirt", 1, 2.0, 65.0, 0.5)

    def ray(y: float, reach: float, dx: float = 1.0) -> int:
        return int(ray_entities(flat.w, 0.5, y, 0.5, dx, 0.0, 0.0, reach))

    assert ray(64.5, 5.0) == 1
    assert flat.w.scratch[0] == pytest.approx(2.05)
    assert ray(65.2, 5.0) == 0
    assert flat.w.scratch[0] == pytest.approx(3.55)
    assert ray(65.2, 3.0) == -1
    assert ray(66.0, 5.0) == -1
    assert ray(64.5, 5.0, -1.0) == -1
    flat.w.entities[1]["baby"] = 1
    assert ray(64.6, 5.0) == 0


def test_creatures_keep_blocks_from_being_placed(flat: Any) -> None:
    flat.spawn(COW, 4.5, 64.0, 0.5)
    flat.drop("dirt", 1, 8.5, 64.0, 0.5)
    assert box_hits_entity(flat.w, 4.0, 64.0, 0.0, 5.0, 65.0, 1.0)
    assert not box_hits_entity(flat.w, 4.0, 66.0, 0.0, 5.0, 67.0, 1.0)
    assert not box_hits_entity(flat.w, 8.0, 64.0, 0.0, 9.0, 65.0, 1.0)
    assert item_id("dirt") in flat.kinds(ITEM)["id"]

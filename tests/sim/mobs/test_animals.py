"""Cow, pig, sheep, chicken: strolling, fleeing, following, breeding, wool, eggs, milk, falls and water."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from craftagent.sim.mobs.combat import hurt_entity, use_on_entity
from craftagent.sim.mobs.kinds import SPEED, TABLE
from craftagent.sim.rules.registry import item_id, state_id
from craftagent.sim.state import (
    CHICKEN,
    COW,
    CUSTOM_NAMES,
    HURT_FIRE,
    HURT_MOB,
    ITEM,
    PIG,
    SHEEP,
    STAT_USED,
    ZOMBIE,
)  # fmt: skip


def test_animals_stroll_and_stay_in_their_pen(flat: Any) -> None:
    flat.player["x"], flat.player["z"] = 24.5, 16.5
    for k in range(9):
        for x, z in ((20 + k, 20), (20 + k, 28), (20, 20 + k), (28, 20 + k)):
            flat.put(x, 64, z, "oak_fence")
    herd = [flat.spawn(kind, 23.5, 64.0, 24.5) for kind in (COW, PIG, SHEEP, CHICKEN)]
    seen = [set() for _ in herd]
    for _ in range(150):
        flat.tick(20)
        for e, places in zip(herd, seen, strict=True):
            places.add((int(e["x"]), int(e["z"])))
            assert 21.0 < e["x"] < 28.0
            assert 21.0 < e["z"] < 28.0
            assert e["y"] == 64.0
    assert all(len(places) >= 4 for places in seen)


def test_animals_do_not_walk_off_cliffs_or_into_lava(flat: Any) -> None:
    flat.fill(-128, 60, -128, 127, 63, 127, "air")
    flat.fill(-128, 60, -128, 127, 60, 127, "lava")
    flat.fill(20, 63, 20, 27, 63, 27, "grass_block[snowy=false]")
    flat.player["x"], flat.player["z"], flat.player["y"] = 24.5, 17.5, 64.0
    herd = [flat.spawn(kind, 23.5, 64.0, 23.5) for kind in (COW, PIG, SHEEP, CHICKEN)]
    flat.tick(3000)
    assert all(e["kind"] != 0 and e["y"] == 64.0 for e in herd)


@pytest.mark.parametrize(("kind", "factor"), [(COW, 2.0), (PIG, 1.25), (SHEEP, 1.25), (CHICKEN, 1.4)])
def test_a_hurt_animal_runs(flat: Any, kind: int, factor: float) -> None:
    e = flat.spawn(kind, 5.5, 64.0, 5.5)
    flat.tick(2)
    hurt_entity(flat.w, flat.r, np.int64(0), 1.0, np.int64(HURT_MOB), 1.0, 0.0, np.int64(1))
    fastest = 0.0
    for _ in range(100):
        flat.tick()
        if e["on_ground"] and e["hurt_time"] == 0:
            fastest = max(fastest, float(np.hypot(e["x"] - e["px"], e["z"] - e["pz"])))
    speed = TABLE[kind, SPEED] * factor
    assert fastest == pytest.approx(speed * speed * 0.98 / (1.0 - 0.546), rel=0.05)


def test_follows_the_food_in_the_hand(flat: Any) -> None:
    cow, pig = flat.spawn(COW, 8.5, 64.0, 0.5), flat.spawn(PIG, 0.5, 64.0, 8.5)
    flat.hold("wheat")
    flat.tick(5)
    assert cow["ai"] != 0
    assert pig["ai"] == 0
    flat.tick(145)
    assert 1.5 < np.hypot(cow["x"] - 0.5, cow["z"] - 0.5) < 3.0
    flat.hold("carrot")
    flat.tick(200)
    assert np.hypot(pig["x"] - 0.5, pig["z"] - 0.5) < 3.0


def test_breeding(flat: Any) -> None:
    flat.player["x"] = -5.5
    a, b = flat.spawn(COW, 2.5, 64.0, 0.5), flat.spawn(COW, 6.5, 64.0, 0.5)
    wheat = flat.hold("wheat", 3)
    assert use_on_entity(flat.w, flat.r, np.int64(0))
    assert use_on_entity(flat.w, flat.r, np.int64(1))
    assert not use_on_entity(flat.w, flat.r, np.int64(1))  # is in love already
    assert wheat["count"] == 1
    flat.hold("stone")
    flat.tick(300)
    cows = flat.kinds(COW)
    assert len(cows) == 3
    assert sorted(int(c["baby"]) for c in cows) == [0, 0, 1]
    assert flat.w.custom[CUSTOM_NAMES.index("animals_bred")] == 1
    assert a["age"] > 5000
    assert b["love"] == 0
    young = cows[cows["baby"] == 1][0]
    assert young["age"] < -20000
    flat.hold("wheat", 1)
    assert use_on_entity(flat.w, flat.r, np.int64(2))
    assert flat.w.entities[2]["age"] > young["age"]
    flat.w.entities[2]["age"] = -3
    flat.tick(5)
    assert flat.w.entities[2]["baby"] == 0


def test_shearing_and_growing_back(flat: Any) -> None:
    counts = set()
    for _ in range(12):
        flat.w.entities["kind"] = 0
        sheep = flat.spawn(SHEEP, 1.5, 64.0, 2.5)
        sheep["color"] = 14
        shears = flat.hold("shears")
        assert use_on_entity(flat.w, flat.r, np.int64(0))
        assert not use_on_entity(flat.w, flat.r, np.int64(0))
        wool = flat.kinds(ITEM)
        assert set(wool["id"]) == {item_id("red_wool")}
        counts.add(len(wool))
        assert shears["damage"] == 1
    assert counts == {1, 2, 3}
    assert flat.w.stats[STAT_USED, item_id("shears")] == 12
    flat.w.entities["kind"][1:] = 0
    sheep = flat.w.entities[0]
    sheep["eat_timer"] = 20
    x, z = int(np.floor(sheep["x"])), int(np.floor(sheep["z"]))
    flat.tick(30)
    assert sheep["sheared"] == 0
    assert flat.block(x, 63, z) == state_id("dirt")


def test_milking(flat: Any) -> None:
    flat.spawn(COW, 1.5, 64.0, 2.5)
    slot = flat.hold("bucket", 3)
    assert use_on_entity(flat.w, flat.r, np.int64(0))
    assert slot["count"] == 2
    assert item_id("milk_bucket") in flat.w.items["id"][:36]
    slot["count"] = 1
    assert use_on_entity(flat.w, flat.r, np.int64(0))
    assert slot["id"] == item_id("milk_bucket")
    assert not use_on_entity(flat.w, flat.r, np.int64(0))


def test_chicken_lays_and_does_not_fall_hard(flat: Any) -> None:
    bird = flat.spawn(CHICKEN, 20.5, 90.0, 20.5)
    bird["egg_timer"] = 30
    flat.tick(29)
    assert not len(flat.kinds(ITEM))
    flat.tick(2)
    assert [int(e["id"]) for e in flat.kinds(ITEM)] == [item_id("egg")]
    assert 6000 <= bird["egg_timer"] < 12000
    assert bird["y"] > 84.0  # a cow would be down
    flat.tick(300)
    assert bird["health"] == 4.0


def test_a_cow_is_hurt_by_a_fall(flat: Any) -> None:
    cow = flat.spawn(COW, 20.5, 72.0, 20.5)
    flat.tick(60)
    assert cow["health"] == 5.0  # 8 blocks: 5 points


def test_animals_swim(flat: Any) -> None:
    flat.fill(10, 58, 10, 30, 63, 30, "water")
    cow = flat.spawn(COW, 20.5, 59.0, 20.5)
    flat.player["x"], flat.player["z"] = 20.5, 5.5
    flat.tick(200)
    assert cow["y"] > 62.4
    assert cow["health"] == 10.0


def test_burning_gives_cooked_meat(flat: Any) -> None:
    for name, burns in (("porkchop", 0), ("cooked_porkchop", 100)):
        flat.w.entities["kind"] = 0
        pig = flat.spawn(PIG, 20.5, 64.0, 20.5)
        pig["fire"] = burns
        hurt_entity(flat.w, flat.r, np.int64(0), 100.0, np.int64(HURT_FIRE), 0.0, 0.0, np.int64(0))
        flat.tick()
        loot = flat.kinds(ITEM)
        assert {int(i["id"]) for i in loot} == {item_id(name)}
        assert 1 <= int(loot["count"].sum()) <= 3


def test_sheared_sheep_and_young_ones_drop_less(flat: Any) -> None:
    for field, expected in (("color", {"mutton", "white_wool"}), ("sheared", {"mutton"}), ("baby", set())):
        flat.w.entities["kind"] = 0
        sheep = flat.spawn(SHEEP, 20.5, 64.0, 20.5)
        sheep["color"] = 0
        if field != "color":
            sheep[field] = 1
        if field == "baby":
            sheep["age"] = -1000
        hurt_entity(flat.w, flat.r, np.int64(0), 100.0, np.int64(HURT_MOB), 0.0, 0.0, np.int64(0))
        flat.tick()
        assert {int(i["id"]) for i in flat.kinds(ITEM)} == {item_id(n) for n in expected}


def test_creatures_push_each_other_and_the_player(flat: Any) -> None:
    a, b = flat.spawn(COW, 20.4, 64.0, 20.5), flat.spawn(COW, 20.6, 64.0, 20.5)
    flat.player["z"] = 0.5
    flat.tick(40)
    assert b["x"] - a["x"] > 0.6
    flat.spawn(ZOMBIE, 0.7, 64.0, 0.5)
    flat.tick(1)
    assert flat.player["vx"] < 0.0


def test_a_cactus_pricks(flat: Any) -> None:
    flat.put(22, 64, 20, "cactus")
    cow = flat.spawn(COW, 21.6, 64.0, 20.5)
    flat.tick(3)
    cow["vx"] = 0.3
    flat.tick(1)
    assert cow["collided_h"] == 1
    assert cow["health"] == 9.0

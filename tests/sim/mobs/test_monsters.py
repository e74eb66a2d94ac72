"""Zombie, skeleton, spider, creeper: hunting, striking, shooting, blowing up, burning, dying."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from craftagent.sim.mobs.combat import hurt_entity
from craftagent.sim.rules.registry import item_id
from craftagent.sim.state import (
    ARROW,
    COW,
    CREEPER,
    HURT_MOB,
    ITEM,
    SKELETON,
    SPIDER,
    STAT_KILLED,
    STAT_KILLED_BY,
    ZOMBIE,
)  # fmt: skip


def until(flat: Any, condition: Any, limit: int) -> int:
    """Tick until a condition holds; fails after ``limit`` ticks."""
    for n in range(limit):
        if condition():
            return n
        flat.tick()
    raise AssertionError(f"nothing happened within {limit} ticks")


def test_zombie_hunts_and_strikes_every_second(flat: Any) -> None:
    flat.night()
    e = flat.spawn(ZOMBIE, 20.5, 64.0, 5.5)
    until(flat, lambda: flat.player["health"] < 20.0, 400)
    assert flat.player["health"] == 15.5  # 3 points, half more on Hard
    assert np.hypot(e["x"] - flat.player["x"], e["z"] - flat.player["z"]) < 1.5
    first = int(flat.clock["tick"])
    until(flat, lambda: flat.player["health"] < 15.5, 60)
    assert 20 <= int(flat.clock["tick"]) - first <= 24


@pytest.mark.parametrize(("difficulty", "left"), [(1, 17.5), (2, 17.0), (3, 15.5)])
def test_damage_scales_with_difficulty(flat: Any, difficulty: int, left: float) -> None:
    flat.night()
    flat.clock["difficulty"] = difficulty
    flat.spawn(ZOMBIE, 3.5, 64.0, 0.5)
    until(flat, lambda: flat.player["health"] < 20.0, 200)
    assert flat.player["health"] == left


def test_zombie_walks_at_its_speed(flat: Any) -> None:
    flat.night()
    e = flat.spawn(ZOMBIE, 25.5, 64.0, 0.5)
    e["seen"] = 60
    flat.tick(20)
    x = float(e["x"])
    e["seen"] = 60
    flat.tick(20)
    per_tick = 0.23 * 0.23 * 0.98 * (0.21600002 / 0.216) / (1.0 - 0.6 * 0.91)
    assert (x - e["x"]) / 20 == pytest.approx(per_tick, rel=0.01)
    assert e["limb_speed"] > 0.3


def test_zombie_goes_around_a_wall(flat: Any) -> None:
    flat.night()
    flat.fill(5, 64, -5, 5, 66, 5, "stone")
    flat.fill(-3, 64, -5, 5, 66, -5, "stone")
    flat.fill(-3, 64, 5, 5, 66, 5, "stone")
    e = flat.spawn(ZOMBIE, 9.5, 64.0, 0.5)

    def struck() -> bool:
        e["seen"] = 60
        return bool(flat.player["health"] < 20.0)

    assert until(flat, struck, 600) > 100


def test_zombie_climbs_steps_but_not_two_blocks(flat: Any) -> None:
    flat.night()
    flat.player["x"] = 12.5
    flat.fill(4, 64, -60, 4, 64, 60, "stone")
    flat.fill(5, 64, -60, 5, 65, 60, "stone")
    flat.spawn(ZOMBIE, 1.5, 64.0, 0.5)["seen"] = 60
    until(flat, lambda: flat.player["health"] < 20.0, 300)
    flat.fill(4, 64, -60, 5, 65, 60, "stone")
    flat.w.entities["kind"] = 0
    flat.player["health"] = 20.0
    e = flat.spawn(ZOMBIE, 1.5, 64.0, 0.5)
    for _ in range(300):
        e["seen"] = 60
        flat.tick()
    assert flat.player["health"] == 20.0
    assert e["x"] < 4.0


def test_a_wall_hides_the_player(flat: Any) -> None:
    flat.night()
    flat.fill(3, 64, -30, 3, 68, 30, "stone")
    e = flat.spawn(ZOMBIE, 8.5, 64.0, 0.5)
    for _ in range(100):
        flat.tick()
        assert e["seen"] == 0


def test_monsters_die_in_daylight_but_not_in_shade(flat: Any) -> None:
    sun = flat.spawn(ZOMBIE, 50.5, 64.0, 50.5)
    shade = flat.spawn(SKELETON, 60.5, 64.0, 50.5)
    spider = flat.spawn(SPIDER, 55.5, 64.0, 50.5)
    flat.fill(59, 64, 49, 61, 67, 51, "stone")
    flat.fill(60, 64, 50, 60, 67, 50, "air")
    flat.w.light[60, 50, :] = 14 << 4
    flat.player["x"] = 30.5
    flat.player["z"] = 50.5
    flat.player["dead"] = 1
    burned = until(flat, lambda: sun["kind"] == 0, 1500)
    assert 300 < burned < 1500
    assert spider["health"] == 16.0
    assert spider["fire"] == 0
    assert shade["kind"] == SKELETON
    assert shade["fire"] == 0
    assert shade["health"] == 20.0


def test_no_burning_at_night_or_in_water(flat: Any) -> None:
    wet = flat.spawn(ZOMBIE, 20.5, 60.0, 20.5)
    flat.fill(18, 60, 18, 22, 63, 22, "water")
    flat.player["dead"] = 1
    flat.tick(300)
    assert wet["health"] == 20.0
    wet["kind"] = 0
    flat.night()
    dry = flat.spawn(ZOMBIE, 20.5, 64.0, 24.5)
    flat.tick(300)
    assert dry["fire"] == 0


def test_skeleton_shoots_and_hits(flat: Any) -> None:
    flat.night()
    e = flat.spawn(SKELETON, 10.5, 64.0, 0.5)
    until(flat, lambda: len(flat.kinds(ARROW)) > 0, 200)
    until(flat, lambda: flat.player["health"] < 20.0, 200)
    assert 15.0 <= flat.player["health"] <= 17.0  # 3-5 points
    shots = []
    for _ in range(200):
        before = len(flat.kinds(ARROW))
        flat.tick()
        flat.player["health"] = 20.0
        if len(flat.kinds(ARROW)) > before:
            shots.append(int(flat.clock["tick"]))
    gaps = np.diff(shots)
    assert len(gaps) >= 2
    assert 36 <= np.median(gaps) <= 48
    assert np.hypot(e["x"] - 0.5, e["z"] - 0.5) > 3.0


def test_arrow_sticks_in_a_wall_and_falls_when_it_goes(flat: Any) -> None:
    flat.fill(10, 64, -2, 10, 68, 2, "stone")
    flat.player["z"] = 30.5
    e = flat.spawn(ARROW, 5.5, 66.0, 0.5)
    e["vx"], e["last_damage"] = 1.6, 2.0
    flat.tick(20)
    assert e["on_ground"] == 1
    assert e["x"] == pytest.approx(10.0, abs=0.1)
    flat.fill(10, 64, -2, 10, 68, 2, "air")
    flat.tick(30)
    assert e["y"] < 64.2
    e["age"] = 1198
    flat.tick(3)
    assert e["kind"] == 0


def test_arrow_hurts_creatures_in_its_way(flat: Any) -> None:
    cow = flat.spawn(COW, 10.5, 64.0, 0.5)
    e = flat.spawn(ARROW, 5.5, 65.0, 0.5)
    e["vx"], e["last_damage"] = 1.6, 2.0
    flat.tick(5)
    assert cow["health"] == 6.0  # ceil(3.2)
    assert e["kind"] == 0


def test_spider_is_peaceful_by_day_and_leaps_by_night(flat: Any) -> None:
    e = flat.spawn(SPIDER, 8.5, 64.0, 0.5)
    for _ in range(100):
        flat.tick()
        assert e["seen"] == 0
    flat.night()
    highest = 0.0
    for _ in range(300):
        flat.tick()
        highest = max(highest, float(e["y"]))
        if flat.player["health"] < 20.0:
            break
    assert flat.player["health"] == 17.0
    assert highest > 64.3


def test_spider_climbs_a_wall(flat: Any) -> None:
    flat.night()
    flat.player["x"], flat.player["y"] = 12.5, 68.0
    flat.fill(8, 64, -30, 20, 67, 30, "stone")
    e = flat.spawn(SPIDER, 4.5, 64.0, 0.5)

    def up() -> bool:
        e["seen"] = 60
        return bool(e["y"] >= 68.0)

    until(flat, up, 300)


def test_creeper_swells_and_blows_up(flat: Any) -> None:
    flat.night()
    e = flat.spawn(CREEPER, 6.5, 64.0, 0.5)
    until(flat, lambda: e["fuse"] > 0, 200)
    assert until(flat, lambda: e["kind"] != CREEPER, 60) == 29
    assert any(name == "explosion" for name, *_ in flat.events)
    assert flat.player["health"] == 0.0
    assert flat.w.stats[STAT_KILLED_BY, CREEPER] == 1
    hole = sum(flat.block(x, y, z) == 0 for x in range(-4, 9) for y in range(60, 64) for z in range(-6, 7))
    assert 10 < hole < 120
    assert flat.block(2, 40, 0) != 0
    dropped = {int(i["id"]) for i in flat.kinds(ITEM)}
    assert dropped <= {item_id("dirt"), item_id("cobblestone")}
    assert item_id("dirt") in dropped


def test_creeper_gives_up_when_the_player_leaves(flat: Any) -> None:
    flat.night()
    e = flat.spawn(CREEPER, 3.0, 64.0, 0.5)
    until(flat, lambda: e["fuse"] >= 10, 200)
    flat.player["x"] = -20.5
    flat.tick(15)
    assert e["fuse"] == 0
    assert e["kind"] == CREEPER


def test_no_griefing_leaves_the_ground_whole(flat: Any) -> None:
    flat.night()
    flat.clock["mob_griefing"] = 0
    e = flat.spawn(CREEPER, 3.0, 64.0, 0.5)
    until(flat, lambda: e["kind"] != CREEPER, 200)
    assert all(flat.block(x, 63, z) != 0 for x in range(-3, 8) for z in range(-4, 5))
    assert flat.player["health"] < 20.0


def test_obsidian_stops_the_blast(flat: Any) -> None:
    flat.night()
    flat.fill(1, 64, -3, 1, 67, 3, "obsidian")
    e = flat.spawn(CREEPER, 3.0, 64.0, 0.5)
    e["fuse"], e["seen"] = 29, 60
    flat.tick()
    assert e["kind"] != CREEPER
    assert all(flat.block(1, y, z) != 0 for y in range(64, 68) for z in range(-3, 4))
    assert flat.player["health"] > 15.0  # behind the wall: hardly any of it


def test_loot_ranges_and_the_players_share(flat: Any) -> None:
    flat.night()
    flat.player["dead"] = 1
    flesh = []
    for k in range(60):
        flat.w.entities["kind"] = 0
        e = flat.spawn(ZOMBIE, 40.5, 64.0, 40.5)
        hurt_entity(flat.w, flat.r, np.int64(0), 100.0, np.int64(HURT_MOB), 0.0, 0.0, np.int64(k % 2))
        assert e["death"] == 1
        flat.tick(1)
        flesh.append(sum(int(i["count"]) for i in flat.kinds(ITEM) if i["id"] == item_id("rotten_flesh")))
    assert set(flesh) == {0, 1, 2}
    assert flat.w.stats[STAT_KILLED, ZOMBIE] == 30


def test_spider_eyes_only_for_the_player(flat: Any) -> None:
    flat.player["dead"] = 1
    eyes = [0, 0]
    for k in range(80):
        flat.w.entities["kind"] = 0
        flat.spawn(SPIDER, 40.5, 64.0, 40.5)
        hurt_entity(flat.w, flat.r, np.int64(0), 100.0, np.int64(HURT_MOB), 0.0, 0.0, np.int64(k % 2))
        flat.tick(1)
        eyes[k % 2] += sum(int(i["id"]) == item_id("spider_eye") for i in flat.kinds(ITEM))
    assert eyes[0] == 0
    assert 5 <= eyes[1] <= 25


def test_death_takes_a_second_and_gives_experience(flat: Any) -> None:
    flat.night()
    e = flat.spawn(ZOMBIE, 20.5, 64.0, 0.5)
    hurt_entity(flat.w, flat.r, np.int64(0), 100.0, np.int64(HURT_MOB), 1.0, 0.0, np.int64(1))
    assert e["hurt_time"] == 10
    flat.tick(19)
    assert e["kind"] == ZOMBIE
    flat.tick(1)
    assert e["kind"] == 0
    assert flat.player["xp"] == 5


def test_peaceful_has_no_monsters(flat: Any) -> None:
    flat.clock["difficulty"] = 0
    for kind in (ZOMBIE, SKELETON, SPIDER, CREEPER):
        flat.spawn(kind, 20.5, 64.0, 0.5)
    cow = flat.spawn(COW, 25.5, 64.0, 0.5)
    flat.tick()
    assert sum(flat.w.entities["kind"] > 0) == 1
    assert cow["kind"] == COW


def test_zombies_sink_and_creepers_swim(flat: Any) -> None:
    flat.night()
    flat.player["dead"] = 1
    flat.fill(10, 56, 10, 30, 63, 30, "water")
    zombie, creeper = flat.spawn(ZOMBIE, 15.5, 62.0, 20.5), flat.spawn(CREEPER, 25.5, 60.0, 20.5)
    flat.tick(300)
    assert zombie["y"] == 56.0
    assert zombie["health"] == 20.0
    assert creeper["y"] > 61.5

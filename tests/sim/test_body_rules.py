"""The game's own rules of the body, where the referee of the traces knows none: sprint, poses, harm, hunger, armour."""

from __future__ import annotations

import functools
import hashlib

import numpy as np
import pytest

from craftagent.sim import body, collide, vitals
from craftagent.sim import state as st
from craftagent.sim.rules.registry import item_id, parse_state
from craftagent.sim.rules.tables import load_rules

Fill = tuple[int, int, int, int, int, int, str]
FLOOR: Fill = (-60, 60, -60, 60, 63, 60, "stone")
KEY = {"w": st.K_FORWARD, "s": st.K_BACK, "a": st.K_LEFT, "d": st.K_RIGHT, "jump": st.K_JUMP, "sneak": st.K_SNEAK,
       "sprint": st.K_SPRINT}  # fmt: skip


@functools.cache
def _empty() -> st.World:
    return st.new_world()


class Body:
    """A player in a small world of filled boxes, standing at (0.5, 64, 0.5) unless told otherwise."""

    def __init__(self, *fills: Fill, at: tuple[float, float, float] = (0.5, 64.0, 0.5), ground: bool = True) -> None:
        self.w = w = _empty()
        for array in w:
            array[...] = np.zeros((), array.dtype)
        w.chunk_status[:] = st.FULL
        cx = np.arange(-8, 8)
        for x in cx:
            for z in cx:
                w.chunk_xz[x & 15, z & 15] = x, z
        for x0, y0, z0, x1, y1, z1, name in fills or (FLOOR,):
            xs, zs = np.arange(x0, x1 + 1) & 255, np.arange(z0, z1 + 1) & 255
            w.blocks[np.ix_(xs, zs, np.arange(y0, y1 + 1))] = parse_state(name)
        w.clock["difficulty"] = 3
        w.clock["natural_regeneration"] = 1
        p = w.player
        p["spawn_x"], p["spawn_y"], p["spawn_z"] = at
        p["spawn_y"] = at[1]
        vitals.respawn_player(w, load_rules())
        p["x"], p["y"], p["z"] = at
        p["invulnerable"], p["last_damage"], p["on_ground"] = 0, 0, ground
        p["vy"] = -0.0784 if ground else 0.0
        w.clock["n_events"] = 0

    def __getattr__(self, name: str) -> float:
        return self.w.player[name][0].item()

    def set(self, **values: float) -> Body:
        for name, value in values.items():
            self.w.player[name] = value
        return self

    def tick(self, keys: str = "", n: int = 1) -> Body:
        for _ in range(n):
            self.w.keys[1] = self.w.keys[0]
            self.w.keys[0] = 0
            self.w.keys[0, [KEY[k] for k in keys.split()]] = 1
            self.w.clock["n_events"] = 0
            self.w.clock["tick"] += 1
            body.move_player(self.w, load_rules())
        return self

    def hurt(self, amount: float, cause: int = st.HURT_MOB, kx: float = 0.0, kz: float = 0.0) -> bool:
        return bool(vitals.hurt_player(self.w, load_rules(), float(amount), cause, float(kx), float(kz)))

    def custom(self, name: str) -> int:
        return int(self.w.custom[st.CUSTOM_NAMES.index(name)])

    def events(self, kind: int) -> list[tuple[int, float]]:
        rows = self.w.events[: self.w.clock["n_events"][0]]
        return [(int(e["a"]), float(e["v"])) for e in rows if e["kind"] == kind]

    def wear(self, material: str) -> Body:
        for k, piece in enumerate(("boots", "leggings", "chestplate", "helmet")):
            self.w.items[st.ARMOR + k] = (item_id(f"{material}_{piece}"), 1, 0)
        return self


# --- sprint ---------------------------------------------------------------------------------------------------------


def test_sprint_key_starts_and_forward_release_ends() -> None:
    b = Body().tick("w sprint")
    assert b.sprinting == 1
    assert b.tick("w").sprinting == 1
    assert b.tick("").sprinting == 0


def test_sprint_needs_forward() -> None:
    assert Body().tick("a sprint", 3).sprinting == 0
    assert Body().tick("s sprint", 3).sprinting == 0


@pytest.mark.parametrize(("gap", "sprints"), [(1, 1), (3, 1), (5, 1), (6, 0), (20, 0)])
def test_double_tap(gap: int, sprints: int) -> None:
    assert Body().tick("w").tick("", gap).tick("w").sprinting == sprints


def test_double_tap_needs_ground_and_no_sneak() -> None:
    assert Body().tick("w").tick("sneak", 2).tick("w").sprinting == 0
    assert Body(at=(0.5, 90.0, 0.5), ground=False).tick("w").tick("", 2).tick("w").sprinting == 0


def test_hunger_forbids_sprint() -> None:
    assert Body().set(food=6).tick("w sprint", 5).sprinting == 0
    assert Body().set(food=7).tick("w sprint", 5).sprinting == 1
    assert Body().tick("w sprint", 3).set(food=6).tick("w sprint").sprinting == 0


def test_a_wall_ends_sprint() -> None:
    b = Body(FLOOR, (-9, 64, 3, 9, 66, 3, "stone")).tick("w sprint", 12)
    assert b.z == pytest.approx(2.7, abs=1e-6)
    assert b.collided_h == 1
    assert b.tick("w").sprinting == 0


def test_sneak_and_eating_do_not_start_sprint() -> None:
    assert Body().tick("w sprint sneak", 5).sprinting == 0
    assert Body().set(using=1).tick("w sprint", 5).sprinting == 0


def test_eating_slows_to_a_fifth() -> None:
    eater = Body().set(using=1).tick("w", 40).z - 0.5
    walker = Body().tick("w", 40).z - 0.5
    assert eater == pytest.approx(walker * 0.2, rel=0.03)


def test_fov_goes_half_way_each_tick() -> None:
    b = Body().tick("w sprint")
    assert (b.prev_fov, b.fov) == (1.0, pytest.approx(1.075))
    assert b.tick("w sprint").fov == pytest.approx(1.1125)


# --- poses ----------------------------------------------------------------------------------------------------------


def test_crouching_lowers_box_and_eye() -> None:
    b = Body().tick("sneak")
    assert b.height == pytest.approx(1.5)
    assert b.sneaking == 1
    assert b.eye == pytest.approx(1.62 - 0.175)
    assert b.prev_eye == pytest.approx(1.62)
    assert b.tick("sneak", 12).eye == pytest.approx(1.27, abs=1e-3)
    assert b.tick("").height == pytest.approx(1.8)


def test_crouching_passes_where_standing_does_not() -> None:
    roof = (-9, 65, 2, 9, 65, 9, "stone_slab[type=top]")
    assert Body(FLOOR, roof).tick("w", 40).z == pytest.approx(1.7, abs=1e-6)
    b = Body(FLOOR, roof).tick("w sneak", 60)
    assert b.z > 3.0
    z = b.z
    b.tick("w", 20)  # the ceiling keeps one down, and slow
    assert b.height == pytest.approx(1.5)
    assert b.sneaking == 1
    assert b.z - z == pytest.approx(20 * 0.0648, rel=0.1)


def test_sprint_under_water_swims_flat() -> None:
    b = Body((-20, 40, -60, 20, 79, 60, "water"), at=(0.5, 60.0, 0.5), ground=False).tick("w sprint", 5)
    assert b.swimming == 1
    assert b.height == pytest.approx(0.6)
    assert b.tick("w sprint", 40).eye == pytest.approx(0.4, abs=1e-3)
    y, z = b.y, b.z
    b.tick("w sprint", 20)
    assert abs(b.y - y) < 0.05  # level gaze, level way
    assert (b.z - z) / 20 == pytest.approx(0.196, rel=0.02)
    assert b.set(pitch=-60.0).tick("w sprint", 20).y > y + 1.0
    assert b.custom("swim_one_cm") > 0
    assert b.tick("", 2).swimming == 0


def test_swimmer_in_a_low_tunnel_cannot_stand() -> None:
    b = Body((-20, 60, -60, 20, 70, 60, "stone"), (0, 64, -60, 0, 64, 60, "air"), at=(0.5, 64.0, 0.5))
    b.set(height=0.6).tick("w", 10)
    assert b.height == pytest.approx(0.6)
    assert b.z - 0.5 < 10 * 0.1


# --- liquids --------------------------------------------------------------------------------------------------------


def test_swimmer_leaves_a_pool_over_its_edge() -> None:
    b = Body((-20, 50, -20, 20, 63, 20, "stone"), (-5, 55, -5, 5, 63, 5, "water"),
             at=(0.5, 63.2, 3.0), ground=False)  # fmt: skip
    b.tick("w jump", 60)
    assert b.y >= 64.0
    assert b.z > 6.0


def test_water_breaks_a_fall() -> None:
    pool = (-20, 61, -20, 20, 62, 20, "water")
    b = Body((-20, 40, -20, 20, 60, 20, "stone"), pool, at=(0.5, 100.0, 0.5), ground=False).tick("", 120)
    assert b.on_ground == 1
    assert b.health == 20.0


def test_head_under_water_loses_breath_then_health() -> None:
    b = Body((-20, 60, -20, 20, 63, 20, "stone"), (-20, 64, -20, 20, 70, 20, "water")).set(food=10)
    b.tick("")  # the first tick finds the water
    assert b.eyes_in_water == 1
    b.tick("", 318)
    assert b.health == 20.0
    assert b.air == -19
    assert b.tick("").health == 18.0
    assert b.tick("", 19).health == 18.0
    assert b.tick("").health == 16.0
    assert b.events(st.EV_DAMAGED) == [(st.HURT_DROWN, 2.0)]


def test_breath_comes_back_four_a_tick() -> None:
    assert Body().set(air=100).tick("", 3).air == 112


def test_wading_keeps_the_breath() -> None:
    b = Body(FLOOR, (-20, 64, -20, 20, 64, 20, "water")).tick("", 20)
    assert b.in_water == 1
    assert b.eyes_in_water == 0
    assert b.air == 300


def test_lava_burns_four_each_ten_ticks_and_lingers() -> None:
    b = Body(FLOOR, (-1, 64, -1, 1, 65, 1, "lava")).set(food=10).tick("")
    assert b.health == 16.0
    assert b.fire > 200
    assert b.tick("", 9).health == 16.0
    assert b.tick("").health == 12.0
    b.set(x=20.5, z=20.5).tick("", 40)
    assert 9.0 <= b.health < 12.0


def test_water_puts_out_fire() -> None:
    b = Body(FLOOR, (10, 64, 10, 12, 64, 12, "water")).set(fire=100).tick("", 3)
    assert b.fire == 97
    assert b.set(x=11.5, z=11.5).tick("").fire <= 0


# --- harm -----------------------------------------------------------------------------------------------------------


def _fallen(height: float) -> float:
    """What the game counts: the way down at the end of the last tick before the one that lands."""
    speed, way = 0.0, 0.0
    while way + speed < height:
        way += speed
        speed = (speed + 0.08) * 0.98
    return way


@pytest.mark.parametrize("height", [1, 3, 4, 5, 10, 20, 22, 24, 60])
def test_fall_damage(height: int) -> None:
    lost = min(max(int(np.ceil(_fallen(height) - 3.0)), 0), 20)
    b = Body(at=(0.5, 64.0 + height, 0.5), ground=False).set(food=10)
    b.tick("", 120)
    assert b.health == 20.0 - lost
    assert b.dead == (1 if lost == 20 else 0)
    assert b.custom("fall_one_cm") == (round(_fallen(height) * 100) if height > 2 else 0)


def test_fall_damage_by_hand() -> None:
    # Known to every player: 3 blocks are free, 4 cost half a heart, 22 leave half a heart, 24 kill.
    lost = [min(max(int(np.ceil(_fallen(h) - 3.0)), 0), 20) for h in (3, 4, 22, 24)]
    assert lost == [0, 1, 19, 20]


@pytest.mark.parametrize(("block", "lost"), [("hay_block", 4), ("slime_block", 0), ("honey_block", 4), ("stone", 16)])
def test_soft_landings(block: str, lost: int) -> None:
    b = Body(FLOOR, (-5, 64, -5, 5, 64, 5, block), at=(0.5, 85.0, 0.5), ground=False).set(food=10)
    b.tick("", 34)
    assert b.health == 20.0 - lost


def test_slime_bounces_unless_sneaking() -> None:
    slime = (-5, 64, -5, 5, 64, 5, "slime_block")
    b = Body(FLOOR, slime, at=(0.5, 75.0, 0.5), ground=False).tick("", 35)
    assert b.y > 70.0
    assert b.health == 20.0
    b = Body(FLOOR, slime, at=(0.5, 75.0, 0.5), ground=False).tick("sneak", 40)
    assert b.y == 65.0
    assert b.health < 20.0


def test_ladders_and_vines_break_falls() -> None:
    b = Body(FLOOR, (0, 64, 1, 0, 80, 1, "stone"), (0, 64, 0, 0, 80, 0, "ladder[facing=north]"), at=(0.5, 90.0, 0.5),
             ground=False).tick("", 160)  # fmt: skip
    assert b.on_ground == 1
    assert b.health == 20.0


def test_farmland_is_trampled_by_a_jump_not_by_a_step() -> None:
    b = Body(FLOOR, (-9, 63, -9, 9, 63, 9, "farmland"), at=(0.5, 63.9375, 0.5)).tick("w", 20)
    farmland = parse_state("farmland")
    assert (b.w.blocks[np.ix_(np.arange(-2, 3) & 255, np.arange(0, 6), [63])] == farmland).all()
    b.tick("jump", 60)
    assert (b.w.blocks[:, :, 63] == parse_state("dirt")).any()
    assert b.y >= 63.9
    assert collide.box_free(b.w, load_rules(), b.x - 0.3, b.y, b.z - 0.3, b.x + 0.3, b.y + 1.8, b.z + 0.3)


@pytest.mark.parametrize(
    ("fill", "cause"),
    [((0, 64, 0, 0, 64, 0, "cactus"), st.HURT_CACTUS), ((0, 64, 0, 0, 64, 0, "fire"), st.HURT_IN_FIRE),
     ((0, 63, 0, 0, 63, 0, "magma_block"), st.HURT_HOT_FLOOR), ((0, 64, 0, 0, 65, 0, "stone"), st.HURT_SUFFOCATE)],
)  # fmt: skip
def test_blocks_that_hurt_by_one(fill: Fill, cause: int) -> None:
    b = Body(FLOOR, fill).set(food=10).tick("")
    assert b.events(st.EV_DAMAGED) == [(cause, 1.0)]
    assert b.health == 19.0
    assert b.tick("", 9).health == 19.0


def test_glass_and_leaves_do_not_suffocate() -> None:
    for name in ("glass", "oak_leaves"):
        assert Body(FLOOR, (0, 65, 0, 0, 65, 0, name)).tick("", 5).health == 20.0


def test_sneaking_on_magma_is_safe() -> None:
    assert Body((-9, 60, -9, 9, 63, 9, "magma_block")).tick("sneak", 20).health == 20.0


def test_berries_scratch_only_who_moves() -> None:
    bush = (-3, 64, -3, 3, 64, 3, "sweet_berry_bush[age=3]")
    assert Body(FLOOR, bush).tick("", 20).health == 20.0
    assert Body(FLOOR, bush).tick("w", 3).health == 19.0
    assert Body(FLOOR, (-3, 64, -3, 3, 64, 3, "sweet_berry_bush[age=0]")).tick("w", 3).health == 20.0


def test_the_void_kills() -> None:
    b = Body((0, 1, 0, 0, 1, 0, "air"), at=(0.5, -60.0, 0.5), ground=False).set(food=10)
    b.tick("", 120)
    assert b.dead == 1
    assert b.custom("deaths") == 1


def test_one_stuck_in_a_wall_is_pushed_out() -> None:
    b = Body(FLOOR, (1, 64, -3, 1, 66, 3, "stone"), at=(0.85, 64.0, 0.5)).tick("", 10)
    assert b.x <= 0.7 + 1e-6


# --- damage, armour, death --------------------------------------------------------------------------------------------


def test_invulnerable_for_ten_ticks_but_for_the_excess() -> None:
    b = Body()
    assert b.hurt(4)
    assert b.health == 16.0
    assert not b.hurt(4)
    assert b.health == 16.0
    assert b.hurt(7)
    assert b.health == 13.0
    b.set(food=10).tick("", 9)
    assert not b.hurt(5)
    b.tick("")
    assert b.hurt(5)
    assert b.health == 8.0
    assert b.hurt_time == 10


@pytest.mark.parametrize(
    ("material", "amount", "left"),
    [("leather", 10.0, 10 * (1 - 2 / 25)), ("iron", 10.0, 6.0), ("iron", 3.0, 3 * (1 - 13.5 / 25)),
     ("diamond", 10.0, 10 * (1 - 17.5 / 25)), ("netherite", 30.0, 30 * (1 - (20 - 30 / 5) / 25))],
)  # fmt: skip
def test_armour_formula(material: str, amount: float, left: float) -> None:
    # defence - damage / (2 + toughness / 4), at least a fifth of the defence, 4 % each; by hand for each set
    b = Body().wear(material)
    b.hurt(amount)
    assert 20.0 - b.health == pytest.approx(left, abs=1e-5)


def test_armour_wears_and_breaks() -> None:
    b = Body().wear("iron")
    b.hurt(10)
    assert b.w.items["damage"][st.ARMOR : st.ARMOR + 4].tolist() == [2, 2, 2, 2]
    b = Body().wear("iron")
    b.w.items[st.ARMOR]["damage"] = 194  # of 195
    b.hurt(1)
    assert b.w.items["count"][st.ARMOR : st.ARMOR + 4].tolist() == [0, 1, 1, 1]
    assert b.events(st.EV_BROKEN) == [(item_id("iron_boots"), 0.0)]
    assert b.w.stats[st.STAT_BROKEN, item_id("iron_boots")] == 1


def test_falling_and_starving_go_past_armour() -> None:
    b = Body().wear("diamond")
    b.hurt(5, st.HURT_FALL)
    assert b.health == 15.0
    assert b.w.items["damage"].sum() == 0
    assert b.exhaustion == 0.0
    b.set(invulnerable=0)
    b.hurt(5, st.HURT_CACTUS)
    assert b.health > 13.0
    assert b.exhaustion == pytest.approx(0.1)


def test_knockback() -> None:
    b = Body().set(vy=0.0)
    b.hurt(2, st.HURT_MOB, 0.0, 5.0)
    assert (b.vx, b.vy, b.vz) == (0.0, 0.4, pytest.approx(0.4))
    b.hurt(2, st.HURT_MOB, 0.0, 5.0)
    assert b.vz == pytest.approx(0.4)  # a blow that does not count does not push


def test_absorption_soaks_first() -> None:
    b = Body().set(absorption=3.0)
    b.hurt(5)
    assert b.absorption == 0.0
    assert b.health == 18.0


def test_death_comes_once_and_stops_the_body() -> None:
    b = Body()
    assert b.hurt(50)
    assert not b.hurt(50)
    assert b.dead == 1
    assert b.health == 0.0
    assert b.events(st.EV_DIED) == [(st.HURT_MOB, 0.0)]
    assert b.custom("deaths") == 1
    z = b.z
    assert b.tick("w", 5).z == z


def test_respawn_makes_whole() -> None:
    b = Body()
    b.set(xp=30, fire=50, food=3, fall_distance=9.0, vy=-2.0)
    b.hurt(50)
    b.set(spawn_x=5.5, spawn_z=-3.5)
    b.w.clock["n_events"] = 0
    vitals.respawn_player(b.w, load_rules())
    assert (b.x, b.y, b.z, b.px, b.vy) == (5.5, 64.0, -3.5, 5.5, 0.0)
    assert (b.dead, b.health, b.food, b.saturation, b.air, b.xp) == (0, 20.0, 20, 5.0, 300, 0)
    assert len(b.events(st.EV_RESPAWNED)) == 1
    b.tick("", 59)
    assert not b.hurt(5)
    b.tick("", 2)
    assert b.hurt(5)


def test_respawn_rises_out_of_a_wall() -> None:
    b = Body(FLOOR, (-1, 64, -1, 1, 70, 1, "stone"), at=(0.5, 64.0, 0.5))
    vitals.respawn_player(b.w, load_rules())
    assert b.y == 71.0


# --- hunger -----------------------------------------------------------------------------------------------------------


def test_four_exhaustion_cost_saturation_then_food() -> None:
    b = Body().set(saturation=1.0, exhaustion=8.5).tick("")
    assert (b.saturation, b.food, b.exhaustion) == (0.0, 20, 4.5)
    assert b.tick("").food == 19


def test_what_motion_costs() -> None:
    walker = Body().tick("w", 40)
    assert walker.exhaustion == 0.0
    b = Body().tick("w sprint", 40)
    assert b.exhaustion == pytest.approx((b.z - 0.5) * 0.1, rel=0.02)
    assert Body().tick("jump").exhaustion == pytest.approx(0.05)
    assert Body().tick("w sprint", 5).set(exhaustion=0).tick("w sprint jump").exhaustion == pytest.approx(0.2, abs=0.01)


def test_full_stomach_heals_fast() -> None:
    b = Body().set(health=10.0, saturation=5.0).tick("", 9)
    assert b.health == 10.0
    b.tick("")
    assert b.health == pytest.approx(10.0 + 5.0 / 6.0)
    assert b.exhaustion == pytest.approx(5.0)


def test_food_eighteen_heals_slowly_and_seventeen_does_not() -> None:
    b = Body().set(health=10.0, food=18, saturation=0.0).tick("", 79)
    assert b.health == 10.0
    assert b.tick("").health == 11.0
    assert b.exhaustion == pytest.approx(6.0)
    assert Body().set(health=10.0, food=17).tick("", 100).health == 10.0


@pytest.mark.parametrize(("difficulty", "floor"), [(1, 10.0), (2, 1.0), (3, 0.0)])
def test_starving_by_difficulty(difficulty: int, floor: float) -> None:
    b = Body().set(food=0, saturation=0.0)
    b.w.clock["difficulty"] = difficulty
    assert b.tick("", 80).health == 19.0
    b.tick("", 80 * 25)
    assert b.health == floor
    assert b.dead == (floor == 0.0)


def test_peace_feeds_and_heals() -> None:
    b = Body().set(food=10, health=10.0, saturation=0.0, exhaustion=30.0)
    b.w.clock["difficulty"] = 0
    b.tick("", 40)
    assert b.food == 14
    assert b.health == 12.0


# --- bookkeeping ------------------------------------------------------------------------------------------------------


def test_an_open_screen_takes_no_keys() -> None:
    b = Body().set(gui=st.GUI_INVENTORY).tick("w jump sneak sprint", 5)
    assert (b.x, b.y, b.z, b.sneaking) == (0.5, 64.0, 0.5, 0)


def test_tick_start_is_kept_for_drawing() -> None:
    b = Body().tick("w", 5)
    z, walked, bob = b.z, b.walked, b.bob
    b.tick("w")
    assert (b.pz, b.prev_walked, b.prev_bob) == (z, walked, bob)
    assert b.walked > walked
    assert Body().tick("w", 60).bob == pytest.approx(0.1, abs=1e-3)


def test_statistics_of_the_way() -> None:
    b = Body().tick("w", 40)
    assert b.custom("walk_one_cm") == pytest.approx((b.z - 0.5) * 100, abs=40)
    assert b.custom("sprint_one_cm") == b.custom("crouch_one_cm") == b.custom("jump") == 0
    assert b.custom("play_one_minute") == 40
    b.tick("sneak w", 20).tick("jump")
    assert b.custom("crouch_one_cm") > 80
    assert b.custom("jump") == 1


def test_honey_halves_jumps() -> None:
    b = Body((-9, 60, -9, 9, 63, 9, "honey_block"), at=(0.5, 63.9375, 0.5)).tick("jump")
    assert b.y - 63.9375 == pytest.approx(0.21)


def test_sneaking_never_falls_off() -> None:
    b = Body((-3, 60, -3, 3, 63, 3, "stone"))
    for yaw in range(0, 720, 37):
        b.set(yaw=float(yaw)).tick("w sneak", 25)
        assert b.y == 64.0


MESS = ("stone", "oak_slab[type=bottom]", "oak_stairs", "oak_fence", "cobweb", "water", "lava", "ladder", "ice",
        "soul_sand", "slime_block", "honey_block", "cactus", "oak_leaves", "snow[layers=3]", "chest", "vine",
        "sweet_berry_bush[age=2]", "magma_block", "red_bed", "glass_pane", "water[level=3]", "iron_bars",
        "anvil")  # fmt: skip


def _rummage(ticks: int, seed: int) -> tuple[Body, hashlib._Hash]:
    rng = np.random.default_rng(seed)
    b = Body(FLOOR)
    cells = rng.integers(0, 256, (3000, 2))
    for (x, z), y, name in zip(cells, rng.integers(63, 68, 3000), rng.choice(MESS, 3000), strict=True):
        if (x, z) not in ((0, 0), (0, 255), (255, 0), (255, 255)):
            b.w.blocks[x, z, y] = parse_state(str(name))
    digest = hashlib.sha256()
    r = load_rules()
    names = list(KEY)
    for _ in range(ticks // 10):
        keys = " ".join(k for k in names if rng.random() < 0.4)
        b.set(yaw=float(rng.integers(0, 3600)) / 10.0, pitch=float(rng.integers(-90, 91)), health=20.0, food=20)
        if abs(b.x) > 50 or abs(b.z) > 50:
            b.set(x=0.5, y=80.0, z=0.5)
        for _ in range(10):
            b.tick(keys)
            p = b.w.player[0]
            digest.update(np.array([p["x"], p["y"], p["z"], p["vx"], p["vy"], p["vz"]]).tobytes())
            h = float(p["height"])
            assert collide.box_free(b.w, r, p["x"] - 0.3, p["y"], p["z"] - 0.3, p["x"] + 0.3, p["y"] + h, p["z"] + 0.3)
    return b, digest


def test_random_keys_never_enter_a_block_and_repeat_bit_for_bit() -> None:
    b, first = _rummage(4000, 5)
    assert np.isfinite([b.x, b.y, b.z, b.vx, b.vy, b.vz]).all()
    assert b.y > 50.0
    assert _rummage(4000, 5)[1].hexdigest() == first.hexdigest()

"""What the picture shows, and the player that goes by it."""

from __future__ import annotations

import math

import pytest

from craftagent.expert.body import Body
from craftagent.expert.errands import Interact
from craftagent.expert.hunt import Hunt
from craftagent.expert.mine import Mine
from craftagent.expert.scan import crosshair
from craftagent.expert.style import Style
from craftagent.expert.view import blocks_in_view, creature_in_view, look_round, values_of
from craftagent.sim.env import SimWorld
from craftagent.sim.setup import Setup


def flat(seed: int = 1, by_sight: bool = True, *items: str) -> tuple[Body, Setup, tuple[int, int, int]]:
    """On flat land, looking level to the south (+z), with the cell of the feet."""
    world = SimWorld("none", seed, {"scene": "flat", "mobs": False, "inventory": list(items)})
    world.reset()
    setup = Setup(world.simulator)
    body = Body(world, Style(by_sight=by_sight), seed)
    for _ in range(40):  # however the scene begins
        _, yaw = body.off(0.0, 0.0)
        if abs(yaw) < 1.0:
            break
        *_, body.info = world.step(body.turn(0.0, 0.0))
    return body, setup, body.cell


def spot(cell: tuple[int, int, int], degrees: float, far: float) -> tuple[float, float, float]:
    """``far`` blocks away, ``degrees`` to the right of the south."""
    x, y, z = cell
    return x + 0.5 - far * math.sin(math.radians(degrees)), y, z + 0.5 + far * math.cos(math.radians(degrees))


@pytest.mark.parametrize(
    ("degrees", "seen"), [(0, True), (40, True), (-40, True), (70, False), (-70, False), (180, False)]
)
def test_a_block_is_in_view_if_it_is_ahead(degrees: float, seen: bool) -> None:
    body, setup, cell = flat()
    x, y, z = spot(cell, degrees, 6.0)
    there = (math.floor(x), math.floor(y) + 1, math.floor(z))
    setup.fill(*there, *there, "coal_ore")
    assert blocks_in_view(body, values_of(("coal_ore",))) == ([there] if seen else [])


def test_walls_hide_and_plants_do_not() -> None:
    body, setup, (x, y, z) = flat()
    setup.fill(x, y + 1, z + 6, x, y + 1, z + 6, "coal_ore")
    setup.creature("cow", x + 0.5, y, z + 7.5)
    cow = body.creatures("cow")[0]
    assert creature_in_view(body, cow)
    setup.fill(x - 3, y, z + 4, x + 3, y + 1, z + 4, "poppy")
    assert blocks_in_view(body, values_of(("coal_ore",))) and creature_in_view(body, cow)
    setup.fill(x - 6, y, z + 4, x + 6, y + 6, z + 4, "stone")
    assert not blocks_in_view(body, values_of(("coal_ore",))) and not creature_in_view(body, cow)


def test_nearest_first_and_what_did_not_work_is_left_out() -> None:
    body, setup, (x, y, z) = flat()
    for far in (8, 4):
        setup.fill(x, y + 1, z + far, x, y + 1, z + far, "coal_ore")
        x += 1
    value = values_of(("coal_ore",))
    near, far_one = blocks_in_view(body, value)
    assert near[2] < far_one[2]
    body.avoid[near] = body.tick + 100
    assert blocks_in_view(body, value) == [far_one]


def turns(body: Body, work, ticks: int = 60) -> list[float]:
    """Yaw motions of the first ticks of a skill, until it presses a key."""
    found = []
    for _ in range(ticks):
        action = next(work)
        if action["forward"] or action["attack"] or action["use"]:
            break
        found.append(float(action["camera"][1]))
        *_, body.info = body.world.step(action)
    return found


@pytest.mark.parametrize("degrees", [100, 150, -150, -100])
@pytest.mark.parametrize("what", ["cow", "chest", "coal_ore"])
def test_by_sight_it_looks_round_to_the_right_wherever_the_thing_is(what: str, degrees: float) -> None:
    body, setup, cell = flat(1, True, "stone_pickaxe")
    x, y, z = spot(cell, degrees, 6.0)
    if what == "cow":
        setup.creature("cow", x, y, z)
        work = Hunt("beef", explore=0).run(body)
    else:
        there = (math.floor(x), math.floor(y), math.floor(z))
        setup.fill(*there, *there, what)
        work = (Interact("chest") if what == "chest" else Mine("coal", explore=0)).run(body)
    yaws = turns(body, work)
    first = [yaw for yaw in yaws if yaw][:3]
    assert first and min(first) > 0.0


def test_knowing_all_it_turns_the_short_way() -> None:
    body, setup, cell = flat(1, False)
    setup.creature("cow", *spot(cell, -120.0, 6.0))
    assert sum(turns(body, Hunt("beef", explore=0).run(body))) < 0.0


def test_a_trunk_before_ones_nose_does_not_fill_the_picture() -> None:
    body, setup, (x, y, z) = flat()
    setup.fill(x, y, z + 2, x, y + 5, z + 2, "oak_log")
    setup.fill(x + 4, y, z + 6, x + 4, y + 3, z + 6, "oak_log")
    cells = blocks_in_view(body, values_of(("oak_log",)))
    assert len(cells) == len(set(cells)) and {(x, y + 1, z + 2), (x, y + 2, z + 2), (x + 4, y + 2, z + 6)} <= set(cells)


def look(body: Body, ticks: int) -> float:
    """Degrees turned in at most so many ticks of looking round for x."""
    turned = 0.0
    for action, _ in zip(look_round(body, "x", list), range(ticks), strict=False):
        turned += float(action["camera"][1])
        *_, body.info = body.world.step(action)
    return turned


def test_looking_round_ends_and_says_that_nothing_is_there() -> None:
    body, _, _ = flat()
    assert 310.0 <= look(body, 100) <= 410.0
    assert list(look_round(body, "x", list)) == [], "not again at once"
    assert next(look_round(body, "y", list))["camera"][1] > 0
    assert list(look_round(body, "y", lambda: ["it"])) == []


def test_looking_round_goes_on_where_it_was_broken_off() -> None:
    body, setup, (x, y, z) = flat()
    turned = [look(body, 8) for _ in range(12)]
    assert 310.0 <= sum(turned) <= 410.0 and turned[0] > 0.0 == turned[-1]
    setup.teleport(x + 30, y, z)
    assert look(body, 100) > 300.0, "elsewhere it is worth while again"


def test_a_blow_is_struck_when_the_picture_shows_the_crosshair_on_it() -> None:
    world = SimWorld("none", 3, {"scene": "cow_pen", "mobs": False})
    world.reset()
    body, blows = Body(world, Style(by_sight=True), 3), 0
    work = Hunt("beef", 2).run(body)
    for _ in range(2500):
        action = next(work, None)
        if action is None:
            break
        if action["attack"] and not body.screen_open and body.creatures("cow", reach=3.0):
            on = crosshair(body, float(body.p["pitch"]), float(body.p["yaw"]))
            plant = body.targeted() is not None and float(body.r.hardness[body.state(*body.targeted())]) == 0.0
            assert on[0] >= 0 or plant, "neither a creature nor a plant before it"
            blows += on[0] >= 0
        *_, body.info = world.step(action)
    assert body.count("beef") >= 2 and blows >= 6

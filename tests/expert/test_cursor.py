"""The pointer: it arrives, clicks, drags and counts, with motions that VPT can say."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.actions import decode, encode
from craftagent.expert import cursor
from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.drive import drive, step
from craftagent.expert.style import Style
from craftagent.sim.env import SimWorld
from craftagent.sim.screens.layout import layout
from craftagent.sim.screens.screen import PIXELS_PER_DEGREE
from craftagent.sim.setup import Setup
from craftagent.sim.state import CURSOR, GUI_CHEST, GUI_CRAFTING, GUI_FURNACE, GUI_INVENTORY
from craftagent.types import CAMERA


@pytest.fixture(scope="module")
def world() -> SimWorld:
    made = SimWorld("none", 1, None)
    made.reset(options={"settings": {"scene": "flat", "mobs": False, "random_tick_speed": 0}})
    return made


@pytest.fixture
def body(world: SimWorld) -> Body:
    """A player with an open inventory and three stacks."""
    world.simulator.screens.close()
    setup = Setup(world.simulator)
    setup.clear_inventory()
    setup.remove_creatures()
    setup.give("dirt", 20, 0)
    setup.give("stick", 5, 9)
    setup.give("dirt", 7, 30)
    made = Body(world, seed=3)
    drive(made, made.wait(2))
    drive(made, cursor.open_inventory(made))
    return made


def pile(body: Body, slot: int) -> tuple[str, int]:
    return tuple(cursor.pile_in(body, slot)[:2])  # type: ignore[return-value]


@pytest.mark.parametrize("limit", [10.0, 8.0, 5.8095, 3.2154])
def test_every_distance_is_covered_by_few_motions(limit: float) -> None:
    for half in range(-1280, 1281):
        motions = cursor._motions(half, limit)
        assert abs(sum(motions) * PIXELS_PER_DEGREE - half / 2) <= cursor._PRECISION
        assert all(motion * half > 0 for motion in motions), "the pointer turns back"
        assert list(motions) == sorted(motions, key=abs, reverse=True)
        assert len(motions) <= 3 + abs(half) / 2 / (max(cursor._bins(limit)) * PIXELS_PER_DEGREE)


@pytest.mark.parametrize("gui", [GUI_INVENTORY, GUI_CRAFTING, GUI_FURNACE, GUI_CHEST])
def test_the_pointer_reaches_every_slot_within_seven_ticks(body: Body, gui: int) -> None:
    if gui != GUI_INVENTORY:
        x, y, z = body.cell
        name = {GUI_CRAFTING: "crafting_table", GUI_FURNACE: "furnace", GUI_CHEST: "chest"}[gui]
        Setup(body.world.simulator).set_block(x, y, z + 2, name)
        Setup(body.world.simulator).open_screen(name, x, y, z + 2)
    numbers = body.rng.permutation(len(layout(gui).slots)).tolist()
    for number in numbers:
        ticks, _ = drive(body, cursor.hover(body, number), 7)
        assert ticks <= 7
        assert cursor.hovered(body) == number


def test_what_is_done_is_what_vpt_says(body: Body) -> None:
    skill = cursor.move_exactly(body, cursor.number_of(body, 0), cursor.number_of(body, 20), 3)
    for action in skill:
        said = decode(*encode(action))
        assert np.array_equal(said[CAMERA], action[CAMERA])
        assert {k: v for k, v in said.items() if k != CAMERA} == {k: v for k, v in action.items() if k != CAMERA}
        step(body, action)
    assert pile(body, 20) == ("dirt", 3)


def test_clicks_of_all_kinds(body: Body) -> None:
    source, target = cursor.number_of(body, 0), cursor.number_of(body, 20)
    ticks, _ = drive(body, cursor.click(body, source))
    assert ticks <= 6
    assert pile(body, CURSOR) == ("dirt", 20)
    drive(body, cursor.click(body, target, cursor.RIGHT))
    assert (pile(body, CURSOR), pile(body, 20)) == (("dirt", 19), ("dirt", 1))
    drive(body, cursor.click(body, target, cursor.RIGHT))
    assert pile(body, 20) == ("dirt", 2)
    drive(body, cursor.click(body, target))
    assert (pile(body, CURSOR), pile(body, 20)) == (("air", 0), ("dirt", 20 + 0))
    drive(body, cursor.click(body, target, shift=True))
    assert pile(body, 20) == ("air", 0)


def test_two_quick_clicks_on_a_slot_do_not_gather(body: Body) -> None:
    source = cursor.number_of(body, 0)
    drive(body, cursor.click(body, source))
    drive(body, cursor.click(body, source))
    assert pile(body, CURSOR) == ("air", 0)
    assert (pile(body, 0), pile(body, 30)) == (("dirt", 20), ("dirt", 7))


@pytest.mark.parametrize("have", [1, 2, 7, 20, 64])
def test_counting_out_of_a_stack(body: Body, have: int) -> None:
    setup = Setup(body.world.simulator)
    for n in {1, 2, have // 3, have // 2, have - 1, have} - {0}:
        if n > have:
            continue
        setup.clear_inventory()
        setup.give("dirt", have, 12)
        drive(body, cursor.move_exactly(body, cursor.number_of(body, 12), cursor.number_of(body, 2), n))
        assert pile(body, 2) == ("dirt", n)
        assert pile(body, 12)[1] == have - n
        assert pile(body, CURSOR)[1] == 0


@pytest.mark.parametrize("turn", [10.0, 5.8095])
@pytest.mark.parametrize("slots", [(10, 11), (10, 11, 12, 21, 20, 19), (12, 14), (10, 20, 30), (15, 16, 17, 26, 25)])
def test_drags_touch_their_slots_and_no_other(body: Body, slots: tuple[int, ...], turn: float) -> None:
    body.style = Style(turn=turn)
    for key, each in ((cursor.RIGHT, 1), (cursor.LEFT, 20 // len(slots))):
        setup = Setup(body.world.simulator)
        setup.clear_inventory()
        setup.give("dirt", 20, 0)
        drive(body, cursor.pick_up(body, cursor.number_of(body, 0)))
        drive(body, cursor.drag(body, [cursor.number_of(body, s) for s in slots], key))
        held = {s: pile(body, s)[1] for s in range(36) if pile(body, s)[1]}
        assert held == dict.fromkeys(slots, each)
        assert pile(body, CURSOR)[1] == 20 - each * len(slots)
        drive(body, cursor.put_down(body))


def test_put_down_prefers_its_kind_and_leave_loses_nothing(body: Body) -> None:
    drive(body, cursor.pick_up(body, cursor.number_of(body, 0)))
    ticks, _ = drive(body, cursor.leave(body))
    assert ticks <= 10
    assert not body.screen_open
    assert pile(body, 30) == ("dirt", 27)
    assert not body.drops()


def test_a_full_bag_throws_what_is_carried_out(body: Body) -> None:
    setup = Setup(body.world.simulator)
    drive(body, cursor.pick_up(body, cursor.number_of(body, 9)))
    for slot in range(36):
        setup.give("stone", 64, slot)
    drive(body, cursor.put_down(body))
    assert pile(body, CURSOR) == ("air", 0)
    assert [int(d["count"]) for d in body.drops("stick")] == [5]


def test_a_button_left_pressed_is_let_go_where_it_is(body: Body) -> None:
    drive(body, cursor.pick_up(body, cursor.number_of(body, 0)))
    drive(body, cursor.hover(body, cursor.number_of(body, 20)))
    step(body, body.act("attack"))  # broken off here: the button is down over slot 20
    drive(body, cursor.click(body, cursor.number_of(body, 9), shift=True))
    assert pile(body, 20) == ("dirt", 20)
    assert pile(body, 9) == ("air", 0)


def test_slow_hands_wait_before_the_click(body: Body) -> None:
    drive(body, cursor.hover(body, cursor.number_of(body, 9)))
    quick, _ = drive(body, cursor.click(body, cursor.number_of(body, 9)))
    drive(body, cursor.put_down(body, prefer=9))
    drive(body, body.wait(6))
    body.style = Style(click_ticks=3)
    slow, _ = drive(body, cursor.click(body, cursor.number_of(body, 9)))
    assert slow == quick + 3


def test_a_closed_screen_is_said(body: Body) -> None:
    drive(body, body.close_screen())
    with pytest.raises(SkillFailed, match="the screen closed"):
        drive(body, cursor.hover(body, 3))

"""Every kind of condition on synthetic infos; parsing and its complaints."""

from __future__ import annotations

from typing import Any

import pytest

from craftagent.tasks.goal import Goal
from craftagent.tasks.predicate import KINDS, parse_predicate, predicate_of


def watch(data: Any, first: Any, *rest: Any) -> tuple[list[bool], Any]:
    tracker = parse_predicate(data).start(first)
    return [tracker.update(info) for info in rest], tracker


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {"events": [{"type": kind, **fields}]}


def test_have_is_what_is_held_now_and_done_stays(info: Any) -> None:
    three = info(inventory={"oak_log": 2, "birch_log": 1})
    first = info(inventory={"oak_log": 1})
    seen, tracker = watch(
        {"have": {"target": "#logs", "count": 3}}, first, info(inventory={"oak_log": 2}), three, info()
    )
    assert seen == [False, True, True]
    assert not tracker.met and tracker.done and tracker.count == 0
    _, tracker = watch({"have": "dirt"}, info(inventory={"dirt": 5}))
    assert tracker.done  # at once
    _, tracker = watch({"have": "iron_boots"}, info(equipped={"feet": "iron_boots"}))
    assert tracker.done  # worn things are held
    _, tracker = watch(
        {"have": {"target": "dirt", "count": 6}}, info(inventory={"dirt": 5}, equipped={"mainhand": "dirt"})
    )
    assert not tracker.done  # the hand is a slot of the inventory, not one more


def test_gain_counts_from_the_start_at_its_best(info: Any) -> None:
    seen, tracker = watch({"gain": {"target": "dirt", "count": 2}}, info(inventory={"dirt": 5}),
                          info(inventory={"dirt": 6}), info(inventory={}), info(inventory={"dirt": 6}))  # fmt: skip
    assert seen == [False, False, False]  # thrown away and taken up again gains nothing
    assert tracker.count == 1 and tracker.progress == 0.5
    assert tracker.update(info(inventory={"dirt": 7}))


@pytest.mark.parametrize(
    ("kind", "stat", "target", "name", "other"),
    [
        ("mined", "mine_block", "#logs", "birch_log", "stone"),
        ("killed", "kill_entity", "#monsters", "spider", "cow"),
        ("picked_up", "pickup", "cobblestone", "cobblestone", "dirt"),
        ("used", "use_item", "#hoes", "iron_hoe", "iron_axe"),
    ],
)
def test_statistics_count_from_the_start(info: Any, kind: str, stat: str, target: str, name: str, other: str) -> None:
    seen, tracker = watch({kind: {"target": target, "count": 2}}, info(stats={stat: {name: 4}}),
                          info(stats={stat: {name: 5, other: 9}}), info(stats={stat: {name: 6}}))  # fmt: skip
    assert seen == [False, True]
    assert tracker.count == 2 and tracker.progress == 1.0


@pytest.mark.parametrize(
    ("kind", "target", "good", "bad", "each"),
    [
        ("crafted", "stick", event("crafted", item="stick", count=4), event("smelted", item="stick", count=4), 4),
        ("smelted", "iron_ingot", event("smelted", item="iron_ingot", count=2),
         event("crafted", item="iron_ingot", count=9), 2),
        ("eaten", "#meat", event("ate", item="beef", count=1), event("used", item="beef", count=1), 1),
        ("placed", "torch", event("placed", block="torch", item="torch"), event("placed", block="stone"), 1),
        ("interacted", "chest", event("gui_opened", screen="chest"), event("gui_opened", screen="inventory"), 1),
    ],
)  # fmt: skip
def test_events_are_added_up(info: Any, kind: str, target: str, good: Any, bad: Any, each: int) -> None:
    seen, tracker = watch(
        {kind: {"target": target, "count": 2 * each}}, info(**good), info(**bad), info(**good), info(**good)
    )
    assert seen == [False, False, True]  # the event of the start itself is not counted
    assert tracker.count == 2 * each


def test_equipped_in_any_slot_or_in_one(info: Any) -> None:
    helmet = info(equipped={"mainhand": "iron_helmet"})
    assert watch({"equipped": "iron_helmet"}, info(), helmet)[0] == [True]
    seen, tracker = watch({"equipped": {"target": "#helmets", "slot": "head"}}, info(), helmet,
                          info(equipped={"head": "iron_helmet"}), info())  # fmt: skip
    assert seen == [False, True, True] and not tracker.met


@pytest.mark.parametrize(
    ("data", "inside", "outside"),
    [
        ({"distance": 5}, (3.5, 64.0, 4.5), (3.5, 64.0, 4.3)),
        ({"south": 5}, (9.0, 64.0, 5.5), (9.0, 64.0, -9.5)),
        ({"north": 5}, (0.5, 64.0, -4.5), (0.5, 64.0, 5.5)),
        ({"east": 5}, (5.5, 64.0, 0.5), (-4.5, 64.0, 0.5)),
        ({"west": 5}, (-4.5, 64.0, 0.5), (5.5, 64.0, 0.5)),
        ({"climb": 4}, (0.5, 68.0, 0.5), (0.5, 60.0, 0.5)),
        ({"depth": 4}, (0.5, 60.0, 0.5), (0.5, 60.1, 0.5)),
        ({"above": 70}, (0.5, 70.0, 0.5), (0.5, 69.9, 0.5)),
        ({"below": 12}, (0.5, 12.0, 0.5), (0.5, 12.1, 0.5)),
        ({"south": 5, "drop": 0.5}, (0.5, 63.5, 5.5), (0.5, 63.4, 5.5)),
    ],
)
def test_reached(info: Any, data: Any, inside: Any, outside: Any) -> None:
    def at(point: Any) -> Any:
        return info(pose=dict(zip("xyz", point, strict=True)))

    seen, tracker = watch({"reached": data}, info(), at(outside), at(inside), at(outside))
    assert seen == [False, True, True]
    assert not tracker.met and 0.0 <= tracker.progress < 1.0


def test_reached_biome_and_what_holds_at_once(info: Any) -> None:
    assert watch({"reached": {"biome": "desert"}}, info(), info(), info(biome="desert"))[0] == [False, True]
    assert watch({"reached": {"below": 64}}, info())[1].done


def test_survived_ticks_and_death(info: Any) -> None:
    data = {"survived": {"ticks": 10}}
    seen, tracker = watch(data, info(tick=100), info(tick=105), info(tick=109), info(tick=110))
    assert seen == [False, False, True] and tracker.progress == 1.0
    died = {"stats": {"custom": {"deaths": 1}}}
    seen, tracker = watch(data, info(tick=0), info(tick=5, **died), info(tick=50, **died))
    assert seen == [False, False] and tracker.progress == 0.0
    seen, _ = watch(data, info(tick=0), info(tick=5, life={"is_alive": False}), info(tick=50))
    assert seen == [False, False]
    assert watch({"survived": 10}, info(), info(tick=10))[0] == [True]


def test_survived_until_a_time_of_day(info: Any) -> None:
    seen, tracker = watch({"survived": {"until": 0}}, info(time=13_000, tick=7), info(tick=11_006), info(tick=11_007))
    assert seen == [False, True] and tracker.count == 11_000
    assert watch({"survived": {"until": 5}}, info(time=5), info(tick=23_999), info(tick=24_000))[0] == [False, True]


def test_all_wants_states_at_the_same_tick_but_keeps_counts(info: Any) -> None:
    data = {"all": [{"have": "bread"}, {"mined": "dirt"}]}
    bread, mined = {"inventory": {"bread": 1}}, {"stats": {"mine_block": {"dirt": 1}}}
    seen, tracker = watch(data, info(), info(**bread), info(**mined), info(**bread, **mined))
    assert seen == [False, False, True] and tracker.count == 2
    assert watch(data, info(), info(**bread))[1].progress == 0.5


def test_any(info: Any) -> None:
    data = {"any": [{"gain": {"target": "dirt", "count": 4}}, {"have": "bread"}]}
    seen, _ = watch(data, info(), info(inventory={"dirt": 3}), info(inventory={"bread": 1}))
    assert seen == [False, True]
    assert watch(data, info(), info(inventory={"dirt": 3}))[1].progress == 0.75


def test_then_starts_each_part_after_the_one_before(info: Any) -> None:
    data = {"then": [{"gain": "dirt"}, {"gain": "dirt"}, {"reached": {"south": 4}}]}
    one, two = info(inventory={"dirt": 1}), info(inventory={"dirt": 2})
    there = info(inventory={"dirt": 2}, pose={"z": 9.0})
    seen, tracker = watch(data, info(), one, one, two, there, info(inventory={}, pose={"z": 13.0}))
    assert seen == [False, False, False, True, True]
    tracker = parse_predicate(data).start(info())
    tracker.update(one)
    assert tracker.progress == pytest.approx(1 / 3) and tracker.count == 1


def test_data_round_trip() -> None:
    torch = {"equipped": {"target": "torch", "slot": "offhand"}}
    data = {"then": [{"all": [{"have": {"target": "#logs", "count": 2}}, torch]},
                     {"any": [{"reached": {"south": 3.0, "biome": "desert"}}, {"survived": {"until": 0}}]}]}  # fmt: skip
    predicate = parse_predicate(data)
    assert predicate.to_data() == data
    assert parse_predicate(predicate.to_data()) == predicate


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("dirt", "mapping with one key"),
        ({"have": "dirt", "gain": "dirt"}, "one key"),
        ({"gained": "dirt"}, "'gained'; did you mean 'gain'"),
        ({"have": "drit"}, "did you mean 'dirt'"),
        ({"have": "logs"}, "did you mean '#logs'"),
        ({"have": "water"}, "'water'"),
        ({"mined": "stick"}, "block 'stick'"),
        ({"killed": "zombi"}, "did you mean 'zombie'"),
        ({"killed": "#logs"}, "#logs"),
        ({"have": {"target": "dirt", "cuont": 2}}, "'cuont' in 'have'; did you mean 'count'"),
        ({"have": {"count": 2}}, "needs a 'target'"),
        ({"have": {"target": "dirt", "count": 0}}, "from 1 to"),
        ({"have": {"target": "dirt", "count": True}}, "not True"),
        ({"have": 3}, "mapping"),
        ({"interacted": "oak_door"}, "screen"),
        ({"equipped": {"target": "torch", "slot": "haed"}}, "did you mean 'head'"),
        ({"reached": {"sout": 3}}, "did you mean 'south'"),
        ({"reached": {"south": "far"}}, "number of blocks"),
        ({"reached": {"south": 0}}, "more than 0"),
        ({"reached": {"biome": "dessert"}}, "desert"),
        ({"reached": {}}, "mapping"),
        ({"survived": 0}, "from 1"),
        ({"survived": {"ticks": 3, "until": 4}}, "not both"),
        ({"survived": {"until": 24_000}}, "23999"),
        ({"all": []}, "list of conditions"),
        ({"then": {"have": "dirt"}}, "list of conditions"),
        ({"any": [{"have": "dirrt"}]}, "dirt"),
    ],
)
def test_wrong_data_is_one_clear_sentence(data: Any, says: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_predicate(data)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_plain_condition_of_every_verb(info: Any) -> None:
    expected = {
        Goal("mine", "#logs", 3): {"gain": {"target": "#logs", "count": 3}},
        Goal("hunt", "beef"): {"gain": {"target": "beef", "count": 1}},
        Goal("get", "diamond", 2): {"gain": {"target": "diamond", "count": 2}},
        Goal("kill", "cow"): {"killed": {"target": "cow", "count": 1}},
        Goal("craft", "torch", 4): {"crafted": {"target": "torch", "count": 4}},
        Goal("smelt", "glass"): {"smelted": {"target": "glass", "count": 1}},
        Goal("place", "torch"): {"placed": {"target": "torch", "count": 1}},
        Goal("eat", "bread"): {"eaten": {"target": "bread", "count": 1}},
        Goal("interact", "chest"): {"interacted": {"target": "chest", "count": 1}},
        Goal("equip", "shield"): {"equipped": {"target": "shield"}},
        Goal("reach", "height:12"): {"reached": {"below": 12.0}},
        Goal("reach", "depth:3"): {"reached": {"depth": 3.0}},
        Goal("reach", "climb:3"): {"reached": {"climb": 3.0}},
        Goal("reach", "distance:50"): {"reached": {"distance": 50.0}},
        Goal("reach", "biome:desert"): {"reached": {"biome": "desert"}},
        Goal("survive", "any", 60): {"survived": {"ticks": 60}},
        Goal("survive", "night"): {"survived": {"until": 0}},
    }
    for goal, data in expected.items():
        assert predicate_of(goal).to_data() == data
    for place in ("surface", "far_shore"):
        with pytest.raises(ValueError, match=place):
            predicate_of(Goal("reach", place))


def test_every_kind_is_tested_here() -> None:
    assert set(KINDS) == {"have", "gain", "mined", "placed", "crafted", "smelted", "killed", "picked_up", "used", "eaten",
                          "interacted", "equipped", "reached", "survived", "all", "any", "then"}  # fmt: skip

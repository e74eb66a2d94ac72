from __future__ import annotations

import pytest

import craftagent
from craftagent.datasets.episode import GoalSpan, check_episode, open_episode
from craftagent.datasets.labels import hindsight_spans, label_by_hindsight, skill_spans, span_of, stats_of, task_spans
from craftagent.datasets.outcomes import PICKUP_TICKS, Outcome, outcomes
from craftagent.datasets.recorder import Recorder, world_meta
from craftagent.sim.setup import Setup
from craftagent.tasks.goal import Goal
from craftagent.types import WorldSettings


def history(n: int, *events: tuple[int, str, int]) -> list[dict[str, int]]:
    """Statistics of n + 1 frames, where the action of tick t adds to a counter: (t, "mined:stone", 1)."""
    total: dict[str, int] = {}
    out: list[dict[str, int]] = [{}]
    for t in range(n):
        for tick, name, count in events:
            if tick == t:
                kind, _, what = name.partition(":")
                key = f"minecraft.{kind}:minecraft.{what}"
                total[key] = total.get(key, 0) + count
        total["minecraft.custom:minecraft.play_one_minute"] = t + 1
        out.append(dict(total))
    return out


def said(*events: tuple[int, str, int], n: int = 1000) -> list[tuple[int, str, str, int]]:
    return [(o.tick, o.verb, o.target, o.count) for o in outcomes(history(n, *events))]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([(5, "mined:stone", 1), (15, "picked_up:cobblestone", 1)], (15, "mine", "cobblestone", 1)),
        ([(5, "mined:oak_log", 1), (15, "picked_up:oak_log", 1)], (15, "mine", "oak_log", 1)),
        ([(5, "mined:oak_log", 1), (15, "picked_up:dirt", 1)], (15, "get", "dirt", 1)),
        (
            [(5, "mined:oak_log", 1), (6 + PICKUP_TICKS, "picked_up:oak_log", 1)],
            (6 + PICKUP_TICKS, "get", "oak_log", 1),
        ),
        ([(5, "mined:grass", 1), (9, "picked_up:wheat_seeds", 1)], (9, "mine", "wheat_seeds", 1)),
        ([(5, "mined:coal_ore", 1), (9, "picked_up:coal", 1)], (9, "mine", "coal", 1)),
        ([(5, "used:shears", 1), (9, "picked_up:white_wool", 3)], (9, "hunt", "white_wool", 3)),
        ([(5, "crafted:oak_planks", 4)], (5, "craft", "oak_planks", 4)),
        ([(5, "crafted:iron_ingot", 9)], (5, "craft", "iron_ingot", 9)),
        ([(5, "used:dirt", 1)], (5, "place", "dirt", 1)),
        ([(5, "used:wheat_seeds", 1)], (5, "place", "wheat", 1)),
        ([(5, "used:bread", 1)], (5, "eat", "bread", 1)),
        ([(5, "killed:zombie", 1)], (5, "kill", "zombie", 1)),
        ([(5, "custom:interact_with_crafting_table", 1)], (5, "interact", "crafting_table", 1)),
        ([(5, "custom:open_chest", 1)], (5, "interact", "chest", 1)),
    ],
)
def test_outcomes(events, expected):
    assert said(*events) == [expected]


def test_hunting_is_told_from_killing():
    events = [(5, "killed:cow", 1), (20, "picked_up:beef", 2)]
    assert said(*events) == [(5, "kill", "cow", 1), (20, "hunt", "beef", 2)]


def test_smelting_is_told_from_crafting_by_the_station():
    events = [(5, "custom:interact_with_furnace", 1), (9, "crafted:iron_ingot", 2),
              (20, "custom:interact_with_crafting_table", 1), (30, "crafted:iron_ingot", 9),
              (40, "custom:interact_with_furnace", 1), (50, "crafted:oak_planks", 4)]  # fmt: skip
    made = [o for o in said(*events) if o[1] != "interact"]
    assert made == [(9, "smelt", "iron_ingot", 2), (30, "craft", "iron_ingot", 9), (50, "craft", "oak_planks", 4)]


def test_what_is_no_outcome():
    events = [(1, "mined:oak_leaves", 1), (2, "used:iron_pickaxe", 1), (3, "custom:jump", 1), (4, "killed:ender_dragon", 1),
              (5, "picked_up:no_such_item", 1), (6, "broken:iron_pickaxe", 1), (7, "used:carrot", 1),
              (8, "dropped:dirt", 1), (9, "picked_up:dirt", 1), (10, "used:water_bucket", 1)]  # fmt: skip
    assert said(*events) == []


def test_statistics_that_begin_late_break_off_or_shrink():
    stats: list = history(20, (3, "mined:dirt", 1), (9, "picked_up:dirt", 1))
    assert list(outcomes(stats[8:])) == [Outcome(1, "get", "dirt", 1)]  # totals before the segment are no outcomes
    stats[5] = stats[6] = None
    assert list(outcomes(stats)) == [Outcome(9, "mine", "dirt", 1)]
    stats[15:] = [{} for _ in stats[15:]]
    assert list(outcomes(stats)) == [Outcome(9, "mine", "dirt", 1)]
    odd = [
        {},
        {"minecraft.crafted:minecraft.stick": "4"},
        {"minecraft.crafted:minecraft.stick": True},
        {"nonsense": 3},
        {"a:b": 9},
    ]
    assert list(outcomes(odd)) == []  # type: ignore[arg-type]


def test_spans_end_at_the_event_and_begin_after_the_one_before():
    events = [(i, "mined:oak_log", 1) for i in (8, 58, 78)] + [(i, "picked_up:oak_log", 1) for i in (10, 60, 80)]
    spans = hindsight_spans(history(900, *events, (850, "crafted:oak_planks", 4)), max_length=300)
    one, three = Goal("mine", "oak_log", 1).text(), Goal("mine", "oak_log", 3).text()
    assert "3 oak logs" in three
    assert [(s.start, s.end, s.text) for s in spans] == [
        (0, 11, one), (11, 61, one), (0, 81, three), (61, 81, one),
        (551, 851, Goal("craft", "oak_planks", 4).text()),
    ]  # fmt: skip
    assert {s.source for s in spans} == {"hindsight"}
    assert [s.count for s in hindsight_spans(history(900, *events), runs=False)] == [1, 1, 1]


def test_runs_end_where_something_else_happens_or_too_long_passes():
    logs = (
        [(i, "picked_up:oak_log", 1) for i in (10, 20)] + [(30, "picked_up:dirt", 1)] + [(40, "picked_up:oak_log", 1)]
    )
    counts = [(s.target, s.count, s.end) for s in hindsight_spans(history(100, *logs))]
    assert counts == [("oak_log", 1, 11), ("oak_log", 2, 21), ("oak_log", 1, 21), ("dirt", 1, 31), ("oak_log", 1, 41)]
    far = [(i, "picked_up:oak_log", 1) for i in (10, 500)]
    assert [s.count for s in hindsight_spans(history(900, *far), max_length=100)] == [1, 1]


def test_events_of_one_tick_share_their_start():
    spans = hindsight_spans(history(50, (5, "used:bread", 1), (20, "killed:cow", 1), (20, "picked_up:dirt", 1)))
    assert [(s.start, s.end, s.verb) for s in spans] == [(0, 6, "eat"), (6, 21, "get"), (6, 21, "kill")]
    with pytest.raises(ValueError, match="max_length"):
        hindsight_spans([], max_length=0)


def test_task_and_skill_labels():
    goal = Goal("mine", "#logs", 3)
    assert task_spans(goal, 50, "chop some trees") == [GoalSpan(0, 50, "mine", "#logs", 3, "chop some trees", "task")]
    assert task_spans(goal, 0) == []
    spans = skill_spans([(-5, 10, goal), (10, 10, goal), (10, 99, goal), (60, 70, goal)], 50)
    assert [(s.start, s.end, s.source, s.text) for s in spans] == [
        (0, 10, "skill", goal.text()),
        (10, 50, "skill", goal.text()),
    ]
    assert span_of(goal, 0, 1, "person").source == "person"
    with pytest.raises(ValueError, match="source"):
        span_of(goal, 0, 1, "oracle")


def test_hindsight_of_a_played_episode(tmp_path):
    """In the embedded world: dig dirt underfoot, put it back, eat."""
    settings = WorldSettings.from_dict(
        {"inventory": [{"item": "bread", "count": 3}, {"item": "dirt", "slot": 1}], "mobs": False}
    )
    world = craftagent.make("sim", view="direct:32x32", seed=21_001, settings=settings)
    observation, info = world.reset()
    Setup(world.simulator).set_life(food=10)  # hungry
    with Recorder(tmp_path, "a", "direct:32x32", {"world": world_meta(21_001, settings)}) as recorder:
        recorder.goal(0, 20, "mine", "dirt", 1, "dig", "skill")
        recorder.goal(0, 20, "eat", "bread", 1, "old", "hindsight")
        for t in range(200):
            if t < 10:
                action = {"camera": (10.0, 0.0)}
            elif t < 90:
                action = {"attack": 1}
            elif t < 110:
                action = {"hotbar.2": 1, "jump": int(t >= 100), "use": int(t >= 104)}
            else:
                action = {"hotbar.1": 1, "camera": (-10.0 if t < 120 else 0.0, 0.0), "use": int(t > 125)}
            recorder.add(observation["pov"], action, info)
            observation, _, _, _, info = world.step(action)
        paths = recorder.close(observation["pov"], info)
    stats = info["stats"]
    found = label_by_hindsight(paths)
    made = {(g.verb, g.target): g for g in found if g.count == 1}
    assert stats["pickup"].get("dirt") and ("mine", "dirt") in made
    assert bool(stats["use_item"].get("bread")) == (("eat", "bread") in made) and stats["use_item"].get("bread")
    assert bool(stats["use_item"].get("dirt")) == (("place", "dirt") in made)
    ate = made["eat", "bread"]
    before, after = list(stats_of(open_episode(paths)))[ate.end - 1 : ate.end + 1]
    key = "minecraft.used:minecraft.bread"
    assert after[key] == before.get(key, 0) + 1  # the span's last tick is the one that did it
    goals = open_episode(paths).goals
    assert [g.text for g in goals if g.source == "skill"] == ["dig"] and "old" not in {g.text for g in goals}
    assert label_by_hindsight(paths) == found and open_episode(paths).goals == goals
    assert check_episode(paths) == []


def test_hindsight_of_contractor_data(tmp_path, contractor_row, write_contractor):
    rows = [contractor_row(stats=stats) for stats in history(30, (4, "mined:dirt", 1), (9, "picked_up:dirt", 1))[:30]]
    paths = write_contractor(tmp_path, rows, size=(64, 36))
    assert [(g.start, g.end, g.text) for g in label_by_hindsight(paths)] == [(0, 10, Goal("mine", "dirt").text())]
    assert len(open_episode(paths).goals) == 1

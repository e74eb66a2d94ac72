"""The suites: what is in them, and that every task of every one is whole."""

from __future__ import annotations

import pytest

from craftagent.sim.rules.recipes import match
from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.rules.tables import load_rules
from craftagent.tasks.generated_blocks import mined_blocks
from craftagent.tasks.suite import get_task, load_suite, suite_names
from craftagent.world.registry import TaskLike

EVERY = [("atomic-v1", None), *(("long-horizon-67-v1", rules) for rules in ("paper", "survival")),
         *(("generated-v1", level) for level in ("zero", "easy", "normal", "hard"))]  # fmt: skip


@pytest.mark.parametrize(("name", "rules"), EVERY)
def test_every_task_is_whole(name: str, rules: str | None) -> None:
    suite = load_suite(name, rules)
    assert suite.name == name and suite.variant == rules == suite.rules and len(suite.protocol) > 100
    assert len({task.id for task in suite.tasks}) == len(suite.tasks)
    known = set(item_names())
    for task in suite.tasks:
        assert isinstance(task, TaskLike)
        assert task.id == f"{name}/{task.name}" + (f"@{rules}" if rules else "") and task.suite == name
        assert suite.get(task.id) is suite.get(task.name) is get_task(task.id) is task
        train, held_out = task.texts(), task.texts(held_out=True)
        assert train[0] == task.text() == task.instruction
        assert len(set(train)) >= 4 and len(set(held_out)) >= 2 and len({*train, *held_out}) >= 6
        assert not {t.lower() for t in train} & {t.lower() for t in held_out}
        assert task.budget > 0 and task.group in suite.groups
        task.settings.validate()
        slots = [stack.slot for stack in task.settings.inventory if stack.slot is not None]
        assert len(slots) == len(set(slots))
        for stack in task.settings.inventory:
            assert stack.item in known and stack.count <= int(load_rules().stack[item_id(stack.item)])


def test_tasks_are_the_same_every_time() -> None:
    from craftagent.tasks.generated import generate
    from craftagent.tasks.suite import _load

    first = load_suite("atomic-v1")
    _load.cache_clear()
    assert load_suite("atomic-v1").tasks == first.tasks
    assert generate("generated-v1", "hard").tasks == load_suite("generated-v1", "hard").tasks


def test_atomic() -> None:
    suite = load_suite("atomic-v1")
    assert len(suite.tasks) >= 24
    asked = {"logs", "seeds", "dirt", "stone", "wool", "beef", "cobblestone", "coal", "iron_ore", "sand", "flowers",
             "planks", "sticks", "crafting_table", "wooden_pickaxe", "torch", "furnace", "iron_ingot", "eat_bread",
             "place_cobblestone", "kill_zombie", "cross_water", "dig_down", "climb_out"}  # fmt: skip
    assert asked <= {task.name for task in suite.tasks}
    items = {"logs": "#logs", "seeds": "wheat_seeds", "dirt": "dirt", "stone": "cobblestone"}
    for name, item in items.items():  # the published four
        task = suite.get(name)
        assert task.budget == 600 and task.plays_on
        (term,) = task.reward.terms
        assert (term.counter.kind, term.counter.target, term.max, term.each) == ("gain", item, 64, 1.0)
    assert "600 ticks" in suite.protocol


def test_long_horizon_has_the_seven_groups() -> None:
    suite = load_suite("long-horizon-67-v1")
    sizes = {group: sum(task.group == group for task in suite.tasks) for group in suite.groups}
    assert sizes == {"Wood": 10, "Stone": 9, "Iron": 16, "Gold": 6, "Diamond": 7, "Redstone": 6, "Armor": 13}
    minutes = {"Wood": 2, "Stone": 5, "Iron": 20, "Gold": 30, "Diamond": 30, "Redstone": 30, "Armor": 30}
    for rules in ("paper", "survival"):
        for task in load_suite("long-horizon-67-v1", rules).tasks:
            s, paper = task.settings, rules == "paper"
            assert task.budget == minutes[task.group] * 1200 and not s.inventory and task.biomes == ("forest", "plains")
            assert (s.keep_inventory, s.night_vision, s.daylight_cycle, s.done_on_death) == (
                paper,
                paper,
                not paper,
                not paper,
            )
            assert task.success.to_data() == {"have": {"target": task.name, "count": 1}}
    assert suite.variant == "paper"


def test_generated_covers_the_registries() -> None:
    suite = load_suite("generated-v1")
    sizes = {group: sum(task.group == group for task in suite.tasks) for group in suite.groups}
    assert sizes == {"craft": 562, "mine": 153, "smelt": 53, "kill": 40, "interact": 15}
    assert sum(sizes.values()) == 823
    assert all(task.budget == 600 and task.difficulty == "zero" for task in suite.tasks)
    assert len(mined_blocks()) == len({mined.block for mined in mined_blocks()}) == 153


def test_difficulty_adds_clutter_and_moves_the_tool() -> None:
    name = "mine_stone"
    zero, easy, normal, hard = (
        load_suite("generated-v1", level).get(name) for level in ("zero", "easy", "normal", "hard")
    )
    assert [(s.item, s.slot) for s in zero.settings.inventory] == [("iron_pickaxe", 0)]
    assert [len(task.settings.inventory) for task in (easy, normal, hard)] == [4, 13, 25]
    assert easy.settings.inventory[0].slot in range(9) and normal.settings.inventory[0].slot in range(9, 36)
    assert {t.success for t in (easy, normal, hard)} == {zero.success}


def test_what_crafting_tasks_give_makes_the_item() -> None:
    """Every crafting task's start inventory holds exactly a recipe: laid into a grid it makes the item."""
    from craftagent.sim.rules.recipes import recipes_for

    for task in load_suite("generated-v1").tasks:
        if task.group != "craft":
            continue
        given: dict[int, int] = {}
        for stack in task.settings.inventory:
            given[item_id(stack.item)] = given.get(item_id(stack.item), 0) + stack.count
        item = item_id(task.goal.target)
        fitting = [r for r in recipes_for(item) if {c: r.cells.count(c) for c in r.cells if c} == given]
        assert fitting, task.id
        recipe = next(r for r in fitting if not r.needs_table or task.setup)
        grid = [0] * 9
        for i, cell in enumerate(recipe.cells):
            x, y = (i % 3, i // 3) if recipe.shapeless else (i % recipe.width, i // recipe.width)
            grid[3 * y + x] = cell
        made = match(tuple(grid), 3)
        assert made is not None and made.item == item and made.count == task.goal.count, task.id


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: load_suite("atomic"), "did you mean 'atomic-v1'"),
        (lambda: load_suite("atomic-v1", "paper"), "only one set of rules"),
        (lambda: load_suite("long-horizon-67-v1", "survivel"), "did you mean 'survival'"),
        (lambda: get_task("logs"), "suite/name"),
        (lambda: get_task("atomic-v1/log"), "did you mean 'atomic-v1/logs'"),
        (lambda: get_task("generated-v1/craft_tourch"), "generated-v1/craft_torch"),
        (lambda: load_suite("atomic-v1").get("lgos"), "did you mean 'logs'"),
    ],
)
def test_unknown_names(call: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()  # type: ignore[operator]


def test_suite_names() -> None:
    assert suite_names() == ("atomic-v1", "long-horizon-67-v1", "practice-v1", "generated-v1")

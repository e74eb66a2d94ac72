"""``generated-v1``: a task for every recipe, smelting result, common block, creature and use, made from the registries.

The shape is OpenHA's: 823 tasks in five groups, 600 ticks each, done at the first matching event. Everything that a task
needs is in the inventory or stands in front of the player on level grass. Four difficulties change only the inventory
and the distance of creatures:

    zero    the tool in hand, only what is needed
    easy    tool and materials anywhere in the hotbar, 3 things that are not needed
    normal  tool and materials anywhere in the main inventory, 12 things that are not needed
    hard    tool and materials anywhere, 24 things that are not needed
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from craftagent.sim.rules.items_table import CRAFT_REMAINDER
from craftagent.sim.rules.recipes import all_recipes, recipes_for
from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.rules.smelting import FURNACE, smelting_table
from craftagent.sim.rules.tables import load_rules
from craftagent.tasks.generated_blocks import mined_blocks
from craftagent.tasks.generated_uses import USES
from craftagent.tasks.goal import Goal
from craftagent.tasks.nouns import article, singular
from craftagent.tasks.predicate import parse_predicate
from craftagent.tasks.reward import parse_reward
from craftagent.tasks.steps import parse_step
from craftagent.tasks.suite import Suite, choose_variant
from craftagent.tasks.tags import entity_names
from craftagent.tasks.task import Task
from craftagent.types import Stack, WorldSettings

BUDGET = 600
DIFFICULTIES = ("zero", "easy", "normal", "hard")
_VERSION = 1
_DISTRACTORS = {"zero": 0, "easy": 3, "normal": 12, "hard": 24}
_RINGS = {"zero": [3, 4], "easy": [4, 6], "normal": [6, 9], "hard": [8, 11]}
_MONSTER_RINGS = {"zero": [6, 8], "easy": [7, 9], "normal": [8, 10], "hard": [9, 11]}  # time to draw a weapon
_WEAPONS = ("wooden_sword", "stone_sword", "iron_sword", "diamond_sword", "iron_axe")
_MONSTERS = ("zombie", "skeleton", "spider", "creeper")
_ARMOUR = (("iron_boots", 36), ("iron_leggings", 37), ("iron_chestplate", 38), ("iron_helmet", 39))
_CLUTTER = ("dirt", "cobblestone", "gravel", "sand", "oak_planks", "birch_log", "stick", "coal", "bone", "string",
            "feather", "leather", "wheat_seeds", "apple", "bread", "rotten_flesh", "arrow", "flint", "iron_nugget",
            "gold_nugget", "clay_ball", "brick", "paper", "sugar", "egg", "redstone", "lapis_lazuli", "glass", "torch",
            "oak_sapling", "poppy", "dandelion", "white_wool", "andesite", "diorite", "granite", "charcoal",
            "gunpowder", "spider_eye", "slime_ball")  # fmt: skip
PROTOCOL = """
823 tasks generated from the registries of items, recipes, smelting, blocks and creatures; nothing is left out because
an agent is bad at it. One episode a task and seed, 600 ticks; the world is made from the seed with a level stage around
the spawn, then the task's set-up is carried out. A run succeeds at the first matching event (crafted, mined, smelted,
killed, used or opened). FT is the share of tasks solved at least once, ASR the mean success rate; both are given for
all tasks and for each group, with the difficulty: zero, easy, normal or hard.
"""


class _Draft(NamedTuple):
    """What makes a task: ``needs`` are stacks, the tool first; ``stage`` are set-up steps."""

    group: str
    name: str
    goal: Goal
    success: Mapping[str, Any]
    needs: tuple[tuple[str, int], ...]
    stage: tuple[Mapping[str, Any], ...] = ()
    texts: tuple[str, ...] = ()
    held_out: tuple[str, ...] = ()
    settings: Mapping[str, Any] = {}


def generate(name: str, difficulty: str | None = None) -> Suite:
    """The suite at one difficulty (``zero`` if none is named)."""
    chosen = choose_variant(name, DIFFICULTIES, difficulty)
    assert chosen is not None
    drafts = [*_crafts(), *_mines(), *_smelts(), *_kills(chosen), *_uses(chosen)]
    tasks = tuple(_task(name, draft, chosen) for draft in drafts)
    return Suite(name, _VERSION, PROTOCOL.strip(), tasks, DIFFICULTIES, chosen)


def _task(suite: str, draft: _Draft, difficulty: str) -> Task:
    texts = draft.texts or draft.goal.texts()
    settings: dict[str, Any] = {"scene": "flat", "mobs": False, "time": 1000, **draft.settings}
    worn = settings.pop("worn", ())
    inventory = (*_inventory(draft, difficulty), *(Stack(item, 1, slot) for item, slot in worn))
    return Task(
        id=f"{suite}/{draft.name}@{difficulty}",
        instruction=texts[0],
        paraphrases=texts[1:],
        held_out=draft.held_out or draft.goal.texts(held_out=True),
        settings=WorldSettings(**settings, inventory=inventory),
        budget=BUDGET,
        success=parse_predicate(draft.success),
        reward=parse_reward("success"),
        group=draft.group,
        goal=draft.goal,
        difficulty=difficulty,
        setup=tuple(parse_step(step) for step in draft.stage),
    )


def _inventory(draft: _Draft, difficulty: str) -> tuple[Stack, ...]:
    """The needed stacks and the clutter in their slots; fixed by task and difficulty, so that all seeds share it."""
    rng = random.Random(f"{draft.name}@{difficulty}")
    needs = [stack for item, count in draft.needs for stack in _stacks(item, count)]
    if difficulty == "zero":
        return tuple(Stack(item, count, slot) for slot, (item, count) in enumerate(needs))
    names = {item for item, _ in needs}
    clutter = [item for item in _CLUTTER if item not in names]
    extra = [(item, rng.randint(1, min(16, _limit(item)))) for item in rng.sample(clutter, _DISTRACTORS[difficulty])]
    first = {"easy": range(9), "normal": range(9, 36), "hard": range(36)}[difficulty]
    slots = rng.sample(first, min(len(first), len(needs)))
    left = [slot for slot in range(36) if slot not in slots]
    slots += rng.sample(left, len(needs) + len(extra) - len(slots))
    return tuple(Stack(item, count, slot) for (item, count), slot in zip([*needs, *extra], slots, strict=True))


def _limit(item: str) -> int:
    return int(load_rules().stack[item_id(item)])


def _stacks(item: str, count: int) -> Iterator[tuple[str, int]]:
    while count > 0:
        yield item, min(count, _limit(item))
        count -= _limit(item)


def _crafts() -> Iterator[_Draft]:
    names = item_names()
    table = ({"block": {"at": [0, 0, 3], "block": "crafting_table"}},)
    for item in sorted({recipe.item for recipe in all_recipes()}):
        # the plainest recipe: the first that leaves nothing behind in the grid, or the first
        variants = recipes_for(item)
        recipe = next((r for r in variants if not any(names[c] in CRAFT_REMAINDER for c in r.cells)), variants[0])
        counts: dict[str, int] = {}
        for cell in recipe.cells:
            if cell:
                counts[names[cell]] = counts.get(names[cell], 0) + 1
        goal = Goal("craft", names[item], recipe.count)
        yield _Draft(
            "craft",
            f"craft_{names[item]}",
            goal,
            {"crafted": names[item]},
            tuple(counts.items()),
            table if recipe.needs_table else (),
        )


def _mines() -> Iterator[_Draft]:
    for state, block, tool, item in mined_blocks():
        named = Goal("mine", block) if block in item_names() else None
        noun = singular(block)
        texts = (f"mine {article(noun)} {noun} block", f"break the {noun} in front of you", f"mine the {noun}",
                 f"dig up the {noun} ahead")  # fmt: skip
        yield _Draft(
            "mine",
            f"mine_{block}",
            Goal("mine", item),
            {"mined": block},
            ((tool, 1),) if tool else (),
            ({"block": {"at": [0, 0, 3], "block": state}},),
            named.texts() if named else texts,
            named.texts(held_out=True) if named else (f"make the {noun} vanish", f"the {noun} has to go"),
        )


def _smelts() -> Iterator[_Draft]:
    names = item_names()
    made: dict[str, str] = {}
    for recipe in smelting_table().values():
        if recipe.kinds & FURNACE:
            made.setdefault(names[recipe.result], names[recipe.input])
    for result, source in made.items():
        yield _Draft(
            "smelt",
            f"smelt_{result}",
            Goal("smelt", result),
            {"smelted": result},
            ((source, 1), ("coal" if source != "coal" else "charcoal", 1)),
            ({"block": {"at": [0, 0, 3], "block": "furnace[facing=north]"}},),
        )


def _kills(difficulty: str) -> Iterator[_Draft]:
    for kind in entity_names():
        for weapon in _WEAPONS:
            fights = kind in _MONSTERS
            settings: dict[str, Any] = {"worn": _ARMOUR, "time": 14_000} if fights else {}
            thing = singular(weapon)
            texts = (f"kill {article(kind)} {kind}", f"kill the {kind} with the {thing}",
                     f"attack the {kind} with {article(thing)} {thing} until it is dead", f"slay the {kind}",
                     f"fight the {kind} and win")  # fmt: skip
            held_out = (f"make an end of the {kind}", f"let the {kind} feel your {thing}")
            yield _Draft(
                "kill",
                f"kill_{kind}_with_{weapon}",
                Goal("kill", kind),
                {"killed": kind},
                ((weapon, 1),),
                ({"herd": {"kind": kind, "ring": (_MONSTER_RINGS if fights else _RINGS)[difficulty]}},),
                texts,
                held_out,
                settings,
            )


def _uses(difficulty: str) -> Iterator[_Draft]:
    for use in USES:
        stage = tuple(
            {"herd": {**step["herd"], "ring": _RINGS[difficulty]}} if "herd" in step else step for step in use.stage
        )
        yield _Draft("interact", use.name, use.goal, use.success, use.needs, stage, use.texts, use.held_out)

"""The expert's hands at every recipe: each craftable item is crafted once, with the mouse, from given ingredients.

For each of the 562 items: a random variant of its recipes, its ingredients scattered over random slots (some with more
than is needed, among things that have nothing to do with it), a player with a style of its own, a crafting table two
blocks away. It counts if the item is made, nothing else is used up or lost, and the screen is closed at the end.
``--interrupt`` stops the skill at random ticks as a driver does when a monster comes, and starts it again; what a
hastily closed screen threw on the ground counts as still there.

    python benchmarks/expert_crafting.py [--items torch,chest] [--count 1] [--seed 0] [--interrupt] [--smelt]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

import numpy as np

from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.craft import Craft
from craftagent.expert.drive import drive, step
from craftagent.expert.smelt import Smelt
from craftagent.expert.style import Style
from craftagent.sim.env import SimWorld
from craftagent.sim.rules.items_table import CRAFT_REMAINDER
from craftagent.sim.rules.recipes import Recipe, all_recipes, recipes_for
from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.rules.smelting import FURNACE, smelting_table
from craftagent.sim.setup import Setup
from craftagent.sim.state import CURSOR, ITEM, RESULT

FILLER = ("dirt", "wooden_hoe", "rotten_flesh", "bone", "saddle", "egg", "clock", "map", "spider_eye", "arrow")
LIMIT = 900  # ticks a craft


def world(block: str) -> SimWorld:
    """A level place with a station two blocks south of the player, by day, without creatures."""
    made = SimWorld("none", 1, None)
    made.reset(options={"settings": {"scene": "flat", "mobs": False, "daylight_cycle": False, "random_tick_speed": 0}})
    x, y, z = cell(made)
    Setup(made.simulator).set_block(x, y, z + 2, block)
    return made


def cell(w: SimWorld) -> tuple[int, int, int]:
    """Cell of the player's feet."""
    p = w.simulator.w.player[0]
    return int(p["x"] // 1), int(p["y"] // 1), int(p["z"] // 1)


def belongings(w: SimWorld) -> Counter[int]:
    """Item ids and counts of everything in slots, on the pointer, in containers and on the ground."""
    sim, found = w.simulator.w, Counter()
    for slot in [*range(RESULT), CURSOR]:
        found[int(sim.items[slot]["id"])] += int(sim.items[slot]["count"])
    for tile in np.flatnonzero(sim.tiles["kind"]):
        for stack in sim.tile_items[tile]:
            found[int(stack["id"])] += int(stack["count"])
    for e in sim.entities[sim.entities["kind"] == ITEM]:
        found[int(e["id"])] += int(e["count"])
    return Counter({item: n for item, n in found.items() if item and n})


def scatter(w: SimWorld, needed: Counter[int], rng: np.random.Generator) -> None:
    """Lay out a fresh inventory that holds the items needed, now and then with more, among other things."""
    sim, setup = w.simulator, Setup(w.simulator)
    setup.clear_inventory()
    setup.remove_creatures()
    slots = rng.permutation(36).tolist()
    for item, n in needed.items():
        limit = int(sim.r.stack[item])
        extra = int(rng.integers(0, 20)) if rng.random() < 0.5 else 0
        n += min(extra, limit - 1)
        while n > 0:
            part = min(n, limit)
            if n > 1 and limit > 1 and rng.random() < 0.2:
                part = min(part, int(rng.integers(1, n + 1)))
            setup.give(item_names()[item], part, slots.pop())
            n -= part
    used = {item_names()[i] for i in needed}
    for name in FILLER:
        if name not in used and rng.random() < 0.5 and len(slots) > 3:
            setup.give(name, 1, slots.pop())


def play(w: SimWorld, body: Body, make: object, interrupt: np.random.Generator | None) -> int:
    """Play a skill to its end; stopped and begun anew at random ticks if asked. Returns ticks."""
    if interrupt is None:
        return drive(body, make.run(body), LIMIT * make.count)[0]  # type: ignore[attr-defined]
    ticks = 0
    for _ in range(3):
        skill, stop = make.run(body), int(interrupt.integers(1, 40))  # type: ignore[attr-defined]
        for _ in range(stop):
            try:
                action = next(skill)
            except StopIteration:
                return ticks
            step(body, action)
            ticks += 1
        skill.close()
        if interrupt.random() < 0.5:  # what a reflex does before it fights
            ticks += drive(body, body.close_screen())[0]
    return ticks + drive(body, make.run(body), LIMIT * make.count)[0]  # type: ignore[attr-defined]


def after(before: Counter[int], recipe: Recipe, crafts: int) -> Counter[int]:
    """What must be there after some crafts."""
    expected = before.copy()
    for item in recipe.cells:
        if item:
            expected[item] -= crafts
            left = CRAFT_REMAINDER.get(item_names()[item])
            if left:
                expected[item_id(left)] += crafts
    expected[recipe.item] += recipe.count * crafts
    return Counter({item: n for item, n in expected.items() if n})


def craft_all(names: list[str], count: int, seed: int, interrupt: bool) -> tuple[list[int], dict[str, str]]:
    """Craft each item; returns the ticks of those that went right and the reasons of those that did not."""
    w = world("crafting_table")
    ticks, wrong = [], {}
    for name in names:
        rng = np.random.default_rng((seed, item_id(name)))
        variants = recipes_for(item_id(name))
        recipe = variants[int(rng.integers(len(variants)))]
        crafts = -(-count // recipe.count)
        needed = Counter({item: n * crafts for item, n in Counter(i for i in recipe.cells if i).items()})
        if sum(-(-n // int(w.simulator.r.stack[i])) for i, n in needed.items()) > 30:
            continue  # would not fit into the bag
        scatter(w, needed, rng)
        home = cell(w)
        body = Body(w, Style.draw(int(rng.integers(1 << 30))), seed=seed)
        body.info = w.simulator.info()
        before = belongings(w)
        try:
            spent = play(w, body, Craft(name, count), rng if interrupt else None)
        except (SkillFailed, TimeoutError, ValueError) as reason:
            wrong[name] = f"{type(reason).__name__}: {reason}"
        else:
            if belongings(w) != after(before, recipe, crafts):
                gained, wanted = belongings(w) - before, after(before, recipe, crafts) - before
                wrong[name] = f"made {_names(gained)}, not {_names(wanted)}"
            elif body.screen_open:
                wrong[name] = "left the screen open"
            else:
                ticks.append(spent)
        if body.screen_open:
            w.simulator.screens.close()
        Setup(w.simulator).teleport(home[0] + 0.5, float(home[1]), home[2] + 0.5)
    return ticks, wrong


def smelt_all(names: list[str], count: int, seed: int, interrupt: bool) -> tuple[list[int], dict[str, str]]:
    """Smelt each of the named inputs."""
    w = world("furnace[facing=north]")
    ticks, wrong = [], {}
    for name in names:
        rng = np.random.default_rng((seed, item_id(name)))
        result = smelting_table()[item_id(name)].result
        scatter(w, Counter({item_id(name): count, item_id("oak_planks"): 8 * count}), rng)
        w.simulator.w.tile_items[:] = np.zeros((), w.simulator.w.tile_items.dtype)
        w.simulator.w.tiles["burn"] = 0
        body = Body(w, Style.draw(int(rng.integers(1 << 30))), seed=seed)
        body.info = w.simulator.info()
        before = belongings(w)
        expected = before + Counter({result: count}) - Counter({item_id(name): count})
        try:
            spent = play(w, body, Smelt(item_names()[result], count), rng if interrupt else None)
        except (SkillFailed, TimeoutError, ValueError) as reason:
            wrong[name] = f"{type(reason).__name__}: {reason}"
        else:
            there = belongings(w)
            burnt = item_id("oak_planks")  # how many is the expert's choice
            there.pop(burnt, None)
            expected.pop(burnt, None)
            if there != expected:
                wrong[name] = f"there is {_names(there - expected)} too much, {_names(expected - there)} too little"
            else:
                ticks.append(spent)
        if body.screen_open:
            w.simulator.screens.close()
    return ticks, wrong


def _names(items: Counter[int]) -> str:
    return ", ".join(f"{n} {item_names()[i]}" for i, n in items.items()) or "nothing"


def craftable() -> list[str]:
    """Every item that a recipe makes."""
    return sorted({item_names()[recipe.item] for recipe in all_recipes()})


def smeltable() -> list[str]:
    """Every input of a furnace."""
    return sorted(item_names()[i] for i, recipe in smelting_table().items() if recipe.kinds & FURNACE)


def main() -> int:
    """Run and print figures; 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", help="names, separated by commas (default: all)")
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--interrupt", action="store_true")
    parser.add_argument("--smelt", action="store_true")
    args = parser.parse_args()
    names = args.items.split(",") if args.items else smeltable() if args.smelt else craftable()
    ticks, wrong = (smelt_all if args.smelt else craft_all)(names, args.count, args.seed, args.interrupt)
    for name, reason in wrong.items():
        print(f"{name}: {reason}")
    tried = len(ticks) + len(wrong)
    spread = np.percentile(ticks, (50, 95, 100)).astype(int).tolist() if ticks else []
    print(f"{len(ticks)} of {tried} right; ticks: mean {np.mean(ticks):.1f}, median, 95 % and most {spread}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

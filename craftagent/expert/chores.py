"""What comes before the plan: throwing junk away, food, and the night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from craftagent.expert.body import Body, Ticks
from craftagent.expert.craft import Craft
from craftagent.expert.hunt import Hunt
from craftagent.expert.inventory import drop_junk, free_slots
from craftagent.expert.shelter import Shelter
from craftagent.planner.subgoal import Subgoal

FEW_SLOTS = 2  # free slots at which junk is thrown away
HUNGRY = 13  # food points at which animals in sight are hunted, if nothing to eat is held
STARVING = 8
OUTDOORS = ("#logs", "wheat_seeds", "#flowers", "dirt", "#saplings", "apple", "sugar_cane", "cactus")
_VALUABLE = ("pickaxe", "axe", "sword", "shovel", "ingot", "diamond", "_ore", "coal", "redstone", "planks", "log", "stick",
             "torch", "cobblestone", "table", "furnace", "helmet", "chestplate", "leggings", "boots", "shield", "bucket",
             "wool", "string", "leather", "bread", "apple", "beef", "porkchop", "mutton", "chicken", "lapis",
             "flint")  # fmt: skip
_TIMES = {"junk": 4, "hunt": 6, "night": 4, "torch": 3}  # how often a chore is begun in one episode

Chore = tuple[Subgoal, Ticks[Any]]


def chore(body: Body, plan: list[Subgoal], goal_item: str, begun: Counter[str], hunts: bool) -> Chore | None:
    """A chore that should be done now, as (subgoal, generator), or None. ``begun`` counts what was begun.

    ``hunts``: whether the goal leaves time to hunt.
    """
    first = plan[0]
    if free_slots(body) <= FEW_SLOTS and begun["junk"] < _TIMES["junk"]:
        keep = _kept(body, plan, goal_item)
        if any(name not in keep for name in body.info["inventory"]):
            begun["junk"] += 1
            text = "throw junk away"
            return Subgoal(verb="reach", target="distance:1", id="junk", text=text, budget=400), drop_junk(body, keep)
    food = body.info["life"]["food"]
    pantry = body.count("#meat") + body.count("bread") + body.count("apple")
    if hunts and food <= HUNGRY and pantry == 0 and begun["hunt"] < _TIMES["hunt"] and not body.night:
        animals = body.creatures("cow", "pig", "sheep", "chicken", reach=28.0 if food > STARVING else 48.0)
        if animals and body.position[1] > 55:
            begun["hunt"] += 1
            meat = Subgoal(verb="hunt", target="#raw_meat", count=1, count_mode="gain", id="food", budget=900)
            return meat, Hunt("#raw_meat", 2, limit=900, explore=0).run(body)
    if begun["torch"] < _TIMES["torch"] and _torches_wanted(body, plan):
        begun["torch"] += 1
        lamps = Subgoal(verb="craft", target="torch", count=4, count_mode="gain", id="torches", budget=300)
        return lamps, Craft("torch", 4).run(body)
    if body.night and body.w.clock[0]["mobs"] and begun["night"] < _TIMES["night"] and _outdoors(body, first):
        begun["night"] += 1
        return Subgoal(verb="survive", target="night", id="night", budget=12_000), Shelter("day").run(body)
    return None


def _torches_wanted(body: Body, plan: list[Subgoal]) -> bool:
    """Whether torches can be made of what the plan does not need, and it goes under ground."""
    if not body.style.lights or body.count("torch") >= 2 or not body.count("#coals"):
        return False
    spare = {name: body.count(name) for name in ("stick", "#coals")}
    for step in plan:
        for need in step.preconditions:
            if need.item in spare or need.item in ("coal", "charcoal"):
                spare["stick" if need.item == "stick" else "#coals"] -= need.count
    deep = any(step.verb == "mine" and step.target not in OUTDOORS for step in plan)
    return deep and min(spare.values()) >= 1


def _outdoors(body: Body, first: Subgoal) -> bool:
    """Whether a step is done under the open sky, where monsters come at night."""
    x, y, z = body.cell
    if y < int(body.w.height[x & 255, z & 255]) - 3:  # under ground already
        return first.target in OUTDOORS and first.verb in ("mine", "hunt")
    if first.verb == "mine" and first.target not in OUTDOORS:
        return False  # it goes down
    return first.verb in ("mine", "hunt", "craft", "smelt", "get")


def _kept(body: Body, plan: list[Subgoal], goal_item: str) -> Collection[str]:
    """What must not be thrown away: everything the plan may need, tools, food, and blocks to build with."""
    kept = {goal_item}
    for step in plan:
        kept.add(step.target)
        kept.update(need.item for need in step.preconditions)
        if step.tool:
            kept.add(step.tool)
    kept.update(name for name in body.info["inventory"] if any(word in name for word in _VALUABLE))
    return sorted(kept)

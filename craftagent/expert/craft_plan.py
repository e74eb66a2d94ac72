"""Which recipe to craft by, given what is held: the cheapest variant whose ingredients are there."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from craftagent.expert.body import Body, SkillFailed
from craftagent.expert.cursor import pile_at, screen_layout
from craftagent.sim.rules.recipes import Recipe, match, recipes_for
from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.state import CURSOR
from craftagent.tasks.tags import item_members, tag_names

# What things are worth when a recipe may be made of one or of another; planks are 1.
_WORTH: Mapping[str, float] = {
    "stick": 0.5, "bamboo": 0.2, "charcoal": 2.0, "coal": 2.5, "redstone": 5.0, "quartz": 6.0, "lapis_lazuli": 6.0,
    "iron_ingot": 10.0, "iron_nugget": 1.1, "gold_ingot": 12.0, "gold_nugget": 1.4, "emerald": 30.0, "diamond": 60.0,
    "netherite_scrap": 200.0, "netherite_ingot": 900.0, "nether_star": 900.0, "blaze_rod": 20.0, "ender_pearl": 20.0,
    "apple": 3.0, "slime_ball": 6.0, "string": 2.0, "feather": 1.5, "leather": 3.0, "crafting_table": 6.0,
    "furnace": 9.0, "chest": 9.0, "golden_apple": 100.0, "wither_rose": 30.0, "iron_block": 91.0,
    "gold_block": 110.0, "diamond_block": 541.0, "emerald_block": 271.0, "netherite_block": 8101.0,
    "coal_block": 23.0, "redstone_block": 46.0, "lapis_block": 55.0,
}  # fmt: skip
_ENDINGS = (("_planks", 1.0), ("_log", 4.0), ("_wood", 4.5), ("_stem", 4.0), ("_hyphae", 4.5), ("_slab", 0.6),
            ("_dye", 3.0), ("_wool", 3.0), ("cobblestone", 1.0), ("dirt", 0.5))  # fmt: skip
_HELD = (*range(36), *range(41, 50), CURSOR)  # slots of World.items: bag, grid, pointer
_TOOL = 40.0  # anything that wears out


class Plan(NamedTuple):
    """One way to craft. ``cells``: item ids of a 2x2 or 3x3 grid, row-major, 0 empty; ``crafts``: how often it goes."""

    item: str
    made: int  # items a craft
    cells: tuple[int, ...]
    crafts: int

    @property
    def needs_table(self) -> bool:
        """Whether it takes the 3x3 grid."""
        return len(self.cells) == 9

    @property
    def needs(self) -> dict[int, list[int]]:
        """Cells (indices of the grid) by ingredient's item id."""
        found: dict[int, list[int]] = {}
        for cell, item in enumerate(self.cells):
            if item:
                found.setdefault(item, []).append(cell)
        return found

    def widened(self) -> Plan:
        """The same on a 3x3 grid."""
        if self.needs_table:
            return self
        a, b, c, d = self.cells
        return self._replace(cells=(a, b, 0, c, d, 0, 0, 0, 0))


def held_items(body: Body) -> Counter[int]:
    """Item counts of the 36 slots, the grid and the pointer by item id."""
    found: Counter[int] = Counter()
    for slot in _HELD:
        stack = body.w.items[slot]
        if stack["count"] > 0:
            found[int(stack["id"])] += int(stack["count"])
    return found


def laid(body: Body) -> tuple[int, ...]:
    """Item ids that lie in the grid of the open screen, 0 for an empty cell; () without a grid."""
    if body.screen not in ("inventory", "crafting_table"):
        return ()
    piles = [pile_at(body, number) for number in screen_layout(body).grid]
    return tuple(item_id(pile.item) if pile.count else 0 for pile in piles)


def amiss(laid: tuple[int, ...], plan: Plan) -> int:
    """How many cells hold what a plan does not want there."""
    wanted = plan.widened().cells if len(laid) == 9 else plan.cells
    if len(wanted) != len(laid):
        return sum(1 for item in laid if item)
    return sum(1 for there, want in zip(laid, wanted, strict=True) if there and there != want)


@functools.cache
def _worth(item: int) -> float:
    name = item_names()[item]
    if name in _WORTH:
        return _WORTH[name]
    for ending, worth in _ENDINGS:
        if name.endswith(ending):
            return worth
    return 2.0


def worth(body: Body, item: int) -> float:
    """Price of using up one item: planks 1, tools 40, diamonds 60."""
    return _TOOL if int(body.r.max_damage[item]) > 0 else _worth(item)


def _grid(recipe: Recipe) -> tuple[int, ...]:
    """The recipe's cells on the smaller grid that holds it."""
    size = 3 if recipe.needs_table else 2
    cells = [0] * (size * size)
    width = recipe.width or size
    for k, item in enumerate(recipe.cells):
        cells[k // width * size + k % width] = item
    return tuple(cells)


def _mixed(recipes: Iterable[Recipe], held: Counter[int]) -> list[tuple[int, ...]]:
    """Grids for one craft in which cells choose for themselves (eight planks of two woods are a chest)."""
    groups: dict[tuple[int, tuple[bool, ...]], list[Recipe]] = {}
    for recipe in recipes:
        groups.setdefault((recipe.width, tuple(c > 0 for c in recipe.cells)), []).append(recipe)
    found = []
    for group in groups.values():
        if len(group) < 2:
            continue
        left, cells = held.copy(), []
        for k in range(len(group[0].cells)):
            choice = [i for i in dict.fromkeys(r.cells[k] for r in group) if i == 0 or left[i] > 0]
            if not choice:
                break
            best = max(choice, key=lambda i: left[i])
            left[best] -= 1 if best else 0
            cells.append(best)
        else:
            grid = _grid(group[0]._replace(cells=tuple(cells)))
            made = match(grid, 3 if len(grid) == 9 else 2)
            if made is not None and (made.item, made.count) == (group[0].item, group[0].count):
                found.append(grid)
    return found


def choose(body: Body, target: str, count: int, table_open: bool = False) -> Plan:
    """The best way to make ``count`` of an item (or of any item of a tag) from what is held, laid out or not.

    Cheapest first; among equals what most is held of, and what needs no table unless one is open. ``plan.crafts`` is
    how often it is wanted, or fewer if no more can be made that way. Raises ``ValueError`` for unknown names and
    ``SkillFailed`` with "X can not be crafted" or "no ingredients for X: ...".
    """
    names = sorted(item_members(target))
    held, there = held_items(body), laid(body)
    best: tuple[tuple[float, ...], Plan] | None = None
    known = False
    for name in names:
        recipes = recipes_for(item_id(name))
        known = known or bool(recipes)
        grids = [(r, _grid(r), False) for r in recipes]
        grids += [(recipes[0], grid, True) for grid in _mixed(recipes, held)]
        for recipe, grid, once in grids:
            needed = Counter(i for i in grid if i)
            feasible = min(held[i] // n for i, n in needed.items())
            if feasible <= 0:
                continue
            made = match(grid, 3 if len(grid) == 9 else 2)
            per = made.count if made is not None else recipe.count
            wanted = -(-count // per)
            crafts = 1 if once else min(wanted, feasible)
            price = sum(worth(body, i) * n for i, n in needed.items()) / per
            plenty = min(held[i] / n for i, n in needed.items())
            table = len(grid) == 9 and not table_open
            plan = Plan(name, per, grid, crafts)
            begun = float(amiss(there, plan))  # what is laid out already is gone on with
            rank = (begun, float(crafts < wanted), float(once), price, float(table), -plenty)
            if best is None or rank < best[0]:
                best = (rank, plan)
    if best is None:
        if not known:
            raise SkillFailed(f"{target} can not be crafted")
        raise SkillFailed(f"no ingredients for {target}: {missing(body, target)}")
    return best[1]


def missing(body: Body, target: str) -> str:
    """What lacks for one craft by the variant that lacks least: "coal or charcoal, #planks"."""
    held = held_items(body)
    recipes = [r for name in sorted(item_members(target)) for r in recipes_for(item_id(name))]
    if not recipes:
        raise SkillFailed(f"{target} can not be crafted")

    def lacks(recipe: Recipe) -> Counter[int]:
        needed = Counter(i for i in recipe.cells if i)
        return Counter({i: n - held[i] for i, n in needed.items() if n > held[i]})

    best = min(recipes, key=lambda r: (sum(lacks(r).values()), sum(worth(body, i) for i in r.cells if i)))
    return ", ".join(_or_others(i, best, recipes) for i in sorted(lacks(best))) or "nothing"


def _or_others(item: int, recipe: Recipe, recipes: Iterable[Recipe]) -> str:
    """Name of an ingredient, with those that would do as well: a tag, or "coal or charcoal"."""
    cell = recipe.cells.index(item)
    alike = [r for r in recipes if r.width == recipe.width and len(r.cells) == len(recipe.cells)]
    same = [r for r in alike if all((a > 0) == (b > 0) for a, b in zip(r.cells, recipe.cells, strict=True))]
    names = sorted({item_names()[r.cells[cell]] for r in same if (r.item, r.count) == (recipe.item, recipe.count)})
    for tag in tag_names():
        if len(names) > 1 and tag not in ("#animals", "#monsters") and item_members(tag) == frozenset(names):
            return tag
    return " or ".join(names) if 1 < len(names) <= 3 else item_names()[item]

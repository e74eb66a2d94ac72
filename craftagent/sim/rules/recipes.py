"""Crafting: what a grid of items makes, and what makes an item.

All 1 198 variants of minecraft-data's recipes for 562 items. A grid is looked up in one dictionary by its contents
with empty rows and columns cut away, so offsets cost nothing; mirror images are entries of their own; recipes without a
shape are looked up by their sorted contents.

minecraft-data writes "eight planks of any wood" as one variant a wood. In the game every cell chooses for itself, so a
chest of mixed planks is a chest: variants that differ in one ingredient are merged into one pattern of choices.

Absent, because minecraft-data has no data for what the game computes: repairing two worn tools, dyeing armour and
shulker boxes, cloning books and maps, extending maps, firework rockets and stars, tipped arrows, banner patterns,
shield decoration, suspicious stew. Smithing and stonecutting need screens that this world does not have.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

from craftagent.sim.rules.items_table import CRAFT_REMAINDER
from craftagent.sim.rules.registry import N_ITEMS, item_id, raw
from craftagent.sim.rules.smelting import fuel_ticks, smelting

__all__ = ["Match", "Recipe", "all_recipes", "fuel_ticks", "match", "recipes_for", "smelting"]


class Match(NamedTuple):
    """What a grid makes."""

    item: int  # item id
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    remainder: tuple[int, ...]  # by cell of the grid: item left there once one of each is used up (bucket, ...), 0 none


class Recipe(NamedTuple):
    """One variant of one recipe."""

    item: int  # item id of the result
    count: int  # type: ignore[assignment]
    width: int  # of ``cells``; a shapeless recipe has width 0
    cells: tuple[int, ...]  # item ids row-major, 0 empty; shapeless: its ingredients in any order

    @property
    def shapeless(self) -> bool:
        """Whether the ingredients may lie anywhere."""
        return self.width == 0

    @property
    def needs_table(self) -> bool:
        """Whether it does not fit into the player's 2 x 2 grid."""
        if self.width == 0:
            return len(self.cells) > 4
        return self.width > 2 or len(self.cells) > 2 * self.width


def _trim(cells: Sequence[int], width: int) -> tuple[int, tuple[int, ...]]:
    """Width and contents of a grid without its empty outer rows and columns."""
    height = len(cells) // width
    rows = [y for y in range(height) if any(cells[y * width : (y + 1) * width])]
    columns = [x for x in range(width) if any(cells[x::width])]
    if not rows:
        return 0, ()
    x0, x1 = columns[0], columns[-1] + 1
    return x1 - x0, tuple(c for y in range(rows[0], rows[-1] + 1) for c in cells[y * width + x0 : y * width + x1])


def _mirror(width: int, cells: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(c for y in range(0, len(cells), width) for c in cells[y : y + width][::-1])


@functools.cache
def all_recipes() -> tuple[Recipe, ...]:
    """Every variant, in the order of minecraft-data."""
    found = []
    for item, variants in raw("recipes").items():
        for row in variants:
            if "inShape" in row:
                width = max(len(line) for line in row["inShape"])
                flat = [c or 0 for line in row["inShape"] for c in (*line, *([0] * (width - len(line))))]
                trimmed, cells = _trim(flat, width)
            else:
                trimmed, cells = 0, tuple(row["ingredients"])
            found.append(Recipe(int(item), row["result"]["count"], trimmed, cells))
    return tuple(found)


@functools.cache
def _shaped() -> dict[tuple[int, tuple[int, ...]], tuple[int, int]]:
    table: dict[tuple[int, tuple[int, ...]], tuple[int, int]] = {}
    for recipe in all_recipes():
        if not recipe.shapeless:
            for cells in (recipe.cells, _mirror(recipe.width, recipe.cells)):
                if table.setdefault((recipe.width, cells), (recipe.item, recipe.count)) != (recipe.item, recipe.count):
                    raise ValueError(f"two recipes with the same shape, for {recipe.item}")
    return table


@functools.cache
def _shapeless() -> dict[tuple[int, ...], tuple[int, int]]:
    table: dict[tuple[int, ...], tuple[int, int]] = {}
    for recipe in all_recipes():
        if recipe.shapeless:
            key = tuple(sorted(recipe.cells))
            if table.setdefault(key, (recipe.item, recipe.count)) != (recipe.item, recipe.count):
                raise ValueError(f"two recipes with the same ingredients, for {recipe.item}")
    return table


class _Pattern(NamedTuple):
    """A shaped recipe with a choice of items in each cell."""

    cells: tuple[frozenset[int], ...]
    made: tuple[int, int]  # item, count


_Outline = tuple[int, tuple[bool, ...]]  # width and which cells are filled


@functools.cache
def _mixed() -> dict[_Outline, tuple[_Pattern, ...]]:
    """Patterns whose cells may hold different items of one tag, by outline, mirror images included."""
    groups: dict[tuple[int, int, _Outline], list[Recipe]] = {}
    for recipe in all_recipes():
        if not recipe.shapeless:
            outline = (recipe.width, tuple(c > 0 for c in recipe.cells))
            groups.setdefault((recipe.item, recipe.count, outline), []).append(recipe)
    table: dict[_Outline, list[_Pattern]] = {}
    for (item, count, (width, filled)), variants in groups.items():
        columns = [tuple(recipe.cells[i] for recipe in variants) for i in range(len(filled))]
        if len(variants) == 1 or len(set(columns)) == len(columns):
            continue  # no two cells with the same choice: every mixture is a variant already
        cells = tuple(frozenset(column) for column in columns)
        mirrored = tuple(c for y in range(0, len(cells), width) for c in cells[y : y + width][::-1])
        for shape in dict.fromkeys((cells, mirrored)):
            outline = (width, tuple(0 not in choice for choice in shape))
            table.setdefault(outline, []).append(_Pattern(shape, (item, count)))
    return {outline: tuple(found) for outline, found in table.items()}


def _match_mixed(width: int, cells: tuple[int, ...]) -> tuple[int, int] | None:
    for pattern in _mixed().get((width, tuple(c > 0 for c in cells)), ()):
        if all(cell in choice for cell, choice in zip(cells, pattern.cells, strict=True)):
            return pattern.made
    return None


@functools.cache
def _remainders() -> tuple[int, ...]:
    out = [0] * N_ITEMS
    for name, left in CRAFT_REMAINDER.items():
        out[item_id(name)] = item_id(left)
    return tuple(out)


@functools.lru_cache(maxsize=4096)
def match(grid: tuple[int, ...], width: int) -> Match | None:
    """What a crafting grid makes, or None.

    ``grid`` holds item ids row-major, 0 for empty cells: 4 entries with ``width`` 2 or 9 with ``width`` 3.
    Raises ValueError for any other size.
    """
    if len(grid) != width * width or width not in (2, 3):
        raise ValueError(f"a crafting grid is 2 x 2 or 3 x 3, not {len(grid)} cells of width {width}")
    key = _trim(grid, width)
    made = _shaped().get(key) or _shapeless().get(tuple(sorted(c for c in grid if c))) or _match_mixed(*key)
    if made is None:
        return None
    left = _remainders()
    return Match(made[0], made[1], tuple(left[c] for c in grid))


@functools.cache
def _by_result() -> dict[int, tuple[Recipe, ...]]:
    table: dict[int, list[Recipe]] = {}
    for recipe in all_recipes():
        table.setdefault(recipe.item, []).append(recipe)
    return {item: tuple(found) for item, found in table.items()}


def recipes_for(item: int) -> tuple[Recipe, ...]:
    """All variants that make an item, in the data's order; empty if it cannot be crafted."""
    return _by_result().get(item, ())

"""Every recipe variant in every place and mirror, and nothing else: against an enumeration made another way."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import pytest

from craftagent.sim.rules.recipes import all_recipes, match, recipes_for
from craftagent.sim.rules.registry import item_id, raw

Grid = tuple[int, ...]
TREES = ("oak", "spruce", "birch", "jungle", "acacia", "dark_oak")
STEMS = ("crimson", "warped")
COLOURS = ("white", "orange", "magenta", "light_blue", "yellow", "lime", "pink", "gray", "light_gray", "cyan", "purple",
           "blue", "brown", "green", "red", "black")  # fmt: skip


def _shape(row: dict) -> list[list[int]]:
    return [[cell or 0 for cell in line] for line in row["inShape"]]


def _placements(shape: list[list[int]], size: int) -> set[Grid]:
    """All size x size grids that show a shape or its mirror image, at every offset that fits."""
    found = set()
    for lines in (shape, [line[::-1] for line in shape]):
        height, width = len(lines), max(len(line) for line in lines)
        for dy, dx in product(range(size - height + 1), range(size - width + 1)):
            grid = [0] * (size * size)
            for y, line in enumerate(lines):
                for x, cell in enumerate(line):
                    grid[(y + dy) * size + x + dx] = cell
            found.add(tuple(grid))
    return found


@pytest.fixture(scope="module")
def variants() -> list[tuple[int, dict]]:
    return [(int(item), row) for item, rows in raw("recipes").items() for row in rows]


@pytest.fixture(scope="module")
def legal(variants: list[tuple[int, dict]]) -> dict[int, dict[Grid, tuple[int, int]]]:
    """Every legal grid of shaped recipes by grid size, from the raw data alone."""
    found: dict[int, dict[Grid, tuple[int, int]]] = {2: {}, 3: {}}
    for item, row in variants:
        if "inShape" in row:
            for size in (2, 3):
                for grid in _placements(_shape(row), size):
                    found[size][grid] = (item, row["result"]["count"])
    return found


def test_counts(variants: list[tuple[int, dict]]) -> None:
    assert len(variants) == len(all_recipes()) == 1198
    assert len({recipe.item for recipe in all_recipes()}) == 562
    assert sum(recipe.shapeless for recipe in all_recipes()) == 168
    assert sum(not recipe.needs_table for recipe in all_recipes()) == 266


def test_every_shaped_variant_everywhere(legal: dict[int, dict[Grid, tuple[int, int]]]) -> None:
    for size, grids in legal.items():
        for grid, made in grids.items():
            got = match(grid, size)
            assert got is not None, (grid, size, made)
            assert got[:2] == made, (grid, size, made)
    assert len(legal[3]) > 1500
    assert len(legal[2]) > 100


def test_every_shapeless_variant_in_any_order(variants: list[tuple[int, dict]]) -> None:
    rng = random.Random(5)
    for item, row in variants:
        if "ingredients" not in row:
            continue
        for size in (2, 3):
            cells = [*row["ingredients"], *([0] * (size * size - len(row["ingredients"])))]
            if len(cells) > size * size:
                continue
            for _ in range(6):
                rng.shuffle(cells)
                got = match(tuple(cells), size)
                assert got is not None, (item, cells)
                assert got[:2] == (item, row["result"]["count"])


def _brute(grid: Grid, legal: dict[Grid, tuple[int, int]], shapeless: dict, choices: list) -> tuple[int, int] | None:
    """What a 3 x 3 grid makes, by enumeration: exact variants, bags of ingredients, then mixtures within one tag."""
    if grid in legal:
        return legal[grid]
    bag = frozenset(Counter(c for c in grid if c).items())
    if bag in shapeless:
        return shapeless[bag]
    for cells, made in choices:
        if all(cell in choice for cell, choice in zip(grid, cells, strict=True)):
            return made
    return None


@pytest.fixture(scope="module")
def shapeless(variants: list[tuple[int, dict]]) -> dict:
    return {
        frozenset(Counter(row["ingredients"]).items()): (item, row["result"]["count"])
        for item, row in variants
        if "ingredients" in row
    }


@pytest.fixture(scope="module")
def choices() -> list[tuple[list[set[int]], tuple[int, int]]]:
    """Recipes whose cells choose for themselves in the game (tags), written by hand, at every place of a 3 x 3."""
    planks = {item_id(f"{w}_planks") for w in (*TREES, *STEMS)}
    slabs = {item_id(f"{w}_slab") for w in (*TREES, *STEMS)}
    stones = {item_id("cobblestone"), item_id("blackstone")}
    sands = {item_id("sand"), item_id("red_sand")}
    logs = {item_id(f"{s}{w}_{k}") for s, w, k in product(("", "stripped_"), TREES, ("log", "wood"))}
    logs |= {item_id(f"{s}{w}_{k}") for s, w, k in product(("", "stripped_"), STEMS, ("stem", "hyphae"))}
    quartz = {item_id("quartz_block"), item_id("chiseled_quartz_block"), item_id("quartz_pillar")}
    purpur = {item_id("purpur_block"), item_id("purpur_pillar")}

    def stone(prefix: str, *names: str) -> set[int]:
        return {item_id(f"{name}{prefix}sandstone" if name else f"{prefix}sandstone") for name in names}

    plain_stairs, red_stairs = stone("", "", "chiseled_", "cut_"), stone("red_", "", "chiseled_", "cut_")
    plain_slab, red_slab = stone("", "", "chiseled_"), stone("red_", "", "chiseled_")
    named = ("stick", "redstone", "iron_ingot", "book", "diamond", "glass", "quartz", "gunpowder", "string", "paper",
             "flint", "furnace", "blaze_rod", "bookshelf", "stone_slab", "honeycomb", "coal", "charcoal", "soul_sand",
             "soul_soil", "cobblestone")  # fmt: skip
    one = {name: {item_id(name)} for name in named}
    coals, souls = one["coal"] | one["charcoal"], one["soul_sand"] | one["soul_soil"]
    p, s, c, g = planks, slabs, stones, logs
    shapes: list[tuple[str, list[list[set[int]]], int]] = [
        ("crafting_table", [[p, p], [p, p]], 1), ("stick", [[p], [p]], 4),
        ("chest", [[p, p, p], [p, {0}, p], [p, p, p]], 1),
        ("bowl", [[p, {0}, p], [{0}, p, {0}]], 4), ("wooden_sword", [[p], [p], [one["stick"]]], 1),
        ("wooden_pickaxe", [[p, p, p], [{0}, one["stick"], {0}], [{0}, one["stick"], {0}]], 1),
        ("wooden_axe", [[p, p], [p, one["stick"]], [{0}, one["stick"]]], 1),
        ("wooden_hoe", [[p, p], [{0}, one["stick"]], [{0}, one["stick"]]], 1),
        ("stone_sword", [[c], [c], [one["stick"]]], 1),
        ("stone_pickaxe", [[c, c, c], [{0}, one["stick"], {0}], [{0}, one["stick"], {0}]], 1),
        ("stone_axe", [[c, c], [c, one["stick"]], [{0}, one["stick"]]], 1),
        ("stone_hoe", [[c, c], [{0}, one["stick"]], [{0}, one["stick"]]], 1),
        ("furnace", [[c, c, c], [c, {0}, c], [c, c, c]], 1),
        ("brewing_stand", [[{0}, one["blaze_rod"], {0}], [c, c, c]], 1),
        ("note_block", [[p, p, p], [p, one["redstone"], p], [p, p, p]], 1),
        ("jukebox", [[p, p, p], [p, one["diamond"], p], [p, p, p]], 1),
        ("bookshelf", [[p, p, p], [one["book"]] * 3, [p, p, p]], 1),
        ("piston", [[p, p, p], [one["cobblestone"], one["iron_ingot"], one["cobblestone"]],
                    [one["cobblestone"], one["redstone"], one["cobblestone"]]], 1),
        ("shield", [[p, one["iron_ingot"], p], [p, p, p], [{0}, p, {0}]], 1),
        ("loom", [[one["string"]] * 2, [p, p]], 1),
        ("barrel", [[p, s, p], [p, {0}, p], [p, s, p]], 1), ("composter", [[s, {0}, s], [s, {0}, s], [s, s, s]], 1),
        ("daylight_detector", [[one["glass"]] * 3, [one["quartz"]] * 3, [s, s, s]], 1),
        ("lectern", [[s, s, s], [{0}, one["bookshelf"], {0}], [{0}, s, {0}]], 1),
        ("cartography_table", [[one["paper"]] * 2, [p, p], [p, p]], 1),
        ("fletching_table", [[one["flint"]] * 2, [p, p], [p, p]], 1),
        ("smithing_table", [[one["iron_ingot"]] * 2, [p, p], [p, p]], 1),
        ("grindstone", [[one["stick"], one["stone_slab"], one["stick"]], [p, {0}, p]], 1),
        ("beehive", [[p, p, p], [one["honeycomb"]] * 3, [p, p, p]], 1),
        ("smoker", [[{0}, g, {0}], [g, one["furnace"], g], [{0}, g, {0}]], 1),
        ("campfire", [[{0}, one["stick"], {0}], [one["stick"], coals, one["stick"]], [g, g, g]], 1),
        ("soul_campfire", [[{0}, one["stick"], {0}], [one["stick"], souls, one["stick"]], [g, g, g]], 1),
        ("tnt", [[one["gunpowder"], sands, one["gunpowder"]], [sands, one["gunpowder"], sands],
                 [one["gunpowder"], sands, one["gunpowder"]]], 1),
        ("quartz_stairs", [[quartz, {0}, {0}], [quartz, quartz, {0}], [quartz] * 3], 4),
        ("quartz_slab", [[quartz] * 3], 6),
        ("purpur_stairs", [[purpur, {0}, {0}], [purpur, purpur, {0}], [purpur] * 3], 4),
        ("purpur_slab", [[purpur] * 3], 6),
        ("sandstone_stairs", [[plain_stairs, {0}, {0}], [plain_stairs] * 2 + [{0}], [plain_stairs] * 3], 4),
        ("red_sandstone_stairs", [[red_stairs, {0}, {0}], [red_stairs] * 2 + [{0}], [red_stairs] * 3], 4),
        ("sandstone_slab", [[plain_slab] * 3], 6), ("red_sandstone_slab", [[red_slab] * 3], 6),
    ]  # fmt: skip
    shapes += [(f"{c}_bed", [[{item_id(f"{c}_wool")}] * 3, [p, p, p]], 1) for c in COLOURS]
    found = []
    for name, shape, count in shapes:
        for lines in (shape, [line[::-1] for line in shape]):
            height, width = len(lines), len(lines[0])
            for dy, dx in product(range(4 - height), range(4 - width)):
                grid: list[set[int]] = [{0}] * 9
                for (y, line), x in product(enumerate(lines), range(width)):
                    grid[(y + dy) * 3 + x + dx] = line[x]
                found.append((grid, (item_id(name), count)))
    return found


def test_ten_thousand_random_grids(
    legal: dict[int, dict[Grid, tuple[int, int]]], shapeless: dict, choices: list
) -> None:
    """Near misses of true recipes: an item changed, added, taken away or moved; and plain noise."""
    rng = random.Random(11)
    true = sorted(legal[3])
    pool = sorted({cell for grid in true for cell in grid if cell})
    accepted = 0
    for n in range(10_000):
        grid = list(rng.choice(true)) if n % 4 else [rng.choice(pool) if rng.random() < 0.4 else 0 for _ in range(9)]
        for _ in range(rng.randrange(3)):
            i, j = rng.randrange(9), rng.randrange(9)
            change = rng.randrange(4)
            if change == 0:
                grid[i] = rng.choice(pool)
            elif change == 1:
                grid[i] = 0
            elif change == 2:
                grid[i], grid[j] = grid[j], grid[i]
            else:
                grid[i] = grid[j]
        want = _brute(tuple(grid), legal[3], shapeless, choices)
        got = match(tuple(grid), 3)
        assert (got[:2] if got else None) == want, grid
        accepted += want is not None
    assert 1000 < accepted < 8000  # the test saw both kinds


def test_mixed_woods_are_one_recipe(choices: list) -> None:
    """Every cell of a tag chooses for itself, and only within its tag."""
    rng = random.Random(3)
    for cells, made in choices:
        grid = tuple(rng.choice(sorted(choice)) for choice in cells)
        got = match(grid, 3)
        assert got is not None, (grid, made)
        assert got[:2] == made
    oak, birch, stone = item_id("oak_planks"), item_id("birch_planks"), item_id("stone")
    assert match((oak, birch, birch, oak), 2) is not None
    assert match((oak, birch, birch, stone), 2) is None


def test_buckets_and_bottles_come_back() -> None:
    milk, sugar, egg, wheat = (item_id(n) for n in ("milk_bucket", "sugar", "egg", "wheat"))
    bucket, honey, bottle = item_id("bucket"), item_id("honey_bottle"), item_id("glass_bottle")
    made = match((milk, milk, milk, sugar, egg, sugar, wheat, wheat, wheat), 3)
    assert made == (item_id("cake"), 1, (bucket,) * 3 + (0,) * 6)
    assert match((honey, 0, 0, 0), 2) == (item_id("sugar"), 3, (bottle, 0, 0, 0))


def test_empty_and_wrong_sizes() -> None:
    assert match((0,) * 4, 2) is None
    assert match((0,) * 9, 3) is None
    with pytest.raises(ValueError, match="2 x 2 or 3 x 3"):
        match((0,) * 6, 3)


def test_recipes_for() -> None:
    table = recipes_for(item_id("crafting_table"))
    assert len(table) == 8
    assert all(not recipe.needs_table and recipe.width == 2 for recipe in table)
    assert all(recipe.needs_table for recipe in recipes_for(item_id("wooden_pickaxe")))
    assert recipes_for(item_id("diamond_ore")) == ()

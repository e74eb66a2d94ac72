"""The graph against the world's own rules."""

import numpy as np
import pytest

from craftagent.planner import graph, sources
from craftagent.planner.ways import all_ways, drops, durability, harvest_tool, tools_for
from craftagent.sim.rules.digging import can_harvest
from craftagent.sim.rules.recipes import all_recipes
from craftagent.sim.rules.registry import item_id, item_names, state_id
from craftagent.sim.rules.tables import load_rules


def _outputs() -> set[str]:
    return {item_names()[recipe.item] for recipe in all_recipes()}


def test_every_recipe_variant_is_in_the_graph():
    grids = [grid for ways in all_ways().values() for way in ways for grid in way.grids]
    assert len(grids) == len(all_recipes()) == 1198
    assert set(grids) == set(all_recipes())
    crafted = {item for item, ways in all_ways().items() if any(way.verb == "craft" for way in ways)}
    assert crafted == _outputs()
    assert len(crafted) == 562


def test_inputs_of_a_craft_are_those_of_each_of_its_variants():
    names = item_names()
    for ways in all_ways().values():
        for way in (w for w in ways if w.verb == "craft"):
            for grid in way.grids:
                used = [names[c] for c in grid.cells if c]
                assert len(used) == sum(need.n for need in way.inputs), way.item
                assert all(any(name in need.choices for need in way.inputs) for name in used), way.item


def test_tools_agree_with_the_kernel_that_digs():
    r = load_rules()
    tools = [f"{m}_{k}" for m in ("wooden", "stone", "iron", "diamond", "golden", "netherite")
             for k in ("pickaxe", "axe", "shovel", "hoe", "sword")] + ["shears"]  # fmt: skip
    for block in sources.natural():
        need = harvest_tool(block)
        able = set(tools_for(need)) if need else set(tools)
        for tool in tools:
            kernel = bool(can_harvest(r, np.int64(state_id(block)), np.int64(item_id(tool))))
            assert kernel == (tool in able), (block, tool)
        assert bool(can_harvest(r, np.int64(state_id(block)), np.int64(0))) == (need is None), block


def test_drops():
    assert drops("stone") == {("cobblestone", "pickaxe:0"): 1.0}
    assert drops("redstone_ore") == {("redstone", "pickaxe:2"): 4.0}  # sure number, not the mean
    assert drops("gravel") == {("flint", None): 0.1, ("gravel", None): 0.9}
    assert drops("grass")[("wheat_seeds", None)] == 0.125
    assert drops("oak_leaves")[("oak_leaves", "shears")] == 1.0


def test_sources():
    assert graph.sources_of("cobblestone") == ("stone",)
    assert graph.sources_of("diamond") == ("diamond_ore",)
    assert graph.sources_of("beef") == ("cow",)
    assert graph.sources_of("flint") == ("gravel",)
    assert set(graph.sources_of("#logs")) == {f"{wood}_log" for wood in sources.WOODS}
    assert graph.sources_of("stick")[0].endswith("_leaves")  # it can fall from leaves, though it is better crafted
    assert graph.sources_of("furnace") == ()


def test_tools_by_tier():
    assert tools_for("pickaxe:2") == ("iron_pickaxe", "diamond_pickaxe", "netherite_pickaxe")
    assert set(tools_for("pickaxe:0")) > {"wooden_pickaxe", "golden_pickaxe"}
    assert tools_for("water_bucket") == ("water_bucket",)
    assert durability("stone_pickaxe") == 131


def test_costs_are_in_a_sensible_order():
    cost = graph.costs()
    chain = ["oak_planks", "wooden_pickaxe", "iron_pickaxe", "diamond_pickaxe"]
    assert [cost[name] for name in chain] == sorted(cost[name] for name in chain)
    assert graph.costs_near({"coal_ore": 2})["coal"] < cost["coal"] < graph.costs_near({"coal_ore": 900})["coal"]


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ("beacon", "nether_star (only in the Nether)"),
        ("end_rod", "chorus_fruit (only in the End)"),
        ("comparator", "quartz (only in the Nether)"),
        ("rabbit_stew", "rabbit (only from rabbits, which this world lacks)"),
        ("conduit", "heart_of_the_sea (only in structures or by trading"),
        ("jungle_boat", "jungle_log (only in jungles"),
        ("sticky_piston", "slime_ball (only from slimes"),
        ("golden_carrot", "carrot (only in villages"),
        ("writable_book", "ink_sac (only from squid"),
        ("blue_ice", "ice (only with silk touch"),
    ],
)
def test_why_not(item, why):
    assert not graph.possible(item)
    assert why in graph.why_not(item)


def test_what_cannot_be_crafted_has_a_reason_that_is_in_the_table():
    hopeless = [item for item in _outputs() if not graph.possible(item)]
    assert len(hopeless) == 178
    for item in hopeless:
        lacks = graph.missing_roots(item)
        assert lacks
        assert lacks <= set(sources.absences()), item


def test_what_is_said_to_be_absent_cannot_be_had():
    assert not [item for item in sources.absences() if graph.possible(item)]

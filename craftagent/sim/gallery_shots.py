"""The pictures of the gallery: each function stages some scenes in one world and photographs them at 640x360."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from craftagent.sim.env import SimWorld
from craftagent.sim.scenes import SCENES
from craftagent.sim.screens.layout import slot_centre
from craftagent.sim.setup import CREATURES, Setup
from craftagent.sim.simulator import Simulator
from craftagent.sim.state import GUI_CHEST, GUI_CRAFTING, GUI_FURNACE, GUI_INVENTORY, SEA_LEVEL
from craftagent.sim.terrain.biomes import biome_named, biome_names
from craftagent.sim.terrain.chunk import ground_y
from craftagent.types import KEY_INDEX, WorldSettings

Picture = npt.NDArray[np.uint8]
Labelled = list[tuple[str, Picture]]

SEED = 20_001
NOON, NIGHT = 6_000, 18_000
_TIMES = {"dawn": 0, "morning": 1_500, "noon": NOON, "late": 11_500, "dusk": 12_800, "night": 14_000, "midnight": NIGHT}
_AWAKE = ("cow_pen", "sheep_meadow", "zombie_night")  # scenes that live from their creatures
_DUSK = 12_600  # dark enough that the undead do not burn


class Stage:
    """One full-view world with the set-up API at hand; ``cell`` is the player's block after :meth:`start`."""

    def __init__(self) -> None:
        self.world = SimWorld("full", 0)
        self.setup = Setup(self.world.simulator)

    @property
    def sim(self) -> Simulator:
        return self.world.simulator

    @property
    def cell(self) -> tuple[int, int, int]:
        p = self.sim.w.player[0]
        return int(p["x"] // 1), int(p["y"] // 1), int(p["z"] // 1)

    def start(self, settings: WorldSettings, seed: int = SEED) -> Setup:
        self.world.reset(seed=seed, options={"settings": settings})
        return self.setup

    def flat(self, time: int = NOON, mobs: bool = False) -> Setup:
        """Start on a level meadow."""
        return self.start(WorldSettings(scene="flat", time=time, mobs=mobs))

    def ticks(self, n: int, *keys: str) -> None:
        """Let time pass with some keys held."""
        for _ in range(n):
            self.sim.keys[:] = 0
            for key in keys:
                self.sim.keys[KEY_INDEX[key]] = 1
            self.sim.camera[:] = 0.0
            self.sim.tick()

    def point(self, gui: int, slot: int, *keys: str) -> None:
        """Put the pointer on a slot of the open screen and press and release ``keys`` there."""
        x, y = slot_centre(gui, slot)
        self.sim.w.player[0]["cursor_x"], self.sim.w.player[0]["cursor_y"] = x, y
        self.ticks(1, *keys)
        self.ticks(1)

    def shot(self) -> Picture:
        """One quiet tick, then the picture."""
        return self.world.step({})[0]["pov"].copy()


# -- land --------------------------------------------------------------------------------------------------------------


def _standing(stage: Stage, x: int, z: int) -> int:
    """Height of the feet on a column: on the ground (not on a tree), or swimming at sea level."""
    return max(int(ground_y(np.int64(stage.sim.w.ground[x & 255, z & 255]))) + 1, SEA_LEVEL - 1)


def viewpoint(stage: Stage, biome: str) -> tuple[float, float, float, float, float]:
    """(score, x, y, z, yaw) of a good look at a biome near the player: much of it in view, nothing in the way."""
    w, r = stage.sim.w, stage.sim.r
    number = biome_named(biome).id
    px, _, pz = stage.cell
    solid = (r.coll_count > 0) | (r.opacity > 0)
    near = np.arange(2, 49)
    best = (-1.0, 0.0, 0.0, 0.0, 0.0)
    for x in range(px - 40, px + 41, 10):
        for z in range(pz - 40, pz + 41, 10):
            if w.biome[x & 255, z & 255] != number:
                continue
            y = _standing(stage, x, z)
            if solid[w.blocks[x & 255, z & 255, y : y + 2]].any() and y >= SEA_LEVEL:
                continue
            for yaw in range(0, 360, 45):
                share, free = 0.0, []
                for turn in (-30, -15, 0, 15, 30):
                    a = np.deg2rad(yaw + turn)
                    xs = np.floor(x + 0.5 - np.sin(a) * near).astype(int) & 255
                    zs = np.floor(z + 0.5 + np.cos(a) * near).astype(int) & 255
                    share += (w.biome[xs, zs] == number).mean() / 5
                    hit = solid[w.blocks[xs, zs, y + 1]] | solid[w.blocks[xs, zs, y + 2]]
                    free.append((int(hit.argmax()) if hit.any() else len(near)) / len(near))
                score = share + min(sum(free) / 5, 0.5) + 2.0 * min(*free, 0.15)
                if score > best[0]:
                    best = (score, x + 0.5, float(y), z + 0.5, float(yaw))
    return best


def biome_view(stage: Stage, biome: str, time: int = 4_000) -> Picture:
    """A look at a biome from the best place that two seeds offer."""
    views = []
    for seed in (SEED, SEED + 1):
        stage.start(WorldSettings(biome=biome, time=time, mobs=True), seed)
        views.append((*viewpoint(stage, biome), seed))
    _, x, y, z, yaw, seed = max(views)
    stage.start(WorldSettings(biome=biome, time=time, mobs=True), int(seed))
    stage.setup.teleport(x, y, z, yaw, 4.0)
    return stage.shot()


def biomes(stage: Stage) -> Labelled:
    """Every biome that is generated."""
    return [(name, biome_view(stage, name)) for name in biome_names()]


def times(stage: Stage) -> Labelled:
    """One view of the plains through the day, and where sun and moon stand."""
    settings = WorldSettings(biome="plains", mobs=False)
    stage.start(settings)
    _, x, y, z, yaw = viewpoint(stage, "plains")
    found = []
    for name, time, turn, pitch in (
        *((name, time, yaw, 0.0) for name, time in _TIMES.items()),
        ("sunrise, east", 23_600, -90.0, -8.0), ("sunset, west", 12_400, 90.0, -8.0),
        ("moon, east", 13_800, -90.0, -25.0), ("noon, straight up", NOON, 0.0, -85.0),
    ):  # fmt: skip
        stage.setup.set_time(time)
        stage.setup.teleport(x, y, z, turn, pitch)
        found.append((name, stage.shot()))
    return found


# -- scenes ------------------------------------------------------------------------------------------------------------


def _cave(stage: Stage, torch: bool) -> Picture:
    setup = stage.start(WorldSettings(time=NOON, mobs=False))
    x, _, z = stage.cell
    setup.fill(x - 5, 20, z - 5, x + 5, 26, z + 9, "stone")
    setup.fill(x - 3, 21, z - 3, x + 3, 24, z + 7, "air")
    for dx, dy, ore in ((-2, 0, "coal_ore"), (-1, 1, "iron_ore"), (0, 0, "gold_ore"), (1, 1, "diamond_ore"),
                        (2, 0, "redstone_ore"), (2, 2, "lapis_ore"), (-2, 2, "emerald_ore")):  # fmt: skip
        setup.set_block(x + dx, 21 + dy, z + 8, ore)
    if torch:
        setup.set_block(x + 2, 21, z + 5, "torch")
    setup.teleport(x + 0.5, 21.0, z + 0.5)
    return stage.shot()


_PALETTE = (  # rows of blocks, from left to right: (distance, height, blocks)
    (8, 2, ("stone_bricks", "mossy_cobblestone", "bricks", "sandstone", "red_concrete", "blue_wool", "hay_block")),
    (8, 1, ("oak_log", "birch_log", "spruce_planks", "bookshelf", "glass", "white_wool", "obsidian")),
    (8, 0, ("crafting_table", "furnace[facing=north]", "chest[facing=north]", "barrel[facing=north]", "iron_block",
            "diamond_block", "tnt")),
    (5, 0, ("oak_stairs[facing=south]", "stone_slab", "oak_fence", "cobblestone_wall", "glass_pane", "iron_bars",
            "oak_door[facing=north]")),
    (3, 0, ("oak_fence_gate[facing=north]", "spruce_trapdoor[facing=north,open=true]", "lantern", "torch", "red_carpet",
            "poppy", "oak_sapling")),
)  # fmt: skip


def _palette(stage: Stage) -> Picture:
    setup = stage.flat()
    x, y, z = stage.cell
    for distance, height, blocks in _PALETTE:
        for place, block in enumerate(blocks):
            setup.set_block(x + 3 - place, y + height, z + distance, block)
    setup.set_block(x, y, z, "stone")
    setup.teleport(x + 0.5, y + 1.0, z + 0.5, 0.0, 12.0)
    return stage.shot()


def _cracks(stage: Stage) -> Picture:
    setup = stage.start(WorldSettings(scene="stone_wall", time=NOON, mobs=False, pitch=10.0))
    setup.give("wooden_pickaxe", 1, 0)
    stage.ticks(17, "attack")
    return stage.world.step({"attack": 1})[0]["pov"].copy()


def _drops(stage: Stage) -> Picture:
    stage.flat()
    p = stage.sim.w.player[0]
    for item in ("oak_log", "iron_pickaxe", "diamond", "torch"):
        stage.setup.give(item, 1, 0)
        p["yaw"] += 12.0
        stage.ticks(1, "drop")
        stage.ticks(1)
    p["yaw"], p["pitch"] = 20.0, 30.0
    stage.ticks(12)
    return stage.shot()


def _torches(stage: Stage) -> Picture:
    setup = stage.flat(NIGHT)
    x, y, z = stage.cell
    for dx, dz in ((3, 5), (-2, 7)):
        setup.set_block(x + dx, y, z + dz, "torch")
    return stage.shot()


def _underwater(stage: Stage) -> Picture:
    setup = stage.start(WorldSettings(scene="pond", time=NOON, mobs=False))
    x, y, z = stage.cell
    setup.teleport(x + 0.5, y - 3.5, z + 4.5, 0.0, -10.0)
    stage.ticks(60)
    setup.teleport(x + 0.5, y - 3.5, z + 4.5, 0.0, -10.0)
    return stage.shot()


def scenes(stage: Stage) -> Labelled:
    """Every named scene, and what none shows: caves, a palette of blocks, cracks, dropped items, torches at night."""
    found = []
    for name in SCENES:
        time = NIGHT if name.endswith("night") else NOON
        stage.start(WorldSettings(scene=name, time=time, mobs=name in _AWAKE))
        found.append((name, stage.shot()))
    found += [("cave", _cave(stage, False)), ("cave with torch", _cave(stage, True)), ("blocks", _palette(stage))]
    found += [("cracks", _cracks(stage)), ("dropped items", _drops(stage)), ("torches at night", _torches(stage))]
    found.append(("under water", _underwater(stage)))
    return found


# -- screens and hands -------------------------------------------------------------------------------------------------


def _inventory(stage: Stage) -> None:
    setup = stage.flat()
    for slot, item in enumerate(("oak_log", "iron_pickaxe", "torch", "apple", "cobblestone", "diamond", "oak_planks")):
        setup.give(item, 1 if item.endswith("pickaxe") else 7 * slot + 1, slot, 60 if item.endswith("pickaxe") else 0)
    for slot, item in enumerate(("iron_boots", "iron_leggings", "iron_chestplate", "iron_helmet")):
        setup.give(item, 1, 36 + slot)
    setup.open_screen("inventory")
    stage.point(GUI_INVENTORY, 36, "attack")  # the log from the hotbar
    stage.point(GUI_INVENTORY, 1, "attack")  # into the grid
    stage.point(GUI_INVENTORY, 0)  # and the planks that it makes


def _table(stage: Stage) -> None:
    setup = stage.flat()
    x, y, z = stage.cell
    setup.set_block(x, y, z + 2, "crafting_table")
    setup.give("cobblestone", 9, 0)
    setup.give("stick", 5, 1)
    setup.open_screen("crafting_table", x, y, z + 2)
    for source, targets in ((37, (1, 2, 3)), (38, (5, 8))):
        stage.point(GUI_CRAFTING, source, "attack")
        for slot in targets:
            stage.point(GUI_CRAFTING, slot, "use")
        stage.point(GUI_CRAFTING, source, "attack")
    stage.point(GUI_CRAFTING, 0)


def _furnace(stage: Stage) -> None:
    setup = stage.flat()
    x, y, z = stage.cell
    setup.set_block(x, y, z + 2, "furnace[facing=north]")
    setup.put_in_container(x, y, z + 2, 0, "iron_ore", 6)
    setup.put_in_container(x, y, z + 2, 1, "coal", 5)
    setup.open_screen("furnace", x, y, z + 2)
    stage.ticks(530)
    stage.point(GUI_FURNACE, 2)


def _chest(stage: Stage) -> None:
    setup = stage.flat()
    x, y, z = stage.cell
    setup.set_block(x, y, z + 2, "chest[facing=north]")
    for slot, item in enumerate(
        ("oak_planks", "apple", "torch", "iron_ingot", "white_wool", "bucket", "bread", "redstone")
    ):
        setup.put_in_container(x, y, z + 2, slot * 3, item, 1 if item == "bucket" else 3 + slot * 2)
    setup.give("cobblestone", 40, 9)
    setup.open_screen("chest", x, y, z + 2)
    stage.point(GUI_CHEST, 27, "attack")  # pick up the cobblestone
    x_, y_ = slot_centre(GUI_CHEST, 13)
    stage.sim.w.player[0]["cursor_x"], stage.sim.w.player[0]["cursor_y"] = x_, y_


def screens(stage: Stage) -> Labelled:
    """Each screen with something in it: worked by the pointer, as a player does."""
    found = []
    for name, prepare in (
        ("inventory", _inventory),
        ("crafting_table", _table),
        ("furnace", _furnace),
        ("chest", _chest),
    ):
        prepare(stage)
        found.append((name, stage.shot()))
    return found


def _poorly(stage: Stage) -> None:
    stage.setup.set_life(health=7.0, food=9)
    for slot, item in enumerate(("leather_boots", "chainmail_leggings", "diamond_chestplate")):
        stage.setup.give(item, 1, 36 + slot)


def hands(stage: Stage) -> Labelled:
    """What the hand holds, and the bars above the hotbar."""
    found = []
    for item in (
        "air",
        "iron_pickaxe",
        "diamond_sword",
        "wooden_axe",
        "oak_planks",
        "torch",
        "apple",
        "bow",
        "crafting_table",
    ):
        setup = stage.flat()
        if item != "air":
            setup.give(item, 1, 0)
        stage.ticks(60)  # until the item's name has faded
        found.append((f"holding {item}", stage.shot()))
    stage.flat()
    _poorly(stage)
    found.append(("hurt, hungry, in armour", stage.shot()))
    stage.flat()
    stage.ticks(3, "attack")
    found.append(("swinging", stage.shot()))
    return found


# -- creatures ---------------------------------------------------------------------------------------------------------


def creatures(stage: Stage) -> Labelled:
    """Two of each creature, then young, shorn and coloured ones."""
    found = []

    def look(label: str, kind: str, change: Callable[[np.void, int], None] | None = None, ticks: int = 0) -> None:
        setup = stage.start(WorldSettings(scene="flat", time=_DUSK, mobs=True, pitch=8.0, night_vision=True))
        x, y, z = stage.cell
        setup.remove_creatures()
        for place, (dx, dz, yaw) in enumerate(((1.9, 3.6, 180.0), (0.0, 4.2, 105.0))):
            index = setup.creature(kind, x + 0.5 + dx, float(y), z + 0.5 + dz, yaw)
            if change is not None:
                change(stage.sim.w.entities[index], place)
        for _ in range(ticks):
            stage.shot()
        found.append((label, stage.shot()))

    def young(e: np.void, place: int) -> None:
        if place == 1:
            e["baby"], e["age"] = 1, -20_000

    def shorn(e: np.void, place: int) -> None:
        e["sheared"], e["color"] = place, 14 * (1 - place)

    def burning(e: np.void, place: int) -> None:
        e["fire"] = 100

    for kind in CREATURES:
        look(kind, kind)
    look("skeleton, aiming", "skeleton", ticks=12)
    look("zombie, burning", "zombie", burning)
    stage.start(WorldSettings(scene="flat", time=_DUSK, mobs=False, pitch=8.0))
    stage.sim.w.player[0]["fire"] = 100
    found.append(("on fire", stage.shot()))
    for kind in ("cow", "chicken"):
        look(f"{kind}, young", kind, young)
    look("sheep, red and shorn", "sheep", shorn)
    return found


def cover(stage: Stage) -> Labelled:
    """Six pictures that say what this world is."""
    found: Labelled = [("", biome_view(stage, "birch_forest")), ("", biome_view(stage, "mountains"))]
    found.append(("", _cave(stage, True)))
    stage.start(WorldSettings(scene="cow_pen", time=4_000))
    found.append(("", stage.shot()))
    _table(stage)
    found.append(("", stage.shot()))
    found.append(("", biome_view(stage, "savanna", 12_500)))
    return found

"""``craftagent world gallery``: contact sheets of everything the world can look like, to be judged by eye.

Each sheet is a PNG of labelled pictures; the scenes and biomes are drawn at 640x360, and once more at 128x128, as a
policy sees them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.progress import track

from craftagent.sim.art.items import item_icons
from craftagent.sim.art.textures import block_textures
from craftagent.sim.env import SimWorld
from craftagent.sim.rules.registry import item_names
from craftagent.sim.scenes import SCENES
from craftagent.sim.setup import CREATURES, Setup
from craftagent.sim.terrain.biomes import biome_names
from craftagent.types import WorldSettings

Picture = npt.NDArray[np.uint8]
Labelled = list[tuple[str, Picture]]
_BACK = 40  # grey of the sheets' ground
_LABEL = 14  # pixels of height for a label
_TIMES = {"dawn": 0, "morning": 1500, "noon": 6000, "late": 11500, "dusk": 12800, "night": 14000, "midnight": 18000}
_SEED = 20_001


def sheet(pictures: Labelled, columns: int) -> Picture:
    """Pictures of one size, each under its label, in rows of ``columns``. uint8 RGB."""
    height, width = pictures[0][1].shape[:2]
    rows = -(-len(pictures) // columns)
    page = np.full((rows * (height + _LABEL + 4) + 4, columns * (width + 4) + 4, 3), _BACK, np.uint8)
    for index, (label, picture) in enumerate(pictures):
        row, column = divmod(index, columns)
        x, y = 4 + column * (width + 4), 4 + row * (height + _LABEL + 4)
        page[y + _LABEL : y + _LABEL + height, x : x + width] = picture
        cv2.putText(page, label[: max(4, width // 6)], (x, y + 11), cv2.FONT_HERSHEY_PLAIN, 0.75, (235, 235, 235), 1)
    return page


def _on_grey(rgba: Picture, scale: int) -> Picture:
    """Alpha over mid grey, enlarged without smoothing."""
    alpha = rgba[..., 3:].astype(np.uint16)
    flat = ((rgba[..., :3].astype(np.uint16) * alpha + 110 * (255 - alpha)) // 255).astype(np.uint8)
    return np.ascontiguousarray(flat.repeat(scale, 0).repeat(scale, 1))


class _Camera:
    """One full world whose frames are taken; small views are the same frames resized as VPT does it."""

    def __init__(self) -> None:
        self.world = SimWorld("full", 0)

    def shot(self, settings: WorldSettings, prepare: Callable[[Setup], None] | None = None, seed: int = _SEED) -> Picture:
        self.world.reset(seed=seed, options={"settings": settings})
        if prepare is not None:
            prepare(Setup(self.world.simulator))
        return self.world.step({})[0]["pov"].copy()


def _small(pictures: Labelled) -> Labelled:
    return [(name, cv2.resize(p, (128, 128), interpolation=cv2.INTER_LINEAR)) for name, p in pictures]


def _biomes(camera: _Camera) -> Labelled:
    found = []
    for name in biome_names():
        for seed in (_SEED, _SEED + 1):
            try:
                found.append((name, camera.shot(WorldSettings(biome=name, time=4000), seed=seed)))
            except ValueError:  # not every rare biome lies within reach of every spawn
                continue
    return found


def _times(camera: _Camera) -> Labelled:
    return [(name, camera.shot(WorldSettings(biome="plains", time=time, mobs=False))) for name, time in _TIMES.items()]


def _cave(torch: bool) -> Callable[[Setup], None]:
    def prepare(setup: Setup) -> None:
        p = setup.sim.w.player[0]
        x, z = int(p["x"] // 1), int(p["z"] // 1)
        setup.fill(x - 5, 20, z - 5, x + 5, 26, z + 9, "stone")
        setup.fill(x - 3, 21, z - 3, x + 3, 24, z + 7, "air")
        for dx, dy, ore in ((-2, 0, "coal_ore"), (-1, 1, "iron_ore"), (0, 0, "gold_ore"), (1, 1, "diamond_ore"),
                            (2, 0, "redstone_ore"), (2, 2, "lapis_ore"), (-2, 2, "emerald_ore")):  # fmt: skip
            setup.set_block(x + dx, 21 + dy, z + 8, ore)
        if torch:
            setup.set_block(x - 2, 21, z + 5, "torch")
        setup.teleport(x + 0.5, 21.0, z + 0.5)

    return prepare


def _creature(kind: str) -> Callable[[Setup], None]:
    def prepare(setup: Setup) -> None:
        p = setup.sim.w.player[0]
        setup.remove_creatures()
        for dx, yaw in ((-1.2, 180.0), (1.4, 120.0)):
            setup.creature(kind, float(p["x"]) + dx, float(p["y"]), float(p["z"]) + 3.0, yaw)

    return prepare


def _inventory(setup: Setup) -> None:
    for slot, item in enumerate(("oak_log", "iron_pickaxe", "torch", "apple", "cobblestone", "diamond", "oak_planks")):
        setup.give(item, 1 if item.endswith("pickaxe") else 7 * slot + 1, slot)
    for slot, item in enumerate(("iron_boots", "iron_leggings", "iron_chestplate", "iron_helmet")):
        setup.give(item, 1, 36 + slot)
    setup.open_screen("inventory")


def _holding(item: str) -> Callable[[Setup], None]:
    def prepare(setup: Setup) -> None:
        setup.give(item, 1, 0)
        for _ in range(12):
            setup.sim.keys[:] = 0
            setup.sim.tick()

    return prepare


def _scenes(camera: _Camera) -> Labelled:
    found = [(name, camera.shot(WorldSettings(scene=name, time=6000, mobs=name in ("cow_pen", "sheep_meadow", "zombie_night"))))
             for name in SCENES]  # fmt: skip
    found.append(("inventory", camera.shot(WorldSettings(scene="flat", time=6000, mobs=False), _inventory)))
    for torch in (False, True):
        found.append((f"cave{' with torch' if torch else ''}", camera.shot(WorldSettings(time=6000, mobs=False), _cave(torch))))
    for item in ("iron_pickaxe", "oak_planks", "torch", "apple", "diamond_sword"):
        found.append((f"holding {item}", camera.shot(WorldSettings(scene="flat", time=6000, mobs=False), _holding(item))))
    return found


def _creatures(camera: _Camera) -> Labelled:
    settings = WorldSettings(scene="flat", time=6000, mobs=True, pitch=10.0)
    return [(kind, camera.shot(settings, _creature(kind))) for kind in CREATURES]


def pages() -> Iterator[tuple[str, Callable[[], Picture]]]:
    """(file stem, painter) of every sheet."""
    camera = _Camera()
    for stem, make, columns in (("biomes", _biomes, 3), ("times", _times, 3), ("scenes", _scenes, 3), ("creatures", _creatures, 3)):
        shots: Labelled = []

        def large(make: Callable[[_Camera], Labelled] = make, shots: Labelled = shots, columns: int = columns) -> Picture:
            shots[:] = make(camera)
            return sheet(shots, columns)

        def small(shots: Labelled = shots) -> Picture:
            return sheet(_small(shots), 8)

        yield stem, large
        yield f"{stem}_128", small
    yield "textures", lambda: sheet([(n, _on_grey(t, 4)) for n, t in sorted(block_textures().items())], 20)
    yield "items", lambda: sheet([(n, _on_grey(i, 3)) for n, i in list(zip(item_names(), item_icons(), strict=True))[1:]], 26)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent world gallery``."""
    parser.add_argument("--out", type=Path, default=Path("gallery"), help="folder for the PNG sheets (default gallery)")


def run(args: argparse.Namespace) -> int:
    """Write every sheet and print its path."""
    args.out.mkdir(parents=True, exist_ok=True)
    written = []
    for stem, paint in track(list(pages()), description="painting"):
        path = args.out / f"{stem}.png"
        cv2.imwrite(str(path), cv2.cvtColor(paint(), cv2.COLOR_RGB2BGR))
        written.append(path)
    print("\n".join(str(path) for path in written))
    return 0

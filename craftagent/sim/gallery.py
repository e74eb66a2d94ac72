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
from rich.console import Console
from rich.progress import track

from craftagent.sim import gallery_shots as shots
from craftagent.sim.art.items import item_icons
from craftagent.sim.art.textures import block_textures
from craftagent.sim.gallery_shots import Labelled, Picture, Stage
from craftagent.sim.rules.registry import item_names, unknown

_BACK = 40  # grey of the sheets' ground
_LABEL = 14  # pixels of height for a label


def sheet(pictures: Labelled, columns: int) -> Picture:
    """Pictures of one size, each under its label if any has one, in rows of ``columns``. uint8 RGB."""
    height, width = pictures[0][1].shape[:2]
    margin = _LABEL if any(label for label, _ in pictures) else 0
    rows = -(-len(pictures) // columns)
    page = np.full((rows * (height + margin + 4) + 4, columns * (width + 4) + 4, 3), _BACK, np.uint8)
    for index, (label, picture) in enumerate(pictures):
        row, column = divmod(index, columns)
        x, y = 4 + column * (width + 4), 4 + row * (height + margin + 4)
        page[y + margin : y + margin + height, x : x + width] = picture
        cv2.putText(page, label[: max(4, width // 6)], (x, y + 11), cv2.FONT_HERSHEY_PLAIN, 0.75, (235, 235, 235), 1)
    return page


def _on_grey(rgba: Picture, scale: int) -> Picture:
    """Alpha over mid grey, enlarged without smoothing."""
    alpha = rgba[..., 3:].astype(np.uint16)
    flat = ((rgba[..., :3].astype(np.uint16) * alpha + 110 * (255 - alpha)) // 255).astype(np.uint8)
    return np.ascontiguousarray(flat.repeat(scale, 0).repeat(scale, 1))


def _resized(pictures: Labelled, width: int, height: int, how: int) -> Labelled:
    return [(name, np.asarray(cv2.resize(p, (width, height), interpolation=how), np.uint8)) for name, p in pictures]


# name -> (painter of the pictures, columns of the sheet)
SHEETS: dict[str, tuple[Callable[[Stage], Labelled], int]] = {
    "biomes": (shots.biomes, 4),
    "times": (shots.times, 4),
    "scenes": (shots.scenes, 4),
    "screens": (shots.screens, 2),
    "hands": (shots.hands, 4),
    "creatures": (shots.creatures, 4),
}
PAGES = (*SHEETS, "textures", "items", "cover")


def paint(name: str, stage: Stage) -> Iterator[tuple[str, Picture]]:
    """(file stem, sheet) of one page; photographs come twice, at 640x360 and at 128x128."""
    if name in SHEETS:
        take, columns = SHEETS[name]
        pictures = take(stage)
        yield name, sheet(pictures, columns)
        yield f"{name}_128", sheet(_resized(pictures, 128, 128, cv2.INTER_LINEAR), 8)
    elif name == "textures":
        yield name, sheet([(n, _on_grey(t, 4)) for n, t in sorted(block_textures().items())], 20)
    elif name == "items":
        yield name, sheet([(n, _on_grey(i, 3)) for n, i in list(zip(item_names(), item_icons(), strict=True))[1:]], 26)
    else:
        yield name, sheet(_resized(shots.cover(stage), 320, 180, cv2.INTER_AREA), 3)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent world gallery``."""
    parser.add_argument("--out", type=Path, default=Path("gallery"), help="folder for the PNG sheets (default gallery)")
    parser.add_argument(
        "--only", default=",".join(PAGES), help=f"comma-separated pages (default all: {','.join(PAGES)})"
    )


def run(args: argparse.Namespace) -> int:
    """Write every sheet and print its path."""
    wanted = args.only.split(",")
    for name in wanted:
        if name not in PAGES:
            raise unknown("page", name, PAGES)
    args.out.mkdir(parents=True, exist_ok=True)
    stage = Stage()
    written = []
    for name in track(wanted, description="painting", console=Console(stderr=True)):
        for stem, picture in paint(name, stage):
            path = args.out / f"{stem}.png"
            if not cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)):
                raise PermissionError(f"{path} can not be written")
            written.append(path)
    print("\n".join(str(path) for path in written))
    return 0

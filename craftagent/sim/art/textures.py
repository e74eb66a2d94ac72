"""All block textures by name."""

from __future__ import annotations

import functools

from craftagent.sim.art import (
    blocks_color,
    blocks_earth,
    blocks_growth,
    blocks_joinery,
    blocks_made,
    blocks_magic,
    blocks_parts,
    blocks_plants,
    blocks_stone,
    blocks_wood,
    blocks_workshop,
)
from craftagent.sim.art.paint import Tex, bled


@functools.cache
def block_textures() -> dict[str, Tex]:
    """Every block texture, ``uint8 (16, 16, 4)`` RGBA, read-only, by the game's texture names (our own drawings).

    Grey ones (grass, leaves, vines, water, redstone dust) are meant to be multiplied by a tint.
    """
    out: dict[str, Tex] = {}
    out.update(blocks_stone.textures())
    out.update(blocks_earth.textures())
    out.update(blocks_wood.textures())
    out.update(blocks_joinery.textures())
    out.update(blocks_color.textures())
    out.update(blocks_plants.textures())
    out.update(blocks_growth.textures())
    out.update(blocks_made.textures())
    out.update(blocks_workshop.textures())
    out.update(blocks_parts.textures())
    out.update(blocks_magic.textures(out["netherrack"]))
    for name, tex in out.items():
        out[name] = bled(tex)
        out[name].setflags(write=False)
    return out

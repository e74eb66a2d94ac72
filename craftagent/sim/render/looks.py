"""Block models repacked for the ray kernels: one short row per state, one flat atlas with its smaller sizes.

``rec`` holds what a hit needs in 32 bytes, so a state costs one cache line; flags are bits of ``rec[state, FLAGS]``.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from craftagent.sim.render.sky import cloud_map
from craftagent.sim.rules.registry import N_STATES, blocks, item_names, state_block, state_id
from craftagent.sim.terrain.biomes import BIOMES

# Columns of Looks.rec
OVERLAY, FLAGS, TINT, TINT_FACES, BLOCK = 6, 7, 8, 9, 10

# Bits of the flags: kind in 0-2, turn in 3-4, plant offset in 5-6, fluid in 12-13
TURN_SHIFT, OFFSET_SHIFT, FLUID_SHIFT = 3, 5, 12
SHADED, EMISSIVE, CULL_SAME, BLENDED, OCCLUDES = 1 << 7, 1 << 8, 1 << 9, 1 << 10, 1 << 11

TILE = 341  # texels of one tile: 16 x 16, 8 x 8, 4 x 4, 2 x 2, 1
DEGREES = 57.29577951308232  # of one radian


class Looks:
    """Fields of the record that kernels take as ``looks``; every renderer shares it and none writes to it. S states, B
    boxes, N tiles, K kinds of creatures, P parts."""

    rec: npt.NDArray[np.uint16]  # (S, 16): tiles of faces 0-5, then the columns above
    height: npt.NDArray[np.float64]  # (S,) height of the fluid in the cell
    atlas: npt.NDArray[np.uint32]  # R | G << 8 | B << 16 | A << 24: N tiles of TILE, then skins and icons of 256
    tint: npt.NDArray[np.int64]  # (256, 32) by biome and tint: R | G << 8 | B << 16
    box_start: npt.NDArray[np.int32]  # (S,)
    box_count: npt.NDArray[np.int32]  # (S,)
    boxes: npt.NDArray[np.float64]  # (B, 6)
    box_tex: npt.NDArray[np.int32]  # (B, 6) tile, -1 no face
    box_map: npt.NDArray[np.float64]  # (B, 6, 4)
    box_tint: npt.NDArray[np.uint8]  # (B,)
    water: npt.NDArray[np.int64]  # (2,) tiles of still water, still lava
    crack: npt.NDArray[np.int64]  # (10,) tiles
    biome_rgb: npt.NDArray[np.float64]  # (256, 9) sky, fog, water fog colours, 0..1
    masks: npt.NDArray[np.uint64]  # (3, 16) cells of a brick with x (y, z) in a..b, at [axis, a << 2 | b]
    skins: int  # where the creatures' pictures start in the atlas
    icons: int  # where the items' pictures start
    item_state: npt.NDArray[np.int32]  # (976,) block state that an item looks like in hand, -1: a flat picture
    mob_start: npt.NDArray[np.int32]  # (K,) first part of a kind
    mob_count: npt.NDArray[np.int32]  # (K,)
    mob_size: npt.NDArray[np.float64]  # (K, 3) half width, height, radius of a sphere around the middle
    mob_baby: npt.NDArray[np.float64]  # (K, 3)
    part_box: npt.NDArray[np.float64]  # (P, 6)
    part_pivot: npt.NDArray[np.float64]  # (P, 3)
    part_rot: npt.NDArray[np.float64]  # (P, 3) degrees
    part_code: npt.NDArray[np.int64]  # (P, 4) animation, shown when, dyed, head
    part_move: npt.NDArray[np.float64]  # (P, 2) phase in degrees, sign
    part_tex: npt.NDArray[np.int64]  # (P, 6) place in the atlas, -1 none
    part_wh: npt.NDArray[np.int64]  # (P, 6, 2) texels across and down
    wool: npt.NDArray[np.int64]  # (16,) R | G << 8 | B << 16
    arm: int  # part that is the player's right arm
    still: int  # state of still water
    clouds: npt.NDArray[np.uint8]  # (65536,) 256 x 256 cells of 12 blocks, 1 = cloud


def _pack(rgba: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint32]:
    """(..., 4) bytes to one little-endian word, whatever the machine's byte order."""
    v = rgba.astype(np.uint32)
    return np.asarray(v[..., 0] | v[..., 1] << 8 | v[..., 2] << 16 | v[..., 3] << 24, np.uint32)


def _atlas(models: Any) -> npt.NDArray[np.uint32]:
    """Tiles and their smaller sizes in one row each."""
    n = len(models.atlas)
    one = models.atlas1.reshape(n, 4).copy()
    one[:, 3] = np.where(one[:, 3] >= 96, np.maximum(one[:, 3], 128), one[:, 3])  # half-covered leaves stay visible
    sizes = (models.atlas, models.atlas8, models.atlas4, models.atlas2, one)
    return np.concatenate([_pack(a.reshape(n, -1, 4)) for a in sizes], axis=1).reshape(-1)


def _tints(models: Any) -> npt.NDArray[np.int64]:
    rgb = np.repeat(models.tint_rgb[None].astype(np.int64), 256, axis=0)
    rgb[:, 0] = 255
    for biome in BIOMES:
        rgb[biome.id, 1], rgb[biome.id, 2], rgb[biome.id, 3] = biome.grass, biome.foliage, biome.water
    return np.ascontiguousarray(rgb[..., 0] | rgb[..., 1] << 8 | rgb[..., 2] << 16)


def brick_masks() -> npt.NDArray[np.uint64]:
    """(3, 16) uint64; row 0 x, 1 y, 2 z; entry a << 2 | b: the cells of a brick whose coordinate lies in a..b."""
    out = np.zeros((3, 16), np.uint64)
    for a in range(4):
        for b in range(4):
            for c in range(min(a, b), max(a, b) + 1):
                for other in range(16):
                    hi, lo = other >> 2, other & 3
                    out[0, a << 2 | b] |= np.uint64(1) << np.uint64(c << 4 | other)
                    out[1, a << 2 | b] |= np.uint64(1) << np.uint64(hi << 4 | lo << 2 | c)
                    out[2, a << 2 | b] |= np.uint64(1) << np.uint64(hi << 4 | c << 2 | lo)
    return out


def _item_states(flat: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
    states = np.full(len(flat), -1, np.int32)
    for item, name in enumerate(item_names()):
        if item and not flat[item] and name in blocks():
            states[item] = state_id(name)
    return states


def make_looks(models: Any, mobs: Any, icons: npt.NDArray[np.uint8], flat: npt.NDArray[np.uint8]) -> Looks:
    """Pack the block models, creatures (``MobModels``) and item pictures (976, 16, 16, 4); about 50 ms.

    ``flat`` (976,): 1 = an item is a flat picture.
    """
    m = models
    names = [state_block(s) for s in range(N_STATES)]
    glass = np.array(["glass" in name for name in names])
    kind = m.kind.astype(np.uint16)
    flags = kind.copy()
    flags |= m.turn.astype(np.uint16) << TURN_SHIFT
    flags |= m.cross_offset.astype(np.uint16) << OFFSET_SHIFT
    flags |= m.fluid.astype(np.uint16) << FLUID_SHIFT
    for bit, on in ((SHADED, m.shade), (EMISSIVE, m.emissive), (CULL_SAME, m.cull_same), (BLENDED, m.blend)):
        flags |= np.where(on != 0, bit, 0).astype(np.uint16)
    # Ambient occlusion: the game darkens beside blocks whose collision box is the full cube, except glass.
    flags |= np.where(np.isin(kind, (1, 2, 7)) & ~glass, OCCLUDES, 0).astype(np.uint16)
    block = np.zeros(N_STATES, np.uint16)
    block[1:] = np.cumsum([a != b for a, b in zip(names[1:], names[:-1], strict=True)])
    rec = np.zeros((N_STATES, 16), np.uint16)
    rec[:, :6] = m.face_tex
    for column, values in ((OVERLAY, m.overlay_tex), (FLAGS, flags), (TINT, m.tint), (TINT_FACES, m.tint_faces),
                           (BLOCK, block)):  # fmt: skip
        rec[:, column] = values
    colours = np.zeros((256, 9))
    colours[:] = (0.4706, 0.6549, 1.0, 0.7529, 0.8471, 1.0, 0.0196, 0.0196, 0.2)
    for b in BIOMES:
        colours[b.id, :6] = np.array((*b.sky, *b.fog)) / 255.0
    tex = m.model_tex.astype(np.int32)
    atlas = _atlas(m)
    skins = len(atlas)
    pictures = skins + mobs.tex.shape[0] * 256
    part_tex = mobs.part_tex.astype(np.int64)
    known = np.where(part_tex == 65535, 0, part_tex)
    wool = mobs.wool_rgb.astype(np.int64)
    arrays: dict[str, Any] = dict(
        rec=rec,
        height=m.fluid_height.astype(np.float64),
        atlas=np.concatenate([atlas, _pack(mobs.tex).reshape(-1), _pack(icons).reshape(-1)]),
        tint=_tints(m),
        box_start=m.box_start,
        box_count=m.box_count,
        boxes=m.model_boxes.astype(np.float64),
        box_tex=np.where(tex == 65535, -1, tex).astype(np.int32),
        box_map=m.model_map.astype(np.float64),
        box_tint=m.model_tint,
        water=np.array([m.water_tex[0], m.lava_tex[0]], np.int64),
        crack=np.asarray(m.crack_tex, np.int64),
        biome_rgb=colours,
        masks=brick_masks(),
        skins=skins,
        icons=pictures,
        item_state=_item_states(flat),
        mob_start=mobs.part_start,
        mob_count=mobs.part_count,
        mob_size=mobs.size.astype(np.float64),
        mob_baby=mobs.baby_head.astype(np.float64),
        part_box=mobs.box.astype(np.float64),
        part_pivot=mobs.pivot.astype(np.float64),
        part_rot=mobs.rot.astype(np.float64) * DEGREES,
        part_code=np.stack([mobs.anim, mobs.show, mobs.dyed, mobs.head], 1).astype(np.int64),
        part_move=np.stack([mobs.phase.astype(np.float64) * DEGREES, mobs.sign], 1).astype(np.float64),
        part_tex=np.where(part_tex == 65535, -1, skins + known * 256),
        part_wh=mobs.tex_wh.astype(np.int64)[known],
        wool=wool[:, 0] | wool[:, 1] << 8 | wool[:, 2] << 16,
        arm=int(mobs.arm[0]),
        still=state_id("water"),
        clouds=cloud_map(),
    )
    values = {name: np.asarray(value) for name, value in arrays.items()}
    fields = [(name, value.dtype, value.shape) for name, value in values.items()]
    looks = np.zeros(1, np.dtype((np.record, np.dtype(fields, align=True))))
    for name, value in values.items():
        looks[name][0] = value
    return cast(Looks, looks[0])

"""What a block looks like, as flat arrays by state id: the picture book that the renderer's kernels read.

Conventions, the game's own. Faces: 0 down, 1 up, 2 north (-z), 3 south (+z), 4 west (-x), 5 east (+x). A face seen from
outside has u to the right and v down; with (x, y, z) in 0 .. 1 inside the block:

    up     u = x      v = z            down   u = x      v = 1 - z
    north  u = 1 - x  v = 1 - y        south  u = x      v = 1 - y
    west   u = z      v = 1 - y        east   u = 1 - z  v = 1 - y

The texel is ``atlas[tile, int(v * 16), int(u * 16)]``. Turned textures (a log lying down) are tiles of their own, so a
kernel never rotates anything. Tile 0 is fully transparent; ``NO_FACE`` marks a face that is not there.

A box shows only the face by which the ray *enters* it (the game culls back faces): if that face is ``NO_FACE``, or its
texel is transparent, the box is not hit and the ray goes on. Boxes may be flat (x0 == x1, ...): use ``near <= far``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

NO_FACE = 65535

AIR, CUBE, CUTOUT, BOXES, CROSS, WATER, LAVA, TRANSLUCENT = range(8)
"""Values of ``Models.kind``."""

(TINT_NONE, TINT_GRASS, TINT_FOLIAGE, TINT_WATER, TINT_BIRCH, TINT_SPRUCE, TINT_LILY, TINT_ATTACHED_STEM) = range(8)
TINT_STEM = 8  # + age 0 .. 7 of melon and pumpkin stems
TINT_REDSTONE = 16  # + power 0 .. 15
N_TINTS = 32

OFFSET_NONE, OFFSET_XZ, OFFSET_XYZ = range(3)


class Models(NamedTuple):
    """Arrays for the renderer; S = 17 112 states, B = boxes, N = atlas tiles, all C-contiguous and read-only."""

    kind: npt.NDArray[np.uint8]
    """(S,) 0 invisible, 1 opaque full cube, 2 full cube with holes (alpha tested at 128: leaves, glass, spawner),
    3 boxes, 4 cross of two diagonal planes, 5 water, 6 lava, 7 translucent full cube (alpha blended: ice, stained
    glass, slime, honey)."""
    face_tex: npt.NDArray[np.uint16]
    """(S, 6) atlas tile of each face. Kinds 1, 2, 5, 6, 7: the cube's faces; kind 4: the plant in all six; kind 3: a
    stand-in cube for far or small uses (break particles: face 0 .. 5 never NO_FACE); kind 0: 0."""
    tint: npt.NDArray[np.uint8]
    """(S,) row of ``tint_rgb``; 0 none, 1 grass, 2 foliage, 3 water (these three go by biome), from 4 on constant."""
    tint_faces: npt.NDArray[np.uint8]
    """(S,) bit f set = face f of a cube (or the cross, any bit) is multiplied by the tint. Boxes: ``model_tint``."""
    overlay_tex: npt.NDArray[np.uint16]
    """(S,) tile drawn over faces 2 .. 5 and tinted (side of the grass block); 0 none. Where its alpha < 128
    ``face_tex`` shows, untinted."""
    tint_rgb: npt.NDArray[np.uint8]
    """(N_TINTS, 3) colour of each tint; rows 1 .. 3 hold the plains' values, replace them by the biome's."""
    cross_offset: npt.NDArray[np.uint8]
    """(S,) 0 none; 1 the model is shifted in x and z by a hash of (x, z), at most a quarter block; 2 also down by up to
    0.2. Formula: :func:`craftagent.sim.render.cells.plant_shift`. Also set for some kind 3 (bamboo)."""
    turn: npt.NDArray[np.uint8]
    """(S,) 1 = the up and down faces are turned by 0 .. 3 quarters by a hash of the position (grass, dirt, sand), which
    hides the tiling as in the game; 2 = faces may be mirrored in u instead (stone, bedrock); 0 never."""
    cull_same: npt.NDArray[np.uint8]
    """(S,) 1 = no face towards a neighbour of the same block (glass, ice, slime, water); leaves 0: all faces show."""
    blend: npt.NDArray[np.uint8]
    """(S,) 1 = alpha blends (water, kind 7, stained panes, portal); 0 = alpha is tested at 128."""
    shade: npt.NDArray[np.uint8]
    """(S,) 1 = the usual face shade (up 1.0, down 0.5, north/south 0.8, west/east 0.6); 0 = none (plants, torches,
    fire, rails)."""
    emissive: npt.NDArray[np.uint8]
    """(S,) 1 = drawn at full brightness whatever the light (magma)."""
    fluid: npt.NDArray[np.uint8]
    """(S,) fluid that also fills the cell: 0 none, 1 water (waterlogged, seagrass, kelp too), 2 lava."""
    fluid_height: npt.NDArray[np.float32]
    """(S,) height of that fluid's surface in blocks (source 8/9, level l (8 - l)/9, falling 8/9), 0 without fluid. With
    the same fluid above it is 1."""
    box_start: npt.NDArray[np.int32]
    """(S,) first box of a state of kind 3."""
    box_count: npt.NDArray[np.int32]
    """(S,) number of boxes, 0 unless kind 3 (or an invisible state)."""
    model_boxes: npt.NDArray[np.float32]
    """(B, 6) x0, y0, z0, x1, y1, z1 in blocks, within 0 .. 1."""
    model_tex: npt.NDArray[np.uint16]
    """(B, 6) atlas tile of each face or NO_FACE."""
    model_uv: npt.NDArray[np.float32]
    """(B, 6, 4) u0, v0, u1, v1 in 0 .. 1: texture rectangle that covers the box's face (u0 > u1 mirrors)."""
    model_map: npt.NDArray[np.float32]
    """(B, 6, 4) the same as a map of the block's face coordinates (a, b) listed above: u = m0 + m1 a, v = m2 + m3 b."""
    model_tint: npt.NDArray[np.uint8]
    """(B,) bit f set = face f of the box takes the state's tint."""
    atlas: npt.NDArray[np.uint8]
    """(N, 16, 16, 4) RGBA tiles, not premultiplied; the colour of transparent texels is that of their neighbours."""
    atlas8: npt.NDArray[np.uint8]
    """(N, 8, 8, 4) the tiles at half size: alpha-weighted mean colour; cut-outs keep alpha 0 or 255 and coverage."""
    atlas4: npt.NDArray[np.uint8]
    """(N, 4, 4, 4)."""
    atlas2: npt.NDArray[np.uint8]
    """(N, 2, 2, 4)."""
    atlas1: npt.NDArray[np.uint8]
    """(N, 4) mean colour; alpha here is the mean alpha (coverage), also for cut-outs."""
    crack_tex: npt.NDArray[np.uint16]
    """(10,) tiles of the crack stages 0 .. 9, dark lines with alpha (multiply or blend over the block)."""
    water_tex: npt.NDArray[np.uint16]
    """(2,) still and flowing water (grey, to be tinted)."""
    lava_tex: npt.NDArray[np.uint16]
    """(2,) still and flowing lava."""

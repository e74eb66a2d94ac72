"""What one renderer keeps between the stages of a frame: camera and colours of the tick, and a few buffers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from craftagent.sim.render.views import HEIGHT, WIDTH, View

FAR = 96.0  # render distance in blocks (6 chunks): what the window always holds
FOG_START = 72.0  # three quarters of it, as in the game
FACES = 2048  # entries of the cache of lit faces, a power of two
FACE_WORDS = 8  # 64 bytes an entry: one cache line
TILE = 8  # pixels a side of the tiles that share a safe start distance
FOG_STEPS = 512  # entries of the fog table, four to a block

_F = "f8"
FRAME = np.dtype(
    [
        # Eye in window coordinates: x - base_x lies in 256 .. 512, so indices need no sign; y is the world's.
        ("ox", _F), ("oy", _F), ("oz", _F), ("base_x", _F), ("base_z", _F),
        # A pixel at (u, v) = right and up of the picture's centre looks along f + u r + v q (f has length 1).
        ("fx", _F), ("fy", _F), ("fz", _F), ("rx", _F), ("ry", _F), ("rz", _F), ("qx", _F), ("qy", _F), ("qz", _F),
        ("scale", _F),  # tan(fov / 2): length of r and q
        ("texels", _F),  # texels of a facing surface that one pixel covers, per block of depth
        ("top", _F),  # no block at or above this height
        ("medium", "i8"),  # fluid the eye is in: 0 none, 1 water, 2 lava
        ("buried", "i8"),  # state of the solid cube around the eye, 0 none
        ("fog_r", "i8"), ("fog_g", "i8"), ("fog_b", "i8"),  # 0..255
        ("fogr", _F), ("fogg", _F), ("fogb", _F), ("skyr", _F), ("skyg", _F), ("skyb", _F),  # 0..255
        ("glow_r", _F), ("glow_g", _F), ("glow_b", _F), ("glow_a", _F), ("glow_side", _F),  # sunrise and sunset
        ("sun_x", _F), ("sun_y", _F), ("stars", _F), ("moon_phase", "i8"),
        ("cloud_r", _F), ("cloud_g", _F), ("cloud_b", _F), ("cloud_shift", _F),
        ("sky_light", _F),  # brightness of the sky 0.2 .. 1 that the light map was made for
        ("gamma", _F), ("made_gamma", _F), ("made_vision", "i8"), ("made_fog", "i8"),
        ("epoch", "i8"),  # frames drawn; marks entries of the face cache
        ("tick", "i8"),
        ("walk", "i8"),  # for tests: 0 all shortcuts, 1 no safe start distances, 2 also cell by cell
    ],
    align=True,
)  # fmt: skip


class Frame(NamedTuple):
    """Buffers of one renderer for a view of R sample rows and W columns. Nothing here outlives the frame but caches."""

    c: npt.NDArray[np.void]  # (1,) FRAME
    u: npt.NDArray[np.float64]  # (W,) right of the centre, in half picture heights
    v: npt.NDArray[np.float64]  # (R,) up of the centre
    cols: npt.NDArray[np.int64]  # (W,) places in the 640 x 360 picture
    rows: npt.NDArray[np.int64]  # (R,)
    color: npt.NDArray[np.uint8]  # (R, W, 3) samples
    depth: npt.NDArray[np.float32]  # (R, W) distance along the view axis; FAR * 2 for the sky
    front: npt.NDArray[np.int64]  # (R, W) what blends over the pixel (water): 16-bit r, g, b and transmittance; 0 none
    front_depth: npt.NDArray[np.float32]  # (R, W) depth of that layer, only where front is not 0
    done: npt.NDArray[np.uint8]  # (R, W) 1 = already has its colour (hand, opaque overlay): no ray
    mark: npt.NDArray[np.int64]  # (R, W) frame in which the aimed block's wire frame last touched the pixel
    lamp: npt.NDArray[np.uint64]  # (256,) light map by light byte: three 21-bit fields r, g, b of 0..1023
    fog: npt.NDArray[np.int64]  # (FOG_STEPS,) fog 0..256 by distance * 4
    faces: npt.NDArray[np.uint64]  # (FACES * FACE_WORDS,) lit faces of this frame
    hit: npt.NDArray[np.float64]  # (32,) scratch of a ray
    cell: npt.NDArray[np.int64]  # (64,) scratch of a face
    work: npt.NDArray[np.float64]  # (5, 64) scratch of solids: four maps and the solid itself
    code: npt.NDArray[np.int64]  # (24,) scratch of solids
    rect: npt.NDArray[np.int64]  # (4,) scratch of solids
    clouds: npt.NDArray[np.uint8]  # (65536,) 256 x 256 cells of 12 blocks, 1 = cloud


def make_frame(view: View, clouds: npt.NDArray[np.uint8], gamma: float) -> Frame:
    """Buffers for one view; about 3 MB for ``full``."""
    shape = (len(view.rows), len(view.cols))
    c = np.zeros(1, FRAME)
    c["gamma"] = gamma
    return Frame(
        c=c,
        u=(view.cols + 0.5 - WIDTH / 2) / (HEIGHT / 2),
        v=(HEIGHT / 2 - view.rows - 0.5) / (HEIGHT / 2),
        cols=view.cols.astype(np.int64),
        rows=view.rows.astype(np.int64),
        color=np.zeros((*shape, 3), np.uint8),
        depth=np.zeros(shape, np.float32),
        front=np.zeros(shape, np.int64),
        front_depth=np.zeros(shape, np.float32),
        done=np.zeros(shape, np.uint8),
        mark=np.zeros(shape, np.int64),
        lamp=np.zeros(256, np.uint64),
        fog=np.zeros(FOG_STEPS, np.int64),
        faces=np.zeros(FACES * FACE_WORDS, np.uint64),
        hit=np.zeros(32),
        cell=np.zeros(64, np.int64),
        work=np.zeros((5, 64)),
        code=np.zeros(24, np.int64),
        rect=np.zeros(4, np.int64),
        clouds=clouds,
    )

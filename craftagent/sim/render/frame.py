"""What one renderer keeps between the stages of a frame: camera and colours of the tick, and a few buffers."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

from craftagent.sim.render.views import HEIGHT, WIDTH, View

FAR = 96.0  # render distance in blocks (6 chunks): what the window always holds
FOG_START = 72.0  # three quarters of it, as in the game
FACES = 2048  # entries of the cache of lit faces, a power of two
FACE_WORDS = 8  # 64 bytes an entry: one cache line
BRICKS = 2048  # entries of the cache of bricks with water, a power of two
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
        ("tick", "i8"), ("width", "i8"), ("height", "i8"),  # samples across and down
        ("walk", "i8"),  # for tests: 0 all shortcuts, 1 no safe start distances, 2 also cell by cell
    ],
    align=True,
)  # fmt: skip


PIXELS = WIDTH * HEIGHT


class Frame:
    """Fields of the record that kernels take as ``f``; a type for Python code. Samples of a view of R rows and W columns
    lie one after the other, row by row, in the first R * W places of each array of PIXELS."""

    c: npt.NDArray[np.void]  # (1,) FRAME
    u: npt.NDArray[np.float64]  # (640,) right of the centre, in half picture heights; W used
    v: npt.NDArray[np.float64]  # (360,) up of the centre; R used
    cols: npt.NDArray[np.int64]  # (640,) places in the 640 x 360 picture
    rows: npt.NDArray[np.int64]  # (360,)
    color: npt.NDArray[np.uint32]  # (PIXELS,) R | G << 8 | B << 16
    depth: npt.NDArray[np.float32]  # (PIXELS,) along the view axis, FAR * 2 for the sky; < 0: see front
    front: npt.NDArray[np.int64]  # (PIXELS,) where depth < 0, what blends over the pixel: r, g, b, transmittance << 24
    front_depth: npt.NDArray[np.float32]  # (PIXELS,) where depth < 0, depth of that layer
    done: npt.NDArray[np.uint8]  # (PIXELS,) 1 = hand, 2 = opaque overlay: no ray
    mark: npt.NDArray[np.int32]  # (PIXELS,) frame in which the aimed block's wire frame last touched the pixel
    lamp: npt.NDArray[np.uint64]  # (256,) light map by light byte: three 21-bit fields r, g, b of 0..1023
    fog: npt.NDArray[np.int64]  # (FOG_STEPS,) fog 0..256 by distance * 4
    faces: npt.NDArray[np.uint64]  # (FACES * FACE_WORDS,) lit faces of this frame
    bricks: npt.NDArray[np.uint64]  # (2 * BRICKS,) cells of a brick that are not still water, this frame
    hit: npt.NDArray[np.float64]  # (32,) scratch of a ray
    cell: npt.NDArray[np.int64]  # (64,) scratch of a face
    ray: npt.NDArray[np.float64]  # (7, TILE) rays of a row of a tile: direction, its inverse, its length
    spread: npt.NDArray[np.float64]  # (6,) directions of the rays of a tile
    work: npt.NDArray[np.float64]  # (5, 64) scratch of solids: four maps and the solid itself
    code: npt.NDArray[np.int64]  # (24,) scratch of solids
    rect: npt.NDArray[np.int64]  # (4,) scratch of solids


_FIELDS = [
    ("c", FRAME, (1,)),
    ("u", np.float64, (WIDTH,)),
    ("v", np.float64, (HEIGHT,)),
    ("cols", np.int64, (WIDTH,)),
    ("rows", np.int64, (HEIGHT,)),
    ("color", np.uint32, (PIXELS,)),
    ("depth", np.float32, (PIXELS,)),
    ("front", np.int64, (PIXELS,)),
    ("front_depth", np.float32, (PIXELS,)),
    ("done", np.uint8, (PIXELS,)),
    ("mark", np.int32, (PIXELS,)),
    ("lamp", np.uint64, (256,)),
    ("fog", np.int64, (FOG_STEPS,)),
    ("faces", np.uint64, (FACES * FACE_WORDS,)),
    ("bricks", np.uint64, (2 * BRICKS,)),
    ("hit", np.float64, (32,)),
    ("cell", np.int64, (64,)),
    ("spread", np.float64, (6,)),
    ("ray", np.float64, (7, TILE)),
    ("work", np.float64, (5, 64)),
    ("code", np.int64, (24,)),
    ("rect", np.int64, (4,)),
]


def make_frame(view: View, gamma: float) -> Frame:
    """Buffers for one view: 6 MB of addresses, of which a small view touches little."""
    f = np.zeros(1, np.dtype((np.record, np.dtype(_FIELDS, align=True))))[0]
    f.c["gamma"] = gamma
    f.c["width"], f.c["height"] = len(view.cols), len(view.rows)
    f.u[: len(view.cols)] = (view.cols + 0.5 - WIDTH / 2) / (HEIGHT / 2)
    f.v[: len(view.rows)] = (HEIGHT / 2 - view.rows - 0.5) / (HEIGHT / 2)
    f.cols[: len(view.cols)] = view.cols
    f.rows[: len(view.rows)] = view.rows
    return cast(Frame, f)

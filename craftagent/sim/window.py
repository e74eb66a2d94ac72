"""The loaded area: chunk columns made or fetched around the player, and put away when they are left behind.

Chunks within ``LOAD_RADIUS`` of the centre are FULL; one ring further out is BASE (terrain without trees, because
a tree may lean over a chunk border). Chunks past ``KEEP_RADIUS`` leave the torus; if they were edited, their blocks and
the entities in them are kept in :attr:`Window.saved` and come back unchanged.
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from craftagent.sim.jit import kernel
from craftagent.sim.light import dims, light_chunk
from craftagent.sim.mobs.natural import populate_chunk
from craftagent.sim.rules.tables import Rules
from craftagent.sim.state import BASE, EMPTY, FULL, ITEM, NONE, World
from craftagent.sim.terrain.chunk import base_chunk
from craftagent.sim.terrain.decorate import decorate_chunk

LOAD_RADIUS = 6  # chunks; the render distance of 96 blocks
KEEP_RADIUS = 7  # 2 * 7 + 1 = 15 columns on the 16-wide torus: the loaded area never meets itself


class SavedChunk(NamedTuple):
    """An edited chunk out of the window. ``blocks`` is zlib of uint16 (16, 16, top)."""

    blocks: bytes
    top: int
    entities: npt.NDArray[np.void]


@kernel
def _install(w, r, cx, cz, blocks, status):  # type: ignore[no-untyped-def]
    """Copy a (16, 16, 256) chunk into its slot; for FULL also build occupancy, heights and section counts."""
    i, j = cx & 15, cz & 15
    x0, z0 = i << 4, j << 4
    w.chunk_xz[i, j, 0] = cx
    w.chunk_xz[i, j, 1] = cz
    w.chunk_status[i, j] = status
    w.chunk_edited[i, j] = 0
    if status != FULL:
        for x in range(16):
            for z in range(16):
                for y in range(256):
                    w.blocks[x0 + x, z0 + z, y] = blocks[x, z, y]
                for y in range(256):
                    w.light[x0 + x, z0 + z, y] = 0
        return
    for x in range(4):
        for z in range(4):
            for y in range(64):
                w.bricks[(x0 >> 2) + x, (z0 >> 2) + z, y] = 0
    for y in range(16):
        w.section_ticks[i, j, y] = 0
        w.coarse[i, j, y] = 0
    top = 0
    for x in range(16):
        for z in range(16):
            bx, bz = x0 + x, z0 + z
            height = 0
            high = 0
            for y in range(256):
                state = blocks[x, z, y]
                w.blocks[bx, bz, y] = state
                if state != 0:
                    high = y + 1
            if high > top:
                top = high
            for y in range(high):
                state = blocks[x, z, y]
                if state != 0:
                    w.bricks[bx >> 2, bz >> 2, y >> 2] |= np.uint64(1) << np.uint64(
                        (bx & 3) << 4 | (bz & 3) << 2 | (y & 3)
                    )
                    if dims(r, state):
                        height = y + 1
                    if r.random_ticks[state]:
                        w.section_ticks[i, j, y >> 4] += np.uint16(1)
            w.height[bx, bz] = height
    w.top[i, j] = top
    for x in range(4):
        for z in range(4):
            for y in range(64):
                if w.bricks[(x0 >> 2) + x, (z0 >> 2) + z, y] != 0:
                    w.coarse[i, j, y >> 2] |= np.uint64(1) << np.uint64(x << 4 | z << 2 | (y & 3))


@kernel
def _evict(w, cx, cz):  # type: ignore[no-untyped-def]
    """Empty a slot, so that rays, light and creatures see nothing there; its blocks wait for :func:`_wipe`."""
    i, j = cx & 15, cz & 15
    x0, z0 = i << 4, j << 4
    w.chunk_status[i, j] = EMPTY
    w.chunk_edited[i, j] = 0
    w.top[i, j] = 0
    for x in range(16):
        for z in range(16):
            w.height[x0 + x, z0 + z] = 0
    for x in range(4):
        for z in range(4):
            for y in range(64):
                w.bricks[(x0 >> 2) + x, (z0 >> 2) + z, y] = 0
    for y in range(16):
        w.coarse[i, j, y] = 0
        w.section_ticks[i, j, y] = 0


@kernel
def _wipe(w, i, j):  # type: ignore[no-untyped-def]
    """Clear what is left of a chunk in a slot that no other has taken, so that equal worlds are equal to the bit."""
    x0, z0 = i << 4, j << 4
    w.chunk_xz[i, j, 0] = 0
    w.chunk_xz[i, j, 1] = 0
    for x in range(16):
        for z in range(16):
            w.biome[x0 + x, z0 + z] = 0
            w.ground[x0 + x, z0 + z] = 0
            for y in range(256):
                w.blocks[x0 + x, z0 + z, y] = 0
            for y in range(256):
                w.light[x0 + x, z0 + z, y] = 0


@kernel
def _make_base(w, r, cx, cz, blocks, biome, ground):  # type: ignore[no-untyped-def]
    """Generate a chunk's terrain into its slot (status BASE) with its biome and pristine ground maps."""
    base_chunk(w.clock[0].seed, cx, cz, blocks, biome, ground)
    x0, z0 = (cx & 15) << 4, (cz & 15) << 4
    for x in range(16):
        for z in range(16):
            w.biome[x0 + x, z0 + z] = biome[x, z]
            w.ground[x0 + x, z0 + z] = ground[x, z]
    _install(w, r, cx, cz, blocks, BASE)


@kernel
def _finish(w, r, cx, cz, blocks, biome48, ground48):  # type: ignore[no-untyped-def]
    """Turn a BASE chunk whose eight neighbours are at least BASE into a FULL one (not yet lit)."""
    x0, z0 = (cx & 15) << 4, (cz & 15) << 4
    for x in range(48):
        for z in range(48):
            biome48[x, z] = w.biome[(x0 + x - 16) & 255, (z0 + z - 16) & 255]
            ground48[x, z] = w.ground[(x0 + x - 16) & 255, (z0 + z - 16) & 255]
    for x in range(16):
        for z in range(16):
            for y in range(256):
                blocks[x, z, y] = w.blocks[x0 + x, z0 + z, y]
    decorate_chunk(w.clock[0].seed, cx, cz, blocks, biome48, ground48)
    _install(w, r, cx, cz, blocks, FULL)


class Window:
    """Keeps the area around a centre chunk loaded. ``saved`` holds edited chunks that were left behind."""

    def __init__(self, w: World, r: Rules) -> None:
        self.w = w
        self.r = r
        self.saved: dict[tuple[int, int], SavedChunk] = {}
        self.populated: set[tuple[int, int]] = set()
        self._left: set[tuple[int, int]] = set()  # slots that were emptied but still hold an old chunk's blocks
        self._blocks = np.zeros((16, 16, 256), np.uint16)
        self._biome = np.zeros((16, 16), np.uint8)
        self._ground = np.zeros((16, 16), np.int16)
        self._biome48 = np.zeros((48, 48), np.uint8)
        self._ground48 = np.zeros((48, 48), np.int16)

    def clear(self) -> None:
        """Forget every chunk, for a new world."""
        w = self.w
        for i, j in zip(*np.nonzero(w.chunk_status), strict=True):
            _evict(w, int(w.chunk_xz[i, j, 0]), int(w.chunk_xz[i, j, 1]))
            self._left.add((int(i), int(j)))
        self.saved.clear()
        self.populated.clear()

    def center_on(self, cx: int, cz: int) -> None:
        """Load everything within ``LOAD_RADIUS`` chunks of (cx, cz), nearest rows first; put away what is too far."""
        w, r = self.w, self.r
        w.clock[0]["center_x"], w.clock[0]["center_z"] = cx, cz
        status, xz = w.chunk_status, w.chunk_xz
        for i, j in zip(*np.nonzero(status), strict=True):
            ox, oz = int(xz[i, j, 0]), int(xz[i, j, 1])
            if max(abs(ox - cx), abs(oz - cz)) > KEEP_RADIUS:
                self._put_away(ox, oz)
        reach = LOAD_RADIUS + 1
        for x in range(cx - reach, cx + reach + 1):
            for z in range(cz - reach, cz + reach + 1):
                if status[x & 15, z & 15] == EMPTY:
                    _make_base(w, r, x, z, self._blocks, self._biome, self._ground)
        for i, j in sorted(self._left):
            if status[i, j] == EMPTY:
                _wipe(w, i, j)
        self._left.clear()
        fresh = []
        for x in range(cx - LOAD_RADIUS, cx + LOAD_RADIUS + 1):
            for z in range(cz - LOAD_RADIUS, cz + LOAD_RADIUS + 1):
                if status[x & 15, z & 15] == BASE:
                    self._complete(x, z)
                    fresh.append((x, z))
        for x, z in fresh:
            light_chunk(w, r, x, z)
        for x, z in fresh:
            if (x, z) not in self.populated:
                self.populated.add((x, z))
                populate_chunk(w, r, x, z)

    def _complete(self, cx: int, cz: int) -> None:
        w = self.w
        saved = self.saved.pop((cx, cz), None)
        if saved is None:
            _finish(w, self.r, cx, cz, self._blocks, self._biome48, self._ground48)
            return
        self._blocks[:] = 0
        kept = np.frombuffer(zlib.decompress(saved.blocks), np.uint16).reshape(16, 16, saved.top)
        self._blocks[:, :, : saved.top] = kept
        _install(w, self.r, cx, cz, self._blocks, FULL)
        w.chunk_edited[cx & 15, cz & 15] = 1
        for row in saved.entities:
            free = np.flatnonzero(w.entities["kind"] == NONE)
            if len(free):
                w.entities[free[0]] = row

    def _put_away(self, cx: int, cz: int) -> None:
        """Save a chunk's edits and creatures, then empty its slot."""
        w = self.w
        i, j = cx & 15, cz & 15
        entities = w.entities
        inside = (entities["kind"] != NONE) & (np.floor(entities["x"]).astype(np.int64) >> 4 == cx)
        inside &= np.floor(entities["z"]).astype(np.int64) >> 4 == cz
        if w.chunk_status[i, j] == FULL and (w.chunk_edited[i, j] or inside.any()):
            top = max(1, int(w.top[i, j]))
            blocks = np.ascontiguousarray(w.blocks[i * 16 : i * 16 + 16, j * 16 : j * 16 + 16, :top])
            self.saved[cx, cz] = SavedChunk(zlib.compress(blocks.tobytes(), 1), top, entities[inside].copy())
        entities["kind"][inside] = NONE
        _evict(w, cx, cz)
        self._left.add((i, j))

    def items_outside(self) -> int:
        """Dropped items kept with saved chunks (for accounting in tests)."""
        return sum(int((chunk.entities["kind"] == ITEM).sum()) for chunk in self.saved.values())


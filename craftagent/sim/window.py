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
from craftagent.sim.state import BASE, CHUNKS, EMPTY, FULL, ITEM, NONE, World
from craftagent.sim.terrain.chunk import base_chunk
from craftagent.sim.terrain.decorate import decorate_chunk

LOAD_RADIUS = 6  # chunks; the render distance of 96 blocks
KEEP_RADIUS = 7  # 2 * 7 + 1 = 15 columns on the 16-wide torus: the loaded area never meets itself


class SavedChunk(NamedTuple):
    """A chunk out of the window. ``blocks`` is zlib of uint16 (16, 16, top), empty if it was never edited."""

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
def _evict(ws, cx, cz):  # type: ignore[no-untyped-def]
    """Empty a slot, so that rays, light and creatures see nothing there; its blocks wait for :func:`_wipe`."""
    w = ws[0]
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
def _wipe(ws, i, j):  # type: ignore[no-untyped-def]
    """Clear what is left of a chunk in a slot that no other has taken, so that equal worlds are equal to the bit."""
    w = ws[0]
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
def _fill_base(ws, rs, cx, cz, reach, blocks, biome, ground):  # type: ignore[no-untyped-def]
    """Generate the terrain of every empty slot within ``reach`` chunks (status BASE), biome and pristine ground maps."""
    w, r = ws[0], rs[0]
    for x in range(cx - reach, cx + reach + 1):
        for z in range(cz - reach, cz + reach + 1):
            if w.chunk_status[x & 15, z & 15] != EMPTY:
                continue
            base_chunk(w.clock[0].seed, x, z, blocks, biome, ground)
            x0, z0 = (x & 15) << 4, (z & 15) << 4
            for dx in range(16):
                for dz in range(16):
                    w.biome[x0 + dx, z0 + dz] = biome[dx, dz]
                    w.ground[x0 + dx, z0 + dz] = ground[dx, dz]
            _install(w, r, x, z, blocks, BASE)


@kernel
def _finish_area(ws, rs, cx, cz, reach, blocks, biome48, ground48, fresh):  # type: ignore[no-untyped-def]
    """Turn the BASE chunks within ``reach`` into FULL ones, not yet lit; their coordinates go to ``fresh``.

    Their eight neighbours must be at least BASE. Returns how many there are.
    """
    w, r = ws[0], rs[0]
    n = 0
    for x in range(cx - reach, cx + reach + 1):
        for z in range(cz - reach, cz + reach + 1):
            if w.chunk_status[x & 15, z & 15] != BASE:
                continue
            x0, z0 = (x & 15) << 4, (z & 15) << 4
            for dx in range(48):
                for dz in range(48):
                    biome48[dx, dz] = w.biome[(x0 + dx - 16) & 255, (z0 + dz - 16) & 255]
                    ground48[dx, dz] = w.ground[(x0 + dx - 16) & 255, (z0 + dz - 16) & 255]
            for dx in range(16):
                for dz in range(16):
                    for y in range(256):
                        blocks[dx, dz, y] = w.blocks[x0 + dx, z0 + dz, y]
            decorate_chunk(w.clock[0].seed, x, z, blocks, biome48, ground48)
            _install(w, r, x, z, blocks, FULL)
            fresh[n, 0] = x
            fresh[n, 1] = z
            n += 1
    return n


@kernel
def _light_area(ws, rs, fresh, n):  # type: ignore[no-untyped-def]
    """Light the first ``n`` chunks of ``fresh``."""
    w, r = ws[0], rs[0]
    for i in range(n):
        light_chunk(w, r, np.int64(fresh[i, 0]), np.int64(fresh[i, 1]))


@kernel
def _populate(ws, rs, cx, cz):  # type: ignore[no-untyped-def]
    populate_chunk(ws[0], rs[0], cx, cz)


@kernel
def _restore_chunk(ws, rs, cx, cz, blocks):  # type: ignore[no-untyped-def]
    _install(ws[0], rs[0], cx, cz, blocks, FULL)


class Window:
    """Keeps the area around a centre chunk loaded.

    ``world``, ``rules``: arrays of one record, as kernels take them fastest. ``saved`` holds the chunks left behind
    that were edited or had creatures in them.
    """

    def __init__(self, world: npt.NDArray[np.void], rules: npt.NDArray[np.void]) -> None:
        self._world, self._rules = world, rules
        w: World = world[0]
        self._clock, self._entities = w.clock[0], w.entities
        self._all_blocks, self._top = w.blocks, w.top
        self._status, self._xz, self._edited = w.chunk_status, w.chunk_xz, w.chunk_edited
        self.saved: dict[tuple[int, int], SavedChunk] = {}
        self.populated: set[tuple[int, int]] = set()
        self._left: set[tuple[int, int]] = set()  # slots that were emptied but still hold an old chunk's blocks
        self._blocks = np.zeros((16, 16, 256), np.uint16)
        self._biome = np.zeros((16, 16), np.uint8)
        self._ground = np.zeros((16, 16), np.int16)
        self._biome48 = np.zeros((48, 48), np.uint8)
        self._ground48 = np.zeros((48, 48), np.int16)
        self._fresh = np.zeros((CHUNKS * CHUNKS, 2), np.int64)

    def clear(self) -> None:
        """Forget every chunk, for a new world."""
        for i, j in np.argwhere(self._status).tolist():
            _evict(self._world, int(self._xz[i, j, 0]), int(self._xz[i, j, 1]))
            self._left.add((i, j))
        self.saved.clear()
        self.populated.clear()

    def center_on(self, cx: int, cz: int) -> None:
        """Load everything within ``LOAD_RADIUS`` chunks of (cx, cz) and put away what is too far."""
        self._clock["center_x"], self._clock["center_z"] = cx, cz
        world, rules, status, xz = self._world, self._rules, self._status, self._xz
        far = np.abs(xz - (cx, cz)).max(axis=2) > KEEP_RADIUS
        for i, j in np.argwhere(far & (status != EMPTY)).tolist():
            self._put_away(int(xz[i, j, 0]), int(xz[i, j, 1]))
        _fill_base(world, rules, cx, cz, LOAD_RADIUS + 1, self._blocks, self._biome, self._ground)
        for i, j in sorted(self._left):
            if status[i, j] == EMPTY:
                _wipe(world, i, j)
        self._left.clear()
        back = [c for c in self.saved if max(abs(c[0] - cx), abs(c[1] - cz)) <= LOAD_RADIUS and self.saved[c].blocks]
        for n, chunk in enumerate(sorted(back)):
            self._bring_back(*chunk)
            self._fresh[n] = chunk
        n = len(back)
        n += _finish_area(world, rules, cx, cz, LOAD_RADIUS, self._blocks, self._biome48, self._ground48, self._fresh[n:])
        _light_area(world, rules, self._fresh, n)
        for x, z in self._fresh[:n].tolist():
            saved = self.saved.pop((x, z), None)
            if saved is not None:
                free = np.flatnonzero(self._entities["kind"] == NONE)[: len(saved.entities)]
                self._entities[free] = saved.entities[: len(free)]
            if (x, z) not in self.populated:
                self.populated.add((x, z))
                _populate(world, rules, x, z)

    def _bring_back(self, cx: int, cz: int) -> None:
        saved = self.saved[cx, cz]
        self._blocks[:] = 0
        kept = np.frombuffer(zlib.decompress(saved.blocks), np.uint16).reshape(16, 16, saved.top)
        self._blocks[:, :, : saved.top] = kept
        _restore_chunk(self._world, self._rules, cx, cz, self._blocks)
        self._edited[cx & 15, cz & 15] = 1

    def _put_away(self, cx: int, cz: int) -> None:
        """Save a chunk's edits and creatures, then empty its slot."""
        i, j = cx & 15, cz & 15
        entities = self._entities
        alive = np.flatnonzero(entities["kind"])
        here = (np.floor(entities["x"][alive]) // 16 == cx) & (np.floor(entities["z"][alive]) // 16 == cz)
        inside = alive[here]
        edited = self._status[i, j] == FULL and bool(self._edited[i, j])
        if edited or len(inside):
            packed, top = b"", 0
            if edited:
                top = max(1, int(self._top[i, j]))
                blocks = np.ascontiguousarray(self._all_blocks[i * 16 : i * 16 + 16, j * 16 : j * 16 + 16, :top])
                packed = zlib.compress(blocks.tobytes(), 1)
            self.saved[cx, cz] = SavedChunk(packed, top, entities[inside].copy())
        entities["kind"][inside] = NONE
        _evict(self._world, cx, cz)
        self._left.add((i, j))

    def items_outside(self) -> int:
        """Dropped items kept with saved chunks (for accounting in tests)."""
        return sum(int((chunk.entities["kind"] == ITEM).sum()) for chunk in self.saved.values())


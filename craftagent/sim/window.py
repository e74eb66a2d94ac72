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
from craftagent.sim.light import dims, join_light, open_sky
from craftagent.sim.mobs.natural import populate_chunk
from craftagent.sim.state import BASE, CHUNKS, EMPTY, FULL, NONE, World
from craftagent.sim.terrain.chunk import ground_y, make_land
from craftagent.sim.terrain.decorate import decorate_slot

LOAD_RADIUS = 6  # chunks; the render distance of 96 blocks
TALLEST = 48  # no tree or plant is higher, blocks
KEEP_RADIUS = 7  # 2 * 7 + 1 = 15 columns on the 16-wide torus: the loaded area never meets itself


class SavedChunk(NamedTuple):
    """A chunk out of the window. ``blocks`` is zlib of uint16 (16, 16, top), empty if it was never edited."""

    blocks: bytes
    top: int
    entities: npt.NDArray[np.void]


@kernel
def _index(w, r, cx, cz, limit):  # type: ignore[no-untyped-def]
    """Build occupancy, heights and section counts of the chunk whose blocks are in their slot, and make it FULL.

    There must be no blocks from y ``limit`` (at most 256) on.
    """
    i, j = cx & 15, cz & 15
    x0, z0 = i << 4, j << 4
    quads = w.blocks.view(np.uint64)  # four blocks at a time, without branches
    lane = np.uint64(0xFFFF)
    w.chunk_status[i, j] = FULL
    for k in range(16):
        w.section_ticks[i, j, k] = 0
        w.coarse[i, j, k] = 0
    top = np.int64(0)
    for x in range(16):
        for z in range(16):
            bx, bz = x0 + x, z0 + z
            shift = np.uint64((x & 3) << 4 | (z & 3) << 2)
            if x & 3 == 0 and z & 3 == 0:
                for k in range(64):
                    w.bricks[bx >> 2, bz >> 2, k] = 0
            n = (limit + 3) >> 2
            while n > 0 and quads[bx, bz, n - 1] == 0:
                n -= 1
            for k in range(n):
                s = quads[bx, bz, k]
                s0, s1, s2, s3 = s & lane, (s >> np.uint64(16)) & lane, (s >> np.uint64(32)) & lane, s >> np.uint64(48)
                filled = (s0 != 0) | (s1 != 0) << 1 | (s2 != 0) << 2 | (s3 != 0) << 3
                w.bricks[bx >> 2, bz >> 2, k] |= np.uint64(filled) << shift
                ticking = r.random_ticks[s0] + r.random_ticks[s1] + r.random_ticks[s2] + r.random_ticks[s3]
                if ticking > 0:
                    w.section_ticks[i, j, k >> 2] += np.uint32(ticking)
            y = 4 * n
            while y > 0 and w.blocks[bx, bz, y - 1] == 0:
                y -= 1
            top = max(top, y)
            while y > 0 and not dims(r, w.blocks[bx, bz, y - 1]):
                y -= 1
            w.height[bx, bz] = y
    w.top[i, j] = top
    for x in range(4):
        for z in range(4):
            for k in range((top + 3) >> 2):
                if w.bricks[(x0 >> 2) + x, (z0 >> 2) + z, k] != 0:
                    w.coarse[i, j, k >> 2] |= np.uint64(1) << np.uint64(x << 4 | z << 2 | (k & 3))


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
def _wipe(ws, i, j, top):  # type: ignore[no-untyped-def]
    """Clear what is left of a chunk in a slot that no other has taken, so that equal worlds are equal to the bit.

    ``top`` is what ``World.top`` was for the chunk: there are no blocks from there on.
    """
    w = ws[0]
    x0, z0 = i << 4, j << 4
    w.chunk_xz[i, j, 0] = 0
    w.chunk_xz[i, j, 1] = 0
    for x in range(16):
        for z in range(16):
            w.biome[x0 + x, z0 + z] = 0
            w.ground[x0 + x, z0 + z] = 0
            for y in range(top):
                w.blocks[x0 + x, z0 + z, y] = 0
            for y in range(256):
                w.light[x0 + x, z0 + z, y] = 0


@kernel
def _fill_base(ws, cx, cz, reach, blocks, biome, ground, fresh):  # type: ignore[no-untyped-def]
    """Generate the terrain of every empty slot within ``reach`` chunks (status BASE), biome and pristine ground maps.

    ``blocks``, ``biome`` and ``ground`` are the world's own arrays; ``fresh`` is scratch int64[:, 2].
    """
    w = ws[0]
    n = 0
    for x in range(cx - reach, cx + reach + 1):
        for z in range(cz - reach, cz + reach + 1):
            if w.chunk_status[x & 15, z & 15] == EMPTY:
                fresh[n, 0] = x
                fresh[n, 1] = z
                n += 1
    make_land(np.int64(w.clock[0].seed), fresh, np.int64(n), blocks, biome, ground)
    for k in range(n):
        i, j = fresh[k, 0] & 15, fresh[k, 1] & 15
        w.chunk_xz[i, j, 0] = fresh[k, 0]
        w.chunk_xz[i, j, 1] = fresh[k, 1]
        w.chunk_status[i, j] = BASE
        w.chunk_edited[i, j] = 0
        top = np.int64(63)  # the sea
        for x in range(i << 4, (i << 4) + 16):
            for z in range(j << 4, (j << 4) + 16):
                top = max(top, ground_y(np.int64(ground[x, z])) + 1)
                for y in range(256):
                    w.light[x, z, y] = 0
        w.top[i, j] = top


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
            for a in range(3):
                for c in range(3):
                    x0, z0 = ((x + a - 1) & 15) << 4, ((z + c - 1) & 15) << 4
                    for dx in range(16):
                        for dz in range(16):
                            biome48[16 * a + dx, 16 * c + dz] = w.biome[x0 + dx, z0 + dz]
                            ground48[16 * a + dx, 16 * c + dz] = w.ground[x0 + dx, z0 + dz]
            decorate_slot(np.int64(w.clock[0].seed), x, z, blocks, biome48, ground48)
            _index(w, r, x, z, min(np.int64(w.top[x & 15, z & 15]) + TALLEST, 256))
            fresh[n, 0] = x
            fresh[n, 1] = z
            n += 1
    return n


@kernel
def _light_area(ws, rs, fresh, n):  # type: ignore[no-untyped-def]
    """Light the first ``n`` chunks of ``fresh``: the sky in all of them first, so that none floods another's air."""
    w, r = ws[0], rs[0]
    for i in range(n):
        open_sky(w, r, fresh[i, 0], fresh[i, 1])
    for i in range(n):
        join_light(w, r, fresh[i, 0], fresh[i, 1])


@kernel
def _populate(ws, rs, cx, cz):  # type: ignore[no-untyped-def]
    populate_chunk(ws[0], rs[0], cx, cz)


@kernel
def _restore_chunk(ws, rs, cx, cz, blocks):  # type: ignore[no-untyped-def]
    """Put kept blocks, uint16[16, 16, top], back into the slot of a chunk."""
    w = ws[0]
    x0, z0 = (cx & 15) << 4, (cz & 15) << 4
    top = blocks.shape[2]
    for x in range(16):
        for z in range(16):
            for y in range(top):
                w.blocks[x0 + x, z0 + z, y] = blocks[x, z, y]
            for y in range(top, 256):
                w.blocks[x0 + x, z0 + z, y] = 0
    _index(w, rs[0], cx, cz, np.int64(top))
    w.chunk_edited[cx & 15, cz & 15] = 1


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
        self._left: dict[tuple[int, int], int] = {}  # slots that were emptied but still hold blocks: up to which y
        self._biome, self._ground = w.biome, w.ground
        self._biome48 = np.zeros((48, 48), np.uint8)
        self._ground48 = np.zeros((48, 48), np.int16)
        self._fresh = np.zeros((CHUNKS * CHUNKS, 2), np.int64)

    def clear(self) -> None:
        """Forget every chunk, for a new world."""
        for i, j in np.argwhere(self._status).tolist():
            self._empty(int(self._xz[i, j, 0]), int(self._xz[i, j, 1]))
        self.saved.clear()
        self.populated.clear()

    def center_on(self, cx: int, cz: int) -> None:
        """Load everything within ``LOAD_RADIUS`` chunks of (cx, cz) and put away what is too far."""
        self._clock["center_x"], self._clock["center_z"] = cx, cz
        world, rules, status, xz = self._world, self._rules, self._status, self._xz
        far = np.abs(xz - (cx, cz)).max(axis=2) > KEEP_RADIUS
        self._put_away([(int(x), int(z)) for x, z in xz[far & (status != EMPTY)].tolist()])
        _fill_base(world, cx, cz, LOAD_RADIUS + 1, self._all_blocks, self._biome, self._ground, self._fresh)
        for (i, j), top in self._left.items():
            if status[i, j] == EMPTY:
                _wipe(world, i, j, top)
        self._left.clear()
        back = [c for c in self.saved if max(abs(c[0] - cx), abs(c[1] - cz)) <= LOAD_RADIUS and self.saved[c].blocks]
        for n, chunk in enumerate(sorted(back)):
            self._bring_back(*chunk)
            self._fresh[n] = chunk
        n = len(back)
        maps = (self._biome48, self._ground48)
        n += _finish_area(world, rules, cx, cz, LOAD_RADIUS, self._all_blocks, *maps, self._fresh[n:])
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
        kept = np.frombuffer(zlib.decompress(saved.blocks), np.uint16).reshape(16, 16, saved.top).copy()
        _restore_chunk(self._world, self._rules, cx, cz, kept)

    def _put_away(self, chunks: list[tuple[int, int]]) -> None:
        """Save the edits and creatures of chunks, then empty their slots."""
        if not chunks:
            return
        entities = self._entities
        alive = np.flatnonzero(entities["kind"])
        homes = zip(*(np.floor(entities[axis][alive] / 16.0).astype(np.int64).tolist() for axis in "xz"), strict=True)
        inside: dict[tuple[int, int], list[int]] = {}
        for index, home in zip(alive.tolist(), homes, strict=True):
            inside.setdefault(home, []).append(index)
        for cx, cz in chunks:
            i, j = cx & 15, cz & 15
            here = inside.get((cx, cz), [])
            edited = bool(self._edited[i, j]) and self._status[i, j] == FULL
            if edited or here:
                packed, top = b"", 0
                if edited:
                    top = max(1, int(self._top[i, j]))
                    blocks = np.ascontiguousarray(self._all_blocks[i * 16 : i * 16 + 16, j * 16 : j * 16 + 16, :top])
                    packed = zlib.compress(blocks.tobytes(), 1)
                self.saved[cx, cz] = SavedChunk(packed, top, entities[here].copy())
                entities["kind"][here] = NONE
            self._empty(cx, cz)

    def _empty(self, cx: int, cz: int) -> None:
        i, j = cx & 15, cz & 15
        self._left[i, j] = int(self._top[i, j])
        _evict(self._world, cx, cz)

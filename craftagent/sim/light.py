"""Sky and block light, 0..15 each, spread by breadth-first floods as in the game.

The light of a cell is the largest of its own source and of each neighbour's light less ``max(1, opacity)``; no light
crosses a full face of slabs, stairs and the like (``r.light_faces``). Sky sources are all cells at or above
``w.height`` of their column (15). This has one solution for given blocks, so the order of floods never matters. Only
chunks with status FULL take part; both channels share one byte, sky in the high nibble.

A queue entry is ``(x & 255) << 16 | (z & 255) << 8 | y``, with the old level in bits 24-27 for removals.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.state import FULL

QUEUE = 1 << 18
QMASK = QUEUE - 1
SKY, BLOCK = 4, 0  # shift of a channel within the light byte


@kernel
def dims(r, state):  # type: ignore[no-untyped-def]
    """Whether a block keeps the sky's full light from what is below it."""
    return r.opacity[state] > 0 or (r.light_faces[state] & 3) != 0


@kernel
def _shut(r, state):  # type: ignore[no-untyped-def]
    """Mask of faces that light does not cross. Opaque cubes count as open: opacity stops light, and lamps shine."""
    return np.int64(0) if r.opacity[state] >= 15 else np.int64(r.light_faces[state])


@kernel
def spread(w, r, n, shift):  # type: ignore[no-untyped-def]
    """Raise light outwards from the first ``n`` cells of ``w.queue`` (their light is already set)."""
    blocks, light, queue = w.blocks, w.light, w.queue
    head = np.int64(0)
    tail = np.int64(n)
    keep = np.uint8(0xF0) if shift == 0 else np.uint8(0x0F)
    while head < tail:
        cell = np.int64(queue[head & QMASK])
        head += 1
        bx, bz, y = (cell >> 16) & 255, (cell >> 8) & 255, cell & 255
        level = (np.int64(light[bx, bz, y]) >> shift) & 15
        if level <= 1:
            continue
        shut = _shut(r, blocks[bx, bz, y])
        for side in range(6):
            nx, nz, ny = bx, bz, y
            if side == 0:
                ny = y - 1
                if ny < 0:
                    continue
            elif side == 1:
                ny = y + 1
                if ny > 255:
                    continue
            elif side == 2:
                nz = (bz - 1) & 255
            elif side == 3:
                nz = (bz + 1) & 255
            elif side == 4:
                nx = (bx - 1) & 255
            else:
                nx = (bx + 1) & 255
            old = np.int64(light[nx, nz, ny])
            if ((old >> shift) & 15) >= level - 1:
                continue
            there = blocks[nx, nz, ny]
            if (((shut >> side) | (_shut(r, there) >> (side ^ 1))) & 1) != 0:
                continue
            opacity = np.int64(r.opacity[there])
            new = level - (opacity if opacity > 1 else 1)
            if new <= ((old >> shift) & 15):
                continue
            if ((nx ^ bx) | (nz ^ bz)) > 15 and w.chunk_status[nx >> 4, nz >> 4] != FULL:
                continue
            light[nx, nz, ny] = (np.uint8(old) & keep) | np.uint8(new << shift)
            if tail - head < QUEUE:
                queue[tail & QMASK] = np.int32(nx << 16 | nz << 8 | ny)
                tail += 1


@kernel
def remove(w, r, n, shift):  # type: ignore[no-untyped-def]
    """Darken what the first ``n`` queued cells lit (their light is 0; entries carry the old level), then relight.

    The upper half of the ring holds the border cells that light flows back in from.
    """
    light, queue = w.light, w.queue
    half = QUEUE // 2
    head, tail, back = np.int64(0), np.int64(n), np.int64(0)
    keep = np.uint8(0xF0) if shift == 0 else np.uint8(0x0F)
    while head < tail:
        cell = np.int64(queue[head % half])
        head += 1
        bx, bz, y, level = (cell >> 16) & 255, (cell >> 8) & 255, cell & 255, cell >> 24
        for side in range(6):
            nx, nz, ny = bx, bz, y
            if side == 0:
                ny = y - 1
                if ny < 0:
                    continue
            elif side == 1:
                ny = y + 1
                if ny > 255:
                    continue
            elif side == 2:
                nz = (bz - 1) & 255
            elif side == 3:
                nz = (bz + 1) & 255
            elif side == 4:
                nx = (bx - 1) & 255
            else:
                nx = (bx + 1) & 255
            old = np.int64(light[nx, nz, ny])
            have = (old >> shift) & 15
            if have == 0 or w.chunk_status[nx >> 4, nz >> 4] != FULL:
                continue
            source = np.int64(r.emission[w.blocks[nx, nz, ny]])
            if shift == 4:
                source = np.int64(15) if ny >= w.height[nx, nz] else np.int64(0)
            if have < level and have > source:
                light[nx, nz, ny] = (np.uint8(old) & keep) | np.uint8(source << shift)
                if tail - head < half:
                    queue[tail % half] = np.int32(nx << 16 | nz << 8 | ny | have << 24)
                    tail += 1
                if source > 0 and back < half:
                    queue[half + back] = np.int32(nx << 16 | nz << 8 | ny)
                    back += 1
            elif back < half:
                queue[half + back] = np.int32(nx << 16 | nz << 8 | ny)
                back += 1
    for i in range(back):
        queue[i] = queue[half + i]
    spread(w, r, back, shift)


@kernel
def _own(w, r, x, y, z, shift):  # type: ignore[no-untyped-def]
    """Light that a cell takes from its own source and its six neighbours."""
    bx, bz = x & 255, z & 255
    state = w.blocks[bx, bz, y]
    shut = _shut(r, state)
    opacity = np.int64(r.opacity[state])
    loss = opacity if opacity > 1 else np.int64(1)
    best = np.int64(r.emission[state])
    if shift == 4:
        best = np.int64(15) if y >= w.height[bx, bz] else np.int64(0)
    for side in range(6):
        nx, nz, ny = bx, bz, y
        if side == 0:
            ny = y - 1 if y > 0 else y
        elif side == 1:
            ny = y + 1 if y < 255 else y
        elif side == 2:
            nz = (bz - 1) & 255
        elif side == 3:
            nz = (bz + 1) & 255
        elif side == 4:
            nx = (bx - 1) & 255
        else:
            nx = (bx + 1) & 255
        if w.chunk_status[nx >> 4, nz >> 4] != FULL:
            continue
        if (((shut >> side) | (_shut(r, w.blocks[nx, nz, ny]) >> (side ^ 1))) & 1) != 0:
            continue
        level = ((np.int64(w.light[nx, nz, ny]) >> shift) & 15) - loss
        if level > best:
            best = level
    return best


@kernel
def relight_cell(w, r, x, y, z, old_height):  # type: ignore[no-untyped-def]
    """Mend both channels after the block at (x, y, z) changed; ``old_height`` is ``w.height`` before the change."""
    bx, bz = x & 255, z & 255
    light, queue = w.light, w.queue
    for shift in (0, 4):
        keep = np.uint8(0xF0) if shift == 0 else np.uint8(0x0F)
        n = 0
        low, high = np.int64(y), np.int64(y)
        if shift == 4:  # every cell of the column that stopped being a sky source goes dark as well
            if w.height[bx, bz] > old_height:
                low = min(low, np.int64(old_height))
                high = max(high, np.int64(w.height[bx, bz]) - 1)
        for cy in range(low, high + 1):
            level = (np.int64(light[bx, bz, cy]) >> shift) & 15
            if level > 0:
                light[bx, bz, cy] &= keep
                queue[n] = np.int32(bx << 16 | bz << 8 | cy | level << 24)
                n += 1
        if n > 0:
            remove(w, r, n, shift)
        n = 0
        if shift == 4 and w.height[bx, bz] < old_height:
            low = min(low, np.int64(w.height[bx, bz]))
            high = max(high, np.int64(old_height))
        for cy in range(low, min(high, 255) + 1):
            level = _own(w, r, x, cy, z, shift)
            if level > ((np.int64(light[bx, bz, cy]) >> shift) & 15):
                light[bx, bz, cy] = (light[bx, bz, cy] & keep) | np.uint8(level << shift)
                queue[n] = np.int32(bx << 16 | bz << 8 | cy)
                n += 1
        if n > 0:
            spread(w, r, n, shift)


@kernel
def _beside(bx, bz, side):  # type: ignore[no-untyped-def]
    """Column next to (bx, bz) across a face 2 .. 5, packed as x << 8 | z."""
    if side < 4:
        return bx << 8 | ((bz + (side << 1) - 5) & 255)
    return ((bx + (side << 1) - 9) & 255) << 8 | bz


@kernel
def _lights_more(w, r, bx, bz, y, level, shift):  # type: ignore[no-untyped-def]
    """Whether a cell of this level may raise a neighbour."""
    light, blocks = w.light, w.blocks
    if y > 0 and ((light[bx, bz, y - 1] >> shift) & 15) < level - 1 and r.opacity[blocks[bx, bz, y - 1]] < 15:
        return True
    if y < 255 and ((light[bx, bz, y + 1] >> shift) & 15) < level - 1 and r.opacity[blocks[bx, bz, y + 1]] < 15:
        return True
    for side in range(2, 6):
        n = _beside(bx, bz, side)
        nx, nz = n >> 8, n & 255
        if ((light[nx, nz, y] >> shift) & 15) < level - 1 and r.opacity[blocks[nx, nz, y]] < 15:
            if ((nx ^ bx) | (nz ^ bz)) <= 15 or w.chunk_status[nx >> 4, nz >> 4] == FULL:
                return True
    return False


@kernel
def open_sky(w, r, cx, cz):  # type: ignore[no-untyped-def]
    """Begin a chunk's light: no block light, the open sky, and what falls straight down through leaves and water."""
    x0, z0 = (cx & 15) << 4, (cz & 15) << 4
    light = w.light
    for bx in range(x0, x0 + 16):
        for bz in range(z0, z0 + 16):
            h = np.int64(w.height[bx, bz])
            for y in range(256):
                light[bx, bz, y] = 0xF0
            for y in range(h):
                light[bx, bz, y] = 0
            level = np.int64(15)
            above = np.int64(0)
            if h < 256:
                above = _shut(r, w.blocks[bx, bz, h])
            for y in range(h - 1, -1, -1):
                state = w.blocks[bx, bz, y]
                opacity = np.int64(r.opacity[state])
                shut = _shut(r, state)
                level -= opacity if opacity > 1 else 1
                if level <= 0 or ((above | (shut >> 1)) & 1) != 0:
                    break
                light[bx, bz, y] = level << 4
                above = shut


@kernel
def _take_sky(w, r, bx, bz, first, last, n):  # type: ignore[no-untyped-def]
    """Light the roofed cells of a column from the open sky beside it, across faces ``first`` to ``last``.

    The cells lit are queued from ``n`` on; returns how many are queued then.
    """
    light, queue = w.light, w.queue
    h = np.int64(w.height[bx, bz])
    for side in range(first, last + 1):
        b = _beside(bx, bz, side)
        nx, nz = b >> 8, b & 255
        if ((nx ^ bx) | (nz ^ bz)) > 15 and w.chunk_status[nx >> 4, nz >> 4] != FULL:
            continue
        for y in range(w.height[nx, nz], h):
            state = w.blocks[bx, bz, y]
            opacity = np.int64(r.opacity[state])
            level = 15 - (opacity if opacity > 1 else 1)
            if level <= np.int64(light[bx, bz, y]) >> 4:
                continue
            if (((_shut(r, state) >> side) | (_shut(r, w.blocks[nx, nz, y]) >> (side ^ 1))) & 1) == 0:
                light[bx, bz, y] = (light[bx, bz, y] & 15) | np.uint8(level << 4)
                queue[n & QMASK] = np.int32(bx << 16 | bz << 8 | y)
                n += 1
    return n


@kernel
def _light_up(w, r, x0, z0):  # type: ignore[no-untyped-def]
    """Set the block light of a chunk's own sources; queue those that shine on something. Returns how many."""
    light, queue = w.light, w.queue
    quads = w.blocks.view(np.uint64)  # four blocks at a time: most of a column is one kind of stone
    top = np.int64(w.top[x0 >> 4, z0 >> 4])
    n = 0
    for bx in range(x0, x0 + 16):
        for bz in range(z0, z0 + 16):
            last = np.uint64(0)
            shines = False
            for q in range((top + 3) >> 2):
                if quads[bx, bz, q] != last:
                    last = quads[bx, bz, q]
                    shines = False
                    for y in range(4 * q, 4 * q + 4):
                        shines = shines or r.emission[w.blocks[bx, bz, y]] > 0
                if shines:
                    for y in range(4 * q, 4 * q + 4):
                        e = r.emission[w.blocks[bx, bz, y]]
                        if e > (light[bx, bz, y] & 15):
                            light[bx, bz, y] = (light[bx, bz, y] & 0xF0) | e
                            queue[n & QMASK] = np.int32(bx << 16 | bz << 8 | y)
                            n += 1
    kept = 0
    for i in range(n):
        cell = np.int64(queue[i])
        bx, bz, y = cell >> 16, (cell >> 8) & 255, cell & 255
        if _lights_more(w, r, bx, bz, y, np.int64(light[bx, bz, y] & 15), 0):
            queue[kept] = np.int32(cell)
            kept += 1
    return kept


@kernel
def join_light(w, r, cx, cz):  # type: ignore[no-untyped-def]
    """Spread the light that :func:`open_sky` began, the chunk's own sources, and what its neighbours bring.

    Cells are queued only where they can raise a neighbour: still water and the rock below it cost nothing.
    """
    x0, z0 = (cx & 15) << 4, (cz & 15) << 4
    blocks, light, queue = w.blocks, w.light, w.queue
    eights = light.view(np.uint64)
    n = 0
    for bx in range(x0, x0 + 16):
        for bz in range(z0, z0 + 16):
            n = _take_sky(w, r, bx, bz, 2, 5, n)
    for bx in range(x0, x0 + 16):
        for bz in range(z0, z0 + 16):
            y = np.int64(w.height[bx, bz]) - 1
            while y >= 0 and light[bx, bz, y] >= 0x20:
                if _lights_more(w, r, bx, bz, y, np.int64(light[bx, bz, y] >> 4), 4):
                    queue[n & QMASK] = np.int32(bx << 16 | bz << 8 | y)
                    n += 1
                y -= 1
    for shift in (4, 0):
        if shift == 0:
            n = _light_up(w, r, x0, z0)
        for side in range(2, 6):  # light that the neighbours already have flows in, and the new sky into them
            for i in range(16):
                ix = x0 + i if side < 4 else x0 + (side - 4) * 15
                iz = z0 + i if side >= 4 else z0 + (side - 2) * 15
                b = _beside(ix, iz, side)
                bx, bz = b >> 8, b & 255
                if w.chunk_status[bx >> 4, bz >> 4] != FULL:
                    break
                if shift == 4:
                    n = _take_sky(w, r, bx, bz, side ^ 1, side ^ 1, n)
                # A torch shines up to 15 above all there is.
                limit = min(max(w.top[bx >> 4, bz >> 4], w.top[ix >> 4, iz >> 4]) + 15, 256)
                for q in range((limit + 7) >> 3):
                    if eights[bx, bz, q] == eights[ix, iz, q]:
                        continue
                    for y in range(8 * q, 8 * q + 8):
                        a = (np.int64(light[bx, bz, y]) >> shift) & 15
                        if a <= ((np.int64(light[ix, iz, y]) >> shift) & 15) + 1 or r.opacity[blocks[ix, iz, y]] >= 15:
                            continue
                        if shift == 0 or a < 15:  # the open sky has been taken in already
                            queue[n & QMASK] = np.int32(bx << 16 | bz << 8 | y)
                            n += 1
        spread(w, r, n, shift)

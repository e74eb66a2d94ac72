"""Sky and block light, 0..15 each, spread by breadth-first floods as in the game.

The light of a cell is the largest of its own source and of each neighbour's light less ``max(1, opacity)``; no light
crosses a full face of slabs, stairs and the like (``r.light_faces``). Sky sources are all cells at or above ``w.height``
of their column (15). This has one solution for given blocks, so the order of floods never matters. Only chunks with status FULL take part; both channels share one byte, sky in the high nibble.

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
    """Darken what the first ``n`` queued cells lit (their light is already 0; entries carry the old level), then relight.

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
def light_chunk(w, r, cx, cz):  # type: ignore[no-untyped-def]
    """Light a chunk just loaded (status FULL, ``w.height`` and ``w.top`` known) and join it with its neighbours."""
    x0, z0 = (cx & 15) << 4, (cz & 15) << 4
    blocks, light, queue = w.blocks, w.light, w.queue
    for dx in range(16):
        for dz in range(16):
            bx, bz = x0 + dx, z0 + dz
            h = w.height[bx, bz]
            for y in range(h):
                light[bx, bz, y] = 0
            for y in range(h, 256):
                light[bx, bz, y] = 0xF0
    n = 0
    for dx in range(16):
        for dz in range(16):
            bx, bz = x0 + dx, z0 + dz
            h = np.int64(w.height[bx, bz])
            reach = h
            for side in range(4):
                nx, nz = bx, bz
                if side == 0:
                    nz = (bz - 1) & 255
                elif side == 1:
                    nz = (bz + 1) & 255
                elif side == 2:
                    nx = (bx - 1) & 255
                else:
                    nx = (bx + 1) & 255
                if w.chunk_status[nx >> 4, nz >> 4] == FULL and w.height[nx, nz] > reach:
                    reach = np.int64(w.height[nx, nz])
            if h > 0 and r.opacity[blocks[bx, bz, h - 1]] < 15 and reach == h:  # leaves, water, slabs take light
                reach = h + 1
            if reach > 256:
                reach = np.int64(256)
            for y in range(h, reach):
                queue[n & QMASK] = np.int32(bx << 16 | bz << 8 | y)
                n += 1
    for shift in (4, 0):
        if shift == 0:
            n = 0
            top = np.int64(w.top[cx & 15, cz & 15])
            for dx in range(16):
                for dz in range(16):
                    bx, bz = x0 + dx, z0 + dz
                    for y in range(top):
                        e = r.emission[blocks[bx, bz, y]]
                        if e > 0:
                            light[bx, bz, y] |= e
                            queue[n & QMASK] = np.int32(bx << 16 | bz << 8 | y)
                            n += 1
        for side in range(4):  # light that the neighbours already have flows in
            for i in range(16):
                bx = x0 + i if side < 2 else (x0 - 1) & 255 if side == 2 else (x0 + 16) & 255
                bz = z0 + i if side >= 2 else (z0 - 1) & 255 if side == 0 else (z0 + 16) & 255
                if w.chunk_status[bx >> 4, bz >> 4] != FULL:
                    break
                ix = bx if side < 2 else x0 if side == 2 else x0 + 15
                iz = bz if side >= 2 else z0 if side == 0 else z0 + 15
                limit = max(np.int64(w.height[bx, bz]), np.int64(w.height[ix, iz]))
                if shift == 0:  # a torch shines up to 15 above all there is
                    limit = min(max(np.int64(w.top[bx >> 4, bz >> 4]), np.int64(w.top[ix >> 4, iz >> 4])) + 15, 256)
                for y in range(limit):
                    a = (np.int64(light[bx, bz, y]) >> shift) & 15
                    b = (np.int64(light[ix, iz, y]) >> shift) & 15
                    if a > b + 1:
                        queue[n & QMASK] = np.int32(bx << 16 | bz << 8 | y)
                        n += 1
        spread(w, r, n, shift)

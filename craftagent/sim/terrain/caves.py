"""Tunnels, rooms and ravines: the game's wandering carvers, followed from every chunk that could reach this one.

A carver starts in one chunk of seven (a ravine in one of fifty) and wanders at most 112 blocks, so that the starts
within seven chunks are walked; a walk ends as soon as it can no longer come near. Nothing is carved close under water.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.jit import kernel
from craftagent.sim.terrain import states as s
from craftagent.sim.terrain.noise import below, draw, hash2, sin_turn, stream, unit

_REACH = 7
_LAVA_TOP = 10
STACK = 40  # tunnels of one start that wait to be walked


@kernel
def _carve_ball(blocks, cap, box, x, y, z, wide, tall, ravine):  # type: ignore[no-untyped-def]
    """Hollow out an ellipsoid centred at (x, y, z), clipped to ``box`` (see :func:`carve`)."""
    mask = blocks.shape[0] - 1
    x0 = max(np.int64(np.floor(x - wide)), box[0])
    x1 = min(np.int64(np.floor(x + wide)) + 1, box[2])
    z0 = max(np.int64(np.floor(z - wide)), box[1])
    z1 = min(np.int64(np.floor(z + wide)) + 1, box[3])
    y0 = max(np.int64(np.floor(y - (tall if ravine else tall * 0.7) + 0.5)), 1)
    sx = 1.0 / wide
    sy = 1.0 / tall
    n_z = (box[3] - box[1]) >> 2
    for bx in range(x0, x1):
        dx = (bx + 0.5 - x) * sx
        for bz in range(z0, z1):
            dz = (bz + 0.5 - z) * sx
            flat = dx * dx + dz * dz
            limit = min(cap[((bx - box[0]) >> 2) * n_z + ((bz - box[1]) >> 2)], 247)
            if flat >= 1.0 or y0 >= limit:
                continue
            column = blocks[bx & mask, bz & mask]
            if ravine:
                for by in range(y0, min(np.int64(np.floor(y + tall)) + 1, limit)):
                    dy = (by + 0.5 - y) * sy
                    # Walls with ledges: the width changes with height, the same at every place.
                    ledge = 1.0 + (hash2(ravine, by >> 1, 0) & 255) * (1.1 / 256.0)
                    if flat * ledge + dy * dy * 0.16667 >= 1.0:
                        continue
                    if column[by] != s.BEDROCK and column[by] != s.WATER:
                        column[by] = s.LAVA if by <= _LAVA_TOP else s.AIR
                continue
            half = np.sqrt(1.0 - flat) * tall
            y1 = min(np.int64(np.floor(y + half + 0.5)), limit)
            for by in range(max(y0, np.int64(np.floor(y - half + 0.5))), y1):
                if column[by] != s.BEDROCK and column[by] != s.WATER:
                    column[by] = s.LAVA if by <= _LAVA_TOP else s.AIR


@kernel
def carve(salt, box, blocks, cap, walks, seeds):  # type: ignore[no-untyped-def]
    """Carve the caves and ravines of all starts near ``box`` into ``blocks``; each walk is walked once.

    ``box`` int64[4]: low x, low z, high x, high z of the area in blocks, whole chunks, high ends not included. ``cap``
    int64: for each 4 x 4 cell of columns of the box (row-major) the y from which nothing may be carved. ``walks`` is
    scratch f64[STACK, 8], ``seeds`` scratch int64[STACK].
    """
    low_x = np.float64(box[0])
    low_z = np.float64(box[1])
    high_x = np.float64(box[2])
    high_z = np.float64(box[3])
    for sx in range((box[0] >> 4) - _REACH, (box[2] >> 4) + _REACH):
        for sz in range((box[1] >> 4) - _REACH, (box[3] >> 4) + _REACH):
            h = hash2(salt, sx, sz)
            ravine = 0
            if h % 1400 < 28:
                ravine = 1
            elif h % 1400 >= 228:  # 28 ravines and 200 caves in 1400
                continue
            r = stream(salt + 5, sx, sz)
            waiting = 0
            if ravine:
                r = draw(r)
                walks[0, 0] = sx * 16 + below(r, 16)
                walks[0, 2] = sz * 16 + ((r >> 20) & 15)
                r = draw(r)
                walks[0, 1] = 20 + below(draw(r), below(r, 40) + 8)
                r = draw(draw(r))
                walks[0, 3] = unit(r)
                r = draw(r)
                walks[0, 4] = (unit(r) - 0.5) / 8.0 / 6.2832
                r = draw(r)
                walks[0, 5] = (2.0 * unit(r) + unit(draw(r))) * 2.0
                r = draw(draw(r))
                walks[0, 6] = 0.0
                walks[0, 7] = 112 - below(r, 28)
                seeds[0] = draw(r)
                waiting = 1
            else:
                r = draw(r)
                n = below(r, 15) + 1
                r = draw(r)
                n = below(r, n) + 1
                r = draw(r)
                n = below(r, n)
                for _ in range(n):
                    r = draw(r)
                    x = np.float64(sx * 16 + below(r, 16))
                    z = np.float64(sz * 16 + ((r >> 20) & 15))
                    r = draw(r)
                    y = np.float64(below(draw(r), below(r, 120) + 8))
                    r = draw(draw(r))
                    tunnels = 1
                    if below(r, 4) == 0:
                        r = draw(r)
                        wide = 2.5 + 6.0 * unit(r)
                        if max(low_x - x, x - high_x, low_z - z, z - high_z) < wide:
                            _carve_ball(blocks, cap, box, x, y, z, wide, wide * 0.5, 0)
                        r = draw(r)
                        tunnels += below(r, 4)
                    for _k in range(tunnels):
                        r = draw(r)
                        yaw = unit(r)
                        r = draw(r)
                        pitch = (unit(r) - 0.5) * (0.25 / 6.2832)
                        r = draw(r)
                        thick = 2.0 * unit(r) + ((r >> 12) & 1023) * (1.0 / 1024.0)
                        r = draw(r)
                        if below(r, 10) == 0:
                            thick *= unit(draw(r)) * ((r >> 12) & 1023) * (3.0 / 1024.0) + 1.0
                        r = draw(draw(r))
                        if waiting < STACK - 2:
                            w = walks[waiting]
                            w[0] = x
                            w[1] = y
                            w[2] = z
                            w[3] = yaw
                            w[4] = pitch
                            w[5] = thick
                            w[6] = 0.0
                            w[7] = 112 - below(r, 28)
                            seeds[waiting] = draw(r)
                            waiting += 1

            while waiting > 0:
                waiting -= 1
                w = walks[waiting]
                x = w[0]
                y = w[1]
                z = w[2]
                yaw = w[3]
                pitch = w[4]
                thick = w[5]
                step = np.int64(w[6])
                length = np.int64(w[7])
                r = draw(seeds[waiting])
                fork = below(r, length // 2) + length // 4
                keep = 0.92 if ((r >> 12) & 7) == 0 else 0.7
                if ravine:
                    fork = -1
                    keep = 0.7
                # A forked tunnel's children are thin (at most 1) and do not fork again.
                if thick <= 1.0:
                    fork = -1
                turn = 0.0  # of yaw and pitch a step, in whole turns
                dive = 0.0
                per = 0.5 / length
                while step < length:
                    if max(low_x - x, x - high_x, low_z - z, z - high_z) > thick + 3.0 + (length - step):
                        break  # it can no longer come near
                    level = sin_turn(0.25 - pitch)
                    x += sin_turn(yaw + 0.25) * level
                    z += sin_turn(yaw) * level
                    y += sin_turn(pitch)
                    r = draw(r)
                    q = (r >> 20) & 0xFFFFFFFFFF
                    a = q & 1023
                    c = (q >> 10) & 1023
                    e = (q >> 20) & 1023
                    f = (q >> 30) & 1023
                    pitch = pitch * keep + dive * 0.1
                    yaw += turn * (0.05 if ravine else 0.1)
                    dive = dive * (0.8 if ravine else 0.9) + (a - c) * (e * (2.0 / 1024.0 / 1024.0 / 6.2832))
                    turn = turn * (0.5 if ravine else 0.75) + (c - e) * (f * (4.0 / 1024.0 / 1024.0 / 6.2832))
                    if step == fork:
                        for k in range(2):
                            child = walks[waiting]
                            child[0] = x
                            child[1] = y
                            child[2] = z
                            child[3] = yaw + (0.25 if k == 0 else -0.25)
                            child[4] = pitch / 3.0
                            child[5] = 0.5 + 0.5 * unit(draw(r + k))
                            child[6] = step
                            child[7] = length
                            seeds[waiting] = draw(r ^ (k + 77))
                            waiting += 1
                        break
                    if (step & 1) == 0 or ravine:
                        wide = 1.5 + thick * sin_turn(step * per)
                        tall = wide
                        if ravine:
                            wide *= 0.75 + (f & 255) * (0.25 / 256.0)
                            tall = wide * 3.0
                        if max(low_x - x, x - high_x, low_z - z, z - high_z) < wide:
                            _carve_ball(blocks, cap, box, x, y, z, wide, tall, ravine * (1 + (seeds[0] & 0xFFFF)))
                    step += 1

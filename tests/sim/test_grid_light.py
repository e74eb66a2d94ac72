"""Blocks, occupancy, heights and light, against slow and obvious models of the same thing."""

import numpy as np
import pytest

from craftagent.sim.grid import get, loaded, set_block
from craftagent.sim.light import join_light, open_sky
from craftagent.sim.rules.registry import state_id
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.state import FULL, new_world

R = load_rules()
STONE, TORCH, LEAVES, GLASS, WATER = (state_id(n) for n in ("stone", "torch", "oak_leaves", "glass", "water"))
SIZE = 48  # three chunks a side


def light_chunk(w, i, j):
    """Light a chunk just loaded and join it with its neighbours, as the window does."""
    open_sky(w, R, np.int64(i), np.int64(j))
    join_light(w, R, np.int64(i), np.int64(j))


def _world(ground: int = 4):
    w = new_world()
    for i in range(3):
        for j in range(3):
            w.chunk_status[i, j] = FULL
            w.chunk_xz[i, j] = i, j
    for i in range(3):
        for j in range(3):
            light_chunk(w, i, j)
    for x in range(16, 32):
        for z in range(16, 32):
            for y in range(ground):
                _set(w, x, y, z, STONE)
    return w


def _set(w, x, y, z, state):
    return set_block(w, R, np.int64(x), np.int64(y), np.int64(z), np.int64(state))


def _true_light(w, top=40):
    """Light by relaxation to the fixpoint over the whole area: slow, and impossible to get wrong by ordering."""
    blocks = w.blocks[:SIZE, :SIZE, :top].astype(int)
    loss = np.maximum(1, R.opacity[blocks].astype(int))
    dims = R.opacity[blocks] > 0
    height = np.where(dims.any(2), top - np.argmax(dims[:, :, ::-1], 2), 0)
    sky = np.where(np.arange(top) >= height[:, :, None], 15, 0)
    block = R.emission[blocks].astype(int)
    out = []
    for source in (sky, block):
        level = source.copy()
        while True:
            best = level.copy()
            for axis in range(3):
                for step in (1, -1):
                    moved = np.roll(level, step, axis)
                    edge = [slice(None)] * 3
                    edge[axis] = 0 if step == 1 else -1
                    moved[tuple(edge)] = 15 if axis == 2 and step == -1 and source is sky else 0
                    best = np.maximum(best, moved - loss)
            best = np.maximum(best, source)
            if (best == level).all():
                break
            level = best
        out.append(level)
    return out


def _check(w, top=40):
    sky, block = _true_light(w, top)
    light = w.light[:SIZE, :SIZE, :top]
    np.testing.assert_array_equal(light & 15, block)
    np.testing.assert_array_equal(light >> 4, sky)


def _check_occupancy(w):
    solid = w.blocks[:SIZE, :SIZE] != 0
    for x, z, y in np.argwhere(solid[14:34, 14:34, :48]) + np.array([14, 14, 0]):
        bit = int((x & 3) << 4 | (z & 3) << 2 | (y & 3))
        assert int(w.bricks[x >> 2, z >> 2, y >> 2]) >> bit & 1
    counts = sum(int(b).bit_count() for b in w.bricks.ravel() if b)
    assert counts == solid.sum()
    bricks = {(i >> 2, j >> 2, k >> 2, (i & 3) << 4 | (j & 3) << 2 | (k & 3)) for i, j, k in np.argwhere(w.bricks)}
    coarse = {(i, j, k, b) for i, j, k in np.argwhere(w.coarse) for b in range(64) if int(w.coarse[i, j, k]) >> b & 1}
    assert bricks == coarse


def test_a_torch_lights_a_diamond():
    w = _world()
    _set(w, 20, 4, 20, TORCH)
    for distance in range(6):
        assert w.light[20 + distance, 20, 4] & 15 == 14 - distance
        assert w.light[20, 20 + distance, 4 + distance] & 15 == 14 - 2 * distance
    _set(w, 20, 4, 20, 0)
    assert (w.light & 15).max() == 0


def test_a_roof_darkens_and_opens_again():
    w = _world()
    for x in range(18, 30):
        for z in range(18, 30):
            _set(w, x, 8, z, STONE)
    assert w.light[24, 24, 7] >> 4 == 15 - 6  # six steps in from the eaves
    _check(w)
    _set(w, 24, 8, 24, 0)
    assert w.light[24, 24, 5] >> 4 == 15
    _check(w)


@pytest.mark.parametrize("seed", range(4))
def test_light_occupancy_and_heights_under_random_edits(seed):
    w = _world()
    rng = np.random.default_rng(seed)
    palette = [0, 0, STONE, STONE, TORCH, LEAVES, GLASS, WATER, state_id("glowstone"), state_id("lava")]
    for n in range(400):
        x, z = rng.integers(17, 31, 2)
        _set(w, int(x), int(rng.integers(1, 14)), int(z), palette[rng.integers(len(palette))])
        w.clock[0]["n_updates"] = 0
        if n % 100 == 99:
            _check(w)
    _check_occupancy(w)
    dims = R.opacity[w.blocks[16:32, 16:32]] > 0
    expected = np.where(dims.any(2), 256 - np.argmax(dims[:, :, ::-1], 2), 0)
    np.testing.assert_array_equal(w.height[16:32, 16:32], expected)


def test_light_of_a_chunk_joins_its_neighbours():
    w = _world()
    rng = np.random.default_rng(9)
    for _ in range(300):
        x, z = rng.integers(12, 36, 2)
        _set(w, int(x), int(rng.integers(3, 12)), int(z), [STONE, LEAVES, TORCH][rng.integers(3)])
    before = w.light.copy()
    for order in ([(1, 1), (0, 1), (2, 1)], [(2, 2), (1, 1), (1, 0)]):
        for i, j in order:
            w.light[i * 16 : i * 16 + 16, j * 16 : j * 16 + 16] = 0
            w.chunk_status[i, j] = 0
        for i, j in order:
            w.chunk_status[i, j] = FULL
        for i, j in order:
            light_chunk(w, i, j)
        np.testing.assert_array_equal(w.light[:SIZE, :SIZE], before[:SIZE, :SIZE])


def test_blocks_outside_are_air_and_refuse_changes():
    w = _world()
    assert get(w, np.int64(20), np.int64(-1), np.int64(20)) == 0
    assert get(w, np.int64(20), np.int64(256), np.int64(20)) == 0
    assert not _set(w, 20, 256, 20, STONE)
    assert not _set(w, 60, 5, 20, STONE)  # chunk (3, 1) is not loaded
    assert not loaded(w, np.int64(20 + 256), np.int64(20))  # the same slot, another chunk


def test_slabs_and_stairs_stop_light_by_their_full_faces_only():
    w = _world()
    slab = state_id("oak_slab", type="bottom")
    for x in range(16, 32):
        for z in range(16, 32):
            _set(w, x, 9, z, slab)
    assert w.light[24, 24, 8] >> 4 == 15 - 8  # light comes from the sides alone, eight steps in
    assert w.light[24, 24, 9] >> 4 >= 14  # but the half cell above a slab is open to the sky
    _set(w, 24, 9, 24, 0)
    assert w.light[24, 24, 8] >> 4 == 15
    _set(w, 24, 9, 24, slab)
    assert w.light[24, 24, 8] >> 4 == 15 - 8

"""Natural spawning and vanishing, herds of new chunks, and that a world of creatures is exactly repeatable."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

from craftagent.sim.mobs.natural import dark_enough, populate_chunk, room_for
from craftagent.sim.mobs.spawn import RESERVED, spawn_entity
from craftagent.sim.rules.registry import state_id
from craftagent.sim.state import (
    CHICKEN,
    COW,
    CREEPER,
    FALLING_BLOCK,
    FULL,
    ITEM,
    MAX_ENTITIES,
    SHEEP,
    SKELETON,
    SPIDER,
    ZOMBIE,
    World,
)  # fmt: skip

MONSTERS = (ZOMBIE, SKELETON, SPIDER, CREEPER)


def digest(w: World) -> str:
    """Hash of all that evolves."""
    h = hashlib.sha256()
    for name in ("clock", "player", "blocks", "light", "entities", "items", "stats", "custom", "events"):
        h.update(getattr(w, name).tobytes())
    return h.hexdigest()


def count(flat: Any, kinds: tuple[int, ...]) -> int:
    """How many entities are of these kinds."""
    return int(np.isin(flat.w.entities["kind"], kinds).sum())


@pytest.mark.parametrize(
    ("sky", "block", "dark", "share"),
    [(15, 0, 0, 0.0), (0, 0, 0, 1.0), (0, 7, 0, 1 / 8), (0, 8, 0, 0.0), (0, 4, 0, 0.5), (15, 0, 11, 17 / 32 * 0.5)],
)
def test_light_rule(flat: Any, sky: int, block: int, dark: int, share: float) -> None:
    flat.w.light[5, 5, 64] = sky << 4 | block
    flat.clock["sky_dark"] = dark
    n = sum(bool(dark_enough(flat.w, np.int64(5), np.int64(64), np.int64(5))) for _ in range(2000))
    assert n / 2000 == pytest.approx(share, abs=0.04)
    assert (n == 0) == (share == 0.0)


def test_where_monsters_fit(flat: Any) -> None:
    def fits(kind: int, y: int = 64) -> bool:
        return bool(room_for(flat.w, flat.r, np.int64(kind), np.int64(5), np.int64(y), np.int64(5)))

    assert all(fits(kind) for kind in MONSTERS)
    assert not fits(ZOMBIE, 65)
    flat.put(5, 65, 5, "stone")
    assert not fits(ZOMBIE)
    assert fits(SPIDER)
    flat.put(5, 65, 5, "air")
    flat.put(6, 64, 5, "stone")
    assert fits(ZOMBIE)
    assert not fits(SPIDER)
    flat.put(5, 64, 5, "water")
    assert not fits(ZOMBIE)
    flat.put(5, 64, 5, "air")
    flat.put(5, 63, 5, "oak_leaves")
    assert not fits(ZOMBIE)


def test_night_fills_to_the_cap_and_day_does_not(flat: Any) -> None:
    flat.clock["mobs"] = 1
    flat.player["dead"] = 1
    flat.w.blocks[:, :, 63] = state_id("stone")  # no animals
    flat.tick(300)
    assert count(flat, MONSTERS) == 0
    flat.night()
    flat.tick(600)
    cap = 70 * 256 // 289
    assert cap - 5 <= count(flat, MONSTERS) <= cap + 4
    flat.clock["mobs"] = 0
    flat.w.entities["kind"] = 0
    flat.tick(100)
    assert count(flat, MONSTERS) == 0


def test_new_monsters_are_24_blocks_away(flat: Any) -> None:
    flat.clock["mobs"] = 1
    flat.player["dead"] = 1
    flat.night()
    seen = set()
    for _ in range(150):
        flat.tick()
        for e in flat.w.entities[np.isin(flat.w.entities["kind"], MONSTERS)]:
            if int(e["uid"]) not in seen:
                seen.add(int(e["uid"]))
                assert np.hypot(e["x"] - 0.5, e["z"] - 0.5) > 23.0
    assert len(seen) > 20


def test_far_monsters_vanish_and_animals_stay(flat: Any) -> None:
    flat.night()
    flat.player["dead"] = 1
    near, mid, far = (flat.spawn(ZOMBIE, x, 64.0, 0.5) for x in (20.5, 60.5, 100.5))
    cow = flat.spawn(COW, 100.5, 64.0, 8.5)
    flat.fill(18, 64, -2, 23, 66, 3, "stone")
    flat.fill(19, 64, -1, 22, 66, 2, "air")
    flat.player["x"] = -40.5
    flat.tick(2)
    assert far["kind"] == 0
    assert cow["kind"] == COW
    flat.player["x"] = 0.5
    flat.tick(600)
    assert mid["kind"] == ZOMBIE
    flat.tick(8000)
    assert mid["kind"] == 0
    assert near["kind"] == ZOMBIE


def test_herds_are_a_function_of_the_chunk(flat: Any) -> None:
    def herd(cx: int, cz: int) -> list[tuple[int, float, float, float]]:
        flat.w.entities["kind"] = 0
        populate_chunk(flat.w, flat.r, np.int64(cx), np.int64(cz))
        rows = flat.w.entities[flat.w.entities["kind"] > 0]
        return [(int(e["kind"]), float(e["x"]), float(e["y"]), float(e["z"])) for e in rows]

    flat.clock["mobs"] = 1
    chunks = [(x, z) for x in range(-8, 8) for z in range(-8, 8)]
    first = {c: herd(*c) for c in chunks}
    assert all(herd(*c) == first[c] for c in reversed(chunks))
    full = [rows for rows in first.values() if rows]
    assert 12 <= len(full) <= 42  # one in ten of 256
    assert all(len(rows) % 4 == 0 for rows in full)
    for (cx, cz), rows in first.items():
        assert all(x // 16 == cx and z // 16 == cz and y == 64.0 for _, x, y, z in rows)
    assert len({rows[0][0] for rows in full}) == 4
    flat.w.blocks[:, :, 63] = state_id("sand")
    assert not any(herd(*c) for c in chunks)
    flat.w.blocks[:, :, 63] = state_id("grass_block", snowy=False)
    flat.clock["mobs"] = 0
    assert not any(herd(*c) for c in chunks)


def test_creatures_leave_room_for_things(flat: Any) -> None:
    while spawn_entity(flat.w, np.int64(COW), 0.5, 64.0, 0.5) >= 0:
        pass
    assert count(flat, (COW,)) == MAX_ENTITIES - RESERVED
    for _ in range(RESERVED):
        assert spawn_entity(flat.w, np.int64(FALLING_BLOCK), 0.5, 90.0, 0.5) >= 0
    assert spawn_entity(flat.w, np.int64(FALLING_BLOCK), 0.5, 90.0, 0.5) == -1


def test_animals_wait_where_the_world_is_not_loaded(flat: Any) -> None:
    cow, zombie = flat.spawn(COW, 40.5, 70.0, 0.5), flat.spawn(ZOMBIE, 41.5, 70.0, 0.5)
    flat.w.chunk_status[2, 0] = FULL - 1
    flat.tick(5)
    assert cow["y"] == 70.0
    assert zombie["kind"] == 0
    flat.w.chunk_status[2, 0] = FULL
    flat.tick(5)
    assert cow["y"] < 70.0


def _lively(flat: Any) -> None:
    flat.night()
    flat.clock["mobs"] = 1
    for k, kind in enumerate((COW, SHEEP, CHICKEN, ZOMBIE, SKELETON, SPIDER, CREEPER)):
        for j in range(3):
            flat.spawn(kind, 6.5 + 2 * k, 64.0, 8.5 - 5 * j)
    for k in range(8):
        flat.fill(4 + 3 * k, 64, 3, 4 + 3 * k, 66, 4, "oak_log")
        flat.drop("dirt", k + 1, 10.0 + 0.3 * k, 70.0, 20.0)
        e = flat.spawn(FALLING_BLOCK, -5.5, 66.0 + k, -5.5)
        e["state"] = state_id("sand")
    flat.fill(-20, 60, -20, -12, 63, 20, "water")


def test_two_thousand_ticks_are_repeatable_also_from_a_copy(flat: Any) -> None:
    def run(n: int) -> str:
        for _ in range(n):
            flat.player["health"], flat.player["dead"] = 20.0, 0
            flat.tick()
        return digest(flat.w)

    names = list(World.__annotations__)
    _lively(flat)
    start = {name: getattr(flat.w, name).copy() for name in names}
    run(777)
    middle = {name: getattr(flat.w, name).copy() for name in names}
    end = run(1223)
    assert count(flat, (ITEM,)) > 0
    for name in names:
        np.copyto(getattr(flat.w, name), middle[name])
    flat.w.queue[:] = 99  # scratch is not state
    flat.w.scratch[:] = -3.0
    flat.w.pending[:] = 5
    assert run(1223) == end
    for name in names:
        np.copyto(getattr(flat.w, name), start[name])
    assert run(2000) == end

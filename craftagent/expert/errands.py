"""Small doings: put blocks down, use what stands about, fill a bucket."""

from __future__ import annotations

import functools

import numpy as np

from craftagent.expert.body import Body, Cell, SkillFailed, Ticks
from craftagent.expert.explore import Explore
from craftagent.expert.find import find_blocks
from craftagent.expert.place import against, place, place_near
from craftagent.expert.select import select
from craftagent.expert.sight import look_for
from craftagent.expert.station import Station
from craftagent.expert.view import at_hand, blocks_in_view, sought, values_of
from craftagent.expert.walk import go
from craftagent.sim.rules.registry import N_STATES, block_id, states_of
from craftagent.sim.state import STAT_USED
from craftagent.tasks.tags import block_members, item_members
from craftagent.types import suggest

SOIL = ("grass_block", "dirt", "coarse_dirt", "podzol", "farmland")
_PLANTS = (
    "sapling",
    "flower",
    "tulip",
    "dandelion",
    "poppy",
    "orchid",
    "allium",
    "bluet",
    "daisy",
    "cornflower",
    "lily",
)


class Place:
    """Put ``count`` blocks of an item (or tag) down somewhere near."""

    def __init__(self, item: str, count: int = 1) -> None:
        self.item, self.count = item, count
        self.items = tuple(sorted(item_members(item)))

    def run(self, body: Body) -> Ticks[None]:
        yield from body.close_screen()
        failures = 0
        placed = 0
        while placed < self.count:
            held = [name for name in self.items if body.count(name)]
            if not held:
                raise SkillFailed(f"no {self.item} held")
            try:
                if any(word in held[0] for word in _PLANTS):
                    yield from self._plant(body, held[0])
                else:
                    yield from place_near(body, held[0])
                placed += 1
            except SkillFailed:
                failures += 1
                if failures > 6:
                    raise
                x, y, z = body.cell
                try:
                    yield from go(
                        body, x + int(body.rng.integers(-4, 5)), y, z + int(body.rng.integers(-4, 5)), limit=120
                    )
                except SkillFailed:
                    yield body.act()

    def _plant(self, body: Body, item: str) -> Ticks[None]:
        """Onto earth under the open sky, or under whatever is there."""
        bx, by, bz = body.cell
        ring = [
            (bx + dx, by + dy, bz + dz) for dx in range(-3, 4) for dz in range(-3, 4) for dy in (0, 1, -1) if dx or dz
        ]
        ring.sort(key=lambda c: abs(abs(c[0] - bx) + abs(c[2] - bz) - 2) + abs(c[1] - by))
        for x, y, z in ring:
            if body.block(x, y - 1, z) in SOIL and body.state(x, y, z) == 0 and against(body, x, y, z) is not None:
                yield from place(body, item, x, y, z)
                return
        raise SkillFailed(f"no earth for {item}")


class Interact:
    """Use a block: open a table, furnace or chest, press a button, open a door. Looks for one around, else places one."""

    def __init__(self, block: str, explore: int = 3000) -> None:
        self.block, self.explore = block, explore
        self.blocks = tuple(sorted(block_members(block)))

    def run(self, body: Body) -> Ticks[None]:
        yield from body.close_screen()
        screens = [name for name in self.blocks if int(body.r.screen[block_id(name)])]
        if screens:
            for name in screens:
                value = values_of((name,))
                if find_blocks(body, value, 64) or body.count(name):
                    yield from Station(name).run(body)
                    return
        value = values_of(self.blocks)
        for _ in range(4):
            found = find_blocks(body, value, 64)
            if not found:
                held = [name for name in self.blocks if body.count(name)]
                if held:
                    yield from place_near(body, held[0])
                    continue
                yield from Explore(lambda b: bool(find_blocks(b, value)), self.explore).run(body)
                continue
            known = [cell for cell, _ in found]
            cell = (yield from sought(body, self.block, functools.partial(_shown, body, known, value), known))[0]
            try:
                if body.distance((cell[0] + 0.5, cell[1] + 0.5, cell[2] + 0.5)) > 3.6:
                    yield from go(body, *cell, reach=3.4)
                yield from self._use(body, cell)
                return
            except SkillFailed:
                body.avoid[cell] = body.tick + 1200
        raise SkillFailed(f"{self.block} can not be used")

    def _use(self, body: Body, cell: Cell) -> Ticks[None]:
        before = body.state(*cell)
        for _ in range(60):
            if body.targeted() == cell:
                yield body.act("use")
                yield body.act()
                yield body.act()
                if body.state(*cell) != before or body.screen_open:
                    return
                return
            seen, point = look_for(body, *cell)
            if seen != 1:
                raise SkillFailed("hidden")
            yield body.aim((float(point[0]), float(point[1]), float(point[2])))
        raise SkillFailed("hidden")


class FillBucket:
    """Fill an empty bucket with water or lava from a source block."""

    def __init__(self, fluid: str = "water") -> None:
        if fluid not in ("water", "lava"):
            raise ValueError(f"a bucket takes water or lava, not {fluid!r}{suggest(fluid, ('water', 'lava'))}")
        self.fluid = fluid

    def run(self, body: Body) -> Ticks[None]:
        yield from body.close_screen()
        full = f"{self.fluid}_bucket"
        goal = body.count(full) + 1
        value = np.zeros(N_STATES, np.float32)
        value[states_of(self.fluid)[0]] = 1.0  # a source
        for _ in range(6):
            if body.count(full) >= goal:
                return
            found = [cell for cell, _ in find_blocks(body, value) if body.state(cell[0], cell[1] + 1, cell[2]) == 0]
            if not found:
                yield from Explore(lambda b: bool(find_blocks(b, value)), 4000).run(body)
                continue
            x, y, z = found[0]
            try:
                yield from go(body, x, y, z, reach=3.2)
                yield from select(body, "bucket")
                for _ in range(40):
                    if body.count(full) >= goal:
                        return
                    dp, dy = body.off(*body.angles_to((x + 0.5, y + 0.8, z + 0.5)))
                    if abs(dp) + abs(dy) < 1.2:
                        yield body.act("use")
                        yield from body.wait(4)
                    else:
                        yield body.aim((x + 0.5, y + 0.8, z + 0.5))
            except SkillFailed:
                pass
            body.avoid[(x, y, z)] = body.tick + 1200
            yield body.act()
        raise SkillFailed(f"no {self.fluid} to fill the bucket")


class Use:
    """Use a held item on a kind of block: strip logs, till earth, shear."""

    def __init__(self, item: str, *blocks: str, count: int = 1) -> None:
        self.item, self.blocks, self.count = item, blocks, count

    def run(self, body: Body) -> Ticks[None]:
        yield from body.close_screen()
        done = 0
        value = values_of(self.blocks)
        while done < self.count:
            found = find_blocks(body, value)
            if not found:
                raise SkillFailed(f"no {self.blocks[0]} in sight")
            cell = found[0][0]
            if body.distance((cell[0] + 0.5, cell[1] + 0.5, cell[2] + 0.5)) > 3.6:
                yield from go(body, *cell, reach=3.4)
            yield from select(body, self.item)
            before = body.state(*cell)
            used = int(body.w.stats[STAT_USED].sum())
            for _ in range(50):
                if body.state(*cell) != before or int(body.w.stats[STAT_USED].sum()) > used:
                    break
                if body.targeted() == cell:
                    yield from body.tap("use")
                    continue
                seen, point = look_for(body, *cell)
                if seen != 1:
                    break
                yield body.aim((float(point[0]), float(point[1]), float(point[2])))
            if body.state(*cell) == before:
                body.avoid[cell] = body.tick + 1200
                yield body.act()
                continue
            done += 1


def _shown(body: Body, known: list[Cell], value: np.ndarray) -> list[Cell]:
    """Cells at hand, else those in the picture."""
    return [cell for cell in known if at_hand(body, cell)] or blocks_in_view(body, value)


def block_values(target: str) -> np.ndarray:
    """(17112,) float32: 1 for every state of the blocks that a name or tag means."""
    return values_of(sorted(block_members(target)))

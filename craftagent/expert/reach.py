"""Getting to a place: up to the surface, down to a height, so far away, to another biome, across water."""

from __future__ import annotations

import math

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.explore import Explore
from craftagent.expert.walk import AT, COLUMN, LEVEL, travel
from craftagent.sim.state import FULL
from craftagent.sim.terrain.biomes import biome_of
from craftagent.tasks.goal import parse_place


class Reach:
    """Go to a place of :class:`craftagent.tasks.goal.Goal`: ``surface``, ``far_shore``, ``height:Y``, ``climb:N``,
    ``depth:N``, ``distance:N``, ``biome:NAME``. Relative places count from where the skill first ran."""

    def __init__(self, target: str) -> None:
        self.kind, self.value = parse_place(target)
        self._start: tuple[float, float, float] | None = None

    def run(self, body: Body) -> Ticks[None]:
        if self._start is None:
            self._start = body.position
        _, y, _ = self._start
        if self.kind == "height":
            yield from travel(body, LEVEL, 0, int(self.value or 0), 0, limit=6000)
        elif self.kind == "depth":
            yield from travel(body, LEVEL, 0, math.floor(y) - int(self.value or 0), 0, limit=6000)
        elif self.kind == "climb":
            yield from travel(body, LEVEL, 0, math.ceil(y) + int(self.value or 0), 0, limit=6000)
        elif self.kind == "surface":
            yield from self._surface(body)
        elif self.kind == "distance":
            yield from self._away(body, float(self.value or 0))
        elif self.kind == "far_shore":
            yield from self._across(body)
        else:
            name = str(self.value)
            yield from Explore(lambda b: self._to_biome(b, name) is not None, 12_000).run(body)
            cell = self._to_biome(body, name)
            if cell is None:
                raise SkillFailed(f"no {name} in sight")
            yield from travel(body, COLUMN, cell[0], 0, cell[1], 0.5)

    def _surface(self, body: Body) -> Ticks[None]:
        for _ in range(6):
            level = _ground_level(body)
            if body.cell[1] >= level - 1 and not _roofed(body):
                return
            best = self._open_sky(body, level)
            if best is None:
                yield from travel(body, LEVEL, 0, level, 0, limit=4000)
            else:
                yield from travel(body, AT, *best, limit=4000)
        raise SkillFailed("no way up")

    def _open_sky(self, body: Body, level: int) -> tuple[int, int, int] | None:
        """The nearest cell about that high or higher with nothing but sky above and firm ground below."""
        bx, by, bz = body.cell
        cells = []
        for dx in range(-12, 13):
            for dz in range(-12, 13):
                x, z = bx + dx, bz + dz
                top = int(body.w.height[x & 255, z & 255])
                if top >= level - 1 and body.solid(x, top - 1, z) and not body.solid(x, top, z):
                    cells.append((math.hypot(dx, dz) + abs(top - by), (x, top, z)))
        return min(cells)[1] if cells else None

    def _away(self, body: Body, distance: float) -> Ticks[None]:
        assert self._start is not None
        x, _, z = self._start
        first = float(body.rng.uniform(0, 2 * math.pi))
        for k in range(12):
            angle = first + k * math.pi * 0.37
            tx, tz = math.floor(x + (distance + 2) * math.cos(angle)), math.floor(z + (distance + 2) * math.sin(angle))
            try:
                yield from travel(body, COLUMN, tx, 0, tz, 1.0, limit=1200)
            except SkillFailed:
                yield body.act()
            px, _, pz = body.position
            if math.hypot(px - x, pz - z) >= distance:
                return
        raise SkillFailed("no way")

    def _across(self, body: Body) -> Ticks[None]:
        """To the land behind the nearest water, straight over it."""
        for _ in range(3):
            target = self._far_shore(body)
            if target is None:
                raise SkillFailed("no water in sight")
            yield from travel(body, COLUMN, target[0], 0, target[1], 0.5, limit=2400)
            for _ in range(10):
                if body.p["on_ground"] and not body.p["in_water"]:
                    return
                yield body.act("forward")

    def _far_shore(self, body: Body) -> tuple[int, int] | None:
        assert self._start is not None
        x, y, z = self._start
        best: tuple[float, tuple[int, int]] | None = None
        for k in range(32):
            dx, dz = math.cos(k * math.pi / 16), math.sin(k * math.pi / 16)
            wet = 0
            for far in range(1, 60):
                cx, cz = math.floor(x + far * dx), math.floor(z + far * dz)
                if body.w.chunk_status[(cx >> 4) & 15, (cz >> 4) & 15] != FULL:
                    break
                if any(int(body.r.fluid[body.state(cx, math.floor(y) - k, cz)]) == 1 for k in (0, 1, 2, 3)):
                    wet += 1
                elif wet >= 3:
                    landing = (math.floor(x + (far + 2.5) * dx), math.floor(z + (far + 2.5) * dz))
                    if best is None or far < best[0]:
                        best = (far, landing)
                    break
        return best[1] if best else None

    def _to_biome(self, body: Body, name: str) -> tuple[int, int] | None:
        bx, _, bz = body.cell
        best: tuple[float, tuple[int, int]] | None = None
        for dx in range(-88, 89, 4):
            for dz in range(-88, 89, 4):
                x, z = bx + dx, bz + dz
                if body.w.chunk_status[(x >> 4) & 15, (z >> 4) & 15] != FULL:
                    continue
                if biome_of(int(body.w.biome[x & 255, z & 255])).name == name:
                    far = math.hypot(dx, dz)
                    if best is None or far < best[0]:
                        best = (far, (x, z))
        return best[1] if best else None


def _ground_level(body: Body) -> int:
    """Height of the land around: the upper middle of the columns near by, so that a pit does not count."""
    bx, _, bz = body.cell
    tops = sorted(
        int(body.w.height[(bx + dx) & 255, (bz + dz) & 255]) for dx in range(-7, 8, 2) for dz in range(-7, 8, 2)
    )
    return tops[len(tops) // 2]


def _roofed(body: Body) -> bool:
    x, y, z = body.cell
    return int(body.w.height[x & 255, z & 255]) > y + 1

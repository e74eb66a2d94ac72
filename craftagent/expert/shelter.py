"""A hole for the night: three blocks down, a lid on top. Nothing can come in, and nothing appears within 24 blocks.

The lid is of what was just dug or of any block held that does not fall. Where the ground does not allow a hole, one
walls oneself in with held blocks. Bare hands and earth are enough: it takes about five seconds.
"""

from __future__ import annotations

import math

from craftagent.expert.body import Body, Cell, SkillFailed, Ticks
from craftagent.expert.dig import dig
from craftagent.expert.pit import find_pit
from craftagent.expert.place import place
from craftagent.expert.scan import foes
from craftagent.expert.select import select
from craftagent.expert.walk import go
from craftagent.expert.walls import lids

DAWN, DUSK = 23_460, 12_700  # time of day when monsters burn, and when they begin to appear
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))
FEW_GAPS = 6  # open sides that are closed sooner than a pit is dug
PLACE_LIMIT = 40  # ticks for one block
_ROOM = 16  # cells a closed room may have


def enclosed(body: Body) -> bool:
    """Whether the player is alone in a small room that nothing can walk into: no open cell leads out of it."""
    start = body.cell
    seen: set[Cell] = {start}
    todo = [start]
    while todo:
        x, y, z = todo.pop()
        for dx, dy, dz in ((1, 0, 0), (-1, 0, 0), (0, 0, 1), (0, 0, -1), (0, 1, 0), (0, -1, 0)):
            cell = (x + dx, y + dy, z + dz)
            if cell in seen or body.solid(*cell):
                continue
            if len(seen) >= _ROOM:
                return False
            seen.add(cell)
            todo.append(cell)
    return not any((math.floor(f.x), math.floor(f.y + 0.01), math.floor(f.z)) in seen for f in foes(body, 5.0))


class Shelter:
    """Be in a closed place until ``until``: "day", or so many ticks from now.

    Digs in where it stands or near, closes the top and waits; wakes to repair the walls. Fails with "no place to hide".
    """

    def __init__(self, until: str | int = "day", limit: int = 14_000) -> None:
        self.until, self.limit = until, limit

    def run(self, body: Body) -> Ticks[None]:
        yield from body.close_screen()
        start = body.tick
        tries = 0
        while not self._over(body, start):
            if body.tick - start > self.limit:
                raise SkillFailed("the night does not end")
            if not enclosed(body):
                tries += 1
                if tries > 8:
                    raise SkillFailed("no place to hide")
                yield from hide(body)
                yield body.act()
                continue
            yield from self._wait(body, start)

    def _over(self, body: Body, start: int) -> bool:
        if isinstance(self.until, int):
            return body.tick - start >= self.until
        return not DUSK <= body.info["time"] <= DAWN

    def _wait(self, body: Body, start: int) -> Ticks[None]:
        """Sit still for a second, or until it is time."""
        for _ in range(20):
            if self._over(body, start):
                return
            yield body.act()


class Survive:
    """Stay alive for so many ticks: behind walls when it is dark or monsters are about, else standing watch."""

    def __init__(self, ticks: int) -> None:
        self.ticks = ticks

    def run(self, body: Body) -> Ticks[None]:
        yield from body.close_screen()
        end = body.tick + self.ticks
        failures = 0
        while body.tick < end:
            dark = DUSK - 400 <= body.info["time"] <= DAWN
            if (dark or foes(body, 24.0)) and failures < 5:
                try:
                    yield from Shelter(end - body.tick if dark else min(end - body.tick, 400)).run(body)
                except SkillFailed:
                    failures += 1
                    yield body.act()
            else:
                yield body.act()


def hide(body: Body) -> Ticks[None]:
    """Get into a closed place from here: close the gaps if they are few, else dig in. Fails with "no place to hide"."""
    gaps = _gaps(body)
    blocks = sum(body.count(name) for name in lids(body))
    on_ground = body.solid(body.cell[0], body.cell[1] - 1, body.cell[2])
    if on_ground and len(gaps) <= blocks and len(gaps) <= FEW_GAPS:
        if (yield from _close(body, gaps)):
            return
    have_lid = blocks > 0
    found = find_pit(body, 8, have_lid) or find_pit(body, 24, have_lid)
    if found is None:
        if on_ground and len(gaps) <= blocks and (yield from _close(body, gaps)):
            return
        found = find_pit(body, 12, False, niches=True) or find_pit(body, 48, have_lid)
    if found is None:
        raise SkillFailed("no place to hide")
    yield from _dig_in(body, *found)


def in_a_hole(body: Body, most: int = 2) -> bool:
    """Whether at most so many blocks, which are held, would close the body in: a pit, a tunnel, a corner of a cave."""
    gaps = _gaps(body)
    if len(gaps) > most or sum(body.count(name) for name in lids(body)) < len(gaps):
        return False
    return all(_held_up(body, cell, gaps) for cell in gaps)


def _held_up(body: Body, cell: Cell, gaps: list[Cell]) -> bool:
    """Whether a block has something to be put against in a cell: a wall, or a gap below that is filled first."""
    x, y, z = cell
    if (x, y - 1, z) in gaps:
        return True
    around = ((1, 0, 0), (-1, 0, 0), (0, 0, 1), (0, 0, -1), (0, 1, 0), (0, -1, 0))
    return any(body.solid(x + dx, y + dy, z + dz) for dx, dy, dz in around)


def _gaps(body: Body) -> list[Cell]:
    """Open cells about the body, feet first, then head, then above."""
    x, y, z = body.cell
    cells = [(x + dx, y + dy, z + dz) for dy in (0, 1) for dx, dz in _SIDES] + [(x, y + 2, z), (x, y - 1, z)]
    return [cell for cell in cells if not body.solid(*cell)]


def _close(body: Body, gaps: list[Cell], any_block: bool = False) -> Ticks[bool]:
    """Put blocks into the gaps, those towards a foe first; ``any_block``: sand too. Whether the place is closed then."""
    yield from _centre(body)
    home = body.cell
    foe = next(iter(foes(body, 16.0)), None)

    def order(cell: Cell) -> tuple[float, float]:
        towards = 0.0 if foe is None else round(math.hypot(cell[0] + 0.5 - foe.x, cell[2] + 0.5 - foe.z), 1)
        return (towards, cell[1])

    for _ in range(4):
        for cell in sorted(gaps, key=order):
            if body.solid(*cell):
                continue
            if body.cell != home:
                return False
            held = lids(body) + (["#sand", "gravel"] if any_block else [])
            held = [item for item in held if body.count(item)]
            if not held:
                return enclosed(body)
            try:
                for tick, action in enumerate(place(body, held[0], *cell)):
                    if tick > PLACE_LIMIT or body.cell != home:
                        break
                    yield action
            except SkillFailed:
                yield body.act()
        gaps = _gaps(body)
        if enclosed(body):
            return True
        x, y, z = home
        if gaps == [(x, y + 2, z)] and body.cell == home and lids(body):
            yield from _ledge(body)
    return enclosed(body)


def _ledge(body: Body) -> Ticks[None]:
    """On walls two high, put one block more from the top of a jump, for the roof to be put against."""
    x, y, z = body.cell
    if any(body.solid(x + dx, y + 2, z + dz) for dx, dz in _SIDES):
        return
    yield from select(body, lids(body)[0])
    dx, dz = _SIDES[0]
    rim = (x + dx, y + 1, z + dz)
    point = (x + 0.5 + 0.75 * dx, y + 2.0, z + 0.5 + 0.75 * dz)
    pressed = False
    for tick in range(60):
        if body.solid(x + dx, y + 2, z + dz):
            if body.p["on_ground"]:
                return
            yield body.act()
            continue
        high = body.position[1] > y + 0.6
        aim = body.aim(point if high else (point[0], y + 1.1, point[2]))
        if high and not pressed and body.targeted() == rim and int(body.p["target_face"]) == 1:
            aim["use"] = 1
        pressed = bool(aim["use"])
        if tick > 8 and body.p["on_ground"]:
            aim["jump"] = 1
        yield aim


def _centre(body: Body) -> Ticks[None]:
    """Stand in the middle of one's cell."""
    x, _, z = body.cell
    for _ in range(20):
        px, _, pz = body.position
        dx, dz = x + 0.5 - px, z + 0.5 - pz
        if max(abs(dx), abs(dz)) < 0.16:
            return
        yield body.act(*_keys_towards(body, dx, dz), "sneak")


def _keys_towards(body: Body, dx: float, dz: float) -> tuple[str, ...]:
    """Keys that carry the body along (dx, dz) without turning the head."""
    yaw = math.radians(float(body.p["yaw"]))
    ahead = -dx * math.sin(yaw) + dz * math.cos(yaw)
    right = -dx * math.cos(yaw) - dz * math.sin(yaw)
    keys: list[str] = []
    if abs(ahead) > 0.08:
        keys.append("forward" if ahead > 0 else "back")
    if abs(right) > 0.08:
        keys.append("right" if right > 0 else "left")
    return tuple(keys)


def _dig_in(body: Body, spot: Cell, depth: int = 0, side: int = 0) -> Ticks[None]:
    """Walk to a spot, dig three down and close the top; or ``depth`` down, aside into a niche, and close that."""
    x, y, z = spot
    key = (x, -1, z)
    body.avoid[key] = body.tick + 600  # not again if it does not work
    if body.cell != spot:
        yield from go(body, x, y, z, limit=400)
    for level in range(y - 1, y - (depth or 3) - 1, -1):
        yield from _down(body, x, level, z)
    if depth:
        yield from _into_niche(body, x, y - depth, z, side)
    for _ in range(12):  # what was dug falls into the hand
        if lids(body) or depth:
            break
        yield body.act()
    if not (yield from _close(body, _gaps(body), any_block=depth > 0)):
        raise SkillFailed("the lid does not hold")
    body.avoid.pop(key, None)


def _down(body: Body, x: int, level: int, z: int) -> Ticks[None]:
    """Break the block under the feet and come to stand where it was."""
    yield from _centre(body)
    if body.solid(x, level, z):
        yield from dig(body, x, level, z)
    for _ in range(24):
        if body.cell[1] <= level and body.p["on_ground"]:
            break
        px, _, pz = body.position
        yield body.act(*_keys_towards(body, x + 0.5 - px, z + 0.5 - pz))
    if body.cell != (x, level, z):
        raise SkillFailed("the pit is crooked")


def _into_niche(body: Body, x: int, y: int, z: int, side: int) -> Ticks[None]:
    """Hollow out two cells beside the foot of a shaft and step in."""
    dx, dz = _SIDES[side]
    for level in (y + 1, y):
        if body.solid(x + dx, level, z + dz):
            yield from dig(body, x + dx, level, z + dz)
    goal = (x + dx + 0.5, z + dz + 0.5)
    for _ in range(40):
        px, _, pz = body.position
        if max(abs(goal[0] - px), abs(goal[1] - pz)) < 0.16:
            return
        yield body.act(*_keys_towards(body, goal[0] - px, goal[1] - pz))
    raise SkillFailed("the niche is too small")

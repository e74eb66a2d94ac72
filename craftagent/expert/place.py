"""Putting a block into a cell."""

from __future__ import annotations

import math

from craftagent.expert.body import Body, Cell, SkillFailed, Ticks
from craftagent.expert.dig import dig
from craftagent.expert.select import select
from craftagent.expert.sight import FACES, look_for
from craftagent.sim.rules.registry import item_id

_SETTLED = 5  # ticks in which a camera that aims does not turn: it will not come nearer
_TRIES = 4  # cells that are tried before nothing is put down
_OPPOSITE = (1, 0, 3, 2, 5, 4)


def _overlaps(body: Body, x: int, y: int, z: int) -> bool:
    px, py, pz = body.position
    return abs(px - x - 0.5) < 0.8 and abs(pz - z - 0.5) < 0.8 and y - 1.8 < py < y + 1.0


def against(body: Body, x: int, y: int, z: int) -> tuple[Cell, int, tuple[float, float, float]] | None:
    """A neighbour to click on, the face of it, and a point of the face, for a block to come into a cell."""
    for face, (dx, dy, dz) in enumerate(FACES):
        nx, ny, nz = x + dx, y + dy, z + dz
        if not body.solid(nx, ny, nz):
            continue
        seen, found = look_for(body, nx, ny, nz, _OPPOSITE[face])
        if seen == 1:
            return (nx, ny, nz), _OPPOSITE[face], (float(found[0]), float(found[1]), float(found[2]))
    return None


def _opens(body: Body, x: int, y: int, z: int) -> bool:
    """Whether a click on this block would do something else than place."""
    state = body.state(x, y, z)
    block = int(body.r.state_block[state])
    return int(body.r.screen[block]) != 0 or int(body.r.use_state[state]) >= 0


def place(body: Body, item: str, x: int, y: int, z: int, limit: int = 60) -> Ticks[None]:
    """Put a block of ``item`` (or tag) into a cell within reach, against any neighbour that can be seen."""
    yield from select(body, item)
    for _ in range(8):  # a drifting body would put it into the next cell
        if abs(float(body.p["vx"])) + abs(float(body.p["vz"])) < 0.02:
            break
        yield body.act(*(("sneak",) if body.p["sneaking"] else ()))
    before = body.state(x, y, z)
    missed = 0  # looks at the spot that hit something else
    for _ in range(limit):
        if body.state(x, y, z) != before and not int(body.r.replaceable[body.state(x, y, z)]):
            return
        if not int(body.r.replaceable[body.state(x, y, z)]):
            raise SkillFailed("the place is taken")
        spot = against(body, x, y, z)
        if spot is None:
            raise SkillFailed("nothing to place against")
        cell, face, point = spot
        p = body.p
        sneak = ("sneak",) if _opens(body, *cell) or body.p["sneaking"] else ()
        if body.targeted() == cell and int(p["target_face"]) == face:
            yield body.act("use", *sneak)
            yield body.act(*sneak)
            if body.state(x, y, z) == before:
                yield from body.wait(3)
        else:
            look = (float(p["pitch"]), float(p["yaw"]))
            yield body.aim(point, *sneak)
            missed = missed + 1 if look == (float(p["pitch"]), float(p["yaw"])) else 0
            if missed > _SETTLED:  # the camera turns in steps, and the spot is seen through too narrow a gap for them
                break
    raise SkillFailed(f"can not place {item}")


def place_near(body: Body, item: str) -> Ticks[Cell]:
    """Put a block down within reach where it is not in the way; makes room in a wall if it must. Returns its cell."""
    bx, by, bz = body.cell
    cells = [
        (bx + dx, by + dy, bz + dz) for dx in range(-3, 4) for dz in range(-3, 4) for dy in (0, 1, -1)
        if (abs(dx) > 1 or abs(dz) > 1 or abs(dx) + abs(dz) == 1)
    ]  # fmt: skip
    yaw = math.radians(float(body.p["yaw"]))
    ahead = (-math.sin(yaw), math.cos(yaw))

    def order(cell: Cell) -> float:
        dx, dz = cell[0] - bx, cell[2] - bz
        far = math.hypot(dx, dz)
        return abs(far - 2.0) + 0.8 * abs(cell[1] - by) - 0.7 * (dx * ahead[0] + dz * ahead[1]) / max(far, 0.1)

    failures: list[SkillFailed] = []
    for x, y, z in sorted(cells, key=order):
        if int(body.r.replaceable[body.state(x, y, z)]) and not int(body.r.fluid[body.state(x, y, z)]):
            if body.solid(x, y - 1, z) and not body.solid(x, y + 1, z) and not _overlaps(body, x, y, z):
                if against(body, x, y, z) is not None and not _opens(body, x, y - 1, z):
                    try:
                        yield from place(body, item, x, y, z)
                        return x, y, z
                    except SkillFailed as failure:
                        failures.append(failure)
                    if len(failures) == _TRIES or body.count(item) == 0:
                        break
    # In a tunnel: carve a niche beside the head or the feet.
    for dx, dz in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        for dy in (1, 0):
            x, y, z = bx + dx, by + dy, bz + dz
            state = body.state(x, y, z)
            if body.solid(x, y, z) and float(body.r.hardness[state]) >= 0 and body.solid(x, y - 1, z):
                if not any(int(body.r.fluid[body.state(x + a, y + b, z + c)]) for a, b, c in FACES):
                    if failures and body.count(item) == 0:  # it was put down, but not where it was wanted
                        raise failures[-1]
                    yield from dig(body, x, y, z)
                    if item_id(item) and against(body, x, y, z) is not None:
                        yield from place(body, item, x, y, z)
                        return x, y, z
    raise failures[-1] if failures else SkillFailed(f"no room for {item}")

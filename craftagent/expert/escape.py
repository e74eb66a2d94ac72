"""Out of what burns, smothers or drowns."""

from __future__ import annotations

import math

from craftagent.expert.body import Body, Cell, Ticks
from craftagent.expert.dig import dig
from craftagent.expert.scan import runs
from craftagent.expert.select import select
from craftagent.expert.walk import step_towards

_WATER_NEAR = 6


def leave_lava(body: Body, limit: int = 80) -> Ticks[None]:
    """Swim out of lava by the nearest shore, jumping all the way."""
    goal = _shore(body)
    for tick in range(limit):
        if not body.p["in_lava"]:
            break
        if tick % 10 == 9:
            goal = _shore(body)
        if goal is None:
            yield body.act("jump", "forward")
        else:
            yield step_towards(body, (goal[0] + 0.5, goal[1] + 1.0, goal[2] + 0.5), "jump")
    yield from leave_fire(body)


def leave_fire(body: Body, limit: int = 60) -> Ticks[None]:
    """Off the burning spot, and into water if some is near; else the flames burn out by themselves."""
    water = _water(body)
    for _ in range(limit):
        if body.p["fire"] <= 0 or body.p["in_water"] or body.p["in_lava"]:
            return
        if water is not None:
            yield step_towards(body, (water[0] + 0.5, water[1] + 0.5, water[2] + 0.5))
        elif _burns(body):
            away = _coolest(body)
            x, y, z = body.position
            yield step_towards(body, (x + 3.0 * away[0], y + 1.0, z + 3.0 * away[1]))
        elif body.slots("water_bucket"):
            yield from _douse(body)
        else:
            return


def leave_block(body: Body, limit: int = 120) -> Ticks[None]:
    """Dig free a head that is stuck in a block, sand mostly."""
    end = body.tick + limit
    while body.tick < end:
        x, y, z = body.cell
        if not body.solid(x, y + 1, z):
            return
        yield from dig(body, x, y + 1, z)
        yield body.act()


def _burns(body: Body) -> bool:
    x, y, z = body.cell
    return any(
        body.block(x, y + k, z) in ("fire", "soul_fire", "campfire", "soul_campfire", "lava", "magma_block")
        for k in (0, 1, -1)
    )


def _coolest(body: Body) -> tuple[float, float]:
    """The compass direction in which one can go furthest on safe ground."""
    k = int(runs(body)[:, 0].argmax())
    angle = math.radians(k * 22.5)
    return -math.sin(angle), math.cos(angle)


def _shore(body: Body) -> Cell | None:
    """The nearest cell to stand in outside lava."""
    bx, by, bz = body.cell
    best, found = math.inf, None
    for dx in range(-5, 6):
        for dz in range(-5, 6):
            for y in (by, by + 1, by - 1, by + 2):
                x, z = bx + dx, bz + dz
                free = not body.solid(x, y, z) and not body.solid(x, y + 1, z)
                if free and body.solid(x, y - 1, z) and not int(body.r.fluid[body.state(x, y, z)]):
                    far = math.hypot(dx, dz) + 1.5 * abs(y - by)
                    if far < best:
                        best, found = far, (x, y, z)
    return found


def _water(body: Body) -> Cell | None:
    """The nearest water that lies level with or just below the feet."""
    bx, by, bz = body.cell
    best, found = math.inf, None
    for dx in range(-_WATER_NEAR, _WATER_NEAR + 1):
        for dz in range(-_WATER_NEAR, _WATER_NEAR + 1):
            for y in (by, by - 1):
                far = math.hypot(dx, dz)
                if far < best and body.block(bx + dx, y, bz + dz) == "water":
                    best, found = far, (bx + dx, y, bz + dz)
    return found


def _douse(body: Body) -> Ticks[None]:
    """Empty a bucket of water at one's feet and take it up again."""
    yield from select(body, "water_bucket")
    for _ in range(20):
        if body.p["pitch"] > 80.0:
            break
        yield body.turn(90.0, float(body.p["yaw"]))
    yield from body.tap("use")
    yield from body.wait(3)
    if body.held == "bucket":
        yield from body.tap("use")

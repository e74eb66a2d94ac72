"""Getting somewhere: plan a way, follow it with keys and mouse, and plan anew when the world is not as it was."""

from __future__ import annotations

import math
import threading
from typing import Any

import numpy as np

from craftagent.expert.body import Body, Cell, Point, SkillFailed, Ticks
from craftagent.expert.breathe import breathe, short_of_air
from craftagent.expert.corridor import open_straight
from craftagent.expert.dig import dig
from craftagent.expert.place import against, place
from craftagent.expert.routes import (
    AT,
    BRIDGE,
    COLUMN,
    DIAGONAL,
    DOWN,
    DROP,
    LEVEL,
    MAX_NODES,
    NEAR,
    PILLAR,
    SWIM,
    UP,
    WALK,
    find_route,
)
from craftagent.expert.select import BUILDING, building_blocks, select_building
from craftagent.expert.terrain_costs import SOLID, dig_ticks, kinds, tools_among
from craftagent.expert.torch import light_up
from craftagent.sim.state import FALLING_BLOCK

_local = threading.local()
QUICK, THOROUGH = 25_000, 120_000  # nodes of a first and of a second look
Step = tuple[int, int, int, int]  # cell and move


def _scratch() -> tuple[Any, ...]:
    """Buffers of the search, one set a thread."""
    if not hasattr(_local, "buffers"):
        _local.buffers = (
            np.zeros(1 << 19, np.int32), np.zeros((MAX_NODES, 6), np.int64), np.zeros((MAX_NODES, 2)),
            np.zeros(4 * MAX_NODES, np.int64), np.zeros((4000, 4), np.int64),
        )  # fmt: skip
    return _local.buffers  # type: ignore[no-any-return]


def route(
    body: Body, goal: int, x: int, y: int, z: int, reach: float = 0.0, limit: int = QUICK
) -> tuple[list[Step], bool]:
    """The way from the feet to a goal (``AT NEAR COLUMN LEVEL`` of :mod:`craftagent.expert.routes`): (steps, arrives)."""
    table, nodes, cost, heap, out = _scratch()
    tools = tools_among(body.info["inventory"])
    start = np.array(_footing(body), np.int64)
    aim = np.array((goal, x, y, z), np.int64)
    n, found = find_route(
        body.ws, body.rs, kinds(), dig_ticks(tools), start, aim, float(reach), building_blocks(body), limit, 1.25,
        table, nodes, cost, heap, out,
    )  # fmt: skip
    return [(int(a), int(b), int(c), int(d)) for a, b, c, d in out[:n]], bool(found)


def _footing(body: Body) -> Cell:
    """The cell one really stands in: over an edge, the column that carries."""
    x, y, z = body.cell
    if not body.p["on_ground"] or body.solid(x, y - 1, z) or body.p["in_water"]:
        return x, y, z
    px, _, pz = body.position
    near = [(x + dx, z + dz) for dx in (-1, 0, 1) for dz in (-1, 0, 1)]
    near.sort(key=lambda c: max(abs(px - c[0] - 0.5), abs(pz - c[1] - 0.5)))
    for cx, cz in near[1:]:
        if (
            max(abs(px - cx - 0.5), abs(pz - cz - 0.5)) < 0.81
            and body.solid(cx, y - 1, cz)
            and not body.solid(cx, y, cz)
        ):
            return cx, y, cz
    return x, y, z


def go(body: Body, x: int, y: int, z: int, reach: float = 0.0, limit: int = 2400, thorough: bool = True) -> Ticks[None]:
    """Walk until the feet are in the cell (``reach`` 0) or the eye within ``reach`` blocks of the cell's middle.

    Digs, bridges, pillars and swims where that is the shorter way. ``thorough`` False gives up sooner.
    Raises :class:`SkillFailed` "no way" or "stuck".
    """
    goal = AT if reach <= 0.0 else NEAR
    yield from travel(body, goal, x, y, z, reach, limit, thorough)


def travel(
    body: Body, goal: int, x: int, y: int, z: int, reach: float = 0.0, limit: int = 2400, thorough: bool = True
) -> Ticks[None]:
    """:func:`go` to any kind of goal: AT, NEAR, COLUMN (any height, within ``reach``), LEVEL (height ``y``)."""
    yield from body.close_screen()
    end = body.tick + limit
    failures = 0
    best = math.inf
    while not arrived(body, goal, x, y, z, reach):
        if body.tick > end:
            raise SkillFailed("too far")
        if short_of_air(body):
            yield from breathe(body)
        steps, found = route(body, goal, x, y, z, reach, QUICK if failures == 0 or not thorough else THOROUGH)
        if not found and failures == 0 and thorough:
            steps, found = route(body, goal, x, y, z, reach, THOROUGH)
        if len(steps) < 2:
            if found and goal != AT:
                return
            if found:
                yield from _to(body, (x, y, z, WALK), None, 40)
                failures += 1
                if failures > 4:
                    raise SkillFailed("stuck")
                continue
            raise SkillFailed("no way")
        before = body.tick
        followed = yield from _follow(body, steps)
        if body.tick == before:
            followed = False
            yield body.act()
        left = _left(body, goal, x, y, z)
        if not followed or (not found and left > best - 1.0):
            failures += 1
            yield from _shake(body, failures)
        else:
            failures = max(failures - 1, 0)
        best = min(best, left)
        if failures > 6:
            raise SkillFailed("stuck" if found else "no way")


def _left(body: Body, goal: int, x: int, y: int, z: int) -> float:
    px, py, pz = body.position
    if goal == LEVEL:
        return abs(y - py)
    flat = math.hypot(x + 0.5 - px, z + 0.5 - pz)
    return flat if goal == COLUMN else math.hypot(flat, y - py)


def arrived(body: Body, goal: int, x: int, y: int, z: int, reach: float) -> bool:
    """Whether the feet (the eye, for NEAR) are where the goal wants them."""
    cell = _footing(body)
    if goal == NEAR:
        return body.distance((x + 0.5, y + 0.5, z + 0.5)) <= reach + 0.3
    if goal == LEVEL:
        return cell[1] == y and (bool(body.p["on_ground"]) or bool(body.p["in_water"]))
    if goal == COLUMN:
        px, _, pz = body.position
        return math.hypot(x + 0.5 - px, z + 0.5 - pz) <= reach + 0.7
    return cell == (x, y, z) and (bool(body.p["on_ground"]) or bool(body.p["in_water"]))


def _shake(body: Body, failures: int) -> Ticks[None]:
    """A few random steps: what was in the way may not be from there."""
    key = ("forward", "back", "left", "right")[int(body.rng.integers(4))]
    for k in range(4 + 3 * failures):
        yield body.act(key, *(("jump",) if k % 6 < 3 else ()), yaw=float(body.rng.uniform(-10, 10)))


def _needs_clear(a: Step, b: Step) -> list[Cell]:
    """Cells that must be free for a move, top ones first."""
    ax, ay, az, _ = a
    bx, by, bz, move = b
    if move == DIAGONAL:
        return []
    if move in (WALK, BRIDGE):
        return [(bx, by + 1, bz), (bx, by, bz)]
    if move == UP:
        return [(ax, ay + 2, az), (bx, by + 1, bz), (bx, by, bz)]
    if move == DROP:
        return [(bx, ay + 1, bz), *((bx, y, bz) for y in range(ay, by - 1, -1))]
    if move == DOWN:
        return [(ax, y, az) for y in range(ay - 1, by - 1, -1)]
    if move == PILLAR:
        return [(ax, ay + 2, az)]
    return [(bx, by + 1, bz), (bx, by, bz)] if by >= ay else []


def _follow(body: Body, steps: list[Step]) -> Ticks[bool]:
    """Walk a way to its end. False if it can not be followed any further."""
    i = 1
    while i < len(steps):
        a, b = steps[i - 1], steps[i]
        move = b[3]
        if _deadly(body, b) or short_of_air(body):
            return False
        if move != BRIDGE:
            yield from light_up(body)
        try:
            for cell in _needs_clear(a, b):
                if body.solid(*cell):
                    yield from dig(body, *cell)
                    for _ in range(30):  # gravel and sand come after
                        if not body.solid(*cell):
                            if not _falling_above(body, cell):
                                break
                            yield body.act()
                        else:
                            yield from dig(body, *cell)
            if move == BRIDGE and not body.solid(b[0], b[1] - 1, b[2]):
                if not (yield from _bridge(body, a, b)):
                    return False
            elif move == PILLAR:
                if not (yield from _pillar(body, a, b)):
                    return False
                i += 1
                continue
            elif move == DOWN:
                ok = yield from _fall(body, b)
                if not ok:
                    return False
                i += 1
                continue
        except SkillFailed:
            return False
        ahead = _far_point(body, steps, i)
        if ahead > i:
            if not (yield from _run(body, steps, i, ahead)):
                return False
            i = ahead + 1
            continue
        nxt = steps[i + 1] if i + 1 < len(steps) else None
        if not (yield from _to(body, b, nxt)):
            return False
        i += 1
    return True


def _deadly(body: Body, b: Step) -> bool:
    """Whether lava has come to a cell, or stands beside it, since the way was planned."""
    x, y, z, _ = b
    fluid = body.r.fluid
    for dx, dz in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
        for dy in (-1, 0, 1):
            if int(fluid[body.state(x + dx, y + dy, z + dz)]) == 2:
                return True
    return False


def _falling_above(body: Body, cell: Cell) -> bool:
    x, _, z = cell
    e = body.w.entities
    here = (e["kind"] == FALLING_BLOCK) & (abs(e["x"] - x - 0.5) < 0.6) & (abs(e["z"] - z - 0.5) < 0.6)
    return bool(here.any())


def _far_point(body: Body, steps: list[Step], i: int) -> int:
    """Furthest step that can be run to in a straight line from here (or ``i`` itself)."""
    px, _, pz = body.position
    y = steps[i][1]
    best = i
    if not body.p["on_ground"] or body.cell[1] != y or body.p["in_water"]:
        return i
    for j in range(i + 1, min(i + 12, len(steps))):
        x, yy, z, move = steps[j]
        if yy != y or move not in (WALK, DIAGONAL):
            break
        if not open_straight(body.ws, kinds(), px, pz, x + 0.5, z + 0.5, y):
            break
        best = j
    return best


def _pace(body: Body, far: float) -> tuple[str, ...]:
    if far > 1.8 and body.info["life"]["food"] > 6 and body.style.sprint > 0.0:
        if body.p["sprinting"] or body.rng.random() < body.style.sprint:
            return ("forward", "sprint")
    return ("forward",)


_AROUND = (("forward",), ("forward", "right"), ("right",), ("back", "right"), ("back",), ("back", "left"), ("left",),
           ("forward", "left"))  # fmt: skip


def towards(off: float) -> tuple[str, ...]:
    """Keys that move one towards something ``off`` degrees to the right of where one looks: feet need not wait for eyes."""
    return _AROUND[round(off / 45.0) % 8]


def _run(body: Body, steps: list[Step], i: int, j: int) -> Ticks[bool]:
    """Run straight to step ``j``, past the ones between."""
    x, y, z, _ = steps[j]
    target = (x + 0.5, z + 0.5)
    px, _, pz = body.position
    limit = int(math.hypot(target[0] - px, target[1] - pz) * 8) + 30
    best, still = math.inf, 0
    for _ in range(limit):
        px, py, pz = body.position
        far = math.hypot(target[0] - px, target[1] - pz)
        if far < 0.45:
            return True
        if py < y - 0.8 or body.p["in_water"]:
            return False
        still = still + 1 if far > best - 0.02 else 0
        best = min(best, far)
        if still > 12:
            return False
        yaw = math.degrees(math.atan2(-(target[0] - px), target[1] - pz))
        _, off = body.off(0.0, yaw)
        keys = _pace(body, far) if abs(off) < 25.0 else towards(off)
        if body.p["collided_h"] and body.p["on_ground"]:
            keys = (*keys, "jump")
        yield body.turn(body.style.pitch, yaw, *keys)
    return False


def _to(body: Body, b: Step, nxt: Step | None, limit: int = 70) -> Ticks[bool]:
    """Walk into one neighbouring cell."""
    x, y, z, move = b
    tx, tz = x + 0.5, z + 0.5
    for tick in range(limit):
        px, py, pz = body.position
        p = body.p
        wet = bool(p["in_water"])
        far = math.hypot(tx - px, tz - pz)
        near = far < (0.28 if move in (UP, BRIDGE) or nxt is None else 0.4)
        settled = bool(p["on_ground"]) or wet or bool(p["on_ladder"])
        level = body.cell[1] == y if not wet else abs(py - y) < 0.75
        if near and settled and level:
            return True
        if py < y - 1.6 and not wet:
            return False
        if far > 3.5:
            return False
        yaw = math.degrees(math.atan2(-(tx - px), tz - pz)) if far > 0.15 else float(p["yaw"])
        _, off = body.off(0.0, yaw)
        keys: list[str] = []
        if far > 0.2:
            keys += towards(off)
            onward = nxt is not None and nxt[3] in (WALK, UP, DROP) and move in (WALK, DROP)
            if onward and keys == ["forward"] and far > 0.8 and not wet:
                if "sprint" in _pace(body, 2.0) and tick > 1:
                    keys.append("sprint")
        if wet:
            if py < y + 0.35 or (nxt is not None and nxt[1] > y) or p["collided_h"]:
                keys.append("jump")
            elif py > y + 0.9:
                keys.append("sneak")
        elif move == UP and py < y - 0.05 and (far < 1.35 or p["collided_h"]):
            keys.append("jump")
        elif p["collided_h"] and p["on_ground"] and far > 0.5 and tick > 6:
            keys.append("jump")
        elif p["on_ladder"] and py < y:
            keys.append("jump")
        pitch = body.style.pitch if not wet else 0.0
        yield body.turn(pitch, yaw, *keys)
        if tick > 24 and tick % 12 == 0 and any(body.solid(*c) for c in ((x, y, z), (x, y + 1, z))):
            return False
    return False


def _fall(body: Body, b: Step) -> Ticks[bool]:
    """Wait until the feet have come down into a cell."""
    x, y, z, _ = b
    for _ in range(40):
        px, _, pz = body.position
        if body.cell[1] <= y and (body.p["on_ground"] or body.p["in_water"]):
            return body.cell[1] == y
        keys: tuple[str, ...] = ()
        off_x, off_z = x + 0.5 - px, z + 0.5 - pz
        if max(abs(off_x), abs(off_z)) > 0.2:  # standing on a rim: to the middle
            yaw = math.degrees(math.atan2(-off_x, off_z))
            _, off = body.off(0.0, yaw)
            keys = ("forward",) if abs(off) < 50.0 else ()
            yield body.turn(40.0, yaw, *keys)
        else:
            yield body.act()
    return False


def _bridge(body: Body, a: Step, b: Step) -> Ticks[bool]:
    """Sneak to the edge and put a block under the next cell."""
    ax, ay, az, _ = a
    bx, _, bz, _ = b
    dx, dz = bx - ax, bz - az
    under = (bx, ay - 1, bz)
    yield from select_building(body)
    edge = (ax + 0.5 + 0.74 * dx, az + 0.5 + 0.74 * dz)
    for _ in range(40):
        if body.solid(*under):
            return True
        if against(body, *under) is not None:
            break
        px, _, pz = body.position
        far = math.hypot(edge[0] - px, edge[1] - pz)
        yaw = math.degrees(math.atan2(-(edge[0] - px), edge[1] - pz)) if far > 0.1 else float(body.p["yaw"])
        _, off = body.off(0.0, yaw)
        yield body.turn(60.0, yaw, "sneak", *(("forward",) if abs(off) < 30.0 and far > 0.05 else ()))
    for _ in range(3):
        spot = against(body, *under)
        if spot is None:
            return False
        cell, face, point = spot
        for _ in range(25):
            if body.targeted() == cell and int(body.p["target_face"]) == face:
                yield body.act("sneak", "use")
                yield body.act("sneak")
                break
            yield body.aim(point, "sneak")
        if body.solid(*under):
            return True
        yield from _hold_sneak(body, 3)
    return False


def _hold_sneak(body: Body, ticks: int) -> Ticks[None]:
    for _ in range(ticks):
        yield body.act("sneak")


def _pillar(body: Body, a: Step, b: Step) -> Ticks[bool]:
    """Jump and put a block under the feet."""
    ax, ay, az, _ = a
    yield from select_building(body)
    for _ in range(25):  # to the middle, or the block would hang on the rim
        px, _, pz = body.position
        off_x, off_z = ax + 0.5 - px, az + 0.5 - pz
        if max(abs(off_x), abs(off_z)) < 0.25:
            break
        yaw = math.degrees(math.atan2(-off_x, off_z))
        _, off = body.off(0.0, yaw)
        yield body.turn(60.0, yaw, *(("forward",) if abs(off) < 40.0 else ()))
    for _ in range(3):
        for _ in range(20):
            if body.p["pitch"] > 84.0:
                break
            yield body.turn(90.0, float(body.p["yaw"]))
        for tick in range(16):
            _, py, _ = body.position
            if body.solid(ax, ay, az) and body.cell[1] > ay:
                if body.p["on_ground"]:
                    return True
                yield body.act()
                continue
            high = py > ay + 1.0
            yield body.act(*(("jump",) if tick < 6 else ()), *(("use",) if high and tick % 2 == 0 else ()), pitch=5.0)
        if body.cell[1] > ay and body.solid(ax, ay, az):
            return True
    return False


def step_towards(body: Body, point: Point, *keys: str, sprint: bool = True) -> dict[str, Any]:
    """One action that runs straight towards a point, jumping where something is in the way or water holds one back."""
    px, _, pz = body.position
    far = math.hypot(point[0] - px, point[2] - pz)
    yaw = math.degrees(math.atan2(-(point[0] - px), point[2] - pz)) if far > 0.1 else float(body.p["yaw"])
    pitch, _ = body.angles_to(point)
    _, off = body.off(0.0, yaw)
    move: list[str] = list(keys)
    if abs(off) < 50.0 and far > 0.1:
        move += ["forward", "sprint"] if sprint and abs(off) < 20.0 else ["forward"]
    if (body.p["collided_h"] and body.p["on_ground"]) or body.p["in_water"]:
        move.append("jump")
    return body.turn(pitch, yaw, *move)


def flee(body: Body, points: list[Point], ticks: int) -> Ticks[None]:
    """Run away from points for some ticks, along the way that stays open longest."""
    for tick in range(ticks):
        if tick % 10 == 0:
            away = _escape(body, points)
        px, py, pz = body.position
        yield step_towards(body, (px + 6.0 * away[0], py + 1.0, pz + 6.0 * away[1]))


def _escape(body: Body, points: list[Point]) -> tuple[float, float]:
    px, _, pz = body.position
    y = body.cell[1]
    best, direction = -math.inf, (1.0, 0.0)
    for k in range(16):
        dx, dz = math.cos(k * math.pi / 8), math.sin(k * math.pi / 8)
        free = 0.0
        for far in (2.0, 4.0, 7.0):
            if not open_straight(body.ws, kinds(), px, pz, px + far * dx, pz + far * dz, y):
                break
            free = far
        gap = min((math.hypot(px + 5 * dx - q[0], pz + 5 * dz - q[2]) for q in points), default=0.0)
        if gap + 0.8 * free > best:
            best, direction = gap + 0.8 * free, (dx, dz)
    return direction


__all__ = ["AT", "BUILDING", "COLUMN", "LEVEL", "NEAR", "SOLID", "SWIM", "arrived", "flee", "go", "place", "route",
           "step_towards", "travel"]  # fmt: skip

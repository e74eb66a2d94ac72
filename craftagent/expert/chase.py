"""Running down an animal and killing or shearing it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.footwork import step
from craftagent.expert.melee import aim_point, crosshair, strike
from craftagent.expert.scan import Foe, runs, sight
from craftagent.expert.walk import go
from craftagent.sim.mobs.kinds import EYE, TABLE
from craftagent.sim.state import ENTITY_NAMES, NONE

_CLOSE = 7.0  # blocks within which one runs straight


def find_row(body: Body, uid: int) -> int | None:
    """Row of a living creature in ``body.w.entities``, None if it is gone."""
    e = body.w.entities
    rows = np.flatnonzero((e["uid"] == uid) & (e["kind"] != NONE) & (e["death"] == 0))
    return int(rows[0]) if len(rows) else None


def slay(body: Body, uid: int, limit: int = 600) -> Ticks[bool]:
    """Chase a harmless creature and kill it. True when it is dead; raises "out of reach" or "it got away"."""
    end = body.tick + limit
    lost = 0
    while body.tick < end:
        row = find_row(body, uid)
        if row is None:
            return True
        if _near(body, row):
            action = strike(body, row)
            yield _run_after(body, row, action)
            continue
        lost += 1
        if lost > 8:
            raise SkillFailed("out of reach")
        yield from approach(body, row, 2.8)
    raise SkillFailed("it got away")


def use_on(body: Body, uid: int, limit: int = 400) -> Ticks[bool]:
    """Right click a creature once with what is in hand. False if it died before."""
    end = body.tick + limit
    lost = 0
    while body.tick < end:
        row = find_row(body, uid)
        if row is None:
            return False
        if not _near(body, row):
            lost += 1
            if lost > 6:
                raise SkillFailed("out of reach")
            yield from approach(body, row, 2.5)
            continue
        action = body.aim(aim_point(body, row), gain=1.0)
        pitch = float(body.p["pitch"]) + float(action["camera"][0])
        meets, _, _ = crosshair(body, pitch, float(body.p["yaw"]) + float(action["camera"][1]))
        if meets == row:
            action["use"] = 1
            yield action
            yield body.act()
            return True
        yield _run_after(body, row, action)
    raise SkillFailed("it got away")


def _near(body: Body, row: int) -> bool:
    """Whether a creature is close and in sight, so that running straight at it makes sense."""
    e = body.w.entities[row]
    x, y, z = float(e["x"]), float(e["y"]), float(e["z"])
    px, py, pz = body.position
    far = math.hypot(x - px, z - pz)
    if far > _CLOSE or abs(y - py) > 3.0:
        return far < 2.0
    if not sight(body, body.eye, (x, y + TABLE[int(e["kind"]), EYE], z)):
        return False
    if far < 3.0:
        return True
    if body.p["in_water"]:
        return True
    heading = math.degrees(math.atan2(-(x - px), z - pz))
    free, _, wet, _ = (float(v) for v in runs(body)[round(heading / 22.5) % 16])
    return free >= min(far - 1.0, 2.5) and wet >= 1.5  # who runs straight stays out of water


def _run_after(body: Body, row: int, action: dict[str, Any]) -> dict[str, Any]:
    e = body.w.entities[row]
    x, y, z = float(e["x"]), float(e["y"]), float(e["z"])
    px, _, pz = body.position
    flat = math.hypot(x - px, z - pz)
    foe = Foe(row, int(e["uid"]), ENTITY_NAMES[int(e["kind"])], x, y, z, flat, flat, True, False, 0, float(e["health"]))
    yaw = float(body.p["yaw"]) + float(action["camera"][1])
    for key in step(body, yaw, foe, (0.6, 1.8), []):
        action[key] = 1
    return action


def approach(body: Body, row: int, reach: float) -> Ticks[None]:
    """Walk to within ``reach`` blocks of where a creature is now, with digging and bridging where needed."""
    e = body.w.entities[row]
    x, y, z = math.floor(float(e["x"])), math.floor(float(e["y"]) + 0.5), math.floor(float(e["z"]))
    far = math.hypot(x - body.position[0], z - body.position[2])
    # A walk to where it is now; when it was far, only most of the way, since it will have moved.
    try:
        yield from go(body, x, y, z, reach=reach if far < 12.0 else 5.0, limit=int(40 + 12 * far))
    except SkillFailed as failure:
        if str(failure) == "no way":
            raise SkillFailed("out of reach") from None
    yield body.act()

"""Picking up what lies on the ground."""

from __future__ import annotations

import math

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.view import stack_in_view
from craftagent.expert.walk import go, step_towards

BESIDE = (
    0.6  # blocks above or below the feet at which a stack is still on one's level: over an edge nobody falls by waiting
)


def collect(body: Body, *items: str, reach: float = 8.0, limit: int = 200, seen: bool = False) -> Ticks[int]:
    """Walk over dropped stacks (of the items named, or all) until none is near. Returns how many came into the bag.

    ``seen``: only those in the picture.
    """
    yield from body.close_screen()
    end = body.tick + limit
    before = sum(body.info["inventory"].values())
    given_up: set[int] = set()
    while body.tick < end:
        left = [d for d in body.drops(*items, reach=reach) if int(d["uid"]) not in given_up]
        if seen:
            left = [d for d in left if stack_in_view(body, d)]
        if not left:
            break
        drop = left[0]
        uid = int(drop["uid"])
        x, y, z = float(drop["x"]), float(drop["y"]), float(drop["z"])
        if not (yield from _over(body, uid, x, y, z)):
            cell = (math.floor(x), math.floor(y + 0.1), math.floor(z))
            try:
                yield from go(body, *cell, limit=160, thorough=False)
            except SkillFailed:
                given_up.add(uid)
                continue
            for _ in range(14):
                if not _there(body, uid):
                    break
                yield body.act()
            else:
                given_up.add(uid)
    return sum(body.info["inventory"].values()) - before


def _there(body: Body, uid: int) -> bool:
    return any(int(d["uid"]) == uid for d in body.drops(reach=64.0))


def _over(body: Body, uid: int, x: float, y: float, z: float) -> Ticks[bool]:
    """Straight over it if it is close and on one's level; True when it is gone."""
    for _ in range(26):
        px, py, pz = body.position
        far = math.hypot(x - px, z - pz)
        if not _there(body, uid):
            return True
        if far > 3.0 or abs(y - py) > BESIDE or body.p["collided_h"]:
            return False
        if far < 0.4:
            yield body.act()
        else:
            yield step_towards(body, (x, y + 0.2, z), sprint=False)
    return False

"""Running away: out of the archers' sight first, and away from everything that follows."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from craftagent.expert.body import Body, Ticks
from craftagent.expert.footwork import WAYS, Watch
from craftagent.expert.melee import duel
from craftagent.expert.scan import Foe, foes, runs, sight
from craftagent.expert.screen import cornered, screen
from craftagent.expert.walls import lids

_AHEAD = 6.0  # blocks at which a way is judged
_COVER = (1.2, 2.4, 4.0, 6.0)  # distances at which cover is looked for
_FOE_EYE = 1.74


def run_heading(body: Body, heading: float) -> dict[str, Any]:
    """One action that moves along a yaw at once, by whatever keys, while the view comes round to it."""
    action = body.turn(body.style.pitch, heading, gain=1.0)
    yaw = float(body.p["yaw"]) + float(action["camera"][1])
    k = round((heading - yaw) / 45.0) % 8
    for key in WAYS[k]:
        action[key] = 1
    if k in (0, 1, 7):
        action["sprint"] = 1
    row = runs(body)[round(heading / 22.5) % 16]
    if float(row[1]) < 0.9 or body.p["in_water"] or body.p["collided_h"]:
        action["jump"] = 1
    return action


def away_from(body: Body, around: list[Foe], before: float | None = None, shut: Collection[float] = ()) -> float:
    """The yaw of the best way out: open ground, far from every foe, hidden from archers; much like the one ``before``.

    ``shut``: ways that turned out to be none.
    """
    x, _, z = body.position
    ground = runs(body)
    best, chosen = -math.inf, 0.0
    for k in range(16):
        heading = k * 22.5
        if any(abs((heading - way + 180.0) % 360.0 - 180.0) < 40.0 for way in shut):
            continue
        dx, dz = -math.sin(math.radians(heading)), math.cos(math.radians(heading))
        free, jump, wet, drop = (float(v) for v in ground[k])
        score = 1.5 * min(free, 3.0) - (0.5 if jump < 3.0 else 0.0) - (2.0 if wet < 3.0 else 0.0)
        score -= 4.0 if drop >= 3.0 else 0.0
        px, pz = x + _AHEAD * dx, z + _AHEAD * dz
        for foe in around:
            gap = min(math.hypot(px - foe.x, pz - foe.z), math.hypot(x + 2.0 * dx - foe.x, z + 2.0 * dz - foe.z) + 2.0)
            weight = 1.6 if foe.kind == "creeper" else 1.0
            score -= weight * max(0.0, 12.0 - gap)
            if foe.kind == "skeleton":
                score += max(
                    (9.0 - far for far in _COVER if far <= free + 3.0 and _hidden(body, foe, dx, dz, far)), default=0.0
                )
        if before is not None:
            score -= abs((heading - before + 180.0) % 360.0 - 180.0) / 60.0
        if score > best:
            best, chosen = score, heading
    return chosen


def _hidden(body: Body, foe: Foe, dx: float, dz: float, far: float) -> bool:
    """Whether a foe could not see the body if it stood ``far`` blocks off in a direction."""
    x, y, z = body.position
    return not sight(body, (foe.x, foe.y + _FOE_EYE, foe.z), (x + far * dx, y + 1.6, z + far * dz))


def retreat(body: Body, limit: int = 160, gap: float = 12.0) -> Ticks[bool]:
    """Run until no archer sees the body and nothing that sees it is within ``gap`` blocks. False after ``limit`` ticks.

    What comes within arm's reach on the way is struck, which throws it back; a dead end is no death then.
    """
    heading: float | None = None
    calm = 0
    watch = Watch()
    shut: list[float] = []
    for tick in range(limit):
        around = [f for f in foes(body, 18.0) if f.sees or f.far < 5.0]
        danger = [f for f in around if f.far < (18.0 if f.kind == "skeleton" else gap)]
        calm = calm + 1 if not danger else 0
        if calm > 6:
            return True
        if heading is not None and watch.stuck(body):
            shut = [*shut[-2:], heading]
            heading, watch = None, Watch()
        if heading is None or tick % 8 == 0:
            heading = away_from(body, around, heading, shut)
        grip = next((f for f in around if f.far < 3.6 and f.kind != "skeleton"), None)
        bomb = next((f for f in around if f.fuse > 0 and f.far < 6.5), None)
        if bomb is not None and cornered(body, bomb) and lids(body):
            yield from screen(body, bomb)
            yield body.act()
        elif grip is not None:
            yield duel(body, grip, [f for f in around if f.uid != grip.uid])
        else:
            yield run_heading(body, heading)
    return False

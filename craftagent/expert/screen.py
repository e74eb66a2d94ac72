"""A block between oneself and a creeper: what it can not see it does not blow up."""

from __future__ import annotations

import math

from craftagent.expert.body import Body, Cell, SkillFailed, Ticks
from craftagent.expert.place import place
from craftagent.expert.scan import Foe, foes, runs
from craftagent.expert.walls import lids

_SAFE = 2.75  # blocks of free way that count as a way out
_LIMIT = 14  # ticks for one block
_WAIT = 70  # ticks after which a monster that sees nothing forgets


def cornered(body: Body, foe: Foe) -> bool:
    """Whether no open way leads away from a foe."""
    x, _, z = body.position
    away = math.degrees(math.atan2(-(x - foe.x), z - foe.z))
    ground = runs(body)
    for k in range(16):
        off = abs((k * 22.5 - away + 180.0) % 360.0 - 180.0)
        if off <= 68.0 and float(ground[k][0]) >= _SAFE and float(ground[k][3]) < 3.0:
            return False
    return True


def screen(body: Body, foe: Foe) -> Ticks[None]:
    """Put a block at the height of the head between oneself and a foe, and wait until it has forgotten."""
    for cell in _between(body, foe):
        held = lids(body)
        if not held or body.solid(*cell):
            continue
        try:
            for tick, action in enumerate(place(body, held[0], *cell)):
                if tick > _LIMIT:
                    break
                yield action
        except SkillFailed:
            yield body.act()
        if not any(f.uid == foe.uid and f.sees for f in foes(body, 8.0)):
            break
    for _ in range(_WAIT):
        if any(f.sees and f.far < 8.0 for f in foes(body, 8.0)):
            return
        yield body.act()


def _between(body: Body, foe: Foe) -> list[Cell]:
    """Cells beside the head on the foe's side, the likeliest first; then the ones at the feet to put them on."""
    x, y, z = body.cell
    dx, dz = foe.x - body.position[0], foe.z - body.position[2]
    sx, sz = (1 if dx > 0 else -1), (1 if dz > 0 else -1)
    first, second = ((sx, 0), (0, sz)) if abs(dx) > abs(dz) else ((0, sz), (sx, 0))
    sides = [first] + ([second] if min(abs(dx), abs(dz)) > 0.4 * max(abs(dx), abs(dz)) else [])
    return [(x + a, y + 1, z + b) for a, b in sides] + [(x + a, y + k, z + b) for a, b in sides for k in (0, 1)]

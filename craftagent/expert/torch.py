"""Lighting one's way under ground."""

from __future__ import annotations

from craftagent.expert.body import Body, Cell, SkillFailed, Ticks
from craftagent.expert.place import against, place
from craftagent.expert.sight import FACES

DIM = 3  # block light at or below which a torch is put down; monsters come at 7 and less, seeing ends about here
PAUSE = 60  # ticks between two torches


def dark(body: Body) -> bool:
    """Whether it is dark where one stands, for lack of lamps and not because it is night."""
    x, y, z = body.cell
    if not 0 < y < 255:
        return False
    light = int(body.w.light[x & 255, z & 255, y])
    return light & 15 <= DIM and light >> 4 <= DIM


def light_up(body: Body) -> Ticks[None]:
    """Put a torch beside or behind oneself if it is dark and one is held; never takes long, never fails."""
    if not body.style.lights or body.tick < body.next_torch or not dark(body) or not body.count("torch"):
        return
    body.next_torch = body.tick + PAUSE
    if not body.p["on_ground"] or body.p["in_water"] or body.screen_open:
        return
    for cell in _spots(body):
        if against(body, *cell) is not None:
            try:
                yield from place(body, "torch", *cell, limit=30)
            except SkillFailed:
                continue
            return


def _spots(body: Body) -> list[Cell]:
    """Free cells around with a floor or a wall, those behind first: there a torch is not in the way."""
    x, y, z = body.cell
    found = []
    for dx, _, dz in FACES[2:]:
        for dy in (0, 1):
            cell = (x + dx, y + dy, z + dz)
            if body.state(*cell) == 0 and (body.solid(cell[0], cell[1] - 1, cell[2]) or dy == 1):
                _, turn = body.off(0.0, 0.0 if dz > 0 else 180.0 if dz < 0 else 90.0 if dx < 0 else -90.0)
                found.append((-abs(turn) - 10.0 * dy, cell))
    return [cell for _, cell in sorted(found)]

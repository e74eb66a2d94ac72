"""Blocks that one works at: finding a crafting table, furnace or chest, or putting one down, opening it, taking it back."""

from __future__ import annotations

import math

import numpy as np

from craftagent.expert.body import Body, Cell, SkillFailed, Ticks
from craftagent.expert.collect import collect
from craftagent.expert.cursor import leave
from craftagent.expert.dig import dig
from craftagent.expert.place import place_near
from craftagent.expert.select import select_tool
from craftagent.expert.sight import look_for
from craftagent.expert.view import at_hand, blocks_in_view, sought, values_of
from craftagent.expert.walk import go
from craftagent.sim.rules.registry import block_id
from craftagent.sim.state import GUI_NAMES

SEARCH = 24  # blocks around that are looked at for a station
NEAR = 8.0  # blocks that one rather walks than puts down another
_ARM = 3.8  # blocks from the eye to the middle of a block that is sure to be in reach


def find(body: Body, block: str, reach: float = SEARCH) -> list[Cell]:
    """Cells within ``reach`` blocks that hold a block of that name, nearest to the eye first."""
    r, number = body.r, block_id(block)
    low, high = int(r.min_state[number]), int(r.max_state[number])
    x, y, z = body.cell
    far = math.ceil(reach)
    ys = np.arange(max(0, y - far), min(255, y + far) + 1)
    xs, zs = np.arange(x - far, x + far + 1), np.arange(z - far, z + far + 1)
    box = body.w.blocks[np.ix_(xs & 255, zs & 255, ys)]
    found = [(int(xs[i]), int(ys[k]), int(zs[j])) for i, j, k in np.argwhere((box >= low) & (box <= high))]
    near = sorted((body.distance((cx + 0.5, cy + 0.5, cz + 0.5)), (cx, cy, cz)) for cx, cy, cz in found)
    now = body.tick
    return [cell for far_off, cell in near if far_off <= reach and body.avoid.get(cell, -1) <= now]


def is_block(body: Body, cell: Cell, block: str) -> bool:
    """Whether a cell holds a block of that name."""
    return body.block(*cell) == block


class Station:
    """Have the screen of a kind of block open: the nearest one around, else one put down from the inventory.

    ``block``: ``crafting_table``, ``furnace``, ``chest``, ... ; ``prefer``: a cell to try before all others.
    Raises ``SkillFailed`` with "no BLOCK" if there is none around or held, "BLOCK does not open" or "no way".
    """

    def __init__(self, block: str = "crafting_table", prefer: Cell | None = None) -> None:
        self.block = block
        self.prefer = prefer

    def run(self, body: Body) -> Ticks[Cell]:
        """Open it; returns its cell."""
        here = self._open_now(body)
        if here is not None:
            return here
        yield from leave(body)
        reason = f"no {self.block}"
        for _ in range(4):
            cell = self._choose(body)
            if cell is not None and cell != self.prefer:
                cell = yield from sought(body, self.block, lambda: self._shown(body), cell)
            if cell is None and body.count(self.block) == 0:
                break
            try:
                if cell is None:
                    yield from _stand_still(body)
                    cell = yield from place_near(body, self.block)
                yield from open_block(body, cell, self.block)
                body.avoid.pop(cell, None)  # it may be where a placement went wrong before
                return cell
            except SkillFailed as failure:  # even a placement that went wrong may have left one somewhere
                reason = str(failure)
                if cell is not None:
                    body.avoid[cell] = body.tick + 1200
        raise SkillFailed(reason)

    def _open_now(self, body: Body) -> Cell | None:
        """The cell of the screen that is open, if it is the right one."""
        if not body.screen_open or body.screen == "inventory":
            return None
        p = body.p
        cell = (int(p["gui_x"]), int(p["gui_y"]), int(p["gui_z"]))
        wanted = self.prefer in (None, cell)
        return cell if wanted and is_block(body, cell, self.block) else None

    def _choose(self, body: Body) -> Cell | None:
        """A station around that is worth the walk; None if it is better, or the only way, to put one down."""
        found = self._around(body)
        if self.prefer in found:
            return self.prefer
        return found[0] if found else None

    def _around(self, body: Body) -> list[Cell]:
        """Those worth the walk, nearest first."""
        found = find(body, self.block)
        if self.prefer not in found and body.count(self.block):
            found = [c for c in found if body.distance((c[0] + 0.5, c[1] + 0.5, c[2] + 0.5)) <= NEAR]
        return found

    def _shown(self, body: Body) -> Cell | None:
        """The nearest of them that is at hand or in the picture."""
        seen = set(blocks_in_view(body, values_of((self.block,))))
        return next((cell for cell in self._around(body) if cell in seen or at_hand(body, cell)), None)


def _stand_still(body: Body) -> Ticks[None]:
    """Come to rest: a crosshair that drifts puts blocks into the wrong cell."""
    for _ in range(12):
        if abs(float(body.p["vx"])) + abs(float(body.p["vz"])) < 0.01 and body.p["on_ground"]:
            return
        yield body.act()


def open_block(body: Body, cell: Cell, block: str) -> Ticks[None]:
    """Go to a block, look at it and open its screen. Raises ``SkillFailed`` "BLOCK does not open" or "no way"."""
    x, y, z = cell
    gui = GUI_NAMES[int(body.r.screen[block_id(block)])]
    yield from leave(body)
    for attempt in range(4):
        seen, _ = look_for(body, x, y, z)
        if seen == 0 and attempt < 2 and body.distance((x + 0.5, y + 0.5, z + 0.5)) < _ARM:
            yield from _uncover(body, cell)
        elif seen != 1:
            yield from go(body, x, y, z, reach=_ARM - 0.8 * attempt)
        yield from _use(body, cell, gui)
        if body.screen == gui:
            return
        if not is_block(body, cell, block):
            raise SkillFailed(f"the {block} is gone")
    raise SkillFailed(f"{block} does not open")


def _uncover(body: Body, cell: Cell) -> Ticks[None]:
    """Break what hides a block, unless that is a block one would miss."""
    for _ in range(3):
        seen, found = look_for(body, *cell)
        if seen != 0:
            return
        hider = (int(found[3]), int(found[4]), int(found[5]))
        if int(body.r.screen[int(body.r.state_block[body.state(*hider)])]):
            return  # another station: walk around it
        yield from dig(body, *hider)


def _use(body: Body, cell: Cell, gui: str) -> Ticks[None]:
    """Turn the crosshair onto a block that can be seen and press use on it, once or twice."""
    pressed = 0
    for _ in range(40):
        if body.screen == gui or pressed > 2:
            return
        if body.screen_open:  # something else opened
            yield from body.close_screen()
        if body.targeted() == cell and not body.p["sneaking"]:
            yield body.act("use")
            pressed += 1
            if body.screen_open:
                continue
            yield body.act()
            continue
        seen, found = look_for(body, *cell)
        if seen != 1:
            return
        yield body.aim((float(found[0]), float(found[1]), float(found[2])))


def take_back(body: Body, cell: Cell, block: str | None = None) -> Ticks[int]:
    """Break a station and pick it up with what it held; returns how many of it more are held than before.

    Raises ``SkillFailed`` if no tool that is held would make it drop ("no tool for BLOCK").
    """
    yield from leave(body)
    block = block or body.block(*cell)
    before = body.count(block)
    for _ in range(4):  # a furnace that goes out meanwhile is another state, not a broken block
        if not is_block(body, cell, block):
            break
        if body.distance((cell[0] + 0.5, cell[1] + 0.5, cell[2] + 0.5)) > _ARM:
            yield from go(body, *cell, reach=_ARM)
        yield from select_tool(body, body.state(*cell))
        yield from dig(body, *cell, harvest=True)
    yield from body.wait(2)
    for _ in range(3):
        yield from collect(body, limit=160)
        if body.count(block) > before or not body.drops(block):
            break
        yield from body.wait(6)  # it may still fall, or may not be picked up yet
    return body.count(block) - before

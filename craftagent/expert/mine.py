"""Breaking blocks for what they drop: wood, earth, stone, ore, seeds, flowers."""

from __future__ import annotations

import math

from craftagent.expert.body import Body, Cell, SkillFailed, Ticks
from craftagent.expert.breathe import breathe, short_of_air
from craftagent.expert.collect import collect
from craftagent.expert.dig import dig
from craftagent.expert.explore import Explore
from craftagent.expert.find import WALK_TICKS, find_blocks
from craftagent.expert.select import select_tool
from craftagent.expert.sight import FACES, look_for
from craftagent.expert.sources import worth
from craftagent.expert.terrain_costs import tools_among
from craftagent.expert.torch import light_up
from craftagent.expert.view import blocks_in_view, sought, stack_in_view
from craftagent.expert.walk import go
from craftagent.tasks.tags import members

GRASP = 3.6  # blocks from the eye at which one stops walking
BULK = ("cobblestone", "stone", "#stones")  # rock lies under rock: one digs down, and it falls at one's feet
GROUND = (*BULK, "dirt", "grass_block", "sand", "gravel")  # lies everywhere: nobody has to look for it
HANDFUL = 3  # dropped items that are worth going round for
CLOSE = 2.0  # blocks from the eye to a plant beside the feet
TURNING = 1.3  # ticks for each tick of turning: the legs wait too
STEP = 25.0  # degrees that one turns rather than go a block further
BACK, SLIGHT = 30.0, 5.0  # degrees: what turning back counts for, from how far on it is turning
FORGET = 1200  # ticks for which a block that did not work is left alone
EARTH = 80.0  # ticks that digging down to rock takes as a rule: a way to rock in the picture is worth as much
DEEP = 12  # blocks of earth that rock may lie under


class Mine:
    """Gain ``count`` more of an item or tag by breaking blocks, with the tools held.

    Stops as soon as the bag holds enough. Looks further afield when nothing is in sight.
    """

    def __init__(self, target: str, count: int = 1, explore: int = 6000) -> None:
        self.target, self.count, self.explore = target, count, explore
        self.items = tuple(sorted(members(target)))

    def run(self, body: Body) -> Ticks[None]:
        yield from body.close_screen()
        goal = body.count(self.target) + self.count
        failures = 0
        while body.count(self.target) < goal:
            yield from body.rest()
            if short_of_air(body):
                yield from breathe(body)
            lying = body.drops(*self.items, reach=10.0)
            missing = goal - body.count(self.target)
            begun = body.style.by_sight and float(body.p["dig_progress"]) > 0.0 and self._aimed(body) is not None
            seen = body.style.by_sight and sum(int(d["count"]) for d in lying) < missing
            if seen:
                lying = [d for d in lying if stack_in_view(body, d)]
            if lying and sum(int(d["count"]) for d in lying) >= min(missing, HANDFUL) and not begun:
                yield from collect(body, *self.items, reach=10.0, seen=seen)
                if body.count(self.target) >= goal:
                    return
            found = self._find(body)
            if not found:
                if body.drops(*self.items, reach=10.0):
                    yield from collect(body, *self.items, reach=10.0)
                    if body.count(self.target) >= goal:
                        return
                yield from self._explore(body)
                continue
            aimed = self._aimed(body)
            if self.target in BULK and aimed is None and (yield from self._sink(body)):
                continue
            yield from light_up(body)
            cell = yield from self._pick(body, found, aimed)
            if lying and not self._near(body, cell):
                yield from collect(body, *self.items, reach=6.0, seen=seen)
            try:
                if self.target in BULK and self._covered(body, cell):
                    yield from go(body, cell[0], cell[1] + 1, cell[2])
                    continue
                if not self._near(body, cell):
                    yield from go(body, *cell, reach=GRASP)
                    if not self._near(body, cell) and float(body.r.hardness[body.state(*cell)]) == 0.0:
                        yield from go(body, *cell, reach=CLOSE)  # a plant is not worth digging for
                state = body.state(*cell)
                if worth(self.target, tools_among(body.info["inventory"]))[state] <= 0.0:
                    continue  # it is no longer what it was
                yield from dig(body, *cell, harvest=True)
                failures = max(failures - 1, 0)
            except SkillFailed:
                body.avoid[cell] = body.tick + FORGET
                failures += 1
                if failures > 10:
                    raise
                yield body.act()

    def _pick(self, body: Body, found: list[tuple[Cell, float]], aimed: Cell | None) -> Ticks[Cell]:
        """Which of the cells found to break; by sight the one under the crosshair, else one in the picture."""
        if self.target not in GROUND:
            found = yield from sought(body, self.target, lambda: self._shown(body), found)
        if not body.style.by_sight:
            return self._in_reach(body, found) or self._handiest(body, found)
        if self.target in GROUND:
            found = (self._rock(body) if self.target in BULK else self._shown(body)) or found
        return aimed or self._plainest(body, found)

    def _find(self, body: Body) -> list[tuple[Cell, float]]:
        value = worth(self.target, tools_among(body.info["inventory"]))
        if not value.any():
            raise SkillFailed(f"no tool for {self.target}")
        return find_blocks(body, value)

    def _shown(self, body: Body) -> list[tuple[Cell, float]]:
        """Cells in the picture, with a guess in ticks."""
        value = worth(self.target, tools_among(body.info["inventory"]))
        x, y, z = body.cell
        cells = [cell for cell in blocks_in_view(body, value) if not _wet(body, cell)]
        return [((a, b, c), math.hypot(a - x, c - z) * WALK_TICKS + abs(b - y) * 6.0) for a, b, c in cells]

    def _rock(self, body: Body) -> list[tuple[Cell, float]]:
        """By sight: rock in the picture that is close, else the rock right underfoot; empty where it is wet."""
        shown = [(cell, cost) for cell, cost in self._shown(body) if cost < EARTH]
        if shown:
            return shown
        value = worth(self.target, tools_among(body.info["inventory"]))
        x, y, z = body.cell
        for below in range(y - 1, max(y - 1 - DEEP, 1), -1):
            if value[body.state(x, below, z)] > 0.0:
                cell = x, below, z
                barred = body.avoid.get(cell, 0) > body.tick or _wet(body, cell)
                return [] if barred else [(cell, 0.0)]
        return []

    def _sink(self, body: Body) -> Ticks[bool]:
        """Dig the block underfoot if it is wanted, firm below and dry around; False if it is not."""
        x, y, z = body.cell
        value = worth(self.target, tools_among(body.info["inventory"]))
        if (
            y < 14
            or value[body.state(x, y - 1, z)] <= 0.0
            or not body.solid(x, y - 2, z)
            or (x, y - 1, z) in body.avoid
        ):
            return False
        for dx, dy, dz in ((0, -2, 0), *((dx, dy, dz) for dx, _, dz in FACES for dy in (-1, -2) if dx or dz)):
            if int(body.r.fluid[body.state(x + dx, y + dy, z + dz)]):
                return False
        try:
            yield from select_tool(body, body.state(x, y - 1, z))
            yield from go(body, x, y - 1, z, limit=400)
        except SkillFailed:
            body.avoid[(x, y - 1, z)] = body.tick + FORGET
            yield body.act()
        return True

    def _covered(self, body: Body, cell: Cell) -> bool:
        """Whether rock lies under earth: then one goes and stands on it."""
        x, y, z = cell
        return body.solid(x, y + 1, z) and body.cell != (x, y + 1, z) and not self._near(body, cell)

    def _near(self, body: Body, cell: Cell) -> bool:
        x, y, z = cell
        if body.style.by_sight and body.targeted() == cell:
            return True
        return body.distance((x + 0.5, y + 0.5, z + 0.5)) <= GRASP + 0.6 and look_for(body, x, y, z)[0] == 1

    def _aimed(self, body: Body) -> Cell | None:
        """By sight: the block under the crosshair, if it is one of those wanted. One does not leave it for its neighbour."""
        cell = body.targeted()
        if not body.style.by_sight or cell is None or body.avoid.get(cell, 0) > body.tick or _wet(body, cell):
            return None
        x, y, z = body.cell
        if (cell[0], cell[2]) == (x, z) and cell[1] < y:  # what one stands on
            return None
        return cell if worth(self.target, tools_among(body.info["inventory"]))[body.state(*cell)] > 0.0 else None

    def _in_reach(self, body: Body, found: list[tuple[Cell, float]]) -> Cell | None:
        """The cell that can be dug from here with the least turning of the head; not the ground one stands on."""
        bx, by, bz = body.cell
        best: tuple[float, Cell] | None = None
        for cell, _ in found:
            if (cell[0], cell[2]) == (bx, bz) and cell[1] < by:
                continue
            dp, dy = body.off(*body.angles_to((cell[0] + 0.5, cell[1] + 0.5, cell[2] + 0.5)))
            turn = max(abs(dp), abs(dy))
            if (best is None or turn < best[0]) and self._near(body, cell):
                best = turn, cell
        return best[1] if best else None

    def _handiest(self, body: Body, found: list[tuple[Cell, float]]) -> Cell:
        """The cheapest cell, turning round counted in."""

        def cost(entry: tuple[Cell, float]) -> float:
            (x, y, z), guess = entry
            _, dy = body.off(*body.angles_to((x + 0.5, y + 0.5, z + 0.5)))
            return guess + abs(dy) / body.style.turn * TURNING

        return min(found, key=cost)[0]

    def _plainest(self, body: Body, found: list[tuple[Cell, float]]) -> Cell:
        """The cell that lies nearest to the crosshair, distance counted in; not back the way the head has just come from."""

        def cost(entry: tuple[Cell, float]) -> float:
            point = (entry[0][0] + 0.5, entry[0][1] + 0.5, entry[0][2] + 0.5)
            down, right = body.off(*body.angles_to(point))
            back = BACK if body.swing * right < 0.0 and abs(right) > SLIGHT < abs(body.swing) else 0.0
            return max(abs(down), abs(right)) + back + STEP * max(body.distance(point) - GRASP, 0.0)

        return min(found, key=cost)[0]

    def _explore(self, body: Body) -> Ticks[None]:
        def seen(body: Body) -> bool:
            return bool(self._find(body))

        try:
            yield from Explore(seen, self.explore).run(body)
        except SkillFailed:
            raise SkillFailed(f"no {self.target} in sight") from None


def _wet(body: Body, cell: Cell) -> bool:
    """Whether water or lava lies over a cell or beside it."""
    x, y, z = cell
    return any(int(body.r.fluid[body.state(x + dx, y + dy, z + dz)]) for dx, dy, dz in (*FACES, (0, 1, 0)) if dy >= 0)

"""Smelting: load a furnace, wait for it, empty it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from craftagent.expert.body import Body, Cell, SkillFailed, Ticks
from craftagent.expert.craft_plan import worth
from craftagent.expert.cursor import (
    Pile,
    carried,
    click,
    leave,
    move_exactly,
    number_of,
    persist,
    pile_at,
    pile_in,
    pour,
    put_down,
    stack_limit,
    tile_number,
)
from craftagent.expert.gather import fetch
from craftagent.expert.inventory import room_for
from craftagent.expert.station import SEARCH, Station, find, take_back
from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.rules.smelting import COOK_TICKS, FURNACE, smelting_table
from craftagent.sim.screens.tiles import find_tile
from craftagent.sim.state import STAT_CRAFTED, TILE_FURNACE
from craftagent.tasks.tags import item_members

INPUT, FUEL, OUTPUT = range(3)
_STAY = 80  # ticks that one rather waits with the screen open
# Never burnt unless asked for: they have better uses, or leave something behind.
_SPARED = frozenset(("lava_bucket", "crafting_table", "chest", "blaze_rod", "bookshelf"))
_SPARED_KINDS = ("_boat", "_banner", "_bed")


class Smelt:
    """Make ``count`` more of an item (or of any item of a tag) in a furnace than when the skill first ran.

    ``item`` is what comes out: ``iron_ingot``, ``charcoal``, ``#cooked_meat``. ``fuel``: what to burn; None takes the
    least valuable that suffices. ``wait`` False only loads the furnace; run again later, the skill empties it.
    ``keep_furnace`` False takes the furnace along at the end. A furnace around that already holds input or output is
    used first, so an interrupted skill goes on where it was.

    Raises ``SkillFailed`` with "nothing to smelt into ITEM", "no fuel", "no furnace", "no room for ITEM", "the furnace
    is too slow"; ``ValueError`` for what no furnace makes.
    """

    def __init__(
        self, item: str, count: int = 1, fuel: str | None = None, wait: bool = True, keep_furnace: bool = True
    ) -> None:
        if count < 1:
            raise ValueError(f"count of {item!r} to smelt must be at least 1, not {count}")
        self.item, self.count, self.fuel, self.wait, self.keep_furnace = item, count, fuel, wait, keep_furnace
        self._made = frozenset(item_members(item))
        self._inputs = sources_of(self._made)
        if not self._inputs:
            raise ValueError(f"no furnace makes {item!r}")
        self._furnace: Cell | None = None
        self._until: int | None = None  # statistic to reach; the statistics tell what was made before an interruption

    def made(self, body: Body) -> int:
        """How many were taken out of furnaces (or crafted) since the episode began."""
        return int(body.w.stats[STAT_CRAFTED, [item_id(name) for name in self._made]].sum())

    def run(self, body: Body) -> Ticks[None]:
        """Smelt until it is done."""
        yield from persist(body, self._run)

    def _run(self, body: Body) -> Ticks[None]:
        made = self.made(body)
        if self._until is None or made < self._until - self.count:
            self._until = made + self.count
        elif made < self._until:
            yield from fetch(body)  # broken off before: what was carried may lie on the ground
        end = body.tick + 1200 + 2 * COOK_TICKS * self.count
        fetched = 0
        while (left := self._until - self.made(body)) > 0:
            if body.tick > end:
                yield from leave(body)
                raise SkillFailed("the furnace is too slow")
            running = self._running(body)
            if running is not None and self._cooks(body, running, left):  # begun before: it need not be opened to wait
                yield from self._await(body, running, left)
            cell = self._furnace = yield from Station("furnace", prefer=running).run(body)
            if body.style.by_sight:
                yield from self._lay_carried(body, left)
            yield from put_down(body)
            yield from self._empty(body)
            if (left := self._until - self.made(body)) <= 0:
                break
            try:
                yield from self._load(body, left)
            except SkillFailed:
                yield from self._clear(body)
                fetched += 1
                found = yield from fetch(body)
                if fetched > 2 or (fetched > 1 and not found):  # once more in any case: it may have come by itself
                    raise
                continue
            if not self.wait:
                yield from leave(body)
                return
            yield from self._await(body, cell, left)
        if body.screen == "furnace":
            yield from self._clear(body)
        if self._furnace is not None and not self.keep_furnace:
            yield from take_back(body, self._furnace, "furnace")
            self._furnace = None

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _running(self, body: Body) -> Cell | None:
        """A furnace around that holds something of ours."""
        for cell in find(body, "furnace", SEARCH):
            stacks = contents(body, cell)
            if stacks and (stacks[OUTPUT].item in self._made or stacks[INPUT].item in self._inputs):
                return cell
        return None

    def _cooks(self, body: Body, cell: Cell, left: int) -> bool:
        """Whether a closed furnace has all that is wanted in it and will be at it for a while."""
        stacks, ticks = contents(body, cell), remaining(body, cell, left)
        if body.screen_open or stacks is None or ticks is None or ticks <= _STAY:
            return False
        return stacks[INPUT].count + stacks[OUTPUT].count >= left or not body.slots(*self._inputs)

    def _empty(self, body: Body) -> Ticks[None]:
        """Take what is done, and input that is none of ours."""
        for cell in (OUTPUT, INPUT):
            number = tile_number(body, cell)
            pile = pile_at(body, number)
            if pile.count and (cell == OUTPUT or pile.item not in self._inputs):
                yield from _fetch_out(body, number)

    def _lay_carried(self, body: Body, left: int) -> Ticks[None]:
        """Lay what the pointer carries where it is wanted: so another is corrected from where that one has got to."""
        pile = carried(body)
        if pile.count == 0 or body.screen != "furnace":
            return
        inside, fuel = pile_at(body, tile_number(body, INPUT)), pile_at(body, tile_number(body, FUEL))
        if pile.item in self._inputs:
            lack = left - inside.count
            if lack > 0 and (inside.count == 0 or inside.item == pile.item):
                yield from pour(body, tile_number(body, INPUT), lack)
        elif self._burns(body, pile.item) and (fuel.count == 0 or fuel.item == pile.item):
            tile, burns = body.w.tiles[int(body.p["gui_tile"])], int(body.r.fuel[item_id(pile.item)])
            need = left * COOK_TICKS - int(tile["cook"]) - int(tile["burn"])
            lack = -(-need // burns) - fuel.count
            if lack > 0:
                yield from pour(body, tile_number(body, FUEL), lack)

    def _burns(self, body: Body, name: str) -> bool:
        """Whether this may be burnt."""
        return name in item_members(self.fuel) if self.fuel is not None else expendable(body, name, self._made)

    def _load(self, body: Body, left: int) -> Ticks[None]:
        """Bring input and fuel up to what ``left`` more items take."""
        yield from body.rest()
        into = tile_number(body, INPUT)
        inside = pile_at(body, into)
        for _ in range(8):
            lack = left - inside.count
            slots = [s for s in body.slots(*self._inputs) if inside.count == 0 or pile_in(body, s).item == inside.item]
            if lack <= 0 or not slots or (inside.count and inside.count >= stack_limit(body, inside.item)):
                break
            slot = self._fullest(body, slots)
            have = pile_in(body, slot).count
            if have <= lack:
                yield from click(body, number_of(body, slot), shift=True)
            else:
                yield from move_exactly(body, number_of(body, slot), into, lack)
            inside = pile_at(body, into)
        if inside.count == 0:
            raise SkillFailed(f"nothing to smelt into {self.item}: {' or '.join(sorted(self._inputs)[:4])}")
        yield from self._fire(body, min(left, inside.count), {inside.item: max(0, left - inside.count)})

    def _fullest(self, body: Body, slots: Sequence[int]) -> int:
        """The slot to take input from: of the cheapest kind, and of that the most."""
        return min(slots, key=lambda s: (worth(body, item_id(pile_in(body, s).item)), -pile_in(body, s).count))

    def _fire(self, body: Body, items: int, reserved: Mapping[str, int]) -> Ticks[None]:
        """See to it that the fire, or the fuel that lies there, lasts for some items; what is reserved does not burn."""
        tile = body.w.tiles[int(body.p["gui_tile"])]
        into = tile_number(body, FUEL)
        there = pile_at(body, into)
        need = items * COOK_TICKS - int(tile["cook"]) - int(tile["burn"])
        if there.count:
            need -= there.count * int(body.r.fuel[item_id(there.item)])
        if need <= 0:
            return
        plan = fuel_plan(body, need, fuels(body, self.fuel, self._made), reserved)
        if plan is None:
            if there.count or int(tile["burn"]) > 0:
                return  # burn that first
            raise SkillFailed("no fuel")
        name, n = plan
        if there.count and there.item != name:
            if int(body.r.fuel[item_id(there.item)]) > 0:
                return  # burn that first; the loop comes back for more
            yield from _fetch_out(body, into)
        for _ in range(8):
            slots = body.slots(name)
            if n <= 0 or not slots:
                break
            slot = max(slots, key=lambda s: pile_in(body, s).count)
            part = min(n, pile_in(body, slot).count)
            before = pile_at(body, into).count
            yield from move_exactly(body, number_of(body, slot), into, part)
            n -= max(part, pile_at(body, into).count - before)

    def _await(self, body: Body, cell: Cell, left: int) -> Ticks[None]:
        """Wait until that many are done or nothing more will come of it."""
        stacks = contents(body, cell)
        ticks = remaining(body, cell, left)
        if stacks is None or ticks is None:
            return
        if ticks > _STAY:
            yield from leave(body)
        for _ in range(ticks + COOK_TICKS + 20):
            stacks = contents(body, cell)
            if stacks is None or stacks[OUTPUT].count >= left or remaining(body, cell, left) is None:
                return
            yield body.act()

    def _clear(self, body: Body) -> Ticks[None]:
        """Take everything out of the open furnace and close it."""
        if body.screen == "furnace":
            yield from put_down(body)
            for cell in (OUTPUT, INPUT, FUEL):
                number = tile_number(body, cell)
                if pile_at(body, number).count and room_for(body, pile_at(body, number).item) > 0:
                    yield from click(body, number, shift=True)
        yield from leave(body)


def _fetch_out(body: Body, number: int) -> Ticks[None]:
    """Shift-click a furnace slot empty. Raises ``SkillFailed`` "no room for ITEM"."""
    pile = pile_at(body, number)
    if room_for(body, pile.item) == 0:
        yield from leave(body)
        raise SkillFailed(f"no room for {pile.item}")
    yield from click(body, number, shift=True)


def sources_of(made: frozenset[str]) -> frozenset[str]:
    """Items that a furnace turns into one of the items given."""
    ids = {item_id(name) for name in made}
    return frozenset(item_names()[s] for s, r in smelting_table().items() if r.result in ids and r.kinds & FURNACE)


def in_furnaces(body: Body, reach: float = SEARCH) -> Counter[str]:
    """What lies in furnaces near to be smelted; what is done counts as what it was made of, for it is still to be had.

    Fuel is not counted, it is gone from the bag for good; nor are logs, which may be wanted for something else.
    """
    found: Counter[str] = Counter()
    tiles = body.w.tiles
    for k in np.flatnonzero(tiles["kind"] == TILE_FURNACE):
        middle = tuple(float(tiles[k][axis]) + 0.5 for axis in "xyz")
        if body.distance(middle) > reach:
            continue
        for cell in (INPUT, OUTPUT):
            stack = body.w.tile_items[k, cell]
            if int(stack["count"]) > 0:
                name = item_names()[int(stack["id"])]
                made_of = sorted(sources_of(frozenset((name,)))) if cell == OUTPUT else [name]
                name = made_of[0] if made_of else name
                if name not in item_members("#logs"):
                    found[name] += int(stack["count"])
    return found


def contents(body: Body, cell: Cell) -> tuple[Pile, Pile, Pile] | None:
    """Input, fuel and output of the furnace in a cell; None if it was never opened or is gone."""
    tile = find_tile(body.w, *cell)
    if tile < 0:
        return None
    stacks: list[Any] = [body.w.tile_items[tile, k] for k in range(3)]
    piles = [
        Pile(item_names()[int(s["id"])], int(s["count"]), int(s["damage"])) if s["count"] > 0 else Pile("air", 0, 0)
        for s in stacks
    ]
    return piles[0], piles[1], piles[2]


def remaining(body: Body, cell: Cell, left: int) -> int | None:
    """Ticks until ``left`` items lie in the output or the fire is out; None if nothing cooks."""
    stacks = contents(body, cell)
    if stacks is None:
        return None
    tile = body.w.tiles[find_tile(body.w, *cell)]
    fire = int(tile["burn"]) + stacks[FUEL].count * int(body.r.fuel[item_id(stacks[FUEL].item)])
    items = min(left - stacks[OUTPUT].count, stacks[INPUT].count)
    if items <= 0 or fire <= 0:
        return None
    return min(fire, items * COOK_TICKS - int(tile["cook"])) + 2


def fuels(body: Body, wanted: str | None, spare: Collection[str] = ()) -> list[str]:
    """Items held that may be burnt: of the name or tag wanted, or of all but the spared."""
    if wanted is not None:
        return [name for name in sorted(item_members(wanted)) if body.count(name)]
    return sorted(name for name in body.info["inventory"] if expendable(body, name, spare))


def expendable(body: Body, name: str, spare: Collection[str] = ()) -> bool:
    """Whether an item burns and has no better use."""
    if int(body.r.fuel[item_id(name)]) <= 0 or name in spare or int(body.r.max_damage[item_id(name)]) > 0:
        return False
    return name not in _SPARED and not name.endswith(_SPARED_KINDS)


def fuel_plan(
    body: Body, need: int, names: Sequence[str], reserved: Mapping[str, int] | None = None
) -> tuple[str, int] | None:
    """What to burn for ``need`` ticks: (item, how many), worth as little as can be.

    If no kind suffices alone, the one that lasts longest, all of it; None if there is no fuel.
    """
    best: tuple[tuple[float, float], str, int] | None = None
    for name in names:
        held = min(body.count(name) - (reserved or {}).get(name, 0), stack_limit(body, name))
        burns = int(body.r.fuel[item_id(name)])
        if held <= 0 or burns <= 0:
            continue
        n = min(held, -(-need // burns))
        short = max(0, need - n * burns)
        rank = (float(short), n * worth(body, item_id(name)))
        if best is None or rank < best[0]:
            best = (rank, name, n)
    return None if best is None else (best[1], best[2])

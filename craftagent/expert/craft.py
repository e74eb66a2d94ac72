"""Crafting with the mouse: open the right grid, lay the ingredients, take what they make, put the rest back."""

from __future__ import annotations

from collections.abc import Mapping

from craftagent.expert.body import Body, Cell, SkillFailed, Ticks
from craftagent.expert.craft_plan import Plan, amiss, choose, laid
from craftagent.expert.cursor import (
    LEFT,
    RIGHT,
    carried,
    click,
    drag,
    leave,
    move_exactly,
    number_of,
    open_inventory,
    persist,
    pick_up,
    pile_at,
    pile_in,
    put_down,
    screen_layout,
    stack_limit,
)
from craftagent.expert.gather import fetch
from craftagent.expert.inventory import free_slots, room_for
from craftagent.expert.station import Station, take_back
from craftagent.sim.rules.recipes import recipes_for
from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.state import STAT_CRAFTED
from craftagent.tasks.tags import item_members

_MISTAKES = 4  # how often in a row a grid may come out wrong
_FEW = 2  # up to that many crafts are laid out exactly; more of them by sharing out whole stacks
# Rows are laid from neighbour to neighbour, so that a drag touches no other cell.
_SNAKE = {4: (0, 1, 3, 2), 9: (0, 1, 2, 5, 4, 3, 6, 7, 8)}


class Craft:
    """Make ``count`` more of an item, or of any item of a tag, than when the skill first ran.

    Crafts happen whole: four planks come of one log even if one is asked for. Uses the 2x2 grid of the inventory if the
    recipe fits into it, else a crafting table around or out of the inventory; with ``keep_table`` False the table is
    taken along again. Ingredients are taken from the 36 slots, never from armour or off hand.

    Raises ``SkillFailed`` with "no ingredients for ITEM: ...", "ITEM can not be crafted", "no crafting_table",
    "no room for ITEM" or what walking and placing may raise; ``ValueError`` for an unknown name or count.
    """

    def __init__(self, item: str, count: int = 1, keep_table: bool = True) -> None:
        if count < 1:
            raise ValueError(f"count of {item!r} to craft must be at least 1, not {count}")
        self.item, self.count, self.keep_table = item, count, keep_table
        self._ids = [item_id(name) for name in sorted(item_members(item))]
        self._ingredients = sorted(
            {item_names()[i] for made in self._ids for r in recipes_for(made) for i in r.cells if i}
        )
        self._table: Cell | None = None
        self._until: int | None = None  # statistic to reach; the statistics tell what was made before an interruption

    def made(self, body: Body) -> int:
        """How many were crafted since the episode began."""
        return int(body.w.stats[STAT_CRAFTED, self._ids].sum())

    def run(self, body: Body) -> Ticks[None]:
        """Craft until it is done."""
        yield from persist(body, self._run)

    def _run(self, body: Body) -> Ticks[None]:
        made = self.made(body)
        if self._until is None or made < self._until - self.count:  # the latter: another episode
            self._until = made + self.count
        elif made < self._until:
            yield from fetch(body, self._ingredients)  # broken off before: what was carried may lie on the ground
        mistakes = fetched = 0
        yield from _start_clean(body)
        while (left := self._until - self.made(body)) > 0:
            try:
                plan = choose(body, self.item, left, table_open=body.screen == "crafting_table")
            except SkillFailed:
                yield from leave(body)
                fetched += 1
                found = yield from fetch(body, self._ingredients)
                if fetched > 2 or (fetched > 1 and not found):  # once more in any case: it may have come by itself
                    raise
                continue
            if free_slots(body) == 0 and room_for(body, plan.item) == 0 and not _empties(body, plan):
                yield from leave(body)
                raise SkillFailed(f"no room for {plan.item}")
            if plan.needs_table and body.screen != "crafting_table":
                self._table = yield from Station("crafting_table").run(body)
                continue  # placing the table may have used up what the plan counted on
            if not plan.needs_table and body.screen not in ("crafting_table", "inventory"):
                yield from open_inventory(body)
            yield from body.rest()
            before = self.made(body)
            yield from _craft(body, plan)
            mistakes = 0 if self.made(body) > before else mistakes + 1
            if mistakes > _MISTAKES:
                yield from leave(body)
                raise SkillFailed(f"the grid does not make {self.item}")
            if self.made(body) < self._until or mistakes:
                yield from clear_grid(body)
        yield from leave(body)
        if self._table is not None and not self.keep_table:
            yield from take_back(body, self._table, "crafting_table")
            self._table = None


def _start_clean(body: Body) -> Ticks[None]:
    """An open crafting screen with nothing on the pointer and in the grid may stay; any other is left.

    By sight what lies there may stay too: whoever corrects another goes on from where that one has got to.
    """
    crafting = body.screen in ("inventory", "crafting_table")
    if not body.screen_open or (crafting and body.style.by_sight):
        return
    yield from put_down(body)
    if not crafting or any(_grid_counts(body)):
        yield from leave(body)


def _grid_counts(body: Body) -> list[int]:
    return [pile_at(body, number).count for number in screen_layout(body).grid]


def _empties(body: Body, plan: Plan) -> bool:
    """Whether laying the ingredients frees a slot for the result."""
    for item, cells in plan.needs.items():
        if any(pile_in(body, s).count <= len(cells) * plan.crafts for s in body.slots(item_names()[item])):
            return True
    return False


def clear_grid(body: Body) -> Ticks[None]:
    """Send whatever lies in the grid or on the pointer back to the inventory."""
    yield from put_down(body)
    screen = screen_layout(body)
    for _ in range(2):
        for number in screen.grid:
            if pile_at(body, number).count:
                yield from click(body, number, shift=True)
    if any(_grid_counts(body)):
        yield from leave(body)
        raise SkillFailed("no room for what is in the grid")


def _craft(body: Body, plan: Plan) -> Ticks[None]:
    """Lay the grid for as many crafts as go at once, and take the results. What is laid out already stays."""
    screen = screen_layout(body)
    if screen.grid_width == 3:
        plan = plan.widened()
    if amiss(laid(body), plan):
        yield from put_down(body)
        lies = laid(body)
        if len(lies) != len(screen.grid):  # whom it advises has closed the screen meanwhile
            raise SkillFailed("the crafting screen is gone")
        for number, there, want in zip(screen.grid, lies, plan.cells, strict=True):
            if there and there != want:
                yield from click(body, number, shift=True)
    counts, careful, alone = _grid_counts(body), free_slots(body) < 2, len(plan.needs) == 1
    order = _SNAKE[len(plan.cells)]
    empty = {item: [c for c in order if c in cells and not counts[c]] for item, cells in plan.needs.items()}
    empty = {item: cells for item, cells in empty.items() if cells}
    crafts = min([n for n in counts if n] + [_at_once(body, plan.crafts, empty)])
    # The ingredient of which most is held first: what is left of it is back in the bag before the rest is laid.
    for item, cells in empty.items():
        yield from _lay(body, item, cells, crafts, careful, alone)
    yield from put_down(body)
    yield from _take(body, plan, crafts)


def _at_once(body: Body, most: int, empty: Mapping[int, list[int]]) -> int:
    """How many of ``most`` crafts one laying of the empty cells can do: every cell is filled from one stack."""
    for item, cells in empty.items():
        name = item_names()[item]
        most = min(most, stack_limit(body, name))
        counts = [pile_in(body, s).count for s in body.slots(name)]
        pile = carried(body)
        counts += [pile.count] if pile.item == name else []
        while most > 1 and sum(c // most for c in counts) < len(cells):
            most -= 1
    return max(1, most)


def _lay(body: Body, item: int, cells: list[int], crafts: int, careful: bool, alone: bool) -> Ticks[None]:
    """Put ``crafts`` of an ingredient (or a fair share of more) into each of some cells of the grid."""
    grid = screen_layout(body).grid
    left = list(cells)
    name = item_names()[item]
    pile = carried(body)
    if pile.count and (pile.item != name or pile.count < crafts):
        yield from put_down(body)
    elif pile.count:
        here, left = left[: pile.count // crafts], left[pile.count // crafts :]
        yield from _share(body, [grid[c] for c in here], crafts, careful, alone)
        yield from put_down(body)
    sources = sorted(body.slots(name), key=lambda s: -pile_in(body, s).count)
    fitting = [s for s in sources if pile_in(body, s).count == crafts * len(cells)]
    for slot in fitting + sources:
        have = pile_in(body, slot).count
        here, left = left[: have // crafts], left[have // crafts :]
        if not here:
            continue
        numbers = [grid[c] for c in here]
        source = number_of(body, slot)
        if have != crafts * len(here) and len(here) == 1 and crafts > _FEW and careful:
            yield from move_exactly(body, source, numbers[0], crafts)
        else:
            yield from pick_up(body, source)
            yield from _share(body, numbers, crafts, careful, alone)
            yield from put_down(body, prefer=slot)
        if not left:
            break


def _share(body: Body, numbers: list[int], crafts: int, careful: bool, alone: bool) -> Ticks[None]:
    """Lay what is carried into slots: all of it if it comes out even or more may be laid than is used, else one by one."""
    whole = carried(body).count == crafts * len(numbers)
    if body.style.by_sight and crafts == 1 and len(numbers) > 1:
        whole = False  # one in each, whether or not any is left: how many there are is hardly to be seen
    if whole or (not careful and (crafts > _FEW or (alone and len(numbers) == 1))):
        yield from drag(body, numbers, LEFT)
    else:
        for _ in range(crafts):
            yield from drag(body, numbers, RIGHT)


def _take(body: Body, plan: Plan, crafts: int) -> Ticks[None]:
    """Take the results of ``crafts`` crafts out of the result slot into the inventory."""
    screen = screen_layout(body)
    result = screen.result
    if pile_at(body, result).item != plan.item:
        return  # the caller sees that nothing was made, clears the grid and tries again
    least = min(n for n in _grid_counts(body) if n > 0)
    # By sight planks are taken in one way however many are wanted: those to spare are of use, a second way to learn is not.
    every = least if body.style.by_sight and plan.item in item_members("#planks") else crafts
    if least == every and room_for(body, plan.item) >= every * plan.made:
        yield from click(body, result, shift=True)
        return
    limit = stack_limit(body, plan.item)
    for _ in range(crafts):
        if pile_at(body, result).item != plan.item:
            return
        if carried(body).count + plan.made > limit:
            if room_for(body, plan.item) == 0:
                break
            yield from put_down(body)
        yield from click(body, result)
    if carried(body).count and room_for(body, plan.item) < carried(body).count:
        yield from clear_grid(body)
    yield from put_down(body)

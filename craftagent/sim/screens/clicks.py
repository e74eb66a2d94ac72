"""The game's click rules on the slots of one open screen, as plain lists: no picture, no mouse, no world.

A stack is a list ``[item id, count, damage]``; an empty one is ``[0, 0, 0]``. Stacks are changed in place, so the same
list may stand in the inventory and in the screen's slots. Two stacks are of one kind if id and damage agree.

Source: the menu rules of Minecraft 1.16.5 (pick up, quick move, swap, throw, drag, gather), game knowledge; left,
right, shift, number and drop clicks are checked against ``prismarine-windows`` in the tests.
"""

from __future__ import annotations

from collections.abc import Iterable

from craftagent.sim.rules.recipes import match
from craftagent.sim.screens.facts import ItemFacts
from craftagent.sim.screens.layout import (
    ROLE_CHEST,
    ROLE_FEET,
    ROLE_FUEL,
    ROLE_GRID,
    ROLE_HEAD,
    ROLE_INPUT,
    ROLE_LEGS,
    ROLE_OFFHAND,
    ROLE_OUTPUT,
    ROLE_RESULT,
    ROLE_STORE,
    Layout,
)
from craftagent.sim.state import OFFHAND

Stack = list[int]

LEFT, RIGHT = 0, 1
OUTSIDE = -999
# Entries of Menu.log: what left or entered the slots by other means than moving
CRAFTED, SMELTED, USED_UP, LEFT_OVER, THROWN, DROPPED = range(6)  # DROPPED: not thrown by the player's own hand

_ARMOR_ROLES = (ROLE_HEAD, ROLE_CHEST, ROLE_LEGS, ROLE_FEET)
_TAKE_ONLY = (ROLE_RESULT, ROLE_OUTPUT)
_CARRIED = 36  # hotbar and main inventory are inventory slots 0..35


def same(a: Stack, b: Stack) -> bool:
    """Whether two non-empty stacks are of one kind."""
    return a[0] == b[0] and a[2] == b[2]


def _clear(s: Stack) -> None:
    s[0] = s[1] = s[2] = 0


def _shrink(s: Stack, n: int) -> None:
    s[1] -= n
    if s[1] <= 0:
        _clear(s)


def split(s: Stack, n: int) -> Stack:
    """Take up to ``n`` items off a stack as a new stack."""
    n = min(n, s[1])
    out = [s[0], n, s[2]] if n > 0 else [0, 0, 0]
    _shrink(s, n)
    return out


class Menu:
    """The slots of one open screen and the carried stack.

    ``slots``: stacks in the game's slot order (``screen.slots``). ``inventory``: the player's 41 stacks (0-8 hotbar,
    9-35 main, 36-39 armour, 40 off hand), sharing lists with ``slots``. ``carried``: the stack on the cursor.
    ``selected``: hotbar slot in hand. ``smelter``: bit of ``ItemFacts.smelt_kinds`` for a furnace screen.
    ``log`` collects ``(kind, item, count, damage)`` of everything made, used up or thrown.
    """

    def __init__(
        self,
        screen: Layout,
        facts: ItemFacts,
        slots: list[Stack],
        inventory: list[Stack],
        carried: Stack,
        selected: int = 0,
        smelter: int = 1,
    ) -> None:
        self.screen, self.facts = screen, facts
        self.slots, self.inventory, self.carried = slots, inventory, carried
        self.selected, self.smelter = selected, smelter
        self.log: list[tuple[int, int, int, int]] = []
        self._remainder: tuple[int, ...] = ()
        self._seen: tuple[int, ...] | None = None
        if screen.grid:
            self.refresh()

    # -- rules of single slots -------------------------------------------------------------------------------------

    def _role(self, i: int) -> int:
        return self.screen.slots[i].role

    def may_place(self, i: int, s: Stack) -> bool:
        """Whether the game lets a stack be put into a slot."""
        role = self._role(i)
        if role in (ROLE_STORE, ROLE_GRID, ROLE_OFFHAND, ROLE_INPUT):
            return True
        if role == ROLE_FUEL:
            return self.facts.fuel[s[0]] > 0 or s[0] == self.facts.bucket
        if role in _ARMOR_ROLES:
            return self.facts.wears[s[0]] == role
        return False

    def _room(self, i: int, s: Stack) -> int:
        """Largest count the slot itself allows for this stack (not the stack's own limit)."""
        role = self._role(i)
        if role in _ARMOR_ROLES or (role == ROLE_FUEL and s[0] == self.facts.bucket):
            return 1
        return 64

    def _max(self, s: Stack) -> int:
        return self.facts.stack[s[0]]

    def _stackable(self, s: Stack) -> bool:
        return self.facts.stack[s[0]] > 1 and not (s[2] > 0 and self.facts.max_damage[s[0]] > 0)

    def accepts_drag(self, i: int, s: Stack) -> bool:
        """Whether a drag with stack ``s`` may touch a slot: empty or of one kind, and placing is allowed."""
        at = self.slots[i]
        return (at[1] == 0 or (same(at, s) and at[1] <= self._max(s))) and self.may_place(i, s)

    # -- crafting --------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Set the result slot to what the grid makes now."""
        slots = self.slots
        cells = [slots[i] for i in self.screen.grid]
        seen = tuple([s[0] for s in cells]) + tuple([s[2] for s in cells])
        result = slots[self.screen.result]
        if seen == self._seen and result[1] > 0:
            return
        self._seen = seen
        _clear(result)
        ids = seen[: len(cells)]
        if not any(ids):
            return
        found = match(ids, self.screen.grid_width)
        if found is not None:
            result[0], result[1], result[2] = int(found.item), int(found.count), 0
            self._remainder = tuple(found.remainder)
            return
        worn = [s for s in cells if s[1] > 0]
        if len(worn) == 2 and worn[0][0] == worn[1][0] and worn[0][1] == worn[1][1] == 1:
            most = self.facts.max_damage[worn[0][0]]
            if most > 0:  # two worn tools of one kind make one, with 5 % to boot
                left = (most - worn[0][2]) + (most - worn[1][2]) + most * 5 // 100
                result[0], result[1], result[2] = worn[0][0], 1, max(0, most - left)
                self._remainder = (0,) * len(cells)

    def _use_up_grid(self, crafts: int) -> None:
        remainder = self._remainder
        for k, i in enumerate(self.screen.grid):
            s = self.slots[i]
            left = remainder[k] if k < len(remainder) else 0
            if s[1] > 0:
                self.log.append((USED_UP, s[0], crafts, s[2]))
                _shrink(s, crafts)
            if left:
                self.log.append((LEFT_OVER, left, 1, 0))
                if s[1] == 0:
                    s[:] = [left, 1, 0]
                elif s[0] == left and s[2] == 0:
                    s[1] += 1
                else:
                    self._add_or_drop([left, 1, 0])

    def _on_take(self, i: int, item: int, n: int, damage: int, crafts: int = 1) -> None:
        """What follows from taking ``n`` items out of slot ``i``; of a result slot that many crafts at once."""
        role = self._role(i)
        if role == ROLE_RESULT:
            self.log.append((CRAFTED, item, n, damage))
            self._use_up_grid(crafts)
            self.refresh()
        elif role == ROLE_OUTPUT:
            self.log.append((SMELTED, item, n, damage))

    def _remove(self, i: int, n: int) -> Stack:
        s = self.slots[i]
        return split(s, s[1] if self._role(i) == ROLE_RESULT else n)

    # -- the player's inventory ------------------------------------------------------------------------------------

    def add(self, s: Stack) -> bool:
        """Put a stack into hotbar and main inventory as picking up does; what does not fit stays in ``s``."""
        inventory, before = self.inventory, s[1]
        while s[1] > 0:
            into = None
            if self._stackable(s):
                most = self._max(s)
                for i in (self.selected, OFFHAND, *range(_CARRIED)):
                    at = inventory[i]
                    if at[1] > 0 and same(at, s) and at[1] < most:
                        into = at
                        break
            if into is None:
                into = next((inventory[i] for i in range(_CARRIED) if inventory[i][1] == 0), None)
                if into is None:
                    break
                into[0], into[2] = s[0], s[2]
            n = min(s[1], self._max(s) - into[1])
            into[1] += n
            _shrink(s, n)
        return s[1] < before

    def _add_or_drop(self, s: Stack) -> None:
        self.add(s)
        if s[1] > 0:
            self._throw(s, DROPPED)

    def _throw(self, s: Stack, kind: int = THROWN) -> None:
        if s[1] > 0:
            self.log.append((kind, s[0], s[1], s[2]))

    # -- the clicks ------------------------------------------------------------------------------------------------

    def pick_up(self, i: int, button: int) -> None:
        """Plain click on a slot (``OUTSIDE``: off the panel): take, place, merge or exchange with the carried stack."""
        carried = self.carried
        if i == OUTSIDE:
            if carried[1] > 0:
                self._throw(split(carried, carried[1] if button == LEFT else 1))
            return
        if i < 0:
            return
        at = self.slots[i]
        if at[1] == 0:
            if carried[1] > 0 and self.may_place(i, carried):
                at[:] = split(carried, min(carried[1] if button == LEFT else 1, self._room(i, carried)))
        elif carried[1] == 0:
            taken = self._remove(i, at[1] if button == LEFT else (at[1] + 1) // 2)
            carried[:] = taken
            self._on_take(i, *taken)
        elif self.may_place(i, carried):
            if same(at, carried):
                n = carried[1] if button == LEFT else 1
                n = min(n, self._room(i, carried) - at[1], self._max(carried) - at[1])
                if n > 0:
                    at[1] += n
                    _shrink(carried, n)
            elif carried[1] <= self._room(i, carried):
                at[:], carried[:] = list(carried), list(at)
        elif self._max(carried) > 1 and same(at, carried) and at[1] + carried[1] <= self._max(carried):
            taken = self._remove(i, at[1])
            carried[1] += taken[1]
            self._on_take(i, *taken)
        if self.screen.grid:
            self.refresh()

    def swap(self, i: int, hotbar: int) -> None:
        """Number key (``hotbar`` 0..8) or off-hand key (40) over a slot: exchange the two."""
        if i < 0 or self.carried[1] > 0:
            return
        at, hot = self.slots[i], self.inventory[hotbar]
        if at is hot:
            return
        if hot[1] == 0:
            if at[1] > 0:
                taken = list(at)
                hot[:] = taken
                _clear(at)
                self._on_take(i, *taken)
        elif self.may_place(i, hot):
            room = self._room(i, hot)
            taken = list(at)
            if hot[1] > room:
                at[:] = split(hot, room)
                if taken[1] > 0:
                    if not self.add(taken) or taken[1] > 0:
                        self._throw(taken)
            else:
                at[:] = hot
                hot[:] = taken
            if taken[1] > 0:
                self._on_take(i, *taken)
        if self.screen.grid:
            self.refresh()

    def throw(self, i: int, everything: bool = False) -> None:
        """Drop key over a slot: one item of it (a whole craft of a result slot), or all."""
        if i < 0 or self.carried[1] > 0 or self.slots[i][1] == 0:
            return
        taken = self._remove(i, self.slots[i][1] if everything else 1)
        self._on_take(i, *taken)
        self._throw(taken)
        if self.screen.grid:
            self.refresh()

    def quick_move(self, i: int) -> None:
        """Shift click: move a stack to where it belongs; on a crafting result craft as many as fit."""
        if i < 0:
            return
        while self._quick_move_once(i):
            pass
        if self.screen.grid:
            self.refresh()

    def _quick_move_once(self, i: int) -> bool:
        """One round of a shift click; whether the game would go on with another round."""
        at = self.slots[i]
        if at[1] == 0:
            return False
        role, before = self._role(i), list(at)
        if not any(self._move(at, a, b, back) for a, b, back in self._targets(i, at)):
            return False
        moved = before[1] - at[1]
        if role == ROLE_RESULT:
            crafts = 1
            if at[1] == 0:  # the rest of the crafts that fit, at once: they end up where one by one would put them
                crafts += self._move_crafts(before)
            rest = list(at)
            _clear(at)
            self._on_take(i, before[0], before[1] * crafts, before[2], crafts)
            self._throw(rest, DROPPED)  # a craft that fits only in part: the rest falls to the ground
        elif role == ROLE_OUTPUT:
            self._on_take(i, before[0], moved, before[2])
        return at[0] == before[0] and at[1] > 0

    def _move_crafts(self, made: Stack) -> int:
        """Move as many further whole crafts as the grid gives without changing and the inventory has room for."""
        if any(self._remainder):
            return 0
        screen, most = self.screen, self._max(made)
        more = min([self.slots[i][1] for i in screen.grid if self.slots[i][1] > 0]) - 1
        room = 0
        if more > 0:
            stackable = self._stackable(made)
            for at in self.slots[screen.main : screen.main + 36]:
                if at[1] == 0:
                    room += most
                elif stackable and at[0] == made[0] and at[2] == made[2]:
                    room += max(0, most - at[1])
        crafts = min(more, room // made[1])
        left = [made[0], made[1] * crafts, made[2]]
        while left[1] > 0:
            part = split(left, most)
            while part[1] > 0 and self._move(part, screen.main, screen.main + 36, True):
                pass
        return crafts

    def _targets(self, i: int, s: Stack) -> Iterable[tuple[int, int, bool]]:
        """Slot ranges ``(start, end, backwards)`` a shift click tries; a later one only if the former took nothing."""
        screen, role = self.screen, self._role(i)
        main, hotbar, end = screen.main, screen.main + 27, screen.main + 36
        if role in (ROLE_RESULT, ROLE_OUTPUT) or (screen.rows and i < main):
            return ((main, end, True),)
        if i < main:
            return ((main, end, False),)
        across = (hotbar, end, False) if i < hotbar else (main, hotbar, False)
        if screen.rows:
            return ((0, main, False),)
        if len(screen.grid) == 9:
            return ((1, 10, False), across)
        if not screen.grid:  # furnace
            if self.facts.smelt_kinds[s[0]] & self.smelter:
                return ((0, 1, False),)
            if self.facts.fuel[s[0]] > 0:
                return ((1, 2, False),)
            return (across,)
        wears = self.facts.wears[s[0]]
        if wears in _ARMOR_ROLES:
            k = 5 + _ARMOR_ROLES.index(wears)
            if self.slots[k][1] == 0:
                return ((k, k + 1, False),)
        elif wears == ROLE_OFFHAND and self.slots[end][1] == 0:
            return ((end, end + 1, False),)
        return ((main, end, False),) if i >= end else (across,)

    def _move(self, s: Stack, start: int, end: int, backwards: bool) -> bool:
        """Merge ``s`` into equal stacks of a slot range, then put the rest into its first empty slot that takes it."""
        order = range(end - 1, start - 1, -1) if backwards else range(start, end)
        slots, moved = self.slots, False
        if self._stackable(s):
            most = self._max(s)
            for k in order:
                at = slots[k]
                if at[1] > 0 and at[1] < most and at[0] == s[0] and at[2] == s[2] and at is not s:
                    n = min(s[1], most - at[1])
                    at[1] += n
                    s[1] -= n
                    moved = True
                    if s[1] == 0:
                        _clear(s)
                        return True
        for k in order:
            at = slots[k]
            if at[1] == 0 and self.may_place(k, s):
                n = min(s[1], 1 if self._role(k) in _ARMOR_ROLES else 64)
                at[:] = split(s, n)
                return True
        return moved

    def gather(self, i: int) -> None:
        """Double click: fill the carried stack with equal items, partial stacks first."""
        carried = self.carried
        if i < 0 or carried[1] == 0 or self.slots[i][1] > 0:
            return
        most = self._max(carried)
        for full in (False, True):
            for k, at in enumerate(self.slots):
                if carried[1] >= most:
                    break
                if at[1] == 0 or not same(at, carried) or self._role(k) == ROLE_RESULT:
                    continue
                if at[1] > most or (not full and at[1] == most):
                    continue
                taken = self._remove(k, min(most - carried[1], at[1]))
                carried[1] += taken[1]
                self._on_take(k, *taken)
        if self.screen.grid:
            self.refresh()

    def drag_shares(self, slots: list[int], button: int) -> tuple[dict[int, int], int]:
        """New counts of the slots of a drag and what stays on the cursor. Left splits evenly, right puts one each."""
        carried = self.carried
        left, shares = carried[1], {}
        each = carried[1] // max(1, len(slots)) if button == LEFT else 1
        for i in slots:
            if self.accepts_drag(i, carried) and carried[1] >= len(slots):
                have = self.slots[i][1]
                n = max(have, min(have + each, self._max(carried), self._room(i, carried)))
                shares[i] = n
                left -= n - have
        return shares, left

    def drag(self, slots: list[int], button: int) -> None:
        """End of a drag over ``slots`` with the carried stack."""
        carried = self.carried
        if carried[1] == 0:
            return
        shares, left = self.drag_shares(slots, button)
        for i, n in shares.items():
            self.slots[i][:] = [carried[0], n, carried[2]]
        carried[1] = left
        if left <= 0:
            _clear(carried)
        if self.screen.grid:
            self.refresh()

    def close(self) -> None:
        """Leave the screen: the carried stack falls to the ground, the grid goes back to the inventory or falls."""
        self._throw(split(self.carried, self.carried[1]), DROPPED)
        for i in self.screen.grid:
            s = self.slots[i]
            if s[1] > 0:
                self._add_or_drop(split(s, s[1]))
        if self.screen.grid:
            _clear(self.slots[self.screen.result])

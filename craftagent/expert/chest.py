"""Chests and barrels: putting things in and taking them out."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

from craftagent.expert.body import Body, Cell, SkillFailed, Ticks
from craftagent.expert.cursor import (
    click,
    leave,
    move_exactly,
    number_of,
    persist,
    pile_at,
    put_down,
    screen_layout,
    stack_limit,
)
from craftagent.expert.gather import fetch
from craftagent.expert.station import Station
from craftagent.tasks.tags import item_members

CHESTS = ("chest", "barrel", "trapped_chest")
_CLICKS = 80  # stacks that one work may move


class _Transfer:
    """What putting and taking have in common."""

    into_chest: bool

    def __init__(self, items: Mapping[str, int | None], block: str = "chest", cell: Cell | None = None) -> None:
        if block not in CHESTS:
            raise ValueError(f"a chest is one of {', '.join(CHESTS)}, not {block!r}")
        for name, n in items.items():
            item_members(name)
            if n is not None and n < 1:
                raise ValueError(f"count of {name!r} must be at least 1 or None, not {n}")
        self.items, self.block, self.cell = dict(items), block, cell
        self._goal: dict[str, int | None] | None = None  # what is to be held at the end, so that a new start goes on

    def run(self, body: Body) -> Ticks[None]:
        """Move the things and close the chest."""
        yield from persist(body, self._run)

    def _run(self, body: Body) -> Ticks[None]:
        if self._goal is None:
            sign = -1 if self.into_chest else 1
            lack = [t for t, n in self.items.items() if self.into_chest and n is not None and body.count(t) < n]
            if lack:
                raise SkillFailed(f"no {lack[0]}")
            self._goal = {t: None if n is None else body.count(t) + sign * n for t, n in self.items.items()}
        else:
            yield from fetch(body)  # broken off before: what was carried may lie on the ground
        yield from Station(self.block, prefer=self.cell).run(body)
        yield from put_down(body)
        yield from body.rest()
        for target, goal in self._goal.items():
            yield from self._move(body, target, goal)
        yield from leave(body)

    def _move(self, body: Body, target: str, goal: int | None) -> Ticks[None]:
        """Move one item or tag until ``goal`` of it are held, or all of it if that is None."""
        names = item_members(target)
        bag, chest = [number_of(body, slot) for slot in range(36)], list(chest_numbers(body))
        for _ in range(_CLICKS):
            more = None if goal is None else goal - _count(body, bag, names)  # to be taken out
            into_chest = self.into_chest if more is None else more < 0
            sources, targets = (bag, chest) if into_chest else (chest, bag)
            here = [k for k in sources if pile_at(body, k).item in names]
            if more == 0 or (more is None and not here):
                return
            if not here:
                yield from leave(body)
                raise SkillFailed(f"no {target}" if self.into_chest else f"no {target} in the {self.block}")
            # a whole stack goes by shift click, a part of one is counted out
            left = math.inf if more is None else abs(more)
            whole = [k for k in here if pile_at(body, k).count <= left]
            source = max(whole or here, key=lambda k: pile_at(body, k).count)
            pile = pile_at(body, source)
            into = _room(body, targets, pile.item, pile.damage)
            if into is None:
                yield from leave(body)
                raise SkillFailed(f"no room for {pile.item}")
            if whole:
                yield from click(body, source, shift=True)
            else:
                space = stack_limit(body, pile.item) - pile_at(body, into).count
                yield from move_exactly(body, source, into, min(int(left), space))
        yield from leave(body)
        raise SkillFailed(f"{target} does not move")


class Deposit(_Transfer):
    """Put things into a chest: ``items`` maps an item or tag to how many, None for all of it.

    ``block``: ``chest``, ``barrel`` or ``trapped_chest``, found as :class:`Station` finds them; ``cell``: a certain one.
    Raises ``SkillFailed`` with "no ITEM", "no room for ITEM" or what :class:`Station` raises; ``ValueError`` for unknown
    names and counts below 1.
    """

    into_chest = True


class Withdraw(_Transfer):
    """Take things out of a chest; see :class:`Deposit`. Raises "no ITEM in the chest" if it holds too few."""

    into_chest = False


def chest_numbers(body: Body) -> range:
    """Slot numbers, on the open chest's screen, of the chest's own slots."""
    return range(screen_layout(body).main)


def _count(body: Body, numbers: Iterable[int], names: Collection[str]) -> int:
    return sum(pile_at(body, k).count for k in numbers if pile_at(body, k).item in names)


def _room(body: Body, numbers: Iterable[int], item: str, damage: int) -> int | None:
    """A slot that takes at least one more of an item: one with its kind before an empty one."""
    limit, empty = stack_limit(body, item), None
    for k in numbers:
        pile = pile_at(body, k)
        if (pile.item, pile.damage) == (item, damage) and pile.count < limit:
            return k
        if pile.count == 0 and empty is None:
            empty = k
    return empty

"""Order among the things carried: the hotbar, armour, room for more, and what to throw away."""

from __future__ import annotations

from collections.abc import Iterable

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.cursor import (
    carried,
    click,
    click_outside,
    key_over,
    leave,
    number_of,
    open_inventory,
    pick_up,
    pile_in,
    put_down,
    stack_limit,
)
from craftagent.sim.rules.registry import item_id
from craftagent.sim.state import ARMOR, OFFHAND
from craftagent.tasks.tags import members

SLOTS = range(36)
HOTBAR = range(9)
# Where things go in a tidy hotbar: place, then names of what belongs there, the best first.
_TIERS = ("netherite", "diamond", "iron", "stone", "golden", "wooden")
_FOOD = ("cooked_beef", "cooked_porkchop", "cooked_mutton", "cooked_chicken", "cooked_rabbit", "cooked_salmon",
         "cooked_cod", "bread", "baked_potato", "apple", "carrot", "beef", "porkchop", "mutton", "rabbit", "chicken",
         "melon_slice", "sweet_berries")  # fmt: skip
_BLOCKS = ("cobblestone", "dirt", "stone", "andesite", "diorite", "granite", "netherrack", "oak_planks",
           "spruce_planks", "birch_planks", "sand", "gravel")  # fmt: skip
PLACES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (0, tuple(f"{t}_sword" for t in _TIERS)),
    (1, tuple(f"{t}_pickaxe" for t in _TIERS)),
    (2, tuple(f"{t}_axe" for t in _TIERS)),
    (3, tuple(f"{t}_shovel" for t in _TIERS)),
    (5, _BLOCKS),
    (6, ("torch",)),
    (8, _FOOD),
)
_BELONGS = frozenset(name for _, names in PLACES for name in names)


def free_slots(body: Body) -> int:
    """How many of the 36 slots are empty."""
    return int((body.w.items[:36]["count"] <= 0).sum())


def room_for(body: Body, item: str) -> int:
    """How many more of an item the 36 slots hold."""
    limit, number = stack_limit(body, item), item_id(item)
    room = 0
    for stack in body.w.items[:36]:
        if stack["count"] <= 0:
            room += limit
        elif int(stack["id"]) == number and int(stack["damage"]) == 0:
            room += max(0, limit - int(stack["count"]))
    return room


def _spare_place(body: Body) -> int:
    """The hotbar place that is missed least: an empty one, one with what does not belong there, the selected one last."""
    selected = int(body.p["selected"])

    def loss(place: int) -> tuple[int, int]:
        pile = pile_in(body, place)
        if pile.count == 0:
            return (0, 0 if place == selected else 1)
        return (2 if pile.item in _BELONGS else 1, 1 if place == selected else 0)

    return min(HOTBAR, key=loss)


def to_hotbar(body: Body, slot: int, hotbar_slot: int | None = None) -> Ticks[int]:
    """Bring an inventory slot (0..35) into the hotbar and return its place there, 0..8.

    A slot that is in the hotbar already stays, unless another place is asked for. Opens the inventory if no screen is
    open and then closes it again. Raises ``SkillFailed("nothing in that slot")``.
    """
    wanted = pile_in(body, slot)
    if wanted.count == 0:
        raise SkillFailed("nothing in that slot")
    if slot in HOTBAR and hotbar_slot in (None, slot):
        return slot
    place = _spare_place(body) if hotbar_slot is None else hotbar_slot
    was_open = body.screen_open
    if was_open:
        yield from put_down(body)
        if pile_in(body, slot) != wanted:
            raise SkillFailed("the slot changed")
    else:
        yield from open_inventory(body)
    for _ in range(3):
        yield from key_over(body, number_of(body, slot), f"hotbar.{place + 1}")
        if pile_in(body, place)[:1] == wanted[:1]:
            break
    if not was_open:
        yield from leave(body)
    if pile_in(body, place).item != wanted.item:
        raise SkillFailed("the hotbar does not take it")
    return place


def tidy(body: Body, swaps: int = 4) -> Ticks[int]:
    """Put sword, tools, blocks, torches and food where they belong in the hotbar; returns how many were moved.

    ``swaps``: at most that many. Opens the inventory only if there is something to do and no screen is open.
    """
    was_open, done = body.screen_open, 0
    for place, names in PLACES:
        if done >= swaps:
            break
        slot = _best(body, names)
        if slot is None or slot == place or pile_in(body, place).item == pile_in(body, slot).item:
            continue
        if not body.screen_open:
            yield from open_inventory(body)
        elif carried(body).count:
            yield from put_down(body)
        yield from key_over(body, number_of(body, slot), f"hotbar.{place + 1}")
        done += 1
    if not was_open:
        yield from leave(body)
    return done


def _best(body: Body, names: Iterable[str]) -> int | None:
    """Slot of the first name in the list that is held, the largest stack of it."""
    for name in names:
        slots = body.slots(name)
        if slots:
            return max(slots, key=lambda s: pile_in(body, s).count)
    return None


def drop_junk(body: Body, keep: Iterable[str], stacks: int = 36) -> Ticks[int]:
    """Throw out whole stacks that are neither named nor tagged in ``keep``; returns how many went (at most ``stacks``).

    The player should walk on afterwards: what lies at the feet is picked up again after two seconds.
    """
    kept = frozenset(name for target in keep for name in members(target))
    junk = [s for s in SLOTS if pile_in(body, s).count and pile_in(body, s).item not in kept][:stacks]
    if not junk:
        return 0
    yield from open_inventory(body)
    yield from put_down(body)
    gone = 0
    for slot in junk:
        if pile_in(body, slot).count == 0 or pile_in(body, slot).item in kept:
            continue
        yield from pick_up(body, number_of(body, slot))
        yield from click_outside(body)
        gone += 1
    yield from leave(body)
    return gone


def wear(body: Body, item: str) -> Ticks[None]:
    """Put on a piece of armour, or a shield into the off hand; what was worn there comes off.

    Raises ``SkillFailed`` with "no ITEM" or "ITEM is not worn".
    """
    place = worn_in(body, item)
    if place is None:
        raise SkillFailed(f"{item} is not worn")
    for _ in range(3):
        if pile_in(body, place).item == item:
            break
        slots = body.slots(item)
        if not slots:
            raise SkillFailed(f"no {item}")
        yield from open_inventory(body)
        yield from put_down(body)
        if pile_in(body, place).count == 0:
            yield from click(body, number_of(body, slots[0]), shift=True)
        else:  # carried onto the old piece the two change places
            yield from pick_up(body, number_of(body, slots[0]))
            yield from click(body, number_of(body, place))
            yield from put_down(body, prefer=slots[0])
    yield from leave(body)
    if pile_in(body, place).item != item:
        raise SkillFailed(f"{item} does not go on")


def worn_in(body: Body, item: str) -> int | None:
    """Inventory slot in which an item is worn (36 feet .. 39 head, 40 off hand), or None."""
    if item == "shield":
        return OFFHAND
    slot = int(body.r.armor_slot[item_id(item)])
    return ARMOR + slot if slot >= 0 else None

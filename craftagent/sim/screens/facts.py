"""What the click rules need to know about items, as Python lists (numpy scalars are slow one at a time)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.screens.layout import ROLE_CHEST, ROLE_FEET, ROLE_HEAD, ROLE_LEGS, ROLE_OFFHAND

if TYPE_CHECKING:
    from craftagent.sim.rules.tables import Rules

# Worn without being armour (game: equipment slot of an item)
_WORN_ON_HEAD = ("carved_pumpkin", "skeleton_skull", "wither_skeleton_skull", "player_head", "zombie_head",
                 "creeper_head", "dragon_head")  # fmt: skip
_ARMOR_ROLES = (ROLE_FEET, ROLE_LEGS, ROLE_CHEST, ROLE_HEAD)  # by Rules.armor_slot


class ItemFacts(NamedTuple):
    """Lists by item id (length 976)."""

    stack: list[int]  # largest stack
    max_damage: list[int]  # 0 = does not wear
    wears: list[int]  # ROLE_* of the slot it is worn in (armour, off hand for shields), -1 none
    fuel: list[int]  # burning time in ticks, 0 = not a fuel
    smelt_kinds: list[int]  # bit 0 furnace, 1 blast furnace, 2 smoker
    bucket: int  # item id of the empty bucket


def item_facts(r: Rules) -> ItemFacts:
    """Read the lists out of the rule tables."""
    wears = [_ARMOR_ROLES[slot] if 0 <= slot < 4 else -1 for slot in r.armor_slot.tolist()]
    for name in _WORN_ON_HEAD:
        wears[item_id(name)] = ROLE_HEAD
    wears[item_id("elytra")] = ROLE_CHEST
    wears[item_id("shield")] = ROLE_OFFHAND
    stack = [max(1, int(n)) for n in r.stack.tolist()]
    assert len(stack) == len(item_names())
    return ItemFacts(stack, r.max_damage.tolist(), wears, r.fuel.tolist(), r.smelt_kinds.tolist(), item_id("bucket"))

"""What the game writes about an item: its name in the colour of its rarity, and what it does as a weapon or armour."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from craftagent.sim.rules.registry import item_names, raw

WHITE, YELLOW, AQUA, PINK, GREY, GREEN, BLUE = 0xFFFFFF, 0xFFFF55, 0x55FFFF, 0xFF55FF, 0xAAAAAA, 0x00AA00, 0x5555FF

_UNCOMMON = frozenset((
    "experience_bottle", "dragon_breath", "elytra", "dragon_head", "creeper_head", "zombie_head", "player_head",
    "skeleton_skull", "wither_skeleton_skull", "nether_star", "enchanted_book", "totem_of_undying", "heart_of_the_sea",
    "creeper_banner_pattern", "skull_banner_pattern",
))  # fmt: skip
_RARE = frozenset(("golden_apple", "beacon", "conduit", "end_crystal"))
_EPIC = frozenset((
    "enchanted_golden_apple", "command_block", "repeating_command_block", "chain_command_block", "jigsaw",
    "command_block_minecart", "structure_block", "dragon_egg", "mojang_banner_pattern", "debug_stick", "knowledge_book",
))  # fmt: skip
_WORN_ON = ("Feet", "Legs", "Body", "Head")


@functools.cache
def _titles() -> tuple[str, ...]:
    titles = ["Air"] * len(item_names())
    for row in raw("items"):
        titles[row["id"]] = row["displayName"]
    return tuple(titles)


@functools.cache
def item_title(item: int) -> tuple[str, int]:
    """(name, colour) of an item id."""
    name = item_names()[item]
    if name in _EPIC:
        color = PINK
    elif name in _RARE or name.startswith("music_disc_"):
        color = AQUA
    elif name in _UNCOMMON:
        color = YELLOW
    else:
        color = WHITE
    return _titles()[item], color


def _number(value: float) -> str:
    """At most two decimals, as the game's ``#.##``."""
    return f"{round(value * 100) / 100:g}"


_told: dict[int, tuple[tuple[str, int], ...]] = {}


def tooltip(item: int, r: Any) -> tuple[tuple[str, int], ...]:
    """Lines (text, colour) of the box beside the pointer; the first is the name. ``r``: the rule tables."""
    if item not in _told:
        _told[item] = _tell(item, r)
    return _told[item]


def _tell(item: int, r: Any) -> tuple[tuple[str, int], ...]:
    lines = [item_title(item)]
    damage, speed = float(np.asarray(r.attack_damage)[item]), float(np.asarray(r.attack_speed)[item])
    slot = int(np.asarray(r.armor_slot)[item])
    if slot >= 0:
        points, tough = int(np.asarray(r.armor)[item]), float(np.asarray(r.toughness)[item])
        if points > 0:
            lines += [("", WHITE), (f"When on {_WORN_ON[slot]}:", GREY), (f"+{points} Armor", BLUE)]
            if tough > 0:
                lines.append((f"+{_number(tough)} Armor Toughness", BLUE))
    elif int(np.asarray(r.item_tool)[item]) in range(1, 6) and speed > 0:
        lines += [("", WHITE), ("When in Main Hand:", GREY), (f" {_number(damage)} Attack Damage", GREEN)]
        lines.append((f" {_number(speed)} Attack Speed", GREEN))
    return tuple(lines)

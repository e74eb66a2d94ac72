"""Names and groups of names: ``#logs`` is every log, ``cow`` is a cow.

A *target* is a bare Minecraft name or a tag, which begins with ``#``. Tags hold item names, most of which are block
names too, but for ``#animals`` and ``#monsters``, which hold creatures. Sources: the 1.16.5 item tags of the same names
(logs, planks, wool, ...) as the Minecraft Wiki lists them, and plain groups of our own (swords, meat, ...).
"""

from __future__ import annotations

import fnmatch
import functools
import re
from collections.abc import Iterable, Mapping

from craftagent.sim.rules.registry import block_names, item_names
from craftagent.sim.state import COW, CREEPER, ENTITY_NAMES
from craftagent.types import suggest

CREATURES = ENTITY_NAMES[COW : CREEPER + 1]  # those of the embedded world, by kind
_WOODS = ("oak", "spruce", "birch", "jungle", "acacia", "dark_oak")

# tag -> shell patterns over item names, split at blanks; "-pattern" takes names away again
_ITEM_TAGS: Mapping[str, str] = {
    "logs": " ".join(f"{w}_log {w}_wood stripped_{w}_log stripped_{w}_wood" for w in _WOODS)
    + " *_hyphae crimson_stem warped_stem stripped_crimson_stem stripped_warped_stem",
    "planks": "*_planks",
    "wool": "*_wool",
    "carpets": "*_carpet",
    "beds": "*_bed",
    "leaves": "*_leaves",
    "saplings": "*_sapling -bamboo_sapling",
    "flowers": "dandelion poppy blue_orchid allium azure_bluet *_tulip oxeye_daisy cornflower lily_of_the_valley "
    "wither_rose sunflower lilac rose_bush peony",
    "sand": "sand red_sand",
    "dirt": "dirt coarse_dirt",
    "stones": "stone cobblestone granite diorite andesite",
    "coals": "coal charcoal",
    "doors": "*_door",
    "trapdoors": "*_trapdoor",
    "fences": "*_fence",
    "fence_gates": "*_fence_gate",
    "stairs": "*_stairs",
    "slabs": "*_slab",
    "buttons": "*_button",
    "pressure_plates": "*_pressure_plate",
    "walls": "*_wall",
    "signs": "*_sign",
    "boats": "*_boat",
    "pickaxes": "*_pickaxe",
    "axes": "*_axe",
    "shovels": "*_shovel",
    "hoes": "*_hoe",
    "swords": "*_sword",
    "helmets": "*_helmet",
    "chestplates": "*_chestplate",
    "leggings": "*_leggings",
    "boots": "*_boots",
    "seeds": "wheat_seeds pumpkin_seeds melon_seeds beetroot_seeds",
    "raw_meat": "beef porkchop mutton chicken rabbit",
    "cooked_meat": "cooked_beef cooked_porkchop cooked_mutton cooked_chicken cooked_rabbit",
    "meat": "beef porkchop mutton chicken rabbit cooked_beef cooked_porkchop cooked_mutton cooked_chicken "
    "cooked_rabbit",
    "mushrooms": "brown_mushroom red_mushroom",
    "food": "apple golden_apple *bread *beef *porkchop *mutton cooked_chicken chicken cooked_rabbit rabbit carrot "
    "golden_carrot baked_potato potato beetroot melon_slice sweet_berries cookie pumpkin_pie mushroom_stew "
    "beetroot_soup rabbit_stew dried_kelp cod salmon cooked_cod cooked_salmon",
}
_CREATURE_TAGS: Mapping[str, tuple[str, ...]] = {
    "animals": ("cow", "pig", "sheep", "chicken"),
    "monsters": ("zombie", "skeleton", "spider", "creeper"),
}


def _matching(patterns: str) -> frozenset[str]:
    found: set[str] = set()
    names = item_names()[1:]
    for pattern in patterns.split():
        away, glob = pattern.startswith("-"), pattern.removeprefix("-")
        test = re.compile(fnmatch.translate(glob)).match
        hits = {name for name in names if test(name)}
        found = found - hits if away else found | hits
    return frozenset(found)


@functools.cache
def _tags() -> Mapping[str, frozenset[str]]:
    tags = {f"#{name}": _matching(patterns) for name, patterns in _ITEM_TAGS.items()}
    tags.update((f"#{name}", frozenset(kinds)) for name, kinds in _CREATURE_TAGS.items())
    return tags


@functools.cache
def _items() -> frozenset[str]:
    return frozenset(item_names()[1:])


@functools.cache
def _blocks() -> frozenset[str]:
    return frozenset(block_names())


def tag_names() -> tuple[str, ...]:
    """Every tag with its ``#``, in the order of definition."""
    return tuple(_tags())


def entity_names() -> tuple[str, ...]:
    """Creatures that the embedded world has."""
    return CREATURES


@functools.cache
def members(target: str) -> frozenset[str]:
    """``{target}`` for a bare item, block or creature name, all members for a tag (``#logs``).

    Raises ``ValueError`` with a suggestion for a name or tag that does not exist.
    """
    return _members(target, "item, block or creature", (_items(), _blocks(), frozenset(CREATURES)))


@functools.cache
def item_members(target: str) -> frozenset[str]:
    """The same for what can lie in an inventory; raises ``ValueError`` for blocks without an item and creatures."""
    return _members(target, "item", (_items(),))


@functools.cache
def block_members(target: str) -> frozenset[str]:
    """The same for what can stand in the world; of a tag only those members that are blocks."""
    found = _members(target, "block", (_blocks(),))
    return found & _blocks()


@functools.cache
def entity_members(target: str) -> frozenset[str]:
    """The same for creatures."""
    return _members(target, "creature", (frozenset(CREATURES),))


def _members(target: str, kind: str, allowed: tuple[frozenset[str], ...]) -> frozenset[str]:
    if not isinstance(target, str) or not target:
        raise ValueError(f"a target is a name such as 'oak_log' or a tag such as '#logs', not {target!r}")
    known: frozenset[str] = frozenset().union(*allowed)
    if target.startswith("#"):
        tags = {name: names for name, names in _tags().items() if names & known}
        if target not in tags:
            raise ValueError(f"unknown {kind} tag {target!r}{suggest(target, tags)}")
        return tags[target]
    if target not in known:
        raise ValueError(f"unknown {kind} {target!r}{_hint(target, known)}")
    return frozenset({target})


def _hint(target: str, known: Iterable[str]) -> str:
    """Near names; a forgotten ``#`` and plurals are the commonest slips."""
    if f"#{target}" in _tags():
        return f"; did you mean '#{target}'?"
    return suggest(target, known)

"""Minecraft names as English: ``oak_log`` is "an oak log", three of them "3 oak logs", and ``dirt`` has no plural."""

from __future__ import annotations

import functools

# Last words that English does not count. A single one is named bare ("mine dirt"), several with their number ("5 dirt").
_MASS = frozenset({
    "andesite", "bamboo", "bars", "basalt", "beans", "bedrock", "beef", "beetroots", "berries", "blackstone", "boots",
    "bread", "bricks", "cane", "carrots", "charcoal", "chicken", "clay", "coal", "cobblestone", "concrete",
    "concrete_powder", "cream", "crystals", "debris", "diorite", "dirt", "dust", "farmland", "fern", "flesh", "flint",
    "food", "glass", "glowstone", "granite", "grass", "gravel", "gunpowder", "hyphae", "ice", "kelp", "lapis", "lava",
    "lazuli", "leather", "leaves", "leggings", "magma", "meat", "milk", "mutton", "mycelium", "netherrack", "nylium",
    "obsidian", "ore", "paper", "planks", "podzol", "porkchop", "potatoes", "powder", "prismarine", "purpur",
    "quartz", "rabbit", "redstone", "roots", "sand", "sandstone", "scaffolding", "scute", "seagrass", "seeds",
    "shears", "snow", "soil", "soup", "sprouts", "stairs", "stew", "stone", "string", "sugar", "terracotta", "tnt",
    "tuff", "vines", "wart", "water", "wheat", "wood", "wool"
})  # fmt: skip
# Names whose English is not their own words: (one, many)
_SPECIAL = {
    "#logs": ("log", "logs"),
    "#planks": ("wooden plank", "wooden planks"),
    "#leaves": ("leaf block", "leaf blocks"),
    "#raw_meat": ("piece of raw meat", "pieces of raw meat"),
    "#cooked_meat": ("piece of cooked meat", "pieces of cooked meat"),
    "#meat": ("piece of meat", "pieces of meat"),
    "#food": ("thing to eat", "things to eat"),
    "#wool": ("block of wool", "blocks of wool"),
    "#sand": ("block of sand", "blocks of sand"),
    "#dirt": ("block of dirt", "blocks of dirt"),
    "#stones": ("block of stone", "blocks of stone"),
    "#coals": ("piece of coal", "pieces of coal"),
    "#seeds": ("seed", "seeds"),
    "#leggings": ("pair of leggings", "pairs of leggings"),
    "#boots": ("pair of boots", "pairs of boots"),
    "#stairs": ("block of stairs", "blocks of stairs"),
    "beef": ("raw beef", "raw beef"),
    "porkchop": ("raw pork chop", "raw pork chops"),
    "mutton": ("raw mutton", "raw mutton"),
    "chicken": ("raw chicken", "raw chicken"),
    "cooked_beef": ("steak", "steaks"),
    "wheat_seeds": ("wheat seed", "wheat seeds"),
    "sheep": ("sheep", "sheep"),
    "crafting_table": ("crafting table", "crafting tables"),
    "tnt": ("TNT", "TNT"),
}
_IRREGULAR = {"leaf": "leaves", "torch": "torches", "bush": "bushes", "potato": "potatoes", "tomato": "tomatoes",
              "glass": "glass", "compass": "compasses", "lily": "lilies", "berry": "berries", "bench": "benches",
              "dish": "dishes", "box": "boxes", "lily_of_the_valley": "lilies of the valley"}  # fmt: skip
_PAIRS = frozenset({"shears", "boots", "leggings"})


def _words(target: str) -> str:
    return target.removeprefix("#").replace("_", " ")


def is_mass(target: str) -> bool:
    """Whether English does not count the thing (dirt, coal, planks)."""
    if target in _SPECIAL:
        one, many = _SPECIAL[target]
        return one == many and target != "sheep"
    return target.rpartition("_")[2] in _MASS and target.rpartition("_")[2] not in _PAIRS


@functools.cache
def singular(target: str) -> str:
    """One of it, without an article: ``oak log``, ``pair of iron boots``, ``dirt``."""
    if target in _SPECIAL:
        return _SPECIAL[target][0]
    words = _words(target)
    last = words.rpartition(" ")[2]
    if last in _PAIRS:
        return f"pair of {words}"
    if target.startswith("#") and last.endswith("s") and last not in _MASS:
        return words[:-2] if last == "torches" else words[:-1]
    return words


@functools.cache
def plural(target: str) -> str:
    """Many of it: ``oak logs``, ``torches``, ``dirt``."""
    if target in _SPECIAL:
        return _SPECIAL[target][1]
    words = _words(target)
    head, _, last = words.rpartition(" ")
    if last in _PAIRS:
        return f"pairs of {words}"
    if target in _IRREGULAR:
        return _IRREGULAR[target]
    if last in _MASS or target.startswith("#"):
        return words
    many = _IRREGULAR.get(last) or _regular(last)
    return f"{head} {many}".strip()


def _regular(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def counted(target: str, count: int) -> str:
    """``an oak log``, ``3 oak logs``, ``dirt`` (one of what has no number), ``5 dirt``."""
    if count != 1:
        return f"{count} {plural(target)}"
    one = singular(target)
    return one if is_mass(target) else f"{article(one)} {one}"


def article(word: str) -> str:
    """``a`` or ``an``."""
    return "an" if word[:1] in "aeiou" and not word.startswith(("uni", "use")) else "a"

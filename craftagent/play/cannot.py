"""What people ask for that no goal is, or that is several things, and what comes near."""

from __future__ import annotations

import re

from craftagent.play.things import DESCRIBING, target_of
from craftagent.tasks.nouns import article

# Verbs
_DEEDS = {
    "sleep": "survive the night, or: get a bed", "nap": "survive the night", "rest": "survive the night",
    "enchant": "craft an enchanting table", "brew": "craft a brewing stand", "tame": "get a bone",
    "breed": "get wheat", "trade": "get an emerald", "teleport": "walk 100 blocks", "fly": "climb 5 blocks up",
    "follow": "walk 50 blocks", "fish": "get a fishing rod", "ride": "walk 100 blocks", "explore": "walk 200 blocks",
    "wait": "survive 1 minute", "dance": "walk 20 blocks", "help": "get a stone pickaxe", "stop": "survive 1 minute",
    "farm": "collect wheat seeds, or: plant an oak sapling", "drink": "eat an apple",
    "repair": "get a stone pickaxe", "swim": "swim to the other side", "drop": "put down a torch",
    "jump": "climb 5 blocks up", "throw": "put down a torch",
    "till": "craft a hoe", "hoe": "craft a hoe", "plough": "craft a hoe", "plow": "craft a hoe", "strip": "mine a log",
    "flatten": "craft a shovel", "fertilise": "get bone meal", "fertilize": "get bone meal",
}  # fmt: skip
_BUILDING = re.compile(
    r"^(?:\w+ ){0,2}?(house|home|shelter|hut|base|cabin|cottage|castle|tower|bridge|room|roof|tunnel|statue|road|farm|"
    r"village|city|portal|staircase|pyramid|temple|fort|fortress|bunker|treehouse|wall)s?\b"
)
_HOLE = re.compile(r"^(?:\w+ ){0,2}?(hole|pit|shaft|trench|ditch|well)s?\b")
_PUT_IN = re.compile(
    r"^(?:put|place|set|lay|store|stash|insert|deposit|keep|drop|throw)\b(?:(?!,| and | then ).)+ "
    r"(?:in|into|inside)(?: of)? (?:(?:the|a|an|my|your|that|this|some) )?(?:\w+ )?"
    r"(chest|barrel|furnace|smoker|dispenser|dropper|hopper|box)(?:es|s)?(?=$|,| and | then )"
)
_BUILT = "place 5 cobblestone, put down a torch, or: survive the night"
_CROP = re.compile(r"^(?:\w+ )?(?:seeds?|wheat|crops?|carrots?|potato(?:es)?|beetroots?|(?:pumpkin|melon) stems?)$")
# Words for several things -> material that is meant if none is said, the things
_GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "armor": ("iron", ("helmet", "chestplate", "leggings", "boots")),
    "tools": ("stone", ("pickaxe", "axe", "shovel", "hoe")),
    "weapons": ("stone", ("sword", "axe")),
    "ore": ("", ("coal", "iron ore", "gold ore", "diamond")),
    "fuel": ("", ("coal", "charcoal")),
    "meal": ("", ("apple", "cooked beef", "cooked chicken")),
}
_SAME = {"armour": "armor", "armors": "armor", "armours": "armor", "tool": "tools", "gear": "tools", "equipment": "tools",
         "weapon": "weapons", "weaponry": "weapons", "ores": "ore", "mineral": "ore", "minerals": "ore", "dinner": "meal",
         "lunch": "meal", "breakfast": "meal", "supper": "meal", "meals": "meal"}  # fmt: skip
_SET = re.compile(r"^(?:full |complete |whole |entire )?(?:sets? of |suits? of )?(?:full |complete )?")


def put_away(words: str) -> str | None:
    """The container that something is to be put into: no goal is that."""
    found = _PUT_IN.match(words)
    return found[1] if found else None


def deed(word: str) -> str | None:
    """The verb that a word is a form of, if it is one that nobody here can do."""
    forms = (word, word.removesuffix("ing"), word.removesuffix("ing") + "e", word.removesuffix("s"))
    return next((form for form in forms if form in _DEEDS), None)


def instead(verb: str) -> str:
    """What comes near a :func:`deed`."""
    return _DEEDS[verb]


def building(verb: str, noun: str) -> tuple[str, str] | None:
    """(what, what comes near) for what would have to be built of many blocks, or grown; None for other things."""
    if verb == "place" and _CROP.match(noun):
        return f"to farm {noun}", _DEEDS["farm"]
    hole = _HOLE.match(noun) if verb in ("craft", "mine") else None
    if hole is not None:
        return f"{article(hole[1])} {hole[1]}", "dig down 10 blocks"
    found = _BUILDING.match(noun) if verb in ("craft", "place", "mine", "get") else None
    if found is None or (verb == "mine" and found[1] == "wall"):
        return None
    return f"{article(found[1])} {found[1]}", _BUILT


def several(noun: str) -> list[str]:
    """The things of which a word means one or all: "iron armor" is an iron helmet, an iron chestplate, ...; else none."""
    material, _, group = _SET.sub("", DESCRIBING.sub("", noun)).rpartition(" ")
    group = _SAME.get(group, group)
    if group not in _GROUPS:
        return []
    usual, things = _GROUPS[group]
    if material and not usual:  # "mithril ore" is no ore
        return []
    for said in (material or usual, usual):
        names = [f"{said} {thing}".strip() for thing in things]
        if all(target_of("get", name) for name in names):
            return names
    return []

"""Things by the names that people give them: "iron pick", "block of iron", "boards", "steak"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from craftagent.planner.graph import NEVER, costs
from craftagent.planner.sources import WOODS
from craftagent.planner.ways import all_ways
from craftagent.sim.rules.registry import block_names, item_names, raw
from craftagent.tasks.nouns import plural, singular
from craftagent.tasks.tags import entity_names, members, tag_names

# Names of items that are not their own words
_ITEMS = {
    "wood": "#logs", "wood log": "#logs", "wooden log": "#logs", "tree": "#logs", "tree trunk": "#logs", "timber": "#logs",
    "wooden plank": "#planks", "board": "#planks", "flower": "#flowers", "wooden door": "#doors", "fleece": "#wool",
    "wooden slab": "oak_slab", "iron": "iron_ingot", "gold": "gold_ingot", "raw iron": "iron_ore", "raw gold": "gold_ore",
    "lapis": "lapis_lazuli", "redstone dust": "redstone", "cobble": "cobblestone", "earth": "dirt", "soil": "dirt",
    "light": "torch", "table": "crafting_table", "workbench": "crafting_table", "crafting bench": "crafting_table",
    "oven": "furnace", "pork": "porkchop", "steak": "cooked_beef", "roast chicken": "cooked_chicken", "meat": "#raw_meat",
    "food": "#food", "seed": "wheat_seeds", "seeds": "wheat_seeds", "reed": "sugar_cane", "bonemeal": "bone_meal",
    "cactus": "cactus", "cacti": "cactus", "water": "water_bucket", "milk": "milk_bucket", "lava": "lava_bucket",
    "something to eat": "#food", "anything to eat": "#food", "snack": "#food", "wood plank": "#planks",
    **{f"{wood} {thing}": thing for thing in ("stick", "chest", "ladder", "bowl", "barrel") for wood in ("wooden", "wood")},
    **{f"wooden {thing}": f"oak_{thing.replace(' ', '_')}"
       for thing in ("stairs", "fence", "fence gate", "trapdoor", "button", "pressure plate")},
    "brick block": "bricks", "nether brick block": "nether_bricks", "lumber": "#logs",
    **{wood: f"{wood}_log" for wood in WOODS},
    "iron bar": "iron_bars", "fence post": "oak_fence", "minecart with chest": "chest_minecart",
    "minecart with furnace": "furnace_minecart",
    "minecart with hopper": "hopper_minecart", "minecart with tnt": "tnt_minecart",
    "wooden boat": "#boats", "wooden sign": "#signs", "wood boat": "#boats",
}  # fmt: skip
# What one breaks to get a thing that goes by another name
_MINED = {"stone": "cobblestone", "rock": "cobblestone", "iron": "iron_ore", "gold": "gold_ore", "coal ore": "coal",
          "emerald ore": "emerald",
          "lapis lazuli ore": "lapis_lazuli", "nether quartz ore": "quartz", "nether gold ore": "gold_nugget",
          **{wood: f"{wood}_log" for wood in WOODS},
          "diamond ore": "diamond", "redstone ore": "redstone", "lapis ore": "lapis_lazuli", "grass": "wheat_seeds",
          "tall grass": "wheat_seeds", "tree": "#logs"}  # fmt: skip
_CREATURES = {"animal": "#animals", "monster": "#monsters", "mob": "#monsters", "enemy": "#monsters", "hen": "chicken",
              "undead": "zombie", "swine": "pig", "cattle": "cow", "lamb": "sheep"}  # fmt: skip
_BLOCKS = {"tree": "#saplings", "seedling": "#saplings", "water": "water", "lava": "lava"}
DESCRIBING = re.compile(r"^(?:the|a|an|any|some|your|my|its|their|our|this|that|these|those|nice|good|new|fresh|proper|"
                        r"simple|shiny|big|small|little|plain|whole|own|more|spare|extra|real|decent|very|nearest|closest|"
                        r"next)\b ")  # fmt: skip
# Word by word: what people say for a word of a name
_SAID = {"pick": "pickaxe", "pickax": "pickaxe", "helm": "helmet", "cap": "helmet", "hat": "helmet", "pants": "leggings",
         "trousers": "leggings", "tunic": "chestplate", "breastplate": "chestplate", "chestpiece": "chestplate",
         "shoes": "boots", "spade": "shovel", "roasted": "cooked", "grilled": "cooked", "fried": "cooked",
         "roast": "cooked"}  # fmt: skip
_MATERIAL = {"wood": "wooden", "gold": "golden", "cobblestone": "stone", "cobble": "stone", "planks": "wooden"}
_MADE_OF_IT = (
    "pickaxe",
    "axe",
    "shovel",
    "hoe",
    "sword",
    "helmet",
    "chestplate",
    "leggings",
    "boots",
    "apple",
    "carrot",
)
_OF = re.compile(r"^(.+?) (?:made |built |forged |crafted )?(?:out of|made of|made from|from|of) (.+)$")
_EDIBLE = frozenset({"something", "anything", "lunch", "dinner", "breakfast"})
# Last words of names of which one has a word of its own, though English does not count the thing
_EACH = ("planks", "stairs", "bricks", "leaves", "berries")
# Tags whose own words ("piece of coal") mean the common item of the kind
_COMMON = ("#coals", "#dirt", "#sand", "#stones", "#seeds")
# Words for an amount of something that has a name of its own
_MEASURES = frozenset({"piece", "block", "lump", "bit", "bottle", "pair", "unit", "loaf", "chunk", "bar", "item", "bunch",
                       "handful", "load", "bucket", "dust", "slice", "cube"})  # fmt: skip
_FITS = {"bar": "ingot"}


def kind_of(verb: str) -> str:
    """What a verb is done to: ``item``, ``block`` or ``creature``."""
    return {"kill": "creature", "place": "block", "interact": "block"}.get(verb, "item")


def target_of(verb: str, noun: str) -> str | None:
    """Name or tag of what is meant, or None if there is no such thing.

    An item's exact name is that item, whatever else it may be said for: "get stone" is the smooth block out of a furnace,
    "get oak wood" the block of bark. To mine them is to have what breaking gives: "mine stone" is cobblestone, "chop oak
    wood" oak logs.
    """
    if verb == "eat" and noun in _EDIBLE:
        return "#food"
    lexicon = lexicon_of(kind_of(verb))
    if verb == "mine":
        for words in _forms(noun):
            if words in _MINED:
                return _MINED[words]
            log = words.removesuffix(" wood") + " log"
            if words.endswith(" wood") and log in lexicon:
                return lexicon[log]
    found = next((lexicon[words] for words in _forms(noun) if words in lexicon), None)
    if found is not None:
        return found
    joined = _joined(kind_of(verb))  # "cobble stone", "sugarcane"
    return next((joined[words] for form in _forms(noun) if (words := form.replace(" ", "")) in joined), None)


@functools.cache
def _joined(kind: str) -> Mapping[str, str]:
    """The names without the gaps between their words."""
    found: dict[str, str] = {}
    for words, name in lexicon_of(kind).items():
        found.setdefault(words.replace(" ", ""), name)
    return found


@functools.cache
def lexicon_of(kind: str) -> Mapping[str, str]:
    """Every name of a thing -> the thing; exact names come before tags, and those before synonyms."""
    if kind == "creature":
        names: tuple[str, ...] = (*entity_names(), "#animals", "#monsters")
    elif kind == "block":
        names = tuple(name for name in block_names() if name != "air")
    else:
        names = tuple(item_names()[1:])
    tags: Mapping[str, tuple[str, ...]] = {
        "creature": (),
        "item": _tags("#animals", "#monsters"),
        "block": tuple(tag for tag in _tags("#animals", "#monsters") if members(tag) & set(names)),
    }
    found: dict[str, str] = {}
    for name in (*names, *tags[kind]):
        words = name.removeprefix("#").replace("_", " ")
        for form in (words, *(() if name in _COMMON else (singular(name), plural(name))), name):
            found.setdefault(form.lower(), name)
    for name in set(names) & titles().keys():  # "redstone repeater" is the game's title of the item repeater
        found.setdefault(titles()[name], name)
    for words, name in [*found.items()]:
        if words.endswith(_EACH):
            found.setdefault(_single(words), name)
    placed = {words: thing for words, thing in _ITEMS.items() if thing in names or thing in tags["block"]}
    return found | {"item": _ITEMS, "creature": _CREATURES, "block": placed | _BLOCKS}[kind]


def is_placed(target: str) -> bool:
    """Whether a block is put down as the item of its name; wheat is sown as seeds, and water poured."""
    return target.startswith("#") or (target in item_names() and target != "wheat")


def family(kind: str, noun: str) -> list[str]:
    """The names of all things whose last words are a noun ("red banner" of "banner"), those first that are easy to have."""
    last = " " + _single(DESCRIBING.sub("", noun))
    found = {name for words, name in lexicon_of(kind).items() if words.endswith(last) and name[0] != "#"}
    if len(found) < 2:
        return []
    return [name.replace("_", " ") for name in sorted(found, key=lambda name: (costs().get(name, NEVER), name))]


@functools.cache
def smelted() -> Mapping[str, str]:
    """What comes of an item or tag in a furnace."""
    found: dict[str, str] = {"#logs": "charcoal", "#raw_meat": "cooked_beef"}
    for name, ways in all_ways().items():
        for way in ways:
            if way.verb == "smelt" and way.inputs:
                for choice in way.inputs[0].choices:
                    found.setdefault(choice, name)
    return found


@functools.cache
def titles() -> Mapping[str, str]:
    """What the game writes of an item, in small letters, without the signs that an instruction loses."""
    return {row["name"]: re.sub(r"'(?!\w)", "", row["displayName"].lower()) for row in raw("items")}


def _tags(*but: str) -> tuple[str, ...]:
    return tuple(tag for tag in tag_names() if tag not in but)


def _forms(noun: str) -> Iterator[str]:
    """The same thing in other words, the nearest first."""
    before = None
    while before != noun:
        yield noun
        before, noun = noun, DESCRIBING.sub("", noun)
    single = _single(noun)
    yield single
    yield _renamed(noun)
    yield _renamed(single)
    if single.endswith(" bar") and single != "iron bar":  # "gold bar"; iron bars are a thing of their own
        yield single.removesuffix("bar") + "ingot"
    of = _OF.match(noun)
    if of:
        whole, part = _renamed(_single(of[1])), DESCRIBING.sub("", of[2])
        for material in (part, _single(part)):
            yield f"{material} {_FITS.get(whole, whole)}"
            yield _renamed(f"{material} {whole}")
        if whole in _MEASURES:
            yield from _forms(part)
    head, _, last = single.rpartition(" ")
    if last in ("block", "piece", "item", "tree", "ingredient") and head:  # "stone block", "an oak tree"
        if last == "tree":
            yield f"{head} log"
        yield from _forms(head)


def _renamed(words: str) -> str:
    words = words.replace("pick axe", "pickaxe").replace("chest plate", "chestplate")
    parts = [_SAID.get(part, part) for part in words.split()]
    if len(parts) > 1 and parts[-1] in _MADE_OF_IT:
        parts = [_MATERIAL.get(part, part) for part in parts[:-1]] + parts[-1:]
    return " ".join(parts)


def _single(words: str) -> str:
    """The last word without its plural; "pair of" and the like are kept."""
    head, _, last = words.rpartition(" ")
    for ending, instead in (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ves", "f"), ("s", "")):
        if last.endswith(ending) and len(last) > len(ending) + 1 and not last.endswith("ss"):
            last = last[: len(last) - len(ending)] + instead
            break
    return f"{head} {last}".strip()

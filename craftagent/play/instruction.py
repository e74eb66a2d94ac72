"""What a person wants, from a line of plain English: "get me two stone pickaxes" is ``Goal("get", "stone_pickaxe", 2)``.

The words of a goal's own wordings are understood, with numbers as digits or words, plurals, and common names (wood, tree,
steak). What is not understood is said with the nearest thing that is.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping

from craftagent.planner.graph import ways
from craftagent.sim.rules.registry import block_names, item_names
from craftagent.sim.terrain.biomes import biome_names
from craftagent.tasks.goal import Goal
from craftagent.tasks.nouns import plural, singular
from craftagent.tasks.suite import get_task, load_suite, suite_names
from craftagent.tasks.tags import entity_names, tag_names
from craftagent.tasks.task import Task
from craftagent.types import suggest


@dataclasses.dataclass(frozen=True)
class Request:
    """An instruction understood. ``task`` is set where a task was named by its id, which brings its own start."""

    text: str
    goal: Goal
    task: Task | None = None


# What people say -> verb; the longest that fits counts
_VERBS: Mapping[str, str] = {
    **dict.fromkeys(("get", "obtain", "fetch", "acquire", "bring", "give", "need", "want", "have", "procure", "find",
                     "go and get", "look for", "get hold of", "take"), "get"),
    **dict.fromkeys(("mine", "dig", "dig up", "dig for", "dig out", "collect", "gather", "harvest", "chop", "chop down",
                     "cut", "cut down", "fell", "break", "punch", "go and mine", "pick", "pick up"), "mine"),
    **dict.fromkeys(("craft", "make", "build", "create", "put together", "produce"), "craft"),
    **dict.fromkeys(("smelt", "cook", "bake", "roast", "melt"), "smelt"),
    **dict.fromkeys(("hunt", "hunt for", "go hunting for"), "hunt"),
    **dict.fromkeys(("kill", "slay", "fight", "defeat", "attack", "hunt down"), "kill"),
    **dict.fromkeys(("place", "put", "put down", "set down", "lay down"), "place"),
    **dict.fromkeys(("eat", "consume"), "eat"),
    **dict.fromkeys(("equip", "wear", "put on", "hold", "wield", "dress in"), "equip"),
    **dict.fromkeys(("open", "use", "interact with"), "interact"),
}  # fmt: skip
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")  # fmt: skip
_COUNTS: Mapping[str, int] = {**{word: n for n, word in enumerate(_NUMBERS)}, "a": 1, "an": 1, "the": 1, "some": 1,
                              "another": 1, "my": 1, "a couple of": 2, "a pair of": 1, "a few": 3, "half a dozen": 6,
                              "a dozen": 12, "a stack of": 64}  # fmt: skip
_MEASURES = re.compile(r"^(pieces?|blocks?|lumps?|bits?|bottles?|pairs?|units?) of ")
_FILLER = re.compile(
    r"^(please|now|hey|hi|hello|craftagent|agent|can you|could you|would you|will you|i would like you to|i want you to|"
    r"i would like|i'd like you to|i'd like|i want to|i want|i need you to|i need|we need|go and|try to|you should|"
    r"you have to|your task is to|your job is to|then)\b[ ,:]*"
)
_TAIL = re.compile(r"[ ,]*\b(please|now|for me|for us|for yourself|yourself|right away|quickly|from scratch|thanks)$")
_ITEM_SYNONYMS = {"wood": "#logs", "tree": "#logs", "trees": "#logs", "timber": "#logs", "iron": "iron_ingot",
                  "gold": "gold_ingot", "table": "crafting_table", "workbench": "crafting_table", "pork": "porkchop",
                  "seeds": "wheat_seeds", "seed": "wheat_seeds", "earth": "dirt", "soil": "dirt", "cobble": "cobblestone",
                  "meat": "#raw_meat", "food": "#meat", "wooden planks": "#planks", "bucket of water": "water_bucket",
                  "bucket of milk": "milk_bucket", "bucket of lava": "lava_bucket"}  # fmt: skip
_MINED_SYNONYMS = {"stone": "cobblestone", "stones": "cobblestone", "rock": "cobblestone", "iron": "iron_ore",
                   "gold": "gold_ore", "coal ore": "coal", "diamond ore": "diamond", "redstone ore": "redstone",
                   "grass": "wheat_seeds"}  # fmt: skip
_DISTANCE = re.compile(
    r"^(?:go|walk|run|travel|move)?(?: to)?(?: a place)? ?(\d+) (?:blocks?|m|meters?|metres?)(?: away| far)?$"
)
_HEIGHT = re.compile(r"^(?:dig|go|get|climb|mine)? ?(?:down|up)? ?to (?:height|level|y|layer) ?=? ?(\d+)$")
_DEPTH = re.compile(r"^(?:dig|go|get|mine) (?:down )?(\d+) blocks? (?:down|deep)$|^(?:dig|go) down (\d+) blocks?$")
_PLACE = re.compile(
    r"^(?:go to|go|walk|run|travel|get|find|reach|look for)?(?: to| for)? ?(?:a|an|the)? ?(.+?)(?: biome)?$"
)
_SURVIVE = re.compile(r"^(?:survive|stay alive|live)(?: for)?(?: (.+))?$")
_TIMES = {"tick": 1, "second": 20, "minute": 1200, "hour": 72_000, "day": 24_000}


def understand(text: str) -> Request:
    """The goal of an instruction, or the task whose id it is.

    Raises ``ValueError`` with one sentence that names what was not understood, and what is near it.
    """
    said = " ".join(str(text).split())
    if not said:
        raise ValueError("the instruction is empty; say for example: get a stone pickaxe")
    if said.partition("/")[0] in suite_names():
        task = get_task(said)
        return Request(task.instruction, task.goal, task)
    goal = _goal(_plain(said), said)
    return Request(said, goal)


def _plain(said: str) -> str:
    """Small letters, without courtesies."""
    words = re.sub(r"[.!?;\"]+", " ", said.lower().replace("_", " ").replace("\u2019", "'"))
    words = " ".join(words.split())
    while True:
        shorter = _TAIL.sub("", _FILLER.sub("", words)).strip(" ,")
        if shorter == words or not shorter:
            return words
        words = shorter


def _goal(words: str, said: str) -> Goal:
    place = _place(words)
    if place is not None:
        return place
    verb, rest = _verb(words)
    rest = re.sub(r"^(me|us|yourself|up)\b ?", "", rest)
    count, noun = _count(rest)
    if not noun:
        raise ValueError(f"I do not understand what to {verb} in {said!r}; say for example: get a stone pickaxe")
    target = _target(verb, noun)
    if target is None:
        raise ValueError(_not_understood(verb, noun, said))
    return _fitting(verb, target, count)


def _place(words: str) -> Goal | None:
    """Goals that are places and times."""
    found = _SURVIVE.match(words)
    if found:
        return _survive(found[1])
    for pattern, kind in ((_DISTANCE, "distance"), (_HEIGHT, "height"), (_DEPTH, "depth")):
        found = pattern.match(words)
        if found:
            return Goal("reach", f"{kind}:{next(g for g in found.groups() if g)}")
    found = _PLACE.match(words)
    if found:
        biome = found[1].replace(" ", "_")
        if biome in biome_names():
            return Goal("reach", f"biome:{biome}")
    return None


def _survive(time: str | None) -> Goal:
    if time is None or time in (
        "the night",
        "a night",
        "one night",
        "until morning",
        "till morning",
        "through the night",
    ):
        return Goal("survive", "night")
    count, unit = _count(time)
    ticks = _TIMES.get(unit.removesuffix("s"))
    if ticks is None:
        raise ValueError(
            f"I do not understand the time {time!r}; say for example: survive 5 minutes, survive the night"
        )
    return Goal("survive", "any", count * ticks)


def _verb(words: str) -> tuple[str, str]:
    """(verb, the rest); without a verb it is to be got."""
    parts = words.split()
    for length in range(min(3, len(parts)), 0, -1):
        verb = _VERBS.get(" ".join(parts[:length]))
        if verb is not None:
            return verb, " ".join(parts[length:])
    return "get", words


def _count(rest: str) -> tuple[int, str]:
    """(number, noun)."""
    count = 1
    found = re.match(r"^(\d+) ?x? +(.*)$|^(\d+)()$", rest)
    if found:
        count, rest = int(found[1] or found[3]), found[2] or ""
    else:
        for word in sorted(_COUNTS, key=len, reverse=True):
            if rest == word or rest.startswith(word + " "):
                count, rest = _COUNTS[word], rest[len(word) :].strip()
                break
    if count < 1:
        raise ValueError(f"how many? {rest!r} needs a number of at least 1, not {count}")
    return count, _MEASURES.sub("", rest.strip()).removeprefix("the ")


def _target(verb: str, noun: str) -> str | None:
    if verb == "mine" and noun in _MINED_SYNONYMS:
        return _MINED_SYNONYMS[noun]
    return _lexicon(_kind(verb)).get(noun)


def _kind(verb: str) -> str:
    return {"kill": "creature", "place": "block", "interact": "block"}.get(verb, "item")


@functools.cache
def _lexicon(kind: str) -> Mapping[str, str]:
    """Every way to name a thing -> its name; exact names come before tags, and those before synonyms."""
    if kind == "creature":
        names: tuple[str, ...] = (*entity_names(), "#animals", "#monsters")
    elif kind == "block":
        names = tuple(name for name in block_names() if name != "air")
    else:
        names = tuple(item_names()[1:])
    found: dict[str, str] = {}
    for name in (*names, *(_item_tags() if kind == "item" else ())):
        for words in (name.removeprefix("#").replace("_", " "), singular(name), plural(name), name):
            found.setdefault(words.lower(), name)
    if kind == "item":
        for words, name in _ITEM_SYNONYMS.items():
            found[words] = name
    if kind == "creature":
        found |= {"animal": "#animals", "monster": "#monsters"}
    return found


def _item_tags() -> tuple[str, ...]:
    return tuple(tag for tag in tag_names() if tag not in ("#animals", "#monsters"))


def _fitting(verb: str, target: str, count: int) -> Goal:
    """The goal, with the verb that the thing allows: to make an iron ingot is to get one, to collect beef is to hunt."""
    kinds = {way.verb for way in ways(target)} if verb in ("mine", "hunt", "craft", "smelt") else set()
    if verb == "craft" and "smelt" in kinds:
        verb = "get"
    elif kinds and verb not in kinds:
        verb = "hunt" if verb == "mine" and "hunt" in kinds else "get"
    return Goal(verb, target, count)


def _not_understood(verb: str, noun: str, said: str) -> str:
    kind = _kind(verb)
    many = re.split(r",? and then |,? and |,? then |, ", noun)
    if len(many) > 1 and all(_target(verb, _count(part)[1]) for part in many):
        return f"one thing at a time: I can not yet do {said!r} in one go; begin with {verb + ' ' + many[0]!r}"
    near = suggest(noun, _lexicon(kind))
    known = suite_names()
    if "/" in said:
        near = near or suggest(said, [task.id for name in known for task in load_suite(name).tasks])
    return f"I do not know the {kind} {noun!r} in {said!r}{near or '; say for example: get a stone pickaxe'}"

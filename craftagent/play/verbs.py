"""What people say for a verb, in every form of it: "chop down", "getting", "put together"."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Mapping

# Goal's verb -> what is said for it
_SAID: Mapping[str, tuple[str, ...]] = {
    "get": (
        "get", "obtain", "fetch", "acquire", "bring", "give", "gimme", "need", "want", "have", "own", "procure", "find",
        "look for", "look around for", "search for", "get hold of", "get your hands on", "lay your hands on", "take", "hand",
        "grab", "secure", "draw", "come back with", "return with", "bring home", "bring back", "carry", "keep",
        "stock up on",
    ),
    "mine": (
        "mine", "dig", "dig up", "dig for", "dig out", "dig deep for", "mine for", "collect", "gather", "harvest", "chop",
        "chop down", "chop up", "cut", "cut down", "fell", "break", "punch", "pick", "pick up", "pluck", "shovel",
        "scoop up", "extract", "quarry", "excavate", "lumber", "saw down", "scrape together", "knock down",
    ),
    "craft": (
        "craft", "make", "build", "create", "put together", "produce", "assemble", "forge", "fashion", "construct",
        "whip up", "rustle up", "knock up", "knock together", "throw together", "cobble together", "carve", "weave",
    ),
    "smelt": ("smelt", "cook", "bake", "roast", "melt", "grill", "fry", "smelt down"),
    "hunt": ("hunt", "hunt for", "butcher for", "butcher"),
    "kill": (
        "kill", "slay", "fight", "defeat", "attack", "hunt down", "murder", "take out", "get rid of", "beat", "destroy",
        "slaughter", "go into battle with", "do battle with", "combat", "battle", "finish off", "put down for good",
        "exterminate",
    ),
    "place": (
        "place", "put", "put down", "set", "set down", "lay", "lay down", "plant", "sow", "set up", "install", "put up",
        "bring light with",
    ),
    "eat": (
        "eat", "consume", "munch", "munch on", "snack on", "swallow", "devour", "feed yourself with", "make a meal of",
        "fill your stomach with", "still your hunger with",
    ),
    "equip": (
        "equip", "wear", "put on", "hold", "wield", "dress in", "switch to", "arm yourself with", "be seen with", "don",
    ),
    "interact": (
        "open", "open up", "interact with", "right click", "right click on", "look inside", "look into", "operate",
        "have a look inside", "have a look into", "activate",
    ),
    "use": ("use",),
    "shear": ("shear",),
    "milk": ("milk",),
}  # fmt: skip
LONGEST = 4  # words of a verb
_SHORT = 4  # letters of a word of which one wrong one is much
_SLIPS = 2  # letters that a slip of the pen adds or leaves out
_NOUNS = {"mining": "mine", "hunting": "hunt", "crafting": "craft", "smelting": "smelt", "lumberjack": "mine"}
_END = r"(?: (?:(?!\band |\bthen ).)*)?$"  # what may follow, but for another clause
# Where the verb stands around its object
_AROUND = tuple(
    (re.compile(shape), verb)
    for shape, verb in (
        (r"^carv(?:e|ing) (?:a |the |my |your )?(pumpkin)s?$", "carve"),
        (rf"^(?:put|set|place|lay) (.+) down{_END}", "place"),
        (r"^(?:put|pull) (.+) on(?: you| yourself)?$", "equip"),
        (r"^(?:take|get|have|hold|put) (.+) (?:in|into|to) (?:your |the )?hands?(?: or wear it)?$", "equip"),
        (r"^(?:take|get) (.+) out and (?:equip|wear|hold|use) it$", "equip"),
        (r"^make (.+) your (?:current |new )?(?:gear|weapon|tool|equipment|armou?r)$", "equip"),
        (r"^use (.+) as (?:your )?(?:gear|weapon|tool|equipment|armou?r)$", "equip"),
        (r"^put (.+) on (?:your|the) (?:head|feet|legs|chest|body)$", "equip"),
        (r"^(?:relieve|rob|strip) .+? of (.+)$", "hunt"),
        (r"^(?:furnish|supply|provide|equip) (?:me|us) with (.+)$", "get"),
        (r"^(?:set|hook|fix|sort|kit)(?: me| us)? (?:up|out) with (.+)$", "get"),
        (r"^use (?:the |your |a )?(?:pair of )?shears on (.+)$", "shear"),
        (r"^use (?:the |your |a |an )?(?:empty )?bucket on (.+)$", "fill"),
        (rf"^let (.+?) stand{_END}", "place"),
        (r"^light (?:up )?.+ (?:with|using|by) (.+)$", "place"),
        (r"^grow .+ from (.+)$", "place"),
        (r"^have (.+) to eat$", "eat"),
        (r"^have (?:a )?bites? of (.+)$", "eat"),
        (r"^fill .*?(?:bucket|pail) with (.+)$", "fill"),
        (r"^beat (.+) up$", "kill"),
        (r"^(?:chop|cut|knock|saw) (.+) down$", "mine"),
    )
)


def verb_around(words: str) -> tuple[str, str] | None:
    """(verb, object) where the verb stands around its object: "put the chest down"."""
    for shape, verb in _AROUND:
        found = shape.match(words)
        if found:
            return verb, found[1]
    return None


def leading_verb(words: str) -> tuple[str, str] | None:
    """(verb, the rest), the longest verb that fits, in whatever form; None if the words do not begin with one."""
    parts = words.split()
    for length in range(min(LONGEST, len(parts)), 0, -1):
        verb = _forms().get(" ".join(parts[:length]))
        if verb is not None:
            return verb, " ".join(parts[length:])
    return None


def verb_of_word(word: str) -> str | None:
    """The verb of a single word, also of "mining" and "mined"."""
    return _NOUNS.get(word) or _forms().get(word)


def near_verbs(word: str) -> list[str]:
    """The verbs of one word that a word is probably a misspelling of, the nearest first."""
    if len(word) <= 2:
        return []
    alike = (said for said in _forms() if " " not in said and said[0] == word[0])
    single = [said for said in alike if abs(len(said) - len(word)) <= _SLIPS]
    return difflib.get_close_matches(word, single, n=3, cutoff=0.7 if len(word) > _SHORT else 0.6)


@functools.cache
def _forms() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for verb, many in _SAID.items():
        for said in many:
            head, _, tail = said.partition(" ")
            for form in (head, _ing(head)):
                found.setdefault(f"{form} {tail}".strip(), verb)
    return found


def _ing(word: str) -> str:
    if word.endswith("e") and not word.endswith("ee"):
        return word[:-1] + "ing"
    short = re.fullmatch(r"[^aeiou]*[aeiou][bdgmnpt]", word)
    return word + word[-1] + "ing" if short else word + "ing"

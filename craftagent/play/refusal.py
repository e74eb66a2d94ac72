"""The answer to what is not understood: one sentence that says what is not known, and what is near it."""

from __future__ import annotations

import re

from craftagent.play.courtesies import bare
from craftagent.play.quantity import leading_count
from craftagent.play.things import kind_of, lexicon_of
from craftagent.play.verbs import leading_verb
from craftagent.tasks.suite import load_suite, suite_names
from craftagent.types import suggest

EXAMPLE = "say for example: get a stone pickaxe"
# What people ask for that no goal is, and what comes near
_CANNOT = {
    "sleep": "survive the night, or: get a bed", "nap": "survive the night", "rest": "survive the night",
    "enchant": "craft an enchanting table", "brew": "craft a brewing stand", "tame": "kill an animal",
    "breed": "hunt for leather", "trade": "get an emerald", "teleport": "walk 100 blocks", "fly": "climb 5 blocks up",
    "follow": "walk 50 blocks", "fish": "get a fishing rod", "ride": "walk 100 blocks", "explore": "walk 200 blocks",
    "wait": "survive 1 minute", "dance": "walk 20 blocks", "help": "get a stone pickaxe", "stop": "survive 1 minute",
}  # fmt: skip
_LONGEST = 4  # words of a thing's name that is looked for within a sentence


def refusal(words: str, said: str) -> str:
    """The sentence; ``words`` are those of ``said`` without courtesies."""
    led = leading_verb(words)
    for word in words.split()[: 1 if led else None]:
        for form in (word, word.removesuffix("ing"), word.removesuffix("s")):
            if form in _CANNOT:
                return f"I do not know how to {form}, in {said!r}; what comes near is: {_CANNOT[form]}"
    verb, noun = led if led else ("get", words)
    verb = verb if verb not in ("shear", "milk", "fill", "use") else "get"
    if not noun:
        return f"I do not understand what to {verb} in {said!r}; {EXAMPLE}"
    kind = kind_of(verb)
    _, noun = leading_count(re.sub(r"^(?:me|us|yourself)\b ?", "", noun))
    near = suggest(noun, lexicon_of(kind))
    if "/" in said:
        near = near or suggest(said, [task.id for name in suite_names() for task in load_suite(name).tasks])
    if not near and bare(noun) in lexicon_of("item"):
        return f"{bare(noun)!r} is no {kind}, in {said!r}; {EXAMPLE}"
    known = None if near else _known(noun, kind)
    if known:
        near = f"; what I do know of it is {known!r}: say '{verb} {known}' if that is meant"
    return f"I do not know the {kind} {noun!r} in {said!r}{near or f'; {EXAMPLE}'}"


def _known(words: str, kind: str) -> str | None:
    """The longest name of a thing that stands in the words."""
    parts = words.split()
    spans = [" ".join(parts[i : i + n]) for n in range(_LONGEST, 0, -1) for i in range(len(parts) - n + 1)]
    return next((span for span in spans if span in lexicon_of(kind) and not span.isdigit()), None)

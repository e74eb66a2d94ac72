"""The answer to what is not understood: one sentence that says what is not known, and what is near it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator

from craftagent.planner.graph import possible
from craftagent.play.cannot import building, deed, instead, several
from craftagent.play.courtesies import bare, is_courtesy
from craftagent.play.quantity import leading_count
from craftagent.play.things import family, kind_of, lexicon_of, target_of
from craftagent.play.verbs import leading_verb, near_verbs
from craftagent.tasks.nouns import article, counted
from craftagent.tasks.predicate import SCREEN_OF
from craftagent.tasks.suite import load_suite, suite_names
from craftagent.tasks.tags import CREATURES
from craftagent.types import suggest

EXAMPLE = "say for example: get a stone pickaxe"
PLACES = "places I can go to are as: go to a desert, walk 50 blocks, dig down 10 blocks, climb to the surface"
_GOES = re.compile(
    r"^(?:go|walk|run|travel|come|head|move|swim|march|wander|sprint|climb|visit|enter|leave|escape|return)\b"
)
HELP = (
    "I can get, craft, smelt, mine and hunt things, place, eat, wear and open them, kill creatures, and go to places; "
    f"{EXAMPLE}, or see: craftagent tasks list"
)
_ASKS_HELP = re.compile(
    r"^(?:help(?: me)?|usage|commands|who are you|(?:what|which)\b.* (?:can|could|do) (?:you|i)\b.*|"
    r"how (?:do|does|can|to)\b.*)$"
)
_HOW = re.compile(r"^how (?:do|does|can|should|would|to)(?: (?:i|you|we|one))? (.+)$")
_NOT = re.compile(r"^(?:no|not|never|don't|dont|do not)\b")
_SITES = re.compile(  # what no goal leads to
    r"^(?:the |a |an |some )?(?:nearest |next )?(?:cave|ravine|village|mineshaft|stronghold|temple|dungeon|monument|mansion|"
    r"outpost|portal|shipwreck|island|mountain|hill|lake|river|waterfall|structure|biome)s?\b"
)
_SEEKS = re.compile(r"^(?:find|finding|locate|look for|search for|discover|explore|reach|see)\b(?: me| us)? ?")
_LONGEST = 4  # words of a thing's name that is looked for within a sentence
_SHOWN = 100  # letters of what was said that an answer repeats
_NEAR = 0.72  # of difflib's ratio: a slip of the pen, not another word
_NEAR_LONG = 0.85  # the same for several words, where one of them may be a thing
_NEAR_SHORT = 0.8  # the same for words of three letters
_AS_NEAR = 0.08  # by which a second near name may fall behind the first


def shown(said: str) -> str:
    """What was said, as far as an answer repeats it."""
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN].rstrip()} ..."


def refusal(words: str, said: str, understood: Callable[[str], object | None]) -> str:
    """The sentence. ``words`` are those of ``said``, or of the clause that is not understood, without courtesies.

    ``understood`` tells of other words whether they would be (None if not): nothing is proposed that would be refused.
    """
    led, said = leading_verb(words), shown(said)
    how = _HOW.match(words)
    if how and understood(how[1]):
        return f"say {shown(how[1])!r} to have it done and to see how"
    if _ASKS_HELP.match(words):
        return HELP
    if _NOT.match(words) or (led and _NOT.match(led[1])):
        return f"I can be told what to do, not what to leave, in {said!r}; {EXAMPLE}"
    sought = _SEEKS.sub("", words)
    if sought != words and _SITES.match(sought):
        return f"I do not know the way to {shown(sought)}, in {said!r}; {PLACES}"
    for word in words.split()[: 1 if led else None]:
        verb = deed(word)
        if verb is not None:
            return f"I do not know how to {verb}, in {said!r}; what comes near is: {instead(verb)}"
    if is_courtesy(words):
        return f"I do not understand what to do in {said!r}; {EXAMPLE}"
    if led is None:
        first, _, rest = words.partition(" ")
        meant = next((ask for ask in _mended(first, rest) if understood(ask)), None)
        if meant is not None:
            return f"I do not know how to {shown(first)!r}, in {said!r}; did you mean {shown(meant)!r}?"
        if _GOES.match(words):
            return f"I do not know how to {shown(words)}, in {said!r}; {PLACES}"
    verb, noun = led if led else ("get", words)
    _, noun = leading_count(re.sub(r"^(?:me|us|yourself)\b ?", "", noun))
    if not noun:
        return f"I do not understand what to {_said(verb)} in {said!r}; {EXAMPLE}"
    return _of_the_thing(verb, noun, said, understood)


def _mended(first: str, rest: str) -> Iterator[str]:
    """A sentence with its first word, and then also its thing, spelled as the nearest that there is."""
    for verb in near_verbs(first) if rest else []:
        yield f"{verb} {rest}"
        noun = leading_count(rest)[1]
        names = difflib.get_close_matches(noun, lexicon_of("item"), n=1, cutoff=_NEAR_LONG)
        yield from (f"{verb} {rest.removesuffix(noun)}{name}" for name in names if rest.endswith(noun))


def _said(verb: str) -> str:
    """A goal's verb as people say it."""
    return "open" if verb == "interact" else verb


def _of_the_thing(verb: str, noun: str, said: str, understood: Callable[[str], object | None]) -> str:
    """The sentence about a thing that is not known, or to which the verb is not done."""
    if verb in ("interact", "use") and target_of("interact", noun):
        screens = ", ".join(name.replace("_", " ") for name in SCREEN_OF)
        return f"{shown(noun)!r} opens no screen, in {said!r}; of the blocks of this world I can open: {screens}"
    verb = verb if verb not in ("shear", "milk", "fill", "use") else "get"
    kind, name = kind_of(verb), shown(noun)
    doing = deed(noun.split()[0]) if verb in ("get", "craft", "mine") else None
    if doing is not None:
        return f"I do not know how to {doing}, in {said!r}; what comes near is: {instead(doing)}"
    if _GOES.match(noun):
        return f"I do not know how to {name}, in {said!r}; {PLACES}"
    big = building(verb, noun)
    if big is not None:
        return f"{big[0]} is more than I can do yet, in {said!r}; what I can do is: {big[1]}"
    if verb == "place" and target_of(verb, noun):
        return f"{name!r} is not put down as a block, in {said!r}; say for example: place a torch"
    if verb == "smelt" and target_of("get", noun):
        return f"nothing comes of {name!r} in a furnace, in {said!r}; say for example: smelt iron ore"
    pieces = several(noun)
    if pieces:
        ask = verb if verb in ("equip", "eat") else "get"
        those = ", ".join(pieces)
        return f"{name!r} is several things, in {said!r}; ask for one, as '{ask} {_one(pieces[0])}': {those}"
    creature = target_of("kill", noun) if kind != "creature" else None
    if creature:
        if verb == "eat":
            return f"{name!r} is a creature, in {said!r}; say what it gives, as: eat cooked beef"
        return f"{name!r} is a creature, in {said!r}; say 'kill {counted(creature, 1)}', or what it gives"
    kinds = family(kind, noun)
    if kinds:
        more = f" and {len(kinds) - 3} more" if len(kinds) > 3 else ""
        return f"there are {len(kinds)} kinds of {name!r}, in {said!r}; say which: {', '.join(kinds[:3])}{more}"
    if kind != "item" and target_of("get", noun):
        return f"{shown(bare(noun))!r} is no {kind}, in {said!r}; {EXAMPLE}"
    near = _near(noun, kind)
    if not near and "/" in said:
        near = suggest(said, [task.id for suite in suite_names() for task in load_suite(suite).tasks])
    known = None if near else _known(noun, kind, lambda thing: understood(f"{_said(verb)} {thing}") is not None)
    if known:
        near = f"; what I do know of it is {known!r}: say '{_said(verb)} {known}' if that is meant"
    elif kind == "creature" and not near:
        near = f"; creatures of this world are: {', '.join(CREATURES)}"
    return f"I do not know the {kind} {name!r} in {said!r}{near or f'; {EXAMPLE}'}"


def _one(words: str) -> str:
    """A thing with its article, as ``an iron helmet``."""
    target = target_of("get", words)
    return counted(target, 1) if target and target[0] != "#" else f"{article(words)} {words}"


def _near(noun: str, kind: str) -> str:
    """At most two names of things that are spelled nearly so, each thing once; no word that is altogether another."""
    lexicon = lexicon_of(kind)
    names = [words for words in lexicon if words[0] == noun[0] and "_" not in words]
    best: dict[str, str] = {}
    cutoff = _NEAR if len(noun) > 3 else _NEAR_SHORT
    if " " in noun and _known(noun, kind, lambda _: True):
        cutoff = _NEAR_LONG
    for words in difflib.get_close_matches(noun, names, n=6, cutoff=cutoff):
        best.setdefault(lexicon[words], words)
    ratios = {words: difflib.SequenceMatcher(None, noun, words).ratio() for words in best.values()}
    return suggest(noun, [words for words, ratio in ratios.items() if ratio > max(ratios.values()) - _AS_NEAR])


def _known(words: str, kind: str, can: Callable[[str], bool]) -> str | None:
    """The longest name that stands in the words, of a thing that can be asked for and had."""
    parts = words.split()
    spans = [" ".join(parts[i : i + n]) for n in range(_LONGEST, 0, -1) for i in range(len(parts) - n + 1)]
    lexicon = lexicon_of(kind)
    names = [span for span in spans if span in lexicon and not span.isdigit()]
    names.sort(key=lambda span: (-span.count(" "), -len(span)))
    return next((span for span in names if (kind != "item" or possible(lexicon[span])) and can(span)), None)

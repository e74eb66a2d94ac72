"""The readings of a sentence: which of its words are the verb, which the thing, and which only say how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from craftagent.play.cannot import deed
from craftagent.play.courtesies import bare, is_courtesy, without_courtesies
from craftagent.play.quantity import leading_count
from craftagent.play.things import target_of
from craftagent.play.verbs import leading_verb, verb_around, verb_of_word

_PRONOUN = re.compile(r"\b(?:it|them|one)\b")
# Where a thing may end: what follows says where, with what, for whom
_CUT = re.compile(
    r",? (?:on|in|onto|into|from|off|with|at|near|next to|beside|besides|in front of|by|using|out of|for|over|under|around|"
    r"through|until|till|because|so (?:that )?(?:i|we|you|it|they)|before|after|to|as|that|which|when|while|within|"
    r"inside) .*$|,.*$| (?:here|there|somewhere|nearby|outside|underground|inside)\b.*$"
)
_UNTIL = re.compile(
    r"^(.*?)\b(?:(?:until|till|so that|so) you (?:have|get|got|own|hold|find|found|collect|gather|make|made) |"
    r"(?:(?:so )?that|which|until|so) (?:it |they )?(?:gives?|yields?|drops?|becomes?|turns? into) )(.+)$"
)
PURPOSE = re.compile(r"^(.+?),? (?:in order to|so as to|to) (.+)$")
_FOR = re.compile(r"^(.+?) for (?:its |their |the |some )?(.+)$")
_INTO = re.compile(
    r"^(turn|transform|change|convert|smelt|cook|melt|process|refine|saw|make|craft|burn) (.+?) (?:in)?to (.+)$"
)
_SPENT = re.compile(r"^(?:use|using|take|spend|burn|smelt|cook|melt|turn) (.+)$")
_FIRES = frozenset({"smelt", "cook", "melt", "burn", "refine"})
_SAYS_WHY = re.compile(
    r"^(?:i am|i'm|you are|you're|you must be|it is|it's|we are|we're|there (?:is|are)|i feel|"
    r"(?:that )?(?:i|we|you|it|they) can)\b"
)
# A clause that only says where, with what, how
_SAYS_HOW = re.compile(
    r"^(?:on|in|onto|into|from|off|with|without|at|near|next to|beside|besides|in front of|by|using|out of|for|over|under|"
    r"around|through|until|till|because|before|after|as|that|which|who|when|while|within|inside|here|there|somewhere|nearby|"
    r"outside|underground|fast|quick|soon|carefully|safely|not|if|unless|whenever)\b"
)
_DOES = re.compile(r"^(?!all|both|half)[a-z]+ (?:a|an|the|my|your|it|them|some|him|her)\b")  # "tame a wolf", "ride it"
_SPLIT = re.compile(
    r",? and then |,? and (?!(?:steels?|quills?)\b)|,? then |,? so |, "
)  # "flint and steel" is one thing
_WALK = re.compile(r"^(?:go|walk|run|come|step|head|move)(?: up| over)? to ")
_THERE = re.compile(
    r"^there(?:'s| is| are) (.+?)"
    r"(?: (?:behind|near|next|in|on|over|under|around|at|by|before|beside|here|there|coming)\b.*)?$"
)
_HUNTED = (
    "shears?|shearing|animals?|creatures?|hunt|hunting|game|prey|butcher|sheep|cows?|pigs?|chickens?|skeletons?|spiders?|"
    "zombies?|creepers?"
)
_HINTS = {
    "smelt": re.compile(r"\b(?:furnace|smelting|oven|smelt|burn)\b"),
    "hunt": re.compile(rf"\b(?:{_HUNTED})\b"),
    "mine": re.compile(r"\b(?:mining|mine|trees?|break|chop|dig|digging|lumberjack|ground)\b"),
    "craft": re.compile(r"\b(?:crafting|craft|materials?|grid)\b"),
}


class Reading(NamedTuple):
    """``verb``: one of a goal's, or ``shear``, ``milk``, ``fill``, ``use``, ``make``; "" if none was said.

    ``noun``: how many of what; ``rest``: the other words, which may hint at how; ``strict``: it only counts where the verb
    is a way to have the thing; ``of``: how many of what it is made of.
    """

    verb: str
    noun: str
    rest: str = ""
    strict: bool = False
    of: str = ""


def readings(words: str) -> Iterator[Reading]:
    """Every way to read one clause as it stands, the likeliest first; what no verb begins is a thing that is wanted."""
    around = verb_around(words)
    if around:
        yield Reading(around[0], around[1], words)
    led = _led(words)
    for verb, noun in led:  # of "hunting and get some pork" the first verb says how
        how = words.partition(" and ")[0] if leading_verb(words) != (verb, noun) else ""
        yield Reading(verb, _object(noun), how)
    if not led and not around:
        yield Reading("", words)
    yield from _shaped(words, led[0] if led else None)


def shorter(words: str) -> Iterator[Reading]:
    """Readings in which the clause's end only says where, with what, for whom: less and less of it is the thing."""
    around = verb_around(words)
    for verb, noun in ([around] if around else []) + _led(words):
        yield from _cut(verb, _object(noun))


def _led(words: str) -> list[tuple[str, str]]:
    """(verb, the rest); of "find and mine" the second verb, of "put on or hold" the first."""
    led = leading_verb(words)
    if led is None:
        return []
    also = re.match(r"^(?:(and|then|and then)|or) (.+)$", led[1])
    second = leading_verb(also[2]) if also else None
    if also and second:
        return [(second[0] if also[1] else led[0], second[1])]
    return [led]


def _object(noun: str) -> str:
    return re.sub(r"^(?:me|us|you|yourself|up|some more)\b ?", "", noun.strip(" ,"))


def _cut(verb: str, noun: str, rest: str = "") -> Iterator[Reading]:
    for i in range(len(noun) - 1, 0, -1):
        if _CUT.match(noun, i) and not _holds_a_clause(noun[i:]):
            yield Reading(verb, noun[:i].strip(" ,"), f"{rest} {noun[i:]}")


def _holds_a_clause(tail: str) -> bool:
    """Whether the end of a sentence asks for something itself, and does not only say where, with what, for whom."""
    head, *more = _SPLIT.split(tail)
    clauses = [bare(part.strip(" ,")) for part in more]
    if not head.strip() and clauses and not (says_why(clauses[0]) or says_how(clauses[0])):
        return True
    how = re.match(r"^ by \w+ing\b", head) is not None  # "by walking to a tree and punching it"
    return any(acts(clause) and not (how and clause.split()[0].endswith("ing")) for clause in clauses if clause)


def acts(clause: str) -> bool:
    """Whether a clause has a verb: one that a goal could have, one that people ask for, or what stands where a verb does."""
    does = _DOES.match(clause) is not None and not says_how(clause)
    return does or leading_verb(clause) is not None or deed(clause.split()[0]) is not None


def _whole_and_cut(verb: str, noun: str, rest: str, strict: bool = False, of: str = "") -> Iterator[Reading]:
    noun = _object(noun)
    yield Reading(verb, noun, rest, strict, of)
    for reading in _cut(verb, noun, rest):
        yield reading._replace(strict=strict, of=of)


def _shaped(words: str, led: tuple[str, str] | None) -> Iterator[Reading]:
    """Sentences whose thing stands behind: "turn A into N", "hunt until you have N", "use A to make N", "A: N"."""
    into = _INTO.match(words)
    if into:
        yield from _whole_and_cut("smelt" if into[1] in _FIRES else "make", into[3], into[2], of=into[2])
    found = _UNTIL.match(words)
    if found:
        yield from _whole_and_cut(led[0] if led and led[0] not in ("kill", "use") else "hunt" if led else "get",
                                  found[2], found[1])  # fmt: skip
    found = PURPOSE.match(words)
    inner = leading_verb(bare(found[2])) if found else None
    if found and inner:
        spent = _SPENT.match(found[1])
        yield from _whole_and_cut(inner[0], inner[1], found[1], of=spent[1] if spent else "")
    head, colon, tail = words.partition(":")
    if colon and tail.strip():
        inner = leading_verb(bare(tail.strip()))
        told = next((verb for word in head.split() if (verb := verb_of_word(word))), "get")
        yield from _whole_and_cut(inner[0] if inner else told, inner[1] if inner else tail.strip(), head)
    found = _FOR.match(words)
    if found and led:
        verb = "hunt" if led[0] in ("kill", "shear", "hunt") else led[0]
        if verb in ("hunt", "mine"):
            yield from _whole_and_cut(verb, found[2], found[1], strict=True)
        elif target_of(verb, leading_count(_object(found[1].partition(" ")[2]))[1]) is None:
            yield from _whole_and_cut("get", found[2], found[1])
    elif found:
        yield from _whole_and_cut("get", found[2], found[1])


def parts(words: str) -> list[str]:
    """The clauses of a sentence, split at "and", "then", "so" and commas; "it" is named by what it points back to."""
    found: list[str] = []
    named = ""
    for part in _SPLIT.split(words):
        clause = without_courtesies(part.strip())
        if not clause or is_courtesy(clause):
            continue
        if named:
            clause = _PRONOUN.sub(named, clause)
        led = verb_around(clause) or leading_verb(clause)
        there = _THERE.match(clause)
        rest = there[1] if there else led[1] if led else _WALK.sub("", clause)
        named = _object(rest) or named
        found.append(clause)
    return found


def says_why(words: str) -> bool:
    """Whether a clause only says why something is wanted."""
    return _SAYS_WHY.match(words) is not None


def says_how(words: str) -> bool:
    """Whether a clause only says where, with what or how something is to be done."""
    return _SAYS_HOW.match(words) is not None


def hint(words: str, among: frozenset[str]) -> str | None:
    """How the other words say that a thing is to be had, of the ways that there are."""
    return next((verb for verb, said in _HINTS.items() if verb in among and said.search(words)), None)

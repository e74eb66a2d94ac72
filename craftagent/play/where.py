"""Goals that are places and times: "go to a desert", "dig down 10 blocks", "survive the night"."""

from __future__ import annotations

import re

from craftagent.play.quantity import leading_count
from craftagent.sim.terrain.biomes import biome_names
from craftagent.tasks.goal import Goal

_GO = (
    r"(?:go|walk|run|travel|move|head|get|come|sprint|wander|swim|march|journey|make your way|find a way|find your way|"
    r"see that you come|let your feet carry you|take (?:me|us|yourself)|bring (?:me|us))"
)
_N = r"(\d+|[a-z]+(?:[- ][a-z]+)?)"
_BLOCKS = r"(?:blocks?|m|meters?|metres?)"
_MORE = r"(?:(?!\band |\bthen |, ).)*"  # what may follow, but for another clause
_DISTANCE = re.compile(
    rf"^{_GO}?(?: forwards?| straight| straight ahead| ahead)?(?: for)?(?: to)?(?: a place| a spot)? ?{_N} {_BLOCKS}"
    rf"(?: (?:away|far|from|forwards?|ahead)(?: {_MORE})?| by {_MORE})?$"
)
_HEIGHT = re.compile(
    rf"^(?:dig|mine|climb|{_GO})?(?: yourself)?(?: down| up)? ?to (?:height|level|y(?:[- ]level)?|layer) ?=? ?(-?\d{{1,9}})$"
)
_BEDROCK = re.compile(
    rf"^(?:dig|mine|{_GO})(?: a (?:hole|shaft))?(?: straight)?(?: down)? to (?:the )?bedrock(?: level| layer)?$"
)
_BEDROCK_TOP = 4  # bedrock lies up to this y
_DEPTH = re.compile(
    rf"^(?:dig|mine|climb|{_GO})(?: a (?:hole|shaft|pit)(?: of)?)?(?: straight)?(?: down)? {_N} {_BLOCKS} "
    rf"(?:down|deep|below)(?: {_MORE})?$"
    rf"|^(?:dig|mine) (?:a |an )?{_N} {_BLOCKS} deep (?:hole|pit|shaft)(?: {_MORE})?$"
    rf"|^(?:dig|mine|climb|{_GO}) (?:straight )?down(?: by| for)? {_N} {_BLOCKS}(?: by {_MORE})?$"
)
_CLIMB = re.compile(
    rf"^(?:climb|build|pillar|tower|{_GO})(?: yourself)?(?: up| by)? {_N} {_BLOCKS} (?:up|high|higher)(?: {_MORE})?$"
    rf"|^(?:climb|pillar|tower|{_GO}) (?:up)(?: by| for)? {_N} {_BLOCKS}$|^climb {_N} {_BLOCKS}$"
)
_PIT = "(?:pit|hole|cave|shaft|mine|ground|tunnel)"
_SURFACE = re.compile(
    rf"^(?:dig|climb|{_GO})?(?: yourself)?(?: back)?(?: your way)? ?(?:up|out)?(?: to)? the surface$"
    rf"|^(?:dig|climb|{_GO})(?: yourself| your way)? out(?: of (?:the|this|that|your|a) {_PIT})?$"
    rf"|^(?:build|dig|climb|pillar|{_GO}) .*out of (?:the|this|that|your) {_PIT}$"
    rf"|^(?:leave|escape)(?: from)? (?:the|this|that|your) {_PIT}$"
)
_CROSS = rf"(?!(?:get|bring|take)\b(?: me| us)? the\b){_GO}"  # "get the water" is about a bucket of it
_SHORE = re.compile(
    rf"^(?:leave|escape)(?: from)? (?:the|this) (?:island|islet)(?: by {_MORE})?$|"
    rf"^(?:{_CROSS}|cross)?(?: over)?(?: across| through)? ?(?:the|this|that) (?:water|river|lake|sea|pond|stream)"
    rf"(?: to {_MORE})?$"
    rf"|^(?:reach|{_GO}(?: over| across)?(?: to)?) the (?:other|far|opposite) (?:side|shore|bank)(?: of {_MORE})?$"
)
_BIOME = re.compile(
    rf"^(?:{_GO}|find|reach|look for|search for|explore until you (?:find|reach|see))?(?: (?:me|us))?(?: to| for| into)?"
    r" ?(?:a|an|the|some)? ?(?:nearest |next )?(.+?)(?: biome)?$"
)
_SURVIVE = re.compile(
    r"^(make it(?= through| past| until| till| to)|survive|stay alive|live|do not die|don't die|hold out|last|"
    r"keep (?:yourself|us) alive|keep alive|make sure (?:that )?you survive|nothing kills you|keep breathing|"
    r"remain alive)\b ?(.*)$"
)
_NIGHT = re.compile(
    r"^(?:through |for |until |till |past |over )?(?:the|a|one|this|tonight)? ?(?:whole |entire |first |next )?"
    r"(?:night|morning|dawn|sunrise|daybreak|tonight|sun rises|sun comes up|day breaks)(?: is over| comes)?$"
)
_MORE_CLAUSES = re.compile(
    r", |\b(?:and|then)\b(?! (?:a half|\w+ (?:ticks?|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?)\b))"
)
_TIMES = {"tick": 1, "second": 20, "sec": 20, "minute": 1200, "min": 1200, "hour": 72_000, "day": 24_000}


def place_or_time(words: str) -> Goal | None:
    """The goal, or None if the words are about something else. Raises ``ValueError`` for a time that is none."""
    found = _SURVIVE.match(words)
    if found and _MORE_CLAUSES.search(found[2]) is None:
        return _survive(found[2].removesuffix(" without dying"), found[1])
    if _SURFACE.match(words):
        return Goal("reach", "surface")
    if _SHORE.match(words):
        return Goal("reach", "far_shore")
    if _BEDROCK.match(words):
        return Goal("reach", f"height:{_BEDROCK_TOP + 1}")
    found = _HEIGHT.match(words)
    if found:
        return Goal("reach", f"height:{found[1]}")
    for pattern, kind in ((_DEPTH, "depth"), (_CLIMB, "climb"), (_DISTANCE, "distance")):
        found = pattern.match(words)
        if found:
            said = next(group for group in found.groups() if group)
            count, rest = leading_count(said)
            if not rest:
                return Goal("reach", f"{kind}:{count}")
    found = _BIOME.match(words)
    if found:
        for name in (found[1], found[1].removesuffix("s")):
            if name.replace(" ", "_") in biome_names():
                return Goal("reach", f"biome:{name.replace(' ', '_')}")
    return None


def _survive(time: str, led: str) -> Goal | None:
    if not time or _NIGHT.match(time):
        return Goal("survive", "night")
    nights = re.match(r"^(?:for )?(.+?) nights?$", time)
    if nights and not leading_count(f"{nights[1]} nights")[1].removeprefix("nights"):
        count = leading_count(f"{nights[1]} nights")[0]
        return Goal("survive", "night") if count == 1 else Goal("survive", "any", count * _TIMES["day"])
    time = re.sub(r"^(?:for|another|at least) ", "", re.sub(r"^for ", "", time))
    half = re.match(r"^half (?:a |an )?(minute|hour|day)$", time)
    count, unit = (1, half[1]) if half else leading_count(time)
    ticks = _TIMES.get(unit.removesuffix("s"))
    if ticks is None and led == "make it":
        return None
    if ticks is None:
        raise ValueError(
            f"I do not understand the time {time!r}; say for example: survive 5 minutes, survive the night"
        )
    return Goal("survive", "any", max(1, count * ticks // (2 if half else 1)))

"""The acts of a plan in an order that can be carried out, and in which the actor walks little.

Gathering goes from the surface down, each thing once and all of it. Crafting is done in sessions: when nothing more can
be gathered with the tools at hand, as soon as a better tool can be had, or before a station that stands near is left,
everything that can be made is made, the inventory's grid first, then the crafting table, then the furnace.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Mapping, Sequence

from craftagent.planner.demand import Act, Bill, Means
from craftagent.planner.subgoal import STATIONS
from craftagent.planner.ways import durability
from craftagent.tasks.tags import item_members

# Which of the tools that would do is taken: fast and cheap ones, not those that are dear.
_TAKEN = ("stone", "iron", "wooden", "golden", "diamond", "netherite")


@dataclasses.dataclass
class Step:
    """One subgoal to be: an act, or a part of one that a tool lasts for. ``total``: held of the item afterwards."""

    act: Act
    times: int
    gain: int
    tool: str | None
    total: int


class Blocked(RuntimeError):
    """No step can come next. ``tools``: for each act that could be gathered with a whole tool, the tools that would do."""

    def __init__(self, pending: Sequence[Act]) -> None:
        super().__init__(f"no step of the plan can come next; these wait: {', '.join(act.item for act in pending)}")
        self.tools = [act.tools[-1] for act in pending if act.way.place is not None and act.tools]


class _Bench:
    """The inventory as the plan goes on. Keys are items, and tags for what the plan gathers of any kind."""

    def __init__(self, state: Counter[str], wear: dict[str, int], near: frozenset[str]) -> None:
        self.state, self.wear, self.near = state, wear, near

    def copy(self) -> _Bench:
        return _Bench(Counter(self.state), dict(self.wear), self.near)

    def total(self, item: str) -> int:
        if not item.startswith("#"):
            return self.state[item]
        return self.state[item] + sum(self.state[name] for name in item_members(item))

    def tool(self, choices: tuple[str, ...], pending: Sequence[Act]) -> str | None:
        """The tool to take of those that would do, or None if none is held that ``pending`` can spare."""
        held = [name for name in choices if self.state[name] > 0 and self._spare(name, choices, pending) > 0]
        return min(held, key=_rank, default=None)

    def _spare(self, tool: str, choices: tuple[str, ...], pending: Sequence[Act]) -> int:
        """Uses of a tool for an act that would do with any of ``choices``, beyond those that pickier acts will want."""
        if not durability(tool):
            return 1
        picky = [act for act in pending if act.tools and tool in act.tools[-1] and len(act.tools[-1]) < len(choices)]
        able = {name for act in picky for name in act.tools[-1]}
        left = sum(self.wear.get(name, 0) for name in able) - sum(act.times for act in picky)
        return min(self.wear[tool], left) if picky else self.wear[tool]

    def ready(self, act: Act, pending: list[Act]) -> bool:
        """Whether everything for an act is there."""
        used: Counter[str] = Counter()
        for item, count in (*act.uses, *act.fuel):
            used[item] += count
        if any(self.state[item] < count for item, count in used.items()):
            return False
        if act.way.station and not self._has(act.way.station):
            return False
        for station in STATIONS:  # a furnace is not crafted away while something is to be smelted
            if used[station] and self.state[station] == used[station] and station not in self.near:
                if any(other.way.station == station and other is not act for other in pending):
                    return False
        return all(self.tool(choices, pending) is not None for choices in act.tools)

    def _has(self, station: str) -> bool:
        return station in self.near or self.state[station] > 0

    def do(self, act: Act, pending: Sequence[Act]) -> Step:
        """Carry out an act as far as its tool lasts; what is left of it stays in ``act``."""
        tool = self.tool(act.tools[-1], pending) if act.tools else None
        times, gain = act.times, act.gain
        if tool is not None and durability(tool):
            times = min(times, self._spare(tool, act.tools[-1], pending))
            if times < act.times:
                gain = min(act.gain, max(1, math.floor(times * act.way.rate)))
            self._wear_out(tool, times)
        for item, count in (*act.uses, *act.fuel):
            self.state[item] -= count if times == act.times else count * times // act.times
        for left in act.way.left:
            self.state[left] += times
        self.state[act.item] += gain
        if durability_of(act.item):
            self.wear[act.item] = self.wear.get(act.item, 0) + gain * durability_of(act.item)
        step = Step(act, times, gain, tool, self.total(act.item))
        act.times -= times
        act.gain -= gain
        return step

    def _wear_out(self, tool: str, times: int) -> None:
        self.wear[tool] -= times
        self.state[tool] = math.ceil(self.wear[tool] / durability(tool))


def durability_of(item: str) -> int:
    """Uses that an item stands; 0 for tags and for what does not wear."""
    return 0 if item.startswith("#") else durability(item)


def _rank(tool: str) -> int:
    return next((i for i, material in enumerate(_TAKEN) if tool.startswith(material)), 0)


def schedule(bill: Bill, means: Means) -> list[Step]:
    """Steps in order. Raises :class:`Blocked` if tools break before the better ones can be made."""
    pending = [dataclasses.replace(act) for act in reversed(bill.acts)]
    bench = _Bench(Counter(means.held), {n: means.uses(n) for n in means.held if durability(n)}, means.near)
    steps: list[Step] = []
    while pending:
        gathers = [act for act in pending if act.way.place is not None and bench.ready(act, pending)]
        here = not steps and _wants_what_stands_here(bench, pending)
        done = _session(bench, pending) if not gathers or here or _makes_a_tool(bench, pending) else []
        if not done and not gathers:
            done = _one_tool(bench, pending)
        if not done:
            # With nothing else left to do, tools are worn down that later steps want: they will have to be made again.
            gathers = gathers or [act for act in pending if act.way.place is not None and bench.ready(act, [act])]
            if not gathers:
                raise Blocked(pending)
            act = min(gathers, key=_nearness)
            done = [bench.do(act, pending if bench.ready(act, pending) else [act])]
            if act.times <= 0 or act.gain <= 0:
                pending = [other for other in pending if other is not act]
        steps += done
    return steps


def _nearness(act: Act) -> tuple[bool, int, float]:
    """Logs first, then by depth, then by how far it usually is."""
    place = act.way.place
    assert place is not None
    return not (act.item == "#logs" or act.item.endswith("_log")), place.level, place.trip


def _wants_what_stands_here(bench: _Bench, pending: list[Act]) -> bool:
    """Whether something can be made now at a station that stands near and is not held: gathering leads away from it."""
    left = {station for station in bench.near if not bench.state[station]}
    return any(act.way.station in left and bench.ready(act, pending) for act in pending if act.way.place is None)


def _makes_a_tool(bench: _Bench, pending: list[Act]) -> bool:
    """Whether a session now would make a tool that something to be gathered wants."""
    wanted = {name for act in pending for choices in act.tools for name in choices}
    if not any(act.item in wanted for act in pending):
        return False
    done = _session(bench.copy(), [dataclasses.replace(act) for act in pending])
    return any(step.act.item in wanted for step in done)


def _one_tool(bench: _Bench, pending: list[Act]) -> list[Step]:
    """Make a single one of the tools that are to be made, to go on with: there is not enough yet for all of them."""
    wanted = {name for act in pending for choices in act.tools for name in choices}
    for act in pending:
        if act.item in wanted and act.way.verb == "craft" and act.times > 1:
            one, rest = _split(act)
            if bench.ready(one, pending):
                pending[pending.index(act)] = rest
                return [bench.do(one, pending)]
    return []


def _split(act: Act) -> tuple[Act, Act]:
    """The first craft of an act, and the others."""
    first: list[tuple[str, int]] = []
    rest: list[tuple[str, int]] = []
    uses = list(act.uses)
    for need in act.way.inputs:  # ``uses`` holds each input's items in turn
        for target, count in ((first, need.n), (rest, need.n * (act.times - 1))):
            while count > 0:
                item, here = uses.pop(0)
                part = min(here, count)
                target.append((item, part))
                if here > part:
                    uses.insert(0, (item, here - part))
                count -= part
    each = act.gain // act.times
    return (
        dataclasses.replace(act, times=1, gain=each, uses=first),
        dataclasses.replace(act, times=act.times - 1, gain=act.gain - each, uses=rest),
    )


def _session(bench: _Bench, pending: list[Act]) -> list[Step]:
    """Make everything that can be made now; takes what is done out of ``pending``."""
    steps: list[Step] = []
    order: Mapping[str | None, int] = {None: 0, "crafting_table": 1, "furnace": 2}
    while True:
        makes = [act for act in pending if act.way.place is None and bench.ready(act, pending)]
        if not makes:
            return steps
        act = min(makes, key=lambda a: order[a.way.station])  # the first of equals: ingredients come first
        steps.append(bench.do(act, pending))
        pending[:] = [other for other in pending if other is not act]

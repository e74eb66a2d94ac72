"""What a goal takes beyond what is held: every act of the plan with its amount, shared ingredients counted once.

The graph is walked from the goal down, each item before what it is made of. So when an item's turn comes, everything
that wants it has spoken, and what is held, what one craft gives and what is left over are reckoned over the whole plan.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from craftagent.planner import graph
from craftagent.planner.graph import GATHERS, MADE, NEVER
from craftagent.planner.ways import Input, Way, burn_ticks, durability, tools_for
from craftagent.sim.rules.smelting import COOK_TICKS
from craftagent.tasks.tags import item_members

FRESH_FUELS = ("#planks", "coal")  # what is gathered to burn; anything of FUELS is burned if held
HELD_SHARE = 0.05  # of its cost is what burning or spending a held thing is charged
FUELS = ("coal", "charcoal", "#planks", "coal_block", "stick")
_DEPTH = 60  # longest chain of items from a goal down


@dataclasses.dataclass
class Act:
    """One act of the plan: ``times`` crafts, smelts, blocks or creatures that give ``gain`` more of ``item``.

    ``uses``: (item or tag, count) taken away, a tag where it is of this plan's own gathering and any kind may come;
    ``fuel``: the same for the furnace; ``tools``: what must be held, each a tuple of items of which one will do.
    """

    item: str
    way: Way
    times: int
    gain: int
    uses: list[tuple[str, int]]
    fuel: list[tuple[str, int]]
    tools: list[tuple[str, ...]]


@dataclasses.dataclass
class Bill:
    """All acts, the goal's first; what is missing with no way to get it; and tools that wear out before the end."""

    acts: list[Act]
    missing: dict[str, int]
    worn_out: dict[str, int]
    distances: Mapping[str, float]

    def ticks(self) -> float:
        """Rough ticks of all acts; what is missing weighs more than anything."""
        work = sum(graph.trip_ticks(act.way, self.distances) + act.way.each * act.times for act in self.acts)
        return work + NEVER * sum(self.missing.values())


@dataclasses.dataclass(frozen=True)
class Means:
    """What a plan may count on.

    ``held``: items by name. ``near``: stations that stand nearby. ``uses_left``: uses left in all held tools of a name,
    where they are worn. ``woods``: kinds of wood, the preferred first. ``costs``: ticks by item. ``distances``: blocks to
    the nearest source of a name, where known. ``avoid``: tools not to make for use while another will do.
    """

    held: Mapping[str, int]
    near: frozenset[str]
    uses_left: Mapping[str, int]
    woods: tuple[str, ...]
    costs: Mapping[str, float]
    distances: Mapping[str, float] = dataclasses.field(default_factory=dict)
    spare_logs: int = 0
    avoid: frozenset[str] = frozenset()

    def uses(self, tool: str) -> int:
        """Uses left in the held tools of a name."""
        count = self.held.get(tool, 0)
        return min(self.uses_left.get(tool, count * durability(tool)), count * durability(tool))


def bill(roots: Sequence[tuple[str, int]], means: Means, more: Mapping[str, int] | None = None) -> Bill:
    """What has to be done to hold every root (item or tag, count) at once. Never raises for what cannot be had.

    Where something can be made in several ways, there are two proposals: the ways that are cheapest from nothing, and
    those that are cheapest with what is held. Which is less work in all is only known at the end.
    ``more``: further tools to make, which the reckoning itself does not see the need of.
    """
    fresh = _settle(roots, means, more or {}, by_held=False)
    if not means.held:
        return fresh
    return min(fresh, _settle(roots, means, more or {}, by_held=True), key=Bill.ticks)  # the first of equals


def _settle(roots: Sequence[tuple[str, int]], means: Means, more: Mapping[str, int], by_held: bool) -> Bill:
    extra = dict(more)
    wood: str | None = None
    for _ in range(6):
        found = _Reckoning(means, extra, wood, by_held).run(roots)
        felled = [act.item for act in found.acts if act.way.verb == "mine" and act.item.endswith("_log")]
        if wood is None and felled and any(act.item == "#logs" for act in found.acts):
            wood = graph.wood_of(felled[0])  # one kind must be found anyway: then all logs come from there
        elif found.worn_out:  # a further pickaxe takes blocks of its own
            for tool, count in found.worn_out.items():
                extra[tool] = extra.get(tool, 0) + count
        else:
            break
    return found


class _Reckoning:
    """One walk through the graph."""

    def __init__(self, means: Means, extra: Mapping[str, int], wood: str | None, by_held: bool) -> None:
        self.means, self.extra, self.by_held = means, extra, by_held
        self.wood = wood  # the kind that every new log shall be of, None for any
        self.woods = means.woods if wood is None else (wood, *(w for w in means.woods if w != wood))
        self.free: dict[str, int] = {name: count for name, count in means.held.items() if count > 0}
        self.wanted: dict[str, int] = defaultdict(int)  # to be used up, beyond what is held
        self.leased: set[str] = set()  # tools and stations of which one is to be made, to be used but not used up
        self.order: list[str] = []
        self.chosen: dict[str, Way | None] = {}
        self.single: set[str] = set()  # wanted as such somewhere: not to be spent where anything would do
        self.wear: dict[str, int] = defaultdict(int)  # uses by need, as "pickaxe:1"
        self.acts: list[Act] = []
        self.missing: dict[str, int] = {}
        # Of the planks of any kind, those to be made of held logs; apart for the furnace, as nether wood does not burn.
        self.named: list[tuple[str, int]] = []
        self.named_fuel: list[tuple[str, int]] = []
        self.burning = 0  # planks of any kind that are to be made and burned

    def run(self, roots: Sequence[tuple[str, int]]) -> Bill:
        for item, _ in roots:
            self._visit(self._made_as(self._choices(item)), ())
            if not item.startswith("#"):
                self.single.add(item)
        for tool in self.extra:
            self._visit(tool, ())
        for item, count in roots:
            self._want(self._choices(item), count)
        for tool, count in self.extra.items():
            self.wanted[tool] += count
        for item in reversed(self.order):
            # A furnace that goes into a smoker can do its smelting before.
            count = max(self.wanted.get(item, 0), item in self.leased)
            if count > 0:
                self._make(item, count)
        for act in self.acts:
            act.uses, act.fuel = _named(act.uses, self.named), _named(act.fuel, self.named_fuel)
        return Bill(self.acts, self.missing, self._worn_out(dict(roots)), self.means.distances)

    # ------------------------------------------------------------------------------------------ choosing ways
    def _choices(self, item: str) -> tuple[str, ...]:
        return tuple(sorted(item_members(item))) if item.startswith("#") else (item,)

    def _made_as(self, choices: tuple[str, ...]) -> str:
        """The item or tag that is made where any of ``choices`` is wanted and none is held."""
        if len(choices) == 1:
            return choices[0]
        tag = graph.tag_of(choices)
        if tag is not None and (self.wood is None or tag not in (MADE, "#logs")):
            return tag
        costs = self.means.costs

        def key(name: str) -> tuple[bool, int, float]:
            wood = graph.wood_of(name)
            return costs[name] >= NEVER, self.woods.index(wood) if wood in self.woods else 0, costs[name]

        return min(choices, key=key)

    def _visit(self, item: str, above: tuple[str, ...]) -> None:
        """Choose ways for an item and for all that they take, and put them in order, ingredients first."""
        if item in self.chosen:
            return
        if len(above) > _DEPTH:
            raise RecursionError(f"the chain of items below {above[0]!r} does not end")
        way = self._choose(item, above)
        self.chosen[item] = way
        if way is not None:
            for needed in self._below(way):
                self._visit(needed, (*above, item))
        self.order.append(item)

    def _choose(self, item: str, above: tuple[str, ...]) -> Way | None:
        open_ = [way for way in graph.ways(item) if not any(self._made_as(i.choices) in above for i in way.inputs)]
        return min(open_, key=self._quote, default=None)

    def _quote(self, way: Way) -> float:
        """Ticks for one item by a way; what is held costs little, so that a way through it wins."""
        costs, held = self.means.costs, self.means.held
        total = way.each + self._trip(way) / graph.USUAL
        for need in way.inputs:
            here = 0
            if self.by_held and not _returns(way.item, need.choices):
                here = min(need.n, sum(held.get(c, 0) for c in need.choices))
            total += (need.n - here + here * HELD_SHARE) * min(costs[c] for c in need.choices if c in costs)
        for tool in way.tools:
            if not any(held.get(t, 0) for t in tools_for(tool)):
                total += graph.SHARE * min(costs[t] for t in tools_for(tool))
        return total / way.rate

    def _trip(self, way: Way) -> float:
        return graph.trip_ticks(way, self.means.distances)

    def _below(self, way: Way) -> list[str]:
        """Items and tags that a way may have to have made."""
        found = []
        for need in way.inputs:
            if len(need.choices) == 1:
                self.single.add(need.choices[0])
            found.append(self._made_as(need.choices))
        for tool in way.tools:
            if not self._held_tool(tool):
                found.append(self._new_tool(tool))
        if way.station and not self._has_station(way.station):
            found.append(way.station)
        if way.verb == "smelt":
            found.extend(self._made_as(_burning(fuel)) for fuel in FRESH_FUELS)
        if way.item == MADE:
            found.extend(f"{wood}_planks" for wood in self.woods)
        return found

    # ------------------------------------------------------------------------------------------ amounts
    def _want(self, choices: tuple[str, ...], count: int) -> list[tuple[str, int]]:
        """Take ``count`` of any of ``choices``: what is held first, the rest is to be made."""
        taken: list[tuple[str, int]] = []
        for name in sorted(choices, key=lambda c: (c in self.single, c in burn_ticks(), -self.free.get(c, 0), c)):
            part = min(count, self.free.get(name, 0))
            if part > 0:
                self.free[name] -= part
                taken.append((name, part))
                count -= part
        if count > 0:
            made = self._made_as(choices)
            self.wanted[made] += count
            taken.append((made, count))
        return taken

    def _make(self, item: str, count: int) -> None:
        way = self.chosen[item]
        if item == MADE:
            count = self._planks_of_held_logs(count)
        if count > 0 and not item.startswith("#"):
            count = self._from_held(item, count)
        if count <= 0:
            return
        if way is None:
            self.missing[item] = count
            return
        if way.verb in GATHERS or way.rate < 1:
            if way.verb == "mine" and (item == "#logs" or item.endswith("_log")):
                count += self.means.spare_logs
            times, gain = math.ceil(count / way.rate), count
        else:
            times = math.ceil(count / way.rate)
            gain = int(times * way.rate)
        self._act(item, way, times, gain)

    def _act(self, item: str, way: Way, times: int, gain: int) -> None:
        if item == MADE:  # held logs have been turned to planks of their own kind
            self.wanted["#logs"] += times
            uses = [("#logs", times)]
        else:
            uses = [taken for need in way.inputs for taken in self._want(need.choices, need.n * times)]
        fuel = self._fuel(times * COOK_TICKS) if way.verb == "smelt" else []
        tools = [self._lease(need, times if i == len(way.tools) - 1 else 1) for i, need in enumerate(way.tools)]
        if way.station:
            self._lease_station(way.station)
        self.acts.append(Act(item, way, times, gain, uses, fuel, tools))

    def _planks_of_held_logs(self, count: int) -> int:
        """Planks to be made of held logs are named by their wood, those to burn first; returns how many are left."""
        left = min(self.burning, count)
        count -= left
        burns = [wood for wood in self.woods if f"{wood}_planks" in burn_ticks()]
        left -= self._name(left, burns, self.named_fuel)
        others = sorted(self.woods, key=lambda wood: (wood in burns, self.wanted.get(f"{wood}_planks", 0) > 0))
        return left + count - self._name(count, others, self.named)

    def _name(self, count: int, woods: Sequence[str], names: list[tuple[str, int]]) -> int:
        """Have up to ``count`` planks made of held logs; returns how many."""
        done = 0
        for wood in woods:
            planks = f"{wood}_planks"
            logs = sum(self.free.get(c, 0) for c in graph.ways(planks)[0].inputs[0].choices)
            part = min(count - done, max(0, 4 * logs - self.wanted.get(planks, 0)))
            if part > 0:
                self.wanted[planks] += part
                names.append((planks, part))
                done += part
        return done

    def _from_held(self, item: str, count: int) -> int:
        """Make of held things by other ways what they give, as ingots of a block; returns how many are left to make."""
        for way in graph.ways(item):
            if way is self.chosen[item] or way.verb != "craft" or count <= 0:
                continue
            if way.station and not self._has_station(way.station):
                continue
            times = min(math.ceil(count / way.rate), *(self._spare(need) // need.n for need in way.inputs))
            if times > 0:
                uses = [taken for need in way.inputs for taken in self._want(need.choices, need.n * times)]
                self.acts.append(Act(item, way, times, int(times * way.rate), uses, [], []))
                count -= int(times * way.rate)
        return count

    def _spare(self, need: Input) -> int:
        return sum(self.free.get(c, 0) for c in need.choices)

    # ------------------------------------------------------------------------------------------ fuel
    def _fuel(self, ticks: int) -> list[tuple[str, int]]:
        """The cheapest fuel for one smelt: what is held and free, else what is quickly gathered."""
        best: tuple[float, tuple[str, ...], int] | None = None
        for fuel in FUELS:
            choices = _burning(fuel)
            count = math.ceil(ticks / min(burn_ticks()[c] for c in choices))
            here = min(count, sum(self.free.get(c, 0) for c in choices))
            if here < count and fuel not in FRESH_FUELS:
                continue
            each = min(self.means.costs[c] for c in choices)
            cost = here * each * HELD_SHARE
            if here < count:  # the part that is held may be wanted elsewhere, and then there would be more to gather
                here = 0
                made = self._made_as(choices)
                way = self.chosen[made]
                mined = way is not None and way.verb == "mine"
                trip = self._trip(way) if mined and way is not None and not self.wanted.get(made) else 0.0
                cost += (count - here) * (way.each if mined and way is not None else each) + trip
            if best is None or cost < best[0]:
                best = (cost, choices, count)
        assert best is not None  # planks can always be made
        taken = self._want(best[1], best[2])
        self.burning += sum(count for item, count in taken if item == MADE)
        return taken

    # ------------------------------------------------------------------------------------------ tools and stations
    def _held_tool(self, need: str) -> bool:
        return any(self.means.held.get(tool, 0) > 0 and (not durability(tool) or self.means.uses(tool) > 0)
                   for tool in tools_for(need))  # fmt: skip

    def _new_tool(self, need: str) -> str:
        """The cheapest tool to make for a need."""
        able = [tool for tool in tools_for(need) if tool not in self.means.avoid] or tools_for(need)
        return min(able, key=lambda tool: min(map(self._quote, graph.ways(tool)), default=math.inf))

    def _lease(self, need: str, times: int) -> tuple[str, ...]:
        self.wear[need] += times
        if not self._held_tool(need):
            self.leased.add(self._new_tool(need))
        return tools_for(need)

    def _has_station(self, station: str) -> bool:
        return station in self.means.near or self.means.held.get(station, 0) > 0

    def _lease_station(self, station: str) -> None:
        if not self._has_station(station):
            self.leased.add(station)

    def _worn_out(self, kept: Mapping[str, int]) -> dict[str, int]:
        """Further tools that the plan needs because those it has wear out, by the tool to make; ``kept`` shall stay."""
        left: dict[str, int] = defaultdict(int)
        made: dict[str, int] = defaultdict(int)
        for act in self.acts:
            made[act.item] += act.gain
        short: dict[str, int] = {}
        # The most exacting needs choose first, each the humblest tool that will do.
        for need in sorted(self.wear, key=lambda n: -int(n.partition(":")[2] or 0)):
            tools = [tool for tool in tools_for(need) if durability(tool)]
            for tool in tools:
                whole = max(0, made[tool] - kept.get(tool, 0))
                left.setdefault(tool, self.means.uses(tool) + whole * durability(tool))
            uses = self.wear[need]
            for tool in tools:
                part = min(uses, left[tool])
                left[tool] -= part
                uses -= part
            if uses > 0 and tools:
                tool = self._new_tool(need)
                if tool == "wooden_pickaxe":
                    tool = "stone_pickaxe"  # cobblestone is at hand by then, and lasts twice as long
                short[tool] = short.get(tool, 0) + math.ceil(uses / durability(tool))
        return short


def _named(uses: list[tuple[str, int]], names: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Uses where planks of any kind are given the kinds of ``names``, as far as these go; takes them out of ``names``."""
    found = []
    for item, count in uses:
        while item == MADE and count > 0 and names:
            name, part = names.pop(0)
            if part > count:
                names.insert(0, (name, part - count))
            found.append((name, min(part, count)))
            count -= min(part, count)
        if count > 0:
            found.append((item, count))
    return found


@functools.cache
def _burning(fuel: str) -> tuple[str, ...]:
    """The items that a fuel, named as item or tag, stands for: nether wood does not burn."""
    names = sorted(item_members(fuel)) if fuel.startswith("#") else [fuel]
    return tuple(name for name in names if name in burn_ticks())


@functools.cache
def _returns(item: str, choices: tuple[str, ...]) -> bool:
    """Whether one of ``choices`` is made of ``item`` itself, as a block of its ingots."""
    return any(item in i.choices for name in choices for way in graph.ways(name) for i in way.inputs)

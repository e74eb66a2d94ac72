"""Plans carried out on paper: an inventory under the exact rules of recipes, tools, wear and fuel, and nothing else.

The land always gives what a subgoal looks for, if this world has it and the tool in hand can take it. Anything else,
ingredients, grids, tools, their wear, stations, burn time, must add up. :func:`validate` says in words what does not.
"""

from __future__ import annotations

import dataclasses
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from craftagent.planner import graph
from craftagent.planner.sources import why_absent
from craftagent.planner.subgoal import ITEM_VERBS, STATIONS, Need, Subgoal, total
from craftagent.planner.surroundings import Surroundings
from craftagent.planner.uses import POURED, about, edible, left_of, placer, placers, why_no_use
from craftagent.planner.ways import Way, all_ways, burn_ticks, durability, tools_for
from craftagent.sim.rules.items_table import CRAFT_REMAINDER
from craftagent.sim.rules.recipes import Recipe, match
from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.rules.smelting import COOK_TICKS
from craftagent.tasks.goal import Goal
from craftagent.tasks.nouns import counted
from craftagent.tasks.tags import block_members, item_members

_ROUNDS = 64  # share of crafts that are reckoned at once where kinds may take turns


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a plan.

    ``index``: number of the subgoal from 0; ``kind``: ``ingredients``, ``tool``, ``station``, ``fuel``, ``source``, ``use``
    (it is not for that) or ``goal``; ``missing``: what would have to be held as well; ``text``: a sentence.
    """

    index: int
    subgoal: str
    kind: str
    missing: tuple[Need, ...]
    text: str

    def __str__(self) -> str:
        return self.text


class _Stuck(Exception):
    """A subgoal that cannot be carried out."""

    def __init__(self, kind: str, text: str, missing: Iterable[Need] = ()) -> None:
        super().__init__(text)
        self.kind, self.missing = kind, tuple(missing)


class Simulator:
    """An inventory to carry out subgoals on.

    Args:
        inventory: item name -> count.
        surroundings: stations and other blocks that stand near, and uses left in worn tools.
        rng: draws the kind of what is gathered by tag; without it always the commonest.
    """

    def __init__(
        self, inventory: Mapping[str, int], surroundings: Surroundings | None = None, rng: random.Random | None = None
    ) -> None:
        near = surroundings or Surroundings()
        self.inventory: Counter[str] = Counter({name: count for name, count in inventory.items() if count > 0})
        self.near = near.stations
        self.standing = frozenset((*near.blocks, *near.near))  # what may be opened, stations apart
        self.rng = rng
        self.said: Counter[str] = Counter()  # what the subgoal says it takes, and has not taken yet
        self.wear = {n: near.uses_left.get(n, c * durability(n)) for n, c in self.inventory.items() if durability(n)}

    def run(self, subgoal: Subgoal, index: int = 0) -> Problem | None:
        """Carry out one subgoal, or say what is missing and leave the inventory as it was."""
        before = Counter(self.inventory), dict(self.wear), self.standing
        try:
            self._run(subgoal)
        except _Stuck as stuck:
            self.inventory, self.wear, self.standing = before
            text = f"step {index + 1} ({subgoal.text}): {stuck}"
            return Problem(index, subgoal.id, stuck.kind, stuck.missing, text)
        self.inventory = +self.inventory  # drop zeros
        return None

    def grant(self, subgoal: Subgoal) -> None:
        """Pretend that a subgoal has been reached, to look at what comes after it."""
        if subgoal.verb in ITEM_VERBS:
            self._gain(subgoal.target, max(0, self._aim(subgoal) - total(self.inventory, subgoal.target)))
        elif subgoal.verb == "place":
            self.standing |= block_members(subgoal.target)

    # ------------------------------------------------------------------------------------------------ one subgoal
    def _aim(self, subgoal: Subgoal) -> int:
        """Count of the target that ends the subgoal."""
        here = total(self.inventory, subgoal.target) if subgoal.count_mode == "gain" else 0
        return here + subgoal.count

    def _run(self, subgoal: Subgoal) -> None:
        self.said = Counter({need.item: need.count for need in subgoal.preconditions})
        if subgoal.verb in ITEM_VERBS:
            aim = self._aim(subgoal)
            if total(self.inventory, subgoal.target) < aim:
                self._obtain(subgoal, aim)
        elif subgoal.verb == "equip":
            self._hold(subgoal.target, 1, "item")
        elif subgoal.verb == "eat":
            self._eat(subgoal.target, subgoal.count)
        elif subgoal.verb == "place":
            self._put_down(subgoal.target, subgoal.count)
        elif subgoal.verb == "interact":
            self._use_block(subgoal.target)

    def _obtain(self, subgoal: Subgoal, aim: int) -> None:
        if subgoal.tool is not None:
            self._hold(subgoal.tool, 1, "tool")
        {"mine": self._gather, "hunt": self._gather, "get": self._gather, "craft": self._craft, "smelt": self._smelt}[
            subgoal.verb
        ](subgoal, aim)

    def _hold(self, item: str, count: int, kind: str) -> None:
        if total(self.inventory, item) < count:
            lacks = count - total(self.inventory, item)
            kind = "ingredients" if kind == "item" else kind
            raise _Stuck(kind, f"{counted(item, lacks)} missing", [Need(item=item, count=lacks)])

    def _station(self, station: str) -> None:
        if station not in self.near and not self.inventory[station]:
            raise _Stuck("station", f"there is no {station} near, and none is held", [Need(item=station)])

    # ------------------------------------------------------------------------------------------------ uses
    def _eat(self, target: str, count: int) -> None:
        foods = edible(target)
        if not foods:
            raise _Stuck("use", f"{counted(target, 1)} cannot be eaten")
        self._hold(target, count, "item")
        for name in self._take(foods, count):
            left = left_of(name)
            if left is not None:
                self.inventory[left] += 1

    def _put_down(self, target: str, count: int) -> None:
        try:
            item = placer(target)
        except ValueError as error:
            raise _Stuck("use", str(error)) from None
        self._hold(item, count, "item")
        if target not in STATIONS:  # these are taken back after use
            self._take(placers(target), count)
        if target in POURED:
            self.inventory["bucket"] += count
        self.standing |= block_members(target)

    def _use_block(self, target: str) -> None:
        if target in STATIONS:
            self._station(target)
            return
        why = why_no_use(target, self.inventory)
        if why is not None:
            raise _Stuck("use", why)
        if not (self.standing & block_members(target) or about(target)):
            raise _Stuck("station", f"there is no {target} near, and none was put down")

    def _gain(self, target: str, count: int) -> None:
        got = Counter({target: count})
        if target.startswith("#"):
            kinds = sorted(self._growing(target), key=lambda n: graph.costs()[n])
            got = Counter(self.rng.choice(kinds) for _ in range(count)) if self.rng else Counter({kinds[0]: count})
        for name, n in got.items():
            self.inventory[name] += n
            if durability(name):
                self.wear[name] = self.wear.get(name, 0) + n * durability(name)

    def _growing(self, tag: str) -> list[str]:
        """Members of a tag that the land itself gives."""
        found = [n for n in item_members(tag) if any(way.verb in graph.GATHERS for way in all_ways().get(n, ()))]
        return found or sorted(item_members(tag))

    def _take(self, choices: Iterable[str], count: int) -> list[str]:
        """Take items away, those first that the subgoal says, then the most plentiful; returns their names."""
        taken: list[str] = []
        held = sorted((c for c in choices if self.inventory[c] > 0), key=lambda c: (-self.inventory[c], c))
        named = [name for name in held if self.said[name] > 0]  # so many of these, and no more while others are there
        for limit, order in ((self.said, named), (self.inventory, [n for n in held if n not in named] + named)):
            for name in order:
                part = min(count - len(taken), self.inventory[name], limit[name])
                self.inventory[name] -= part
                self.said[name] -= min(part, self.said[name])
                taken += [name] * part
        if len(taken) < count:
            raise _Stuck("ingredients", f"{count - len(taken)} items missing")
        return taken

    # ------------------------------------------------------------------------------------------------ gathering
    def _gather(self, subgoal: Subgoal, aim: int) -> None:
        names = sorted(item_members(subgoal.target))
        found = [way for name in names for way in all_ways().get(name, ()) if way.place is not None]
        fits = [way for way in found if way.verb == subgoal.verb or subgoal.verb == "get"]
        if not fits:
            other = "; it is not got so" if found or graph.possible(subgoal.target) else f": {why_absent(names[0])}"
            raise _Stuck("source", f"nothing to {subgoal.verb} gives {subgoal.target}{other}")
        problem: _Stuck | None = None
        for way in sorted(fits, key=lambda w: graph.way_cost(w, graph.costs())):
            try:
                return self._gather_by(way, subgoal, aim - total(self.inventory, subgoal.target))
            except _Stuck as stuck:
                problem = problem or stuck
        assert problem is not None
        raise problem

    def _gather_by(self, way: Way, subgoal: Subgoal, count: int) -> None:
        times = math.ceil(count / way.rate)
        for i, need in enumerate(way.tools):
            in_hand = i == len(way.tools) - 1
            held = [name for name in tools_for(need) if self.inventory[name]]
            if in_hand and subgoal.tool is not None:
                held = [name for name in held if name == subgoal.tool]
            if not held:
                wanted = min(tools_for(need), key=lambda tool: graph.costs()[tool])
                raise _Stuck("tool", f"{_tool_words(need)} must be held", [Need(item=wanted)])
            if in_hand and durability(held[0]):
                self._use(held, times)
        for eaten in way.inputs:
            self._pay(eaten.choices, eaten.n * times)
        self._gain(subgoal.target if subgoal.target.startswith("#") else way.item, count)

    def _use(self, tools: Sequence[str], times: int) -> None:
        """Wear tools of the given names by so many uses."""
        for name in tools:
            part = min(times, self.wear[name])
            self.wear[name] -= part
            times -= part
            self.inventory[name] = math.ceil(self.wear[name] / durability(name))
        if times > 0:
            more = math.ceil(times / durability(tools[0]))
            raise _Stuck("tool", f"{tools[0]} breaks {times} uses too early", [Need(item=tools[0], count=more)])

    def _pay(self, choices: Sequence[str], count: int) -> list[str]:
        here = sum(self.inventory[c] for c in choices)
        if here < count:
            name = graph.display_tag(tuple(choices)) or min(choices, key=lambda c: graph.costs()[c])
            lacks = count - here
            raise _Stuck("ingredients", f"{counted(name, lacks)} missing", [Need(item=name, count=lacks)])
        return self._take(choices, count)

    # ------------------------------------------------------------------------------------------------ crafting
    def _craft(self, subgoal: Subgoal, aim: int) -> None:
        made = [way for name in sorted(item_members(subgoal.target)) for way in all_ways().get(name, ())]
        recipes = [way for way in made if way.verb == "craft"]
        if not recipes:
            raise _Stuck("source", f"{subgoal.target} cannot be crafted")
        while (lacks := aim - total(self.inventory, subgoal.target)) > 0:
            before = Counter(self.inventory)
            problems = []
            for way in sorted(recipes, key=self._likely):
                try:
                    self._craft_by(way, self._at_once(way, recipes, lacks))
                    break
                except _Stuck as stuck:
                    self.inventory = Counter(before)
                    problems.append(stuck)
            else:
                raise min(problems, key=lambda p: (p.kind != "station", sum(need.count for need in p.missing)))

    def _likely(self, way: Way) -> tuple[bool, int]:
        """Of which of several kinds to craft first: of what burns, which serves for all, then of what there is most."""
        return way.item not in burn_ticks(), -sum(self.inventory[c] for need in way.inputs for c in need.choices)

    def _at_once(self, way: Way, recipes: Sequence[Way], lacks: int) -> int:
        """How many crafts by a way to reckon as one, at least 1.

        All that are wanted, where nothing is left to choose. Where kinds of wood and the like may take turns, a share: then
        few crafts are gone through one by one, and many in as many rounds as their number has digits, times the share.
        """
        piles = [[name for name in need.choices if self.inventory[name] > 0] for need in way.inputs]
        room = min(sum(self.inventory[n] for n in pile) // need.n for need, pile in zip(way.inputs, piles, strict=True))
        crafts = min(math.ceil(lacks / way.rate), room)
        plain = all(len(pile) == 1 for pile in piles) and len({pile[0] for pile in piles}) == len(piles)
        if not plain or any(self._able(other) for other in recipes if other is not way):
            crafts //= _ROUNDS
        return max(1, crafts)

    def _able(self, way: Way) -> bool:
        """Whether there are ingredients for one craft by a way."""
        return all(sum(self.inventory[c] for c in need.choices) >= need.n for need in way.inputs)

    def _craft_by(self, way: Way, times: int) -> None:
        taken = {need.choices: self._pay(need.choices, need.n * times) for need in way.inputs}
        recipe = way.grids[0]
        if recipe.needs_table:
            self._station("crafting_table")
        grid, width = self._laid_out(recipe, way, taken)
        found = match(grid, width)
        if found is None or item_names()[found.item] != way.item:
            raise _Stuck("ingredients", f"these do not make {way.item} together")
        for name in (name for names in taken.values() for name in names):
            if name in CRAFT_REMAINDER:
                self.inventory[CRAFT_REMAINDER[name]] += 1
        self._gain(way.item, found.count * times)

    def _laid_out(
        self, recipe: Recipe, way: Way, taken: Mapping[tuple[str, ...], list[str]]
    ) -> tuple[tuple[int, ...], int]:
        """The grid with what was taken in the recipe's cells, and its width."""
        piles: dict[tuple[str, ...], Iterator[str]] = {choices: iter(names) for choices, names in taken.items()}
        size = 3 if recipe.needs_table else 2
        cells = [0] * (size * size)
        columns = list(zip(*(variant.cells for variant in way.grids), strict=True))
        for k, column in enumerate(columns):
            if column[0] == 0:
                continue
            choices = tuple(dict.fromkeys(item_names()[c] for c in column))
            place = k if recipe.shapeless else k // recipe.width * size + k % recipe.width
            cells[place] = item_id(next(piles[choices]))
        return tuple(cells), size

    # ------------------------------------------------------------------------------------------------ smelting
    def _smelt(self, subgoal: Subgoal, aim: int) -> None:
        names = sorted(item_members(subgoal.target))
        recipes = [way for name in names for way in all_ways().get(name, ()) if way.verb == "smelt"]
        if not recipes:
            raise _Stuck("source", f"{subgoal.target} cannot be smelted")
        self._station("furnace")
        count = aim - total(self.inventory, subgoal.target)
        way = max(recipes, key=lambda w: sum(self.inventory[c] for c in w.inputs[0].choices))
        self._pay(way.inputs[0].choices, count)
        self._burn(count * COOK_TICKS, subgoal)
        self._gain(way.item, count)

    def _burn(self, ticks: int, subgoal: Subgoal) -> None:
        named = item_members(subgoal.fuel.item) if subgoal.fuel else frozenset()
        if named & item_members("#planks"):
            named |= item_members("#planks")  # of which kind does not matter to a furnace
        fuels = [name for name in burn_ticks() if self.inventory[name] > 0 and (not named or name in named)]
        for name in sorted(fuels, key=lambda n: (not self.said[n], -self.inventory[n], n)):
            part = min(self.inventory[name], max(0, math.ceil(ticks / burn_ticks()[name])))
            self.inventory[name] -= part
            ticks -= part * burn_ticks()[name]
        if ticks > 0:
            item = subgoal.fuel.item if subgoal.fuel else "#planks"
            lacks = math.ceil(ticks / max(1, min(burn_ticks().get(n, 300) for n in item_members(item))))
            raise _Stuck("fuel", f"fuel for {ticks} more ticks missing", [Need(item=item, count=lacks)])


def _tool_words(need: str) -> str:
    kind, _, tier = need.partition(":")
    material = {"1": "of stone", "2": "of iron", "3": "of diamond"}.get(tier)
    return f"a {kind.replace('_', ' ')} {material} or better" if material else f"a {kind.replace('_', ' ')}"


def validate(
    plan: Sequence[Subgoal],
    inventory: Mapping[str, int],
    surroundings: Surroundings | None = None,
    goal: Goal | tuple[str, int] | None = None,
) -> list[Problem]:
    """What is wrong with a plan, whoever wrote it; empty if it can be carried out as it stands.

    After a step that fails the rest is looked at as if it had been reached. With ``goal`` (a :class:`Goal`, or item or
    tag and count) it is a problem too not to hold it at the end or, for a goal that is not to have something, not to do it.
    """
    simulator = Simulator(inventory, surroundings)
    problems: list[Problem] = []
    for index, subgoal in enumerate(plan):
        problem = simulator.run(subgoal, index)
        if problem is not None:
            problems.append(problem)
            simulator.grant(subgoal)
    missed = None if goal is None else _missed(plan, simulator.inventory, goal)
    if missed is not None:
        problems.append(Problem(len(plan), "", "goal", *missed))
    return problems


def _missed(
    plan: Sequence[Subgoal], inventory: Mapping[str, int], goal: Goal | tuple[str, int]
) -> tuple[tuple[Need, ...], str] | None:
    """What is missing of a goal at the end of a plan, and the sentence; None if nothing is."""
    if isinstance(goal, Goal) and goal.verb not in ITEM_VERBS:
        done = sum(s.count for s in plan if (s.verb, s.target) == (goal.verb, goal.target))
        return None if done >= goal.count else ((), f"no step of the plan is to {goal.text()}")
    item, count = (goal.target, goal.count) if isinstance(goal, Goal) else goal
    lacks = count - total(inventory, item)
    if lacks <= 0:
        return None
    return (Need(item=item, count=lacks),), f"at the end {counted(item, lacks)} of the goal missing"

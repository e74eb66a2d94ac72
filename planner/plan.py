"""``plan(goal, inventory, surroundings)``: the subgoals that lead from what is held to a goal."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from craftagent.planner import graph
from craftagent.planner.allowance import allowance
from craftagent.planner.demand import Act, Means, bill
from craftagent.planner.lean import Holds, lean, stopgaps
from craftagent.planner.schedule import Blocked, Step, schedule
from craftagent.planner.simulate import Simulator
from craftagent.planner.sources import DEEP, SURFACE, WOODS
from craftagent.planner.subgoal import ITEM_VERBS, MOST, MOST_TICKS, CountMode, Need, Subgoal, total
from craftagent.planner.surroundings import Surroundings
from craftagent.planner.uses import edible, placer, why_no_use
from craftagent.sim.rules.registry import item_names
from craftagent.tasks.goal import Goal
from craftagent.tasks.nouns import counted
from craftagent.tasks.tags import block_members, item_members
from craftagent.types import suggest

_MORE_TOOLS = 24  # how often a further tool is tried where one breaks too early


__all__ = ["CannotPlan", "PlanOptions", "Surroundings", "plan", "subgoals"]


class CannotPlan(ValueError):
    """No plan leads to the goal. ``missing``: item -> count of what there is no way to get."""

    def __init__(self, message: str, missing: Mapping[str, int]) -> None:
        super().__init__(message)
        self.missing = dict(missing)


@dataclasses.dataclass(frozen=True)
class PlanOptions:
    """What to bring beyond the least.

    Args:
        spare_logs: logs to fell beyond those counted, whenever logs are felled.
        spare_logs_below: the same, while an ore is to be got from rock: nobody comes back for a log from there.
        torches: torches to have, while there is something to be got from underground.
        food: pieces of raw meat to have, while there is something to be got from underground.
        spare_pickaxes: stone pickaxes to have beyond one, while there is something to be got from deep down.
        count_mode: ``have``: the goal counts what is held; ``gain``: so many more than are held now.
        distances: blocks to reckon with to the nearest block or creature of a name, where the surroundings do not say.
    """

    spare_logs: int = 0
    spare_logs_below: int = 0
    torches: int = 0
    food: int = 0
    spare_pickaxes: int = 0
    count_mode: CountMode = "have"
    distances: Mapping[str, float] = dataclasses.field(default_factory=dict)


def plan(
    goal: Goal | tuple[str, int] | str,
    inventory: Mapping[str, int],
    surroundings: Surroundings | None = None,
    options: PlanOptions | None = None,
) -> list[Subgoal]:
    """The shortest list of subgoals that leads to a goal; empty if it is reached already.

    Args:
        goal: a :class:`Goal`, or (item or tag, count), or an item. Of a goal that is not to have something (place, eat,
            equip, interact) the thing is got first, and the goal itself is the last subgoal.
        inventory: item name -> count, all that is held and worn.
        surroundings: what is known of the place; by default nothing.
        options: margins; by default none.

    Ingredients that several steps share are counted once, with the outputs of recipes in view (4 planks a log); what is
    held is used first; tools, their wear, fuel and stations are counted in. Call it again with the true inventory after
    every subgoal: nothing that is held is asked for.
    Raises :class:`CannotPlan` with the reason if the goal cannot be reached here, ``ValueError`` for unknown names.
    """
    surroundings, options = surroundings or Surroundings(), options or PlanOptions()
    aim = _as_goal(goal)
    held = _checked(inventory)
    most = MOST_TICKS if aim.verb == "survive" else MOST
    if aim.count > most:
        raise CannotPlan(f"{aim.count} is too many: nothing is counted beyond {most}", {})
    if aim.verb not in ITEM_VERBS:
        return _with_last(aim, held, surroundings, options)
    count = aim.count + (total(held, aim.target) if options.count_mode == "gain" else 0)
    if total(held, aim.target) >= count:
        return []
    return _lead_to(aim.target, count, held, surroundings, options)


def _as_goal(goal: Goal | tuple[str, int] | str) -> Goal:
    if isinstance(goal, Goal):
        return goal
    if isinstance(goal, str):
        return Goal("get", goal)
    item, count = goal
    return Goal("get", item, count)


def _checked(inventory: Mapping[str, int]) -> dict[str, int]:
    known = set(item_names())
    for name, count in inventory.items():
        if name not in known:
            raise ValueError(f"unknown item {name!r} in the inventory{suggest(name, known)}")
        if isinstance(count, bool) or int(count) != count or count < 0:
            raise ValueError(f"the inventory's count of {name} must be a whole number from 0 on, not {count!r}")
    return {name: int(count) for name, count in inventory.items() if count and name != "air"}


def _with_last(aim: Goal, held: Mapping[str, int], near: Surroundings, options: PlanOptions) -> list[Subgoal]:
    """Plans of goals that are not to have something: get the thing, then do it."""
    steps: list[Subgoal] = []
    needs: tuple[Need, ...] = ()
    item = _taken_for(aim, held, near)
    if item is not None:
        count = aim.count if aim.verb in ("place", "eat") else 1
        needs = (Need(item=item, count=count),)
        if not needs[0].held(held):
            steps = _lead_to(item, count, held, near, options)
        if aim.verb == "interact":
            name = _id(len(steps), "place", aim.target)
            steps.append(Subgoal(verb="place", target=aim.target, id=name, preconditions=needs))
            needs = ()
    name = _id(len(steps), aim.verb, aim.target)
    last = Subgoal(
        verb=aim.verb, target=aim.target, count=aim.count, count_mode="gain", id=name, preconditions=needs,
        budget=allowance(aim),
    )  # fmt: skip
    return [step if step.parent else step.model_copy(update={"parent": last.id}) for step in steps] + [last]


def _taken_for(aim: Goal, held: Mapping[str, int], near: Surroundings) -> str | None:
    """The item or tag that has to be held to do what a goal says; None if nothing has to.

    Raises :class:`CannotPlan` for what is not eaten, not put down, or does nothing when it is used.
    """
    why = None
    if aim.verb == "eat" and not edible(aim.target):
        why = f"{counted(aim.target, 1)} cannot be eaten"
    elif aim.verb == "interact":
        why = why_no_use(aim.target, held)
    if why is not None:
        raise CannotPlan(why, {})
    if aim.verb in ("eat", "equip"):
        return aim.target
    if aim.verb not in ("place", "interact"):
        return None
    if aim.verb == "interact" and block_members(aim.target) & (near.stations | near.blocks):
        return None
    try:
        return placer(aim.target)
    except ValueError as error:
        raise CannotPlan(str(error), {}) from None


def _lead_to(
    item: str, count: int, held: Mapping[str, int], surroundings: Surroundings, options: PlanOptions
) -> list[Subgoal]:
    distances = {**options.distances, **surroundings.near}
    means = Means(
        held=held,
        near=surroundings.stations,
        uses_left=surroundings.uses_left,
        woods=_woods(held, surroundings.trees),
        costs=graph.costs_near(distances),
        distances=distances,
        spare_logs=options.spare_logs,
    )
    roots = [(item, count)]
    needs = bill(roots, means)
    if needs.missing:
        lacks = sorted({root for name in needs.missing for root in (graph.missing_roots(name) or {name})})
        raise CannotPlan(graph.refusal(item, lacks), needs.missing)
    places = [act.way.place for act in needs.acts if act.way.place is not None]
    depth = max((place.level for place in places), default=SURFACE)
    if any(place.level > SURFACE and place.y is not None for place in places):
        means = dataclasses.replace(means, spare_logs=max(options.spare_logs, options.spare_logs_below))
    if depth > SURFACE:
        roots += [(name, n) for name, n in (("torch", options.torches), ("#raw_meat", options.food)) if n > 0]
    if depth >= DEEP and options.spare_pickaxes:
        roots.append(("stone_pickaxe", 1 + options.spare_pickaxes))
    steps = _ordered(roots, means)
    much = max(steps, key=lambda step: step.total, default=None)
    if much is not None and much.total > MOST:
        text = f"{count} {item} take {much.total} {much.act.item}: nothing is counted beyond {MOST}"
        raise CannotPlan(text, {})
    if not held:  # from nothing the reckoning is exact
        return subgoals(steps)
    return subgoals(lean(_without_stopgaps(steps, roots, means), _leads(roots, held, surroundings)))


def _leads(roots: list[tuple[str, int]], held: Mapping[str, int], near: Surroundings) -> Holds:
    """The function that says whether steps, carried out on paper, end with every root held."""
    known: dict[
        int, tuple[Step, Subgoal]
    ] = {}  # by id, kept alive beside it: a subgoal takes longer to make than to run

    def run(simulator: Simulator, step: Step) -> bool:
        if id(step) not in known:
            known[id(step)] = step, _subgoal(step, "", None)
        return simulator.run(known[id(step)][1]) is None

    def holds(steps: Sequence[Step]) -> bool:
        simulator = Simulator(held, near)
        done = all(run(simulator, step) for step in steps)
        return done and all(total(simulator.inventory, item) >= count for item, count in roots)

    return holds


def _without_stopgaps(steps: list[Step], roots: list[tuple[str, int]], means: Means) -> list[Step]:
    """The steps without a first tool that a later one would save, where that is less work."""
    for tool in stopgaps(steps, means.held, {item for item, _ in roots}):
        try:
            trial = _ordered(roots, dataclasses.replace(means, avoid=means.avoid | {tool}))
        except (Blocked, RecursionError):  # the better tool cannot be had without the humble one
            continue
        if _work(trial, means) < _work(steps, means):
            return trial
    return steps


def _work(steps: Sequence[Step], means: Means) -> float:
    return sum(graph.trip_ticks(s.act.way, means.distances) + s.act.way.each * s.times for s in steps)


def _ordered(roots: list[tuple[str, int]], means: Means) -> list[Step]:
    """Steps for roots. Where a tool breaks before the better one that was counted on can be made, with one more of it."""
    more: Counter[str] = Counter()
    for _ in range(_MORE_TOOLS):
        try:
            return schedule(bill(roots, means, more), means)
        except Blocked as blocked:
            if not blocked.tools:
                raise
            more[min(chain(*blocked.tools), key=lambda tool: means.costs[tool])] += 1
    return schedule(bill(roots, means, more), means)


def _woods(held: Mapping[str, int], trees: tuple[str, ...]) -> tuple[str, ...]:
    """Kinds of wood in order of preference: held in logs and planks, growing near, common."""
    amount: Counter[str] = Counter()
    for name, count in held.items():
        wood = graph.wood_of(name)
        if wood is not None and (name.endswith("_planks") or name in item_members("#logs")):
            amount[wood] += count * (1 if name.endswith("_planks") else 4)
    return tuple(dict.fromkeys((*(wood for wood, _ in amount.most_common()), *trees, *WOODS)))


def _id(index: int, verb: str, target: str) -> str:
    return f"{index + 1:02d}-{verb}-{target.removeprefix('#')}"


def subgoals(steps: Sequence[Step]) -> list[Subgoal]:
    """Subgoals of scheduled steps."""
    ids = [_id(i, step.act.way.verb, step.act.item) for i, step in enumerate(steps)]
    return [_subgoal(step, ids[i], _parent(steps, ids, i)) for i, step in enumerate(steps)]


def _parent(steps: Sequence[Step], ids: list[str], index: int) -> str | None:
    """The first later step that takes what this one gives."""
    item = steps[index].act.item
    for i in range(index + 1, len(steps)):
        act = steps[i].act
        used = {name for name, _ in (*act.uses, *act.fuel)} | {name for choices in act.tools for name in choices}
        if item in used | {act.way.station}:
            return ids[i]
    return None


def _subgoal(step: Step, name: str, parent: str | None) -> Subgoal:
    act, way = step.act, step.act.way
    needs: Counter[str] = Counter()
    for item, count in (*act.uses, *act.fuel):
        needs[item] += count
    for choices in act.tools[:-1]:
        needs[choices[0]] = max(needs[choices[0]], 1)
    if step.tool is not None:
        needs[step.tool] = max(needs[step.tool], 1)
    return Subgoal(
        id=name,
        verb=way.verb,  # type: ignore[arg-type]
        target=act.item,
        count=step.total,
        tool=step.tool,
        station=way.station,  # type: ignore[arg-type]
        preconditions=tuple(Need(item=item, count=count) for item, count in needs.items()),
        fuel=_fuel(act),
        text=way.how or Goal(way.verb, act.item, step.gain).text(),
        budget=_budget(step),
        parent=parent,
        where=way.place.where if way.place else None,
    )


def _fuel(act: Act) -> Need | None:
    if not act.fuel:
        return None
    names = {name for name, _ in act.fuel}
    item = names.pop() if len(names) == 1 else ("#logs" if "log" in act.fuel[0][0] else "#planks")
    return Need(item=item, count=sum(count for _, count in act.fuel))


def _budget(step: Step) -> int:
    """Ticks to allow: a few times what it should take."""
    way = step.act.way
    if way.place is not None:
        return int(1200 + 2 * way.trip + 4 * way.each * step.times)
    return int(600 + (1.5 * way.each if way.verb == "smelt" else 20) * step.times)

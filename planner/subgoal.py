"""One step of a plan, as data: what to do, until how many are held, with which tool, and how to tell that it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from craftagent.planner.uses import POURED
from craftagent.tasks.goal import VERBS, Goal, Verb
from craftagent.tasks.nouns import counted
from craftagent.tasks.predicate import parse_predicate, predicate_of
from craftagent.tasks.tags import item_members
from craftagent.types import suggest

ITEM_VERBS = ("mine", "hunt", "craft", "smelt", "get")  # those that end with something in the inventory
STATIONS = ("crafting_table", "furnace")
MOST, MOST_TICKS = 100_000, 10_000_000  # of a thing, and to survive: predicates count no further
Station = Literal["crafting_table", "furnace"]
CountMode = Literal["gain", "have"]
OnFail = Literal["replan", "retry", "skip", "stop"]


class Need(BaseModel):
    """Something that must be held before a subgoal may begin: ``count`` of an item, or of a tag's members together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str
    count: int = Field(default=1, ge=1)

    @field_validator("item")
    @classmethod
    def _known(cls, value: str) -> str:
        item_members(value)
        return value

    def held(self, inventory: Mapping[str, int]) -> bool:
        """Whether an inventory (item name -> count) satisfies it."""
        return total(inventory, self.item) >= self.count

    def __str__(self) -> str:
        return counted(self.item, self.count)


class Subgoal(BaseModel):
    """A step that an actor can carry out and that its ``success`` predicate can tell to be done.

    Args:
        id: name of the step within its plan; made from verb and target if left out.
        verb: ``mine`` (break blocks for the item), ``hunt`` (creatures for the item), ``craft``, ``smelt``, ``get``
            (gain the item as ``text`` says: milk a cow, fill a bucket, grow wheat, ...), ``kill``, ``place``,
            ``eat``, ``equip``, ``interact``, ``reach``, ``survive``.
        target: bare name, or a tag (``#logs``) where any member serves; counts of members add up.
        count: how many; what it counts from is ``count_mode``.
        count_mode: ``have``: done when so many are held, whatever was held before; ``gain``: so many more than at the
            subgoal's beginning.
        tool: item that must be in the hand (``wooden_pickaxe``); None if the hand will do.
        station: block that must be near (held is enough: it is placed and taken back), or None.
        preconditions: what must be held at the beginning, the tool and what is used up included.
        fuel: what to burn for a smelt; part of the preconditions too.
        text: the instruction in English.
        budget: ticks after which the subgoal counts as failed, at least 1.
        success: predicate as data, in the form of :mod:`craftagent.tasks.predicate`; made from verb, target and count
            if left out; empty where only the actor can tell (``reach surface``).
        on_fail: what the loop does when the budget is spent: ``replan`` from what is held, ``retry`` the step, ``skip`` it
            and go on with the next of the plan (``replan`` if there is none), ``stop`` the episode.
        parent: id of the step that this one is for, None for the last one.
        where: where to look, in words, or None.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    verb: Verb
    target: str
    count: int = Field(default=1, ge=1)
    count_mode: CountMode = "have"
    tool: str | None = None
    station: Station | None = None
    preconditions: tuple[Need, ...] = ()
    fuel: Need | None = None
    text: str = ""
    budget: int = Field(default=6000, ge=1)
    success: dict[str, Any] = Field(default_factory=dict)
    on_fail: OnFail = "replan"
    parent: str | None = None
    where: str | None = None
    id: str = ""

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or "verb" not in data or "target" not in data:
            return data
        filled = dict(data)
        verb, target, count = filled["verb"], filled["target"], filled.get("count", 1)
        if verb not in VERBS:
            raise ValueError(f"unknown verb {verb!r}{suggest(verb, VERBS)}; there are {', '.join(VERBS)}")
        goal = Goal(verb, target, count)
        if not filled.get("text"):
            filled["text"] = goal.text()
        if not filled.get("id"):
            filled["id"] = f"{verb}-{str(target).removeprefix('#')}"
        if not filled.get("success"):
            filled["success"] = default_success(verb, target, count, filled.get("count_mode", "have"))
        return filled

    @field_validator("tool")
    @classmethod
    def _known_tool(cls, value: str | None) -> str | None:
        if value is not None:
            item_members(value)
        return value

    @field_validator("success")
    @classmethod
    def _good_predicate(cls, value: dict[str, Any]) -> dict[str, Any]:
        return parse_predicate(value).to_data() if value else value

    def __hash__(self) -> int:
        return hash((self.id, self.verb, self.target, self.count, self.tool, self.station))

    @property
    def goal(self) -> Goal:
        """The goal a policy is given for this step."""
        return Goal(self.verb, self.target, self.count)

    def done(self, inventory: Mapping[str, int]) -> bool:
        """Whether an inventory alone shows that the subgoal is reached; False where it cannot show it."""
        return self.verb in ITEM_VERBS and self.count_mode == "have" and total(inventory, self.target) >= self.count

    def __str__(self) -> str:
        return self.text


def total(inventory: Mapping[str, int], target: str) -> int:
    """How many of an item, or of a tag's members together, an inventory holds."""
    if not target.startswith("#"):
        return int(inventory.get(target, 0))
    return sum(int(inventory.get(name, 0)) for name in item_members(target))


def default_success(verb: str, target: str, count: int, count_mode: str = "have") -> dict[str, Any]:
    """The predicate, as data, that tells a subgoal of this kind to be done; empty where only the actor can tell."""
    if verb in ITEM_VERBS:
        return {count_mode: {"target": target, "count": count}}
    if verb == "place" and target in POURED:  # emptying a bucket is no block put down, to the world's statistics
        return {"used": {"target": POURED[target], "count": count}}
    try:
        return predicate_of(Goal(verb, target, count)).to_data()
    except ValueError:  # "surface", "far_shore", and blocks whose use leaves no trace
        return {}

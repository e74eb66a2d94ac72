"""What it means that a task is done: conditions over ``info``, as data.

In a file a condition is a mapping with one key, its kind::

    gain: {target: "#logs", count: 4}        # or  gain: oak_log
    all: [{have: bread}, {reached: {distance: 50}}]
    then: [{crafted: crafting_table}, {placed: crafting_table}]

Counting kinds (target and count; of a tag all members add up):

    have        the inventory (worn and in the off hand included) holds so many now
    gain        the inventory came to hold so many more than at the start, at its best moment
    mined       blocks broken                placed      blocks put down
    crafted     items taken from a grid      smelted     items taken from a furnace
    killed      creatures killed             picked_up   items picked up from the ground
    used        items used with the right button (buckets, hoes, shears, blocks)
    eaten       items eaten                  interacted  screens opened at the block

Others: ``equipped: NAME`` or ``{target, slot}``; ``reached`` (see :class:`Reached`); ``survived: TICKS`` or ``{until:
TIME_OF_DAY}``; ``all``, ``any`` and ``then`` (in this order) of a list of conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from craftagent.tasks.goal import Goal, parse_place
from craftagent.tasks.tags import block_members, entity_members, item_members
from craftagent.types import Info, suggest

if TYPE_CHECKING:
    from craftagent.tasks.tracker import Tracker

COUNTED = (
    "have",
    "gain",
    "mined",
    "placed",
    "crafted",
    "smelted",
    "killed",
    "picked_up",
    "used",
    "eaten",
    "interacted",
)
COMBINED = ("all", "any", "then")
KINDS = (*COUNTED, "equipped", "reached", "survived", *COMBINED)
SLOTS = ("mainhand", "offhand", "feet", "legs", "chest", "head")
_DIRECTIONS = ("north", "south", "east", "west")
_MEMBERS: Mapping[str, Callable[[str], frozenset[str]]] = {
    "mined": block_members,
    "placed": block_members,
    "interacted": block_members,
    "killed": entity_members,
}
# Blocks that open a screen, and the screen's name in ``info``: other blocks leave no trace when they are used.
SCREEN_OF: Mapping[str, str] = {
    "crafting_table": "crafting_table",
    "furnace": "furnace",
    "smoker": "furnace",
    "blast_furnace": "furnace",
    "chest": "chest",
    "trapped_chest": "chest",
    "barrel": "chest",
}


class Predicate(BaseModel):
    """A condition. Immutable; :meth:`start` begins to watch an episode."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def start(self, info: Info) -> Tracker:
        """Watch an episode from ``info``, the state at its beginning; call ``update`` with the info of every tick."""
        from craftagent.tasks.tracker import track  # trackers know every kind of predicate

        return track(self, info)

    def to_data(self) -> dict[str, Any]:
        """Plain data that :func:`parse_predicate` reads back to an equal predicate."""
        raise NotImplementedError


class Counted(Predicate):
    """So many of something; see the module's table of kinds."""

    kind: Literal[
        "have", "gain", "mined", "placed", "crafted", "smelted", "killed", "picked_up", "used", "eaten", "interacted"
    ]
    target: str
    count: int = 1

    def names(self) -> frozenset[str]:
        """Names that count."""
        return _MEMBERS.get(self.kind, item_members)(self.target)

    def to_data(self) -> dict[str, Any]:
        return {self.kind: {"target": self.target, "count": self.count}}


class Equipped(Predicate):
    """An item in hand or worn; ``slot`` is one of mainhand, offhand, feet, legs, chest, head, or None for any."""

    target: str
    slot: str | None = None

    def to_data(self) -> dict[str, Any]:
        return {"equipped": {"target": self.target} | ({"slot": self.slot} if self.slot else {})}


class Reached(Predicate):
    """A place for the feet; all conditions that are given hold in the same tick.

    ``distance``, ``north``, ``south``, ``east``, ``west``: blocks from the start, level; ``climb``, ``depth``: blocks
    above and below it; ``drop``: at most so many blocks below it; ``above``, ``below``: y at least, at most;
    ``biome``: its name.
    """

    distance: float | None = None
    north: float | None = None
    south: float | None = None
    east: float | None = None
    west: float | None = None
    climb: float | None = None
    depth: float | None = None
    drop: float | None = None
    above: float | None = None
    below: float | None = None
    biome: str | None = None

    def to_data(self) -> dict[str, Any]:
        return {"reached": self.model_dump(exclude_none=True)}


class Survived(Predicate):
    """Alive for ``ticks`` without a death, or until the time of day ``until`` (0-23999) comes round; one is given."""

    ticks: int | None = None
    until: int | None = None

    def to_data(self) -> dict[str, Any]:
        return {"survived": self.model_dump(exclude_none=True)}


class Combined(Predicate):
    """``all`` in the same tick (what has been counted stays), ``any``, or ``then``: one after the other."""

    how: Literal["all", "any", "then"]
    parts: tuple[Predicate, ...]

    def to_data(self) -> dict[str, Any]:
        return {self.how: [part.to_data() for part in self.parts]}


def parse_predicate(data: Any) -> Predicate:
    """A predicate from plain data. Raises ``ValueError`` with one sentence that names what is wrong."""
    if isinstance(data, Predicate):
        return data
    if not isinstance(data, Mapping) or len(data) != 1:
        raise ValueError(f"a condition is a mapping with one key of {', '.join(KINDS)}, not {data!r}")
    ((kind, value),) = data.items()
    if kind not in KINDS:
        raise ValueError(f"unknown kind of condition {kind!r}{suggest(kind, KINDS)}; there are {', '.join(KINDS)}")
    if kind in COMBINED:
        if not isinstance(value, list | tuple) or not value:
            raise ValueError(f"{kind!r} wants a list of conditions, not {value!r}")
        return Combined(how=kind, parts=tuple(parse_predicate(part) for part in value))
    if kind == "survived":
        return _survived(value)
    if kind == "reached":
        return _reached(value)
    return _counted(kind, value)


def _fields(kind: str, value: Any, allowed: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"{kind!r} wants a mapping with {', '.join(allowed)}, not {value!r}")
    for key in value:
        if key not in allowed:
            raise ValueError(
                f"unknown key {key!r} in {kind!r}{suggest(key, allowed)}; it may have {', '.join(allowed)}"
            )
    return dict(value)


def _whole(kind: str, key: str, value: Any, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{key!r} in {kind!r} must be a whole number from {low} to {high}, not {value!r}")
    return value


def _counted(kind: str, value: Any) -> Predicate:
    allowed = ("target", "slot") if kind == "equipped" else ("target", "count")
    fields = {"target": value} if isinstance(value, str) else _fields(kind, value, allowed)
    if "target" not in fields:
        raise ValueError(f"{kind!r} needs a 'target'")
    try:
        names = _MEMBERS.get(kind, item_members)(fields["target"])
    except ValueError as error:
        raise ValueError(f"{kind!r} names an {error}") from None
    if kind == "equipped":
        if fields.get("slot") not in (None, *SLOTS):
            raise ValueError(f"unknown slot {fields['slot']!r} in 'equipped'{suggest(fields['slot'], SLOTS)}")
        return Equipped(**fields)
    if kind == "interacted" and not names <= SCREEN_OF.keys():
        raise ValueError(
            f"'interacted' knows only blocks with a screen ({', '.join(SCREEN_OF)}), not {fields['target']!r}"
        )
    return Counted(kind=kind, target=fields["target"], count=_whole(kind, "count", fields.get("count", 1), 1, 100_000))  # type: ignore[arg-type]


def _survived(value: Any) -> Survived:
    fields = {"ticks": value} if isinstance(value, int) else _fields("survived", value, ("ticks", "until"))
    if len(fields) != 1:
        raise ValueError("'survived' wants either 'ticks' or 'until', not both")
    if "ticks" in fields:
        return Survived(ticks=_whole("survived", "ticks", fields["ticks"], 1, 10_000_000))
    return Survived(until=_whole("survived", "until", fields["until"], 0, 23_999))


def _reached(value: Any) -> Reached:
    fields = _fields("reached", value, tuple(Reached.model_fields))
    for key, number in fields.items():
        if key == "biome":
            from craftagent.sim.terrain.biomes import biome_named  # compiled kernels come with it

            biome_named(number)
        elif isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= 1e6:
            raise ValueError(f"{key!r} in 'reached' must be a number of blocks from 0 to 1000000, not {number!r}")
        elif key not in ("above", "below", "drop") and number == 0:
            raise ValueError(f"{key!r} in 'reached' must be more than 0 blocks")
    return Reached(**fields)


def predicate_of(goal: Goal) -> Predicate:
    """The plain condition under which a goal counts as done, measured from where the watching starts.

    Mining, hunting and getting mean to gain; the others their own kind. Raises ``ValueError`` for the places
    ``surface`` and ``far_shore``, which only a task can define.
    """
    kinds = {"mine": "gain", "hunt": "gain", "get": "gain", "kill": "killed", "craft": "crafted", "smelt": "smelted",
             "place": "placed", "eat": "eaten", "interact": "interacted"}  # fmt: skip
    if goal.verb in kinds:
        return parse_predicate({kinds[goal.verb]: {"target": goal.target, "count": goal.count}})
    if goal.verb == "equip":
        return parse_predicate({"equipped": goal.target})
    if goal.verb == "survive":
        return Survived(until=0) if goal.target == "night" else Survived(ticks=goal.count)
    kind, value = parse_place(goal.target)
    if value is None:
        raise ValueError(f"the place {kind!r} has no condition of its own: the task that names it says what it means")
    return parse_predicate({"reached": {"below" if kind == "height" else kind: value}})

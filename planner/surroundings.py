"""What is known of the place where a plan is to be carried out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from craftagent.planner.sources import ALL_WOODS
from craftagent.planner.subgoal import STATIONS
from craftagent.types import suggest


@dataclasses.dataclass(frozen=True)
class Surroundings:
    """What is known of the place.

    Args:
        stations: ``crafting_table``, ``furnace`` that stand within reach; they need not be made.
        blocks: others that were put down near, and may be opened there (``chest``).
        trees: kinds of wood that grow near, nearest first (``("birch", "oak")``).
        near: blocks to the nearest block or creature of a name (``{"coal_ore": 6.0}``), where known.
        uses_left: uses left in all held tools of a name together; a tool that is not named is as new.
    """

    stations: frozenset[str] = frozenset()
    trees: tuple[str, ...] = ()
    near: Mapping[str, float] = dataclasses.field(default_factory=dict)
    uses_left: Mapping[str, int] = dataclasses.field(default_factory=dict)
    blocks: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "stations", frozenset(self.stations))
        for station in self.stations:
            if station not in STATIONS:
                raise ValueError(f"unknown station {station!r}{suggest(station, STATIONS)}; there are {STATIONS}")
        for wood in self.trees:
            if wood not in ALL_WOODS:
                raise ValueError(f"unknown kind of wood {wood!r}{suggest(wood, ALL_WOODS)}; there are {ALL_WOODS}")

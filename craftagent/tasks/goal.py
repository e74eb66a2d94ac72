"""What an agent is to do, as data and as English: ``Goal("mine", "#logs", 3)`` is "mine 3 logs"."""

from __future__ import annotations

import random
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from craftagent.tasks.nouns import counted, plural, singular
from craftagent.tasks.tags import block_members, entity_members, item_members, members
from craftagent.tasks.wordings import TARGET_WORDINGS, VERB_WORDINGS
from craftagent.types import suggest

Verb = Literal[
    "mine",  # gain the item by breaking blocks
    "hunt",  # gain the item from creatures
    "kill",  # creatures
    "craft",  # the item in a crafting grid
    "smelt",  # the item in a furnace
    "get",  # the item in whatever way
    "place",  # the block
    "eat",  # the item
    "equip",  # the item, in hand or worn
    "interact",  # open or use the block
    "reach",  # a place: surface, far_shore, height:Y, depth:N, distance:N, biome:NAME
    "survive",  # count ticks, target "any"; or until the next morning, target "night"
]
VERBS: tuple[str, ...] = get_args(Verb)
PLACES = ("surface", "far_shore", "height", "depth", "climb", "distance", "biome")
_BARE_PLACES = ("surface", "far_shore")


class Goal(BaseModel):
    """One goal.

    ``target`` is a bare name or a tag (see :mod:`craftagent.tasks.tags`); for ``reach`` a place: ``surface``,
    ``far_shore``, ``height:Y`` (feet at most at y Y), ``climb:N`` and ``depth:N`` (N blocks above, below the start),
    ``distance:N`` (blocks from the start, level), ``biome:NAME``; for ``survive`` ``any`` or ``night``.
    ``count`` is how many, for ``survive`` how many ticks, for ``reach`` 1.
    Raises ``ValueError`` (pydantic's) with a suggestion for an unknown verb or target.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    verb: Verb
    target: str
    count: int = 1

    def __init__(self, verb: Any = None, target: Any = None, count: Any = 1, **extra: Any) -> None:
        super().__init__(verb=verb, target=target, count=count, **extra)

    @field_validator("verb", mode="before")
    @classmethod
    def _known_verb(cls, value: Any) -> Any:
        if value not in VERBS:
            raise ValueError(f"unknown verb {value!r}{suggest(value, VERBS)}; there are {', '.join(VERBS)}")
        return value

    @field_validator("count", mode="before")
    @classmethod
    def _positive(cls, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValueError(f"a goal's count is a whole number of at least 1, not {value!r}")
        return value

    @model_validator(mode="after")
    def _known_target(self) -> Goal:
        if self.verb == "reach":
            parse_place(self.target)
        elif self.verb == "survive":
            if self.target not in ("any", "night"):
                raise ValueError(f"survive's target is 'any' or 'night', not {self.target!r}")
        elif self.verb == "kill":
            entity_members(self.target)
        elif self.verb in ("place", "interact"):
            block_members(self.target)
        else:
            item_members(self.target)
        return self

    def names(self) -> frozenset[str]:
        """Every name that counts for the goal; empty for ``reach`` and ``survive``."""
        return frozenset() if self.verb in ("reach", "survive") else members(self.target)

    def texts(self, held_out: bool = False) -> tuple[str, ...]:
        """Every wording in a fixed order, the plain one first; ``held_out``: those never to train on."""
        lists = [VERB_WORDINGS[self.verb]]
        lists += [w for (verb, tag), w in TARGET_WORDINGS.items() if verb == self.verb and self._belongs(tag)]
        fields = self._fields()
        templates = [t for w in lists for t in (w.held_out if held_out else w.train)]
        return tuple(dict.fromkeys(template.format(**fields) for template in templates))

    def text(self, rng: random.Random | Any | None = None) -> str:
        """The plain wording ("mine 3 oak logs"), or one of the trainable wordings drawn with ``rng``.

        ``rng`` is a ``random.Random`` or a NumPy ``Generator``.
        """
        choices = self.texts()
        if rng is None:
            return choices[0]
        index = rng.randrange(len(choices)) if isinstance(rng, random.Random) else int(rng.integers(len(choices)))
        return choices[index]

    def _belongs(self, tag: str) -> bool:
        return self.target == tag or (tag.startswith("#") and self.names() <= members(tag))

    def _fields(self) -> dict[str, str]:
        if self.verb == "reach":
            return {"place": _place_words(self.target)}
        if self.verb == "survive":
            return {"time": "through the night" if self.target == "night" else f"for {_duration(self.count)}"}
        return {
            "n": counted(self.target, self.count),
            "many": plural(self.target),
            "one": singular(self.target),
            "count": str(self.count),
        }

    def __str__(self) -> str:
        return self.text()


def parse_place(target: str) -> tuple[str, int | str | None]:
    """``height:12`` -> (``height``, 12), ``biome:desert`` -> (``biome``, ``desert``), ``surface`` -> (``surface``, None).

    Raises ``ValueError`` for a place that cannot be.
    """
    kind, colon, value = str(target).partition(":")
    if kind not in PLACES:
        raise ValueError(f"unknown place {target!r}{suggest(kind, PLACES)}; places are {', '.join(PLACES)}")
    if kind in _BARE_PLACES:
        if colon:
            raise ValueError(f"place {kind!r} takes no value, not {target!r}")
        return kind, None
    if kind == "biome":
        from craftagent.sim.terrain.biomes import biome_named  # compiled kernels come with it: only when it is needed

        biome_named(value)
        return kind, value
    low, high = (0, 255) if kind == "height" else (1, 100_000)
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ValueError(
            f"place {kind!r} wants a whole number from {low} to {high}, as {kind}:{low + 11}, not {target!r}"
        )
    return kind, int(value)


def _place_words(target: str) -> str:
    kind, value = parse_place(target)
    return {
        "surface": "up to the surface",
        "far_shore": "across the water to the other shore",
        "height": f"down to height {value}",
        "depth": f"{value} blocks down from where you are",
        "climb": f"{value} blocks up from where you are",
        "distance": f"{value} blocks away from here",
        "biome": f"to a {str(value).replace('_', ' ')} biome",
    }[kind]


def _duration(ticks: int) -> str:
    seconds = ticks / 20
    if seconds >= 120 and seconds % 60 == 0:
        return f"{seconds / 60:g} minutes"
    return "1 minute" if seconds == 60 else f"{seconds:g} seconds"

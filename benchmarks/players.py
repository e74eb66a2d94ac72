"""Random players for the programs here: every key, the inventory included, and a hand that clicks in open screens."""

from __future__ import annotations

from typing import Any

import numpy as np

from craftagent.types import KEYS, WorldSettings

_ODDS = {"forward": 0.6, "back": 0.05, "left": 0.1, "right": 0.1, "jump": 0.2, "sneak": 0.05, "sprint": 0.3,
         "attack": 0.5, "use": 0.15, "drop": 0.02, "inventory": 0.02, "ESC": 0.03, "swapHands": 0.01,
         "pickItem": 0.01}  # fmt: skip

KIT = ("wooden_pickaxe", "oak_planks", "crafting_table", "furnace", "coal", "sand", "water_bucket", "torch", "chest",
       "lava_bucket", "iron_ore", "bread", "oak_log", "stone_shovel", "wheat_seeds", "stone_hoe", "oak_door", "bone_meal",
       "flint_and_steel", "oak_sapling", "shears", "cobblestone", "oak_stairs", "gravel")  # fmt: skip


class Player:
    """Keys held for a few ticks, camera wandering; ``calm`` leaves long enough stretches to dig through stone."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.tick = 0
        self.keys: dict[str, int] = {}
        self.turn = np.zeros(2)

    def act(self) -> dict[str, Any]:
        """The next action."""
        rng = self.rng
        if self.tick % int(rng.integers(4, 16)) == 0:
            draws = rng.random(len(KEYS))
            self.keys = {key: 1 for key, draw in zip(KEYS, draws, strict=True) if draw < _ODDS.get(key, 0.015)}
            self.turn = rng.normal(0.0, 5.0, 2)
        self.tick += 1
        camera = self.turn * rng.uniform(-0.5, 1.0, 2)
        return {**self.keys, "camera": (float(camera[0]), float(camera[1]))}


def settings(rng: np.random.Generator, **changes: Any) -> WorldSettings:
    """A random start: some of the kit in the hotbar, any time of day."""
    items = rng.choice(KIT, 9, replace=False)
    stacks = []
    for item in items:
        single = item.endswith(("pickaxe", "shovel", "hoe", "bucket", "steel", "shears"))
        stacks.append({"item": str(item), "count": 1 if single else 16})
    data = {"time": int(rng.integers(24_000)), "inventory": stacks, "done_on_death": False, **changes}
    return WorldSettings.from_dict(data)

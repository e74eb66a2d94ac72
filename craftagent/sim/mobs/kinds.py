"""What distinguishes the kinds of creatures: sizes, health, speeds, senses; one table that kernels index.

Source: Java edition 1.16.5 attributes (blocks, health points, blocks a tick for the movement attribute).
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.rules.registry import item_id, state_id, states_of
from craftagent.sim.state import (
    ARROW,
    CHICKEN,
    COW,
    CREEPER,
    CUSTOM_NAMES,
    FALLING_BLOCK,
    ITEM,
    N_ENTITY_KINDS,
    PIG,
    SHEEP,
    SKELETON,
    SPIDER,
    ZOMBIE,
)  # fmt: skip

# Columns of TABLE
(HALF, TALL, EYE, HEALTH, SPEED, PANIC, TEMPT, STROLL, FOLLOW, DAMAGE, ARMOR) = range(11)

_ROWS = {
    #              half  tall  eye   health speed panic tempt stroll follow damage armor
    ITEM:          (0.125, 0.25, 0.2125, 5, 0.0, 0, 0, 0, 0, 0, 0),
    COW:           (0.45, 1.4, 1.3, 10, 0.2, 2.0, 1.25, 1.0, 0, 0, 0),
    PIG:           (0.45, 0.9, 0.765, 10, 0.25, 1.25, 1.2, 1.0, 0, 0, 0),
    SHEEP:         (0.45, 1.3, 1.235, 8, 0.23, 1.25, 1.1, 1.0, 0, 0, 0),
    CHICKEN:       (0.2, 0.7, 0.644, 4, 0.25, 1.4, 1.0, 1.0, 0, 0, 0),
    ZOMBIE:        (0.3, 1.95, 1.74, 20, 0.23, 0, 0, 1.0, 35, 3, 2),
    SKELETON:      (0.3, 1.99, 1.74, 20, 0.25, 0, 0, 1.0, 16, 2, 0),
    SPIDER:        (0.7, 0.9, 0.65, 16, 0.3, 0, 0, 0.8, 16, 2, 0),
    CREEPER:       (0.3, 1.7, 1.445, 20, 0.25, 0, 0, 0.8, 16, 0, 0),
    ARROW:         (0.25, 0.5, 0.13, 1, 0.0, 0, 0, 0, 0, 0, 0),
    FALLING_BLOCK: (0.49, 0.98, 0.5, 1, 0.0, 0, 0, 0, 0, 0, 0),
}  # fmt: skip

TABLE = np.zeros((N_ENTITY_KINDS, 11))
for _kind, _row in _ROWS.items():
    TABLE[_kind] = _row

# Food that tempts and breeds a kind: up to four item ids, 0 = none
FOOD = np.zeros((N_ENTITY_KINDS, 4), np.int64)
FOOD[COW, 0] = FOOD[SHEEP, 0] = item_id("wheat")
FOOD[PIG, :3] = [item_id("carrot"), item_id("potato"), item_id("beetroot")]
FOOD[CHICKEN] = [item_id(n) for n in ("wheat_seeds", "melon_seeds", "pumpkin_seeds", "beetroot_seeds")]

WHITE_WOOL = item_id("white_wool")  # + dye colour 0..15

# States that creatures keep out of, as ranges [first, last]
DANGER = np.array(
    [(states_of(n)[0], states_of(n)[-1]) for n in ("fire", "cactus", "magma_block", "sweet_berry_bush", "campfire")],
    np.int64,
)

GRASS_BLOCK = state_id("grass_block", snowy=False)
GRASS_SNOWY = state_id("grass_block", snowy=True)
DIRT = state_id("dirt")
GRASS = state_id("grass")

C_DAMAGE_DEALT = CUSTOM_NAMES.index("damage_dealt")
C_MOB_KILLS = CUSTOM_NAMES.index("mob_kills")
C_BRED = CUSTOM_NAMES.index("animals_bred")

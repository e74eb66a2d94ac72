"""The whole state of one world as flat arrays: what kernels read and write, and what a snapshot copies.

Axes as in Minecraft: x east, y up, z south; yaw 0 looks to +z and grows clockwise, pitch grows downwards, degrees.
Blocks live in a window of 16 x 16 chunk columns on a torus: block (x, y, z) is ``blocks[x & 255, z & 255, y]``.
A position is inside the window iff its chunk is the one that ``chunk_xz`` names for its slot.

Everything that evolves is here (or in the saved-chunk store of :mod:`craftagent.sim.window`), so a snapshot is a copy.
"""

from __future__ import annotations

import functools
from typing import cast

import numpy as np
import numpy.typing as npt

SIZE = 256  # blocks along x and z of the window
MASK = SIZE - 1
CHUNKS = 16  # chunk columns along x and z of the window
HEIGHT = 256  # y = 0 .. 255
SEA_LEVEL = 63

MAX_ENTITIES = 256
MAX_TILES = 256
MAX_SCHEDULED = 8192
MAX_EVENTS = 256
MAX_UPDATES = 16384
TILE_SLOTS = 27

# Chunk status
EMPTY, BASE, FULL = 0, 1, 2

# Entity kinds
NONE, ITEM, COW, PIG, SHEEP, CHICKEN, ZOMBIE, SKELETON, SPIDER, CREEPER, ARROW, FALLING_BLOCK = range(12)
ENTITY_NAMES = ("none", "item", "cow", "pig", "sheep", "chicken", "zombie", "skeleton", "spider", "creeper",
                "arrow", "falling_block")  # fmt: skip
N_ENTITY_KINDS = 12

# Screens (player.gui)
GUI_NONE, GUI_INVENTORY, GUI_CRAFTING, GUI_FURNACE, GUI_CHEST = range(5)
GUI_NAMES = ("none", "inventory", "crafting_table", "furnace", "chest")

# Tile (block entity) kinds
TILE_NONE, TILE_CHEST, TILE_FURNACE, TILE_SMOKER, TILE_BLAST_FURNACE = range(5)

# Layout of World.items: inventory numbering of the game, then the open screen's own slots.
HOTBAR, MAIN, ARMOR, OFFHAND, GRID, RESULT, CURSOR, N_SLOTS = 0, 9, 36, 40, 41, 50, 51, 52
# ARMOR + 0 feet, + 1 legs, + 2 chest, + 3 head. GRID is 3x3 row-major; the 2x2 grid uses columns and rows 0-1 of it.

# Stat rows of World.stats; columns are block ids for MINED, item ids otherwise, entity kinds for KILLED and KILLED_BY.
STAT_MINED, STAT_CRAFTED, STAT_USED, STAT_BROKEN, STAT_PICKED_UP, STAT_DROPPED, STAT_KILLED, STAT_KILLED_BY = range(8)
N_STATS = 8
STAT_NAMES = ("mine_block", "craft_item", "use_item", "break_item", "pickup", "drop", "kill_entity", "entity_killed_by")
CUSTOM_NAMES = ("play_one_minute", "walk_one_cm", "sprint_one_cm", "crouch_one_cm", "swim_one_cm", "climb_one_cm",
                "fall_one_cm", "walk_on_water_one_cm", "walk_under_water_one_cm", "jump", "damage_dealt",
                "damage_taken", "deaths", "mob_kills", "animals_bred", "interact_with_crafting_table",
                "interact_with_furnace", "open_chest", "eat", "time_since_death")  # fmt: skip

# Event kinds of World.events
(EV_MINED, EV_PLACED, EV_CRAFTED, EV_SMELTED, EV_PICKED_UP, EV_DROPPED, EV_USED, EV_BROKEN, EV_KILLED, EV_DAMAGED,
 EV_DIED, EV_RESPAWNED, EV_ATE, EV_GUI_OPENED, EV_GUI_CLOSED, EV_EXPLOSION, EV_ATTACKED) = range(17)  # fmt: skip
EVENT_NAMES = ("mined", "placed", "crafted", "smelted", "picked_up", "dropped", "used", "broken", "killed", "damaged",
               "died", "respawned", "ate", "gui_opened", "gui_closed", "explosion", "attacked")  # fmt: skip

# Damage causes (events, death messages)
(HURT_FALL, HURT_DROWN, HURT_LAVA, HURT_FIRE, HURT_STARVE, HURT_CACTUS, HURT_SUFFOCATE, HURT_VOID, HURT_MOB,
 HURT_ARROW, HURT_EXPLOSION, HURT_IN_FIRE, HURT_HOT_FLOOR, HURT_BERRY_BUSH) = range(14)  # fmt: skip
HURT_NAMES = ("fall", "drown", "lava", "on_fire", "starve", "cactus", "in_wall", "out_of_world", "mob", "arrow",
              "explosion", "in_fire", "hot_floor", "sweet_berry_bush")  # fmt: skip

# Keys of an action, in the order of World.keys. craftagent.types holds the public names ("hotbar.1", ...).
(K_FORWARD, K_BACK, K_LEFT, K_RIGHT, K_JUMP, K_SNEAK, K_SPRINT, K_ATTACK, K_USE, K_DROP, K_INVENTORY, K_ESC, K_SWAP,
 K_PICK, K_HOTBAR) = range(15)  # fmt: skip
N_KEYS = K_HOTBAR + 9  # hotbar.1 .. hotbar.9 are K_HOTBAR .. K_HOTBAR + 8

STACK = np.dtype([("id", "i4"), ("count", "i4"), ("damage", "i4")], align=True)  # empty: id 0, count 0, damage 0

PLAYER = np.dtype(
    [
        # position of the feet, blocks; p* is the position at the start of this tick, which is what is drawn
        ("x", "f8"), ("y", "f8"), ("z", "f8"), ("px", "f8"), ("py", "f8"), ("pz", "f8"),
        ("vx", "f8"), ("vy", "f8"), ("vz", "f8"),  # blocks a tick
        ("yaw", "f4"), ("pitch", "f4"),
        ("fall_distance", "f4"), ("eye", "f4"), ("prev_eye", "f4"), ("height", "f4"),
        ("fov", "f4"), ("prev_fov", "f4"),  # multiplier, 1.0 at rest
        ("bob", "f4"), ("prev_bob", "f4"), ("walked", "f4"), ("prev_walked", "f4"),  # view bobbing
        ("swing", "f4"), ("prev_swing", "f4"), ("equip", "f4"), ("prev_equip", "f4"),  # hand, 0..1
        ("health", "f4"), ("saturation", "f4"), ("exhaustion", "f4"), ("absorption", "f4"),
        ("food", "i4"), ("food_timer", "i4"), ("air", "i4"), ("fire", "i4"),  # ticks
        ("hurt_time", "i4"), ("invulnerable", "i4"), ("last_damage", "f4"), ("hurt_yaw", "f4"),
        ("xp", "i4"), ("score", "i4"),
        ("on_ground", "u1"), ("collided_h", "u1"), ("collided_v", "u1"), ("sneaking", "u1"), ("sprinting", "u1"),
        ("swimming", "u1"), ("in_water", "u1"), ("eyes_in_water", "u1"), ("in_lava", "u1"), ("on_ladder", "u1"),
        ("dead", "u1"), ("using", "u1"), ("swinging", "u1"), ("digging", "u1"), ("miss", "u1"),
        ("jump_delay", "i4"), ("sprint_tap", "i4"), ("forward_was", "u1"),
        ("selected", "i4"),  # hotbar slot 0..8
        ("dig_x", "i4"), ("dig_y", "i4"), ("dig_z", "i4"), ("dig_face", "i4"), ("dig_state", "i4"),
        ("dig_item", "i4"), ("dig_progress", "f4"), ("dig_delay", "i4"), ("miss_time", "i4"), ("swing_ticks", "i4"),
        ("use_delay", "i4"), ("use_ticks", "i4"), ("attack_ticks", "i4"),  # ticks since last attack
        # what the crosshair is on this tick: 0 nothing, 1 block, 2 entity
        ("target", "i4"), ("target_x", "i4"), ("target_y", "i4"), ("target_z", "i4"), ("target_face", "i4"),
        ("target_entity", "i4"), ("hit_x", "f8"), ("hit_y", "f8"), ("hit_z", "f8"),
        ("gui", "i4"), ("gui_tile", "i4"), ("gui_x", "i4"), ("gui_y", "i4"), ("gui_z", "i4"),
        ("cursor_x", "f8"), ("cursor_y", "f8"),  # GUI pixels, 0..639, 0..359
        ("spawn_x", "f8"), ("spawn_y", "f8"), ("spawn_z", "f8"),
        ("item_name_ticks", "i4"), ("held_was", "i4"), ("slow_fall", "f8"),
        ("stuck_x", "f8"), ("stuck_y", "f8"), ("stuck_z", "f8"),  # cobweb and berry multipliers, 0 = free
        # hand-to-mouse state of an open screen (craftagent.sim.screens); slots are the screen's own numbers
        ("gui_mask0", "u8"), ("gui_mask1", "u8"),  # slots 0..63 and 64.. that a drag has touched
        ("gui_click_tick", "i8"),  # tick of the last press, for double clicks
        ("gui_click_slot", "i4"), ("gui_click_button", "i4"),  # -1 none; 0 left, 1 right
        ("gui_drag", "i4"),  # 0 none, 1 left drag, 2 right drag
        ("gui_double", "u1"), ("gui_skip", "u1"),  # this press may be a double click; its release does nothing
        ("gui_moved_id", "i4"), ("gui_moved_damage", "i4"),  # item of the last shift click
        ("gui_tile2", "i4"),  # second half of a double chest, -1 none
        ("want_gui", "i4"), ("want_x", "i4"), ("want_y", "i4"), ("want_z", "i4"),  # a screen to open after this tick
    ],
    align=True,
)  # fmt: skip

ENTITY = np.dtype(
    [
        ("x", "f8"), ("y", "f8"), ("z", "f8"), ("px", "f8"), ("py", "f8"), ("pz", "f8"),
        ("vx", "f8"), ("vy", "f8"), ("vz", "f8"),
        ("yaw", "f4"), ("pitch", "f4"), ("body_yaw", "f4"), ("head_yaw", "f4"),
        ("limb", "f4"), ("limb_speed", "f4"),  # walk animation phase and amplitude
        ("health", "f4"), ("fall_distance", "f4"),
        ("kind", "u1"), ("on_ground", "u1"), ("in_water", "u1"), ("in_lava", "u1"), ("collided_h", "u1"),
        ("baby", "u1"), ("sheared", "u1"), ("color", "u1"), ("hurt_by_player", "u1"), ("charged", "u1"),
        ("uid", "i4"), ("age", "i4"), ("fire", "i4"), ("hurt_time", "i4"), ("invulnerable", "i4"), ("death", "i4"),
        ("cooldown", "i4"), ("fuse", "i4"), ("eat_timer", "i4"), ("egg_timer", "i4"), ("panic", "i4"),
        ("love", "i4"), ("ai", "i4"), ("ai_timer", "i4"), ("goal_x", "f8"), ("goal_y", "f8"), ("goal_z", "f8"),
        ("owner", "i4"),
        ("id", "i4"), ("count", "i4"), ("damage", "i4"), ("delay", "i4"),  # item stack and its pick-up delay
        ("state", "i4"),  # falling block
        ("last_damage", "f4"), ("look_yaw", "f4"), ("look", "i4"), ("look_timer", "i4"),  # look: 1 player, 2 look_yaw
        ("idle", "i4"), ("air", "i4"), ("seen", "i4"), ("strafe", "i4"),  # ticks far from the player; line of sight
        ("way_x", "i4"), ("way_y", "i4"), ("way_z", "i4"), ("path_n", "i4"), ("path", "u8"),  # way point, steps left
    ],
    align=True,
)  # fmt: skip

TILE = np.dtype(
    [("kind", "i4"), ("x", "i4"), ("y", "i4"), ("z", "i4"),
     ("burn", "i4"), ("burn_total", "i4"), ("cook", "i4"), ("cook_total", "i4"), ("xp", "f4")],
    align=True,
)  # fmt: skip

SCHEDULED = np.dtype([("x", "i4"), ("y", "i4"), ("z", "i4"), ("kind", "i4"), ("due", "i8")], align=True)
EVENT = np.dtype(
    [("kind", "i4"), ("a", "i4"), ("b", "i4"), ("x", "i4"), ("y", "i4"), ("z", "i4"), ("v", "f4")], align=True
)

# World.clock
CLOCK = np.dtype(
    [("tick", "i8"), ("time", "i8"),  # ticks since the start; world age, time of day = time % 24000
     ("seed", "i8"), ("rng", "u8"), ("rng_spawn", "u8"),
     ("n_scheduled", "i4"), ("n_events", "i4"), ("next_uid", "i4"), ("n_tiles", "i4"),
     ("difficulty", "i4"),  # 0 peaceful .. 3 hard
     ("mobs", "u1"), ("daylight", "u1"), ("weather", "u1"), ("keep_inventory", "u1"), ("night_vision", "u1"),
     ("fire_tick", "u1"), ("random_ticks", "u1"), ("natural_regeneration", "u1"), ("mob_griefing", "u1"),
     ("dirty_items", "i4"), ("dirty_stats", "i4"), ("dirty_hud", "i4"),  # counters that grow with every change
     ("center_x", "i4"), ("center_z", "i4"),  # chunk that the loaded area is centred on
     ("n_updates", "i4"), ("sky_dark", "i4")],  # pending neighbour updates; sky-light subtraction 0..11 by time of day
    align=True,
)  # fmt: skip


class World:
    """Arrays of one world: the fields of a NumPy record (see :func:`new_world`), a type for Python code.

    Kernels take the record as ``w``. A field is never replaced, only written in place.
    """

    clock: npt.NDArray[np.void]  # (1,) CLOCK
    player: npt.NDArray[np.void]  # (1,) PLAYER
    blocks: npt.NDArray[np.uint16]  # (256, 256, 256) [x & 255, z & 255, y] state ids
    light: npt.NDArray[np.uint8]  # same shape; sky << 4 | block
    bricks: npt.NDArray[np.uint64]  # (64, 64, 64) [x>>2, z>>2, y>>2]; bit (x&3)<<4|(z&3)<<2|(y&3) = not air
    coarse: npt.NDArray[np.uint64]  # (16, 16, 16) [x>>4, z>>4, y>>4]; bit of a brick = brick not empty, same bit order
    biome: npt.NDArray[np.uint8]  # (256, 256) biome per column
    height: npt.NDArray[np.int16]  # (256, 256) 1 + y of the highest block that dims sky light, 0 if none
    top: npt.NDArray[np.int16]  # (16, 16) per chunk: 1 + y of the highest non-air block
    ground: npt.NDArray[np.int16]  # (256, 256) pristine surface height as generated, before any edit
    chunk_xz: npt.NDArray[np.int32]  # (16, 16, 2) chunk coordinates held by a slot
    chunk_status: npt.NDArray[np.uint8]  # (16, 16) EMPTY, BASE, FULL
    chunk_edited: npt.NDArray[np.uint8]  # (16, 16) 1 = differs from what the generator would make
    section_ticks: npt.NDArray[np.uint32]  # (16, 16, 16) [cx, cz, y>>4] sum of Rules.random_ticks of a section's blocks
    entities: npt.NDArray[np.void]  # (MAX_ENTITIES,) ENTITY; kind 0 = free
    items: npt.NDArray[np.void]  # (N_SLOTS,) STACK
    tiles: npt.NDArray[np.void]  # (MAX_TILES,) TILE; kind 0 = free
    tile_items: npt.NDArray[np.void]  # (MAX_TILES, TILE_SLOTS) STACK; furnace: 0 input, 1 fuel, 2 output
    scheduled: npt.NDArray[np.void]  # (MAX_SCHEDULED,) SCHEDULED, the first clock.n_scheduled are live
    updates: npt.NDArray[np.int32]  # (MAX_UPDATES, 3) positions whose neighbour changed, the first clock.n_updates
    events: npt.NDArray[np.void]  # (MAX_EVENTS,) EVENT, the first clock.n_events are of this tick
    stats: npt.NDArray[np.int32]  # (N_STATS, 976)
    custom: npt.NDArray[np.int64]  # (len(CUSTOM_NAMES),)
    keys: npt.NDArray[np.uint8]  # (2, N_KEYS) this tick's keys and the previous tick's
    camera: npt.NDArray[np.float64]  # (2,) pitch, yaw in degrees, this tick
    queue: npt.NDArray[np.int32]  # (1 << 18,) scratch of floods; not state
    scratch: npt.NDArray[np.float64]  # (4096,) scratch; not state
    due: npt.NDArray[np.int32]  # (MAX_SCHEDULED, 4) scratch of scheduled ticks; not state
    loot_ids: npt.NDArray[np.int32]  # (8,) scratch of drops; not state
    loot_counts: npt.NDArray[np.int32]  # (8,) scratch of drops; not state
    pending: npt.NDArray[np.int32]  # (8192,) block changes that creatures ask for within one tick; not state


FIELDS: tuple[str, ...] = tuple(World.__annotations__)
SCRATCH: frozenset[str] = frozenset(
    {"queue", "scratch", "due", "loot_ids", "loot_counts", "pending"}
)  # not part of a snapshot


@functools.cache
def world_dtype() -> np.dtype[np.void]:
    """Layout of :class:`World` as one record.

    One record rather than a tuple of arrays: kernels compile and run about twice as fast, since every shape and
    stride is a constant and one pointer is passed instead of some thirty arrays.
    """
    fields: list[tuple[str, npt.DTypeLike, tuple[int, ...]]] = [
        ("clock", CLOCK, (1,)),
        ("player", PLAYER, (1,)),
        ("blocks", np.uint16, (SIZE, SIZE, HEIGHT)),
        ("light", np.uint8, (SIZE, SIZE, HEIGHT)),
        ("bricks", np.uint64, (64, 64, 64)),
        ("coarse", np.uint64, (16, 16, 16)),
        ("biome", np.uint8, (SIZE, SIZE)),
        ("height", np.int16, (SIZE, SIZE)),
        ("top", np.int16, (CHUNKS, CHUNKS)),
        ("ground", np.int16, (SIZE, SIZE)),
        ("chunk_xz", np.int32, (CHUNKS, CHUNKS, 2)),
        ("chunk_status", np.uint8, (CHUNKS, CHUNKS)),
        ("chunk_edited", np.uint8, (CHUNKS, CHUNKS)),
        ("section_ticks", np.uint32, (CHUNKS, CHUNKS, 16)),
        ("entities", ENTITY, (MAX_ENTITIES,)),
        ("items", STACK, (N_SLOTS,)),
        ("tiles", TILE, (MAX_TILES,)),
        ("tile_items", STACK, (MAX_TILES, TILE_SLOTS)),
        ("scheduled", SCHEDULED, (MAX_SCHEDULED,)),
        ("updates", np.int32, (MAX_UPDATES, 3)),
        ("events", EVENT, (MAX_EVENTS,)),
        ("stats", np.int32, (N_STATS, 976)),
        ("custom", np.int64, (len(CUSTOM_NAMES),)),
        ("keys", np.uint8, (2, N_KEYS)),
        ("camera", np.float64, (2,)),
        ("queue", np.int32, (1 << 18,)),
        ("scratch", np.float64, (4096,)),
        ("due", np.int32, (MAX_SCHEDULED, 4)),
        ("loot_ids", np.int32, (8,)),
        ("loot_counts", np.int32, (8,)),
        ("pending", np.int32, (8192,)),
    ]
    if tuple(name for name, *_ in fields) != FIELDS:
        raise AssertionError("World's annotations and its layout differ")
    return np.dtype((np.record, np.dtype(fields, align=True)))


def new_world_array() -> npt.NDArray[np.void]:
    """Shape (1,): a world with every array zeroed, in the form that costs least to hand to a kernel from Python."""
    return np.zeros(1, world_dtype())


def new_world() -> World:
    """The same as a record, whose fields are arrays."""
    return cast(World, new_world_array()[0])

"""The player's motion against frozen traces of prismarine-physics, tick by tick (see fixtures/scripts/physics.js)."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from craftagent.sim import body
from craftagent.sim.rules.registry import parse_state
from craftagent.sim.rules.tables import load_rules
from craftagent.sim.state import FULL, K_BACK, K_FORWARD, K_JUMP, K_LEFT, K_RIGHT, K_SNEAK, K_SPRINT, World, new_world

FOLDER = Path(__file__).parents[1] / "fixtures" / "physics"
KEYS = {"forward": K_FORWARD, "back": K_BACK, "left": K_LEFT, "right": K_RIGHT, "jump": K_JUMP, "sneak": K_SNEAK,
        "sprint": K_SPRINT}  # fmt: skip
TOLERANCE = 1e-4  # blocks


@functools.cache
def _empty() -> World:
    return new_world()


def _start(trace: dict[str, Any]) -> World:
    w = _empty()
    w.blocks[:] = 0
    w.chunk_status[:] = FULL
    for x0, y0, z0, x1, y1, z1, name in trace["fills"]:
        xs, zs = np.arange(x0, x1 + 1) & 255, np.arange(z0, z1 + 1) & 255
        w.blocks[np.ix_(xs, zs, np.arange(y0, y1 + 1))] = parse_state(name)
    p = w.player
    p[:] = np.zeros((), p.dtype)
    w.clock["difficulty"] = 0  # the referee knows no damage
    p["spawn_x"], p["spawn_y"], p["spawn_z"] = trace["start"]
    body.respawn_player(w, load_rules())
    p["x"], p["y"], p["z"] = trace["start"]
    p["vy"], p["on_ground"], p["yaw"] = trace["vy"], trace["ground"], trace["yaw"]
    p["invulnerable"] = 1 << 20  # nothing hurts: this is about motion
    return w


def _errors(name: str) -> np.ndarray:
    """Largest coordinate error in blocks after every tick."""
    trace = json.loads((FOLDER / f"{name}.json").read_text())
    w, r = _start(trace), load_rules()
    found = []
    held = [keys.split() for ticks, keys in trace["keys"] for _ in range(ticks)]
    for keys in held:
        w.keys[0] = 0
        w.keys[0, [KEYS[key] for key in keys]] = 1
        body.move_player(w, r)
        found.append([float(w.player[c][0]) for c in ("x", "y", "z")])
    assert w.player["dead"][0] == 0
    return np.abs(np.array(found) - np.array(trace["ticks"])[:, :3]).max(axis=1)


def test_there_are_traces() -> None:
    names = {path.stem for path in FOLDER.glob("*.json")}
    wanted = "walk sprint sneak diagonal jump sprint_jump stop slab fall_20 ice water_sink ladder_climb soul_sand"
    assert names >= set(wanted.split()) | {"cobweb_walk", "lava_sink", "corner_slide", "edge_sneak", "ceiling_jump"}


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_follows_the_referee(name: str) -> None:
    errors = _errors(name)
    assert len(errors) >= 40
    worst = int(errors.argmax())
    assert errors[worst] <= TOLERANCE, f"{name}: {errors[worst]:.2e} block at tick {worst + 1}"

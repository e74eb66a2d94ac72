"""What every world must do. Each check takes a factory ``make(view, seed) -> World`` and raises AssertionError.

Reuse: ``for check in CHECKS: check(factory)``. A new adapter adds itself to the parametrised test and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from gymnasium.utils.env_checker import check_env

from craftagent.types import CAMERA, KEYS, ActionError, Life, noop
from craftagent.world.base import World

Factory = Callable[[str, int], World]
_INFO_KEYS = {"inventory", "equipped", "stats", "life", "pose", "gui", "events", "tick", "time", "biome", "seed"}
_STATS = {"mine_block", "craft_item", "use_item", "break_item", "pickup", "drop", "kill_entity", "entity_killed_by",
          "custom"}  # fmt: skip


def scripted_action(tick: int) -> dict[str, Any]:
    """A varied but fixed action sequence: walking, turning, jumping, digging, the inventory now and then."""
    action = noop()
    action["forward"] = int(tick % 7 != 0)
    action["jump"] = int(tick % 11 == 0)
    action["attack"] = int(tick % 5 < 3)
    action["sprint"] = int(tick % 23 < 12)
    action["inventory"] = int(tick % 40 in (30, 36))
    action["use"] = int(tick % 13 == 0)
    action[f"hotbar.{tick % 9 + 1}"] = int(tick % 17 == 0)
    action[CAMERA] = np.array([(tick % 9 - 4) * 0.7, (tick % 5 - 2) * 2.5], np.float32)
    return action


def check_spaces(make: Factory) -> None:
    """Spaces are MineRL's and observations lie in them, in every kind of view."""
    for view, shape in (("full", (360, 640, 3)), ("vpt", (128, 128, 3)), ("direct:64x48", (48, 64, 3))):
        world = make(view, 7)
        assert set(world.action_space.spaces) == {*KEYS, CAMERA}  # type: ignore[attr-defined]
        assert world.observation_space["pov"].shape == shape  # type: ignore[index]
        observation, _ = world.reset()
        assert world.observation_space.contains(observation)
        observation, reward, *_ = world.step(noop())
        assert world.observation_space.contains(observation)
        assert reward == 0.0
        world.close()


def check_gymnasium(make: Factory) -> None:
    """Gymnasium's own checker has nothing to say."""
    world = make("direct:32x32", 7)
    check_env(world, skip_render_check=True)
    world.close()


def check_determinism(make: Factory) -> None:
    """Same seed and actions, same frames and info; another seed, another world."""
    frames = []
    for seed in (11, 11, 12):
        world = make("direct:64x64", seed)
        observation, _ = world.reset(seed=seed)
        seen = [observation["pov"].copy()]
        for tick in range(60):
            observation, _, _, _, info = world.step(scripted_action(tick))
            seen.append(observation["pov"].copy())
        frames.append((np.stack(seen), info))
        world.close()
    assert np.array_equal(frames[0][0], frames[1][0])
    assert frames[0][1] == frames[1][1]
    assert not np.array_equal(frames[0][0], frames[2][0])


def check_snapshot(make: Factory) -> None:
    """Restoring a snapshot and repeating the actions gives the same future, also into a second world object."""
    world, other = make("direct:64x64", 5), make("direct:64x64", 6)
    world.reset(seed=5)
    other.reset(seed=6)
    for tick in range(25):
        world.step(scripted_action(tick))
    saved = world.snapshot()
    now = world.render().copy()
    futures = []
    for target in (world, world, other):
        observation, _ = target.restore(saved)
        assert np.array_equal(observation["pov"], now)
        for tick in range(25, 60):
            observation, _, _, _, info = target.step(scripted_action(tick))
        futures.append((observation["pov"].copy(), info))
    for pov, info in futures[1:]:
        assert np.array_equal(pov, futures[0][0])
        assert info == futures[0][1]
    world.close()
    other.close()


def check_keys(make: Factory) -> None:
    """Camera degrees are degrees, forward moves along the view, missing keys are not pressed, holding E toggles once."""
    world = make("direct:16x16", 3)
    _, info = world.reset(seed=3)
    start = info["pose"].copy()
    *_, info = world.step({CAMERA: (5.0, 30.0)})
    assert abs(info["pose"]["yaw"] - start["yaw"] - 30.0) < 1e-4
    assert abs(info["pose"]["pitch"] - start["pitch"] - 5.0) < 1e-4
    *_, info = world.step({"inventory": 1})
    assert info["gui"]["open"]
    *_, info = world.step({"inventory": 1})
    assert info["gui"]["open"]
    world.step({})
    *_, info = world.step({"inventory": 1})
    assert not info["gui"]["open"]
    world.close()


def check_info(make: Factory) -> None:
    """Info has the shared schema, and statistics never fall."""
    world = make("direct:16x16", 4)
    _, info = world.reset(seed=4)
    before: dict[tuple[str, str], int] = {}
    for tick in range(80):
        assert set(info) >= _INFO_KEYS and set(info["life"]) >= set(Life.__annotations__)
        assert set(info["stats"]) == _STATS
        assert all(isinstance(v, int) and v > 0 for v in info["inventory"].values())
        now = {(kind, name): n for kind, table in info["stats"].items() for name, n in table.items()}
        assert all(now.get(key, 0) >= n for key, n in before.items())
        before = now
        assert info["seed"] == 4
        *_, info = world.step(scripted_action(tick))
    assert info["tick"] >= 80
    world.close()


def check_errors(make: Factory) -> None:
    """Impossible actions are refused with a sentence that names the key, and change nothing."""
    world = make("direct:16x16", 9)
    try:
        world.step(noop())
    except RuntimeError:
        pass
    else:
        raise AssertionError("step before reset must raise RuntimeError")
    world.reset(seed=9)
    before = world.render().copy()
    bad: list[tuple[Any, str]] = [
        ({"foward": 1}, "forward"), ({"forward": 2}, "forward"), ({"attack": "yes"}, "attack"), ({CAMERA: (1.0,)}, CAMERA),
        ({CAMERA: (float("nan"), 0.0)}, CAMERA), ({CAMERA: (0.0, 500.0)}, CAMERA), ([1, 2], "dict"), (None, "dict"),
    ]  # fmt: skip
    for action, word in bad:
        try:
            world.step(action)
        except ActionError as error:
            assert word in str(error), f"{error} does not name {word}"
        else:
            raise AssertionError(f"{action!r} was accepted")
    assert np.array_equal(world.render(), before)
    world.close()
    world.close()  # closing twice is fine


CHECKS: tuple[Callable[[Factory], None], ...] = (
    check_spaces, check_gymnasium, check_determinism, check_snapshot, check_keys, check_info, check_errors,
)  # fmt: skip

"""Malformed actions, settings and set-up calls: each is refused with one clear sentence or is a valid step.

    python benchmarks/fuzz.py [--cases 100000]

After every refusal the world must be as it was (checked by its clock and pose, and by the full state hash now and then)
and still step.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import numpy as np

from craftagent.sim.env import SimWorld
from craftagent.sim.setup import Setup
from craftagent.types import KEYS, ActionError, WorldSettings

_ODD: tuple[Any, ...] = (
    None, True, 0, 1, 2, -1, 3.5, 1e300, float("nan"), float("inf"), "", "stone", "stoen", "forward", "\x00", b"x", [], {},
    (1,), [1, 2, 3], {"a": 1},
    object(), np.zeros(3), np.float32("nan"), np.int8(1), np.array("x"), 10**30, -(10**30), "9" * 300,
    (1, 2), range(3), 255, 256, -64, 64, 0.5, "oak_log[axis=x]", "oak_log[axis=w]", "oak_log[", "furnace[lit=maybe]",
)  # fmt: skip
_CALLS = ("set_block", "fill", "put_in_container", "creature", "give", "select", "teleport", "set_time", "set_difficulty",
          "set_rule", "set_life", "open_screen", "block")  # fmt: skip
_FIELDS = tuple(WorldSettings.__dataclass_fields__)


def _typo(rng: np.random.Generator, word: str) -> str:
    at = int(rng.integers(len(word)))
    return word[:at] + rng.choice(list("abcxyz.9")) + word[at + int(rng.integers(2)) :]


def _odd(rng: np.random.Generator) -> Any:
    return _ODD[rng.integers(len(_ODD))]


def fuzz_action(rng: np.random.Generator) -> Any:
    """An action that is wrong in some way, or just unusual."""
    if rng.random() < 0.05:
        return _odd(rng)
    action: dict[Any, Any] = {}
    for _ in range(int(rng.integers(1, 5))):
        key = str(rng.choice(KEYS))
        draw = rng.random()
        if draw < 0.25:
            key = _typo(rng, key)
        action[key] = _odd(rng) if rng.random() < 0.6 else int(rng.integers(2))
    if rng.random() < 0.5:
        action["camera"] = _odd(rng) if rng.random() < 0.6 else rng.normal(0, 100, int(rng.integers(1, 4)))
    return action


def fuzz_settings(rng: np.random.Generator) -> Any:
    """Settings that are wrong in some way, or just unusual."""
    if rng.random() < 0.05:
        return _odd(rng)
    data: dict[Any, Any] = {}
    for _ in range(int(rng.integers(1, 4))):
        key = str(rng.choice(_FIELDS))
        if rng.random() < 0.3:
            key = _typo(rng, key)
        if key == "inventory" and rng.random() < 0.7:
            data[key] = [{"item": _odd(rng), "count": _odd(rng), **({"slot": _odd(rng)} if rng.random() < 0.5 else {})}]
        else:
            data[key] = _odd(rng)
    return data


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    args = parser.parse_args()
    rng = np.random.default_rng(0)
    world = SimWorld("direct:16x16", 20_000, {"done_on_death": False})
    world.reset()
    setup = Setup(world.simulator)
    refused = accepted = 0
    start = time.perf_counter()
    for case in range(args.cases):
        kind = case % 3
        check_state = case % 500 < 3
        before = world.simulator.digest() if check_state else ""
        try:
            if kind == 0:
                world.step(fuzz_action(rng))
            elif kind == 1:
                WorldSettings.from_dict(fuzz_settings(rng))
            else:
                name = str(rng.choice(_CALLS))
                p = world.simulator.w.player[0]
                near = [
                    int(p["x"] // 1) + int(rng.integers(-9, 9)),
                    int(rng.integers(50, 90)),
                    int(p["z"] // 1) + int(rng.integers(-9, 9)),
                ]
                words: list[Any] = [_odd(rng) for _ in range(int(rng.integers(0, 8)))]
                if rng.random() < 0.5 and name in ("set_block", "block", "put_in_container"):
                    words[:3] = near
                elif rng.random() < 0.5 and name == "fill":
                    words[:6] = [*near, *(n + int(rng.integers(0, 4)) for n in near)]
                getattr(setup, name)(*words)
            accepted += 1
        except (ValueError, TypeError) as error:
            text = str(error)
            if isinstance(error, TypeError) and "argument" not in text:  # a wrong call is Python's own business
                raise AssertionError(f"case {case}: {type(error).__name__} {text}") from error
            if isinstance(error, ActionError | ValueError) and (not text or "\n" in text or len(text) > 400):
                raise AssertionError(f"case {case}: unclear message {text!r}") from error
            if check_state and world.simulator.digest() != before:
                raise AssertionError(f"case {case}: refused ({text}) but the world changed") from error
            refused += 1
        if case % 200 == 0:
            observation, *_ = world.step({"forward": 1})
            if observation["pov"].shape != (16, 16, 3):
                raise AssertionError("a broken frame")
            pose = world.simulator.info()["pose"]
            if not np.isfinite(list(pose.values())).all():
                raise AssertionError(f"case {case}: broken pose {pose}")
        if case % 10_000 == 9_999:
            world.reset()
            print(
                f"{case + 1} cases, {refused} refused, {accepted} accepted ({time.perf_counter() - start:.0f} s)",
                flush=True,
            )
    print(f"{args.cases} cases: {refused} refused with a sentence, {accepted} carried out, no broken world")
    return 0


if __name__ == "__main__":
    sys.exit(main())

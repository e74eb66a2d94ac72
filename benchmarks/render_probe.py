"""How fast the renderer is on generated land: nanoseconds a pixel and frames a second, beside Crafter's steps a second.

    python benchmarks/render_probe.py [--views full vpt direct:64x64] [--biomes plains forest] [--creatures 12]

Each figure is the mean over several places of the best of several frames (other work on the machine only ever adds time).
"""

from __future__ import annotations

import argparse
import math
import time

import numpy as np

from craftagent.sim.render.renderer import Renderer
from craftagent.sim.rules.tables import Rules, load_rules
from craftagent.sim.state import COW, World, new_world_array
from craftagent.sim.terrain.spawn import spawn_point
from craftagent.sim.window import Window

VIEWS = ("full", "vpt", "direct:128x128", "direct:64x64")
BIOMES = ("forest", "plains", "mountains", "desert", "ocean")
PLACES = 6


def stand(w: World, x: float, z: float, yaw: float, pitch: float) -> None:
    """Put the player on the ground of a column, at rest."""
    column = (int(math.floor(x)) & 255, int(math.floor(z)) & 255)
    y = float(max(int(w.ground[column]) + 1, 63))
    values = {"x": x, "y": y, "z": z, "px": x, "py": y, "pz": z, "yaw": yaw, "pitch": pitch, "eye": 1.62,
              "prev_eye": 1.62, "fov": 1.0, "prev_fov": 1.0, "equip": 1.0, "prev_equip": 1.0, "health": 20.0,
              "food": 20, "air": 300}  # fmt: skip
    for name, value in values.items():
        w.player[0][name] = value


def crowd(w: World, count: int) -> None:
    """``count`` animals and monsters in a ring around the player."""
    p = w.player[0]
    w.entities["kind"] = 0
    for i in range(count):
        e = w.entities[i]
        angle, far = 2.0 * math.pi * i / max(count, 1), 4.0 + i % 5 * 3.0
        e["kind"] = COW + i % 8
        e["px"], e["pz"] = p["x"] + math.cos(angle) * far, p["z"] + math.sin(angle) * far
        e["py"] = float(w.ground[int(math.floor(e["px"])) & 255, int(math.floor(e["pz"])) & 255]) + 1.0
        e["on_ground"] = 1


def measure(w: World, r: Rules, view: str, x: int, z: int, repeats: int, creatures: int) -> tuple[float, int]:
    """Mean seconds a frame over the places, and pixels that are drawn."""
    renderer = Renderer(view)
    out = np.zeros((*renderer.size, 3), np.uint8)
    rng = np.random.default_rng(1)
    total = 0.0
    for _ in range(PLACES):
        dx, dz = rng.uniform(-40, 40, 2)
        stand(w, x + dx, z + dz, rng.uniform(0, 360), rng.uniform(-10, 30))
        crowd(w, creatures)
        renderer.render(w, r, out)
        best = math.inf
        for _ in range(repeats):
            start = time.perf_counter()
            renderer.render(w, r, out)
            best = min(best, time.perf_counter() - start)
        total += best
    return total / PLACES, len(renderer.view.rows) * len(renderer.view.cols)


def crafter_speed(steps: int = 1000) -> float:
    """Steps a second of Crafter's own 64 x 64 environment with random actions, resets included; 0 without the package."""
    try:
        import crafter
    except ImportError:
        return 0.0
    env = crafter.Env(seed=0)
    env.reset()
    rng = np.random.default_rng(0)
    start = time.perf_counter()
    for _ in range(steps):
        if env.step(int(rng.integers(17)))[2]:
            env.reset()
    return steps / (time.perf_counter() - start)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--views", nargs="+", default=VIEWS)
    parser.add_argument("--biomes", nargs="+", default=BIOMES)
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--creatures", type=int, default=12)
    args = parser.parse_args()
    reference = crafter_speed()
    print(f"crafter {reference:.0f} steps/s")
    rules = load_rules()
    world = new_world_array()
    window = Window(world, rules.base)  # type: ignore[attr-defined]
    w: World = world[0]
    for number, biome in enumerate(args.biomes):
        window.clear()
        w.clock["seed"] = 10 + number
        w.clock["time"] = 6000
        x, z = spawn_point(10 + number, biome)
        window.center_on(int(x) >> 4, int(z) >> 4)
        for view in args.views:
            seconds, pixels = measure(w, rules, view, int(x), int(z), args.repeats, args.creatures)
            ratio = f", {1 / seconds / reference:5.2f} x crafter" if reference else ""
            print(
                f"{biome:10s} {view:15s} {seconds * 1e6:8.0f} us {seconds / pixels * 1e9:6.0f} ns/pixel "
                f"{1 / seconds:7.0f} frames/s{ratio}",
                flush=True,
            )


if __name__ == "__main__":
    main()

"""Replays, snapshots and processes: the same seed and actions give the same frames and the same state, always.

For each of 50 random 2 000-tick episodes: (1) play, hashing every frame, with snapshots at random ticks; (2) replay from
the replay file in this process; (3) restore each snapshot and play on to the end; (4) replay in another process. All
hashes of frames and of the final state must agree.

    python benchmarks/exactness.py [--episodes 50] [--ticks 2000] [--view direct:64x64]
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from players import Player, settings

from craftagent.sim.env import SimWorld
from craftagent.sim.replay import Replay, ReplayWriter


def _hash(pov: np.ndarray) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(pov), digest_size=8).digest()


def play(episode: int, ticks: int, view: str, path: Path) -> tuple[list[bytes], str, list[tuple[int, object]]]:
    """Play a random episode; returns frame hashes, the final state's hash and snapshots by tick."""
    rng = np.random.default_rng(episode)
    start = settings(rng)
    seed = 20_000 + episode
    world = SimWorld(view, seed, start)
    player = Player(episode)
    moments = set(rng.choice(np.arange(1, ticks - 1), 2, replace=False).tolist())
    snapshots: list[tuple[int, object]] = []
    observation, _ = world.reset()
    hashes = [_hash(observation["pov"])]
    with ReplayWriter(path, seed, start) as writer:
        for tick in range(ticks):
            if tick in moments:
                snapshots.append((tick, world.snapshot()))
            action = player.act()
            writer.write(action)
            hashes.append(_hash(world.step(action)[0]["pov"]))
    return hashes, world.simulator.digest(), snapshots


def replay(path: Path, view: str) -> tuple[list[bytes], str]:
    """Play a replay file; returns frame hashes and the final state's hash."""
    episode = Replay.read(path)
    world = SimWorld(view, episode.seed, episode.settings)
    observation, _ = world.reset()
    hashes = [_hash(observation["pov"])]
    hashes += [_hash(world.step(action)[0]["pov"]) for action in episode.actions]
    return hashes, world.simulator.digest()


def _one_line(hashes: list[bytes], state: str) -> str:
    return hashlib.blake2b(b"".join(hashes), digest_size=16).hexdigest() + " " + state


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--episodes", type=int, default=50)
    parser.add_argument("--ticks", type=int, default=2_000)
    parser.add_argument("--view", default="direct:64x64")
    parser.add_argument("--replay", type=Path, help="only replay this file and print its hashes (the second process)")
    args = parser.parse_args()
    if args.replay:
        print(_one_line(*replay(args.replay, args.view)))
        return 0
    wrong = 0
    start = time.perf_counter()
    for episode in range(args.episodes):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "episode.jsonl"
            hashes, state, snapshots = play(episode, args.ticks, args.view, path)
            command = [sys.executable, __file__, "--replay", str(path), "--view", args.view]
            other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            found = {"replay": replay(path, args.view) == (hashes, state)}
            actions = Replay.read(path).actions
            for tick, snapshot in snapshots:
                world = SimWorld(args.view, 1)
                world.restore(snapshot)
                rest = [_hash(world.step(action)[0]["pov"]) for action in actions[tick:]]
                found[f"restored at {tick}"] = rest == hashes[tick + 1 :] and world.simulator.digest() == state
            found["other process"] = other.communicate()[0].strip() == _one_line(hashes, state)
        wrong += not all(found.values())
        verdict = "equal" if all(found.values()) else f"DIFFERENT: {[k for k, v in found.items() if not v]}"
        print(f"episode {episode:3d} {verdict} ({time.perf_counter() - start:.0f} s)", flush=True)
    print(f"{args.episodes - wrong} of {args.episodes} episodes of {args.ticks} ticks agree everywhere")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())

"""``craftagent eval`` of a policy, killed with -9 in the middle of its episodes: the same command goes on within them."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from craftagent.tasks.suite import FOLDERS

TICKS, LEAST = 400, 30  # of an episode, and of what is kept of it before the kill
SUITE = f"""
suite: garden-v1
version: 1
protocol: Nobody finds a diamond here.
tasks:
  - name: a_diamond
    goal: {{mine: diamond}}
    success: {{mined: diamond_ore}}
    group: dig
    budget: {TICKS}
"""
# The command as it is, but what is under way is written four times a second instead of once a minute, and a process
# says how many ticks it has played: it runs this file too, before it begins.
PROGRAM = """
import sys
from craftagent.cli import main
from craftagent.evaluate import streams, worker

class Streams(streams.Streams):
    def __init__(self, *args, **more):
        super().__init__(*args, **more, every=0.25)

    def play(self, jobs):
        ticks = 0
        for news in super().play(jobs):
            ticks += news.ticks if isinstance(news, streams.Ticked) else 0
            yield news
        print("ticks played:", ticks, file=sys.stderr, flush=True)

worker.Streams = Streams
if __name__ == "__main__":
    sys.exit(main())
"""


def lines(out: Path) -> list[str]:
    path = out / "episodes.jsonl"
    return path.read_text().splitlines() if path.exists() else []


def kept(folder: Path) -> dict[str, np.ndarray]:
    """The keys pressed so far in each episode that is under way, uint8 (T, 3), by its name."""
    found = {}
    for path in folder.glob("[!.]*.npz"):
        with np.load(path, allow_pickle=False) as data:
            found[path.name] = data["keys"]
    return found


@pytest.mark.slow
def test_a_killed_policy_goes_on_within_its_episodes(policy: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "garden-v1.yaml").write_text(SUITE)
    command = [
        sys.executable, str(tmp_path / "program.py"), "eval", "--suite", "garden-v1", "--agent", f"policy:{policy}",
        "--seeds", "20200:20202", "--streams", "2", "--no-pictures", "--out", str(out),
    ]  # fmt: skip
    environment = {**os.environ, FOLDERS: str(tmp_path)}
    with (tmp_path / "first.txt").open("w") as said:
        process = subprocess.Popen(command, env=environment, start_new_session=True, stdout=said, stderr=said)
    ends = time.monotonic() + 300
    try:
        while len(now := kept(out / "under_way")) < 2 or min(map(len, now.values())) < LEAST:
            assert time.monotonic() < ends and process.poll() is None, (tmp_path / "first.txt").read_text()
            time.sleep(0.01)
    finally:
        with contextlib.suppress(ProcessLookupError):  # it has ended by itself, which is said above
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(60)
    before = kept(out / "under_way")
    played = sum(map(len, before.values()))
    assert 2 * LEAST <= played < 2 * TICKS and lines(out) == [], "it was killed too late"

    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0 and "from its beginning" not in done.stderr, done.stderr
    assert [int(n) for n in re.findall(r"ticks played: (\d+)", done.stderr)] == [2 * TICKS - played]
    rows = [json.loads(line) for line in lines(out)]
    assert sorted((row["seed"], row["ticks"], row["reason"]) for row in rows) == [
        (20_200, TICKS, "out of ticks"), (20_201, TICKS, "out of ticks"),
    ]  # fmt: skip
    assert not (out / "under_way").exists()
    for name, keys in before.items():
        with np.load(out / "tapes" / name) as tape:
            assert len(tape["keys"]) == TICKS and np.array_equal(tape["keys"][: len(keys)], keys)

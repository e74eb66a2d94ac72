"""How a policy is best played: the same tasks and tuning seeds under several settings of play, beside each other.

    python benchmarks/play_settings.py runs/improve/goap/policy temperature=1 temperature=0.6 temperature=0.6,hold=1 \
        --out runs/tune

Settings are those of ``policy:PATH?...``. Seeds are 10000 and up: what is chosen here was not chosen on report seeds. Each
evaluation goes on where it was. Prints success by group and over all, with 95 % intervals, best first.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FIRST, LAST = 10_000, 20_000  # tuning seeds


def play(args: argparse.Namespace, settings: str) -> dict[str, Any]:
    """``results.json`` of one evaluation."""
    out: Path = args.out / settings.replace(",", "+")
    line = [
        sys.executable, "-m", "craftagent.cli", "eval", "--suite", args.suite, "--agent", f"policy:{args.policy}?{settings}",
        "--seeds", f"{args.first}:{args.first + args.episodes}", "--jobs", str(args.jobs), "--streams", str(args.streams),
        "--no-pictures", "--out", str(out),
    ]  # fmt: skip
    if args.tasks:
        line += ["--tasks", args.tasks]
    print(f"{settings} ...", file=sys.stderr, flush=True)
    done = subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(
            f"play_settings: {settings}: craftagent eval ended with {done.returncode}: {done.stderr[-400:]}"
        )
    found: dict[str, Any] = json.loads((out / "results.json").read_text(encoding="utf-8"))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("policy", type=Path)
    parser.add_argument("settings", nargs="+", metavar="K=V[,K=V]")
    parser.add_argument("--suite", default="atomic-v1")
    parser.add_argument("--tasks", default="")
    parser.add_argument("--episodes", type=int, default=4, help="a task (default 4)")
    parser.add_argument("--first", type=int, default=FIRST, help=f"first seed, {FIRST} to {LAST - 1} (default {FIRST})")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--streams", type=int, default=12)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    if not FIRST <= args.first <= LAST - args.episodes or args.episodes < 1:
        parser.error(f"tuning seeds are {FIRST} to {LAST - 1}")
    rows = sorted(
        ((settings, play(args, settings)) for settings in args.settings), key=lambda row: -row[1]["overall"]["asr"]
    )
    width = max(len(settings) for settings in args.settings)
    groups = list(rows[0][1]["groups"])
    print(f"{args.suite}, {args.episodes} seeds a task from {args.first}")
    print(f"{'':{width}}  all  95 %         {' '.join(f'{name[:7]:>7}' for name in groups)}")
    for settings, found in rows:
        low, high = found["overall"]["ci95"]
        rates = " ".join(f"{found['groups'][name]['rate']:7.2f}" for name in groups)
        print(f"{settings:{width}}  {found['overall']['asr']:.3f} [{low:.2f}, {high:.2f}] {rates}")


if __name__ == "__main__":
    main()

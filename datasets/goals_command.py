"""``craftagent data goals``: goals by hindsight for episodes whose statistics say what was reached."""

from __future__ import annotations

import argparse
import functools
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.progress import track

from craftagent.datasets.contractor import ContractorOptions
from craftagent.datasets.episode import EpisodePaths, list_episodes, open_episode
from craftagent.datasets.labels import label_by_hindsight

Answer = tuple[int | None, str]  # goals written for an episode, or None and why none were
HAD, BARE, UNKNOWN = "have goals already", "are videos without rows", "hold no statistics"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent data goals``."""
    parser.add_argument("folder", type=Path, help="a folder of episodes; folders in it are searched too")
    parser.add_argument("--again", action="store_true",
                        help="also where there are goals: hindsight is made anew, all others stay")  # fmt: skip
    parser.add_argument("--jobs", type=int, default=0, metavar="J", help="processes (default: one a core)")
    parser.add_argument("--broken-lines", choices=("refuse", "null"), default="refuse",
                        help="a contractor line that is not JSON: damage, or a tick without action")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Write ``NAME.goals.jsonl`` files. Returns 1 if an episode is damaged or none has goals in the end, else 0."""
    if args.jobs < 0:
        raise ValueError(f"--jobs must be at least 1, not {args.jobs}")
    episodes = list_episodes(args.folder)
    options = ContractorOptions(broken=args.broken_lines)
    work = functools.partial(_label, again=args.again, options=options)
    made = goals = 0
    without: Counter[str] = Counter()
    damaged: dict[str, str] = {}
    answers = _each(work, episodes, args.jobs or os.cpu_count() or 1)
    progress = track(zip(episodes, answers, strict=True), total=len(episodes), description="looking back",
                     transient=True, console=Console(stderr=True))  # fmt: skip
    for paths, (found, reason) in progress:
        if found is not None:
            made, goals = made + 1, goals + found
        elif reason in (HAD, BARE, UNKNOWN):
            without[reason] += 1
        else:
            damaged[str((paths.folder / paths.name).relative_to(args.folder))] = reason
    left = "".join(f"; {n} {reason}" for reason, n in without.items())
    print(f"{goals} goals written for {made} of {len(episodes)} episodes{left}")
    for name, reason in damaged.items():
        print(f"not labelled: {name}: {reason}", file=sys.stderr)
    if not episodes:
        print(f"there are no episodes in {args.folder}", file=sys.stderr)
    elif not goals and not without[HAD]:
        print("a policy that learns from these alone is told no goal", file=sys.stderr)
    return int(bool(damaged) or not (goals or without[HAD]))


def _each(work: Callable[[EpisodePaths], Answer], episodes: Sequence[EpisodePaths], jobs: int) -> Iterator[Answer]:
    if jobs <= 1 or len(episodes) <= 1:
        yield from map(work, episodes)
        return
    with ProcessPoolExecutor(min(jobs, len(episodes)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, episodes)


def _label(paths: EpisodePaths, again: bool, options: ContractorOptions) -> Answer:
    try:
        if not paths.rows.is_file():
            return None, BARE
        episode = open_episode(paths, options=options)
        episode.close()
        if episode.goals and not again:
            return None, HAD
        found = label_by_hindsight(paths, options)
    except ValueError as error:  # a DamagedEpisode, or statistics that make no goal
        return None, str(error)
    if found is None:
        return None, HAD if episode.goals else UNKNOWN
    return len(found), ""

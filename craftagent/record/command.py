"""``craftagent record``: demonstrations of a suite, by several processes, to be stopped and taken up at any time."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from craftagent.datasets.paths import EpisodePaths
from craftagent.datasets.recorder import remove_parts
from craftagent.record.attempts import MOST_BREAKS, Attempts
from craftagent.record.fleet import Broke, Done, Fleet, NoWorkers, Told
from craftagent.record.jobs import Job, choose_tasks, list_jobs, parse_seeds
from craftagent.record.summary import Tally
from craftagent.record.worker import main as worker_main
from craftagent.types import suggest
from craftagent.world.views import view_size

AGENTS = ("expert", "knowing-expert")
_FEW = 20  # one in so many may break by its own fault


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent record``."""
    parser.add_argument(
        "--agent",
        default="expert",
        help="who plays: expert, who goes by what is in the picture (default), or knowing-expert, who also goes by the rest",
    )
    parser.add_argument("--suite", required=True, metavar="NAME[,NAME]", help="suites whose tasks are played in turn")
    parser.add_argument("--tasks", default="", metavar="A,B", help="only these tasks of the suites")
    parser.add_argument("--rules", help="rule set or difficulty, for the suites that have it")
    parser.add_argument(
        "--episodes", type=int, required=True, metavar="N", help="episodes to play, earlier ones in DIR counted"
    )
    parser.add_argument("--jobs", type=int, default=1, metavar="J", help="processes (default 1)")
    parser.add_argument("--view", default="vpt", help="vpt, full or direct:WxH (default vpt)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the episodes")
    parser.add_argument("--seeds", metavar="A:B", help="seeds A up to, not including, B (default all of the split)")
    parser.add_argument("--split", default="train", help="whose seeds: train (0:10000) or tune (10000:20000)")
    parser.add_argument(
        "--noise", type=float, default=0.0, metavar="P", help="chance a tick that a burst of wrong input begins"
    )
    parser.add_argument(
        "--max-minutes", type=float, metavar="M", help="stop after so long; what is unfinished is left out"
    )
    parser.add_argument("--keep-failures", action="store_true", help="keep episodes that did not succeed")


def run(args: argparse.Namespace) -> int:
    """Record. Returns 0 if every episode was played or has been given up, 1 if any broke and is to be tried again,
    130 after Ctrl-C."""
    return record_jobs(args, wanted_jobs(args), worker_main)


def wanted_jobs(args: argparse.Namespace) -> list[Job]:
    """The jobs that the arguments ask for. Raises ``ValueError`` for arguments that can not be."""
    if args.agent not in AGENTS:
        raise ValueError(f"unknown agent {args.agent!r}{suggest(args.agent, AGENTS)}; there are {', '.join(AGENTS)}")
    if args.jobs < 1:
        raise ValueError(f"--jobs must be at least 1, not {args.jobs}")
    if args.max_minutes is not None and not args.max_minutes > 0:
        raise ValueError(f"--max-minutes must be above 0, not {args.max_minutes:g}")
    width, height = view_size(args.view)
    if width % 2 or height % 2 or min(width, height) < 16:
        raise ValueError(f"a video needs even sides of at least 16 pixels, view {args.view!r} has {width}x{height}")
    seeds = parse_seeds(args.seeds, args.split)
    tasks = choose_tasks(_names(args.suite), _names(args.tasks), args.rules)
    return list_jobs(tasks, seeds, args.episodes, args.noise, knowing=args.agent == "knowing-expert")


def record_jobs(
    args: argparse.Namespace, jobs: list[Job], work: Callable[..., None], more: Sequence[object] = ()
) -> int:
    """Carry out what of ``jobs`` is open, in processes that run ``work(pipe, view, folder, keep_failures, *more)``."""
    args.out.mkdir(parents=True, exist_ok=True)
    _same_view(args.out, jobs, args.view)
    removed = remove_parts(args.out)
    if removed:
        print(f"removed {removed} files of recordings that were killed", file=sys.stderr)
    tally = Tally()
    with Attempts(args.out) as attempts:
        todo = attempts.open_jobs(jobs, args.keep_failures)
        lost = sum(attempts.given_up(job.name) for job in jobs)
        if len(todo) + lost < len(jobs):
            print(f"{len(jobs) - len(todo) - lost} of {len(jobs)} episodes were played before", file=sys.stderr)
        if lost:
            print(f"{lost} of {len(jobs)} broke {MOST_BREAKS} times and are left out", file=sys.stderr)
        fleet = Fleet(args.jobs, work, (args.view, str(args.out), args.keep_failures, *more))
        try:
            _play(args, todo, attempts, tally, fleet)
            if len(tally.broken) <= max(
                1, len(jobs) // _FEW
            ):  # many at once are the machine's fault, and not their own
                for name, reason in tally.broken.items():
                    attempts.add_broken(name, reason)
            left_out = [name for name in tally.broken if attempts.given_up(name)]
            if left_out:
                print(f"left out, as they broke {MOST_BREAKS} times: {', '.join(left_out)}", file=sys.stderr)
            status = 1 if len(left_out) < len(tally.broken) else 0
        except KeyboardInterrupt:
            print("craftagent: interrupted; the same command goes on from here", file=sys.stderr)
            status = 130
        except NoWorkers as error:
            print(f"craftagent: {error}", file=sys.stderr)
            status = 1
    remove_parts(args.out)  # of workers that had to be killed
    for line in tally.lines():
        print(line)
    return status


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _same_view(folder: Path, jobs: list[Job], view: str) -> None:
    """Episodes of a folder are of one size, or nothing can be trained on them together."""
    for job in jobs:
        paths = EpisodePaths(folder, job.name)
        if paths.video.exists():
            try:
                there = json.loads(paths.meta.read_text(encoding="utf-8")).get("view")
            except (OSError, ValueError, AttributeError):
                continue  # damaged: craftagent data check says so
            if there != view:
                raise ValueError(f"{folder} holds episodes of view {there!r}, not {view!r}; take another --out")
            return


def _play(args: argparse.Namespace, todo: list[Job], attempts: Attempts, tally: Tally, workers: Fleet) -> None:
    ends = None if args.max_minutes is None else time.monotonic() + 60 * args.max_minutes
    under_way: dict[str, int] = {}
    with (
        _Progress(len(todo)) as progress,
        workers as fleet,
    ):
        for event in fleet.run(todo):
            if isinstance(event, Told):
                under_way[event.job.name] = event.value
            elif isinstance(event, Done):
                under_way.pop(event.job.name, None)
                attempts.add(event.result)
                tally.played.append(event.result)
                result = "ok" if event.result.success else event.result.reason
                progress.say(f"{event.job.name}: {event.result.ticks} ticks, {result}")
            elif isinstance(event, Broke):
                under_way.pop(event.job.name, None)
                tally.broken[event.job.name] = event.reason
                progress.warn(f"{event.job.name} broke: {event.reason}", event.trace)
            progress.show(len(tally.played) + len(tally.broken), tally, sum(under_way.values()))
            if ends is not None and time.monotonic() > ends:
                progress.warn(f"{args.max_minutes:g} minutes are over")
                return


class _Progress:
    """A bar on a terminal, lines in a log."""

    def __init__(self, total: int) -> None:
        self._console = Console(stderr=True)
        self._bar: Progress | None = None
        self._total, self._done = total, 0
        if self._console.is_terminal:
            self._bar = Progress(
                TextColumn("recording"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[figures]}"),
                TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(), console=self._console,
            )  # fmt: skip
            self._task = self._bar.add_task("", total=total, figures="")

    def show(self, done: int, tally: Tally, under_way: int) -> None:
        self._done = done
        if self._bar is not None:
            good = sum(p.success for p in tally.played)
            figures = f"{good} ok, {done - good} not, {tally.frames_per_second(under_way):.0f} frames/s"
            self._bar.update(self._task, completed=done, figures=figures)

    def say(self, line: str) -> None:
        if self._bar is None:
            print(f"{self._done + 1}/{self._total} {line}", file=sys.stderr, flush=True)

    def warn(self, line: str, trace: str = "") -> None:
        self._console.print(f"{trace}{line}", markup=False, highlight=False)

    def __enter__(self) -> _Progress:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

"""``craftagent label``: actions for videos that have none."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.episode import open_episode
from craftagent.datasets.paths import VIDEO, EpisodePaths, bad_name, list_episodes
from craftagent.record.fleet import Broke, Done, Fleet, NoWorkers, Told
from craftagent.types import TICKS_PER_SECOND

if TYPE_CHECKING:
    from craftagent.policy.idm.label_files import Frames, LabelJob, Labelled


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent label``."""
    parser.add_argument("videos", nargs="+", type=Path, metavar="VIDEO", help="mp4 files, or folders searched for them")
    parser.add_argument("--idm", required=True, metavar="CKPT", help="folder of a trained inverse dynamics model")
    parser.add_argument("--out", type=Path, metavar="DIR",
                        help="write whole episodes here (default: rows beside each video)")  # fmt: skip
    parser.add_argument("--jobs", type=int, default=0, metavar="J", help="processes (default: one a core)")
    parser.add_argument("--frames", choices=("tick", "time"), default="tick",
                        help="tick: each frame is a tick, whatever rate the file claims (recordings of agents); time: what "
                        "is on show every 50 ms (screen recordings, downloads); needs --out (default tick)")  # fmt: skip
    parser.add_argument("--again", action="store_true",
                        help="replace labels that another model made, or this one with other --frames")  # fmt: skip
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, ... (default cpu)")
    parser.add_argument("--precision", default="auto", help="auto, bf16 or fp32 (default auto)")


def run(args: argparse.Namespace) -> int:
    """Label. Returns 0 if every video has labels, 1 if any could not be labelled, 130 after Ctrl-C."""
    if args.jobs < 0:
        raise ValueError(f"--jobs must be at least 1, not {args.jobs}")
    if args.frames == "time" and args.out is None:
        raise ValueError("--frames time makes new videos of 20 frames a second; name a folder for them with --out")
    from craftagent.policy.idm.checkpoint import load_checkpoint
    from craftagent.policy.idm.label_files import Maker, is_done, made_by
    from craftagent.policy.idm.labelling import Labeller

    stored = load_checkpoint(args.idm)
    Labeller(stored, args.device, args.precision)  # says what is wrong before any process is started
    problems: dict[str, str] = {}
    todo: list[LabelJob] = []
    done = 0
    for job in find_jobs(args.videos, args.out, args.frames):
        before = made_by(job.to)
        if is_done(job, stored.digest):
            done += 1
        elif before is not None and not before.digest:
            problems[str(job.video.video)] = (
                f"{job.to.rows} was not made by an IDM and is left alone; name another --out"
            )
        elif before is not None and before != Maker(stored.digest, args.frames) and not args.again:
            other = f"another model ({before.digest})" if before.digest != stored.digest else "this model"
            problems[str(job.video.video)] = (
                f"{job.to.rows} was made by {other} with --frames {before.frames}; --again replaces it"
            )
        else:
            todo.append(job)
    lengths = _lengths(todo, problems)
    todo = [job for job in todo if job in lengths]
    if done:
        print(f"{done} videos had this model's labels", file=sys.stderr)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    jobs = args.jobs or (cores if args.device == "cpu" else 1)
    jobs = max(1, min(jobs, len(todo)))
    try:
        result = _label(args, todo, lengths, jobs, max(1, cores // jobs), problems)
    except KeyboardInterrupt:
        print("craftagent: interrupted; the same command goes on from here", file=sys.stderr)
        return 130
    ticks = sum(r.ticks for r in result)
    if ticks:
        sure = sum(r.ticks * r.confidence for r in result) / ticks
        print(f"{len(result)} videos labelled, {ticks} ticks ({ticks / TICKS_PER_SECOND / 60:.1f} minutes of play), "
              f"mean confidence {sure:.2f}")  # fmt: skip
    for name, reason in problems.items():
        print(f"not labelled: {name}: {reason}", file=sys.stderr)
    return int(bool(problems))


def find_jobs(videos: Iterable[Path], out: Path | None, frames: Frames = "tick") -> list[LabelJob]:
    """A job a video. Folders found in a folder are kept in ``out``.

    Raises ``OSError`` for a path that is not there, ``ValueError`` for a file that is no mp4 or two of one name.
    """
    from craftagent.policy.idm.label_files import LabelJob

    jobs: dict[EpisodePaths, LabelJob] = {}
    for given in videos:
        for paths in _videos(given):
            folder = paths.folder
            if out is not None:
                folder = out / (paths.folder.relative_to(given) if given.is_dir() else Path())
            job = LabelJob(paths, EpisodePaths(folder, paths.name), frames)
            earlier = jobs.setdefault(job.to, job)
            if earlier.video.video.resolve() != paths.video.resolve():
                raise ValueError(f"{earlier.video.video} and {paths.video} would both be labelled as {job.to.rows}")
            if out is not None and paths.folder.resolve() == folder.resolve():
                raise ValueError(f"--out {out} is the folder that {paths.video.name} lies in; leave --out away")
    return list(jobs.values())


def _videos(given: Path) -> list[EpisodePaths]:
    if given.is_dir():
        found = list_episodes(given)
        if not found:
            raise OSError(f"there is no {VIDEO} video in {given}")
        return found
    if not given.exists():
        raise OSError(f"there is no file or folder {given}")
    if given.suffix != VIDEO:
        raise ValueError(f"{given} is not an {VIDEO} file")
    reason = bad_name(given.name.removesuffix(VIDEO))
    if reason:
        raise ValueError(f"{given} cannot be labelled: {reason}")
    return [EpisodePaths(given.parent, given.name.removesuffix(VIDEO))]


def _lengths(jobs: list[LabelJob], problems: dict[str, str]) -> dict[LabelJob, int]:
    """Ticks of each video that can be opened; by time, as many as its rate lets expect."""
    from craftagent.policy.idm.retag import video_rate

    lengths = {}
    for job in jobs:
        try:
            episode = open_episode(job.video, bare=True)
            speed = TICKS_PER_SECOND / video_rate(job.video.video) if job.frames == "time" else 1
            lengths[job] = round((episode.n_video_frames - 1) * speed)
            episode.close()
        except DamagedEpisode as error:
            problems[str(job.video.video)] = error.reason
    return lengths


def _label(
    args: argparse.Namespace, todo: list[LabelJob], lengths: dict[LabelJob, int], jobs: int, threads: int,
    problems: dict[str, str],
) -> list[Labelled]:  # fmt: skip
    from craftagent.policy.idm.label_worker import main as worker_main

    results: list[Labelled] = []
    if not todo:
        return results
    settings = (str(args.idm), threads, args.device, args.precision)
    with _Bar(sum(lengths.values())) as bar, Fleet(jobs, worker_main, settings) as fleet:
        for event in _events(fleet, todo, problems):
            if isinstance(event, Told):
                bar.advance(event.value)
            elif isinstance(event, Done):
                results.append(event.result)
                bar.say(event.job.name, f"{event.result.ticks} ticks, confidence {event.result.confidence:.2f}")
                if event.result.note:
                    bar.say(event.job.name, event.result.note, always=True)
            elif isinstance(event, Broke):
                problems[str(event.job.video.video)] = event.reason.removeprefix("DamagedEpisode: ")
    return results


def _events(fleet: Fleet, todo: list[LabelJob], problems: dict[str, str]) -> Iterator[Any]:
    """What happens; if no worker can be started, the rest is not labelled, and it is said why."""
    try:
        yield from fleet.run(todo)
    except NoWorkers as error:
        problems["the rest"] = str(error)


class _Bar:
    """Ticks done, ticks a second as a multiple of real time, time left; in a log a line a video."""

    def __init__(self, total: int) -> None:
        self._console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("labelling"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[speed]}"),
            TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(), console=self._console,
            disable=not self._console.is_terminal,
        )  # fmt: skip
        self._task = self._progress.add_task("", total=total, speed="")

    def advance(self, ticks: int) -> None:
        self._progress.advance(self._task, ticks)
        speed = self._progress.tasks[0].speed
        if speed:
            self._progress.update(self._task, speed=f"{speed:.0f} ticks/s, {speed / TICKS_PER_SECOND:.0f} x real time")

    def say(self, name: str, text: str, always: bool = False) -> None:
        if always or not self._console.is_terminal:
            self._console.print(f"{escape(name)}: {escape(text)}", highlight=False, soft_wrap=True)

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

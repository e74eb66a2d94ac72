"""``craftagent data view``: a contact sheet or clip of an episode, with its keys, camera and goals."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.progress import track

from craftagent.datasets.episode import DamagedEpisode, Episode, EpisodePaths, list_episodes, open_episode
from craftagent.datasets.paths import GOALS, META, ROWS, VIDEO
from craftagent.datasets.view import sheet, spread, write_clip, write_sheet
from craftagent.types import suggest

MAX_CELLS = 200  # of a sheet: more would be a picture that nothing opens


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent data view``."""
    parser.add_argument("episode", type=Path, help="one of its files, or their common name without ending")
    parser.add_argument("--out", type=Path, required=True, help="F.png for a contact sheet, F.mp4 for a clip")
    parser.add_argument("--start", type=int, default=0, metavar="TICK", help="first tick (default 0)")
    parser.add_argument("--stop", type=int, metavar="TICK", help="tick to stop before (default the end)")
    parser.add_argument("--frames", type=int, default=24, metavar="N",
                        help="pictures of a sheet, spread evenly (default 24)")  # fmt: skip
    parser.add_argument("--every", type=int, metavar="N", help="a picture each N ticks instead")
    parser.add_argument("--columns", type=int, default=6, metavar="N", help="of a sheet (default 6)")
    parser.add_argument("--bare", action="store_true", help="only the video, though there are actions")


def find(path: Path) -> EpisodePaths:
    """The episode that a path means. Raises ``FileNotFoundError`` with a suggestion."""
    name = next((path.name[: -len(end)] for end in (GOALS, META, ROWS, VIDEO) if path.name.endswith(end)), path.name)
    paths = EpisodePaths(path.parent, name)
    if not paths.video.is_file():
        known = [p.name for p in list_episodes(path.parent, recursive=False)] if path.parent.is_dir() else []
        raise FileNotFoundError(f"there is no video {paths.video}{suggest(name, known)}")
    return paths


def run(args: argparse.Namespace) -> int:
    """Draw. Returns 1 if the episode is damaged, else 0."""
    kind = args.out.suffix.lower()
    if kind not in (".png", ".mp4"):
        raise ValueError(f"--out must end in .png or .mp4, not {args.out.name!r}")
    for option in ("frames", "every", "columns"):
        value = getattr(args, option)
        if value is not None and value < 1:
            raise ValueError(f"--{option} must be at least 1, not {value}")
    console = Console(stderr=True)
    paths = find(args.episode)
    try:
        episode = open_episode(paths, bare=args.bare or not paths.rows.is_file())
        try:
            _draw(episode, args, kind, console)
        finally:
            episode.close()
    except DamagedEpisode as error:
        console.print(f"craftagent: {paths.name} is damaged: {error.reason}", markup=False)
        return 1
    print(args.out)
    return 0


def _draw(episode: Episode, args: argparse.Namespace, kind: str, console: Console) -> None:
    stop = episode.n_frames if args.stop is None else args.stop
    if not 0 <= args.start < stop <= episode.n_frames:
        raise ValueError(f"--start {args.start} and --stop {stop} must lie in order within 0..{episode.n_frames}")
    if kind == ".mp4":
        ticks = range(args.start, stop, args.every or 1)
        write_clip(episode, track(ticks, "drawing", transient=True, console=console), args.out)
        return
    chosen = list(range(args.start, stop, args.every)) if args.every else spread(args.start, stop, args.frames)
    if len(chosen) > MAX_CELLS:
        raise ValueError(
            f"a sheet has at most {MAX_CELLS} pictures, not {len(chosen)}; take a larger --every or an mp4"
        )
    write_sheet(sheet(episode, chosen, args.columns), args.out)

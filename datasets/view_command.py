"""``craftagent data view``: an episode to look at, as a contact sheet or as a clip."""

from __future__ import annotations

import argparse
from pathlib import Path

from craftagent.datasets.contractor import ContractorOptions
from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.episode import EpisodePaths, list_episodes, open_episode
from craftagent.datasets.paths import GOALS, META, ROWS, VIDEO
from craftagent.datasets.view import Viewer
from craftagent.types import suggest

_SHEET, _CLIP = ".png", ".mp4"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent data view``."""
    parser.add_argument("episode", type=Path, metavar="DIR/NAME", help="an episode, with or without .mp4")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE",
                        help="a contact sheet if it ends in .png, a clip if it ends in .mp4")  # fmt: skip
    parser.add_argument("--from", type=int, default=0, dest="start", metavar="TICK", help="the first tick (0)")
    parser.add_argument("--to", type=int, dest="stop", metavar="TICK", help="the tick to stop before (the last)")
    parser.add_argument("--frames", type=int, default=24, metavar="N", help="frames on a contact sheet (24)")
    parser.add_argument("--broken-lines", choices=("refuse", "null"), default="refuse",
                        help="a contractor line that is not JSON: damage, or a tick without action")  # fmt: skip


def find_episode(path: Path) -> EpisodePaths:
    """The episode that ``DIR/NAME`` or one of its files names.

    Raises ``ValueError`` in one sentence if there is no such folder or episode, or if the name can not be one.
    """
    folder, name = path.parent, path.name
    name = next((name[: -len(end)] for end in (GOALS, META, ROWS, VIDEO) if name.endswith(end)), name)
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder}")
    if path.is_dir() and not (folder / (name + VIDEO)).is_file():
        inside = [str(paths.folder / paths.name) for paths in list_episodes(path)]
        if not inside:
            raise ValueError(f"there are no episodes in {path}")
        raise ValueError(f"{path} is a folder of {len(inside)} episodes; name one of them, such as {inside[0]}")
    paths = EpisodePaths(folder, name)
    if not paths.video.is_file():
        near = suggest(name, (other.name for other in list_episodes(folder, recursive=False)))
        raise ValueError(f"there is no episode {name!r} in {folder}{near}")
    return paths


def run(args: argparse.Namespace) -> int:
    """Draw the episode. Returns 0; what is wrong is raised as ``ValueError`` or ``OSError`` of one sentence."""
    out: Path = args.out
    kind = out.suffix.lower()
    if kind not in (_SHEET, _CLIP):
        raise ValueError(f"--out {out}: the file must end in {_SHEET} (contact sheet) or {_CLIP} (clip)")
    if not 1 <= args.frames <= 400:
        raise ValueError(f"--frames must be 1 to 400, not {args.frames}")
    paths = find_episode(args.episode)
    if out.resolve() == paths.video.resolve():
        raise ValueError(f"--out {out} is the episode's own video; choose another name")
    try:
        episode = open_episode(paths, options=ContractorOptions(broken=args.broken_lines))
        try:
            n = len(episode)
            start, stop = args.start, n if args.stop is None else args.stop
            if not 0 <= start < stop <= n:
                raise ValueError(f"--from {start} --to {stop}: ticks of {paths.name} run from 0 up to {n}")
            viewer = Viewer(episode)
            out.parent.mkdir(parents=True, exist_ok=True)
            if kind == _SHEET:
                viewer.write_sheet(out, start, stop, args.frames)
            else:
                viewer.write_clip(out, start, stop)
        finally:
            episode.close()
    except DamagedEpisode as error:
        raise ValueError(f"{paths.name} is damaged: {error.reason}") from None
    print(f"wrote {out}")
    return 0

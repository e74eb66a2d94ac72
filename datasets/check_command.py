"""``craftagent data check``: read every episode of a folder and name the damaged ones."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from craftagent.datasets.contractor import DEFAULT_OPTIONS, GUI_SCALE, ContractorOptions
from craftagent.datasets.episode import DamagedEpisode, EpisodePaths, check_episode, open_episode, scan_episodes
from craftagent.types import TICKS_PER_SECOND


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent data check``."""
    parser.add_argument("folder", type=Path, help="a folder of episodes; folders in it are searched too")
    parser.add_argument("--quick", action="store_true", help="do not decode the frames, only count them")
    parser.add_argument("--broken-lines", choices=("refuse", "null"), default="refuse",
                        help="a contractor line that is not JSON: damage, or a tick without action")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")


def check_folder(folder: Path, decode: bool = True, options: ContractorOptions = DEFAULT_OPTIONS) -> dict[str, object]:
    """Check every episode of a folder.

    Returns ``{"folder", "whole": number of whole episodes, "ticks": their ticks, "damaged": {name: [sentence, ...]},
    "recorder unknown": contractor episodes with screens in them, of which nothing says which recorder wrote them}``; names
    are relative to the folder. Raises ``OSError`` if the folder can not be listed.
    """
    found, refused = scan_episodes(folder)
    damaged: dict[str, list[str]] = {name: [reason] for name, reason in refused}
    whole = ticks = unknown = 0
    for paths in track(found, description="checking", transient=True, console=Console(stderr=True)):
        problems, n, nameless = _check(paths, decode, options)
        unknown += nameless
        if problems:
            damaged[str((paths.folder / paths.name).relative_to(folder))] = problems
        else:
            whole += 1
            ticks += n
    return {"folder": str(folder), "whole": whole, "ticks": ticks, "damaged": dict(sorted(damaged.items())),
            "recorder unknown": unknown}  # fmt: skip


def _check(paths: EpisodePaths, decode: bool, options: ContractorOptions) -> tuple[list[str], int, bool]:
    """Problems, number of ticks, and whether screens may be read at a wrong scale; nothing about one episode may keep the
    others from being read."""
    try:
        problems = check_episode(paths, decode=decode, options=options)
        if problems:
            return problems, 0, False
        episode = open_episode(paths, options=options)
        try:
            known = paths.meta.exists() or options.knows_recorder(paths.folder.name)
            return [], episode.n_frames, not known and not episode.exact and bool(episode.actions.gui.any())
        finally:
            episode.close()
    except DamagedEpisode as error:
        return [error.reason], 0, False
    except Exception as error:  # a kind of damage nobody has thought of is still damage of this one episode
        return [f"reading it failed: {type(error).__name__}: {error}"], 0, False


def run(args: argparse.Namespace) -> int:
    """Print what was found. Returns 1 if any episode is damaged or none was found, else 0."""
    result = check_folder(args.folder, not args.quick, ContractorOptions(broken=args.broken_lines))
    damaged = result["damaged"]
    assert isinstance(damaged, dict)
    if args.json:
        print(json.dumps(result, indent=1))
        return int(bool(damaged) or not result["whole"])
    console = Console()
    if damaged:
        table = Table("episode", "what is wrong", title=f"damaged episodes in {escape(str(args.folder))}")
        for name, problems in damaged.items():
            table.add_row(escape(name), escape("\n".join(problems)))
        console.print(table)
    hours = int(str(result["ticks"])) / TICKS_PER_SECOND / 3600
    console.print(f"{result['whole']} whole episodes ({hours:.2f} hours), {len(damaged)} damaged")
    if result["recorder unknown"]:
        console.print(
            f"{result['recorder unknown']} episodes of contractors have open screens, and their folders do not say which "
            f"recorder wrote them (as 6.8/NAME.mp4 does): that of {', '.join(GUI_SCALE)} wrote mouse motion in screens at "
            "another scale", soft_wrap=True, highlight=False, markup=False,
        )  # fmt: skip
    if not damaged and not result["whole"]:
        console.print(f"there are no episodes in {escape(str(args.folder))}")
    return int(bool(damaged) or not result["whole"])
